"""How are the tables of HTML written? As grids without holes, since editors refuse others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from docutils import nodes

from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.translate.html.styles import alignment
from sphinx_to_confluence.translate.html.tree import HtmlElement
from sphinx_to_confluence.translate.html.writer import HtmlWriter, writes

_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_WIDEST = 200


@dataclass(slots=True)
class _Cell:
    """A cell where it begins; one that is ``None`` fills a hole."""

    element: HtmlElement | None
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class _Row:
    """A row and the number of columns that it covers, with those that reach into it from above."""

    cells: list[_Cell] = field(default_factory=list)
    width: int = 0


@writes("table")
def table(element: HtmlElement, html: HtmlWriter) -> None:
    """A table; its caption stands above it, and so does what is in it but in no cell."""
    if "highlighttable" in element.classes:
        _code_without_numbers(element, html)
        return
    for caption in (part for part in element.elements() if part.name == "caption"):
        with html.out.element("p", at=html.node), html.out.element("strong"):
            html.line(caption.children)
    outside = list(_outside(element))
    if outside:
        html.out.add(*html.blocks(outside))
    rows = _grid(element)
    if rows:
        made = [Element("tr", children=[_cell(cell, html) for cell in row.cells]) for row in rows]
        html.out.add(Element("table", children=[Element("tbody", children=made)]), at=html.node)


def _code_without_numbers(element: HtmlElement, html: HtmlWriter) -> None:
    """What Pygments writes for code with numbers of lines, without these."""
    for part in element.walk():
        if part.name == "td" and "code" in part.classes:
            html.children(part)


def _cell(cell: _Cell, html: HtmlWriter) -> Element:
    if cell.element is None:
        return Element("td")
    attributes: dict[str, str] = {}
    if cell.columns > 1:
        attributes["colspan"] = str(cell.columns)
    if cell.rows > 1:
        attributes["rowspan"] = str(cell.rows)
    with html.within(align=alignment(cell.element)):
        blocks = html.blocks(cell.element.children)
    source = html.page.locate(html.node)
    name = "th" if cell.element.name == "th" else "td"
    if (
        not html.page.on_cloud
        and len(blocks) == 1
        and blocks[0].name == "p"
        and not blocks[0].attributes
    ):
        return Element(name, attributes, blocks[0].children, source=source)
    return Element(name, attributes, blocks, source=source)


def _outside(element: HtmlElement) -> Iterator[HtmlElement | nodes.Node | str]:
    """Text and elements that stand between rows, where browsers do not show them either: they move them out."""
    for child in element.children:
        if isinstance(child, HtmlElement) and child.name in _GROUPS:
            yield from (part for part in child.children if _is_misplaced(part))
        elif not (isinstance(child, HtmlElement) and child.name == "caption") and _is_misplaced(
            child
        ):
            yield child


def _is_misplaced(child: object) -> bool:
    if isinstance(child, str):
        return bool(child.strip())
    return not (
        isinstance(child, HtmlElement) and child.name in {"tr", "td", "th", "colgroup", "col"}
    )


def _grid(element: HtmlElement) -> list[_Row]:
    """The rows of a table, all of one width."""
    groups: list[list[HtmlElement]] = [[]]
    for part in element.elements():
        if part.name == "tr":
            groups[-1].append(part)
        elif part.name in _GROUPS:
            groups += [[row for row in part.elements() if row.name == "tr"], []]
    rows: list[_Row] = []
    for group in groups:
        rows += _rows_of_group(group)
    width = max((row.width for row in rows), default=0)
    for row in rows:
        row.cells += [_Cell(None) for _ in range(width - row.width)]
    return [row for row in rows if row.cells] if width else []


def _rows_of_group(elements: list[HtmlElement]) -> list[_Row]:
    """Rows whose cells neither overlap nor reach beyond the group."""
    rows: list[_Row] = []
    reaching: dict[int, int] = {}
    for index, element in enumerate(elements):
        row = _Row()
        below: dict[int, int] = {column: left - 1 for column, left in reaching.items() if left > 1}
        column = 0
        for part in element.elements():
            if part.name not in {"td", "th"}:
                continue
            while column in reaching:
                column += 1
            left = len(elements) - index
            cell = _Cell(part, _free(column, _span(part, "colspan"), reaching), _reach(part, left))
            row.cells.append(cell)
            if cell.rows > 1:
                below.update(dict.fromkeys(range(column, column + cell.columns), cell.rows - 1))
            column += cell.columns
        _fill(row, column, reaching)
        reaching = below
        rows.append(row)
    return rows


def _fill(row: _Row, column: int, reaching: dict[int, int]) -> None:
    """Put empty cells between the last one and those that reach into the row further to the right."""
    right = max(reaching, default=-1) + 1
    row.cells += [_Cell(None) for free in range(column, right) if free not in reaching]
    row.width = max(column, right)


def _free(column: int, wanted: int, reaching: dict[int, int]) -> int:
    """How many columns a cell can cover without overlapping one from above."""
    taken = next(
        (other for other in range(column, column + wanted) if other in reaching), column + wanted
    )
    return taken - column


def _reach(cell: HtmlElement, left: int) -> int:
    """How many rows a cell covers; zero stands for all that follow."""
    return left if cell.get("rowspan").strip() == "0" else min(_span(cell, "rowspan"), left)


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name).strip()
    if not (value.isascii() and value.isdigit()):
        return 1
    return min(max(int(value[:6]), 1), _WIDEST)
