"""Where are the pages published: below which page or folder, and which page carries the manifest?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConfigurationError, NotFound
from sphinx_to_confluence.rest.model import Client, RemotePage, RemoteProperty, Space, Status

HOME = "the home page of the space"
PARENT = "confluence_parent_page"
ROOT = "confluence_publish_root"

FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Location:
    """What the configuration names.

    :param content_id: of the page or folder to publish below, or of the page that is to be the root page.
    :param named_by: the option that says so, or the words for what holds without one.
    :param manifest_page_id: the page that carries the manifest: the same, or the home page where that is a folder.
    :param properties: of that page.
    :param page: the page, if it was read on the way.
    """

    content_id: str
    named_by: str
    manifest_page_id: str
    properties: Sequence[RemoteProperty]
    page: RemotePage | None = None

    @property
    def is_root(self) -> bool:
        """Whether the page is to be the root page itself."""
        return self.named_by == ROOT

    @property
    def parent_id(self) -> str | None:
        """What the root page goes below; ``None`` when it stays where it is."""
        return None if self.is_root else self.content_id

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, so that there is no page to be looked at."""
        return self.manifest_page_id != self.content_id


def space_of(client: Client, settings: Settings) -> Space:
    """Ask for the space that is configured.

    :raises ConfigurationError: when none is.
    :raises NotFound: when there is no such space, or the user may not see it.
    """
    if settings.space_key is None:
        raise ConfigurationError(
            "confluence_space_key is not set",
            cause="Pages are always in a space.",
            remedy="Set it to the part after /spaces/ in the address of any page of the space.",
        )
    return client.space(settings.space_key)


def locate(client: Client, space: Space, settings: Settings) -> Location:
    """Find where to publish, and read the properties that the manifest is among.

    One request where the place is named by its id, or by nothing.

    :raises NotFound: when there is no such place.
    :raises ConfigurationError: when no place is named and there is none to fall back on.
    """
    page = None
    match settings.publish_root or settings.parent_page:
        case None | "":
            if space.homepage_id is None:
                raise ConfigurationError(
                    f"the space {space.key} has no home page to publish below",
                    remedy="Set confluence_parent_page to the title or id of a page of the space.",
                )
            content_id, named_by = space.homepage_id, HOME
        case int(number):
            content_id, named_by = str(number), ROOT if settings.publish_root else PARENT
        case str(text) if text.isascii() and text.isdigit():
            content_id, named_by = text, PARENT
        case text:
            page = _page_by_title(client, space, text.removeprefix("title:"))
            content_id, named_by = page.id, PARENT
    try:
        properties = client.properties(content_id)
    except NotFound:
        if named_by != PARENT or client.content_types([content_id]).get(content_id) != FOLDER:
            read_page(client, space, content_id, named_by)  # says best what is wrong with it
            raise
        return _in_folder(client, space, content_id)
    return Location(content_id, named_by, content_id, properties, page)


def _in_folder(client: Client, space: Space, folder_id: str) -> Location:
    if space.homepage_id is None:
        raise ConfigurationError(
            f"cannot publish below the folder {folder_id}: the space {space.key} has no home page",
            cause="A folder cannot carry the list of the project's pages; the home page of the space does instead.",
            remedy="Give the space a home page, or name a page in confluence_parent_page.",
        )
    properties = client.properties(space.homepage_id)
    return Location(folder_id, PARENT, space.homepage_id, properties)


def _page_by_title(client: Client, space: Space, title: str) -> RemotePage:
    for page in client.pages_by_title(space, title):
        if page.status is Status.CURRENT:
            return page
    raise NotFound(
        f'cannot publish below the page "{title}" (confluence_parent_page)',
        answered=f"Confluence shows no current page of that title in the space {space.key}.",
        cause=(
            "The title is spelt differently, the page is archived, this user may not see it, or it is a folder, which "
            "is named by its id only."
        ),
        remedy="Copy the title from the page, or give the id: the number after /pages/ in its address.",
    )


def read_page(client: Client, space: Space, page_id: str, named_by: str) -> RemotePage:
    """Read the page to publish below or into.

    :raises NotFound: when there is no such page, or when nothing can be published there.
    """
    for page in client.pages_by_id([page_id]):
        return usable(page, space, named_by)
    raise NotFound(
        f"cannot publish below the page {page_id} ({named_by})",
        answered="Confluence shows no such page.",
        cause="The id is wrong, or this user may not see the page.",
        remedy="Open the page in a browser: its id is the number after /pages/ in the address.",
    )


def usable(page: RemotePage, space: Space, named_by: str) -> RemotePage:
    """Return the page to publish below or into, if that can be.

    :raises NotFound: when it is not current, or in another space.
    """
    if page.status is not Status.CURRENT:
        raise NotFound(
            f"cannot publish below the page {page.id} ({named_by})",
            answered=f'Confluence says that the page "{page.title}" is {page.status.value}.',
            remedy="Restore the page on Confluence, or name another one.",
        )
    if page.space_id != space.id:
        raise NotFound(
            f"cannot publish below the page {page.id} ({named_by})",
            answered=f'The page "{page.title}" is not in the space {space.key}.',
            remedy="Set confluence_space_key to the space of that page, or name a page of this space.",
        )
    return page


def check_location(
    location: Location, bundle: Bundle, pages: Mapping[str, RemotePage], *, has_manifest: bool
) -> None:
    """Refuse places in which pages would be taken from where they belong.

    :param pages: of this project by docname.
    :raises ConfigurationError: when the place to publish to cannot be right.
    """
    root = pages.get(bundle.root.docname)
    live_root = root if root is not None and root.status is Status.CURRENT else None
    if location.is_root:
        if live_root is not None and live_root.id != location.content_id:
            raise ConfigurationError(
                f'the root document is published as page {live_root.id} ("{live_root.title}") already, '
                f"but confluence_publish_root names page {location.content_id}",
                remedy=f"Set confluence_publish_root = {live_root.id}, or move that page to the trash first.",
            )
        return
    for page in pages.values():
        if page.id == location.content_id:
            raise ConfigurationError(
                f'cannot publish below the page {page.id} ("{page.title}"): it is itself a page of this documentation',
                remedy="Set confluence_parent_page to the page above it; or set confluence_publish_root to its id, "
                "when it is to become the root page.",
            )
    if not has_manifest and live_root is not None and live_root.parent_id != location.parent_id:
        raise ConfigurationError(
            f"a documentation with the same confluence_project_id is published elsewhere in the space: its root page "
            f'is {live_root.id} ("{live_root.title}"), below page {live_root.parent_id}',
            cause="Another project, version or checkout has the same name, or this one is to be moved.",
            remedy="If it is another one, set confluence_project_id in one of them. If this documentation is to be "
            f"moved, move that page below {location.content_id} on Confluence; the pages below it follow.",
        )
