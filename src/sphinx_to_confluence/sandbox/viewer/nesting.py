"""Where does the new editor of Cloud not hold something? Such a thing is drawn with a mark.

Confluence refuses the worst of these when the page is saved; the others it drops, moves or keeps as legacy content.
"""

from __future__ import annotations

import enum

from sphinx_to_confluence.sandbox.viewer.storage import Element, macro_name


class Place(enum.Enum):
    """A container, in the words of the mark."""

    ROOT = "the page"
    LAYOUT = "a layout"
    PANEL = "a panel"
    EXPAND = "an expand"
    NESTED_EXPAND = "a nested expand"
    BODIED = "a macro with a body"
    CELL = "a table cell"
    ITEM = "a list item"
    QUOTE = "a quote"


_ELEMENTS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "table": "table",
    "blockquote": "quote",
    "ac:layout": "layout",
}
_MACROS = {
    **dict.fromkeys(("info", "note", "tip", "warning", "panel"), "panel"),
    **dict.fromkeys(("excerpt", "details", "section", "column"), "macro with a body"),
    "expand": "expand",
}
# container → what it cannot hold
_NOT_WITHIN = {
    Place.PANEL: {"table", "expand", "panel", "quote", "macro with a body", "layout"},
    Place.EXPAND: {"macro with a body", "layout"},
    Place.NESTED_EXPAND: {"table", "expand", "macro with a body", "layout"},
    Place.BODIED: {"expand", "macro with a body", "layout"},
    Place.CELL: {"macro with a body", "layout"},
    Place.ITEM: {"heading", "panel", "quote", "expand", "table", "macro with a body", "layout"},
    Place.QUOTE: {"heading", "panel", "quote", "expand", "table", "macro with a body", "layout"},
}


def misplaced(element: Element, places: tuple[Place, ...]) -> str:
    """Return a sentence about an element that cannot stand where it does, empty if it can."""
    kind = _MACROS.get(macro_name(element)) or _ELEMENTS.get(element.tag)
    place = places[-1]
    if kind is None:
        return ""
    if kind in _NOT_WITHIN.get(place, ()):
        return f"The editor of Confluence Cloud cannot hold a {kind} in {place.value}."
    # One table within a cell is taken (as an extension), deeper ones are not.
    if kind == "table" and places.count(Place.CELL) > 1:
        return "The editor of Confluence Cloud cannot hold a table this deep in tables."
    return ""
