"""What stands before and after the text of a page? Header and footer, a notice, ways on, the way to the source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from sphinx_to_confluence.storage.elements import Element, Node
from sphinx_to_confluence.storage.parse import MalformedStorageError, parse
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.references import to_place
from sphinx_to_confluence.warnings import ConfluenceWarning

TOP = "top"
BOTTOM = "bottom"

_GREY = "color: rgb(107,119,140);"
_APART = "\u00a0\u00a0|\u00a0\u00a0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What a page has around its text.

    :param header: storage format; likewise ``footer``.
    :param notice: one line of text.
    :param source_text: what the link to the source is called.
    :param source_address: where it leads; empty for none.
    :param previous: docname of the page before this one; empty for none. Likewise ``next``.
    :param ways: where these two are linked to: :data:`TOP`, :data:`BOTTOM`.
    """

    header: str = ""
    footer: str = ""
    notice: str = ""
    source_text: str = ""
    source_address: str = ""
    previous: str = ""
    next: str = ""
    ways: AbstractSet[str] = frozenset()


NO_FURNITURE = Furniture()


def before(furniture: Furniture, page: PageContext, out: Out) -> None:
    """Write what stands above the text."""
    _markup("header", furniture.header, page, out)
    if furniture.notice:
        with out.element("p"), out.element("em"), out.element("span", {"style": _GREY}):
            out.text(furniture.notice)
    if TOP in furniture.ways:
        _line(_ways(furniture, page, out), out)


def after(furniture: Furniture, page: PageContext, out: Out) -> None:
    """Write what stands below the text."""
    parts = _ways(furniture, page, out) if BOTTOM in furniture.ways else []
    if furniture.source_address:
        parts.append(lambda: _source_link(furniture, out))
    if parts:
        out.empty("hr")
        _line(parts, out)
    _markup("footer", furniture.footer, page, out)


def _ways(furniture: Furniture, page: PageContext, out: Out) -> list[Callable[[], None]]:
    """The links to the pages before and after this one, each as a function that writes it."""
    parts: list[Callable[[], None]] = []
    if furniture.previous:

        def back() -> None:
            out.text("\N{LEFTWARDS ARROW} ")
            _link_to(furniture.previous, page, out)

        parts.append(back)
    if furniture.next:

        def on() -> None:
            _link_to(furniture.next, page, out)
            out.text(" \N{RIGHTWARDS ARROW}")

        parts.append(on)
    return parts


def _link_to(docname: str, page: PageContext, out: Out) -> None:
    page.uses.add(docname)
    to_place(docname, "", page, out, lambda: out.text(page.site.title(docname)))


def _source_link(furniture: Furniture, out: Out) -> None:
    with out.element("a", {"href": furniture.source_address}):
        out.text(furniture.source_text)


def _line(parts: Sequence[Callable[[], None]], out: Out) -> None:
    if not parts:
        return
    with out.element("p"):
        for index, write in enumerate(parts):
            if index:
                out.text(_APART)
            write()


def _markup(what: str, markup: str, page: PageContext, out: Out) -> None:
    """Write storage format; what is not well-formed is left out with a warning."""
    try:
        nodes = _parsed(markup)
    except MalformedStorageError as error:
        message = "the %s of the page is not well-formed: %s"
        page.warn(ConfluenceWarning.BAD_MARKUP, message, what, error, node=page.doctree)
        return
    out.add(*_copied(nodes))


@lru_cache(maxsize=8)
def _parsed(markup: str) -> tuple[Node, ...]:
    # Most projects have the same on all pages.
    return tuple(parse(markup)) if markup.strip() else ()


def _copied(nodes: Sequence[Node]) -> list[Node]:
    """The same once more: the rules of the editor change what they are given."""
    return [
        node.like(_copied(node.children)) if isinstance(node, Element) else node for node in nodes
    ]
