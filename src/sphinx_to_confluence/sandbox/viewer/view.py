"""How does a drawing function get at its page, its place and its children?

A drawing function takes ``(element, view)`` and returns HTML. The view says where the element stands, and draws
children either as blocks, where runs of bare text become paragraphs as in the editor, or as inline content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from markupsafe import Markup, escape

from sphinx_to_confluence.sandbox.viewer.markup import join, tag
from sphinx_to_confluence.sandbox.viewer.nesting import Place, misplaced
from sphinx_to_confluence.sandbox.viewer.outline import Highlight, Outline
from sphinx_to_confluence.sandbox.viewer.storage import (
    Element,
    macro_name,
    parameter,
    pieces,
    setting,
)
from sphinx_to_confluence.sandbox.viewer.wiki import Flavour, Target, Wiki

Draw: TypeAlias = Callable[[Element, "View"], Markup]

_INLINE_ELEMENTS = frozenset(
    {"a", "abbr", "ac:emoticon", "ac:inline-comment-marker", "ac:link", "ac:link-body"}
    | {"ac:placeholder", "ac:plain-text-link-body", "b", "big", "br", "cite", "code", "del", "em"}
    | {"font", "i", "img", "ins", "kbd", "s", "samp", "script", "small", "span", "strong", "style"}
    | {"sub", "sup", "time", "tt", "u", "var"}
)
# Macros without a body that fill a line of their own; others stay in the line that they stand in.
_BLOCK_MACROS = frozenset(
    {"attachments", "children", "detailssummary", "excerpt-include", "iframe", "include"}
    | {"multimedia", "toc"}
    | {"view-file", "viewdoc", "viewpdf", "viewppt", "viewxls", "widget"}
)
_BODIES = ("ac:rich-text-body", "ac:plain-text-body")


@dataclass(frozen=True)
class View:
    """Where drawing stands.

    :param page: the page whose body is drawn; of an included page, that page.
    :param including: ids of the pages that are being drawn, outermost first, so that no page includes itself.
    :param host: name and port under which the viewer is reached; links to it are links to pages of ours.
    :param highlights: the words of the page that open comments are about, by the elements around them.
    :param places: the containers around, innermost last.
    """

    wiki: Wiki
    page: Target
    flavour: Flavour
    outline: Outline
    elements: Mapping[str, Draw]
    unknown: Draw
    including: tuple[str, ...]
    host: str = ""
    highlights: Mapping[Element, Highlight] = field(default_factory=dict)
    places: tuple[Place, ...] = (Place.ROOT,)

    @property
    def cloud(self) -> bool:
        """Whether the page is drawn as on Cloud."""
        return self.flavour is Flavour.CLOUD

    @property
    def place(self) -> Place:
        """The container around."""
        return self.places[-1]

    def within(self, place: Place) -> View:
        """Return the view from inside a container."""
        return replace(self, places=(*self.places, place))

    def draw(self, element: Element) -> Markup:
        """Draw one element; one that the editor cannot hold here is shown, but marked."""
        drawn = self.elements.get(element.tag, self.unknown)(element, self)
        complaint = misplaced(element, self.places) if self.cloud else ""
        if complaint:
            return tag("div", drawn, class_="misplaced", title=complaint)
        return drawn

    def inline(self, element: Element) -> Markup:
        """Draw all children into a line of text."""
        return join(
            escape(piece) if isinstance(piece, str) else self.draw(piece)
            for piece in pieces(element)
        )

    def blocks(self, element: Element) -> Markup:
        """Draw children as blocks; white space between them is dropped, bare text becomes paragraphs on Cloud."""
        return self.split(element, lambda line: tag("p", line.strip()) if self.cloud else line)

    def split(self, element: Element, paragraph: Callable[[Markup], Markup]) -> Markup:
        """Draw children, each run of inline ones by ``paragraph``, blocks between those paragraphs."""
        return join(self._split(element, paragraph))

    def _split(self, element: Element, paragraph: Callable[[Markup], Markup]) -> Iterator[Markup]:
        line: list[Markup] = []
        for piece in pieces(element):
            if isinstance(piece, str):
                line.append(escape(piece))
            elif not self.is_block(piece):
                line.append(self.draw(piece))
            else:
                if join(line).strip(" \t\r\n"):
                    yield paragraph(join(line))
                line = []
                yield self.draw(piece)
        if join(line).strip(" \t\r\n"):
            yield paragraph(join(line))

    def is_block(self, element: Element) -> bool:
        """Tell whether an element starts a line of its own."""
        name = macro_name(element)
        if name:
            has_body = any(child.tag in _BODIES for child in element)
            lists_issues = name == "jira" and not (
                parameter(element, "key") is not None or setting(element, "count") == "true"
            )
            return has_body or name in _BLOCK_MACROS or lists_issues
        if element.tag == "ac:image":
            return self.cloud and element.get("ac:inline") != "true"
        if element.tag == "a" and element.get("data-card-appearance") in {"block", "embed"}:
            return True
        if element.tag in {"a", "ac:link", "ac:link-body"}:
            return self._is_linked_image(element)
        return element.tag not in _INLINE_ELEMENTS

    def _is_linked_image(self, element: Element) -> bool:
        content = [
            piece
            for piece in pieces(element)
            if not (piece.isspace() if isinstance(piece, str) else piece.tag.startswith("ri:"))
        ]
        return bool(content) and all(
            not isinstance(piece, str) and self.is_block(piece) for piece in content
        )
