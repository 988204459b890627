"""How are links and the places that they lead to written?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote, urljoin

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.bundle.model import DOC_LINK_SCHEME
from sphinx_to_confluence.storage.elements import CData, Element, Node, text_of
from sphinx_to_confluence.storage.macros import anchors_of, without_anchors
from sphinx_to_confluence.translate.addresses import document, is_harmful, local_file
from sphinx_to_confluence.translate.numbers import spelled
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import PerEditor, handles
from sphinx_to_confluence.warnings import ConfluenceWarning

# RFC 3986; "//host/path" has the scheme of the page.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")

_NOWHERE = "the address %s leads to neither a page nor a file"

_NO_TITLE = "<no title>"
"""What Sphinx calls a document without a title."""

Write = Callable[[], None]

# Sphinx has labels for these in every project, and most front pages link to them; we have the pages on request only.
_MADE_BY_HTML = frozenset({"genindex", "modindex", "py-modindex", "search"})

# Where HTML has images; some extensions link one that they made to itself.
_IMAGES_OF_HTML = re.compile(r"(?:^|/)_images/")

# RFC 3986: what may stand in a fragment as it is, but for the percent sign.
_IN_FRAGMENT = "!$&'()*+,;=:@/?-._~"


@handles(
    nodes.reference,
    becomes=PerEditor(
        "A link; to a page of this project by the id of the page.",
        "A link; to a page of this project by the title of the page.",
    ),
)
def reference(node: nodes.reference, page: PageContext, out: Out) -> None:
    """A link."""

    def label() -> None:
        out.text(_number_of_entry(node, page))
        if title := _title_of_untitled(node, page):
            out.text(title)
        else:
            page.children(node)

    page.anchors(node)
    link(node, page, out, label)


def _title_of_untitled(node: nodes.reference, page: PageContext) -> str:
    """The title of a page whose document has none; empty for all other links."""
    place = _place(node.get("refuri", ""), page) if node.astext() == _NO_TITLE else None
    return page.site.title(place[0]) if place and place[0] in page.site else ""


def _number_of_entry(node: nodes.reference, page: PageContext) -> str:
    """The section number of an entry of a toctree.

    That such an entry may have one is said by its own number; which one is not: Sphinx leaves the old number when
    ``:numbered:`` is removed.
    """
    place = _place(node.get("refuri", ""), page)
    if "secnumber" not in node or place is None:
        return ""
    numbers = page.builder.env.toc_secnumbers.get(place[0], {})
    return spelled(numbers.get(node.get("anchorname", "")), page)


@handles(addnodes.number_reference, becomes="A link such as “Fig. 3”.")
def number_reference(node: nodes.reference, page: PageContext, out: Out) -> None:
    """A link such as "Fig. 3"."""
    page.anchors(node)
    link(node, page, out, lambda: page.children(node))


@handles(nodes.target, becomes="An anchor in the text that follows.")
def target(node: nodes.target, page: PageContext, _out: Out) -> None:
    """A place to link to; one with an address of its own is only a name for that."""
    if "refuri" not in node and "refid" not in node:
        page.anchors(node)
    elif "refid" in node:
        # Its ids were passed on to what follows, but for those of the index.
        page.anchors(node)
    page.children(node)


@handles(addnodes.download_reference, becomes="A link to the file, which is attached to the page.")
def download_reference(node: addnodes.download_reference, page: PageContext, out: Out) -> None:
    """A link to a file, which is attached to the page."""
    if "refuri" in node:
        link(node, page, out, lambda: page.children(node))
        return
    if "filename" not in node:
        page.children(node)  # Sphinx has warned that the file is not there
        return
    relative, _ = page.builder.env.relfn2path(node["reftarget"], page.document)
    path = Path(page.builder.srcdir, relative)
    with out.collect() as label:
        page.children(node)
    to_file(path, posixpath.basename(node["reftarget"]), page, label, at=node)


def link(node: nodes.Element, page: PageContext, out: Out, label: Write) -> None:
    """Write a link to where a node says, around a label."""
    address = node.get("refuri", "")
    if node.get("refid"):
        to_place(page.docname, node["refid"], page, out, label)
    elif place := _place(address, page):
        docname, node_id = place
        if docname in page.site:
            to_place(docname, node_id, page, out, label)
        else:
            _without_page(docname, node, page)
            label()
    elif address.startswith("#"):
        to_place(page.docname, unquote(address[1:]), page, out, label)
    elif not address:
        label()
    elif is_harmful(address):
        page.warn(ConfluenceWarning.LINK, "no link is made of the address %s", address, node=node)
        label()
    elif _SCHEME.match(address) or address.startswith("/"):
        # A path alone may well be meant for the site that Confluence is on.
        with out.element("a", {"href": address}):
            label()
    else:
        with out.collect() as text:
            label()
        if not to_address(address, page, text, at=node):
            if _IMAGES_OF_HTML.search(address):
                page.demote("link to an image", "page", node)
            else:
                page.warn(ConfluenceWarning.LINK, _NOWHERE, address, node=node)
            out.put(text.children)


def to_address(address: str, page: PageContext, label: Element, *, at: nodes.Node) -> bool:
    """Write a link to where an address without a scheme leads in HTML: a page, a file, or elsewhere on that site.

    Nothing is written when it leads to none of these; seen from a page on Confluence it would lead anywhere.
    """
    base = page.builder.config.html_baseurl
    if place := document(address, page):
        to_place(*place, page, page.out, lambda: page.out.put(label.children))
    elif path := local_file(address, page):
        to_file(path, None, page, label, at=at)
    elif base:
        there = urljoin(base, urljoin(f"/{page.document}", address).lstrip("/"))
        with page.out.element("a", {"href": there}):
            page.out.put(label.children)
    else:
        return False
    return True


def to_file(
    path: Path, name: str | None, page: PageContext, label: Element, *, at: nodes.Node
) -> None:
    """Attach a file and write a link to it."""
    filename = page.attach(path, name)
    element = Element("ac:link", children=[Element("ri:attachment", {"ri:filename": filename})])
    page.out.put(_add_label(element, label))
    page.out.add(element, at=at)


def _place(address: str, page: PageContext) -> tuple[str, str] | None:
    """The document and the node id that an address of ours leads to."""
    if not address.startswith(DOC_LINK_SCHEME):
        return None
    path, _, fragment = address.removeprefix(DOC_LINK_SCHEME).partition("#")
    return unquote(path) or page.docname, unquote(fragment)


def _without_page(docname: str, node: nodes.Element, page: PageContext) -> None:
    if docname in _MADE_BY_HTML:
        page.demote(f"link to {docname}", "page", node)
    else:
        message = "link to a document without a page: %s"
        page.warn(ConfluenceWarning.LINK, message, docname, node=node)


def to_place(docname: str, node_id: str, page: PageContext, out: Out, label: Write) -> None:
    """Write a link to a place on a page of ours, or to its top when ``node_id`` is empty."""
    fragment = page.site.fragment(docname, node_id) if node_id else ""
    if page.on_cloud:
        _cloud_link(docname, fragment, page, out, label)
    else:
        _data_center_link(docname, fragment, page, out, label)


def _cloud_link(docname: str, fragment: str, page: PageContext, out: Out, label: Write) -> None:
    place = f"#{quote(fragment, safe=_IN_FRAGMENT)}" if fragment else ""
    here = docname == page.docname and place
    address = place if here else f"{DOC_LINK_SCHEME}{quote(docname)}{place}"
    with out.element("a", {"href": address}):
        label()


def _data_center_link(
    docname: str, fragment: str, page: PageContext, out: Out, label: Write
) -> None:
    """Data Center knows pages by title, and puts the title before the name of the anchor itself."""
    with out.collect() as text:
        label()
    element = Element("ac:link", {"ac:anchor": fragment} if fragment else {})
    if docname != page.docname or not fragment:
        page_link = {"ri:content-title": page.site.title(docname)}
        if page.settings.space_key:
            page_link["ri:space-key"] = page.settings.space_key
        element.children.append(Element("ri:page", page_link))
    out.put(_add_label(element, text))
    out.add(element)


def _add_label(element: Element, label: Element) -> list[Node]:
    """Give a link its label: text alone is safest, markup where there is some.

    :returns: the places to link to in the label, which a link cannot hold.
    """
    anchors = anchors_of(label)
    text = without_anchors(label.children) if anchors else label.children
    if any(isinstance(child, Element) for child in text):
        element.children.append(Element("ac:link-body", children=text))
    else:
        plain = CData(" ".join(text_of(text).split()))
        element.children.append(Element("ac:plain-text-link-body", children=[plain]))
    return anchors
