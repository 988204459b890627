"""How are paragraphs, quotes and other simple blocks written?"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.storage.parse import MalformedStorage, parse
from sphinx_to_confluence.translate.code import code_macro
from sphinx_to_confluence.translate.page import Out, PageContext, inside
from sphinx_to_confluence.translate.registry import handles
from sphinx_to_confluence.warnings import ConfluenceWarning

STORAGE_FORMATS = frozenset({"confluence", "confluence_storage", "singleconfluence"})

_QUOTES = frozenset({"epigraph", "highlights", "pull-quote"})
_INDENT_PX = 30
_MOST_INDENTS = 6
_NBSP = "\N{NO-BREAK SPACE}"


@handles(nodes.paragraph)
def paragraph(node: nodes.paragraph, page: PageContext, out: Out) -> None:
    """A paragraph; alone in a list item or a cell it needs no margins on Data Center."""
    if not page.on_cloud and _alone(node):
        page.anchors(node)
        page.children(node)
        return
    with out.element("p", _paragraph_style(node), at=node):
        page.anchors(node)
        page.children(node)


@handles(addnodes.compact_paragraph)
def compact_paragraph(node: addnodes.compact_paragraph, page: PageContext, out: Out) -> None:
    """A paragraph of a list; Sphinx also puts whole toctrees into one."""
    if any(isinstance(child, (nodes.title, nodes.Sequential)) for child in node.children):
        page.anchors(node)
        page.children(node)
    else:
        paragraph(node, page, out)


def _alone(node: nodes.Element) -> bool:
    parent = node.parent
    if not isinstance(parent, (nodes.list_item, nodes.entry)):
        return False
    others = [child for child in parent.children if not isinstance(child, nodes.Invisible)]
    return others == [node]


def _paragraph_style(node: nodes.Element) -> dict[str, str]:
    for name in ("center", "right"):
        if f"align-{name}" in node["classes"]:
            return {"style": f"text-align: {name};"}
    return {}


def indented(level: int) -> dict[str, str]:
    """The attributes of a paragraph at a level of indentation, in the spelling that Confluence keeps."""
    level = min(level, _MOST_INDENTS)
    return {"style": f"margin-left: {level * _INDENT_PX}.0px;"} if level > 0 else {}


@handles(nodes.block_quote)
def block_quote(node: nodes.block_quote, page: PageContext, out: Out) -> None:
    """A quotation; without an author and a class it is only indented, which docutils cannot tell from a quote."""
    page.anchors(node)
    if _is_quotation(node) or not inside(node, nodes.list_item, nodes.definition, nodes.entry):
        with out.element("blockquote", at=node):
            page.children(node)
    else:
        page.children(node)


def _is_quotation(node: nodes.block_quote) -> bool:
    return not _QUOTES.isdisjoint(node["classes"]) or any(
        isinstance(child, nodes.attribution) for child in node.children
    )


@handles(nodes.attribution)
def attribution(node: nodes.attribution, page: PageContext, out: Out) -> None:
    """Who said it."""
    with out.element("p", at=node):
        out.text("\N{EM DASH} ")
        with out.element("em"):
            page.children(node)


@handles(nodes.line_block)
def line_block(node: nodes.line_block, page: PageContext, out: Out) -> None:
    """Lines that are kept apart; inner blocks are indented."""
    with out.element("p", at=node):
        page.anchors(node)
        _lines(node, page, out, level=0)


def _lines(node: nodes.Element, page: PageContext, out: Out, *, level: int) -> None:
    for index, child in enumerate(node.children):
        if index:
            out.empty("br")
        if isinstance(child, nodes.line_block):
            _lines(child, page, out, level=level + 1)
        else:
            out.text(_NBSP * (4 * level))
            page.children(child)


@handles(nodes.raw)
def raw(node: nodes.raw, page: PageContext, out: Out) -> None:
    """Storage format from the document; what is for other builders is left out, as Sphinx does."""
    if STORAGE_FORMATS.isdisjoint(node.get("format", "").split()):
        page.demote("raw " + node.get("format", ""), "page", node)
        return
    try:
        parsed = parse(node.rawsource or node.astext())
    except MalformedStorage as error:
        page.warn(
            ConfluenceWarning.BAD_MARKUP, "raw storage format is not well-formed: %s", error, node=node
        )
        return
    out.add(*parsed, at=node)


@handles(nodes.math_block)
def math_block(node: nodes.math_block, page: PageContext, out: Out) -> None:
    """A formula: its source as code, and its number, so that nothing is lost."""
    page.anchors(node)
    out.add(code_macro(node.astext(), "tex", page), at=node)
    number = node.get("number")
    if number:
        with out.element("p", {"style": "text-align: right;"}, at=node):
            out.text(f"({number})")

