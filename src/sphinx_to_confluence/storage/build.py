"""How do handlers write elements? Through a cursor, so that nesting in their code is nesting in the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Generic, TypeVar

from sphinx_to_confluence.storage.elements import FRAGMENT, Element, Node, Source

Origin = TypeVar("Origin")


class Cursor(Generic[Origin]):
    """The place in a tree where the next element goes.

    :param locate: tells where something that elements are made from (``at=``) stands in the sources.
    """

    def __init__(self, locate: Callable[[Origin], Source | None]) -> None:
        self.root = Element(FRAGMENT)
        self._locate = locate
        self._open = [self.root]

    def element(
        self, name: str, attributes: Mapping[str, str] | None = None, *, at: Origin | None = None
    ) -> _Inside:
        """Add an element and write into it: ``with out.element("ul", at=node): …``."""
        element = Element(name, attributes, source=None if at is None else self._locate(at))
        return _Inside(self._open, element)

    def empty(
        self, name: str, attributes: Mapping[str, str] | None = None, *, at: Origin | None = None
    ) -> None:
        """Add an element without children."""
        with self.element(name, attributes, at=at):
            pass

    def add(self, *nodes: Node, at: Origin | None = None) -> None:
        """Add nodes that are complete; ``at`` says where those come from that do not know."""
        source = None if at is None else self._locate(at)
        for node in nodes:
            if source is not None and isinstance(node, Element) and node.source is None:
                node.source = source
            self._open[-1].children.append(node)

    def text(self, text: str) -> None:
        """Add text; whitespace means as much as in HTML."""
        if text:
            self._open[-1].children.append(text)

    def collect(self) -> _Inside:
        """Write into a fragment that is not part of the page: ``with out.collect() as fragment: …``."""
        return _Inside(self._open, Element(FRAGMENT), attach=False)

    def put(self, nodes: Sequence[Node]) -> None:
        """Add the children of a fragment."""
        self._open[-1].children.extend(nodes)


class _Inside:
    """Opens an element, and closes it whatever happened within."""

    __slots__ = ("_attach", "_depth", "_element", "_open")

    def __init__(self, open_: list[Element], element: Element, *, attach: bool = True) -> None:
        self._open = open_
        self._element = element
        self._attach = attach
        self._depth = 0

    def __enter__(self) -> Element:
        if self._attach:
            self._open[-1].children.append(self._element)
        self._depth = len(self._open)
        self._open.append(self._element)
        return self._element

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        del self._open[self._depth :]
