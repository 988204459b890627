"""How are lists of points written, with bullets, numbers and in columns?"""

from __future__ import annotations

from collections.abc import Callable

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.storage.elements import Element, Node
from sphinx_to_confluence.storage.macros import COLUMN, SECTION
from sphinx_to_confluence.translate.page import Out, PageContext, cramped
from sphinx_to_confluence.translate.registry import PerEditor, handles

_LIST_STYLES = {
    "loweralpha": "lower-alpha",
    "upperalpha": "upper-alpha",
    "lowerroman": "lower-roman",
    "upperroman": "upper-roman",
}

# How Cloud numbers lists, by how deep they are in other lists, bulleted ones included; then it begins again.
# @atlaskit/renderer 136: RendererStyleContainer.js, ol[data-indent-level]
_STYLES_BY_LEVEL = ("arabic", "loweralpha", "lowerroman")

_LAYOUTS = {2: "two_equal", 3: "three_equal"}


@handles(nodes.bullet_list, becomes="A list of points.")
def bullet_list(node: nodes.bullet_list, page: PageContext, out: Out) -> None:
    """A list of points."""
    page.anchors(node)
    with out.element("ul", at=node):
        page.children(node)


@handles(
    nodes.enumerated_list,
    becomes=PerEditor(
        "A numbered list that begins with its number. Cloud chooses between digits and letters itself: where its "
        "choice is another than that of the source, a list of points that begin with their letter or numeral.",
        "A numbered list that begins with its number, with digits, letters or roman numerals.",
    ),
)
def enumerated_list(node: nodes.enumerated_list, page: PageContext, out: Out) -> None:
    """A list with numbers. Data Center does as it is told; Cloud goes by how deep the list is."""
    page.anchors(node)
    if page.on_cloud and not _numbered_by_cloud(node):
        _lettered_list(node, page, out)
        return
    attributes: dict[str, str] = {}
    if node.get("start", 1) != 1:
        attributes["start"] = str(node["start"])
    style = _LIST_STYLES.get(node.get("enumtype", ""))
    if style and not page.on_cloud:
        attributes["style"] = f"list-style-type: {style};"
    with out.element("ol", attributes, at=node):
        page.children(node)


def _numbered_by_cloud(node: nodes.enumerated_list) -> bool:
    """Whether Cloud shows the numbers as the source has them, or as readers expect them: nobody chose digits."""
    level = 0
    parent = node.parent
    while parent is not None:
        level += isinstance(parent, (nodes.bullet_list, nodes.enumerated_list))
        parent = parent.parent
    kind = node.get("enumtype", "arabic")
    return kind in {"arabic", _STYLES_BY_LEVEL[level % len(_STYLES_BY_LEVEL)]}


def _lettered_list(node: nodes.enumerated_list, page: PageContext, out: Out) -> None:
    """A list whose points begin with what the text may refer to them by."""
    page.demote("letters of a list", "text", node)
    spell = _SPELLINGS[node["enumtype"]]
    items = [child for child in node.children if isinstance(child, nodes.list_item)]
    with out.element("ul", at=node):
        for number, item in enumerate(items, start=node.get("start", 1)):
            label = f"{node.get('prefix', '')}{spell(number)}{node.get('suffix', '.')} "
            with out.element("li", at=item):
                with out.collect() as fragment:
                    page.anchors(item)
                    page.children(item)
                out.put(_led_by(label, fragment.children))


def _led_by(label: str, blocks: list[Node]) -> list[Node]:
    """Blocks of which the first paragraph begins with a label."""
    first = blocks[0] if blocks else None
    if isinstance(first, Element) and first.name == "p":
        return [first.like([label, *first.children]), *blocks[1:]]
    return [Element("p", children=[label]), *blocks]


def _letters(number: int) -> str:
    """Spell ``1`` as ``a`` and ``27`` as ``aa``."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _roman(number: int) -> str:
    """Spell ``4`` as ``iv``."""
    numeral = ""
    for value, digits in _ROMAN:
        count, number = divmod(number, value)
        numeral += digits * count
    return numeral


_SPELLINGS: dict[str, Callable[[int], str]] = {
    "loweralpha": _letters,
    "upperalpha": lambda number: _letters(number).upper(),
    "lowerroman": _roman,
    "upperroman": lambda number: _roman(number).upper(),
}


@handles(
    nodes.list_item,
    becomes=PerEditor(
        "A point of its list. A table in it is put between two parts of the list.",
        "A point of its list.",
    ),
)
def list_item(node: nodes.list_item, page: PageContext, out: Out) -> None:
    """A point of a list."""
    with out.element("li", at=node):
        page.anchors(node)
        page.children(node)


@handles(
    addnodes.hlist,
    becomes="A list in up to three columns side by side; one list where there are more, and in lists, cells and boxes.",
    editor=Editor.CLOUD,
)
def cloud_columns(node: addnodes.hlist, page: PageContext, out: Out) -> None:
    """A list in columns: a layout, which only the page itself can hold; elsewhere the columns are one list."""
    page.anchors(node)
    layout = _LAYOUTS.get(len(node.children))
    if layout is None or cramped(node):
        page.approximate("the columns of a list are below each other", node)
        with out.element("ul", at=node):
            for column in node.children:
                for part in column.children:
                    page.children(part)
        return
    with out.element("ac:layout", at=node), out.element("ac:layout-section", {"ac:type": layout}):
        for column in node.children:
            with out.element("ac:layout-cell", at=column):
                page.visit(column)


@handles(addnodes.hlist, becomes="A list in columns side by side.", editor=Editor.DATA_CENTER)
def data_center_columns(node: addnodes.hlist, page: PageContext, out: Out) -> None:
    """A list in columns, which a macro of Data Center puts side by side wherever it stands."""
    page.anchors(node)
    columns: list[Node] = []
    for column in node.children:
        with out.collect() as fragment:
            page.visit(column)
        columns.append(COLUMN.element({}, fragment.children))
    out.add(SECTION.element({}, columns), at=node)


@handles(addnodes.hlistcol, becomes="A column, or a part of the one list.")
def column(node: addnodes.hlistcol, page: PageContext, _out: Out) -> None:
    """A column of a list: a list of its own."""
    page.children(node)
