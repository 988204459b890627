"""How is what ``sphinx_toolbox.collapse`` folds written?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import expand
from sphinx_to_confluence.translate.registry import handles

_SUMMARY = "CollapseSummaryNode"


@handles(
    "sphinx_toolbox.collapse.CollapseNode",
    becomes="An expand; a grey panel when it is open from the beginning.",
)
def collapse(node: nodes.Element, page: PageContext, out: Out) -> None:
    """A label, and what is behind it; older releases have the label as text only."""
    labels = [child for child in node.children if type(child).__name__ == _SUMMARY]
    body = [child for child in node.children if type(child).__name__ != _SUMMARY]
    title = labels[0].children if labels else str(node.get("label") or "")
    expand(node, page, out, title=title, body=body, is_open=bool(node.get("open")))


@handles(f"sphinx_toolbox.collapse.{_SUMMARY}")
def summary(_node: nodes.Element, _page: PageContext, _out: Out) -> None:
    """Written by what it is the label of."""
