"""What is told instead of a publish? The plan, in lines for a person and as a file for programs."""

from __future__ import annotations

from collections.abc import Callable

from sphinx_to_confluence.bundle.model import PUBLISH_NOTES, Bundle
from sphinx_to_confluence.bundle.writer import replace_file
from sphinx_to_confluence.publish.operations import (
    Archive,
    Create,
    Move,
    Plan,
    Reorder,
    Skip,
    Trash,
    Update,
)
from sphinx_to_confluence.publish.plan_text import plan_lines
from sphinx_to_confluence.publish.report import Report

PLAN_NAME = "plan.json"


def tell_plan(plan: Plan, bundle: Bundle, report: Report, say: Callable[[str], None]) -> None:
    """Say what a publish would do, write it to a file beside the bundle, and count it in the report."""
    path = bundle.directory / PUBLISH_NOTES / PLAN_NAME
    replace_file(path, plan.to_json().encode())
    for line in plan_lines(plan, bundle):
        say(line)
    say(f"The plan is in {path}")
    _count(plan, bundle, report)


def _count(plan: Plan, bundle: Bundle, report: Report) -> None:
    report.created += [operation.docname for operation in plan.all(Create)]
    report.archived += [operation.docname for operation in plan.all(Archive)]
    report.trashed += [operation.docname for operation in plan.all(Trash)]
    for skip in plan.all(Skip):
        report.of_skip(skip).append(skip.docname)
    told = {*report.created, *report.kept, *report.commented, *report.passed_over}
    report.updated += [
        page.docname
        for page in bundle.pages
        if page.docname not in told
        and any(isinstance(each, Update | Move | Reorder) for each in plan.of(page.docname))
    ]
