"""What do extensions learn of pages and of a publish? The events of the builder, beside those of Sphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_to_confluence.storage.parse import parse

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_to_confluence.bundle.model import Bundle
    from sphinx_to_confluence.publish.report import Report

BODY_EVENT = "confluence-page-body"
"""Emitted with the storage format of each page before it is written; a handler may return another text."""

PLAN_EVENT = "confluence-plan"
"""Emitted with the plan of a publish, before anything is written."""

PAGE_EVENT = "confluence-publish-page"
"""Emitted for each page that is there after a publish."""

POINT_EVENT = "confluence-publish-point"
"""Emitted with the address of the root page, after that."""

EVENTS = (BODY_EVENT, PLAN_EVENT, PAGE_EVENT, POINT_EVENT)


def body_by_handlers(app: Sphinx, docname: str, body: str) -> str:
    """Return the body of a page as the first handler wants it that wants another one.

    :raises MalformedStorageError: when that is no storage format.
    """
    changed = app.emit_firstresult(BODY_EVENT, docname, body)
    if changed is None or changed == body:
        return body
    parse(str(changed))
    return str(changed)


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
