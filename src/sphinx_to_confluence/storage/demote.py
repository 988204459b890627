"""How is something said in another way, where it may not stand? Each function gives the blocks that replace one.

What they give is fitted again in the same place, so none of them needs to look at what is inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from sphinx_to_confluence.storage.elements import Element, Node
from sphinx_to_confluence.storage.kinds import Kind, kind_of
from sphinx_to_confluence.storage.macros import BODY, macro_name

Demotion = Callable[[Element], list[Node]]

_PANEL_SIGNS = {
    "info": "\u2139\ufe0f",
    "tip": "\u2705",
    "note": "\u26a0\ufe0f",
    "warning": "\u26d4",
}
_ROWS = frozenset({"tbody", "thead", "tfoot"})


def drop(_element: Element) -> list[Node]:
    """Nothing takes its place."""
    return []


def unwrap(element: Element) -> list[Node]:
    """What is inside takes its place."""
    if body := element.child(BODY):
        return list(body.children)
    if element.name == "ac:layout":
        cells = (part for part in element.walk() if part.name == "ac:layout-cell")
        return [child for cell in cells for child in cell.children]
    return list(element.children)


def bold(element: Element) -> list[Node]:
    """A heading becomes a bold paragraph."""
    return [_paragraph([Element("strong", children=element.children)], element)]


def titled(element: Element) -> list[Node]:
    """An expand becomes its title in bold, and what is inside."""
    title = _parameter(element, "title")
    lead: list[Node] = [_paragraph([Element("strong", children=[title])], element)] if title else []
    return lead + unwrap(element)


def signed(element: Element) -> list[Node]:
    """A panel becomes its blocks, the first led by a sign that stands for the icon."""
    blocks = _panel_blocks(element)
    sign = _PANEL_SIGNS.get(macro_name(element), "")
    title = _parameter(element, "title")
    lead: list[Node] = [f"{sign} "] if sign else []
    if title:
        lead += [Element("strong", children=[title + ":"]), " "]
    return _led_by(lead, blocks, element)


def rows_as_list(table: Element) -> list[Node]:
    """A table becomes a list with an entry for each row; the headings of the columns are repeated in it."""
    rows = list(_rows(table))
    heads: list[list[Node]] = []
    if len(rows) > 1 and all(cell.name == "th" for cell in rows[0].elements()):
        heads = [_inline(cell) for cell in rows.pop(0).elements()]
    if max((sum(1 for _ in row.elements()) for row in rows), default=0) == 1:
        return [child for row in rows for cell in row.elements() for child in cell.children]
    items: list[Node] = []
    for row in rows:
        blocks: list[Node] = []
        for column, cell in enumerate(row.elements()):
            blocks += _led(heads[column] if column < len(heads) else [], cell)
        items.append(Element("li", children=blocks, source=row.source or table.source))
    return [Element("ul", children=items, source=table.source)] if items else []


def terms_in_bold(definitions: Element) -> list[Node]:
    """An HTML definition list becomes bold terms and what they mean."""
    blocks: list[Node] = []
    for part in definitions.elements():
        if part.name == "dt":
            blocks.append(_paragraph([Element("strong", children=part.children)], part))
        else:
            blocks += part.children
    return blocks


def _led(head: Sequence[Node], cell: Element) -> list[Node]:
    """The blocks of a cell, the first led by the heading of its column."""
    blocks = list(cell.children)
    if not any(map(kind_of, blocks)):
        blocks = [_paragraph(blocks, cell)] if blocks else []
    if not head or not blocks:
        return blocks
    return _led_by([Element("strong", children=[*head, ":"]), " "], blocks, cell)


def _led_by(lead: Sequence[Node], blocks: Sequence[Node], at: Element) -> list[Node]:
    """Blocks with some text before that of the first one, or in a paragraph of its own."""
    rest = list(blocks)
    while rest and isinstance(rest[0], str) and not rest[0].strip():
        rest.pop(0)
    if not lead or not rest:
        return rest
    first = rest[0]
    if kind_of(first) is None:
        return [*lead, *rest]
    if isinstance(first, Element) and first.name == "p":
        return [first.like([*lead, *first.children]), *rest[1:]]
    return [_paragraph(lead, at), *rest]


def _inline(cell: Element) -> list[Node]:
    """The text of a heading cell, without its paragraphs."""
    inline: list[Node] = []
    for child in cell.children:
        if isinstance(child, Element) and kind_of(child) is Kind.PARAGRAPH:
            inline += [" ", *child.children] if inline else child.children
        elif kind_of(child) is None:
            inline.append(child)
    return inline


def _rows(table: Element) -> Iterator[Element]:
    for part in table.elements():
        if part.name == "tr":
            yield part
        elif part.name in _ROWS:
            yield from (row for row in part.elements() if row.name == "tr")


def _panel_blocks(panel: Element) -> list[Node]:
    for element in panel.walk():
        if element.name in {BODY, "ac:adf-content"}:
            return list(element.children)
    return []


def _parameter(macro: Element, name: str) -> str:
    for part in macro.elements():
        if part.name == "ac:parameter" and part.attributes.get("ac:name") == name:
            return re.sub(
                r"\s+", " ", "".join(text for text in part.children if isinstance(text, str))
            )
    return ""


def _paragraph(children: Sequence[Node], at: Element) -> Element:
    return Element("p", children=children, source=at.source)
