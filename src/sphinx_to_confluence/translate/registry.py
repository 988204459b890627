"""Which function writes a node? A table by node class, filled by ``@handles(...)``."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from docutils import nodes

from sphinx_to_confluence.bundle.model import Editor

if TYPE_CHECKING:
    from sphinx_to_confluence.translate.page import Out, PageContext

Handler = Callable[[Any, "PageContext", "Out"], None]
"""Writes one node: ``(node, page, out)``. The node is of the class that it was registered for; no type says so here."""

AnyHandler = TypeVar("AnyHandler", bound=Callable[..., None])

NodeClass = type[nodes.Node] | str
"""A class, or its dotted name: ``sphinx.ext.todo.todo_node`` needs no import of what may not be installed."""


Mark = tuple[str, str]
"""An attribute of a node, and its value or one of its values."""


class PerEditor(NamedTuple):
    """What is said of each editor where it is not the same."""

    cloud: str
    data_center: str


class Declared(NamedTuple):
    """What the manual says of a class of nodes.

    :param name: dotted name of the class.
    :param theme: name of the module that handles it, ``silence`` when nobody does.
    """

    name: str
    theme: str
    becomes: PerEditor


class _Row(NamedTuple):
    handler: Handler
    becomes: str | PerEditor

    def said_of(self, editor: Editor) -> str:
        if isinstance(self.becomes, str):
            return self.becomes
        return self.becomes.cloud if editor is Editor.CLOUD else self.becomes.data_center


class DuplicateHandler(Exception):  # noqa: N818 - says what is wrong
    """Two functions were registered for one class and editor; a mistake of whoever wrote the second one."""


class Registry:
    """Handlers by node class; those for one editor go before those for both."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, Editor | None], _Row] = {}
        self._silent: dict[str, str] = {}
        self._marked: dict[str, dict[Mark, _Row]] = {}
        self._found: dict[tuple[type[nodes.Node], Editor], Handler | None] = {}

    def handles(
        self, *classes: NodeClass, editor: Editor | None = None, becomes: str | PerEditor = ""
    ) -> Callable[[AnyHandler], AnyHandler]:
        """Register a function for node classes and those derived from them.

        :param editor: the only editor that it is for; both by default.
        :param becomes: a sentence or two of reStructuredText for the table in the manual: what the node becomes.
        :raises DuplicateHandler: naming both modules.
        """

        def register(function: AnyHandler) -> AnyHandler:
            for node_class in classes:
                self._register(_name(node_class), function, editor, becomes)
            return function

        return register

    def silent(self, reasons: Mapping[NodeClass, str]) -> None:
        """Decide that nodes of exactly these classes produce nothing, each for a reason.

        Not so for classes derived from them: ``autosummary_table`` derives from ``comment`` and is a table.
        """
        for node_class, reason in reasons.items():
            self._register(_name(node_class), _nothing, None, "")
            self._silent[_name(node_class)] = reason

    def marked(
        self, *classes: NodeClass, becomes: str | PerEditor = "", **marks: str
    ) -> Callable[[AnyHandler], AnyHandler]:
        """Register a function for those nodes of some classes that carry a mark; they go before all others.

        A mark is an attribute and its value, or one of its values when it is a list: many packages have no node
        classes of their own, but ``container`` nodes with ``design_component="card"`` or ``classes="toggle"``.

        :param becomes: as for :meth:`handles`.
        :raises DuplicateHandler: naming both modules.
        """

        def register(function: AnyHandler) -> AnyHandler:
            for node_class in classes:
                rows = self._marked.setdefault(_name(node_class), {})
                for mark in marks.items():
                    row = rows.setdefault(mark, _Row(function, becomes))
                    if row.handler is not function:
                        raise _duplicate(row.handler, function, _marked_name(node_class, mark))
            self._found.clear()
            return function

        return register

    def find(self, node_class: type[nodes.Node], editor: Editor) -> Handler | None:
        """The function for nodes of this class, or ``None`` when nobody knows it."""
        key = (node_class, editor)
        if key not in self._found:
            self._found[key] = self._look_up(node_class, editor)
        return self._found[key]

    def by_class(self, node_class: type[nodes.Node], editor: Editor) -> Handler | None:
        """The function for nodes of this class, whatever marks they carry."""
        for base in node_class.__mro__:
            name = _name(base)
            if base is not node_class and name in self._silent:
                continue
            row = self._row(name, editor)
            if row is not None:
                return row.handler
        return None

    def is_marked(self, node: nodes.Element) -> bool:
        """Whether a mark says what writes this node."""
        for base in type(node).__mro__:
            for attribute, value in self._marked.get(_name(base), ()):
                given = node.attributes.get(attribute)
                if given == value or (isinstance(given, list) and value in given):
                    return True
        return False

    def knows(self, node_class: type[nodes.Node], editor: Editor) -> bool:
        """Whether a function was registered for this very class, not only for one that it derives from."""
        return self._row(_name(node_class), editor) is not None

    def declared(self) -> Iterator[Declared]:
        """What becomes of nodes, for every class of which that was said, in the order of registration."""
        for name in dict.fromkeys(name for name, _ in self._rows):
            if reason := self._silent.get(name):
                nothing = f"Nothing: {reason}."
                yield Declared(name, "silence", PerEditor(nothing, nothing))
                continue
            rows = {editor: self._row(name, editor) for editor in Editor}
            said = {editor: row.said_of(editor) if row else "" for editor, row in rows.items()}
            if any(said.values()):
                module = next(row.handler.__module__ for row in rows.values() if row)
                becomes = PerEditor(said[Editor.CLOUD], said[Editor.DATA_CENTER])
                yield Declared(name, _theme(module), becomes)
        for name, rows_by_mark in self._marked.items():
            for mark, row in rows_by_mark.items():
                if row.becomes:
                    becomes = PerEditor(*map(row.said_of, Editor))
                    yield Declared(
                        _marked_name(name, mark), _theme(row.handler.__module__), becomes
                    )

    def _look_up(self, node_class: type[nodes.Node], editor: Editor) -> Handler | None:
        handler = self.by_class(node_class, editor)
        marks: dict[Mark, Handler] = {}
        for base in reversed(node_class.__mro__):
            marks |= {mark: row.handler for mark, row in self._marked.get(_name(base), {}).items()}
        return _by_mark(marks, handler) if marks and handler else handler

    def _row(self, name: str, editor: Editor) -> _Row | None:
        return self._rows.get((name, editor)) or self._rows.get((name, None))

    def _register(
        self, name: str, handler: Handler, editor: Editor | None, becomes: str | PerEditor
    ) -> None:
        other = self._rows.get((name, editor))
        if other is not None:
            raise _duplicate(other.handler, handler, name)
        self._rows[name, editor] = _Row(handler, becomes)
        self._found.clear()


