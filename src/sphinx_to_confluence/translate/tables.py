"""How are tables written?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from docutils import nodes

from sphinx_to_confluence.directives.tables import WIDTH_ATTRIBUTE
from sphinx_to_confluence.translate.blocks import aligned
from sphinx_to_confluence.translate.lengths import FULL_WIDTH_PX, PAGE_WIDTH_PX, pixels
from sphinx_to_confluence.translate.numbers import caption_number, captioned
from sphinx_to_confluence.translate.page import Out, PageContext, cramped
from sphinx_to_confluence.translate.registry import PerEditor, handles

_NARROWEST_PX = 48
_READABLE_PX = 96
_LAYOUTS = {"left": "align-start", "center": "center", "right": "align-end"}


@handles(
    nodes.table,
    becomes=PerEditor(
        "A table; number and title stand above it in bold. Widths and alignment are kept; one of many columns leaves "
        "the margins of the page.",
        "A table; number and title stand above it in bold. Widths are kept, and the alignment of cells.",
    ),
)
def table(node: nodes.table, page: PageContext, out: Out) -> None:
    """A table; its title stands above it, since neither editor has captions of tables."""
    page.anchors(node)
    if not page.on_cloud and node.get("align") in {"center", "right"}:
        page.approximate("a table stands at the left", node)
    titles = [child for child in node.children if isinstance(child, nodes.title)]
    number = caption_number(node, page)
    if titles or number:
        with out.element("p", at=titles[0] if titles else node), out.element("strong"):
            out.text(captioned(number, has_text=bool(titles)))
            for heading in titles:
                page.anchors(heading)
                page.children(heading)
    for group in node.children:
        if isinstance(group, nodes.tgroup):
            _grid(node, group, page, out)


@handles("sphinx.ext.autosummary.autosummary_table", becomes="A table.")
def autosummary_table(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """A table with what autosummary found; docutils takes the node for a comment."""
    page.children(node)


@handles(nodes.tgroup, nodes.tbody, becomes="The body of the table.")
@handles(nodes.thead, becomes="Rows of heading cells.")
@handles(nodes.row, becomes="A row.")
@handles(nodes.entry, becomes="A cell, with its spans; in stub columns a heading cell.")
def stray_part(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """A part of a table without its table: what it holds."""
    page.children(node)


def _grid(node: nodes.table, group: nodes.tgroup, page: PageContext, out: Out) -> None:
    columns = [child for child in group.children if isinstance(child, nodes.colspec)]
    rows = list(_rows(group))
    if not rows:
        return
    widths = _widths(node, columns)
    shown = _table_width_px(node, len(columns), page)
    with out.element("table", _attributes(node, shown, page, widths=bool(widths)), at=node):
        if widths:
            write_columns(widths, shown, page, out)
        with out.element("tbody"):
            for row, is_header, cells in rows:
                with out.element("tr", at=row):
                    for column, cell in cells:
                        stub = column < len(columns) and bool(columns[column].get("stub"))
                        _cell(cell, page, out, header=is_header or stub)


def _cell(cell: nodes.entry, page: PageContext, out: Out, *, header: bool) -> None:
    attributes: dict[str, str] = {}
    if cell.get("morecols"):
        attributes["colspan"] = str(cell["morecols"] + 1)
    if cell.get("morerows"):
        attributes["rowspan"] = str(cell["morerows"] + 1)
    where = aligned(cell)
    if where and not page.on_cloud:
        attributes["style"] = f"text-align: {where};"
    with out.element("th" if header else "td", attributes, at=cell):
        page.anchors(cell)
        page.children(cell)


def _rows(
    group: nodes.tgroup,
) -> Iterator[tuple[nodes.row, bool, list[tuple[int, nodes.entry]]]]:
    """Rows with whether they are headings and their cells, each with its true column, from 0.

    docutils leaves out cells that are covered by others:
    https://docutils.sourceforge.io/docs/ref/doctree.html#entry
    """
    for part in group.children:
        if not isinstance(part, (nodes.thead, nodes.tbody)):
            continue
        covered: dict[int, int] = {}
        for row in part.children:
            if not isinstance(row, nodes.row):
                continue
            cells: list[tuple[int, nodes.entry]] = []
            below: dict[int, int] = {
                column: left - 1 for column, left in covered.items() if left > 1
            }
            column = 0
            for cell in row.children:
                if not isinstance(cell, nodes.entry):
                    continue
                while covered.get(column):
                    column += 1
                cells.append((column, cell))
                for _ in range(cell.get("morecols", 0) + 1):
                    if cell.get("morerows"):
                        below[column] = cell["morerows"]
                    column += 1
            covered = below
            yield row, isinstance(part, nodes.thead), cells


def _widths(node: nodes.table, columns: list[nodes.colspec]) -> list[float]:
    """Relative widths of the columns; none where Confluence should choose."""
    widths = [float(column.get("colwidth", 0) or 0) for column in columns]
    if isinstance(node.parent, nodes.Element) and node.parent.tagname == "autosummary_table":
        return []
    if "colwidths-auto" in node["classes"] or not all(widths):
        return []
    asked = "colwidths-given" in node["classes"]
    return widths if asked or len(set(widths)) > 1 else []


def _asked_width(node: nodes.table, page: PageContext) -> str:
    """The width that a table asks for itself, else that of its part of the document or of the configuration."""
    around = node.get(WIDTH_ATTRIBUTE) or page.settings.default_table_width
    width = str(node.get("width") or around or "")
    if width == "unset":
        return ""
    return f"{width}px" if width.isdecimal() else width


def room_px(page: PageContext) -> int:
    """How wide a table on the page can be."""
    return FULL_WIDTH_PX if page.settings.full_width else PAGE_WIDTH_PX


def _table_width_px(node: nodes.table, columns: int, page: PageContext) -> int:
    """How wide a table is on Cloud: no wider than a page can be, no narrower than its columns.

    One that does not say and has more columns than are readable on the width of a page leaves its margins.
    """
    room = room_px(page)
    width = _asked_width(node, page)
    if not width:
        return room if cramped(node) else min(max(room, columns * _READABLE_PX), FULL_WIDTH_PX)
    asked = pixels(width, room) or room
    widest = room if width.endswith("%") else FULL_WIDTH_PX
    return max(min(round(asked), widest), columns * _NARROWEST_PX)


def _column_widths_px(widths: list[float], table: int) -> list[float]:
    """The width of the table shared out; what narrow columns need at least is taken from the others."""
    narrow: set[int] = set()
    while True:
        left = table - _NARROWEST_PX * len(narrow)
        total = sum(width for column, width in enumerate(widths) if column not in narrow)
        shares = [
            float(_NARROWEST_PX) if column in narrow else left * width / total
            for column, width in enumerate(widths)
        ]
        too_narrow = {column for column, share in enumerate(shares) if share < _NARROWEST_PX}
        if not too_narrow:
            return shares
        narrow |= too_narrow


def _attributes(
    node: nodes.table, table_width: int, page: PageContext, *, widths: bool
) -> dict[str, str]:
    if not page.on_cloud:
        width = _asked_width(node, page) or ("100%" if widths else "")
        return {"style": f"width: {width};"} if width else {}
    attributes: dict[str, str] = {}
    if widths or _asked_width(node, page) or table_width > room_px(page):
        attributes["data-table-width"] = str(table_width)
    layout = _LAYOUTS.get(node.get("align", ""))
    if layout:
        attributes["data-layout"] = layout
    return attributes


@contextmanager
def two_columns(
    node: nodes.Element, page: PageContext, out: Out, *, shares: tuple[int, int] = (1, 3)
) -> Iterator[None]:
    """Write the rows of a table of two columns, the first of which is narrower.

    Data Center makes columns as wide as what they hold, Cloud as wide as each other if it is not told.
    """
    room = room_px(page)
    with out.element("table", {"data-table-width": str(room)} if page.on_cloud else {}, at=node):
        if page.on_cloud:
            write_columns([float(share) for share in shares], room, page, out)
        with out.element("tbody"):
            yield


def write_columns(widths: list[float], table: int, page: PageContext, out: Out) -> None:
    """Write how wide the columns of a table are.

    :param widths: in relation to each other.
    :param table: the width of the table in pixels, on Cloud.
    """
    if page.on_cloud:
        styles = [f"width: {width:.1f}px;" for width in _column_widths_px(widths, table)]
    else:
        styles = [f"width: {100 * width / sum(widths):.1f}%;" for width in widths]
    with out.element("colgroup"):
        for style in styles:
            out.empty("col", {"style": style})
