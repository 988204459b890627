"""Which function writes a node? A table by node class, filled by ``@handles(...)``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes

from sphinx_to_confluence.bundle.model import Editor

if TYPE_CHECKING:
    from sphinx_to_confluence.translate.page import Out, PageContext

Handler = Callable[[Any, "PageContext", "Out"], None]
"""Writes one node: ``(node, page, out)``. The node is of the class that it was registered for; no type says so here."""

AnyHandler = TypeVar("AnyHandler", bound=Callable[..., None])

NodeClass = type[nodes.Node] | str
"""A class, or its dotted name: ``sphinx.ext.todo.todo_node`` needs no import of what may not be installed."""


class DuplicateHandler(Exception):  # noqa: N818 - says what is wrong
    """Two functions were registered for one class and editor; a mistake of whoever wrote the second one."""


class Registry:
    """Handlers by node class; those for one editor go before those for both."""

    def __init__(self) -> None:
        self._handlers: dict[tuple[str, Editor | None], Handler] = {}
        self._silent: set[str] = set()
        self._found: dict[tuple[type[nodes.Node], Editor], Handler | None] = {}

    def handles(
        self, *classes: NodeClass, editor: Editor | None = None
    ) -> Callable[[AnyHandler], AnyHandler]:
        """Register a function for node classes and those derived from them.

        :param editor: the only editor that it is for; both by default.
        :raises DuplicateHandler: naming both modules.
        """

        def register(function: AnyHandler) -> AnyHandler:
            for node_class in classes:
                self._register(_name(node_class), function, editor)
            return function

        return register

    def silent(self, *classes: NodeClass) -> None:
        """Decide that nodes of exactly these classes produce nothing.

        Not so for classes derived from them: ``autosummary_table`` derives from ``comment`` and is a table.
        """
        for node_class in classes:
            self._register(_name(node_class), _nothing, None)
            self._silent.add(_name(node_class))

    def find(self, node_class: type[nodes.Node], editor: Editor) -> Handler | None:
        """The function for nodes of this class, or ``None`` when nobody knows it."""
        key = (node_class, editor)
        if key not in self._found:
            self._found[key] = self._look_up(node_class, editor)
        return self._found[key]

    def _look_up(self, node_class: type[nodes.Node], editor: Editor) -> Handler | None:
        for base in node_class.__mro__:
            name = _name(base)
            if base is not node_class and name in self._silent:
                continue
            handler = self._handlers.get((name, editor)) or self._handlers.get((name, None))
            if handler is not None:
                return handler
        return None

    def _register(self, name: str, handler: Handler, editor: Editor | None) -> None:
        other = self._handlers.get((name, editor))
        if other is not None:
            raise DuplicateHandler(
                f"both {other.__module__} and {handler.__module__} handle {name}"
            )
        self._handlers[name, editor] = handler
        self._found.clear()


def _name(node_class: NodeClass | type) -> str:
    if isinstance(node_class, str):
        return node_class
    return f"{node_class.__module__}.{node_class.__qualname__}"


def _nothing(_node: nodes.Node, _page: PageContext, _out: Out) -> None:
    """Write nothing, on purpose."""


STANDARD = Registry()
"""What this package knows; complete once :mod:`sphinx_to_confluence.translate` is imported, and then left alone."""

handles = STANDARD.handles
silent = STANDARD.silent
