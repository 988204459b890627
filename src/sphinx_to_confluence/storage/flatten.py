"""How is a table said as a list, where no table can stand?

An entry for each row, and in it a line for each cell, led by the headings of its columns. Headings are repeated in each
entry, and a cell over several rows in each of these, so that every cell stays next to what it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sphinx_to_confluence.storage.demote import led_by, paragraph
from sphinx_to_confluence.storage.elements import Element, Node, text_of
from sphinx_to_confluence.storage.grid import Cell, Row, rows_of, straighten
from sphinx_to_confluence.storage.macros import anchors_of, without_anchors
from sphinx_to_confluence.storage.paragraphs import into_blocks, is_blank

_BELOW = " \N{EN DASH} "
"""Between a heading of several columns and those below it."""


def rows_as_list(table: Element) -> list[Node]:
    """A table becomes a list with an entry for each row; one of a single column its cells, one after the other."""
    straighten(table)
    rows = list(rows_of(table))
    if all(len(row.all_cells()) == 1 for row in rows):
        return _one_column(rows)
    count = _count_of_heading_rows(rows)
    heads = _Heads(rows[:count])
    items = [_entry(row, heads, table) for row in rows[count:]]
    if heads.all_said():
        # Repeated with the headings, an anchor would be there more than once.
        anchors = [
            part for row in rows[:count] for c in row.cells for part in anchors_of(c.element)
        ]
        return [*anchors, Element("ul", children=items, source=table.source)]
    first = [_entry(row, _Heads(()), table) for row in rows[:count]]
    return [Element("ul", children=[*first, *items], source=table.source)]


def _one_column(rows: Sequence[Row]) -> list[Node]:
    count = _count_of_heading_rows(rows)
    listed: list[Node] = []
    for index, row in enumerate(rows):
        for cell in row.cells:
            for block in _blocks(cell):
                is_heading = index < count and block.name == "p"
                strong = Element("strong", children=block.children)
                listed.append(paragraph([strong], block) if is_heading else block)
    return listed


def _count_of_heading_rows(rows: Sequence[Row]) -> int:
    """How many rows at the top hold nothing but headings; none when that is true of all rows."""
    for count, row in enumerate(rows):
        if any(cell.element.name != "th" for cell in row.all_cells()):
            return count
    return 0


class _Heads:
    """The headings of the columns, from the top to the bottom, and which of them have been said."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._columns: dict[int, list[Cell]] = {}
        self._texts: dict[Cell, list[Node]] = {}
        self._unsaid: set[Cell] = set()
        self._only_text = True
        for row in rows:
            for cell in row.cells:
                self._take(cell)

    def _take(self, cell: Cell) -> None:
        blocks = _blocks(cell)
        self._only_text = self._only_text and all(block.name == "p" for block in blocks)
        text: list[Node] = []
        for block in blocks:
            said = block.children if block.name == "p" else [text_of([block])]
            text += [" ", *said] if text else said
        text = without_anchors(text)
        if is_blank(text):
            return
        self._texts[cell] = text
        self._unsaid.add(cell)
        for column in cell.columns:
            self._columns.setdefault(column, []).append(cell)

    def all_said(self) -> bool:
        """Whether every heading has been said next to a cell, in full."""
        return self._only_text and not self._unsaid

    def of(self, cell: Cell) -> list[Node]:
        """The headings of the columns of a cell, with those above them; what they have in common is said once."""
        said: list[Node] = []
        before: list[Cell] = []
        for column in cell.columns:
            path = self._columns.get(column, [])
            common = 0
            while common < min(len(before), len(path)) and before[common] is path[common]:
                common += 1
            for position, head in enumerate(path[common:], start=common):
                if said:
                    said.append(_BELOW if position > common or not before else ", ")
                said += self._texts[head]
                self._unsaid.discard(head)
            before = path or before
        return said


def _entry(row: Row, heads: _Heads, table: Element) -> Element:
    """The cells of a row, each led by the headings of its columns, or by the one that stands before it in the row."""
    blocks: list[Node] = []
    label: list[Node] = []
    cells = row.all_cells()
    labelled = any(cell.element.name != "th" for cell in cells)
    for cell in cells:
        inside = _blocks(cell) if cell.columns.start not in row.covered else list(_repeated(cell))
        # What is said in all columns at once needs none of their headings.
        head = heads.of(cell) if len(cells) > 1 else []
        is_label = labelled and cell.element.name == "th" and not head and not label
        if is_label and len(inside) == 1 and inside[0].name == "p":
            label = inside[0].children
            continue
        blocks += _led([*label, *head], inside, cell)
        label = []
    if label:
        blocks.append(paragraph([Element("strong", children=label)], row.element))
    return Element("li", children=blocks, source=row.element.source or table.source)


def _led(lead: Sequence[Node], inside: Sequence[Element], cell: Cell) -> list[Node]:
    if not lead:
        return list(inside)
    strong = Element("strong", children=[*lead, ":"])
    if not inside:
        return [paragraph([strong], cell.element)]
    return led_by([strong, " "], inside, cell.element)


def _repeated(cell: Cell) -> Iterator[Element]:
    """What is said of a cell in the other rows that it covers: its text, up to the first block that is more."""
    for block in _blocks(cell):
        if block.name != "p":
            return
        text = without_anchors(block.children)
        if not is_blank(text):
            yield block.like(text)


def _blocks(cell: Cell) -> list[Element]:
    """What stands in a cell, text in paragraphs, so that it stays apart from the cells around it."""
    return into_blocks(cell.element.children, images_in_text=False)
