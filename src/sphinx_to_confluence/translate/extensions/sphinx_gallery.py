"""How are the images and galleries of ``sphinx-gallery`` written?

Its galleries are raw HTML around nodes of the document, which :mod:`sphinx_to_confluence.builder.html_only` keeps.
"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.gallery import Thumbnail, gallery
from sphinx_to_confluence.translate.html.tree import HtmlElement
from sphinx_to_confluence.translate.html.writer import HtmlWriter, writes_class
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import handles


@handles("sphinx_gallery.directives.imgsgnode", becomes="An image.")
def image(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """An image of which HTML has several resolutions."""
    page.anchors(node)
    made = nodes.image(uri=node["uri"].lstrip("/"), alt=node.get("alt") or "")
    if node.get("align"):
        made["align"] = node["align"]
    made.parent, made.source, made.line = node.parent, node.source, node.line
    page.visit(made)


@writes_class("sphx-glr-thumbnails")
def thumbnails(element: HtmlElement, html: HtmlWriter) -> None:
    """Entries of a gallery; what is none, such as the ends of sections, follows."""
    containers = [part for part in element.elements() if "sphx-glr-thumbcontainer" in part.classes]
    entries = list(filter(None, map(_entry, containers)))
    gallery(entries, _element(html.node), html.page, html.out)
    html.each([part for part in element.children if part not in containers])


@writes_class("sphx-glr-thumbcontainer")
def thumbnail(element: HtmlElement, html: HtmlWriter) -> None:
    """An entry on its own."""
    entry = _entry(element)
    gallery([entry] if entry else [], _element(html.node), html.page, html.out)


def _entry(element: HtmlElement) -> Thumbnail | None:
    """The image and the link within an entry; its title stands beside them."""
    inside = [child for child in element.children if isinstance(child, nodes.Node)]
    links = [link for node in inside for link in node.findall(nodes.reference)]
    if not links:
        return None
    images = [image for node in inside for image in node.findall(nodes.image)]
    titles = [part for part in element.elements() if "sphx-glr-thumbnail-title" in part.classes]
    link = links[0].copy()
    link += nodes.Text(titles[0].text().strip()) if titles else links[0].children
    return Thumbnail(images[0]["uri"] if images else "", link)


def _element(node: nodes.Node) -> nodes.Element:
    return node if isinstance(node, nodes.Element) else node.parent
