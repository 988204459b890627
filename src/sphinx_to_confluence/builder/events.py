"""What do extensions learn of a publish? The events of the builder, beside those of Sphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_to_confluence.bundle.model import Bundle
    from sphinx_to_confluence.publish.report import Report

PLAN_EVENT = "confluence-plan"
"""Emitted with the plan of a publish, before anything is written."""

PAGE_EVENT = "confluence-publish-page"
"""Emitted for each page that is there after a publish."""

POINT_EVENT = "confluence-publish-point"
"""Emitted with the address of the root page, after that."""

EVENTS = (PLAN_EVENT, PAGE_EVENT, POINT_EVENT)


def tell_of_pages(app: Sphinx, bundle: Bundle, report: Report) -> None:
    """Emit the events that follow a publish."""
    if report.dry_run:
        return
    for page in bundle.pages:
        page_id = report.ids.get(page.docname)
        if page_id is None:
            continue
        facts = {
            "guid": app.env.metadata[page.docname].get("confluence-guid"),
            "new": page.docname in report.created,
            "title": page.title,
        }
        app.emit(PAGE_EVENT, page.docname, page_id, facts)
    if report.root_url:
        app.emit(POINT_EVENT, report.root_url)
