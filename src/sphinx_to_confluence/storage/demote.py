"""How is something said in another way, where it may not stand? Each function gives the blocks that replace one.

What they give is fitted again in the same place, so none of them needs to look at what is inside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sphinx_to_confluence.storage.elements import Element, Node
from sphinx_to_confluence.storage.grid import Row, rows_of
from sphinx_to_confluence.storage.kinds import kind_of
from sphinx_to_confluence.storage.macros import (
    BODY,
    anchors_of,
    macro_name,
    parameter,
    without_anchors,
)
from sphinx_to_confluence.storage.paragraphs import into_blocks, is_blank

Demotion = Callable[[Element], list[Node]]

_PANEL_SIGNS = {
    "info": "\u2139\ufe0f",
    "tip": "\u2705",
    "note": "\u26a0\ufe0f",
    "warning": "\u26d4",
}

_Head = tuple[range, list[Node]]
"""The columns that a heading covers, and its text."""


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
    title = parameter(element, "title")
    lead: list[Node] = [_paragraph([Element("strong", children=[title])], element)] if title else []
    return lead + unwrap(element)


def signed(element: Element) -> list[Node]:
    """A panel becomes its blocks, the first led by a sign that stands for the icon."""
    blocks = _panel_blocks(element)
    sign = _PANEL_SIGNS.get(macro_name(element), "")
    title = parameter(element, "title")
    lead: list[Node] = [f"{sign} "] if sign else []
    if title:
        lead += [Element("strong", children=[title + ":"]), " "]
    return _led_by(lead, blocks, element)


def rows_as_list(table: Element) -> list[Node]:
    """A table becomes a list with an entry for each row; the headings of the columns are repeated in it."""
    rows = list(rows_of(table))
    if not rows:
        return []
    heads = _heads(rows[0], rows[1:])
    if all(len(row.cells) <= 1 for row in rows):
        if heads is not None:
            rows.pop(0)
        listed: list[Node] = []
        for _, head in heads or ():
            listed += bold(Element("p", children=head, source=table.source))
        for row in rows:
            for cell in row.cells:
                listed += _blocks(cell.element)
        return listed
    anchors: list[Node] = []
    if heads is not None:
        # Repeated with the headings, an anchor would be there more than once.
        anchors = [part for cell in rows.pop(0).cells for part in anchors_of(cell.element)]
    items = [_row_as_item(row, heads or (), table) for row in rows if row.cells]
    return [*anchors, Element("ul", children=items, source=table.source)]


def terms_in_bold(definitions: Element) -> list[Node]:
    """An HTML definition list becomes bold terms and what they mean."""
    blocks: list[Node] = []
    for part in definitions.elements():
        if part.name == "dt":
            blocks.append(_paragraph([Element("strong", children=part.children)], part))
        else:
            blocks += part.children
    return blocks


def _heads(first: Row, others: Sequence[Row]) -> list[_Head] | None:
    """The text of the headings of columns; ``None`` when the first row is not only that.

    Headings of more than text cannot lead a line, and one that no cell stands below would be lost.
    """
    heads: list[_Head] = []
    for cell, columns in first.cells:
        blocks = _blocks(cell)
        if cell.name != "th" or any(block.name != "p" for block in blocks):
            return None
        text: list[Node] = []
        for block in blocks:
            text += [" ", *block.children] if text else block.children
        if text:
            heads.append((columns, text))
    below = [cell.columns for row in others for cell in row.cells]
    if any(not any(_meet(columns, covered) for covered in below) for columns, _ in heads):
        return None
    return heads


def _meet(columns: range, others: range) -> bool:
    return columns.start < others.stop and others.start < columns.stop


def _row_as_item(row: Row, heads: Sequence[_Head], table: Element) -> Element:
    """The cells of a row, each led by the headings of its columns."""
    blocks: list[Node] = []
    for cell, columns in row.cells:
        lead: list[Node] = []
        for covered, head in heads:
            text = without_anchors(head)
            if _meet(columns, covered) and not is_blank(text):
                lead += [", ", *text] if lead else text
        strong = Element("strong", children=[*lead, ":"])
        inside = _blocks(cell)
        if not lead:
            blocks += inside
        elif not inside:
            blocks.append(_paragraph([strong], cell))
        else:
            blocks += _led_by([strong, " "], inside, cell)
    return Element("li", children=blocks, source=row.element.source or table.source)


def _blocks(cell: Element) -> list[Element]:
    """What stands in a cell, text in paragraphs, so that it stays apart from the cells around it."""
    return into_blocks(cell.children, images_in_text=False)


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


def _panel_blocks(panel: Element) -> list[Node]:
    for element in panel.walk():
        if element.name in {BODY, "ac:adf-content"}:
            return list(element.children)
    return []


def _paragraph(children: Sequence[Node], at: Element) -> Element:
    return Element("p", children=children, source=at.source)
