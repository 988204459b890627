"""What is on Confluence now? A few bulk requests, then plain values; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from sphinx_to_confluence.bundle.model import Bundle, Page
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.publish.identity import hand_on
from sphinx_to_confluence.publish.location import (
    HOME,
    Location,
    check_location,
    locate,
    read_page,
    space_of,
    usable,
)
from sphinx_to_confluence.publish.search import TITLED, holders, marked, named, nameless, stubs
from sphinx_to_confluence.publish.state import Entry, Mark, read_manifest
from sphinx_to_confluence.rest.model import Client, RemotePage, RemoteProperty, Space, Status

ID = "{id}"
"""What stands for the id of a page in a pattern."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The remote state as far as a publish needs it.

    :param parent_id: the page or folder that the root page goes below; ``None`` when the root page was named by its id.
    :param manifest_page_id: the page that carries the manifest.
    :param manifest: by docname, those of documents that are gone included.
    :param shards: the content properties that the manifest was read from, by key.
    :param pages: pages of this project by docname, whatever their status; a document whose file was renamed has its
        page under its new name.
    :param titles: who holds which title (case-folded), archived pages included; complete as to the titles that pages
        of the bundle are to get.
    :param adopted: docnames whose pages are ours to write though nothing vouches for them: the root page when a person
        named its page by id, and stubs that a dead run left.
    :param url_pattern: the address of a page for people, with :data:`ID` in the place of its id.
    :param can_order: whether the order of pages can be changed at all.
    :param children: ids of the pages directly below a page, by its id; of pages that :func:`look_below` looked at.
    :param same_as_ours: docnames whose pages have a version of somebody else that says what ours said
        (:func:`~.edits.look_at_edits`).
    :param commented: docnames whose pages are not to be updated since they have inline comments
        (:func:`~.commented.look_for_comments`).
    """

    space: Space
    parent_id: str | None
    manifest_page_id: str
    manifest: Mapping[str, Entry]
    shards: Mapping[str, RemoteProperty]
    pages: Mapping[str, RemotePage]
    titles: Mapping[str, RemotePage]
    adopted: frozenset[str] = frozenset()
    url_pattern: str = ""
    can_order: bool = True
    children: Mapping[str, frozenset[str]] = field(default_factory=dict)
    same_as_ours: frozenset[str] = frozenset()
    commented: frozenset[str] = frozenset()

    def page_url(self, page_id: str) -> str:
        """The address of a page for people."""
        return self.url_pattern.replace(ID, page_id)


def take_snapshot(
    client: Client,
    bundle: Bundle,
    settings: Settings,
    created: Mapping[str, str] = MappingProxyType({}),
) -> Snapshot:
    """Read the remote state.

    :param created: ids by docname of pages that a run that died is known to have created.

    Costs: the space, the properties of the page to publish below, and one listing for each 250 pages of the project.
    The page itself is asked for only when no page below it vouches for it. When pages are to be made or retitled, the
    holders of their titles are read as well (:func:`~.search.holders`), so that taken titles are known before anything
    is written.

    :raises RestError: when Confluence does not answer.
    :raises ConfigurationError: when the place to publish to cannot be right.
    """
    space = space_of(client, settings)
    location = locate(client, space, settings)
    entries, shards = read_manifest(location.properties, bundle.project_id)
    names = named(entries, bundle)
    manifest = {names[docname]: entry for docname, entry in entries.items()}
    left_behind = [page_id for docname, page_id in created.items() if docname not in manifest]
    known = _pages_by_id(client, manifest, location, left_behind)
    pages = _pages_of(manifest, known)
    home = _home(client, space, location, known, pages.get(bundle.root.docname))
    # That run's word is not enough: somebody may have made something else of a page, or it is of another site.
    remains = [known[page_id] for page_id in left_behind if page_id in known]
    found = _search(client, space, bundle, pages, remains, created)
    wanted = [
        page.title for page in bundle.pages if _needs_title(page, found.pages.get(page.docname))
    ]
    if wanted:
        more = _search(client, space, bundle, found.pages, holders(client, space, wanted))
        found = replace(more, stubs={**found.stubs, **more.stubs})
    check_location(location, bundle, found.pages, has_manifest=bool(manifest))
    adopted = set(found.stubs)
    if location.is_root and home is not None:
        if not _live(found.pages) and Mark.read(home.message) is None:
            adopted.add(bundle.root.docname)
        found.pages[bundle.root.docname] = home
    titled = (page for page in (*found.others, *found.pages.values()) if page.status in TITLED)
    return Snapshot(
        space=space,
        parent_id=location.parent_id,
        manifest_page_id=location.manifest_page_id,
        manifest={**found.entries, **manifest},
        shards=shards,
        pages=hand_on(found.pages, manifest, bundle, space.id),
        titles={page.title.casefold(): page for page in titled if page.space_id == space.id},
        adopted=frozenset(adopted),
        url_pattern=client.page_url(space, ID),
        can_order=client.can_order,
    )


def look_below(client: Client, snapshot: Snapshot, pages: Sequence[RemotePage]) -> Snapshot:
    """Add to a snapshot what stands below these pages.

    Costs a listing of the space, since nothing else tells it with the twelve scopes; nothing when there are no pages.
    """
    if not pages:
        return snapshot
    below: dict[str | None, set[str]] = {page.id: set() for page in pages}
    for page in client.pages_in_space(snapshot.space):
        if page.parent_id in below:
            below[page.parent_id].add(page.id)
    children = {page.id: frozenset(below[page.id]) for page in pages}
    return replace(snapshot, children=children)


@dataclass(slots=True)
class _Found:
    """Pages of this project by docname, stubs among them, and whoever else has a title that counts."""

    pages: dict[str, RemotePage]
    stubs: Mapping[str, RemotePage] = field(default_factory=dict)
    others: Sequence[RemotePage] = ()

    @property
    def entries(self) -> dict[str, Entry]:
        """What their marks say of pages whose documents are gone, as the manifest would, so that it says so again."""
        return {
            docname: Entry(page.id, page.version, mark.digest)
            for docname, page in self.pages.items()
            if (mark := Mark.read(page.message)) is not None and docname == nameless(mark)
        }


def _search(
    client: Client,
    space: Space,
    bundle: Bundle,
    pages: Mapping[str, RemotePage],
    listing: Sequence[RemotePage],
    created: Mapping[str, str] = MappingProxyType({}),
) -> _Found:
    """Look in a listing for pages that the manifest does not name.

    :param created: ids by docname of pages that a run that died is known to have created.
    """
    ids = {page.id for page in pages.values()}
    strangers = [page for page in listing if page.id not in ids and page.space_id == space.id]
    live = _live(pages)
    ours = {
        docname: page for docname, page in marked(strangers, bundle).items() if docname not in live
    }
    missing = {
        page.title.casefold(): page.docname
        for page in bundle.pages
        if page.docname not in live and page.docname not in ours
    }
    by_id = {page_id: docname for docname, page_id in created.items()}
    found = stubs(client, strangers, bundle, missing, by_id)
    return _Found({**pages, **ours, **found}, found, strangers)


def _live(pages: Mapping[str, RemotePage]) -> set[str]:
    return {docname for docname, page in pages.items() if page.status is not Status.TRASHED}


def _needs_title(page: Page, remote: RemotePage | None) -> bool:
    return remote is None or remote.title != page.title or remote.status is not Status.CURRENT


def _pages_by_id(
    client: Client, manifest: Mapping[str, Entry], location: Location, more: Sequence[str]
) -> dict[str, RemotePage]:
    """Read the pages that the manifest names, some more, and the one that is to be the root page, by id."""
    ids = dict.fromkeys([*(entry.page_id for entry in manifest.values()), *more])
    if location.is_root:
        ids |= {location.content_id: None}
    return {page.id: page for page in client.pages_by_id(list(ids))}


def _pages_of(
    manifest: Mapping[str, Entry], known: Mapping[str, RemotePage]
) -> dict[str, RemotePage]:
    return {
        docname: known[entry.page_id]
        for docname, entry in manifest.items()
        if entry.page_id in known
    }


def _home(
    client: Client,
    space: Space,
    location: Location,
    known: Mapping[str, RemotePage],
    root: RemotePage | None,
) -> RemotePage | None:
    """Return the page to publish below or into, if there is anything to be learnt from it.

    It need not be read when the root page stands below it, in this space, or when it is the home page of the space.
    """
    page = known.get(location.content_id) or location.page
    if page is not None:
        return usable(page, space, location.named_by)
    is_vouched = location.named_by == HOME or (
        root is not None
        and root.status is Status.CURRENT
        and root.space_id == space.id
        and root.parent_id == location.parent_id
    )
    if location.is_folder or (is_vouched and not location.is_root):
        return None
    return read_page(client, space, location.content_id, location.named_by)
