"""What did somebody mean by a piece of HTML? A tree, whatever is missing, unclosed or misplaced in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser

from docutils import nodes

_DEEPEST = 60
"""Elements within so many others are taken for their content, so that no page is too deep to be written."""

_VOID = "area base basefont br col embed frame hr img input link meta param source track wbr"
_EMPTY = frozenset(_VOID.split())
_NO_TEXT = frozenset({"style", "script", "template"})
_CELLS = frozenset({"td", "th", "caption"})
_TABLE = frozenset({"table"})
_AROUND_ROWS = frozenset({"table", "thead", "tbody", "tfoot"})
_ENDS_PARAGRAPH = (
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre section summary table ul"
)

# What the beginning of an element ends, unless one of the second stands between the two; as in browsers:
# https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
_ENDED_BY_START: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    **dict.fromkeys(_ENDS_PARAGRAPH.split(), (frozenset({"p"}), _CELLS | {"button", "object"})),
    "a": (frozenset({"a"}), _CELLS | {"object"}),
    "li": (frozenset({"li"}), _CELLS | {"ul", "ol", "menu"}),
    "dt": (frozenset({"dt", "dd"}), _CELLS | {"dl"}),
    "dd": (frozenset({"dt", "dd"}), _CELLS | {"dl"}),
    "option": (frozenset({"option"}), frozenset({"select"})),
    "td": (_CELLS, _TABLE),
    "th": (_CELLS, _TABLE),
    "tr": (_CELLS | {"tr"}, _TABLE),
    **dict.fromkeys(
        ("thead", "tbody", "tfoot"), (_CELLS | {"tr", "thead", "tbody", "tfoot"}, _TABLE)
    ),
}  # fmt: skip

# What an end tag cannot reach beyond; cells for all others.
_SCOPE_OF_END: dict[str, frozenset[str]] = {
    "li": _CELLS | {"ul", "ol", "menu"},
    "table": frozenset(),
    **dict.fromkeys((*_CELLS, "tr", "thead", "tbody", "tfoot"), _TABLE),
}

_SVG_TAG = re.compile(r"<svg\b[^>]*+>|</svg\s*>", re.IGNORECASE)


class HtmlElement:
    """An element; attributes without a value have an empty one.

    :param children: elements, text, and nodes of the document that stand between two pieces of HTML.
    """

    __slots__ = ("attributes", "children", "name")

    def __init__(self, name: str, attributes: dict[str, str] | None = None) -> None:
        self.name = name
        self.attributes = attributes or {}
        self.children: list[HtmlElement | nodes.Node | str] = []

    def get(self, name: str) -> str:
        """The value of an attribute, or nothing."""
        return self.attributes.get(name, "")

    @property
    def classes(self) -> list[str]:
        """The names in its attribute ``class``."""
        return self.get("class").split()

    def elements(self) -> Iterator[HtmlElement]:
        """The children that are elements."""
        return (child for child in self.children if isinstance(child, HtmlElement))

    def walk(self) -> Iterator[HtmlElement]:
        """This element and all below it, in order."""
        yield self
        for child in self.elements():
            yield from child.walk()

    def text(self) -> str:
        """All text below it."""
        return text_of(self.children)


def text_of(children: Sequence[HtmlElement | nodes.Node | str]) -> str:
    """All text of these, one after the other."""
    parts = []
    for child in children:
        if isinstance(child, str):
            parts.append(child)
        elif isinstance(child, HtmlElement):
            if child.name not in _NO_TEXT:
                parts.append("\n" if child.name == "br" else child.text())
        else:
            parts.append(child.astext())
    return "".join(parts)


def read_html(parts: Iterable[str | nodes.Node]) -> HtmlElement:
    """Read HTML, with nodes of the document in it where they stand; the root that comes back has no name."""
    reader = _Reader()
    for part in parts:
        if isinstance(part, nodes.Node):
            reader.leaf(part)
        else:
            reader.read(part)
    return reader.root


def tags_left_open(html: str) -> tuple[list[str], list[str]]:
    """The names of the elements that a piece of HTML ends but does not begin, and of those that it leaves open."""
    reader = _Reader()
    reader.read(html)
    return reader.ended, [element.name for element in reader.open[1:]]


class _Reader(HTMLParser):
    """Builds the tree.

    :ivar open: the elements that are not ended yet, outermost first; the root among them.
    :ivar ended: names in end tags of elements that were not open.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = HtmlElement("")
        self.open = [self.root]
        self.ended: list[str] = []
        self._flat: list[str] = []

    def read(self, html: str) -> None:
        """Read a piece; a tag that is cut off at its end is none."""
        for is_svg, piece in _without_svg(html):
            if is_svg:
                self.leaf(HtmlElement("svg", {"markup": piece}))
            else:
                self.feed(piece)
                self.close()
                self.reset()

    def leaf(self, leaf: HtmlElement | nodes.Node) -> None:
        """Put in something complete."""
        self.open[-1].children.append(leaf)

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Browsers ignore the slash, but who writes one means an empty element.
        self._start(tag, attrs, empty=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, empty=tag in _EMPTY)

    def _start(self, tag: str, attrs: list[tuple[str, str | None]], *, empty: bool) -> None:
        if tag in _ENDED_BY_START:
            names, boundary = _ENDED_BY_START[tag]
            ended = self._end_within(names, boundary, outermost=True)
            # A block within a link in a paragraph ends the paragraph, but not the link.
            for again in (open_ for open_ in ended[1:] if ended[0].name == "p"):
                self._open_in_place(HtmlElement(again.name, again.attributes))
        if tag in {"td", "th"} and self.open[-1].name in _AROUND_ROWS:
            self._open_in_place(HtmlElement("tr"))
        element = HtmlElement(tag, {name: value or "" for name, value in reversed(attrs)})
        if empty:
            self.leaf(element)
        elif len(self.open) > _DEEPEST:
            self.leaf(element)
            self._flat.append(tag)
        else:
            self._open_in_place(element)

    def _open_in_place(self, element: HtmlElement) -> None:
        self.leaf(element)
        self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._flat:
            self._flat.remove(tag)
        elif tag == "br":
            self.leaf(HtmlElement("br"))
        elif tag not in _EMPTY and not self._end_within(
            frozenset({tag}), _SCOPE_OF_END.get(tag, _CELLS), outermost=False
        ):
            self.ended.append(tag)

    def _end_within(
        self, names: frozenset[str], boundary: frozenset[str], *, outermost: bool
    ) -> list[HtmlElement]:
        """End the innermost open element of these names, or the outermost, but none beyond a boundary.

        :returns: what is no longer open, outermost first.
        """
        found = len(self.open)
        for index in range(len(self.open) - 1, 0, -1):
            name = self.open[index].name
            if name in names:
                found = index
                if not outermost:
                    break
            elif name in boundary:
                break
        ended = self.open[found:]
        del self.open[found:]
        return ended


def _without_svg(html: str) -> Iterator[tuple[bool, str]]:
    """Split HTML at its drawings, whose markup has to stay as it is: (whether it is a drawing, markup)."""
    depth = begin = done = 0
    for tag in _SVG_TAG.finditer(html):
        if not tag[0].startswith("</"):
            if tag[0].endswith("/>"):
                continue
            if depth == 0:
                begin = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield False, html[done:begin]
                yield True, html[begin : tag.end()]
                done = tag.end()
    yield False, html[done:]
