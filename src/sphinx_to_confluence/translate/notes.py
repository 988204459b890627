"""How are footnotes and citations written, with the ways there and back?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.page import Out, PageContext, cramped
from sphinx_to_confluence.translate.references import Write, to_place
from sphinx_to_confluence.translate.registry import handles

_ABOVE_NOTES = (
    nodes.footnote, nodes.citation, nodes.rubric, nodes.title, nodes.transition,
)  # fmt: skip
_BACK = "\N{UPWARDS ARROW}"


@handles(nodes.footnote_reference, becomes="The number, raised, as a link to the footnote.")
def footnote_reference(node: nodes.footnote_reference, page: PageContext, out: Out) -> None:
    """The number of a footnote in the text, raised, and a place to come back to."""
    page.anchors(node)
    with out.element("sup"):
        to_place(page.docname, node["refid"], page, out, lambda: _bracketed(node, page, out))


@handles(nodes.citation_reference, becomes="The label in brackets, as a link to the citation.")
def citation_reference(node: nodes.citation_reference, page: PageContext, out: Out) -> None:
    """The label of a citation that Sphinx has left to the writer."""
    page.anchors(node)
    if node.get("refid"):
        to_place(page.docname, node["refid"], page, out, lambda: _bracketed(node, page, out))
    else:
        _bracketed(node, page, out)


@handles(
    nodes.footnote,
    nodes.citation,
    becomes="A paragraph where it stands, below a line across the page; its label leads back to the text.",
)
def note(node: nodes.Element, page: PageContext, out: Out) -> None:
    """A footnote: its label leads back to the text, and its first paragraph follows the label."""
    if _begins_a_run(node):
        out.empty("hr", at=node)
    labels = [child for child in node.children if isinstance(child, nodes.label)]
    blocks = [child for child in node.children if not isinstance(child, nodes.label)]
    with out.element("p", at=node):
        page.anchors(node)
        for label in labels:
            _label(node, label, page, out)
            out.text(" ")
        if blocks and isinstance(blocks[0], nodes.paragraph):
            page.anchors(blocks[0])
            page.children(blocks.pop(0))
    page.each(blocks)


@handles(
    nodes.label,
    becomes="The label in brackets, as a link back; with an arrow for each place when there are several.",
)
def stray_label(node: nodes.label, page: PageContext, out: Out) -> None:
    """A label without its note."""
    _bracketed(node, page, out)


def _label(node: nodes.Element, label: nodes.label, page: PageContext, out: Out) -> None:
    references: list[str] = node.get("backrefs", [])
    if len(references) == 1:
        to_place(page.docname, references[0], page, out, lambda: _bracketed(label, page, out))
        return
    _bracketed(label, page, out)
    for number, reference in enumerate(references, start=1):
        out.text(" ")
        to_place(page.docname, reference, page, out, _arrow(number, out))


def _arrow(number: int, out: Out) -> Write:
    return lambda: out.text(f"{_BACK}{number}")


def _bracketed(node: nodes.Element, page: PageContext, out: Out) -> None:
    text = node.astext()
    if text.startswith("["):
        page.children(node)
        return
    out.text("[")
    page.children(node)
    out.text("]")


def _begins_a_run(node: nodes.Element) -> bool:
    """Whether a line is drawn before a note.

    Not between notes, nor below a heading or a line that is above them, nor where there is no room for one.
    """
    siblings = node.parent.children
    index = siblings.index(node)
    if index == 0 or cramped(node):
        return False
    return not isinstance(siblings[index - 1], _ABOVE_NOTES)
