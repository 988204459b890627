"""What is told instead of a publish? The plan, in lines for a person and as a file for programs."""

from __future__ import annotations

from collections.abc import Callable

from sphinx_to_confluence.bundle.model import PUBLISH_NOTES, Bundle
from sphinx_to_confluence.publish.plan_file import PLAN_NAME, write_plan
from sphinx_to_confluence.publish.plan_text import note_lines, tree_lines
from sphinx_to_confluence.publish.plan_view import Mark, PlanView
from sphinx_to_confluence.publish.report import Report
from sphinx_to_confluence.publish.survey import Survey
from sphinx_to_confluence.publish.texts import compare_texts
from sphinx_to_confluence.rest.model import Client


def tell_plan(
    client: Client,
    bundle: Bundle,
    found: Survey,
    report: Report,
    say: Callable[[str], None],
    warn: Callable[[str], None],
) -> None:
    """Say what a publish would do, write it to a file beside the bundle, and count it in the report."""
    path = bundle.directory / PUBLISH_NOTES / PLAN_NAME
    is_kept = True
    try:
        write_plan(path, bundle, found)
    except OSError as error:
        is_kept = False
        warn(f"the plan cannot be kept in {path}: {error.strerror or error}")
    texts = compare_texts(client, found.bundle, found.snapshot, found.plan, warn)
    view = PlanView(found, texts)
    for line in (*tree_lines(view), *note_lines(view)):
        say(line)
    if view.tree and is_kept:
        say(f"The plan is in {path}")
        say(f"For the differences of the texts: sphinx-to-confluence plan {bundle.directory}")
    _count(view, report)


def _count(view: PlanView, report: Report) -> None:
    """Count each page once, as what becomes of it."""
    places = {
        Mark.CREATE: report.created,
        Mark.UPDATE: report.updated,
        Mark.RENAME: report.updated,
        Mark.MOVE: report.moved,
        Mark.ORDER: report.moved,
        Mark.ARCHIVE: report.archived,
        Mark.TRASH: report.trashed,
        Mark.PASSED: report.passed_over,
        Mark.SAME: report.unchanged,
    }
    for page in view.pages:
        if page.mark in places:
            places[page.mark].append(page.docname)
        elif page.mark is Mark.KEEP:
            (report.commented if page.is_commented else report.kept).append(page.docname)
    report.comments_kept = sum(each.comments_kept for each in view.comparisons.values())
    report.comments_lost = [
        lost for each in view.comparisons.values() for lost in each.comments_lost
    ]
