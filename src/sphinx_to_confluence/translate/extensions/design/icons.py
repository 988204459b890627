"""How are the icons of ``sphinx-design`` written?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.icons import drawn_icon, write_icon
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import handles


@handles(
    "sphinx_design.icons.sd_icon",
    "sphinx_design.icons.fontawesome",
    becomes="A sign, where there is one for the icon; else its name, if there is no text beside it.",
)
def icon(node: nodes.Element, page: PageContext, out: Out) -> None:
    """An icon of Octicons, Material Design or Font Awesome."""
    page.anchors(node)
    write_icon(str(node.get("icon") or drawn_icon(node.get("svg", "")) or ""), node, page, out)
