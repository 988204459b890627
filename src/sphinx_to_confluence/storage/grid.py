"""Which cells of a table stand in which columns?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sphinx_to_confluence.storage.elements import Element

_GROUPS = frozenset({"tbody", "thead", "tfoot"})
_CELLS = frozenset({"td", "th"})
_WIDEST_SPAN = 1000


class Cell(NamedTuple):
    """A cell and the columns that it covers, from 0."""

    element: Element
    columns: range


class Row(NamedTuple):
    """A row with the cells that begin in it."""

    element: Element
    cells: list[Cell]


def rows_of(table: Element) -> Iterator[Row]:
    """The rows of a table, not those of tables within; cells that reach down move those below them."""
    loose = [part for part in table.elements() if part.name == "tr"]
    groups = [list(part.elements()) for part in table.elements() if part.name in _GROUPS]
    for group in [loose, *groups] if loose else groups:
        yield from _rows_of_group([row for row in group if row.name == "tr"])


def _rows_of_group(rows: list[Element]) -> Iterator[Row]:
    covered: dict[int, int] = {}
    for row in rows:
        below = {column: left - 1 for column, left in covered.items() if left > 1}
        cells: list[Cell] = []
        column = 0
        for element in row.elements():
            if element.name not in _CELLS:
                continue
            while column in covered:
                column += 1
            columns = range(column, column + _span(element, "colspan"))
            cells.append(Cell(element, columns))
            reach = _span(element, "rowspan")
            if reach > 1:
                below.update(dict.fromkeys(columns, reach - 1))
            column = columns.stop
        covered = below
        yield Row(row, cells)


def _span(cell: Element, name: str) -> int:
    """A span as browsers read it: what is no number is 1, and there is an upper limit."""
    value = cell.attributes.get(name, "1").strip()
    if not (value.isascii() and value.isdigit()):
        return 1
    return min(max(int(value[:9]), 1), _WIDEST_SPAN)
