"""Which function writes an element of HTML? A table by name, and what such functions are given."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence

from docutils import nodes

from sphinx_to_confluence.storage.elements import Element, Node
from sphinx_to_confluence.storage.paragraphs import into_blocks, is_blank
from sphinx_to_confluence.translate.html.styles import Mark
from sphinx_to_confluence.translate.html.tree import HtmlElement
from sphinx_to_confluence.translate.page import PageContext
from sphinx_to_confluence.warnings import ConfluenceWarning

Children = Sequence[HtmlElement | nodes.Node | str]

Write = Callable[[HtmlElement, "HtmlWriter"], None]

_WRITERS: dict[str, Write] = {}
_WRITERS_OF_CLASSES: dict[str, Write] = {}

# Without a content that readers would miss: about the document, or its looks.
_UNSEEN = "base basefont col colgroup head link meta noframes param rp source style template title track wbr"

# Nothing on Confluence says what these say; text within them is kept.
_LOST = frozenset({"canvas", "input", "select", "textarea", "applet", "frame", "progress", "meter"})

_LONGEST_ADDRESS = 80

_NO_ANCHORS = frozenset(
    {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "col", "input", "svg"}
)


def writes(*names: str) -> Callable[[Write], Write]:
    """Register the function for elements of these names."""

    def register(function: Write) -> Write:
        for name in names:
            _WRITERS[name] = function
        return function

    return register


def writes_class(name: str) -> Callable[[Write], Write]:
    """Register the function for elements of a class, whatever their name is."""

    def register(function: Write) -> Write:
        _WRITERS_OF_CLASSES[name] = function
        return function

    return register


class HtmlWriter:
    """Writes HTML at the cursor of a page.

    :param node: what the HTML comes from, for messages and the lines of the source.
    :ivar lost: names of elements that could not be written in any form.
    :ivar scripts: whether there were scripts, which Confluence does not run.
    :ivar language: of code that does not say.
    :ivar align: where text stands in the element around, when that is not where it always does.
    """

    def __init__(self, page: PageContext, node: nodes.Node) -> None:
        self.page = page
        self.out = page.out
        self.node = node
        self.lost: set[str] = set()
        self.scripts = False
        self.align: str | None = None
        self.language = "text"

    def children(self, element: HtmlElement) -> None:
        """Write what is inside an element."""
        self.each(element.children)

    def each(self, children: Children) -> None:
        """Write elements, text and nodes one after the other."""
        for child in children:
            if isinstance(child, str):
                self.out.text(child)
            elif isinstance(child, HtmlElement):
                self.element(child)
            else:
                self.page.visit(child)

    def element(self, element: HtmlElement) -> None:
        """Write an element; of one that nobody knows, what is inside."""
        if element.name in _UNSEEN.split():
            return
        self.anchors(element)
        special = map(_WRITERS_OF_CLASSES.get, element.classes) if element.attributes else ()
        write = next(filter(None, special), None) or _WRITERS.get(element.name)
        if write is not None:
            write(element, self)
        else:
            if element.name in _LOST or ("-" in element.name and not element.text().strip()):
                self.lost.add(element.name)
            self.children(element)

    def anchors(self, element: HtmlElement) -> None:
        """Write a place to link to; the ids of cells are for style sheets."""
        names = {element.get("id"), element.get("name") if element.name == "a" else ""}
        if element.name not in _NO_ANCHORS:
            for name in sorted(filter(None, names)):
                self.page.anchor(name)

    def marked(self, marks: Sequence[Mark], element: HtmlElement) -> None:
        """Write what is inside an element within inline markup, outermost first."""
        with self.out.collect() as text:
            self.children(element)
        if is_blank(text.children):
            marks = ()
        with contextlib.ExitStack() as stack:
            for name, style in marks:
                stack.enter_context(self.out.element(name, {"style": style} if style else None))
            self.out.put(text.children)

    def line(self, children: Children) -> None:
        """Write children where only text can stand: blocks become lines of it."""
        self.each(as_line(children))

    def blocks(self, children: Children) -> list[Element]:
        """The blocks that children become, text in paragraphs, without putting them on the page."""
        with self.out.collect() as fragment:
            self.each(children)
        made = self.settled(fragment.children)
        for block in made:
            block.source = block.source or self.page.locate(self.node)
            if self.align and block.name == "p" and "style" not in block.attributes:
                block.attributes["style"] = f"text-align: {self.align};"
        return made

    def settled(self, children: Sequence[Node]) -> list[Element]:
        """The blocks that elements and text are; line breaks between blocks are only space."""
        blocks = into_blocks(children, images_in_text=not self.page.on_cloud)
        return [block for block in blocks if not _is_space(block)]

    def missing(self, code: ConfluenceWarning, address: str) -> None:
        """Tell that an address leads to nothing that is on the page or beside it."""
        shown = address if len(address) <= _LONGEST_ADDRESS else f"{address[:_LONGEST_ADDRESS]}…"
        self.page.warn(code, "HTML names %s, which is not there", shown, node=self.node)

    @contextlib.contextmanager
    def within(self, *, align: str | None = None, language: str | None = None) -> Iterator[None]:
        """Write what follows in the middle or to the right, or as code in a language, if that is asked for."""
        before = self.align, self.language
        self.align = align or self.align
        self.language = language or self.language
        try:
            yield
        finally:
            self.align, self.language = before


_BREAKS = (
    "address article aside blockquote center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tr ul summary"
)


def _is_space(block: Element) -> bool:
    return block.name == "p" and all(
        is_blank([child]) or (isinstance(child, Element) and child.name == "br")
        for child in block.children
    )


def as_line(children: Children) -> list[HtmlElement | nodes.Node | str]:
    """Children without their blocks, whose content is told apart by line breaks."""
    line = list(_in_line(children))
    while line and _is_break(line[0]):
        line.pop(0)
    while line and _is_break(line[-1]):
        line.pop()
    return line


def _in_line(children: Children) -> Iterator[HtmlElement | nodes.Node | str]:
    apart = True
    for child in children:
        if isinstance(child, str) and not child.strip():
            yield child
        elif isinstance(child, HtmlElement) and child.name in _BREAKS.split():
            if not apart:
                yield HtmlElement("br")
            inside = as_line(child.children)
            yield from inside
            if inside:
                yield HtmlElement("br")
            apart = True
        elif isinstance(child, nodes.Node) and not isinstance(child, (nodes.Inline, nodes.Text)):
            yield from child.children if isinstance(child, nodes.TextElement) else [child.astext()]
            apart = False
        else:
            yield child
            apart = False


def _is_break(child: HtmlElement | nodes.Node | str) -> bool:
    if isinstance(child, str):
        return not child.strip()
    return isinstance(child, HtmlElement) and child.name == "br"
