"""How are fields and options of a command written?"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.translate.blocks import indent, text_and_blocks
from sphinx_to_confluence.translate.page import Out, PageContext, cramped, inside
from sphinx_to_confluence.translate.registry import handles
from sphinx_to_confluence.translate.tables import two_columns


@handles(
    nodes.field_list,
    becomes="A table of two columns; a line for each field where an object is described, in lists, cells and boxes.",
)
def field_list(node: nodes.field_list, page: PageContext, out: Out) -> None:
    """Fields: of an object a label and what it says, elsewhere a table of two columns."""
    page.anchors(node)
    if inside(node, addnodes.desc_content) or cramped(node):
        for field in node.children:
            _labelled_field(field, page, out)
        return
    with two_columns(node, page, out):
        page.children(node)


@handles(nodes.field, becomes="A row of the table.")
def field(node: nodes.field, page: PageContext, out: Out) -> None:
    """A row of a table of fields, also of the docinfo."""
    with out.element("tr", at=node):
        page.children(node)


@handles(nodes.field_name, becomes="The heading of the row, or bold text with a colon.")
def field_name(node: nodes.field_name, page: PageContext, out: Out) -> None:
    """The name of a field, as a heading of its row."""
    with out.element("th", at=node), out.element("p"):
        page.anchors(node)
        page.children(node)


@handles(nodes.field_body, becomes="What stands in the row, or behind the colon.")
def field_body(node: nodes.field_body, page: PageContext, out: Out) -> None:
    """What a field says."""
    with out.element("td", at=node):
        page.children(node)


def _labelled_field(field: nodes.Node, page: PageContext, out: Out) -> None:
    """``Returns: text`` in one paragraph, or ``Parameters:`` and the list of them."""
    if not isinstance(field, nodes.field):
        page.visit(field)
        return
    name, body = field.children
    blocks = list(body.children)
    with out.element("p", at=field):
        with out.element("strong"):
            page.children(name)
            out.text(":")
        out.text(" ")
        if blocks and isinstance(blocks[0], nodes.paragraph):
            page.anchors(blocks[0])
            text, rest = text_and_blocks(blocks[0])
            page.each(text)
            blocks[:1] = rest
        while blocks and isinstance(blocks[0], (nodes.Text, nodes.Inline)):
            page.visit(blocks.pop(0))
    with out.collect() as fragment:
        page.each(blocks)
    if page.on_cloud:
        indent(fragment, 1)
    out.put(fragment.children)


@handles(nodes.option_list, becomes="A table of two columns; in lists, cells and boxes a list.")
def option_list(node: nodes.option_list, page: PageContext, out: Out) -> None:
    """Options of a command: a table, or points where a table cannot stand."""
    page.anchors(node)
    if cramped(node):
        with out.element("ul", at=node):
            for item in node.children:
                with out.element("li", at=item):
                    page.children(item)
        return
    with two_columns(node, page, out, shares=(1, 2)):
        for item in node.children:
            with out.element("tr", at=item):
                for part in item.children:
                    with out.element("td", at=item):
                        page.visit(part)


@handles(nodes.option_list_item, becomes="A row of the table.")
@handles(nodes.description, becomes="The second column.")
def option_part(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """Parts of an option that are their children."""
    page.children(node)


@handles(
    nodes.option_group,
    becomes="The first column: the spellings of an option, with commas between them.",
)
def option_group(node: nodes.option_group, page: PageContext, out: Out) -> None:
    """The spellings of an option."""
    with out.element("p", at=node):
        for index, spelling in enumerate(node.children):
            if index:
                out.text(", ")
            page.visit(spelling)


@handles(nodes.option, becomes="Code.")
def option(node: nodes.option, page: PageContext, out: Out) -> None:
    """One spelling of an option, with its argument."""
    with out.element("code"):
        page.children(node)
