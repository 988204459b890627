"""How are lists of every kind written?"""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.translate.blocks import indent
from sphinx_to_confluence.translate.page import Out, PageContext, cramped, inside
from sphinx_to_confluence.translate.registry import PerEditor, handles

_LIST_STYLES = {
    "loweralpha": "lower-alpha",
    "upperalpha": "upper-alpha",
    "lowerroman": "lower-roman",
    "upperroman": "upper-roman",
}


@handles(nodes.bullet_list, becomes="A list of points.")
def bullet_list(node: nodes.bullet_list, page: PageContext, out: Out) -> None:
    """A list of points."""
    page.anchors(node)
    with out.element("ul", at=node):
        page.children(node)


@handles(
    nodes.enumerated_list,
    becomes=PerEditor(
        "A numbered list that begins with its number. Cloud chooses between digits and letters itself.",
        "A numbered list that begins with its number, with digits, letters or roman numerals.",
    ),
)
def enumerated_list(node: nodes.enumerated_list, page: PageContext, out: Out) -> None:
    """A list with numbers. Cloud chooses between digits and letters itself; Data Center does as it is told."""
    page.anchors(node)
    attributes: dict[str, str] = {}
    if node.get("start", 1) != 1:
        attributes["start"] = str(node["start"])
    style = _LIST_STYLES.get(node.get("enumtype", ""))
    if style and not page.on_cloud:
        attributes["style"] = f"list-style-type: {style};"
    with out.element("ol", attributes, at=node):
        page.children(node)


@handles(
    nodes.list_item, becomes="A point of its list. A table in it is put between two lists on Cloud."
)
def list_item(node: nodes.list_item, page: PageContext, out: Out) -> None:
    """A point of a list."""
    with out.element("li", at=node):
        page.anchors(node)
        page.children(node)


@handles(addnodes.hlist, becomes="One list.")
def hlist(node: addnodes.hlist, page: PageContext, out: Out) -> None:
    """A list in columns, as one list: columns do not nest on Confluence."""
    page.anchors(node)
    with out.element("ul", at=node):
        for column in node.children:
            for part in column.children:
                page.children(part)


# definitions


@handles(
    nodes.definition_list,
    becomes="Terms in bold; what they mean is indented, or a list of points where nothing can be indented.",
    editor=Editor.CLOUD,
)
def definition_list(node: nodes.definition_list, page: PageContext, out: Out) -> None:
    """Terms and what they mean; Cloud has no such list: bold terms, and what they mean is indented."""
    page.anchors(node)
    if cramped(node):
        with out.element("ul", at=node):
            for item in node.children:
                with out.element("li", at=item):
                    page.visit(item)
    else:
        page.children(node)


@handles(nodes.definition_list, becomes="A definition list.", editor=Editor.DATA_CENTER)
def html_definition_list(node: nodes.definition_list, page: PageContext, out: Out) -> None:
    """Terms and what they mean."""
    page.anchors(node)
    with out.element("dl", at=node):
        page.children(node)


@handles(nodes.definition_list_item, becomes="Its terms and their definition.")
def definition_list_item(node: nodes.definition_list_item, page: PageContext, _out: Out) -> None:
    """Terms, and one definition for all of them."""
    page.children(node)


@handles(nodes.term, becomes="A paragraph in bold.", editor=Editor.CLOUD)
def term(node: nodes.term, page: PageContext, out: Out) -> None:
    """A term, with what it is classified as."""
    with out.element("p", at=node):
        _term(node, page, out)


@handles(nodes.term, becomes="A term of the list, in bold.", editor=Editor.DATA_CENTER)
def html_term(node: nodes.term, page: PageContext, out: Out) -> None:
    """A term, with what it is classified as."""
    with out.element("dt", at=node):
        _term(node, page, out)


def _term(node: nodes.term, page: PageContext, out: Out) -> None:
    page.anchors(node)
    with out.element("strong"):
        page.each([part for part in node.children if not isinstance(part, nodes.classifier)])
    siblings = node.parent.children
    following = siblings[siblings.index(node) + 1 :]
    for part in (*node.children, *_until_other(following)):
        if isinstance(part, nodes.classifier):
            with out.element("em"):
                out.text(" : ")
                page.children(part)


def _until_other(following: list[nodes.Node]) -> Iterator[nodes.Node]:
    """The classifiers right behind a term."""
    for part in following:
        if not isinstance(part, nodes.classifier):
            return
        yield part


@handles(nodes.classifier, becomes="Italics behind the term.")
def classifier(_node: nodes.classifier, _page: PageContext, _out: Out) -> None:
    """Written by its term."""


@handles(nodes.definition, becomes="Blocks, of which paragraphs are indented.", editor=Editor.CLOUD)
def definition(node: nodes.definition, page: PageContext, out: Out) -> None:
    """What a term means; of its blocks, paragraphs can be indented."""
    with out.collect() as fragment:
        page.anchors(node)
        page.children(node)
    indent(fragment, 1)
    out.put(fragment.children)


@handles(nodes.definition, becomes="A definition of the list.", editor=Editor.DATA_CENTER)
def html_definition(node: nodes.definition, page: PageContext, out: Out) -> None:
    """What a term means."""
    with out.element("dd", at=node):
        page.anchors(node)
        page.children(node)


# fields


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
    with out.element("table", at=node), out.element("tbody"):
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
            page.children(blocks.pop(0))
        while blocks and isinstance(blocks[0], (nodes.Text, nodes.Inline)):
            page.visit(blocks.pop(0))
    page.each(blocks)


# options


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
    with out.element("table", at=node), out.element("tbody"):
        for item in node.children:
            with out.element("tr", at=item):
                for part in item.children:
                    with out.element("td", at=item):
                        page.visit(part)


@handles(nodes.option_list_item, becomes="A row of the table.")
@handles(nodes.description, becomes="The second column.")
@handles(addnodes.hlistcol, becomes="Points of the one list.")
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
