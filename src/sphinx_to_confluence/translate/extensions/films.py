"""How are the films of ``sphinxcontrib-youtube`` and ``sphinxcontrib-video`` written?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.html.media import embedded
from sphinx_to_confluence.translate.html.writer import HtmlWriter
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import PerEditor, handles

_BECOMES = PerEditor("A link that shows the film.", "The film, in a macro.")


@handles("sphinxcontrib.youtube.utils.video", becomes=_BECOMES)
def film_of_a_platform(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """A film of YouTube, Vimeo or PeerTube."""
    page.anchors(node)
    embedded(f"{node['platform_url']}{node['id']}", "", HtmlWriter(page, node))
    page.children(node)


@handles(
    "sphinxcontrib.video.video_node",
    becomes="A link to the film; a file is attached. The caption is below it.",
)
def film(node: nodes.Element, page: PageContext, out: Out) -> None:
    """A film in several formats, of which the first one is as good as any."""
    page.anchors(node)
    address, *_ = next(iter(node["sources"]))
    embedded(address, node.get("alt", ""), HtmlWriter(page, node))
    if caption := node.get("caption"):
        with out.element("p", {"style": "text-align: center;"}, at=node), out.element("em"):
            out.text(caption)
