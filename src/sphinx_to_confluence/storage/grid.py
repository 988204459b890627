"""Which cells of a table stand in which columns?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sphinx_to_confluence.storage.elements import Element

_GROUPS = frozenset({"tbody", "thead", "tfoot"})
_CELLS = frozenset({"td", "th"})
# https://html.spec.whatwg.org/multipage/tables.html
_LARGEST = {"colspan": 1000, "rowspan": 65534}


@dataclass(slots=True, eq=False)
class Cell:
    """A cell, the columns that it covers, from 0, and how many rows."""

    element: Element
    columns: range
    reach: int


@dataclass(slots=True, eq=False)
class Row:
    """A row with the cells that begin in it, and those that reach into it from above, by column."""

    element: Element
    cells: list[Cell]
    covered: Mapping[int, Cell]

    def all_cells(self) -> list[Cell]:
        """The cells of the row in the order of their columns, those from above included."""
        return sorted({*self.cells, *self.covered.values()}, key=lambda cell: cell.columns.start)


def rows_of(table: Element) -> Iterator[Row]:
    """The rows of a table, not those of tables within.

    Cells that reach down move those below them, and end where others begin or the part of the table ends.
    """
    for holder in _holders(table):
        yield from _rows_in(holder)


def straighten(table: Element) -> None:
    """Make the cells of a table fill a rectangle, each place once, in place.

    Browsers show other tables as well as they can; nobody says what Confluence makes of them. Cells that reach too far
    end where there is room, places without a cell get an empty one, and rows in which no cell begins go.
    """
    if _is_plain(table):
        return
    groups = [(holder, list(_rows_in(holder))) for holder in _holders(table)]
    rows = [row for _, group in groups for row in group]
    width = max((cell.columns.stop for row in rows for cell in row.cells), default=0)
    if any(len(row.covered) + sum(len(c.columns) for c in row.cells) < width for row in rows):
        # Spans beyond the last column that begins anywhere would only add empty cells.
        width = max((cell.columns.start for row in rows for cell in row.cells), default=0) + 1
    for holder, group in groups:
        _drop_empty_rows(holder, group)
    for row in rows:
        if row.cells:
            _fill(row, width)


def _holders(table: Element) -> list[Element]:
    """What the rows of a table stand in: itself, and its groups."""
    return [table, *(part for part in table.elements() if part.name in _GROUPS)]


def _row_elements(holder: Element) -> list[Element]:
    return [part for part in holder.elements() if part.name == "tr"]


def _cell_elements(row: Element) -> list[Element]:
    return [part for part in row.elements() if part.name in _CELLS]


def _is_plain(table: Element) -> bool:
    """Whether every row has as many cells, none of which covers more than one place."""
    counts: set[int] = set()
    for holder in _holders(table):
        for row in _row_elements(holder):
            cells = _cell_elements(row)
            counts.add(len(cells))
            if any("colspan" in cell.attributes or "rowspan" in cell.attributes for cell in cells):
                return False
    return len(counts) <= 1 and 0 not in counts


def _rows_in(holder: Element) -> Iterator[Row]:
    elements = _row_elements(holder)
    covered: dict[int, Cell] = {}
    ends: dict[int, int] = {}
    for index, element in enumerate(elements):
        covered = {column: cell for column, cell in covered.items() if ends[column] > index}
        row = Row(element, [], covered)
        column = 0
        for cell_element in _cell_elements(element):
            while column in covered:
                column += 1
            stop = column + 1
            while stop < column + _span(cell_element, "colspan") and stop not in covered:
                stop += 1
            reach = min(_span(cell_element, "rowspan"), len(elements) - index)
            row.cells.append(Cell(cell_element, range(column, stop), reach))
            column = stop
        yield row
        covered = dict(covered)
        for cell in row.cells:
            covered.update(dict.fromkeys(cell.columns, cell))
            ends.update(dict.fromkeys(cell.columns, index + cell.reach))


def _drop_empty_rows(holder: Element, rows: Sequence[Row]) -> None:
    empty = [row for row in rows if not row.cells]
    for row in empty:
        for cell in {id(cell): cell for cell in row.covered.values()}.values():
            cell.reach -= 1
    if empty:
        gone = {id(row.element) for row in empty}
        holder.children = [child for child in holder.children if id(child) not in gone]


def _fill(row: Row, width: int) -> None:
    """Write down what the cells of a row cover, and put empty ones where there is none."""
    taken = set(row.covered)
    begin = {}
    for cell in row.cells:
        columns = range(cell.columns.start, min(cell.columns.stop, width))
        taken.update(columns)
        begin[columns.start] = cell.element
        _write_span(cell.element, "colspan", len(columns))
        _write_span(cell.element, "rowspan", cell.reach)
    for column in range(width):
        if column not in taken:
            begin[column] = Element("td", source=row.element.source)
    row.element.children = [begin[column] for column in sorted(begin)]


def _write_span(cell: Element, name: str, span: int) -> None:
    if span > 1:
        cell.attributes[name] = str(span)
    else:
        cell.attributes.pop(name, None)


def _span(cell: Element, name: str) -> int:
    """A span as browsers read it: what is no number is 1, and there is an upper limit."""
    value = cell.attributes.get(name, "1").strip()
    if not (value.isascii() and value.isdigit()):
        return 1
    return min(max(int(value[:9]), 1), _LARGEST[name])
