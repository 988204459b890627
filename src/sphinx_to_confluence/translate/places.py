"""Where does a node stand on its page? Some forms are possible only where nothing is around them."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.pages.depth import ancestors
from sphinx_to_confluence.translate.page import PageContext

_TRANSPARENT = (
    nodes.document,
    nodes.section,
    nodes.compound,
    addnodes.start_of_file,
    addnodes.only,
)


def at_top(node: nodes.Node, page: PageContext) -> bool:
    """Whether what a node becomes stands on the page itself, not in a list, a cell, a panel or the like.

    Only what is known to be the page is: ``False`` leads to a form that can stand anywhere.
    """
    return all(
        isinstance(around, _TRANSPARENT) or _is_plain_container(around, page)
        for around in ancestors(node)
    )


def _is_plain_container(node: nodes.Element, page: PageContext) -> bool:
    return type(node) is nodes.container and (
        node.get("design_component") == "div" or not page.registry.is_marked(node)
    )
