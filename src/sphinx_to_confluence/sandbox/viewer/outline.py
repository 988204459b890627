"""What can be jumped to on a page? The ids of its headings by the renderer's own rule, and its anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sphinx_to_confluence.sandbox.viewer.storage import (
    Element,
    macro_name,
    pieces,
    plain,
    setting,
)
from sphinx_to_confluence.sandbox.viewer.wiki import Flavour

_HEADING = re.compile(r"h[1-6]")
# What Atlassian's renderer writes into an id for an inline node that has no text of its own.
_NODE_NAMES = {
    "br": "[hardBreak]",
    "time": "[date]",
    "ac:image": "[mediaInline]",
    "ac:structured-macro": "[inlineExtension]",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as the table of contents lists it; ``level`` is 1 to 6."""

    level: int
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of a page in their order, the id of each of their elements, and every id there is."""

    headings: tuple[Heading, ...]
    ids: Mapping[Element, str]
    targets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Highlight:
    """Words that an open comment is about; markup among them makes several pieces of them, ``is_first`` is the first.

    :param comment: the id of the element of the comment.
    """

    comment: str
    is_first: bool


def highlights_of(root: Element, comments: Mapping[str, str]) -> Mapping[Element, Highlight]:
    """Return the words that open comments are about, by the markers around them.

    :param comments: the id of the element of each open comment, by the ref of its markers.
    """
    found: dict[Element, Highlight] = {}
    seen: set[str] = set()
    for element in root.iter("ac:inline-comment-marker"):
        ref = element.get("ac:ref", "")
        if ref in comments:
            found[element] = Highlight(comments[ref], ref not in seen)
            seen.add(ref)
    return found


def outline_of(root: Element, flavour: Flavour, page_title: str) -> Outline:
    """Number the headings of a parsed page and collect its anchors."""
    prefix = _squeezed(page_title) + "-" if flavour is Flavour.DATA_CENTER else ""
    seen: dict[bool, dict[str, int]] = {True: {}, False: {}}
    headings: list[Heading] = []
    ids: dict[Element, str] = {}
    anchors: set[str] = set()
    for element, in_expand in _walk(root, in_expand=False):
        if macro_name(element) == "anchor":
            anchors.add(anchor_id(setting(element, ""), flavour, page_title))
        elif _HEADING.fullmatch(element.tag):
            text = "".join(_heading_text(element)).strip()
            base = prefix + _squeezed(text) if prefix else re.sub(r"\s", "-", text)
            # Cloud numbers the headings within expands by themselves.
            counts = seen[in_expand and flavour is Flavour.CLOUD]
            number = counts.get(base, 0)
            counts[base] = number + 1
            ids[element] = f"{base}.{number}" if number else base
            headings.append(Heading(int(element.tag[1]), plain(element).strip(), ids[element]))
    return Outline(tuple(headings), ids, frozenset(anchors | set(ids.values())))


def anchor_id(name: str, flavour: Flavour, page_title: str) -> str:
    """Return the id that an anchor macro gets."""
    if flavour is Flavour.DATA_CENTER:
        return f"{_squeezed(page_title)}-{_squeezed(name)}"
    return re.sub(r"\s", "-", name.strip())


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _walk(element: Element, *, in_expand: bool) -> Iterator[tuple[Element, bool]]:
    for child in element:
        yield child, in_expand
        yield from _walk(child, in_expand=in_expand or macro_name(child) == "expand")


def _heading_text(element: Element) -> Iterator[str]:
    for piece in pieces(element):
        if isinstance(piece, str):
            yield piece
        elif macro_name(piece) == "status":
            yield setting(piece, "title")
        elif piece.tag == "ac:emoticon":
            yield piece.get("ac:emoji-shortname", "")
        elif piece.tag == "a" and piece.get("data-card-appearance"):
            yield "[inlineCard]"
        elif piece.tag in _NODE_NAMES:
            yield _NODE_NAMES[piece.tag]
        else:
            yield from _heading_text(piece)
