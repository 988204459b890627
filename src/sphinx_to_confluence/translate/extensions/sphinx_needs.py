"""How are the nodes of ``sphinx-needs`` written? Nearly all of them become tables and paragraphs by themselves."""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import handles, marked


@handles("sphinx_needs.roles.need_part.NeedPart", becomes="Its text, and a place to link to.")
def part(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """A part of a need, which has an id of its own."""
    page.anchors(node)
    page.children(node)


@marked(nodes.container, classes="need_container", becomes="The table of the need.")
def need(node: nodes.container, page: PageContext, _out: Out) -> None:
    """A need; the id around it is another one whenever the document is read, and for scripts only."""
    page.children(node)


@marked(nodes.inline, classes="needs_collapse", becomes="Nothing: it is a button for scripts.")
def button(_node: nodes.inline, _page: PageContext, _out: Out) -> None:
    """The button that folds a need."""
