"""How are the cards of ``sphinx-design`` written?"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from functools import partial

from docutils import nodes

from sphinx_to_confluence.storage.elements import Element, Node
from sphinx_to_confluence.storage.kinds import Kind, kind_of
from sphinx_to_confluence.storage.macros import PANEL, is_anchor, macro_name
from sphinx_to_confluence.translate.extensions.design.forms import has_room
from sphinx_to_confluence.translate.extensions.design.parts import align, component, parts
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import GREY
from sphinx_to_confluence.translate.references import link
from sphinx_to_confluence.translate.registry import marked

_NOT_IN_PANEL = frozenset({Kind.PANEL, Kind.EXPAND, Kind.QUOTE})
_LINK = "PassthroughTextElement"


class _Linked(enum.Enum):
    """What of a card is the link, when the whole card is one in HTML."""

    TITLE = enum.auto()
    IMAGE = enum.auto()
    LAST_LINE = enum.auto()


@marked(
    nodes.container,
    design_component="card",
    becomes="A grey panel: image, header, title in bold, text, footer. If the card is a link, its title is.",
)
def card(node: nodes.container, page: PageContext, out: Out) -> None:
    """A card that is not in a grid, whose cells are boxes already.

    The panel of Cloud holds no other panels, expands and quotes; the cell of a table does, if there is room for one.
    """
    with out.collect() as fragment:
        write_card(node, page, out)
    kinds = {kind_of(block) for block in fragment.elements()}
    if page.on_cloud and kinds & _NOT_IN_PANEL and Kind.TABLE not in kinds and has_room(node, page):
        highlight = {"data-highlight-colour": GREY.lower()}
        cell = Element("td", highlight, fragment.children)
        rows = Element("tbody", children=[Element("tr", children=[cell])])
        out.add(Element("table", children=[rows]), at=node)
    else:
        out.add(PANEL.element({"bgColor": GREY}, fragment.children), at=node)


def write_card(node: nodes.Element, page: PageContext, out: Out) -> None:
    """Write what is in a card, one below the other as in HTML."""
    members = _members(node)
    reference = _link_of(members)
    titles = [
        title for body in members if component(body) == "card-body" for title in _titles(body)
    ]
    linked = _what_links(titles, members)
    with out.collect() as fragment:
        page.anchors(node)
        for member in members:
            match component(member):
                case "card-header":
                    _header(member, page, out)
                case "card-body":
                    _body(member, reference if linked is _Linked.TITLE else None, page, out)
                case "card-footer":
                    _footer(member, page, out)
                case _ if isinstance(member, nodes.image) and reference and linked is _Linked.IMAGE:
                    _linked_image(member, reference, page)
                case _ if type(member).__name__ != _LINK:
                    page.visit(member)
        if reference and linked is _Linked.LAST_LINE:
            with out.element("p", at=reference), out.element("strong"):
                link(reference, page, out, partial(page.children, reference))
    align(node, fragment)
    out.put(fragment.children)


def _members(node: nodes.Element) -> list[nodes.Node]:
    """What is in a card; where text is on an image, all of it is in one more container."""
    members: list[nodes.Node] = []
    for child in node.children:
        members += child.children if component(child) == "card-overlay" else [child]
    return members


def _titles(body: nodes.Node) -> Sequence[nodes.Element]:
    return tuple(parts(body, "card-title")) if isinstance(body, nodes.Element) else ()


def _link_of(members: Sequence[nodes.Node]) -> nodes.reference | None:
    """The link that a card is; none when what it leads to was not found."""
    for member in members:
        if type(member).__name__ == _LINK:
            return next(member.findall(nodes.reference), None)
    return None


def _what_links(titles: Sequence[nodes.Element], members: Sequence[nodes.Node]) -> _Linked:
    if titles and next(titles[0].findall(nodes.reference), None) is None:
        return _Linked.TITLE
    if not titles and any(isinstance(member, nodes.image) for member in members):
        return _Linked.IMAGE
    return _Linked.LAST_LINE


def _header(node: nodes.Node, page: PageContext, out: Out) -> None:
    """The head of a card, with a line below it as in HTML."""
    page.children(node)
    out.empty("hr", at=node)


def _body(node: nodes.Node, reference: nodes.reference | None, page: PageContext, out: Out) -> None:
    for child in node.children:
        if component(child) != "card-title":
            page.visit(child)
            continue
        with out.element("p", at=child), out.element("strong"):
            if reference is None:
                page.children(child)
            else:
                link(reference, page, out, partial(page.children, child))


def _footer(node: nodes.Node, page: PageContext, out: Out) -> None:
    """The foot of a card, in italics; lozenges are no text."""
    with out.collect() as fragment:
        page.children(node)
    for block in fragment.elements():
        if kind_of(block) is Kind.PARAGRAPH and not any(map(_is_macro, block.children)):
            block.children = [Element("em", children=block.children)]
    out.put(fragment.children)


def _linked_image(image: nodes.image, reference: nodes.reference, page: PageContext) -> None:
    around = reference.copy()
    around.parent = image.parent
    around += image.copy()
    page.visit(around)


def _is_macro(node: Node) -> bool:
    return isinstance(node, Element) and bool(macro_name(node)) and not is_anchor(node)
