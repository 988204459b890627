"""How are the folded changes of ``sphinxcontrib-log-cabinet`` written?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.storage.macros import EXPAND
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import handles


@handles("sphinxcontrib.log_cabinet.CollapsedLog", becomes="An expand with the older changes.")
def collapsed_log(node: nodes.Element, page: PageContext, out: Out) -> None:
    """Changes in older versions, behind a title."""
    with out.collect() as fragment:
        page.anchors(node)
        page.children(node)
    out.add(EXPAND.element({"title": "Changelog"}, fragment.children), at=node)
