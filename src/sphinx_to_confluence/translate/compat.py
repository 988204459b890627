"""How do visit and depart functions of other extensions write into our tree?

``app.add_node(node, confluence=(visit, depart))`` registers functions that append text to ``self.body``, as for the
writers of Sphinx. They get an adapter for ``self``; what they write around the children is parsed once and grafted in.
"""

from __future__ import annotations

import contextlib
import html
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.errors import SphinxError

from sphinx_to_confluence.storage.elements import Element, Node
from sphinx_to_confluence.storage.mend import drop_unknown_attributes
from sphinx_to_confluence.storage.parse import MalformedStorageError, parse
from sphinx_to_confluence.warnings import ConfluenceWarning

if TYPE_CHECKING:
    from sphinx.builders import Builder

    from sphinx_to_confluence.translate.page import PageContext

Pair = tuple[Callable[..., None], Callable[..., None] | None]

_SLOT = "ac:children-go-here"


class FunctionFailedError(Exception):
    """A function of an extension raised an exception.

    :param name: of the function.
    :param reason: the exception.
    """

    def __init__(self, name: str, reason: Exception) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LegacyHandlers:
    """The functions that extensions registered, by the name of the node class, as Sphinx keeps them."""

    pairs: Mapping[str, Pair] = field(default_factory=dict)

    @classmethod
    def of(cls, builder: Builder) -> LegacyHandlers:
        """Those for this builder; its own name goes before its format, and ``confluence`` serves all our builders."""
        handlers = functions(builder)
        pairs: dict[str, Pair] = {}
        for name in (builder.format, "confluence", builder.name):
            pairs.update(handlers.get(name, {}))
        return cls(pairs)

    def find(self, node: nodes.Node) -> Pair | None:
        """The functions for exactly this class of nodes."""
        return self.pairs.get(type(node).__name__) if self.pairs else None

    def write(self, pair: Pair, node: nodes.Element, page: PageContext) -> None:
        """Run the functions and put in what they wrote, with the children where they said."""
        writer = Writer(page)
        try:
            markup, children = run(pair, writer, writer.body, node, slot=f"<{_SLOT}/>")
        except FunctionFailedError as error:
            page.warn(
                ConfluenceWarning.BAD_MARKUP,
                "%s of an extension failed for %s: %s: %s",
                error.name,
                type(node).__name__,
                type(error.reason).__name__,
                error.reason,
                node=node,
            )
            page.children(node)
            return
        try:
            grafted = parse(markup, slot=_SLOT, source=page.locate(node))
        except MalformedStorageError as error:
            page.warn(
                ConfluenceWarning.BAD_MARKUP,
                "what an extension wrote for %s is not well-formed: %s",
                type(node).__name__,
                error,
                node=node,
            )
            if children:
                page.children(node)
            return
        drop_unknown_attributes(grafted, page.editor, page.complain)
        _graft(grafted, node, page)


class Writer:
    """What ``self`` is for a visit or depart function: the part of Sphinx's translators that such functions use."""

    def __init__(self, page: PageContext) -> None:
        self.body: list[str] = []
        self.builder = page.builder
        self.config = page.builder.config
        self.document = page.doctree
        self.docname = page.docname
        self.settings = page.doctree.settings
        self._open: defaultdict[nodes.Node, list[str]] = defaultdict(list)

    @staticmethod
    def encode(text: str) -> str:
        """Text as it may stand in markup."""
        return html.escape(text, quote=True)

    def start_tag(
        self,
        node: nodes.Node,
        tag: str,
        suffix: str | None = None,
        empty: bool = False,
        **attributes: Any,
    ) -> str:
        """The beginning of an element, which :meth:`end_tag` ends; ``empty`` makes it complete."""
        if not empty:
            self._open[node].append(tag)
        pairs = "".join(
            f' {name.replace("__", ":")}="{self.encode(str(value))}"'
            for name, value in attributes.items()
        )
        return f"<{tag}{pairs}{'/' if empty else ''}>{suffix or ''}"

    def end_tag(self, node: nodes.Node, suffix: str | None = None) -> str:
        """The end of the last element that was begun for a node and is still open.

        :param suffix: text to put after it; the name of the element itself is taken for what it says.
        :raises LookupError: when there is none.
        """
        if not self._open[node]:
            raise LookupError(f"no open tag for {type(node).__name__}")
        tag = self._open[node].pop()
        after = suffix if suffix is not None and suffix != tag else ""
        return f"</{tag}>{after}"

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Refuse to walk through children: they are written in their place.

        :raises NotImplementedError: always.
        """
        raise NotImplementedError(f"cannot visit {type(node).__name__} from here")


def functions(builder: Builder) -> Mapping[str, Mapping[str, Pair]]:
    """All visit and depart functions of extensions, by name or format of a builder and by class of nodes."""
    # Sphinx has no public name for it: ``builder.app`` is deprecated in 9, and ``_registry`` does not exist before.
    registry = getattr(builder, "_registry", None) or builder.app.registry
    return registry.translation_handlers


def run(
    pair: Pair, writer: object, body: list[str], node: nodes.Element, *, slot: str
) -> tuple[str, bool]:
    """Call visit and depart; what they wrote, with a slot for the children if these are wanted, and whether they are.

    :param writer: what is ``self`` for the functions.
    :param body: what they append to.
    :raises FunctionFailedError: when one of them did.
    """
    visit, depart = pair
    children = True
    try:
        with _blaming(visit):
            visit(writer, node)
    except nodes.SkipNode:
        return "".join(map(str, body)), False
    except nodes.SkipChildren:
        children = False
    except nodes.SkipDeparture:
        depart = None
    except nodes.SkipSiblings:
        pass
    if children:
        body.append(slot)
    if depart is not None:
        # There is nothing left to skip.
        with contextlib.suppress(nodes.TreePruningException), _blaming(depart):
            depart(writer, node)
    return "".join(map(str, body)), children


@contextlib.contextmanager
def _blaming(function: Callable[..., None]) -> Iterator[None]:
    """Say whose mistake an exception is; not for those that steer the walk, or stop the build on purpose."""
    try:
        yield
    except (nodes.TreePruningException, SphinxError):
        raise
    except Exception as error:
        name = getattr(function, "__qualname__", type(function).__qualname__)
        raise FunctionFailedError(f"{function.__module__}.{name}", error) from error


def _graft(grafted: list[Node], node: nodes.Element, page: PageContext) -> None:
    for part in grafted:
        if isinstance(part, str):
            page.out.add(part)
        elif part.name == _SLOT:
            page.children(node)
        else:
            _graft_element(part, node, page)


def _graft_element(part: Element, node: nodes.Element, page: PageContext) -> None:
    with page.out.element(part.name, part.attributes, at=node):
        _graft(part.children, node, page)
