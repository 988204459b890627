"""How are paragraphs, quotes and other simple blocks written?"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.kinds import Kind, kind_of
from sphinx_to_confluence.translate.page import Out, PageContext, inside
from sphinx_to_confluence.translate.registry import PerEditor, handles

_QUOTES = frozenset({"epigraph", "highlights", "pull-quote"})
_INDENT_PX = 30
_MOST_INDENTS = 6
_MARGIN = re.compile(r"margin-left: (\d+)")
_OF_SPHINX = ("docutils.", "sphinx.")
_NBSP = "\N{NO-BREAK SPACE}"


@handles(
    nodes.paragraph,
    becomes=PerEditor("A paragraph.", "A paragraph; alone in a list item or a cell, text."),
)
def paragraph(node: nodes.paragraph, page: PageContext, out: Out) -> None:
    """A paragraph; alone in a list item or a cell it needs no margins on Data Center."""
    text, blocks = text_and_blocks(node)
    if not page.on_cloud and not blocks and _alone(node):
        page.anchors(node)
        page.each(text)
        return
    with out.element("p", _paragraph_style(node), at=node):
        page.anchors(node)
        page.each(text)
    page.each(blocks)


def text_and_blocks(node: nodes.Element) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """The text of a paragraph, and the blocks in it, of which a first paragraph is part of the text.

    Sphinx puts all that is said in a field of an object, of however many blocks, into one paragraph.
    """
    children = list(node.children)
    first = next((index for index, child in enumerate(children) if _is_block(child)), None)
    if first is None:
        return children, []
    text, blocks = children[:first], children[first:]
    if isinstance(blocks[0], nodes.paragraph):
        more, inner = text_and_blocks(blocks[0])
        return text + more, inner + blocks[1:]
    return text, blocks


def _is_block(node: nodes.Node) -> bool:
    """Whether a node in a paragraph is a block; those of other packages often say so, but stand in the text."""
    return (
        isinstance(node, nodes.Body)
        and not isinstance(node, (nodes.Inline, nodes.Invisible))
        and type(node).__module__.startswith(_OF_SPHINX)
    )


@handles(addnodes.compact_paragraph, becomes="A paragraph; around a toctree, what it holds.")
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
    where = aligned(node)
    if not where and isinstance(node.parent, nodes.entry):
        where = aligned(node.parent)
    return {"style": f"text-align: {where};"} if where else {}


def aligned(node: nodes.Element) -> str:
    """Where the classes of a paragraph or a cell put its text, if not to the left: ``center``, ``right`` or nothing."""
    for name in ("center", "right"):
        if not {f"align-{name}", f"text-{name}"}.isdisjoint(node["classes"]):
            return name
    return ""


def indented(level: int) -> dict[str, str]:
    """The attributes of a paragraph at a level of indentation, in the spelling that Confluence keeps."""
    level = min(level, _MOST_INDENTS)
    return {"style": f"margin-left: {level * _INDENT_PX}.0px;"} if level > 0 else {}


def indent(fragment: Element, levels: int) -> None:
    """Move the paragraphs of a fragment to the right; of its blocks, nothing else can be on Cloud.

    The rules of the editors take the margins away where paragraphs cannot have any.
    """
    for block in fragment.elements():
        style = block.attributes.get("style", "")
        if kind_of(block) is Kind.PARAGRAPH and "text-align" not in style:
            margin = _MARGIN.match(style)
            before = int(margin[1]) // _INDENT_PX if margin else 0
            block.attributes.update(indented(before + levels))


@handles(
    nodes.block_quote,
    becomes=PerEditor(
        "A quote. What is only indented, such as a list, has its paragraphs moved to the right.",
        "A quote. What is only indented, such as a list, is moved to the right.",
    ),
)
def block_quote(node: nodes.block_quote, page: PageContext, out: Out) -> None:
    """A quotation, or text that is only indented.

    docutils has one node for both. What has an author, a class or nothing but paragraphs is taken for a quotation,
    but not in a list, where one space too many makes a quote.
    """
    page.anchors(node)
    if _is_quotation(node):
        with out.element("blockquote", at=node):
            page.children(node)
    elif page.on_cloud:
        with out.collect() as fragment:
            page.children(node)
        indent(fragment, 1)
        out.put(fragment.children)
    else:
        with out.element("div", indented(1), at=node):
            page.children(node)


def _is_quotation(node: nodes.block_quote) -> bool:
    if not _QUOTES.isdisjoint(node["classes"]):
        return True
    if any(isinstance(child, nodes.attribution) for child in node.children):
        return True
    return all(isinstance(child, nodes.paragraph) for child in node.children) and not inside(
        node, nodes.list_item, nodes.definition, nodes.entry
    )


@handles(nodes.attribution, becomes="The last line of the quote, behind a dash.")
def attribution(node: nodes.attribution, page: PageContext, out: Out) -> None:
    """Who said it."""
    with out.element("p", at=node):
        out.text("\N{EM DASH} ")
        with out.element("em"):
            page.children(node)


@handles(
    nodes.line_block,
    becomes="A paragraph with its line breaks; inner lines are indented by spaces.",
)
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


@handles(nodes.line, becomes="A line of its block.")
def stray_line(node: nodes.line, page: PageContext, out: Out) -> None:
    """A line without its block."""
    with out.element("p", at=node):
        page.children(node)
