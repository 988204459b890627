"""How is what ``sphinx-togglebutton`` folds written? Its admonitions are in :mod:`..admonitions`."""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import expand
from sphinx_to_confluence.translate.registry import marked


@marked(nodes.container, classes="toggle", becomes="An expand.")
def toggle(node: nodes.container, page: PageContext, out: Out) -> None:
    """Text behind a button; what is shown at once needs no button."""
    if "toggle-shown" in node["classes"]:
        page.anchors(node)
        page.children(node)
        return
    hint = str(getattr(page.builder.config, "togglebutton_hint", ""))
    expand(node, page, out, title=hint, body=node.children)
