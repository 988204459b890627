"""Who else is to know how a publish ended? Programs, the page of a CI job, and the lines of a pull request.

Told whether it went well or not. That something cannot be told is a warning: the pages are where they are.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sphinx_to_confluence.bundle.model import PUBLISH_NOTES, Bundle
from sphinx_to_confluence.bundle.writer import replace_file, write_json
from sphinx_to_confluence.config.annotating import Style, style_of
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConfluenceError, RunStopped
from sphinx_to_confluence.publish.annotations import (
    CODE_QUALITY,
    code_quality,
    github_commands,
)
from sphinx_to_confluence.publish.notes import Note, in_repository, notes_of
from sphinx_to_confluence.publish.report import Report
from sphinx_to_confluence.publish.report_json import Outcome, report_data
from sphinx_to_confluence.publish.report_markdown import summary_in_markdown

REPORT_NAME = "report.json"
SUMMARY_NAME = "summary.md"

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable in which GitHub names the file that the page of a job shows; steps append to it."""


@contextmanager
def told_to_programs(
    bundle: Bundle,
    settings: Settings,
    report: Report,
    *,
    notes: Sequence[Note] = (),
    log: Callable[[str], None],
    warn: Callable[[str], None],
    environ: Mapping[str, str] | None = None,
    on_report: Callable[[dict[str, Any]], object] | None = None,
) -> Iterator[None]:
    """Tell how what happens in the block ended.

    :param report: is filled in the block.
    :param notes: more to annotate: what the build has to say.
    :param log: gets the annotations that are read from the log.
    :param on_report: gets the report for programs.
    """
    environ = os.environ if environ is None else environ
    started, began = datetime.now(UTC), time.monotonic()
    error: ConfluenceError | None = None
    try:
        yield
    except ConfluenceError as raised:
        error = raised
        raise
    except Exception as raised:
        # Its text may hold what nobody should see: it is that of others, such as a listener to the plan.
        error = ConfluenceError(
            "the publish ended with an error", answered=f"It is a {type(raised).__name__}."
        )
        raise
    except BaseException:
        error = RunStopped("the publish was ended at once")
        raise
    finally:
        at = started.isoformat(timespec="seconds")
        outcome = Outcome(bundle, report, error, at, time.monotonic() - began)
        data = report_data(outcome)
        if on_report is not None:
            on_report(data)
        try:
            write_reports(outcome, data, settings, environ)
        except OSError as problem:
            warn(f"the report of the publish cannot be written: {problem}")
        everything = [*notes_of(bundle, report, error), *notes]
        annotate(everything, bundle, settings, log=log, warn=warn, environ=environ)


def write_reports(
    outcome: Outcome, data: Mapping[str, Any], settings: Settings, environ: Mapping[str, str]
) -> None:
    """Write the report for programs and the summary for people to where they belong.

    :param data: the report for programs.
    :raises OSError: when one cannot be written.
    """
    folder = outcome.bundle.directory / PUBLISH_NOTES
    summary = summary_in_markdown(outcome)
    for path in _places(folder / REPORT_NAME, settings.publish_report):
        write_json(path, data)
    for path in _places(folder / SUMMARY_NAME, settings.publish_summary):
        replace_file(path, summary.encode())
    if step := environ.get(STEP_SUMMARY):
        with Path(step).open("a", encoding="utf-8") as file:
            file.write(summary)


def _places(usual: Path, wish: str | None) -> list[Path]:
    return [usual] if wish is None else [usual, Path(wish)]


def annotate(
    notes: Sequence[Note],
    bundle: Bundle,
    settings: Settings,
    *,
    log: Callable[[str], None],
    warn: Callable[[str], None],
    environ: Mapping[str, str] | None = None,
) -> None:
    """Put notes to the lines of a pull request, when a CI job runs that can."""
    path = partial(in_repository, bundle)
    match style_of(settings.annotations, os.environ if environ is None else environ):
        case Style.GITHUB:
            for command in github_commands(notes, path):
                log(command)
        case Style.GITLAB:
            file = bundle.directory / PUBLISH_NOTES / CODE_QUALITY
            try:
                replace_file(file, code_quality(notes, path, bundle.root.source).encode())
            except OSError as problem:
                warn(f"the report for Code Quality cannot be written: {problem}")
