"""Which pages go when everything of a project is removed, and which stay? A pure function of what is there.

A page goes only when nothing that stays is below it: Confluence would move that up to where nobody looks for it. So
pages that others made below ours keep those above them.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sphinx_to_confluence.rest.model import RemotePage, Status


class Remains(enum.Enum):
    """Why a page stays; the values are for people."""

    FOREIGN = "pages that are not of this project are below it"
    ABOVE = "a page below it stays"
    NAMED = (
        "it is the page that confluence_publish_root names, which was there before; give --with-root to remove it as "
        "well"
    )
    UNPROVEN = "it is on the list of the pages of this project, but no version of it says so"
    HOME = "it is the home page of the space"
    MANIFEST = "the list of pages of another project is on it"
    ELSEWHERE = "it was moved to another space"
    ARCHIVED = "it was archived; restore it on Confluence, or delete it there"


@dataclass(frozen=True, slots=True)
class Item:
    """A page of the project, as it is to be shown.

    :param depth: below how many others of these it is.
    :param remains: why it stays; ``None`` when it goes.
    :param foreign: pages of others directly below it.
    :param is_edited: whether somebody edited it since it was published.
    :param comments: how many inline comments have a place on it.
    """

    docname: str
    page: RemotePage
    depth: int = 0
    remains: Remains | None = None
    foreign: tuple[RemotePage, ...] = ()
    is_edited: bool = False
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Clearing:
    """What is done.

    :param items: all pages of the project that there are, as a tree: parents before children, siblings in order.
    """

    items: tuple[Item, ...] = ()

    @property
    def going(self) -> list[Item]:
        """Those that go, children before parents, the last siblings first: undoing takes them in reverse."""
        return [item for item in reversed(self.items) if item.remains is None]

    @property
    def staying(self) -> list[Item]:
        """Those that stay."""
        return [item for item in self.items if item.remains is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is there.

    :param pages: of the project by docname, whatever their status.
    :param listing: all current pages of the space, by id.
    :param space_id: of the space.
    :param kept: ids of pages that stay in any case, and why.
    """

    pages: Mapping[str, RemotePage]
    listing: Mapping[str, RemotePage]
    space_id: str
    kept: Mapping[str, Remains] = field(default_factory=dict)


def plan_clearing(
    place: Place, *, edited: Collection[str] = (), comments: Mapping[str, int] | None = None
) -> Clearing:
    """Find out which pages go.

    :param edited: docnames of pages that somebody edited.
    :param comments: how many inline comments there are, by docname.
    """
    ours = {
        page.id: name for name, page in place.pages.items() if page.status is not Status.TRASHED
    }
    below: defaultdict[str | None, list[RemotePage]] = defaultdict(list)
    for page in sorted(place.listing.values(), key=_order):
        below[page.parent_id].append(page)
    foreign = {
        page_id: tuple(page for page in below[page_id] if page.id not in ours) for page_id in ours
    }
    remains = _remains(place, ours, foreign)
    counts = comments or {}
    return Clearing(
        tuple(
            Item(
                docname=ours[page.id],
                page=page,
                depth=depth,
                remains=remains.get(page.id),
                foreign=foreign[page.id],
                is_edited=ours[page.id] in edited,
                comments=counts.get(ours[page.id], 0),
            )
            for page, depth in _tree(place, ours, below)
        )
    )


def _remains(
    place: Place, ours: Mapping[str, str], foreign: Mapping[str, tuple[RemotePage, ...]]
) -> dict[str, Remains]:
    """Why pages stay, by id: first for reasons of their own, then for what is below them."""
    found: dict[str, Remains] = {}
    for page_id, docname in ours.items():
        page = place.pages[docname]
        if page.status is Status.ARCHIVED:
            found[page_id] = Remains.ARCHIVED
        elif page.space_id != place.space_id:
            found[page_id] = Remains.ELSEWHERE
        elif page_id in place.kept:
            found[page_id] = place.kept[page_id]
        elif foreign[page_id]:
            found[page_id] = Remains.FOREIGN
    for page_id in list(found):
        above = place.pages[ours[page_id]].parent_id
        while above is not None and above in ours and above not in found:
            found[above] = Remains.ABOVE
            above = place.pages[ours[above]].parent_id
    return found


def _tree(
    place: Place, ours: Mapping[str, str], below: Mapping[str | None, Iterable[RemotePage]]
) -> Iterator[tuple[RemotePage, int]]:
    """The pages in the order of the tree, each with its depth; first those that are below no other of them."""
    pages = [place.pages[docname] for docname in ours.values()]
    tops = sorted((page for page in pages if page.parent_id not in ours), key=_order)
    waiting = [(page, 0) for page in reversed(tops)]
    told: set[str] = set()
    while waiting:
        page, depth = waiting.pop()
        if page.id in told:
            continue
        told.add(page.id)
        yield page, depth
        children = [child for child in below.get(page.id, ()) if child.id in ours]
        archived = [each for each in pages if each.parent_id == page.id and each not in children]
        waiting += [(child, depth + 1) for child in reversed([*children, *archived])]


def _order(page: RemotePage) -> tuple[bool, int, int]:
    return page.position is None, page.position or 0, int(page.id)
