"""How are descriptions of objects written: classes, functions, options, directives of any domain?"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.macros import PANEL
from sphinx_to_confluence.translate.page import Out, PageContext, inside
from sphinx_to_confluence.translate.registry import handles

_OUTER_BAR = "#DEEBFF"
_INNER_BAR = "#F4F5F7"
_INDENT = "\N{NO-BREAK SPACE}" * 4


@handles(addnodes.desc)
def description(node: addnodes.desc, page: PageContext, out: Out) -> None:
    """An object: a bar with its signatures, and what is said about it.

    The bar is a panel of its own, since a panel cannot hold tables or other panels on Cloud. The colour tells objects
    from their members.
    """
    page.anchors(node)
    signatures = [child for child in node.children if isinstance(child, addnodes.desc_signature)]
    if signatures:
        with out.collect() as fragment:
            page.each(signatures)
        out.add(_bar(node, fragment, page), at=node)
    page.each([child for child in node.children if not isinstance(child, addnodes.desc_signature)])


def _bar(node: addnodes.desc, signatures: Element, page: PageContext) -> Element:
    colour = _INNER_BAR if inside(node, addnodes.desc_content) else _OUTER_BAR
    parameters = {"bgColor": colour}
    if not page.on_cloud:
        parameters["borderStyle"] = "none"
    return PANEL.element(parameters, signatures.children)


@handles(addnodes.desc_signature)
def signature(node: addnodes.desc_signature, page: PageContext, out: Out) -> None:
    """A signature: a paragraph of the bar."""
    with out.element("p", at=node):
        page.anchors(node)
        lines = [
            child for child in node.children if isinstance(child, addnodes.desc_signature_line)
        ]
        for child in tuple(node.children):
            if lines and child in lines[1:]:
                out.empty("br")
            page.visit(child)


@handles(addnodes.desc_content)
def content(node: addnodes.desc_content, page: PageContext, _out: Out) -> None:
    """What is said about an object. Flat: of the blocks on Cloud only paragraphs could be indented."""
    page.anchors(node)
    page.children(node)


@handles(addnodes.desc_content, editor=Editor.DATA_CENTER)
def indented_content(node: addnodes.desc_content, page: PageContext, out: Out) -> None:
    """What is said about an object, moved to the right."""
    if not node.children:
        return
    with out.element("div", {"style": "margin-left: 30px;"}, at=node):
        page.anchors(node)
        page.children(node)


@handles(addnodes.desc_signature_line, addnodes.desc_addname, addnodes.desc_type)
@handles(addnodes.desc_sig_name, addnodes.desc_sig_operator, addnodes.desc_sig_punctuation)
@handles(
    addnodes.desc_sig_element,
    addnodes.desc_sig_literal_number,
    addnodes.desc_sig_literal_string,
    addnodes.desc_sig_literal_char,
    addnodes.desc_sig_space,
)
def plain_part(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """Parts of a signature that are their text."""
    page.children(node)


@handles(addnodes.desc_name)
def name(node: addnodes.desc_name, page: PageContext, out: Out) -> None:
    """The name of the object. Bold rather than code: code could be neither bold nor hold links on Cloud."""
    with out.element("strong"):
        page.children(node)


@handles(addnodes.desc_annotation, addnodes.desc_sig_keyword, addnodes.desc_sig_keyword_type)
def annotation(node: nodes.Element, page: PageContext, out: Out) -> None:
    """Words around the name, such as ``class`` and ``= None``."""
    if isinstance(node.parent, addnodes.desc_annotation):
        page.children(node)
        return
    with out.element("em"):
        page.children(node)


@handles(addnodes.desc_returns)
def returns(node: addnodes.desc_returns, page: PageContext, out: Out) -> None:
    """The type of what comes back."""
    out.text(" \N{RIGHTWARDS ARROW} ")
    page.children(node)


@handles(addnodes.desc_parameterlist)
def parameters(node: addnodes.desc_parameterlist, page: PageContext, out: Out) -> None:
    """The parameters of a function."""
    opening, closing = node.get("open_paren", "("), node.get("close_paren", ")")
    _list(node, page, out, opening, closing)


@handles(addnodes.desc_type_parameter_list)
def type_parameters(node: addnodes.desc_type_parameter_list, page: PageContext, out: Out) -> None:
    """The type parameters of a class or function."""
    _list(node, page, out, "[", "]")


def _list(node: nodes.Element, page: PageContext, out: Out, opening: str, closing: str) -> None:
    separator = node.child_text_separator
    out.text(opening)
    if node.get("multi_line_parameter_list"):
        _one_a_line(node, page, out)
    else:
        _in_line(node, page, out, separator)
    out.text(closing)


def _in_line(
    node: nodes.Element, page: PageContext, out: Out, separator: str, *, first: bool = True
) -> None:
    """Parameters with commas between them; those that may be left out stand in brackets, with their comma."""
    for child in tuple(node.children):
        if isinstance(child, addnodes.desc_optional):
            out.text("[" if first else f"[{separator}")
            _in_line(child, page, out, separator)
            out.text("]")
        else:
            if not first and isinstance(child, nodes.Element):
                out.text(separator)
            page.visit(child)
        first = False


def _one_a_line(node: nodes.Element, page: PageContext, out: Out) -> None:
    """Each parameter on its own line; brackets around those that may be left out stay on the lines."""
    comma = bool(node.get("multi_line_trailing_comma", True))
    leaves = list(node.children)
    for index, child in enumerate(leaves):
        out.empty("br")
        out.text(_INDENT)
        if isinstance(child, addnodes.desc_optional):
            out.text("[")
            _in_line(child, page, out, node.child_text_separator)
            out.text("]")
        else:
            page.visit(child)
        if comma or index < len(leaves) - 1:
            out.text(",")
    if leaves:
        out.empty("br")


@handles(addnodes.desc_optional)
def optional(node: addnodes.desc_optional, page: PageContext, out: Out) -> None:
    """What may be left out, when it stands outside of a list of parameters."""
    out.text("[")
    _in_line(node, page, out, node.child_text_separator)
    out.text("]")


@handles(addnodes.desc_parameter, addnodes.desc_type_parameter)
def parameter(node: nodes.Element, page: PageContext, out: Out) -> None:
    """A parameter: its name in italics, its type and default as they are."""
    names = [child for child in node.children if isinstance(child, addnodes.desc_sig_name)]
    # C and C++ mark the name of the parameter; the first name is that of its type.
    marked = [child for child in names if "sig-param" in child["classes"]]
    name = next(iter(marked or names), None)
    for child in tuple(node.children):
        if child is name or (isinstance(child, nodes.Text) and len(node.children) == 1):
            with out.element("em"):
                page.visit(child)
        else:
            page.visit(child)


@handles(addnodes.productionlist)
def production_list(node: addnodes.productionlist, page: PageContext, out: Out) -> None:
    """A grammar, one rule a line, with its links."""
    with out.element("p", at=node):
        for index, production in enumerate(node.children):
            if index:
                out.empty("br")
            page.visit(production)


@handles(addnodes.production)
def production(node: addnodes.production, page: PageContext, out: Out) -> None:
    """A rule of a grammar, also one that stands alone. Before Sphinx 8.2 its name is an attribute only."""
    page.anchors(node)
    text = node.astext()
    if node.get("tokenname") and "::=" not in text:
        with out.element("strong"):
            out.text(node["tokenname"])
        out.text(" ::= ")
    page.children(node)
