"""How are the tabs of ``sphinx-inline-tabs`` written?"""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import handles
from sphinx_to_confluence.translate.tabs import Tab, write_tabs


@handles(
    "sphinx_inline_tabs._impl.TabContainer",
    becomes="The macro for tabs, if there is a template for one; else an expand, or its label above its code.",
)
def tab_container(node: nodes.Element, page: PageContext, out: Out) -> None:
    """A tab, with those behind it that make one set with it: its node has no parent for the set."""
    tabs = list(_set_of(node))
    page.take(tabs[1:])
    write_tabs(node, [_tab(tab) for tab in tabs], page, out)


def _set_of(first: nodes.Element) -> Iterator[nodes.Element]:
    yield first
    siblings = first.parent.children
    for node in siblings[siblings.index(first) + 1 :]:
        if type(node) is not type(first) or node.get("new_set"):
            return
        yield node


def _tab(node: nodes.Element) -> Tab:
    label, content = node.children
    return Tab(node, label.children, content.children)
