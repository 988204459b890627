"""Publish a bundle: snapshot of the remote, plan, apply, report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import (
    ConflictError,
    PublishError,
    RestError,
    RunStopped,
)
from sphinx_to_confluence.publish.apply import apply_plan
from sphinx_to_confluence.publish.dry_run import tell_plan
from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.publish.inventory import OBJECTS_INV
from sphinx_to_confluence.publish.journal import (
    Journaling,
    Run,
)
from sphinx_to_confluence.publish.journaled import journaled
from sphinx_to_confluence.publish.known import Known
from sphinx_to_confluence.publish.left_behind import forget_left, write_left
from sphinx_to_confluence.publish.notes import Note
from sphinx_to_confluence.publish.operations import Orphan, Plan
from sphinx_to_confluence.publish.plan_file import ReviewedPlan
from sphinx_to_confluence.publish.plan_words import limit_note, order_note
from sphinx_to_confluence.publish.policy import EditedPages
from sphinx_to_confluence.publish.progress import PlainProgress, Progress
from sphinx_to_confluence.publish.report import Report, why_written
from sphinx_to_confluence.publish.run import PublishRun, Refusals
from sphinx_to_confluence.publish.sizes import refuse_too_large
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.stopping import Stop
from sphinx_to_confluence.publish.survey import survey
from sphinx_to_confluence.publish.telling import told_to_programs
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.rest.model import Client, Status

__all__ = ["Report", "publish_bundle", "publish_with"]


def publish_bundle(
    bundle: Bundle,
    settings: Settings,
    credentials: Callable[[], Credentials],
    *,
    say: Callable[[str], None],
    warn: Callable[[str], None],
    on_plan: Callable[[Plan], object] | None = None,
    progress: Progress | None = None,
    notes: Sequence[Note] = (),
    log: Callable[[str], None] | None = None,
    reviewed: ReviewedPlan | None = None,
    on_report: Callable[[dict[str, Any]], object] | None = None,
) -> Report:
    """Publish a bundle as the settings say, and leave the reports for programs that they ask for.

    :param credentials: called once; may ask on the terminal.
    :param say: gets lines for the person.
    :param warn: gets warnings: something was left out, the pages are complete.
    :param on_plan: gets the plan before anything is written; what it raises ends the run there.
    :param notes: what a build has to say about its sources, for the annotations.
    :param log: gets annotations that are read from the log; ``say`` unless given.
    :param on_report: gets what ``_publish/report.json`` holds, also before an error is raised.
    :param reviewed: the plan that is to be carried out; when it would be another one by now, nothing is written.
    :raises ConfigurationError: when the settings do not suffice or do not fit the bundle.
    :raises CredentialError: when a secret cannot be had.
    :raises ConflictError: when a person has to decide first; nothing was written.
    :raises PublishError: when some pages could not be published.
    :raises RestError: when Confluence does not answer, or refuses what every page needs.
    """
    progress = progress or PlainProgress(say)
    report = Report(total=len(bundle.pages), dry_run=settings.publish_dryrun)
    with (
        told_to_programs(
            bundle,
            settings,
            report,
            notes=notes,
            log=log or say,
            warn=warn,
            on_report=on_report,
        ),
        closing(connect(settings, credentials(), notify=progress.notice)) as client,
    ):
        return publish_with(
            client,
            bundle,
            settings,
            say=say,
            warn=warn,
            on_plan=on_plan,
            progress=progress,
            report=report,
            reviewed=reviewed,
        )


def publish_with(
    client: Client,
    bundle: Bundle,
    settings: Settings,
    *,
    say: Callable[[str], None],
    warn: Callable[[str], None],
    on_plan: Callable[[Plan], object] | None = None,
    progress: Progress | None = None,
    report: Report | None = None,
    reviewed: ReviewedPlan | None = None,
) -> Report:
    """Publish a bundle through a client; see :func:`publish_bundle`.

    :param report: is filled while it goes on, so that it can be told when this raises.
    """
    report = report or Report(total=len(bundle.pages), dry_run=settings.publish_dryrun)
    progress = progress or PlainProgress(say)
    progress.watch(client.governor)
    try:
        return _publish(
            client,
            bundle,
            settings,
            report,
            progress,
            say=say,
            warn=warn,
            on_plan=on_plan,
            reviewed=reviewed,
        )
    finally:
        report.all_costs = client.governor.meter.all


def _publish(
    client: Client,
    bundle: Bundle,
    settings: Settings,
    report: Report,
    progress: Progress,
    *,
    say: Callable[[str], None],
    warn: Callable[[str], None],
    on_plan: Callable[[Plan], object] | None,
    reviewed: ReviewedPlan | None,
) -> Report:
    warn = _beside(progress, warn)
    found = survey(client, bundle, settings, warn=warn)
    snapshot, plan, policy, last = found.snapshot, found.plan, found.policy, found.last
    if reviewed is not None:
        reviewed.check(bundle, found)
    bundle = found.bundle
    if on_plan is not None:
        on_plan(plan)
    _begin(report, bundle, plan, snapshot)
    if report.dry_run:
        tell_plan(client, bundle, found, report, say, warn)
    else:
        # Where the order cannot be changed, nobody wants to be told with each publish that does nothing.
        for note in (limit_note(found), "" if plan.is_empty else order_note(plan)):
            if note:
                say(note)
    if plan.conflicts and (report.dry_run or policy.edited_pages is EditedPages.FAIL):
        raise _conflict_error(report)
    refuse_too_large(bundle, plan, snapshot.page_url, limit_bytes=settings.max_page_size)
    if report.dry_run:
        return report
    about = _about(client, bundle, snapshot)
    if last is not None and last.run.is_of_same_place(about):
        about = replace(about, continues=last.name)
        if not plan.is_empty:
            say(f"Continuing the run that stopped at {last.last[:16].replace('T', ' ')} UTC.")
    run = PublishRun(
        client=client,
        bundle=bundle,
        settings=settings,
        snapshot=snapshot,
        plan=plan,
        report=report,
        known=Known.before(bundle, snapshot, plan),
        journal=Journaling(bundle.directory, about, warn=warn),
        stop=Stop(),
        progress=progress,
        refusals=Refusals(warn),
        warn=warn,
    )
    again = _again(bundle.directory, is_reviewed=reviewed is not None)
    _apply(run, again)
    _tell_afterwards(run, say, again)
    return report


def _beside(progress: Progress, warn: Callable[[str], None]) -> Callable[[str], None]:
    """Have warnings stand above what is shown of the progress, not within it."""

    def warn_aside(line: str) -> None:
        with progress.aside():
            warn(line)

    return warn_aside


def _begin(report: Report, bundle: Bundle, plan: Plan, snapshot: Snapshot) -> None:
    """Begin the report with what is known, and with what is not done."""
    left_out = [each for each in plan.conflicts if each.hindrance is Hindrance.ABOVE]
    report.space = snapshot.space.key
    report.conflicts += [each for each in plan.conflicts if each not in left_out]
    report.left_out += [each.docname for each in left_out]
    report.orphans += plan.all(Orphan)
    report.changes = {page.docname: why_written(plan.of(page.docname)) for page in bundle.pages}
    there = snapshot.pages.items()
    ids = {docname: page.id for docname, page in there if page.status is Status.CURRENT}
    report.note_ids(ids, snapshot.page_url)


def _tell_afterwards(run: PublishRun, say: Callable[[str], None], again: str) -> None:
    """Say where the pages are.

    :param again: how to go on.
    :raises PublishError: when some are missing.
    """
    report, directory = run.report, run.bundle.directory
    root_id = run.known.ids.get(run.bundle.root.docname)
    report.root_url = run.snapshot.page_url(root_id) if root_id else ""
    if report.inventory_changed:
        base = run.client.endpoint.site_base or "the address of the site"
        say(f"Other projects refer to these pages by {directory / OBJECTS_INV}, below {base}")
    if report.failures or report.left_out or report.conflicts:
        numbers, *remarks = report.summary().splitlines()
        raise PublishError(
            f"some pages were not published: {numbers}",
            answered="\n  ".join([*remarks, report.problems()]),
            remedy="\n  ".join(
                [
                    f"What was published is complete, and is not sent again. {again}",
                    *_advice(report),
                ]
            ),
        )


def _about(client: Client, bundle: Bundle, snapshot: Snapshot) -> Run:
    """What the journal of this run begins with."""
    facts = [[page.docname, page.parent, page.fingerprint] for page in bundle.pages]
    return Run(
        project=bundle.project_id,
        site=client.endpoint.address,
        space=snapshot.space.key,
        root=snapshot.manifest_page_id,
        release=bundle.release,
        bundle=hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16],
    )


def _apply(run: PublishRun, again: str) -> None:
    """Carry the plan out, and note in the journal how that ended.

    :param again: how to go on.
    :raises RunStopped: when a person stopped it.
    """
    try:
        with journaled(
            run.client,
            run.journal,
            run.stop,
            stopped=lambda: _stopped(run.report, _how_to_go_on(run, again)),
        ):
            apply_plan(run)
    except RestError as error:
        raise _with_progress(error, run.report, _how_to_go_on(run, again)) from None
    finally:
        _leave_behind(run)


def _leave_behind(run: PublishRun) -> None:
    """Note what is on Confluence now, for plans without a network; a plan that was made before is of no use now."""
    directory = run.bundle.directory
    if not run.plan.is_empty:
        forget_left(directory)
    with suppress(OSError):
        write_left(run.bundle, run.client.endpoint.address, run.snapshot, run.known)


def _stopped(report: Report, remedy: str) -> RunStopped:
    return RunStopped("the publish was stopped", answered=_how_far(report), remedy=remedy)


def _advice(report: Report) -> list[str]:
    """What can be done about the conflicts, each way once."""
    return list(dict.fromkeys(conflict.hindrance.advice for conflict in report.conflicts))


def _conflict_error(report: Report) -> ConflictError:
    count = len(report.conflicts)
    return ConflictError(
        f"nothing was published: {count} {'page needs' if count == 1 else 'pages need'} a decision",
        answered=report.problems(),
        remedy="\n  ".join(_advice(report)),
    )


def _with_progress(error: RestError, report: Report, remedy: str) -> RestError:
    """Say how far the run came before it had to stop, and how to go on."""
    error.remedy = f"{error.remedy}\n  {_how_far(report)} {remedy}".strip()
    return error


def _how_far(report: Report) -> str:
    done = (
        len(report.unchanged)
        + len(report.created)
        + len(report.updated)
        + len(report.moved)
        + len(report.kept)
    )
    return f"{done} of {report.total} pages are done."


def _again(directory: Path, *, is_reviewed: bool) -> str:
    """How to go on; a plan that was carried out in part does not fit any more."""
    if is_reviewed:
        return f"Go on with: sphinx-to-confluence publish {directory}"
    return "Run the same command again to go on."


def _how_to_go_on(run: PublishRun, again: str) -> str:
    undo = f"sphinx-to-confluence undo {run.bundle.directory}"
    return f"{again}\n  What was written can be taken back with: {undo}"
