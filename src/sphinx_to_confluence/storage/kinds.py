"""What sort of thing is an element? One answer for the editor rules and the serializer."""

from __future__ import annotations

import enum
from collections.abc import Callable

from sphinx_to_confluence.storage.elements import Element, Node
from sphinx_to_confluence.storage.macros import BODY, MACRO, is_inline_macro, macro_name


class Kind(enum.Enum):
    """Sorts of blocks, as the rules of the editors tell them apart."""

    # Members are there once, and looked up for every block; the one of Enum is written in Python.
    __hash__ = object.__hash__

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    DEFINITIONS = "definition list"
    CODE = "code block"
    PANEL = "panel"
    QUOTE = "quote"
    RULE = "rule"
    IMAGE = "image"
    TASKS = "task list"
    TABLE = "table"
    EXPAND = "expand"
    BODIED = "macro with a body"
    BODILESS = "macro"
    LAYOUT = "layout"
    ADF = "editor node"
    BOX = "box"


HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_BY_NAME = {
    "p": Kind.PARAGRAPH,
    "ul": Kind.LIST,
    "ol": Kind.LIST,
    "dl": Kind.DEFINITIONS,
    "pre": Kind.CODE,
    "table": Kind.TABLE,
    "blockquote": Kind.QUOTE,
    "hr": Kind.RULE,
    "div": Kind.BOX,
    "ac:layout": Kind.LAYOUT,
    "ac:task-list": Kind.TASKS,
    **dict.fromkeys(HEADINGS, Kind.HEADING),
}

_BY_MACRO = {
    "info": Kind.PANEL,
    "note": Kind.PANEL,
    "tip": Kind.PANEL,
    "warning": Kind.PANEL,
    "panel": Kind.PANEL,
    "expand": Kind.EXPAND,
    "code": Kind.CODE,
    "noformat": Kind.CODE,
}

_LINES = frozenset({"li", "td", "th", "dt"})
_PARTS = frozenset(
    {"li", "dt", "dd", "tbody", "thead", "tr", "td", "th", "colgroup", "col", "ac:layout-section", "ac:layout-cell",
     "ac:task", "ac:rich-text-body", "ac:adf-node", "ac:adf-content"}
)  # fmt: skip


def kind_of(node: Node) -> Kind | None:
    """The sort of block that this is, or ``None`` for text, inline markup and parts of blocks."""
    if isinstance(node, str) or node.inline:
        return None
    look = _LOOK_CLOSER.get(node.name)
    return _BY_NAME.get(node.name) if look is None else look(node)


def _kind_of_macro(macro: Element) -> Kind | None:
    if is_inline_macro(macro):
        return None
    known = _BY_MACRO.get(macro_name(macro))
    return known or (Kind.BODIED if macro.child(BODY) else Kind.BODILESS)


def _kind_of_image(image: Element) -> Kind | None:
    return None if image.attributes.get("ac:inline") == "true" else Kind.IMAGE


def _kind_of_link(link: Element) -> Kind | None:
    """A linked image is as much of a block as the image."""
    linked = [part for part in link.children if not isinstance(part, str) or part.strip()]
    alone = len(linked) == 1 and kind_of(linked[0]) is Kind.IMAGE
    return Kind.IMAGE if alone else None


def _kind_of_adf(extension: Element) -> Kind:
    node = extension.child("ac:adf-node")
    is_panel = node is not None and node.attributes.get("type") == "panel"
    return Kind.PANEL if is_panel else Kind.ADF


_LOOK_CLOSER: dict[str, Callable[[Element], Kind | None]] = {
    MACRO: _kind_of_macro,
    "ac:image": _kind_of_image,
    "a": _kind_of_link,
    "ac:adf-extension": _kind_of_adf,
}


def holds_text(element: Element) -> bool:
    """Whether what is inside stands in a line of text, whatever its kind.

    That is so in a paragraph, a heading, and an item or cell without paragraphs that has text next to its images.
    """
    if element.name == "p" or element.name in HEADINGS:
        return True
    if element.name not in _LINES:
        return False
    kinds = [kind_of(child) for child in element.children]
    return None in kinds and all(kind is None or kind is Kind.IMAGE for kind in kinds)


def starts_a_line(node: Node) -> bool:
    """Whether an element begins a line of its own in the body; inline markup does not."""
    return isinstance(node, Element) and (node.name in _PARTS or kind_of(node) is not None)
