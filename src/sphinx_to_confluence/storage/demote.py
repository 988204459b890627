"""How is something said in another way, where it may not stand? Each function gives the blocks that replace one.

What they give is fitted again in the same place, so none of them needs to look at what is inside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sphinx_to_confluence.storage.elements import Element, Node, text_of
from sphinx_to_confluence.storage.kinds import kind_of
from sphinx_to_confluence.storage.macros import BODY, macro_name, parameter

Demotion = Callable[[Element], list[Node]]

_PANEL_SIGNS = {
    "info": "\u2139\ufe0f",
    "tip": "\u2705",
    "note": "\u26a0\ufe0f",
    "warning": "\u26d4",
}


_ADF_SIGNS = {"note": "\u2757", "error": "\u26d4"}
"""Of the panels that only the Cloud editor has."""


def drop(_element: Element) -> list[Node]:
    """Nothing takes its place."""
    return []


def unwrap(element: Element) -> list[Node]:
    """What is inside takes its place."""
    if body := element.child(BODY):
        return list(body.children)
    if element.name == "ac:layout":
        cells = (cell for section in element.elements() for cell in section.elements())
        return [child for cell in cells for child in cell.children]
    return list(element.children)


def bold(element: Element) -> list[Node]:
    """A heading becomes a bold paragraph."""
    return [paragraph([Element("strong", children=element.children)], element)]


def titled(element: Element) -> list[Node]:
    """An expand becomes its title in bold, and what is inside."""
    title = parameter(element, "title")
    lead: list[Node] = [paragraph([Element("strong", children=[title])], element)] if title else []
    return lead + unwrap(element)


def signed(element: Element) -> list[Node]:
    """A panel becomes its blocks, the first led by a sign that stands for the icon."""
    blocks = _panel_blocks(element)
    sign = _PANEL_SIGNS.get(macro_name(element), "") or _ADF_SIGNS.get(_adf_type(element), "")
    title = parameter(element, "title")
    lead: list[Node] = [f"{sign} "] if sign else []
    if title:
        lead += [Element("strong", children=[title + ":"]), " "]
    return led_by(lead, blocks, element)


def terms_in_bold(definitions: Element) -> list[Node]:
    """An HTML definition list becomes bold terms and what they mean."""
    blocks: list[Node] = []
    for part in definitions.elements():
        if part.name == "dt":
            blocks.append(paragraph([Element("strong", children=part.children)], part))
        else:
            blocks += part.children
    return blocks


def led_by(lead: Sequence[Node], blocks: Sequence[Node], at: Element) -> list[Node]:
    """Blocks with some text before that of the first one, or in a paragraph of its own."""
    rest = list(blocks)
    while rest and isinstance(rest[0], str) and not rest[0].strip():
        rest.pop(0)
    if not lead or not rest:
        return rest
    first = rest[0]
    if kind_of(first) is None:
        return [*lead, *rest]
    if isinstance(first, Element) and first.name == "p":
        return [first.like([*lead, *first.children]), *rest[1:]]
    return [paragraph(lead, at), *rest]


def _adf_type(panel: Element) -> str:
    """The type of a panel that only the Cloud editor has."""
    types = (part for part in panel.walk() if part.attributes.get("key") == "panel-type")
    return next((text_of(part.children) for part in types), "")


def _panel_blocks(panel: Element) -> list[Node]:
    for element in panel.walk():
        if element.name in {BODY, "ac:adf-content"}:
            return list(element.children)
    return []


def paragraph(children: Sequence[Node], at: Element) -> Element:
    """A paragraph that comes from where another element does."""
    return Element("p", children=children, source=at.source)
