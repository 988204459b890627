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
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "a heading"),
    "table": "a table",
    "blockquote": "a quote",
    "ac:layout": "a layout",
}
_MACROS = {
    **dict.fromkeys(("info", "note", "tip", "warning", "panel"), "a panel"),
    **dict.fromkeys(("excerpt", "details", "section", "column"), "a macro with a body"),
    "expand": "an expand",
}
# container → what it cannot hold
_ONLY_AT_TOP = {"a macro with a body", "a layout"}
_TOO_MUCH_FOR_TEXT = {"a heading", "a panel", "a quote", "an expand", "a table", *_ONLY_AT_TOP}
_NOT_WITHIN = {
    Place.PANEL: {"a table", "an expand", "a panel", "a quote", *_ONLY_AT_TOP},
    Place.EXPAND: _ONLY_AT_TOP,
    Place.NESTED_EXPAND: {"a table", "an expand", *_ONLY_AT_TOP},
    Place.BODIED: {"an expand", *_ONLY_AT_TOP},
    Place.CELL: _ONLY_AT_TOP,
    Place.ITEM: _TOO_MUCH_FOR_TEXT,
    Place.QUOTE: _TOO_MUCH_FOR_TEXT,
}


def misplaced(element: Element, places: tuple[Place, ...]) -> str:
    """Return a sentence about an element that cannot stand where it does, empty if it can."""
    kind = _MACROS.get(macro_name(element)) or _ELEMENTS.get(element.tag)
    place = places[-1]
    if kind is None:
        return ""
    if kind in _NOT_WITHIN.get(place, ()):
        return f"The editor of Confluence Cloud cannot hold {kind} in {place.value}."
    # One table within a cell is taken (as an extension), deeper ones are not.
    if kind == "a table" and places.count(Place.CELL) > 1:
        return "The editor of Confluence Cloud cannot hold a table this deep in tables."
    return ""
