"""What do people call a page? Its title, as far as a client has seen it, else its id."""

from __future__ import annotations

from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.rest.model import RemotePage


class PageNames:
    """Remembers the titles of pages, for the messages about calls that know nothing but an id."""

    def __init__(self) -> None:
        self._titles: dict[str, str] = {}

    def seen(self, page: RemotePage) -> RemotePage:
        """Remember a page, and hand it on."""
        self._titles[page.id] = page.title
        return page

    def __getitem__(self, page_id: str) -> str:
        title = self._titles.get(page_id)
        return f"the page {page_id}" if title is None else f'the page "{excerpt(title)}"'

    def version(self, page_id: str, number: int | None) -> str:
        """Name a version of a page; ``None`` is the current one."""
        return self[page_id] if number is None else f"version {number} of {self[page_id]}"
