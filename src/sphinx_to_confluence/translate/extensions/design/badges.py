"""How are the badges and buttons of ``sphinx-design`` written, and other text that has its classes?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.storage.macros import STATUS
from sphinx_to_confluence.translate.blocks import paragraph
from sphinx_to_confluence.translate.extensions.design.parts import align
from sphinx_to_confluence.translate.page import Out, PageContext, inside
from sphinx_to_confluence.translate.references import reference
from sphinx_to_confluence.translate.registry import handles, marked

_STATUS_COLOURS = {
    "primary": "Blue",
    "info": "Blue",
    "success": "Green",
    "warning": "Yellow",
    "danger": "Red",
}

# The colours of sphinx-design's own style sheet.
_TEXT_COLOURS = {
    "primary": "rgb(0,113,188)",
    "secondary": "rgb(108,117,125)",
    "success": "rgb(40,167,69)",
    "info": "rgb(23,162,184)",
    "warning": "rgb(240,179,126)",
    "danger": "rgb(220,53,69)",
    "muted": "rgb(108,117,125)",
}
_FILLED, _OUTLINE, _TEXT = "sd-bg-", "sd-outline-", "sd-text-"


@marked(
    nodes.inline,
    classes="sd-badge",
    becomes="A lozenge in the colour that is nearest; in a link, text.",
)
def badge(node: nodes.inline, page: PageContext, out: Out) -> None:
    """A badge. One that links somewhere is a link: a lozenge cannot be one."""
    page.anchors(node)
    if inside(node, nodes.reference):
        page.children(node)
        return
    colour = next((name for name in node["classes"] if name.startswith((_FILLED, _OUTLINE))), "")
    meaning = colour.removeprefix(_FILLED).removeprefix(_OUTLINE)
    parameters = {
        "title": " ".join(node.astext().split()),
        "colour": _STATUS_COLOURS.get(meaning, "Grey"),
    }
    if colour.startswith(_OUTLINE):
        parameters["subtle"] = "true"
    out.add(STATUS.element(parameters), at=node)


@marked(nodes.paragraph, classes="sd-text-center")
@marked(nodes.paragraph, classes="sd-text-right")
def aligned(node: nodes.paragraph, page: PageContext, out: Out) -> None:
    """A paragraph, often around a button, that is not at the left."""
    with out.collect() as fragment:
        paragraph(node, page, out)
    align(node, fragment)
    out.put(fragment.children)


@marked(nodes.reference, classes="sd-btn", becomes="A link in bold.")
def button(node: nodes.reference, page: PageContext, out: Out) -> None:
    """A button that leads somewhere."""
    with out.element("strong"):
        reference(node, page, out)


def coloured(node: nodes.inline, page: PageContext, out: Out) -> None:
    """Text with the class of a colour."""
    page.anchors(node)
    names = (name.removeprefix(_TEXT) for name in node["classes"])
    colour = next(filter(None, map(_TEXT_COLOURS.get, names)))
    with out.element("span", {"style": f"color: {colour};"}):
        page.children(node)


for _name in _TEXT_COLOURS:
    marked(nodes.inline, classes=f"{_TEXT}{_name}")(coloured)


@handles("sphinx_design.badges_buttons.sd_line_break", becomes="A line break.")
def line_break(node: nodes.Element, page: PageContext, out: Out) -> None:
    """The end of a line in a button."""
    page.anchors(node)
    out.empty("br")


@handles("sphinx_design.shared.PassthroughTextElement", becomes="What it holds.")
def passthrough(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """Something around text that only the writer of HTML needs."""
    page.anchors(node)
    page.children(node)
