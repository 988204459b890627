"""What is on Confluence of the pages that the established extension published? Reads only.

Costs a listing of the space, and one request for the properties of each page that may be one of them; once, when a
project moves over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConfigurationError, NotFound
from sphinx_to_confluence.migrate.matching import Candidate
from sphinx_to_confluence.migrate.titles import TitleShapes
from sphinx_to_confluence.publish.handed_over import PAGE_MARK, version_in_mark
from sphinx_to_confluence.publish.location import HOME, Location, locate, space_of
from sphinx_to_confluence.publish.search import named
from sphinx_to_confluence.publish.state import Entry, Mark, read_manifest
from sphinx_to_confluence.rest.model import Client, RemotePage, RemoteProperty, Space, Status


@dataclass(frozen=True, slots=True)
class Remote:
    """What was found.

    :param entries: the manifest, by docname, with documents that are gone.
    :param shards: the content properties that it was read from, by key.
    :param owned: page ids by docname of documents that have a page of ours.
    :param candidates: all pages of the space but those of this project.
    :param versions: by page id, for pages with the extension's mark: the version that it wrote last, ``None`` where the
        mark does not say.
    """

    space: Space
    location: Location
    entries: Mapping[str, Entry]
    shards: Mapping[str, RemoteProperty]
    owned: Mapping[str, str]
    candidates: Sequence[Candidate]
    versions: Mapping[str, int | None]


def look(client: Client, bundle: Bundle, settings: Settings, shapes: TitleShapes) -> Remote:
    """Read the space, and the marks on the pages that may be meant.

    :raises RestError: when Confluence does not answer.
    :raises ConfigurationError: when the options do not say where the pages are.
    """
    space = space_of(client, settings)
    location = locate(client, space, settings)
    entries, shards = read_manifest(location.properties, bundle.project_id)
    pages = list(client.pages_in_space(space, (Status.CURRENT, Status.ARCHIVED)))
    _check_home(pages, location, bundle, shapes)
    names = named(entries, bundle)
    ids = {page.id for page in pages}
    entries = {names[docname]: entry for docname, entry in entries.items()}
    owned = {
        docname: entry.page_id
        for docname, entry in entries.items()
        if docname in bundle and entry.page_id in ids
    }
    titled = _titled(pages, bundle, shapes)
    below = _where_published(pages, titled, location, bundle, shapes)
    asked = [
        page
        for page in pages
        if (page.id in below or page.id in titled)
        and page.status is Status.CURRENT
        and Mark.read(page.message) is None
    ]
    versions = _marks(client, asked, settings.publish_workers)
    taken = set(owned.values())
    candidates = [
        Candidate(
            page,
            is_marked=page.id in versions,
            is_below=location.named_by == HOME or page.id in below,
            is_ours=page.id in taken,
            is_others=page.id not in taken and Mark.read(page.message) is not None,
        )
        for page in pages
        if page.id != location.manifest_page_id or location.is_root
    ]
    return Remote(space, location, entries, shards, owned, candidates, versions)


def _check_home(
    pages: Iterable[RemotePage], location: Location, bundle: Bundle, shapes: TitleShapes
) -> None:
    """Refuse to go below the home page of the space when that is the page of the root document itself.

    The extension can make it so (``confluence_root_homepage``).
    """
    if location.named_by != HOME:
        return
    root = shapes.wanted(bundle.root).name
    for page in pages:
        names = shapes.names(page.title, is_root=True)
        if page.id == location.content_id and names is not None and names[0] == root:
            raise ConfigurationError(
                f'the home page of the space, "{page.title}", is the page of the root document',
                cause="Pages would be published below it, and the root document has its title.",
                remedy=f"Set confluence_publish_root = {page.id}, so that it stays the page of the root document.",
            )


def _titled(pages: Iterable[RemotePage], bundle: Bundle, shapes: TitleShapes) -> set[str]:
    """Ids of the pages that have the title of a document."""
    names = {shapes.wanted(page).name for page in bundle.pages}
    return {
        page.id
        for page in pages
        if any(
            found is not None and found[0] in names
            for found in (shapes.names(page.title), shapes.names(page.title, is_root=True))
        )
    }


def _where_published(
    pages: Sequence[RemotePage],
    titled: set[str],
    location: Location,
    bundle: Bundle,
    shapes: TitleShapes,
) -> set[str]:
    """Ids of the pages below the one that is published below; without one, of those below the root page."""
    tops = {location.content_id}
    if location.named_by == HOME:
        root = shapes.wanted(bundle.root).name
        tops = {
            page.id
            for page in pages
            if page.id in titled
            and (names := shapes.names(page.title, is_root=True)) is not None
            and names[0] == root
        }
    found = _below(pages, tops)
    return found | tops if location.named_by == HOME or location.is_root else found


def _below(pages: Sequence[RemotePage], tops: set[str]) -> set[str]:
    children: dict[str | None, list[str]] = {}
    for page in pages:
        children.setdefault(page.parent_id, []).append(page.id)
    found: set[str] = set()
    waiting = list(tops)
    while waiting:
        for page_id in children.get(waiting.pop(), ()):
            if page_id not in found and page_id not in tops:
                found.add(page_id)
                waiting.append(page_id)
    return found


def _marks(client: Client, pages: Sequence[RemotePage], workers: int) -> dict[str, int | None]:
    """The version in the mark of each page that has one."""

    def mark(page: RemotePage) -> RemoteProperty | None:
        try:
            properties = client.properties(page.id)
        except NotFound:  # it was removed since the listing
            return None
        return next((item for item in properties if item.key == PAGE_MARK), None)

    with ThreadPoolExecutor(workers, thread_name_prefix="marks") as threads:
        found = list(threads.map(mark, pages))
    return {
        page.id: version_in_mark(item.value)
        for page, item in zip(pages, found, strict=True)
        if item is not None
    }
