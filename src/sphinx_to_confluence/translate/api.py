"""How are descriptions of objects written: classes, functions, options, directives of any domain?"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.pages.depth import ancestors, is_heading
from sphinx_to_confluence.pages.objects import declares, object_heading
from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.macros import PANEL
from sphinx_to_confluence.translate.page import Out, PageContext, cramped, inside
from sphinx_to_confluence.translate.registry import PerEditor, handles

_OUTER_BAR = "#DEEBFF"
_INNER_BAR = "#F4F5F7"
_INDENT = "\N{NO-BREAK SPACE}" * 4

_SEPARATORS = {"py": ".", "js": ".", "cpp": "::"}
"""What stands between the name of an object and that of a member, in domains that leave the first one out."""


@handles(
    addnodes.desc,
    becomes="A bar with the signatures, darker for objects than for their members, and what is said about them below "
    "it.",
)
def description(node: addnodes.desc, page: PageContext, out: Out) -> None:
    """An object: a bar with its signatures, and what is said about it.

    The bar is a panel of its own, since a panel cannot hold tables or other panels on Cloud. The colour tells objects
    from their members.
    """
    page.anchors(node)
    _heading(node, page, out)
    signatures = [child for child in node.children if isinstance(child, addnodes.desc_signature)]
    if signatures:
        with out.collect() as fragment:
            page.each(signatures)
        out.add(_bar(node, fragment, page), at=node)
    page.each([child for child in node.children if not isinstance(child, addnodes.desc_signature)])


def _heading(node: addnodes.desc, page: PageContext, out: Out) -> None:
    """The name of the object as a heading below that of its section, where one is wanted and possible."""
    wanted = page.settings.api_headings
    if wanted == "none" or cramped(node):
        return
    around = list(ancestors(node))
    depth = sum(isinstance(outer, addnodes.desc) for outer in around)
    section = next((outer for outer in around if isinstance(outer, nodes.section)), page.doctree)
    level = page.section_level(section) + 1 + depth
    text = object_heading(node)
    if text and is_heading(level) and (wanted == "all" or depth == 0):
        with out.element(f"h{level}", at=node):
            out.text(text)


def _bar(node: addnodes.desc, signatures: Element, page: PageContext) -> Element:
    colour = _INNER_BAR if inside(node, addnodes.desc_content) else _OUTER_BAR
    parameters = {"bgColor": colour}
    if not page.on_cloud:
        parameters["borderStyle"] = "none"
    return PANEL.element(parameters, signatures.children)


@handles(addnodes.desc_signature, becomes="A line of the bar, with the anchors of the object.")
def signature(node: addnodes.desc_signature, page: PageContext, out: Out) -> None:
    """A signature: a paragraph of the bar."""
    with out.element("p", at=node):
        page.anchors(node)
        for index, child in enumerate(tuple(node.children)):
            if index and isinstance(child, addnodes.desc_signature_line):
                out.empty("br")
            page.visit(child)


@handles(addnodes.desc_content, becomes="Blocks below the bar.", editor=Editor.CLOUD)
def content(node: addnodes.desc_content, page: PageContext, _out: Out) -> None:
    """What is said about an object. Flat: of the blocks on Cloud only paragraphs could be indented."""
    page.anchors(node)
    page.children(node)


@handles(
    addnodes.desc_content,
    becomes="Blocks below the bar, moved to the right.",
    editor=Editor.DATA_CENTER,
)
def indented_content(node: addnodes.desc_content, page: PageContext, out: Out) -> None:
    """What is said about an object, moved to the right."""
    if not node.children:
        return
    with out.element("div", {"style": "margin-left: 30px;"}, at=node):
        page.anchors(node)
        page.children(node)


@handles(addnodes.desc_signature_line, becomes="A line of the signature.")
@handles(
    addnodes.desc_addname,
    addnodes.desc_type,
    addnodes.desc_sig_name,
    addnodes.desc_sig_operator,
    addnodes.desc_sig_punctuation,
    addnodes.desc_sig_element,
    addnodes.desc_sig_literal_number,
    addnodes.desc_sig_literal_string,
    addnodes.desc_sig_literal_char,
    addnodes.desc_sig_space,
    becomes="Text of the signature, with its links.",
)
def plain_part(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """Parts of a signature that are their text."""
    page.children(node)


@handles(
    addnodes.desc_name,
    becomes=PerEditor(
        "Bold text of the signature. Before that of a member stands what it belongs to, since nothing is indented.",
        "Bold text of the signature.",
    ),
)
def name(node: addnodes.desc_name, page: PageContext, out: Out) -> None:
    """The name of the object. Bold rather than code: code could be neither bold nor hold links on Cloud."""
    if page.on_cloud:
        out.text(_owners(node))
    with out.element("strong"):
        page.children(node)


def _owners(node: addnodes.desc_name) -> str:
    """The names of the objects that an object is described in: ``Outer.Inner.``, unless it is named with them."""
    described = [outer for outer in ancestors(node) if isinstance(outer, addnodes.desc)]
    domain = described[0].get("domain", "") if described else ""
    separator = _SEPARATORS.get(domain)
    named_with_them = any(isinstance(part, addnodes.desc_addname) for part in node.parent.children)
    if separator is None or named_with_them or not declares(node):
        return ""
    owners: list[str] = []
    for outer in described[1:]:
        name = next(filter(declares, outer.findall(addnodes.desc_name)), None)
        if name is None or outer.get("domain") != domain:
            break
        owners.insert(0, name.astext() + separator)
    return "".join(owners)


@handles(
    addnodes.desc_annotation,
    addnodes.desc_sig_keyword,
    addnodes.desc_sig_keyword_type,
    becomes="Italics of the signature.",
)
def annotation(node: nodes.Element, page: PageContext, out: Out) -> None:
    """Words around the name, such as ``class`` and ``= None``."""
    if isinstance(node.parent, addnodes.desc_annotation):
        page.children(node)
        return
    with out.element("em"):
        page.children(node)


@handles(addnodes.desc_returns, becomes="An arrow and the type.")
def returns(node: addnodes.desc_returns, page: PageContext, out: Out) -> None:
    """The type of what comes back."""
    out.text(" \N{RIGHTWARDS ARROW} ")
    page.children(node)


@handles(
    addnodes.desc_parameterlist,
    becomes="The parameters in brackets; those of a long signature have a line each.",
)
def parameters(node: addnodes.desc_parameterlist, page: PageContext, out: Out) -> None:
    """The parameters of a function."""
    opening, closing = node.get("open_paren", "("), node.get("close_paren", ")")
    _list(node, page, out, opening, closing)


@handles(addnodes.desc_type_parameter_list, becomes="The type parameters in square brackets.")
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
        # The HTTP domain has the type of a parameter before it, as an annotation.
        first = isinstance(child, addnodes.desc_annotation)


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


@handles(addnodes.desc_optional, becomes="Parameters in square brackets.")
def optional(node: addnodes.desc_optional, page: PageContext, out: Out) -> None:
    """What may be left out, when it stands outside of a list of parameters."""
    out.text("[")
    _in_line(node, page, out, node.child_text_separator)
    out.text("]")


@handles(
    addnodes.desc_parameter,
    addnodes.desc_type_parameter,
    becomes="Its name in italics, its type and default as they are.",
)
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
