"""Beside which pages does a page stand? Kept up to date while pages are moved, so that the journal can say it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sphinx_to_confluence.rest.model import RemotePage, Status


class Siblings:
    """The order of pages below their parents, as far as the pages are known.

    :param pages: as listings showed them.
    """

    def __init__(self, pages: Iterable[RemotePage]) -> None:
        self._below: defaultdict[str | None, list[str]] = defaultdict(list)
        self._parents: dict[str, str | None] = {}
        # Pages without a position are shown behind the others.
        key = lambda page: (page.position is None, page.position or 0, int(page.id))  # noqa: E731
        for page in sorted(pages, key=key):
            if page.status is Status.CURRENT:
                self.append(page.id, page.parent_id)

    def around(self, page_id: str) -> tuple[str | None, str | None]:
        """The pages directly before and behind a page; ``None`` where there is none, or none is known."""
        row = self._below[self._parents.get(page_id)]
        if page_id not in row:
            return None, None
        at = row.index(page_id)
        return (
            row[at - 1] if at > 0 else None,
            row[at + 1] if at + 1 < len(row) else None,
        )

    def rows(self) -> dict[str, int]:
        """The number of each page among its siblings, by id."""
        return {page_id: at for row in self._below.values() for at, page_id in enumerate(row)}

    def append(self, page_id: str, parent_id: str | None) -> None:
        """Put a page behind all others below a parent, wherever it was."""
        self.remove(page_id)
        self._below[parent_id].append(page_id)
        self._parents[page_id] = parent_id

    def place(self, page_id: str, *, after: str | None, before: str | None) -> None:
        """Put a page behind or before another one; a page that is not known is no help."""
        beside = after if before is None else before
        if beside is None or beside not in self._parents:
            return
        parent_id = self._parents[beside]
        self.remove(page_id)
        row = self._below[parent_id]
        row.insert(row.index(beside) + (before is None), page_id)
        self._parents[page_id] = parent_id

    def remove(self, page_id: str) -> None:
        """Forget a page."""
        row = self._below[self._parents.pop(page_id, None)]
        if page_id in row:
            row.remove(page_id)
