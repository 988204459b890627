"""How is it shown what a removal takes away? As a tree, with what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sphinx_to_confluence.publish.clearing_plan import Clearing, Item


def clearing_lines(plan: Clearing, space_key: str, url_of: Callable[[str], str]) -> Iterator[str]:
    """Yield what is to be done, for people."""
    if not plan.items:
        yield f"No page of this project is in the space {space_key}."
        return
    count = len(plan.going)
    pages = f"{count} {'page' if count == 1 else 'pages'}"
    yield (
        f"{pages} of the space {space_key} will be moved to the trash:"
        if count
        else "Nothing to remove:"
    )
    for item in plan.items:
        sign = "trash" if item.remains is None else "stays"
        remarks = "".join(f", {remark}" for remark in _remarks(item))
        yield f"  {sign}  {'  ' * item.depth}{item.page.title} ({item.docname}){remarks}"
        for page in item.foreign:
            yield f"         {'  ' * item.depth}not of this project: {page.title}, {url_of(page.id)}"
    for item in plan.staying:
        if item.remains is not None:
            yield f"left    {item.docname}: {item.remains.value}: {url_of(item.page.id)}"


def _remarks(item: Item) -> Iterator[str]:
    if item.is_edited:
        yield "edited by hand"
    if item.comments:
        yield f"{item.comments} inline {'comment' if item.comments == 1 else 'comments'}"


def clearing_data(plan: Clearing, removed: tuple[str, ...]) -> dict[str, Any]:
    """Return what was done, for programs."""
    gone = set(removed)
    return {
        "removed": [_as_data(item) for item in plan.items if item.docname in gone],
        "left": [
            {**_as_data(item), "reason": item.remains.name.lower(), "message": item.remains.value}
            for item in plan.items
            if item.remains is not None
        ],
    }


def _as_data(item: Item) -> dict[str, Any]:
    return {
        "docname": item.docname,
        "page_id": item.page.id,
        "title": item.page.title,
        "edited": item.is_edited,
        "comments": item.comments,
    }
