"""Which form can a grid of ``sphinx-design`` have where it stands, and what is beside what in it?"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.pages.depth import ancestors
from sphinx_to_confluence.translate.extensions.design.parts import component
from sphinx_to_confluence.translate.page import PageContext, cramped
from sphinx_to_confluence.translate.places import at_top

WHOLE = 12
"""How wide a line is; a cell of a third of it has the width 4."""

_MOST_COLUMNS = 4
_MOST_COLUMNS_ON_FULL_WIDTH = 6
_MOST_COLUMNS_OF_LAYOUT = 3

# Of several widths that are for screens of several sizes, that for the widest.
_WIDTHS = {
    "sd-col-": re.compile(r"sd-col-(?:(?:xs|sm|md|lg)-)?(\d+|auto)\Z"),
    "sd-row-cols-": re.compile(r"sd-row-cols-(?:(?:xs|sm|md|lg)-)?(\d+|auto)\Z"),
    "sd-card-cols-": re.compile(r"sd-card-cols-(\d+)\Z"),
}

_OUTLINE = "sd-border-1"

# What a cell of the Cloud editor cannot hold, and where a table cannot stand.
_TOO_LARGE = (nodes.table, nodes.field_list, nodes.option_list, addnodes.desc)
_TOO_LARGE_COMPONENTS = frozenset({"grid-container", "card-carousel"})
_CRAMPED = (nodes.field_body, nodes.block_quote)
_CRAMPED_COMPONENTS = frozenset({"card", "aside"})
_FOLDS = frozenset({"dropdown", "tab-item"})


class Form(enum.Enum):
    """What a grid becomes."""

    TABLE = enum.auto()
    LAYOUT = enum.auto()
    SECTIONS = enum.auto()
    STACK = enum.auto()


class Cell(NamedTuple):
    """Something that stands beside others: an item of a grid, or a card; and how wide it is, see :data:`WHOLE`."""

    node: nodes.Element
    width: int


Line = list[Cell]


def form_of(node: nodes.Element, page: PageContext) -> Form:
    """The form of a row of a grid, or of a carousel."""
    lines = lines_of(node, page)
    longest = max(map(len, lines), default=1)
    if longest == 1:
        return Form.STACK
    boxes = _is_outlined(node) or all(_is_box(cell.node) for line in lines for cell in line)
    if not page.on_cloud:
        return Form.TABLE if boxes else Form.SECTIONS
    fits = not any(map(_is_too_large, node.findall(nodes.Element, include_self=False)))
    if boxes and fits and has_room(node, page):
        return Form.TABLE
    if longest <= _MOST_COLUMNS_OF_LAYOUT and at_top(_grid_around(node), page):
        return Form.LAYOUT
    return Form.TABLE if fits and has_room(node, page) else Form.STACK


def lines_of(node: nodes.Element, page: PageContext) -> list[Line]:
    """What is beside what, on a wide screen; but no more than the page has room for."""
    most = _MOST_COLUMNS_ON_FULL_WIDTH if page.settings.full_width else _MOST_COLUMNS
    narrowest = WHOLE // most
    shared = _columns(node)
    lines: list[Line] = []
    room = 0
    for child in node.children:
        if component(child) not in {"grid-item", "card"} or not isinstance(child, nodes.Element):
            continue
        own = _number(child["classes"], "sd-col-")
        # 0 stands for a share in what the others leave.
        width = own or (WHOLE // shared if shared else 0)
        needs = max(width, narrowest)
        if needs > room or not lines:
            lines.append([])
            room = WHOLE
        room -= needs
        lines[-1].append(Cell(child, max(width, narrowest) if width else 0))
    return [_shared_out(line) for line in lines]


def width_of(line: Line) -> int:
    """How much of :data:`WHOLE` a line takes."""
    return sum(cell.width for cell in line)


def lone_card(node: nodes.Element) -> nodes.Element | None:
    """The card that this is, or that is all there is in it."""
    if component(node) == "card":
        return node
    found = [child for child in node.children if not isinstance(child, nodes.Invisible)]
    if len(found) == 1 and isinstance(found[0], nodes.Element) and component(found[0]) == "card":
        return found[0]
    return None


def _is_box(node: nodes.Element) -> bool:
    return lone_card(node) is not None or _is_outlined(node)


def _is_outlined(node: nodes.Element) -> bool:
    """Whether there are lines around something; those around a grid are asked for outside of its row."""
    return _OUTLINE in node["classes"] or _OUTLINE in _grid_around(node)["classes"]


def _columns(node: nodes.Element) -> int:
    name = "sd-card-cols-" if component(node) == "card-carousel" else "sd-row-cols-"
    return _number(node["classes"], name)


def _number(classes: list[str], name: str) -> int:
    """The number behind a name of classes, for the widest screens; 0 for ``auto`` or none at all."""
    found = [match[1] for match in map(_WIDTHS[name].match, classes) if match]
    return int(found[-1]) if found and found[-1].isdigit() else 0


def _shared_out(line: Line) -> Line:
    """Give those without a width what the others leave."""
    without = sum(not cell.width for cell in line)
    if not without:
        return line
    share = (WHOLE - width_of(line)) // without
    return [Cell(cell.node, cell.width or share) for cell in line]


def is_in_column(node: nodes.Element) -> bool:
    """Whether something stands in a column of a grid, which is narrower than the page."""
    return any(component(around) == "grid-item" for around in ancestors(node))


def _is_too_large(node: nodes.Element) -> bool:
    return isinstance(node, _TOO_LARGE) or component(node) in _TOO_LARGE_COMPONENTS


def _grid_around(node: nodes.Element) -> nodes.Element:
    return node.parent if component(node.parent) == "grid-container" else node


def has_room(node: nodes.Element, page: PageContext) -> bool:
    """Whether a table can stand where this does, on Cloud."""
    if cramped(node):
        return False
    folds = 0
    for around in _around(node):
        name = component(around)
        if isinstance(around, _CRAMPED) or name in _CRAMPED_COMPONENTS:
            return False
        if name == "grid-row" and form_of(around, page) is Form.TABLE:
            return False
        folds += name in _FOLDS
    return folds < 2


def _around(node: nodes.Element) -> Iterator[nodes.Element]:
    return ancestors(_grid_around(node))
