"""How are the cells of ``jupyter-sphinx`` written?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.notebooks import MIME_PRIORITY, widget
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import handles, silent


@handles(
    "jupyter_sphinx.ast.JupyterCellNode",
    "jupyter_sphinx.ast.CellInputNode",
    "jupyter_sphinx.ast.CellOutputNode",
    "jupyter_sphinx.thebelab.ThebeOutputNode",
    becomes="What it holds.",
)
def part(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """A cell or one of its parts."""
    page.anchors(node)
    page.children(node)


@handles("jupyter_sphinx.thebelab.ThebeSourceNode", becomes="Its code, unless it is hidden.")
def source(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """Code that can be run on the page in HTML."""
    if not node.get("hide_code"):
        page.children(node)


@handles(
    "jupyter_sphinx.ast.MimeBundleNode",
    becomes="One of its outputs: a picture before HTML, HTML before text.",
)
def bundle(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """The same output in several forms."""
    forms = dict(zip(node["mimetypes"], node.children, strict=False))
    best = next((forms[kind] for kind in MIME_PRIORITY if kind in forms), None)
    if best is not None:
        page.visit(best)
    else:
        page.each(node.children[:1])


@handles(
    "jupyter_sphinx.ast.JupyterWidgetViewNode", becomes="A remark that HTML has something there."
)
def view(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """A widget."""
    widget(node, page)


silent(
    {
        "jupyter_sphinx.ast.JupyterKernelNode": "it says where cells run",
        "jupyter_sphinx.ast.JupyterWidgetStateNode": "it is for the scripts of widgets",
        "jupyter_sphinx.thebelab.ThebeButtonNode": "it starts scripts",
    }
)
