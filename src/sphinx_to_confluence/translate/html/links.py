"""How are the links of HTML written?"""

from __future__ import annotations

from urllib.parse import urlsplit

from docutils import nodes

from sphinx_to_confluence.bundle.model import DOC_LINK_SCHEME
from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.paragraphs import is_blank
from sphinx_to_confluence.translate.html.files import stored
from sphinx_to_confluence.translate.html.styles import marks
from sphinx_to_confluence.translate.html.tree import HtmlElement
from sphinx_to_confluence.translate.html.writer import HtmlWriter, writes
from sphinx_to_confluence.translate.references import link, to_address, to_file
from sphinx_to_confluence.warnings import ConfluenceWarning

_SCRIPTS = frozenset({"javascript", "vbscript"})


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
    scheme = _scheme(address)
    if address.startswith("//"):
        address, scheme = f"https:{address}", "https"
    if scheme in _SCRIPTS:
        html.scripts = True
        html.out.put(label.children)
    elif scheme == "data":
        _file_link(address, label, html)
    elif scheme or address.startswith(("#", DOC_LINK_SCHEME)):
        reference = nodes.reference(refuri=address)
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
    if address.startswith("data:"):
        path = stored(address, html.page)
        found = path is not None
        if path is not None:
            to_file(path, None, html.page, label, at=html.node)
    else:
        found = to_address(address, html.page, label, at=html.node)
    if not found:
        html.missing(ConfluenceWarning.LINK, address)
        html.out.put(label.children)


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""
