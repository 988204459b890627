"""What does a publish tell programs? What was done to each page, why, and what it took; of the form in the schema."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.errors import ConfluenceError, RestError
from sphinx_to_confluence.publish.notes import place_of
from sphinx_to_confluence.publish.operations import Conflict
from sphinx_to_confluence.publish.report import Failure, Report
from sphinx_to_confluence.rest.meter import Costs

PUBLISH_REPORT_VERSION = 1
"""Raised when programs that read an older form would misunderstand it."""


class Became(enum.Enum):
    """What became of a page; the values are those of the JSON."""

    CREATED = "created"
    UPDATED = "updated"
    MOVED = "moved"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    COMMENTED = "commented"
    CONFLICT = "conflict"
    FAILED = "failed"
    LEFT_OUT = "left_out"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A publish that has ended.

    :param error: what it ended with, ``None`` when all went well.
    :param started: in UTC, as a text of ISO 8601.
    :param seconds: how long it took.
    """

    bundle: Bundle
    report: Report
    error: ConfluenceError | None = None
    started: str = ""
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        """What a command ends with."""
        return 0 if self.error is None else self.error.exit_code

    def became(self) -> dict[str, Became]:
        """What became of each page of the bundle, by docname."""
        report = self.report
        found = {page.docname: Became.NOT_REACHED for page in self.bundle.pages}
        told = (
            (Became.UNCHANGED, report.unchanged),
            (Became.CREATED, report.created),
            (Became.UPDATED, report.updated),
            (Became.MOVED, report.moved),
            (Became.KEPT, report.kept),
            (Became.COMMENTED, report.commented),
            (Became.LEFT_OUT, report.left_out),
            (Became.CONFLICT, [each.docname for each in report.conflicts]),
            (Became.FAILED, [each.docname for each in report.failures]),
        )
        for became, docnames in told:
            found |= dict.fromkeys((name for name in docnames if name in found), became)
        return found


def report_data(outcome: Outcome) -> dict[str, Any]:
    """Return what ``publish-report-1.schema.json`` describes."""
    bundle, report, error = outcome.bundle, outcome.report, outcome.error
    became = outcome.became()
    counts = {each.value: list(became.values()).count(each) for each in Became}
    counts |= {"archived": len(report.archived), "trashed": len(report.trashed)}
    return {
        "schema_version": PUBLISH_REPORT_VERSION,
        "generator": bundle.generator,
        "project": bundle.project,
        "project_id": bundle.project_id,
        "release": bundle.release,
        "commit": bundle.origin.commit,
        "dirty": bundle.origin.is_dirty,
        "space": report.space,
        "root_url": report.root_url or report.urls.get(bundle.root.docname, ""),
        "dry_run": report.dry_run,
        "exit_code": outcome.exit_code,
        "error": None if error is None else error_data(error),
        "started": outcome.started,
        **_costs(Costs(report.all_costs.requests, report.all_costs.retries, outcome.seconds)),
        "counts": counts,
        "attachments": {"uploaded": report.uploaded, "removed": report.detached},
        "pages": list(_pages(outcome, became)),
        "removed": [
            {"docname": docname, "page_id": report.ids.get(docname), "how": how}
            for how, docnames in (("archived", report.archived), ("trashed", report.trashed))
            for docname in docnames
        ],
        "orphans": [
            {
                "docname": each.docname,
                "page_id": each.page_id,
                "title": each.title,
                "url": each.url,
                "reason": each.stays.name.lower(),
                "message": each.words,
            }
            for each in report.orphans
        ],
        "comments": {
            "kept": report.comments_kept,
            "lost": [
                {
                    "docname": each.docname,
                    "source": place_of(each.source)[0],
                    "line": place_of(each.source)[1],
                    "quote": each.quote,
                    "author": each.author,
                    "text": each.text,
                    "url": each.url,
                }
                for each in report.comments_lost
            ],
        },
    }


def _pages(outcome: Outcome, became: dict[str, Became]) -> Iterator[dict[str, Any]]:
    report = outcome.report
    failures = {each.docname: each for each in report.failures}
    conflicts = {each.docname: each for each in report.conflicts}
    for page in outcome.bundle.pages:
        yield {
            "docname": page.docname,
            "title": page.title,
            "source": page.source,
            "page_id": report.ids.get(page.docname),
            "url": report.urls.get(page.docname),
            "outcome": became[page.docname].value,
            "changes": list(report.changes.get(page.docname, ())),
            **_costs(report.costs.get(page.docname, Costs())),
            "problem": _problem(failures.get(page.docname), conflicts.get(page.docname)),
        }


def _problem(failure: Failure | None, conflict: Conflict | None) -> dict[str, Any] | None:
    if failure is not None:
        return {**error_data(failure.error), "line": place_of(failure.source)[1]}
    if conflict is not None:
        return {
            "type": conflict.hindrance.name.lower(),
            "tried": "",
            "answered": conflict.words,
            "cause": "",
            "remedy": conflict.hindrance.advice,
            "status": None,
            "line": None,
        }
    return None


def _costs(costs: Costs) -> dict[str, Any]:
    return {
        "requests": costs.requests,
        "retries": costs.retries,
        "seconds": round(costs.seconds, 3),
    }


def error_data(error: ConfluenceError) -> dict[str, Any]:
    """An error for programs: its class, and the four answers that it gives."""
    status = error.status if isinstance(error, RestError) else None
    return {**error.as_data(), "status": status}
