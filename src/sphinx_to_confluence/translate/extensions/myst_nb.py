"""How are the cells of ``myst-nb`` written?"""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import expand
from sphinx_to_confluence.translate.registry import marked

_HIDDEN = {
    # By mode: which parts fold, as the sentence on the expand calls them.
    "input": {"cell_code_source": "source"},
    "output": {"cell_code_output": "output"},
    "input+output": {"cell_code_source": "source", "cell_code_output": "output"},
}


@marked(
    nodes.container,
    nb_element="cell_code",
    becomes="Its code and its outputs; what has a tag that hides it is in an expand.",
)
def cell(node: nodes.container, page: PageContext, out: Out) -> None:
    """A cell of code."""
    page.anchors(node)
    mode = node.get("hide_mode")
    if mode == "all":
        _fold(node, "content", node.children, page, out)
        return
    hidden = _HIDDEN.get(mode or "", {})
    for part in node.children:
        called = hidden.get(part.get("nb_element", "")) if isinstance(part, nodes.Element) else None
        if called:
            _fold(node, called, [part], page, out)
        else:
            page.visit(part)


def _fold(
    node: nodes.container, called: str, body: Sequence[nodes.Node], page: PageContext, out: Out
) -> None:
    title = node.get("prompt_show", "Show code cell {type}").replace("{type}", called)
    expand(node, page, out, title=title, body=body)
