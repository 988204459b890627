"""How is the text of ``sphinxnotes-strike`` written?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import handles


@handles("sphinxnotes.strike.strike_node", becomes="The text with a line through it.")
def struck(node: nodes.TextElement, page: PageContext, out: Out) -> None:
    """Text that no longer holds."""
    with out.element("span", {"style": "text-decoration: line-through;"}):
        page.children(node)
