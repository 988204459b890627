"""How is what HTML embeds written: images, films, sounds, other pages?"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from docutils import nodes

from sphinx_to_confluence.storage.elements import CData, Element
from sphinx_to_confluence.storage.macros import MACRO
from sphinx_to_confluence.storage.paragraphs import is_blank
from sphinx_to_confluence.translate.addresses import local_file
from sphinx_to_confluence.translate.html.files import keep, stored
from sphinx_to_confluence.translate.html.styles import declarations
from sphinx_to_confluence.translate.html.tree import HtmlElement, read_html
from sphinx_to_confluence.translate.html.writer import HtmlWriter, writes
from sphinx_to_confluence.translate.icons import drawn_icon, write_icon
from sphinx_to_confluence.translate.notebooks import WIDGET_VIEW, widget
from sphinx_to_confluence.warnings import ConfluenceWarning

_REMOTE = ("http://", "https://")

# Addresses that only show a film, and the pages of these films.
_PLAYERS = (
    (
        re.compile(r"//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"//player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (re.compile(r"//asciinema\.org/a/(\w+)\.js"), "https://asciinema.org/a/{}"),
    (re.compile(r"//gist\.github\.com/([\w-]+/\w+)\.js"), "https://gist.github.com/{}"),
)
_FILMS = ("https://www.youtube.com/", "https://youtu.be/", "https://vimeo.com/")
_SCRIPTS_THAT_SHOW = _PLAYERS[2:]


@writes("img")
def image(element: HtmlElement, html: HtmlWriter) -> None:
    """An image: on the net, beside the document, or within its own address."""
    address = element.get("src") or element.get("data-src")
    if not address:
        html.out.text(element.get("alt"))
        return
    uri = address
    if address.startswith("//"):
        uri = f"https:{address}"
    elif not address.startswith(_REMOTE):
        path = (
            stored(address, html.page)
            if address.startswith("data:")
            else local_file(address, html.page)
        )
        if path is None:
            html.missing(ConfluenceWarning.IMAGE, address)
            html.out.text(element.get("alt"))
            return
        uri = str(path)
    picture(uri, element, html)


def picture(uri: str, element: HtmlElement, html: HtmlWriter) -> None:
    """Write an image as one of the document."""
    node = nodes.image(uri=uri, alt=element.get("alt"))
    style = declarations(element)
    for name in ("width", "height"):
        size = style.get(name) or element.get(name)
        if re.fullmatch(r"\d+(?:\.\d+)?(px|%|em|cm|mm|in|pt)?", size.strip()):
            node[name] = size.strip()
    if element.get("align") in {"left", "right", "center"} or html.align:
        node["align"] = html.align or element.get("align")
    node.parent = html.node if isinstance(html.node, nodes.Element) else html.node.parent
    node.source, node.line = html.node.source, html.node.line
    html.page.visit(node)


@writes("svg")
def drawing(element: HtmlElement, html: HtmlWriter) -> None:
    """A drawing that stands in the page itself: a file of its own; an icon of older releases of sphinx-design."""
    markup = element.get("markup")
    if not markup:
        html.lost.add("svg")
        return
    if icon := drawn_icon(markup):
        write_icon(icon, html.node, html.page, html.out)
        return
    if "xmlns=" not in markup.partition(">")[0]:
        markup = markup.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    title = re.search(r"<title[^>]*>([^<]+)</title>", markup)
    alternative = HtmlElement("img", {"alt": title[1].strip() if title else ""})
    picture(str(keep(markup.encode(), ".svg", html.page)), alternative, html)


@writes("video", "audio", "iframe", "embed", "object")
def player(element: HtmlElement, html: HtmlWriter) -> None:
    """A film, a sound or another page: a link that Cloud shows as what it leads to, or an attached file."""
    address = _address(element)
    if not address:
        inner = element.get("srcdoc")
        with html.out.collect() as shown:
            html.children(read_html([inner]) if inner else element)
        html.out.put(shown.children)
        if is_blank(shown.children):
            html.lost.add(element.name)
        return
    label = element.get("title") or element.get("aria-label") or element.text().strip()
    embedded(address, label, html)


def embedded(address: str, label: str, html: HtmlWriter) -> None:
    """Write what is shown at an address of the net, or a file."""
    if address.startswith("//"):
        address = f"https:{address}"
    if address.startswith(_REMOTE):
        _card(film_page(address), label, html)
        return
    path = (
        stored(address, html.page)
        if address.startswith("data:")
        else local_file(address, html.page)
    )
    if path is None:
        html.missing(ConfluenceWarning.IMAGE, address)
        html.out.text(label)
        return
    attached(path, label, html)


def film_page(address: str) -> str:
    """The page of a film whose player is at an address, or that address."""
    for pattern, page in _PLAYERS:
        if found := pattern.search(address):
            return page.format(found[1])
    listed = parse_qs(urlsplit(address).query).get("list")
    if listed and "youtube" in address and "/embed" in address:
        return f"https://www.youtube.com/playlist?list={listed[0]}"
    return address


def _address(element: HtmlElement) -> str:
    own = element.get("src") or element.get("data") or element.get("data-src")
    sources = (part.get("src") for part in element.elements() if part.name == "source")
    return own or next(filter(None, sources), "")


def _card(address: str, label: str, html: HtmlWriter) -> None:
    """A link in a paragraph of its own, which Cloud shows as what it leads to; Data Center has a macro for films."""
    if not html.page.on_cloud and address.startswith(_FILMS):
        url = Element("ri:url", {"ri:value": address})
        parameter = Element("ac:parameter", {"ac:name": "url"}, [url])
        html.out.add(Element(MACRO, {"ac:name": "widget"}, [parameter]), at=html.node)
        return
    attributes = {"href": address}
    if html.page.on_cloud:
        attributes["data-card-appearance"] = "embed"
    link = Element("a", attributes, [label or address])
    html.out.add(Element("p", children=[link]), at=html.node)


def attached(path: Path, label: str, html: HtmlWriter) -> None:
    """Write a link to a file, which is attached to the page."""
    name = html.page.attach(path, None)
    body = Element("ac:plain-text-link-body", children=[CData(label or path.name)])
    target = Element("ri:attachment", {"ri:filename": name})
    html.out.add(Element("ac:link", children=[target, body]), at=html.node)


@writes("script")
def script(element: HtmlElement, html: HtmlWriter) -> None:
    """Nothing, but for scripts of services that show what has a page of its own."""
    html.scripts = True
    if element.get("type") == WIDGET_VIEW:
        widget(html.node, html.page)
    for pattern, page in _SCRIPTS_THAT_SHOW:
        if found := pattern.search(element.get("src")):
            _card(page.format(found[1]), "", html)


@writes("area")
def area(element: HtmlElement, html: HtmlWriter) -> None:
    """A place on an image that leads somewhere: a link of its own."""
    label = element.get("title") or element.get("alt")
    if label and element.get("href"):
        link = HtmlElement("a", {"href": element.get("href")})
        link.children.append(label)
        html.element(link)
        html.out.text(" ")
