"""Tables with their widths, spans and colours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from sphinx_to_confluence.sandbox.viewer.markup import declarations, join, paint, pixels, tag
from sphinx_to_confluence.sandbox.viewer.nesting import Place
from sphinx_to_confluence.sandbox.viewer.storage import Element, named_children
from sphinx_to_confluence.sandbox.viewer.view import Draw, View

_MAX_SPAN = 1000  # as browsers have it
_COLUMN_PX = 760


def table(element: Element, view: View) -> Markup:
    """Draw a table.

    On Cloud column widths count only together with ``data-table-width``; without it all columns are equally wide.
    """
    rows = join(_row(row, view) for row in _rows(element))
    width = pixels(element.get("data-table-width")) if view.cloud else None
    columns = _columns(element, view, width)
    place = element.get("data-layout", "")
    at_root = view.place is Place.ROOT
    wide = (width or 0) > _COLUMN_PX and at_root
    classes = ["table"]
    if view.cloud and place in {"center", "align-start", "align-end"}:
        classes.append(place)
    if wide:
        classes.append("breakout")
    return tag(
        "div",
        tag(
            "table",
            columns + tag("tbody", rows),
            class_=None if view.cloud else "auto-width",
            style=None if view.cloud else _own_width(element),
        ),
        class_=" ".join(classes),
        style=f"--width: {width}px" if width else None,
        tabindex="0" if wide else None,
    )


def _own_width(element: Element) -> str | None:
    width = declarations(element.get("style")).get("width", "")
    if _is_percentage(width):
        return f"width: {width}"
    width_px = pixels(width)
    return f"width: {width_px}px" if width_px else None


def _rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from _rows(child)


def _columns(element: Element, view: View, table_width: int | None) -> Markup:
    declared: Sequence[str] = [
        declarations(column.get("style")).get("width", "")
        for group in named_children(element, "colgroup")
        for column in named_children(group, "col")
    ]
    if not declared:
        return Markup("")
    if view.cloud:
        widths = [pixels(value) for value in declared]
        if table_width is None or None in widths:
            return Markup("")
        # A share of the table, so that the columns still fit when the window is narrow.
        total = sum(width or 0 for width in widths) or 1
        shares = [f"{100 * (width or 0) / total:.2f}%" for width in widths]
    else:
        shares = [value if _is_percentage(value) else "" for value in declared]
    return tag(
        "colgroup", join(tag("col", style=f"width: {share}" if share else None) for share in shares)
    )


def _is_percentage(value: str) -> bool:
    number = value.removesuffix("%")
    return value.endswith("%") and number.replace(".", "", 1).isdigit()


def _row(row: Element, view: View) -> Markup:
    inside = view.within(Place.CELL)
    return tag("tr", join(_cell(cell, inside) for cell in row if cell.tag in {"td", "th"}))


def _cell(cell: Element, view: View) -> Markup:
    ground = paint(cell.get("data-highlight-colour"))
    return tag(
        cell.tag,
        view.blocks(cell),
        colspan=_span(cell.get("colspan")),
        rowspan=_span(cell.get("rowspan")),
        class_="paint" if ground else None,
        style=ground,
    )


def _span(value: str | None) -> int | None:
    number = int(value) if value and value.isascii() and value.isdigit() and len(value) < 5 else 1
    return min(number, _MAX_SPAN) if number > 1 else None


ELEMENTS: Mapping[str, Draw] = {"table": table}
