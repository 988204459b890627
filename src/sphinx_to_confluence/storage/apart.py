"""What cannot be in the headings and captions of the Cloud editor, and where does it go?

A macro in a heading would become part of its id, which links lead to; a caption holds no macro, and no block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sphinx_to_confluence.storage.elements import Element, Node, Source
from sphinx_to_confluence.storage.kinds import Kind, kind_of
from sphinx_to_confluence.storage.macros import MACRO, anchors_of, is_anchor, without_anchors
from sphinx_to_confluence.storage.paragraphs import into_blocks, is_blank, only_anchors

Report = Callable[[str, str, Source | None], None]
"""Is told what was put elsewhere, where it could not be, and the source."""


def plain_headings(
    blocks: Sequence[Element], report: Report, near: Source | None
) -> Sequence[Element]:
    """Put the macros of headings after them, in a paragraph."""
    plain: list[Element] = []
    after: Element | None = None
    for block in blocks:
        near = block.source or near
        macros: list[Element] = []
        if kind_of(block) is Kind.HEADING:
            text = _without_macros(block.children, macros)
            block = block.like(text) if macros else block
            if not all(map(is_anchor, macros)):
                report("macro", Kind.HEADING.value, near)
        if after is not None and only_anchors(block):
            after.children += block.children  # those of the section, which stay next to its heading
            continue
        if not macros or not is_blank(block.children):
            plain.append(block)
        after = Element("p", children=macros, source=near) if macros else None
        if after is not None:
            plain.append(after)
    return plain


def _without_macros(nodes: Sequence[Node], macros: list[Element]) -> list[Node]:
    rest: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            rest.append(node)
        elif _is_macro(node):
            macros.append(node)
        elif kind_of(node) is None and node.name not in {"ac:link", "ac:image"}:
            rest.append(node.like(_without_macros(node.children, macros)))
        else:
            rest.append(node)
    return rest


def plain_captions(
    blocks: Sequence[Element], report: Report, near: Source | None
) -> Sequence[Element]:
    """Put the anchors of captions before the image; a caption with anything else that it cannot hold goes below it."""
    plain: list[Element] = []
    for block in blocks:
        plain += _plain_caption(block, report, block.source or near)
    return plain


def _plain_caption(block: Element, report: Report, near: Source | None) -> list[Element]:
    image = block.child("ac:image") if block.name == "a" else block
    caption = image.child("ac:caption") if image is not None else None
    if kind_of(block) is not Kind.IMAGE or image is None or caption is None:
        return [block]
    plain: list[Element] = []
    if anchors := anchors_of(caption):
        plain.append(Element("p", children=anchors, source=block.source))
        caption.children = without_anchors(caption.children)
    plain.append(block)
    lines = into_blocks(caption.children, images_in_text=False)
    stays = block is image and not _cause(lines)
    if not stays or not lines:
        image.children = [child for child in image.children if child is not caption]
    if not stays:
        if cause := _cause(lines):
            report(cause, "caption", near)
        align = image.attributes.get("ac:align", "center")
        style = {} if align == "left" else {"style": f"text-align: {align};"}
        plain += [
            Element("p", style, line.children, source=near) if line.name == "p" else line
            for line in lines
        ]
    elif lines:
        # A caption is one line of text.
        joined: list[Node] = []
        for line in lines:
            joined += [Element("br"), *line.children] if joined else line.children
        caption.children = [Element("p", children=joined)]
    return plain


def _cause(lines: Sequence[Element]) -> str:
    """What it is in a caption that cannot be there; empty when it is all text."""
    parts = [part for line in lines for part in line.walk()]
    if any(map(_is_macro, parts)):
        return "macro"
    if any(part.name == "ac:image" for part in parts):
        return "image"
    kinds = [kind_of(line) for line in lines]
    return next((kind.value for kind in kinds if kind and kind is not Kind.PARAGRAPH), "")


def _is_macro(element: Element) -> bool:
    return element.name == MACRO or bool(element.inline)
