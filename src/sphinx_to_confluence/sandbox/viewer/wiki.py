"""What does drawing a page need to know of the other pages? A small view of the store, easy to stand in for."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class Flavour(enum.Enum):
    """Whose renderer is imitated."""

    CLOUD = "cloud"
    DATA_CENTER = "datacenter"


@dataclass(frozen=True, slots=True)
class Target:
    """A page that can be linked to; ``url`` is a path below the viewer's root."""

    id: str
    title: str
    space_key: str
    url: str


@dataclass(frozen=True, slots=True)
class File:
    """An attachment; ``url`` is a path below the viewer's root."""

    filename: str
    media_type: str
    size_bytes: int
    url: str


class Wiki(Protocol):
    """The pages, files and people that a page can refer to."""

    def page(self, page_id: str) -> Target | None:
        """Find a page by its id."""
        ...

    def page_titled(self, space_key: str, title: str) -> Target | None:
        """Find a page of a space by its title."""
        ...

    def children(self, page_id: str) -> Sequence[Target]:
        """List the pages below a page, in their order."""
        ...

    def body(self, page_id: str) -> str:
        """Return the storage format of a page."""
        ...

    def files(self, page_id: str) -> Mapping[str, File]:
        """Return the attachments of a page by file name."""
        ...

    def user_name(self, account_id: str) -> str | None:
        """Return the name of a person."""
        ...

    def space_url(self, space_key: str) -> str | None:
        """Return where a space is shown."""
        ...
