"""How are containers written whose class folds them? Those of ``sphinx-togglebutton``, for one."""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import expand
from sphinx_to_confluence.translate.registry import marked


@marked(nodes.container, classes="collapse", becomes="An expand, whose title Confluence chooses.")
def collapsed(node: nodes.container, page: PageContext, out: Out) -> None:
    """Text behind a title, by a class that sphinxcontrib-confluencebuilder knows, too."""
    expand(node, page, out, body=node.children)


@marked(nodes.container, classes="toggle", becomes="An expand.")
def toggle(node: nodes.container, page: PageContext, out: Out) -> None:
    """Text behind a button; what is shown at once needs no button."""
    if "toggle-shown" in node["classes"]:
        page.anchors(node)
        page.children(node)
        return
    hint = str(getattr(page.builder.config, "togglebutton_hint", ""))
    expand(node, page, out, title=hint, body=node.children)
