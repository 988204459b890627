"""How is inline markup of HTML written?"""

from __future__ import annotations

from sphinx_to_confluence.translate.html.styles import HIGHLIGHT, STRUCK, Mark, marks
from sphinx_to_confluence.translate.html.tree import HtmlElement
from sphinx_to_confluence.translate.html.writer import HtmlWriter, writes

_MARKS: dict[str, Mark] = {
    **dict.fromkeys(("b", "strong"), ("strong", None)),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), ("em", None)),
    **dict.fromkeys(("u", "ins"), ("u", None)),
    **dict.fromkeys(("s", "del", "strike"), STRUCK),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), ("code", None)),
    "sub": ("sub", None),
    "sup": ("sup", None),
    "mark": HIGHLIGHT,
}
_BOXES = {
    ("checkbox", False): "\N{BALLOT BOX}",
    ("checkbox", True): "\N{BALLOT BOX WITH CHECK}",
    ("radio", False): "\N{WHITE CIRCLE}",
    ("radio", True): "\N{FISHEYE}",
}


@writes(*_MARKS)
def mark(element: HtmlElement, html: HtmlWriter) -> None:
    """Markup that Confluence has, too."""
    html.marked([_MARKS[element.name], *marks(element)], element)


@writes(
    "span",
    "font",
    "label",
    "big",
    "small",
    "bdi",
    "bdo",
    "data",
    "time",
    "nobr",
    "output",
    "ruby",
    "rt",
    "button",
)
def span(element: HtmlElement, html: HtmlWriter) -> None:
    """Text with a style, as far as Confluence has that."""
    html.marked(marks(element), element)


@writes("br")
def line_break(_element: HtmlElement, html: HtmlWriter) -> None:
    """The end of a line."""
    html.out.empty("br")


@writes("q")
def quotation(element: HtmlElement, html: HtmlWriter) -> None:
    """A quotation in a sentence."""
    html.out.text("\N{LEFT DOUBLE QUOTATION MARK}")
    html.children(element)
    html.out.text("\N{RIGHT DOUBLE QUOTATION MARK}")


@writes("abbr", "acronym")
def abbreviation(element: HtmlElement, html: HtmlWriter) -> None:
    """An abbreviation, explained where it is first used: neither editor has a tooltip for it."""
    html.children(element)
    title = element.get("title")
    if title and html.page.first_time("abbreviation", element.text()):
        html.out.text(f" ({title})")


@writes("input")
def field(element: HtmlElement, html: HtmlWriter) -> None:
    """A box with or without a tick; the label of a button; other fields need a server that takes what they hold."""
    kind = element.get("type").lower()
    if box := _BOXES.get((kind, "checked" in element.attributes)):
        html.out.text(f"{box} ")
    elif kind in {"button", "submit", "reset"}:
        html.out.text(element.get("value"))
    elif kind != "hidden":
        html.lost.add("input")


@writes("math")
def formula(element: HtmlElement, html: HtmlWriter) -> None:
    """MathML: the TeX that it was made from, or what can be read of it."""
    tex = next(
        (
            part
            for part in element.walk()
            if part.name == "annotation" and "tex" in part.get("encoding")
        ),
        None,
    )
    if tex is not None:
        with html.out.element("code"):
            html.out.text(tex.text())
    else:
        html.out.text(element.text())
