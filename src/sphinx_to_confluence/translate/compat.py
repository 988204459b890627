"""How do visit and depart functions of other extensions write into our tree?

``app.add_node(node, confluence=(visit, depart))`` registers functions that append text to ``self.body``, as for the
writers of Sphinx. They get an adapter for ``self``; what they write around the children is parsed once and grafted in.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_to_confluence.storage.elements import Element, Node
from sphinx_to_confluence.storage.parse import MalformedStorageError, parse
from sphinx_to_confluence.warnings import ConfluenceWarning

if TYPE_CHECKING:
    from sphinx.builders import Builder

    from sphinx_to_confluence.translate.page import PageContext

Pair = tuple[Callable[..., None], Callable[..., None] | None]

_SLOT = "ac:children-go-here"


@dataclass(frozen=True, slots=True)
class LegacyHandlers:
    """The functions that extensions registered, by the name of the node class, as Sphinx keeps them."""

    pairs: Mapping[str, Pair] = field(default_factory=dict)

    @classmethod
    def of(cls, builder: Builder) -> LegacyHandlers:
        """Those for this builder; its own name goes before its format, and ``confluence`` serves all our builders."""
        handlers = _handlers(builder)
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
        children = _run(pair, writer, node)
        markup = "".join(writer.body)
        try:
            grafted = parse(markup)
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

    @staticmethod
    def encode(text: str) -> str:
        """Text as it may stand in markup."""
        return html.escape(text, quote=True)

    def start_tag(
        self,
        _node: nodes.Node,
        tag: str,
        suffix: str | None = None,
        empty: bool = False,
        **attributes: Any,
    ) -> str:
        """The beginning of an element; ``empty`` makes it complete."""
        pairs = "".join(
            f' {name.replace("__", ":")}="{self.encode(str(value))}"'
            for name, value in attributes.items()
        )
        return f"<{tag}{pairs}{'/' if empty else ''}>{suffix or ''}"

    @staticmethod
    def end_tag(node: Any, tag: str | None = None, suffix: str | None = None) -> str:
        """The end of an element; called with or without the node."""
        name = tag if tag is not None else str(node)
        return f"</{name}>{suffix or ''}"

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Refuse to walk through children: they are written in their place.

        :raises NotImplementedError: always.
        """
        raise NotImplementedError(f"cannot visit {type(node).__name__} from here")


def _handlers(builder: Builder) -> Mapping[str, Mapping[str, Pair]]:
    # Sphinx has no public name for it: ``builder.app`` is deprecated in 9, and ``_registry`` does not exist before.
    registry = getattr(builder, "_registry", None) or builder.app.registry
    return registry.translation_handlers


def _run(pair: Pair, writer: Writer, node: nodes.Element) -> bool:
    """Call visit and depart with a slot for the children between; whether the children are wanted."""
    visit, depart = pair
    children = True
    try:
        visit(writer, node)
    except nodes.SkipNode:
        return False
    except nodes.SkipChildren:
        children = False
    except nodes.SkipDeparture:
        depart = None
    except nodes.SkipSiblings:
        pass
    if children:
        writer.body.append(f"<{_SLOT}/>")
    if depart is not None:
        depart(writer, node)
    return children


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
