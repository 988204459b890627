"""How are the details of ``sphinxcontrib-details-directive`` written?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import expand
from sphinx_to_confluence.translate.registry import marked


@marked(
    nodes.container,
    type="details",
    becomes="An expand; a grey panel when it is open from the beginning.",
)
def details(node: nodes.container, page: PageContext, out: Out) -> None:
    """A summary, and what is behind it."""
    summary, *body = node.children
    expand(node, page, out, title=summary.children, body=body, is_open=bool(node.get("opened")))
