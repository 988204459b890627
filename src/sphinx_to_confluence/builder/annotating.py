"""How do the warnings of a build get to the lines of a pull request, when nothing is published?"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sphinx_to_confluence.bundle.model import MANIFEST_NAME
from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.bundle.report import Finding
from sphinx_to_confluence.config.annotating import Style, style_of
from sphinx_to_confluence.config.settings import Settings


def annotate_build(
    directory: Path,
    findings: Sequence[Finding],
    settings: Settings,
    *,
    warn: Callable[[str], None],
) -> None:
    """Annotate what was found, when a CI job runs that can; an incomplete build is told by its own warnings."""
    if style_of(settings.annotations, os.environ) is Style.NONE:
        return
    if (directory / MANIFEST_NAME).is_file():
        # Building needs no network, so it does not load what publishing needs either.
        from sphinx_to_confluence.publish.notes import notes_of_findings
        from sphinx_to_confluence.publish.telling import annotate

        notes = notes_of_findings(findings)
        annotate(notes, read_bundle(directory), settings, log=to_log, warn=warn)


def to_log(line: str) -> None:
    """Write what GitHub reads from the log, also with ``-q``: it is about warnings and errors."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
