"""How are grammars written? As code, line by line, with its links."""

from __future__ import annotations

import sphinx
from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.lines import in_lines
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import PerEditor, handles

_SIGN = " ::= "

# Before, the writers of Sphinx put the name of a rule before its text.
_NAMES_ARE_TEXT = sphinx.version_info >= (8, 2)


@handles(
    addnodes.productionlist,
    becomes=PerEditor(
        "A paragraph of code with a line for each rule, with links.",
        "Preformatted text with a line for each rule, with links.",
    ),
)
def production_list(node: addnodes.productionlist, page: PageContext, out: Out) -> None:
    """A grammar, one rule a line."""
    with out.collect() as fragment:
        for index, production in enumerate(node.children):
            if index:
                out.text("\n")
            page.visit(production)
    if page.on_cloud:
        out.add(Element("p", children=in_lines(fragment.children, "code")), at=node)
    else:
        out.add(Element("pre", children=fragment.children), at=node)


@handles(addnodes.production, becomes="A line of the grammar, with an anchor.")
def production(node: addnodes.production, page: PageContext, out: Out) -> None:
    """A rule of a grammar. Before Sphinx 8.2 its name is an attribute only; since then its line ends in a break."""
    page.anchors(node)
    if not _NAMES_ARE_TEXT:
        _name(node, page, out)
    for index, child in enumerate(tuple(node.children)):
        if isinstance(child, nodes.Text):
            text = child.astext().rstrip("\n")
            out.text(text if _NAMES_ARE_TEXT or index else text.lstrip(" "))
        elif page.on_cloud and isinstance(child, addnodes.literal_strong):
            # Bold text is no code there, and the rules would not be aligned.
            page.anchors(child)
            page.children(child)
        else:
            page.visit(child)


def _name(node: addnodes.production, page: PageContext, out: Out) -> None:
    """The name of a rule, or the room for it in lines after the first, as newer releases of Sphinx have it."""
    rules = [rule for rule in node.parent.children if isinstance(rule, addnodes.production)]
    width = max(len(rule.get("tokenname", "")) for rule in rules)
    name = node.get("tokenname", "")
    if not name:
        out.text(" " * (width + len(_SIGN)))
        return
    if page.on_cloud:
        out.text(name)
    else:
        with out.element("strong"):
            out.text(name)
    out.text(" " * (width - len(name)) + _SIGN)
