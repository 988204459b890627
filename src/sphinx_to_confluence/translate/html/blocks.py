"""How are the blocks of HTML written?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sphinx_to_confluence.storage import macros
from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.translate.blocks import indent
from sphinx_to_confluence.translate.code import code_macro
from sphinx_to_confluence.translate.html.styles import alignment
from sphinx_to_confluence.translate.html.tree import HtmlElement, text_of
from sphinx_to_confluence.translate.html.writer import Children, HtmlWriter, writes

# Boxes of Bootstrap, which notebooks use, and of docutils' HTML.
_PANELS = {
    "alert-info": macros.INFO,
    "alert-primary": macros.INFO,
    "alert-secondary": macros.INFO,
    "alert-success": macros.TIP,
    "alert-warning": macros.NOTE,
    "alert-danger": macros.WARNING,
    "admonition": macros.INFO,
}
_LANGUAGE = re.compile(r"(?:highlight-source|highlight|language|lang)-([\w+#.-]+)\Z")
_LIST_TYPES = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}


@writes(
    "div", "section", "article", "main", "header", "footer", "nav", "aside", "center", "form", "fieldset", "legend",
    "address", "hgroup", "body", "html", "dialog", "search", "menuitem", "noscript",
)  # fmt: skip
def box(element: HtmlElement, html: HtmlWriter) -> None:
    """What is inside, apart from what is around; boxes for notes are panels."""
    look = next(filter(None, map(_PANELS.get, element.classes)), None)
    if look is not None:
        html.out.add(look.element({}, html.blocks(element.children)), at=html.node)
        return
    with html.within(align=alignment(element), language=_language(element)):
        html.out.add(*html.blocks(element.children))


@writes("p")
def paragraph(element: HtmlElement, html: HtmlWriter) -> None:
    """A paragraph."""
    with html.within(align=alignment(element)):
        html.out.add(*html.blocks(element.children))


@writes("h1", "h2", "h3", "h4", "h5", "h6")
def heading(element: HtmlElement, html: HtmlWriter) -> None:
    """A bold line: a heading would be in the table of contents, and could change where links to sections lead."""
    with html.out.element("p", at=html.node), html.out.element("strong"):
        html.line(element.children)


@writes("hr")
def rule(_element: HtmlElement, html: HtmlWriter) -> None:
    """A line across the page."""
    html.out.empty("hr", at=html.node)


@writes("blockquote")
def quote(element: HtmlElement, html: HtmlWriter) -> None:
    """A quotation."""
    html.out.add(Element("blockquote", children=html.blocks(element.children)), at=html.node)


@writes("pre", "xmp", "listing", "textarea")
def preformatted(element: HtmlElement, html: HtmlWriter) -> None:
    """Code, or what a program prints; markup within is not kept."""
    text = text_of([part for part in element.children if not _is_line_number(part)])
    inner = [part for part in element.elements() if part.name == "code"]
    languages = filter(None, map(_language, (element, *inner)))
    if text.strip():
        language = next(languages, html.language)
        html.out.add(code_macro(text, language, html.page), at=html.node)


def _language(element: HtmlElement) -> str | None:
    """The language that a class names, as Sphinx, GitHub and most scripts that colour code write it."""
    found = filter(None, map(_LANGUAGE.match, element.classes))
    language = next((match[1] for match in found), None)
    return "text" if language == "default" else language


def _is_line_number(part: object) -> bool:
    return isinstance(part, HtmlElement) and "linenos" in part.classes


@writes("ul", "ol", "menu", "dir")
def list_(element: HtmlElement, html: HtmlWriter) -> None:
    """A list; what is in it but in no item becomes one, lists belong to the item before."""
    ordered = element.name == "ol"
    attributes: dict[str, str] = {}
    start = element.get("start")
    if ordered and re.fullmatch(r"\d{1,9}", start) and start != "1":
        attributes["start"] = str(int(start))
    if ordered and element.get("type") in _LIST_TYPES and not html.page.on_cloud:
        attributes["style"] = f"list-style-type: {_LIST_TYPES[element.get('type')]};"
    items = [html.blocks(item) for item in _items(element)]
    made = [Element("li", children=_tight(item, html)) for item in items if item]
    if made:
        html.out.add(Element("ol" if ordered else "ul", attributes, made), at=html.node)


def _items(element: HtmlElement) -> list[Children]:
    items: list[list[object]] = []
    for child in element.children:
        if isinstance(child, str) and not child.strip():
            continue
        if isinstance(child, HtmlElement) and child.name == "li":
            items.append(list(child.children))
        elif items and isinstance(child, HtmlElement) and child.name in {"ul", "ol"}:
            items[-1].append(child)
        else:
            items.append([child])
    return items  # type: ignore[return-value]


def _tight(blocks: list[Element], html: HtmlWriter) -> Sequence[Element | str]:
    """A paragraph alone needs no margins on Data Center."""
    if not html.page.on_cloud and len(blocks) == 1 and blocks[0].name == "p":
        return blocks[0].children if not blocks[0].attributes else blocks
    return blocks


@writes(
    "li",
    "dt",
    "dd",
    "td",
    "th",
    "tr",
    "tbody",
    "thead",
    "tfoot",
    "caption",
    "figcaption",
    "optgroup",
    "option",
)
def stray_part(element: HtmlElement, html: HtmlWriter) -> None:
    """A part without what it belongs to: what it holds, apart from others."""
    html.out.add(*html.blocks(element.children))


@writes("dl")
def definitions(element: HtmlElement, html: HtmlWriter) -> None:
    """Terms and what they mean; on Cloud bold terms, and what they mean is indented."""
    parts = list(_definition_parts(element))
    made: list[Element] = []
    for part in parts:
        if part.name == "dd":
            if html.page.on_cloud:
                fragment = Element("", children=html.blocks(part.children))
                indent(fragment, 1)
                made += fragment.elements()
            else:
                made.append(Element("dd", children=html.blocks(part.children)))
            continue
        with html.out.collect() as text:
            html.anchors(part)
            html.line(part.children)
        term = Element("strong", children=text.children)
        made.append(Element("p" if html.page.on_cloud else "dt", children=[term]))
    if made and not html.page.on_cloud:
        made = [Element("dl", children=made)]
    html.out.add(*made, at=html.node)


def _definition_parts(element: HtmlElement) -> Sequence[HtmlElement]:
    """Terms and definitions, which may stand in groups; what is neither is a definition."""
    parts: list[HtmlElement] = []
    for child in element.children:
        if isinstance(child, HtmlElement) and child.name == "div":
            parts += _definition_parts(child)
        elif isinstance(child, HtmlElement) and child.name in {"dt", "dd"}:
            parts.append(child)
        elif not isinstance(child, str) or child.strip():
            other = HtmlElement("dd")
            other.children.append(child)
            parts.append(other)
    return parts


@writes("details")
def details(element: HtmlElement, html: HtmlWriter) -> None:
    """What is shown when somebody asks for it."""
    summary = next((part for part in element.elements() if part.name == "summary"), None)
    title = " ".join(summary.text().split()) if summary else ""
    body = html.blocks([child for child in element.children if child is not summary])
    if body:
        html.out.add(macros.EXPAND.element({"title": title} if title else {}, body), at=html.node)
    elif summary is not None:
        heading(summary, html)


@writes("summary")
def stray_summary(element: HtmlElement, html: HtmlWriter) -> None:
    """A title of what is not there."""
    heading(element, html)


@writes("figure")
def figure(element: HtmlElement, html: HtmlWriter) -> None:
    """Mostly an image, with a caption after it or before it."""
    captions = [part for part in element.elements() if part.name == "figcaption"]
    with html.within(align=alignment(element)):
        html.out.add(*html.blocks([part for part in element.children if part not in captions]))
    for caption in captions:
        with (
            html.out.element("p", {"style": "text-align: center;"}, at=html.node),
            html.out.element("em"),
        ):
            html.line(caption.children)
