"""What do all notebooks have in common? Outputs in several forms, and widgets that need a browser."""

from __future__ import annotations

from urllib.parse import urljoin

from docutils import nodes

from sphinx_to_confluence.translate.page import PageContext

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

MIME_PRIORITY = (
    "image/png", "image/jpeg", "image/gif", "text/html", "image/svg+xml", "text/markdown", "text/latex",
    WIDGET_VIEW, "text/plain", "application/javascript",
)  # fmt: skip
"""Which of several forms of an output is shown: a picture says the same everywhere, HTML may need scripts."""


def widget(node: nodes.Node, page: PageContext) -> None:
    """Write a remark in the place of something interactive, with a link to HTML if it is known where that is."""
    page.lost("an interactive widget of a notebook is left out", node)
    base = page.builder.config.html_baseurl
    with page.out.element("p", at=node), page.out.element("em"):
        if base:
            suffix = page.builder.config.html_file_suffix or ".html"
            with page.out.element("a", {"href": urljoin(base, f"{page.document}{suffix}")}):
                page.out.text("Interactive widget")
        else:
            page.out.text("Interactive widget, shown in the HTML version only")
