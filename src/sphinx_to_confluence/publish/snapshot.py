"""What is on Confluence now? A few bulk requests, then plain values; nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sphinx_to_confluence.bundle.model import Bundle, Page
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConfigurationError, NotFound
from sphinx_to_confluence.publish.identity import hand_on
from sphinx_to_confluence.publish.state import Entry, Mark, is_stub_of, read_manifest
from sphinx_to_confluence.rest.model import Client, RemotePage, RemoteProperty, Space, Status

ID = "{id}"
"""What stands for the id of a page in a pattern."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The remote state as far as a publish needs it.

    :param parent_id: the page that the root page goes below; ``None`` when the root page was named by its id.
    :param manifest_page_id: the page that carries the manifest.
    :param manifest: by docname, those of documents that are gone included.
    :param shards: the content properties that the manifest was read from, by key.
    :param pages: pages of this project by docname, whatever their status; a document whose file was renamed has its
        page under its new name.
    :param titles: who holds which title (case-folded); complete whenever a title is to be given to a page.
    :param adopted: docnames whose pages are ours to write though nothing vouches for them: the root page when a person
        named its page by id, and stubs that a dead run left.
    :param url_pattern: the address of a page for people, with :data:`ID` in the place of its id.
    :param can_order: whether the order of pages can be changed at all.
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

    def page_url(self, page_id: str) -> str:
        """The address of a page for people."""
        return self.url_pattern.replace(ID, page_id)


def take_snapshot(client: Client, bundle: Bundle, settings: Settings) -> Snapshot:
    """Read the remote state.

    Costs: the space, the page to publish below, its properties, and one listing for each 250 pages of the project.
    Only when a page is to be made or retitled the whole space is listed, so that taken titles are known before
    anything is written; and a page of an earlier run that died is looked at.

    :raises RestError: when Confluence does not answer.
    :raises ConfigurationError: when the place to publish to cannot be right.
    """
    if settings.space_key is None:
        raise ConfigurationError(
            "confluence_space_key is not set",
            cause="Pages are always published into a space.",
            remedy="Set it to the part after /spaces/ in the address of any page of the space.",
        )
    space = client.space(settings.space_key)
    home = _home(client, space, settings)
    manifest, shards = read_manifest(client.properties(home.id), bundle.project_id)
    pages = _pages_of_manifest(client, manifest)
    titles = {
        page.title.casefold(): page for page in pages.values() if page.status is Status.CURRENT
    }
    adopted: set[str] = set()
    if any(_needs_title(page, pages.get(page.docname)) for page in bundle.pages):
        listing = list(client.pages_in_space(space))
        titles |= {remote.title.casefold(): remote for remote in listing}
        missing = {page.docname for page in bundle.pages} - _live(pages)
        pages |= {name: page for name, page in _marked(listing, bundle).items() if name in missing}
        known = _live(pages)
        stubs = _stubs(client, listing, bundle, missing - known)
        pages |= stubs
        adopted |= stubs.keys()
    else:
        known = _live(pages)
    _check_place(bundle, settings, home, pages, has_manifest=bool(manifest))
    root = bundle.root.docname
    if settings.publish_root is not None:
        if not known and Mark.read(home.message) is None:
            adopted.add(root)
        pages[root] = home
    return Snapshot(
        space=space,
        parent_id=None if settings.publish_root is not None else home.id,
        manifest_page_id=home.id,
        manifest=manifest,
        shards=shards,
        pages=hand_on(pages, bundle),
        titles=titles,
        adopted=frozenset(adopted),
        url_pattern=client.page_url(space, ID),
        can_order=client.can_order,
    )


def _live(pages: Mapping[str, RemotePage]) -> set[str]:
    return {docname for docname, page in pages.items() if page.status is not Status.TRASHED}


def _needs_title(page: Page, remote: RemotePage | None) -> bool:
    return remote is None or remote.title != page.title or remote.status is not Status.CURRENT


def _marked(listing: Sequence[RemotePage], bundle: Bundle) -> dict[str, RemotePage]:
    """Pages of the listing that bear a mark of this project, by docname."""
    owners = {
        Mark.of(bundle.project_id, page.docname, "").owner: page.docname for page in bundle.pages
    }
    marks = ((remote, Mark.read(remote.message)) for remote in listing)
    return {
        owners[mark.owner]: remote
        for remote, mark in marks
        if mark is not None and mark.owner in owners
    }


