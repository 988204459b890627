"""How is inline markup written?"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.translate.page import Out, PageContext, inside
from sphinx_to_confluence.translate.registry import PerEditor, handles

_MARKS: dict[type[nodes.Node], str] = {
    nodes.emphasis: "em",
    nodes.title_reference: "em",
    nodes.strong: "strong",
    nodes.subscript: "sub",
    nodes.superscript: "sup",
    addnodes.manpage: "em",
}

# Classes of inline nodes, and the markup that says the same: (element, style).
_CLASSES: dict[str, tuple[str, str | None]] = {
    "guilabel": ("strong", None),
    "menuselection": ("strong", None),
    "versionmodified": ("em", None),
    "strike": ("span", "text-decoration: line-through;"),
    "strikethrough": ("span", "text-decoration: line-through;"),
    "underline": ("u", None),
    "accelerator": ("u", None),
}
_RED = "color: rgb(191,38,0);"


@handles(nodes.Text, becomes="Text; runs of whitespace are one space.")
def text(node: nodes.Text, _page: PageContext, out: Out) -> None:
    """Text; ``str(node)`` would keep the escapes of docutils."""
    out.text(node.astext())


@handles(nodes.emphasis, nodes.title_reference, addnodes.literal_emphasis, becomes="Italics.")
@handles(nodes.strong, addnodes.literal_strong, becomes="Bold text.")
@handles(nodes.subscript, becomes="Lowered text.")
@handles(nodes.superscript, becomes="Raised text.")
@handles(addnodes.manpage, becomes="Italics; a link where ``manpages_url`` is set.")
def mark(node: nodes.TextElement, page: PageContext, out: Out) -> None:
    """Markup that Confluence has, too."""
    page.anchors(node)
    name = next(name for node_class, name in _MARKS.items() if isinstance(node, node_class))
    with out.element(name):
        page.children(node)


@handles(
    nodes.literal,
    becomes=PerEditor(
        "Code. Code can be nothing else on Cloud: markup within it wins, and the code goes on behind it.",
        "Code, with markup within it.",
    ),
)
@handles(addnodes.desc_inline, becomes="Code.", editor=Editor.CLOUD)
def literal(node: nodes.TextElement, page: PageContext, out: Out) -> None:
    """Code in a sentence; keys of a combination are told apart."""
    highlighted = "code" in node["classes"] or isinstance(node, addnodes.desc_inline)
    for part in node.findall(nodes.Element) if highlighted else (node,):
        page.anchors(part)
    with out.element("code"):
        if highlighted:
            out.text(node.astext())  # the colours of highlighting
        else:
            page.children(node)


@handles(
    nodes.inline,
    becomes="Plain text; bold, italics, underlined or struck out where its class says so: ``guilabel``, "
    "``menuselection``, ``strike``, ``underline`` …",
)
def inline(node: nodes.inline, page: PageContext, out: Out) -> None:
    """Text that a role gave a class."""
    page.anchors(node)
    known = next(filter(None, map(_CLASSES.get, node["classes"])), None)
    if known is None:
        page.children(node)
        return
    name, style = known
    with out.element(name, {"style": style} if style else None):
        page.children(node)


@handles(nodes.generated, becomes="Text, such as the number of a section.")
@handles(nodes.substitution_reference, becomes="Its text, should Sphinx have left one.")
@handles(addnodes.pending_xref_condition, becomes="What it holds, should Sphinx have left one.")
@handles(nodes.option_string, becomes="Text in the code of its option.")
def passed_through(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """Nodes that are their children and nothing more."""
    page.anchors(node)
    page.children(node)


@handles(nodes.option_argument, becomes="Text in the code of its option, behind a space or ``=``.")
def option_argument(node: nodes.option_argument, page: PageContext, out: Out) -> None:
    """The argument of an option, with what stands between the two."""
    out.text(node.get("delimiter", " "))
    page.children(node)


@handles(
    nodes.abbreviation,
    nodes.acronym,
    becomes="Text; where it is first used on a page the explanation follows in brackets.",
)
def abbreviation(node: nodes.TextElement, page: PageContext, out: Out) -> None:
    """An abbreviation, explained where it is first used: neither editor has a tooltip for it."""
    page.anchors(node)
    page.children(node)
    explanation = node.get("explanation")
    if inside(node, addnodes.desc_signature):
        return  # Sphinx explains the separators "*" and "/"; in a signature that would be one more parameter
    if explanation and page.first_time("abbreviation", node.astext()):
        out.text(f" ({explanation})")


@handles(nodes.problematic, becomes="The markup as it stands in the source, in red.")
def problematic(node: nodes.problematic, page: PageContext, out: Out) -> None:
    """Markup that docutils could not read, as it stands in the source."""
    page.anchors(node)
    with out.element("span", {"style": _RED}):
        page.children(node)


@handles(addnodes.desc_inline, becomes="Code, with links.", editor=Editor.DATA_CENTER)
def described_inline(node: addnodes.desc_inline, page: PageContext, out: Out) -> None:
    """A piece of a signature in a sentence; code may hold links on Data Center."""
    page.anchors(node)
    with out.element("code"):
        page.children(node)
