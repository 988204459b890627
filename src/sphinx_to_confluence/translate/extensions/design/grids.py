"""How are the grids of ``sphinx-design`` written: what stands side by side in HTML?

A grid of cards, or with lines around it, is a table. Other columns have no borders: a layout on Cloud, which only a
page itself can have, and the macros for columns on Data Center. Where none of these can be, everything is stacked.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from docutils import nodes

from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.macros import COLUMN, SECTION
from sphinx_to_confluence.translate.extensions.design.article import article_info, is_article_info
from sphinx_to_confluence.translate.extensions.design.cards import write_card
from sphinx_to_confluence.translate.extensions.design.forms import (
    WHOLE,
    Form,
    Line,
    form_of,
    is_in_column,
    lines_of,
    lone_card,
    width_of,
)
from sphinx_to_confluence.translate.extensions.design.parts import align
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import PerEditor, marked
from sphinx_to_confluence.translate.tables import room_px, write_columns

_LAYOUTS = {1: "single", 2: "two_equal", 3: "three_equal"}


@marked(
    nodes.container,
    design_component="grid-container",
    becomes=PerEditor(
        "A table, if it is a grid of cards; else a layout of two or three columns, or one below the other.",
        "A table, if it is a grid of cards; else columns.",
    ),
)
def grid(node: nodes.container, page: PageContext, _out: Out) -> None:
    """A grid; it has one row, which may be broken into lines."""
    page.anchors(node)
    if is_article_info(node):
        article_info(node, page)
    else:
        page.children(node)


@marked(nodes.container, design_component="grid-row")
@marked(nodes.container, design_component="card-carousel", becomes="As a grid of cards.")
def row(node: nodes.container, page: PageContext, out: Out) -> None:
    """What stands side by side, broken into lines as on a wide screen."""
    page.anchors(node)
    lines = lines_of(node, page)
    cells = {id(cell.node) for line in lines for cell in line}
    page.each([child for child in node.children if id(child) not in cells])
    match form_of(node, page):
        case Form.TABLE:
            _table(node, lines, page, out)
        case Form.LAYOUT:
            _layout(node, lines, page, out)
        case Form.SECTIONS:
            whole = max(map(width_of, lines))
            for line in lines:
                _section(node, line, whole, page, out)
        case Form.STACK:
            for cell in itertools.chain.from_iterable(lines):
                page.visit(cell.node)


@marked(nodes.container, design_component="grid-item")
def item(node: nodes.container, page: PageContext, out: Out) -> None:
    """A column of a grid."""
    with out.collect() as fragment:
        page.anchors(node)
        page.children(node)
    align(node, fragment)
    out.put(fragment.children)


def _table(node: nodes.Element, lines: Sequence[Line], page: PageContext, out: Out) -> None:
    """A table whose columns begin where a cell of any line does."""
    whole = max(map(width_of, lines))
    edges = sorted({whole, *(edge for line in lines for edge in _edges(line))})
    room = room_px(page)
    width = {"data-table-width": str(room)} if page.on_cloud else {"style": "width: 100%;"}
    narrow = page.on_cloud and is_in_column(node)
    with out.element("table", {} if narrow else width, at=node):
        if not narrow:
            write_columns([float(b - a) for a, b in itertools.pairwise(edges)], room, page, out)
        with out.element("tbody"):
            for line in lines:
                with out.element("tr", at=line[0].node):
                    begin = 0
                    for cell, end in zip(line, _edges(line)[1:], strict=True):
                        with out.element("td", _span(edges, begin, end), at=cell.node):
                            _in_cell(cell.node, page, out)
                        begin = end
                    if begin < whole:
                        out.empty("td", _span(edges, begin, whole))


def _edges(line: Line) -> list[int]:
    return [0, *itertools.accumulate(cell.width for cell in line)]


def _span(edges: Sequence[int], begin: int, end: int) -> dict[str, str]:
    covered = edges.index(end) - edges.index(begin)
    return {"colspan": str(covered)} if covered > 1 else {}


def _in_cell(node: nodes.Element, page: PageContext, out: Out) -> None:
    """A cell is a box, so a card that is alone in it needs none of its own."""
    card = lone_card(node)
    if card is None:
        page.visit(node)
        return
    if card is not node:
        page.anchors(node)
    write_card(card, page, out)


def _layout(node: nodes.Element, lines: Sequence[Line], page: PageContext, out: Out) -> None:
    longest = max(map(len, lines))
    with out.element("ac:layout", at=node):
        for line in lines:
            columns = len(line) if width_of(line) == WHOLE else longest
            kind = _layout_type(line) if columns == len(line) else _LAYOUTS[columns]
            with out.element("ac:layout-section", {"ac:type": kind}, at=line[0].node):
                for cell in line:
                    with out.element("ac:layout-cell", at=cell.node):
                        page.visit(cell.node)
                for _ in range(columns - len(line)):
                    out.empty("ac:layout-cell")


def _layout_type(line: Line) -> str:
    widths = [cell.width for cell in line]
    match widths:
        case [left, right] if left != right:
            return "two_left_sidebar" if left < right else "two_right_sidebar"
        case [left, middle, right] if left < middle > right:
            return "three_with_sidebars"
    return _LAYOUTS[len(widths)]


def _section(node: nodes.Element, line: Line, whole: int, page: PageContext, out: Out) -> None:
    columns: list[Element] = []
    for cell in line:
        with out.collect() as fragment:
            page.visit(cell.node)
        width = {"width": f"{100 * cell.width // whole}%"}
        columns.append(COLUMN.element(width, fragment.children))
    out.add(SECTION.element(body=columns), at=node)