def _name(node_class: NodeClass | type) -> str:
    if isinstance(node_class, str):
        return node_class
    return f"{node_class.__module__}.{node_class.__qualname__}"


def _marked_name(node_class: NodeClass, mark: Mark) -> str:
    """How the manual names nodes with a mark: ``docutils.nodes.container[classes=toggle]``."""
    attribute, value = mark
    return f"{_name(node_class)}[{attribute}={value}]"


def _theme(module: str) -> str:
    """``lists`` for our own module of that name, ``extensions`` for all modules of extensions."""
    return module.removeprefix(f"{__package__}.").partition(".")[0]


def _by_mark(marks: Mapping[Mark, Handler], otherwise: Handler) -> Handler:
    """Write a node as its mark says, if it has one that is known."""
    attributes = tuple(dict.fromkeys(attribute for attribute, _ in marks))

    @functools.wraps(otherwise)
    def write(node: nodes.Element, page: PageContext, out: Out) -> None:
        for attribute in attributes:
            given = node.attributes.get(attribute)
            if not given:
                continue
            for value in given if isinstance(given, list) else (given,):
                handler = marks.get((attribute, value))
                if handler is not None:
                    handler(node, page, out)
                    return
        otherwise(node, page, out)

    return write


def _duplicate(handler: Handler, other: Handler, what: str) -> DuplicateHandler:
    return DuplicateHandler(f"both {handler.__module__} and {other.__module__} handle {what}")


def _nothing(_node: nodes.Node, _page: PageContext, _out: Out) -> None:
    """Write nothing, on purpose."""


STANDARD = Registry()
"""What this package knows; complete once :mod:`sphinx_to_confluence.translate` is imported, and then left alone."""

handles = STANDARD.handles
marked = STANDARD.marked
silent = STANDARD.silent
