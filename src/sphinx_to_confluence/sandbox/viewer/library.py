"""The store as the drawing functions see it, and the addresses of the viewer's pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, quote_plus

from sphinx_to_confluence.sandbox.records import ContentType, Page, Status
from sphinx_to_confluence.sandbox.store import Store
from sphinx_to_confluence.sandbox.viewer.wiki import File, Target


def page_path(page: Page) -> str:
    """Return where a page is shown, below the root of the site."""
    if page.type is ContentType.FOLDER:
        return f"/spaces/{page.space_key}/folder/{page.id}"
    return f"/spaces/{page.space_key}/pages/{page.id}/{quote_plus(page.title)}"


class Library:
    """A :class:`~.wiki.Wiki` over the store, for as long as one page is drawn.

    :param root: path that all addresses of the site begin with, such as ``/wiki``.
    """

    def __init__(self, store: Store, root: str) -> None:
        self._store = store
        self._root = root
        self._files: dict[str, Mapping[str, File]] = {}

    def url(self, page: Page) -> str:
        """Return where a page is shown."""
        return self._root + page_path(page)

    def target(self, page: Page) -> Target:
        """Return a page as something to link to."""
        return Target(page.id, page.title, page.space_key, self.url(page))

    def page(self, page_id: str) -> Target | None:
        """Find a page by its id; one in the trash cannot be linked to."""
        found = self._store.page(page_id)
        return self.target(found) if found and found.status is Status.CURRENT else None

    def page_titled(self, space_key: str, title: str) -> Target | None:
        """Find a page of a space by its title."""
        found = self._store.page_by_title(space_key, title, statuses=(Status.CURRENT,))
        return self.target(found) if found else None

    def children(self, page_id: str) -> Sequence[Target]:
        """List the pages below a page, in their order."""
        return [self.target(page) for page in self._store.children(page_id)]

    def body(self, page_id: str) -> str:
        """Return the storage format of a page."""
        return self._store.body(page_id)

    def files(self, page_id: str) -> Mapping[str, File]:
        """Return the attachments of a page by file name."""
        if page_id not in self._files:
            self._files[page_id] = {
                one.filename: File(
                    filename=one.filename,
                    media_type=one.media_type,
                    size_bytes=one.size_bytes,
                    url=f"{self._root}/download/attachments/{page_id}/{quote(one.filename, safe='')}"
                    f"?version={one.version.number}",
                )
                for one in self._store.attachments(page_id)
            }
        return self._files[page_id]

    def user_name(self, account_id: str) -> str | None:
        """Return the name of a person."""
        user = self._store.user(account_id)
        return user.name if user else None

    def space_url(self, space_key: str) -> str | None:
        """Return where a space is shown."""
        space = self._store.space(space_key)
        return f"{self._root}/spaces/{space.key}/overview" if space else None
