"""What is on Confluence now? A few bulk requests, then plain values; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConfigurationError, NotFound
from sphinx_to_confluence.publish.state import Entry, Mark, read_manifest
from sphinx_to_confluence.rest.model import Client, RemotePage, RemoteProperty, Space, Status


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The remote state as far as a publish needs it.

    :param parent_id: the page that the root page goes below; ``None`` when the root page was named by its id.
    :param manifest_page_id: the page that carries the manifest.
    :param manifest: by docname, those of documents that are gone included.
    :param shards: the content properties that the manifest was read from, by key.
    :param pages: pages of this project by docname, whatever their status.
    :param titles: who holds which title (case-folded) in the space, as far as it was looked at.
    :param adopted: docname of the root page when a person named its page by id and we never wrote it.
    """

    space: Space
    parent_id: str | None
    manifest_page_id: str
    manifest: Mapping[str, Entry]
    shards: Mapping[str, RemoteProperty]
    pages: Mapping[str, RemotePage]
    titles: Mapping[str, RemotePage]
    adopted: str | None = None


def take_snapshot(client: Client, bundle: Bundle, settings: Settings) -> Snapshot:
    """Read the remote state.

    Costs: the space, the page to publish below, its properties, and one listing for each 250 pages of the project.
    Only when there are documents without a known page the whole space is listed, so that taken titles are known
    before anything is written.

    :raises RestError: when Confluence does not answer.
    :raises ConfigurationError: when there is no page to publish below.
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
    if any(page.docname not in pages for page in bundle.pages):
        owners = {
            Mark.of(bundle.project_id, page.docname, "").owner: page.docname
            for page in bundle.pages
        }
        for remote in client.pages_in_space(space):
            titles[remote.title.casefold()] = remote
            mark = Mark.read(remote.message)
            if mark is not None and mark.owner in owners:
                pages.setdefault(owners[mark.owner], remote)
    root = bundle.root.docname
    adopted = None
    if settings.publish_root is not None:
        if pages.get(root) is None or pages[root].id != home.id:
            adopted = root
        pages[root] = home
    return Snapshot(
        space=space,
        parent_id=None if settings.publish_root is not None else home.id,
        manifest_page_id=home.id,
        manifest=manifest,
        shards=shards,
        pages=pages,
        titles=titles,
        adopted=adopted,
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
