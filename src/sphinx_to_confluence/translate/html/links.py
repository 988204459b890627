"""How are the links of HTML written?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.bundle.model import DOC_LINK_SCHEME
from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.paragraphs import is_blank
from sphinx_to_confluence.translate.addresses import SCRIPTS, located, scheme
from sphinx_to_confluence.translate.html.files import stored
from sphinx_to_confluence.translate.html.styles import marks
from sphinx_to_confluence.translate.html.tree import HtmlElement
from sphinx_to_confluence.translate.html.writer import HtmlWriter, writes
from sphinx_to_confluence.translate.references import link, to_address, to_file
from sphinx_to_confluence.warnings import ConfluenceWarning


@writes("a")
def anchor(element: HtmlElement, html: HtmlWriter) -> None:
    """A link, or only a place to link to."""
    if "headerlink" in element.classes:
        return  # the sign that appears beside a heading, which leads to where it stands
    address = element.get("href").strip()
    with html.out.collect() as label:
        if address:
            html.line(element.children)
        else:
            html.marked(marks(element), element)
    if not address or address == "#" or is_blank(label.children):
        html.out.put(label.children)
    else:
        _link(address, label, html)


def _link(address: str, label: Element, html: HtmlWriter) -> None:
    kind = scheme(address)
    if address.startswith("//"):
        address, kind = f"https:{address}", "https"
    if kind in SCRIPTS:
        html.scripts = True
        html.out.put(label.children)
    elif kind == "data":
        _file_link(address, label, html)
    elif kind or address.startswith(("#", DOC_LINK_SCHEME)):
        reference = nodes.reference(refuri=located(address, html.page))
        reference.parent, reference.source, reference.line = (
            html.node.parent,
            html.node.source,
            html.node.line,
        )
        link(reference, html.page, html.out, lambda: html.out.put(label.children))
    else:
        _file_link(address, label, html)


def _file_link(address: str, label: Element, html: HtmlWriter) -> None:
    """A link to what an address holds itself or names, a page of ours or a file."""
    if scheme(address) == "data":
        path = stored(address, html.page)
        found = path is not None
        if path is not None:
            to_file(path, None, html.page, label, at=html.node)
    else:
        found = to_address(address, html.page, label, at=html.node)
    if not found:
        html.missing(ConfluenceWarning.LINK, address)
        html.out.put(label.children)