def _stubs(
    client: Client,
    listing: Sequence[RemotePage],
    bundle: Bundle,
    missing: Collection[str],
) -> dict[str, RemotePage]:
    """Pages that an earlier run created and did not live to write, by docname.

    Only those that nobody has touched and that have the title of a missing page are looked at.
    """
    wanted = {
        page.title.casefold(): page.docname for page in bundle.pages if page.docname in missing
    }
    return {
        wanted[remote.title.casefold()]: remote
        for remote in listing
        if remote.version == 1
        and remote.title.casefold() in wanted
        and is_stub_of(
            client.page_body(remote.id), bundle.project_id, wanted[remote.title.casefold()]
        )
    }


def _check_place(
    bundle: Bundle,
    settings: Settings,
    home: RemotePage,
    pages: Mapping[str, RemotePage],
    *,
    has_manifest: bool,
) -> None:
    """Refuse places in which pages would be taken from where they belong."""
    root = pages.get(bundle.root.docname)
    live_root = root if root is not None and root.status is Status.CURRENT else None
    if settings.publish_root is not None:
        if live_root is not None and live_root.id != home.id:
            raise ConfigurationError(
                f'the root document is published as page {live_root.id} ("{live_root.title}") already, '
                f"but confluence_publish_root names page {home.id}",
                remedy=f"Set confluence_publish_root = {live_root.id}, or move that page to the trash first.",
            )
        return
    if any(page.id == home.id for page in pages.values()):
        raise ConfigurationError(
            f'cannot publish below the page {home.id} ("{home.title}"): it is itself a page of this documentation',
            remedy="Set confluence_parent_page to the page above it; or set confluence_publish_root to its id, when "
            "it is to become the root page.",
        )
    if not has_manifest and live_root is not None and live_root.parent_id != home.id:
        raise ConfigurationError(
            f"a documentation with the same confluence_project_id is published elsewhere in the space: its root page "
            f'is {live_root.id} ("{live_root.title}"), below page {live_root.parent_id}',
            cause="Another project, version or checkout has the same name, or this one is to be moved.",
            remedy="If it is another one, set confluence_project_id in one of them. If this documentation is to be "
            f"moved, move that page below the page {home.id} on Confluence; the pages below it follow.",
        )


def _home(client: Client, space: Space, settings: Settings) -> RemotePage:
    """Return the page that everything is published below, or into."""
    match settings.publish_root or settings.parent_page:
        case None | "":
            if space.homepage_id is None:
                raise ConfigurationError(
                    f"the space {space.key} has no home page to publish below",
                    remedy="Set confluence_parent_page to the title or id of a page of the space.",
                )
            return _page_by_id(client, space, space.homepage_id, "the home page of the space")
        case int(number):
            option = (
                "confluence_publish_root" if settings.publish_root else "confluence_parent_page"
            )
            return _page_by_id(client, space, str(number), option)
        case str(text) if text.isascii() and text.isdigit():
            return _page_by_id(client, space, text, "confluence_parent_page")
        case text:
            return _page_by_title(client, space, text.removeprefix("title:"))


def _page_by_id(client: Client, space: Space, page_id: str, named_by: str) -> RemotePage:
    for page in client.pages_by_id([page_id]):
        if page.status is not Status.CURRENT:
            raise NotFound(
                f"cannot publish below the page {page_id} ({named_by})",
                answered=f'Confluence says that the page "{page.title}" is {page.status.value}.',
                remedy="Restore the page on Confluence, or name another one.",
            )
        if page.space_id != space.id:
            raise NotFound(
                f"cannot publish below the page {page_id} ({named_by})",
                answered=f'The page "{page.title}" is not in the space {space.key}.',
                remedy="Set confluence_space_key to the space of that page, or name a page of this space.",
            )
        return page
    raise NotFound(
        f"cannot publish below the page {page_id} ({named_by})",
        answered="Confluence shows no such page.",
        cause="The id is wrong, it is the id of a folder, or this user may not see the page.",
        remedy="Open the page in a browser: its id is the number after /pages/ in the address.",
    )


def _page_by_title(client: Client, space: Space, title: str) -> RemotePage:
    for page in client.pages_by_title(space, title):
        if page.status is Status.CURRENT:
            return page
    raise NotFound(
        f'cannot publish below the page "{title}" (confluence_parent_page)',
        answered=f"Confluence shows no current page of that title in the space {space.key}.",
        cause="The title is spelt differently, the page is archived, or this user may not see it.",
        remedy="Copy the title from the page, or give the id: the number after /pages/ in its address.",
    )


def _pages_of_manifest(client: Client, manifest: Mapping[str, Entry]) -> dict[str, RemotePage]:
    by_id = {
        page.id: page for page in client.pages_by_id([entry.page_id for entry in manifest.values()])
    }
    return {
        docname: by_id[entry.page_id]
        for docname, entry in manifest.items()
        if entry.page_id in by_id
    }
