"""How does a drawing function get at its page, its place and its children?

A drawing function takes ``(element, view)`` and returns HTML. The view says where the element stands, and draws
children either as blocks, where runs of bare text become paragraphs as in the editor, or as inline content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from markupsafe import Markup, escape

from sphinx_to_confluence.sandbox.viewer.markup import join, tag
from sphinx_to_confluence.sandbox.viewer.nesting import Place, misplaced
from sphinx_to_confluence.sandbox.viewer.outline import Outline
from sphinx_to_confluence.sandbox.viewer.storage import (
    Element,
    macro_name,
    parameter,
    pieces,
)
from sphinx_to_confluence.sandbox.viewer.wiki import Flavour, Target, Wiki

Draw: TypeAlias = Callable[[Element, "View"], Markup]

_INLINE_ELEMENTS = frozenset(
    {
        *("a", "ac:emoticon", "ac:inline-comment-marker", "ac:link", "ac:placeholder", "b", "big"),
        *(
            "br",
            "cite",
            "code",
            "del",
            "em",
            "font",
            "i",
            "img",
            "ins",
            "kbd",
            "s",
            "samp",
            "small",
        ),
        *("span", "strong", "sub", "sup", "time", "tt", "u", "var"),
    }
)
INLINE_MACROS = frozenset({"anchor", "status", "mathinline", "eazy-math-inline", "profile"})


@dataclass(frozen=True)
class View:
    """Where drawing stands.

    :param page: the page whose body is drawn; of an included page, that page.
    :param including: ids of the pages that are being drawn, outermost first, so that no page includes itself.
    :param host: name and port under which the viewer is reached; links to it are links to pages of ours.
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
        """Draw children as blocks; bare text between them becomes paragraphs, white space there is dropped."""
        return self.split(element, lambda line: tag("p", line.strip()))

    def split(self, element: Element, paragraph: Callable[[Markup], Markup]) -> Markup:
        """Draw children, each run of inline ones by ``paragraph``, blocks between those paragraphs."""
        return join(self._split(element, paragraph))

    def _split(self, element: Element, paragraph: Callable[[Markup], Markup]) -> Iterator[Markup]:
        line: list[Markup] = []
        for piece in pieces(element):
            if isinstance(piece, str):
                line.append(escape(piece))
            elif not self.is_block(piece, within=element):
                line.append(self.draw(piece))
            else:
                if join(line).strip(" \t\r\n"):
                    yield paragraph(join(line))
                line = []
                yield self.draw(piece)
        if join(line).strip(" \t\r\n"):
            yield paragraph(join(line))

    def is_block(self, element: Element, *, within: Element) -> bool:
        """Tell whether an element starts a line of its own."""
        name = macro_name(element)
        if name:
            # The editor keeps a macro without a body in the line of text that it stands in.
            alone = within.tag != "p" or not _has_text(within)
            return name not in INLINE_MACROS and (alone or not _is_single(element, name))
        if element.tag == "ac:image":
            return self.cloud and element.get("ac:inline") != "true"
        if element.tag == "a" and element.get("data-card-appearance") in {"block", "embed"}:
            return True
        if element.tag in {"a", "ac:link", "ac:link-body"}:
            return (
                len(element) > 0
                and all(
                    self.is_block(child, within=element)
                    for child in element
                    if child.tag != "ri:page"
                )
                and not _has_text(element)
            )
        return element.tag not in _INLINE_ELEMENTS


def _has_text(element: Element) -> bool:
    return any(isinstance(piece, str) and piece.strip() for piece in pieces(element))


def _is_single(element: Element, name: str) -> bool:
    bodiless = all(child.tag == "ac:parameter" for child in element)
    return bodiless and (name != "jira" or parameter(element, "key") is not None)
