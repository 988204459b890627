"""Who has the titles that pages are to get, and which pages are ours though no manifest names them?

Titles are unique in a space, and archived pages keep theirs. A space may hold many times as many pages as the project:
it is listed only as long as that costs less than asking title by title.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from types import MappingProxyType

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.publish.state import Mark, is_stub_of
from sphinx_to_confluence.rest.model import Client, RemotePage, Space, Status

ROWS = 250
"""Pages that one request of a listing brings, at most."""

TITLES_PER_PART = 4
"""Titles to be asked for that are worth one request of a listing."""

AT_ONCE = 8
"""Titles that are asked for at the same time; how many requests go out at once is the client's business."""

TITLED = (Status.CURRENT, Status.ARCHIVED)
"""States in which a page keeps its title from others."""


def holders(client: Client, space: Space, titles: Collection[str]) -> list[RemotePage]:
    """Read pages of the space: at least those that have one of the titles, in a small space all of them.

    Costs a request for each :data:`ROWS` pages of the space, and never more than 1.25 requests a title and one.
    """
    parts = max(1, len(titles) // TITLES_PER_PART) if len(titles) > 1 else 0
    pages = list(islice(client.pages_in_space(space, TITLED), parts * ROWS)) if parts else []
    if parts and len(pages) < parts * ROWS:
        return pages
    known = {page.title.casefold() for page in pages}
    missing = [title for title in titles if title.casefold() not in known]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="titles") as threads:
        for found in threads.map(lambda title: client.pages_by_title(space, title), missing):
            pages += found
    return pages


def marked(pages: Iterable[RemotePage], bundle: Bundle) -> dict[str, RemotePage]:
    """Return the pages that bear a mark of this project, by docname.

    A page whose document is not in the bundle has a name that no document can have (:func:`nameless`).
    """
    docnames = {
        Mark.of(bundle.project_id, page.docname, "").page: page.docname for page in bundle.pages
    }
    found: dict[str, RemotePage] = {}
    for page in pages:
        mark = Mark.read(page.message)
        if mark is not None and mark.is_of_project(bundle.project_id):
            docname = docnames.get(mark.page, nameless(mark))
            other = found.get(docname)
            # Of a page and an archived one the current one is meant.
            if other is None or other.status is not Status.CURRENT:
                found[docname] = page
    return found


def nameless(mark: Mark) -> str:
    """Return what stands for the name of a document of which but the mark is left."""
    return f"?{mark.page}"


def named(docnames: Iterable[str], bundle: Bundle) -> dict[str, str]:
    """Return what documents are called by now: of those that are there again after :func:`nameless` named them."""
    names = {
        nameless(Mark.of(bundle.project_id, page.docname, "")): page.docname
        for page in bundle.pages
    }
    return {docname: names.get(docname, docname) for docname in docnames}


def stubs(
    client: Client,
    pages: Sequence[RemotePage],
    bundle: Bundle,
    missing: Mapping[str, str],
    created: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, RemotePage]:
    """Return the pages that an earlier run created and did not live to write, by docname.

    Only those that nobody has touched are looked at, and that have the title of a missing page or are known.

    :param missing: docnames of pages that are not found yet, by title in small letters.
    :param created: docnames by id of pages that such a run is known to have created, under whatever title.
    """
    docnames = {
        page.id: created.get(page.id) or missing.get(page.title.casefold()) for page in pages
    }
    lost = set(missing.values())
    candidates = {
        page.id: page
        for page in pages
        if page.version == 1 and page.status is Status.CURRENT and docnames[page.id] in lost
    }
    bodies = client.page_bodies(list(candidates)) if candidates else {}
    return {
        docname: candidates[page_id]
        for page_id, body in bodies.items()
        if (docname := docnames[page_id]) and is_stub_of(body, bundle.project_id, docname)
    }
