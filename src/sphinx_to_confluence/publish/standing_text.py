"""How is it told how the published pages stand? In lines for people, and as data for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sphinx_to_confluence.bundle.model import Bundle, Origin
from sphinx_to_confluence.publish.journal import Journal
from sphinx_to_confluence.publish.operations import (
    Archive,
    Conflict,
    Create,
    Move,
    Orphan,
    Plan,
    Reorder,
    Trash,
    Update,
)
from sphinx_to_confluence.publish.published import Published
from sphinx_to_confluence.publish.standing import Standing, Touch, Touched
from sphinx_to_confluence.publish.state import without_mark
from sphinx_to_confluence.rest.model import RemotePage

Named = Callable[[str], str]
"""Gives the name of an author, or the address of a page."""


def when(text: str) -> str:
    """A time of ISO 8601 for people: ``2026-11-25 20:56 UTC``; times of other zones keep their zone."""
    moment, zone = text[:16].replace("T", " "), text[19:].lstrip(".0123456789")
    return f"{moment} UTC" if zone in ("", "Z", "+00:00", "+0000") else f"{moment} {zone}"


def standing_lines(
    found: Standing,
    *,
    name_of: Named,
    url_of: Named,
    bundle: Bundle | None,
    unfinished: Sequence[Journal],
) -> Iterator[str]:
    """Yield what a person wants to know, the place first."""
    yield f"{bundle.project if bundle else 'Project'} ({found.project_id})"
    for heading, text in _facts(found, name_of, url_of, bundle):
        if text:
            yield f"  {heading:<11}{text}"
    if found.touched:
        yield "Changed on Confluence since:"
        for touched in found.touched:
            yield from _touched_lines(touched, name_of, url_of)
    elif found.pages:
        yield "Nobody has changed a page on Confluence since."
    for docname, comments in (found.comments or {}).items():
        yield f"Open comments on {docname}: {url_of(found.pages[docname].id)}"
        for each in comments:
            by = f" {each.author}:" if each.author else ""
            yield f"  “{each.quote}”{by} {' '.join(each.text.split())}"
    for journal in unfinished:
        yield (
            f"The {_what(journal)} of {when(journal.started)} was not finished. Run the same command again to go on, "
            f"or take it back: sphinx-to-confluence undo {journal.path.parent.parent}"
        )


def _facts(
    found: Standing, name_of: Named, url_of: Named, bundle: Bundle | None
) -> Iterator[tuple[str, str]]:
    facts, last = found.published, found.last
    yield "space", f"{found.space.key}, “{found.space.name}”"
    yield "pages", f"{len(found.pages)}" if found.pages else "none"
    if found.root is not None:
        yield "root page", f"“{found.root.title}”: {url_of(found.root.id)}"
    at = facts.at or (last.saved_at if last else "")
    by = name_of(last.author) if last else ""
    if at:
        yield "published", when(at) + (f" by {by}" if by else "")
    if not facts.is_complete:
        yield "", "not all of it was done"
    yield "commit", Origin(facts.commit, facts.is_dirty).words
    yield "release", facts.release
    yield "built by", facts.generator
    if bundle is not None and found.plan is not None:
        made_from = f", commit {bundle.origin.words}" if bundle.origin.commit else ""
        yield "bundle", f"{bundle.directory}{made_from}"
        yield "", _what_would_change(found.plan)


def _counts(plan: Plan) -> dict[str, int]:
    """How many pages a publish would do what to, but for those that it leaves."""
    created = {each.docname for each in plan.all(Create)}
    updated = {
        each.docname for each in plan.operations if isinstance(each, Update | Move | Reorder)
    }
    return {
        "created": len(created),
        "updated": len(updated - created),
        "archived": len(plan.all(Archive)),
        "trashed": len(plan.all(Trash)),
        "conflicts": len(plan.all(Conflict)),
        "orphans": len(plan.all(Orphan)),
    }


def _what_would_change(plan: Plan) -> str:
    words = {
        "created": "would be created",
        "updated": "would be updated",
        "archived": "would be archived",
        "trashed": "would go to the trash",
        "conflicts": "need a decision",
        "orphans": "have no document any more",
    }
    of_one = words | {
        "conflicts": "needs a decision",
        "orphans": "has no document any more",
    }
    told = [
        f"{count} {(of_one if count == 1 else words)[what]}"
        for what, count in _counts(plan).items()
        if count
    ]
    return f"a publish: {', '.join(told)}" if told else "the same as what is published"


def _touched_lines(touched: Touched, name_of: Named, url_of: Named) -> Iterator[str]:
    what = " and ".join(touch.value for touch in touched.touches)
    page = touched.page
    if page is None:
        yield f"  {what}  {touched.docname}: page {touched.page_id}"
        return
    yield f"  {what}  {touched.docname}: “{page.title}”{_how(touched, page, name_of)}"
    yield f"    {url_of(page.id)}"


def _how(touched: Touched, page: RemotePage, name_of: Named) -> str:
    told = ""
    if Touch.MOVED in touched.touches:
        told += f", now below “{touched.parent}”" if touched.parent else ", now below another page"
    if {Touch.EDITED, Touch.RETITLED} & set(touched.touches):
        by = name_of(page.author)
        told += f", version {page.version}" + (f" by {by}" if by else "")
        told += f", {when(page.saved_at)}" if page.saved_at else ""
        message = without_mark(page.message)
        told += f": {message}" if message else ""
    return told


def _what(journal: Journal) -> str:
    return "undoing" if journal.run.undoes else journal.run.act


def standing_data(
    found: Standing,
    *,
    name_of: Named,
    url_of: Named,
    bundle: Bundle | None,
    unfinished: Sequence[Journal],
) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        "project_id": found.project_id,
        "space": found.space.key,
        "root": None
        if found.root is None
        else {
            "page_id": found.root.id,
            "title": found.root.title,
            "url": url_of(found.root.id),
        },
        "pages": len(found.pages),
        "published": _published_data(found.published, found.last, name_of),
        "touched": [
            {
                "docname": each.docname,
                "page_id": each.page_id,
                "title": each.page.title if each.page else None,
                "url": url_of(each.page_id),
                "what": [touch.name.lower() for touch in each.touches],
                "version": each.page.version if each.page else None,
                "by": name_of(each.page.author) if each.page else "",
                "at": each.page.saved_at if each.page else "",
                "message": without_mark(each.page.message) if each.page else "",
            }
            for each in found.touched
        ],
        "comments": None
        if found.comments is None
        else [
            {"docname": docname, "quote": each.quote, "author": each.author, "text": each.text}
            for docname, comments in found.comments.items()
            for each in comments
        ],
        "bundle": None
        if bundle is None or found.plan is None
        else {
            "directory": str(bundle.directory),
            "commit": bundle.origin.commit,
            "dirty": bundle.origin.is_dirty,
            "would": _counts(found.plan),
        },
        "unfinished": [
            {"journal": each.name, "what": _what(each), "started": each.started}
            for each in unfinished
        ],
    }


def _published_data(facts: Published, last: RemotePage | None, name_of: Named) -> dict[str, Any]:
    return {
        "at": facts.at or (last.saved_at if last else ""),
        "by": name_of(last.author) if last else "",
        "commit": facts.commit,
        "dirty": facts.is_dirty,
        "release": facts.release,
        "generator": facts.generator,
        "complete": facts.is_complete,
    }
