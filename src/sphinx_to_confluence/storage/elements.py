"""What is a page made of, between the translator and the text that Confluence gets?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple


class Source(NamedTuple):
    """Where something comes from: a file relative to the source directory, and a line from 1 if known."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


class CData(str):
    """Text that is kept to the letter, line breaks included: the body of a code block, a link's plain label."""

    __slots__ = ()


class Element:
    """An element of the storage format.

    :param name: with its prefix, such as ``ac:structured-macro``.
    :param attributes: by name with prefix, in the order they are written.
    :param children: elements, text (``str``) and :class:`CData`, in order.
    :param inline: whether it stands in a line of text, where the name does not tell: a macro of some app.
    """

    __slots__ = ("attributes", "children", "inline", "name", "source")

    def __init__(
        self,
        name: str,
        attributes: Mapping[str, str] | None = None,
        children: Sequence[Node] = (),
        *,
        source: Source | None = None,
        inline: bool | None = None,
    ) -> None:
        self.name = name
        self.attributes: dict[str, str] = dict(attributes or {})
        self.children: list[Node] = list(children)
        self.source = source
        self.inline = inline

    def __repr__(self) -> str:
        return f"Element({self.name!r}, {self.attributes!r}, {self.children!r})"

    def __eq__(self, other: object) -> bool:
        """Whether both say the same; where they come from does not matter."""
        if not isinstance(other, Element):
            return NotImplemented
        return (self.name, self.attributes, self.children) == (
            other.name,
            other.attributes,
            other.children,
        )

    __hash__ = None  # type: ignore[assignment]  # elements change while a page is built

    def like(self, children: Sequence[Node]) -> Element:
        """An element of the same name, attributes and source with other children."""
        return Element(self.name, self.attributes, children, source=self.source, inline=self.inline)

    def elements(self) -> Iterator[Element]:
        """The children that are elements."""
        return (child for child in self.children if isinstance(child, Element))

    def child(self, name: str) -> Element | None:
        """The first child of that name."""
        return next((child for child in self.elements() if child.name == name), None)

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in order; without recursion."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(
                [child for child in reversed(element.children) if not isinstance(child, str)]
            )


Node = Element | str

FRAGMENT = ""
"""Name of the element that stands for a list of nodes without an element around them, such as a whole page."""


def text_of(nodes: Sequence[Node]) -> str:
    """All text below these nodes, one after the other, with the alternative text of images.

    Of the parameters of macros there is only what a lozenge says.
    """
    parts: list[str] = []
    waiting: list[Node] = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
        elif node.attributes.get("ac:name") == "status":
            titles = (part for part in node.elements() if part.attributes.get("ac:name") == "title")
            waiting.extend(child for part in titles for child in part.children)
        elif node.name != "ac:parameter":
            if node.name == "ac:image":
                parts.append(node.attributes.get("ac:alt", ""))
            waiting.extend(reversed(node.children))
    return "".join(parts)
