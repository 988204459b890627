"""How are the tabs of ``sphinx-tabs`` written?

It has nodes of its own for builders that it knows, and containers without a name for all others. Both can be met:
documents that were read for another builder are not read again.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import marked
from sphinx_to_confluence.translate.tabs import Tab, place_of_tab, write_tabs

BUILDERS = ("confluence", "singleconfluence")


def make_builders_known(_app: Sphinx, config: Config) -> None:
    """Have our builders among those that sphinx-tabs knows.

    For others it parses what is in a tab a second time, and docutils takes all targets there for duplicates.
    """
    if "sphinx_tabs_valid_builders" in config:
        config.sphinx_tabs_valid_builders = [*config.sphinx_tabs_valid_builders, *BUILDERS]


@marked(
    nodes.container,
    type="tab-element",
    becomes="The macro of ``confluence_macro_templates``; without one, code with its label above it, or an expand for "
    "each tab.",
)
def tab_set(node: nodes.container, page: PageContext, out: Out) -> None:
    """A set of tabs."""
    page.anchors(node)
    labels = [part for child in node.children if _is(child, "Tablist") for part in child.children]
    tabs: list[Tab] = []
    for child in node.children:
        if isinstance(child, nodes.container) and _is(child, "Panel"):
            place = place_of_tab(child, child["ids"][1:])  # the first is for the scripts of HTML
            tabs.append(Tab(place, labels[len(tabs)].children, child.children))
        elif isinstance(child, nodes.container) and _is_tab_for_others(child):
            name, panel, *code = child.children
            # What comes as a paragraph is the label.
            label = [part for block in name.children[0].children for part in block.children]
            tabs.append(Tab(child, label, [*panel.children, *code]))
        elif not _is(child, "Tablist"):
            page.visit(child)
    write_tabs(node, tabs, page, out)


def _is(node: nodes.Node, name: str) -> bool:
    return type(node).__name__ == f"SphinxTabs{name}"


def _is_tab_for_others(node: nodes.container) -> bool:
    """Whether this is a container of the name of a tab, in two more containers, and its panel."""
    if type(node) is not nodes.container or len(node.children) < 2:
        return False
    name = node.children[0]
    return isinstance(name, nodes.container) and isinstance(
        next(iter(name.children), None), nodes.container
    )
