"""How are images and figures written?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes

from sphinx_to_confluence.storage.elements import Element, Node
from sphinx_to_confluence.translate.image_size import Size, image_size
from sphinx_to_confluence.translate.lengths import FULL_WIDTH_PX, PAGE_WIDTH_PX, pixels
from sphinx_to_confluence.translate.numbers import caption_number, captioned
from sphinx_to_confluence.translate.page import Out, PageContext, inside
from sphinx_to_confluence.translate.references import link, to_file
from sphinx_to_confluence.translate.registry import PerEditor, handles
from sphinx_to_confluence.warnings import ConfluenceWarning

_LAYOUTS = {"left": "align-start", "center": "center", "right": "align-end"}
_TALLEST_IN_TEXT_PX = 32

# Neither editor draws these, nor does any browser within a page.
_FOR_PAPER = frozenset({".pdf", ".eps", ".ps"})


@dataclass(frozen=True, slots=True)
class _Picture:
    """Where an image comes from, and how large it is if that is known."""

    origin: Element
    original: Size | None


@dataclass(frozen=True, slots=True)
class _Caption:
    """What is said about a figure, with its number, and where the figure stands."""

    captions: tuple[nodes.caption, ...]
    number: str
    align: str

    @property
    def style(self) -> dict[str, str]:
        """Of paragraphs, where image and caption are such; in the middle, as in HTML, unless something else is said."""
        return {} if self.align == "left" else {"style": f"text-align: {self.align or 'center'};"}

    def within(self, made: Element, page: PageContext, out: Out) -> None:
        """Put the caption into the image."""
        with out.collect() as text:
            self._write(page, out)
        if text.children:
            line = Element("p", children=text.children)
            made.children.append(Element("ac:caption", children=[line]))

    def below(self, page: PageContext, out: Out) -> None:
        """Write the caption as a line of its own."""
        if self.captions or self.number:
            at = self.captions[0] if self.captions else None
            with out.element("p", self.style, at=at), out.element("em"):
                self._write(page, out)

    def _write(self, page: PageContext, out: Out) -> None:
        out.text(captioned(self.number, has_text=bool(self.captions)))
        for node in self.captions:
            page.anchors(node)
            page.children(node)


@handles(
    nodes.image,
    becomes=PerEditor(
        "An image, attached to the page; in a line of text if it is no higher than a line. PDF is a link to the file.",
        "An image, attached to the page. PDF is a link to the file.",
    ),
)
def image(node: nodes.image, page: PageContext, out: Out) -> None:
    """An image; small ones may stand in a line of text, others are blocks."""
    page.anchors(node)
    in_text = _in_text(node)
    made = image_element(node, page, align=node.get("align"), in_text=in_text)
    if made is not None:
        out.add(made, at=node)
    elif in_text:
        _instead(node, page, out)
    else:
        with out.element("p", at=node):
            _instead(node, page, out)


@handles(
    nodes.figure,
    becomes=PerEditor("An image with a caption.", "An image, and its caption below it."),
)
def figure(node: nodes.figure, page: PageContext, out: Out) -> None:
    """An image with a caption, and a legend after it."""
    page.anchors(node)
    caption = _Caption(
        tuple(child for child in node.children if isinstance(child, nodes.caption)),
        caption_number(node, page),
        node.get("align") or page.settings.default_alignment or "",
    )
    for child in node.children:
        picture = _only_image(child)
        if picture is not None:
            _figure_image(node, child, picture, caption, page, out)
        elif isinstance(child, nodes.legend):
            page.visit(child)
        elif not isinstance(child, nodes.caption):
            _figure_of_other(child, caption, page, out)


@handles(nodes.legend, becomes="Blocks below the figure.")
def legend(node: nodes.legend, page: PageContext, _out: Out) -> None:
    """What is said below a figure."""
    page.children(node)


@handles(
    nodes.caption,
    becomes=PerEditor(
        "The caption of the image; that of code and of a toctree is a bold line.",
        "A line in italics below the image; the title of code; a bold line above a toctree.",
    ),
)
def caption(node: nodes.caption, page: PageContext, out: Out) -> None:
    """A caption of something that is no figure."""
    with out.element("p", at=node), out.element("strong"):
        page.anchors(node)
        page.children(node)


def _figure_image(
    node: nodes.figure,
    child: nodes.Node,
    picture: nodes.image,
    caption: _Caption,
    page: PageContext,
    out: Out,
) -> None:
    """Write the image of a figure, which may be in a link, with its caption."""
    page.anchors(picture)
    align = caption.align if page.on_cloud else None
    made = image_element(picture, page, align=align, in_text=False, frame=node.get("width"))
    linked = child if isinstance(child, nodes.reference) else None
    if made is None:
        with out.element("p", at=picture):
            if linked is None:
                _instead(picture, page, out)
            else:
                link(linked, page, out, lambda: out.text(_alternative(picture)))
        caption.below(page, out)
    else:
        _add_captioned(made, linked, caption, page, out, at=picture)


def _figure_of_other(node: nodes.Node, caption: _Caption, page: PageContext, out: Out) -> None:
    """Write a figure of something else: if an extension draws it, it is an image once it is written."""
    with out.collect() as fragment:
        page.visit(node)
    blocks = fragment.children
    for index, block in enumerate(blocks):
        drawn = _drawn(block)
        if drawn is not None:
            out.put(blocks[:index])
            _add_captioned(drawn, None, caption, page, out, at=node)
            out.put(blocks[index + 1 :])
            return
    out.put(blocks)
    caption.below(page, out)


def _drawn(block: Node) -> Element | None:
    """The image that a block is, on Data Center in a paragraph of its own."""
    if isinstance(block, Element) and block.name == "p" and len(block.children) == 1:
        return _drawn(block.children[0])
    return block if isinstance(block, Element) and block.name == "ac:image" else None


def _add_captioned(
    made: Element,
    linked: nodes.reference | None,
    caption: _Caption,
    page: PageContext,
    out: Out,
    *,
    at: nodes.Node,
) -> None:
    """Put an image where it belongs, with its caption in it or below it."""
    if page.on_cloud and linked is None:
        caption.within(made, page, out)
        out.add(made)
        return
    if page.on_cloud:
        _add(made, linked, page, out)
    else:
        # As an attribute of the image the alignment would let the text flow around it.
        made.attributes.pop("ac:align", None)
        with out.element("p", caption.style, at=at):
            _add(made, linked, page, out)
    caption.below(page, out)


def _add(made: Element, linked: nodes.reference | None, page: PageContext, out: Out) -> None:
    if linked is None:
        out.add(made)
        return
    with out.collect() as fragment:
        # The handler of the link writes the image into it.
        replaced = linked.copy()
        replaced.parent = linked.parent
        replaced += _Made("", made)
        page.visit(replaced)
    out.put(fragment.children)


class _Made(nodes.Text):
    """An image that has been written already, on its way through the handler of a link."""

    made: Element

    def __new__(cls, data: str, made: Element) -> _Made:
        text = super().__new__(cls, data)
        text.made = made
        return text

    def __init__(self, _data: str, _made: Element) -> None:
        super().__init__()


@handles(_Made)
def _already_made(node: _Made, _page: PageContext, out: Out) -> None:
    """Put in what has been written."""
    out.add(node.made)


def _only_image(node: nodes.Node) -> nodes.image | None:
    """The image that a figure is about: itself, or in a link."""
    if isinstance(node, nodes.image):
        return node
    if isinstance(node, nodes.reference) and len(node.children) == 1:
        child = node.children[0]
        return child if isinstance(child, nodes.image) else None
    return None


def image_element(
    node: nodes.image,
    page: PageContext,
    *,
    align: str | None,
    in_text: bool,
    frame: str | None = None,
) -> Element | None:
    """An image, attached to the page; ``None`` when there is none to be shown.

    :param in_text: whether it may stand in a line of text, if it is not too high for that.
    :param frame: how wide the figure around it is, if that is said.
    """
    picture = _picture(node, page)
    if picture is None:
        return None
    width = _shown_width(node, picture.original, page, frame)
    attributes: dict[str, str] = {}
    height = _height(picture.original, width)
    inline = in_text and height is not None and height <= _TALLEST_IN_TEXT_PX
    if page.on_cloud:
        attributes.update(
            _cloud_layout(align or page.settings.default_alignment, width, inline=inline)
        )
        if picture.original:
            attributes["ac:original-width"], attributes["ac:original-height"] = map(
                str, picture.original
            )
        if width and not inline:
            attributes["ac:custom-width"] = "true"
    else:
        align = align or page.settings.default_alignment
        if align in _LAYOUTS and not in_text:
            attributes["ac:align"] = str(align)
    if width:
        attributes["ac:width"] = str(width)
    if inline and page.on_cloud and height:
        attributes["ac:height"] = str(height)
    alternative = node.get("alt")
    if alternative:
        attributes["ac:alt"] = re.sub(r"\s+", " ", alternative)
    return Element("ac:image", attributes, [picture.origin], source=page.locate(node))


def _cloud_layout(align: str | None, width: int | None, *, inline: bool) -> dict[str, str]:
    if inline:
        return {"ac:inline": "true"}
    if align in _LAYOUTS:
        return {"ac:align": str(align), "ac:layout": _LAYOUTS[str(align)]}
    if width and width >= FULL_WIDTH_PX:
        return {"ac:layout": "full-width"}
    if width and width > PAGE_WIDTH_PX:
        return {"ac:layout": "wide"}
    return {}


def _picture(node: nodes.image, page: PageContext) -> _Picture | None:
    uri = node.get("uri", "")
    if "://" in uri:
        return _Picture(Element("ri:url", {"ri:value": uri}), None)
    path = page.image_path(uri)
    if not path.is_file():
        # Made by an extension when it is absolute; Sphinx has warned about those that come from the sources.
        tell = page.warn if Path(uri).is_absolute() else page.note
        tell(ConfluenceWarning.IMAGE, f"image not found: {uri}", node=node)
        return None
    if _is_for_paper(path):
        page.demote(f"image as {path.suffix[1:].upper()}", "page", node)
        return None
    name = page.attach(path, None)
    return _Picture(Element("ri:attachment", {"ri:filename": name}), image_size(path))


def _shown_width(
    node: nodes.image, original: Size | None, page: PageContext, frame: str | None
) -> int | None:
    """Width in pixels that the document asks for, or ``None``; a frame is the room that an image has."""
    room: float = FULL_WIDTH_PX if page.settings.full_width else PAGE_WIDTH_PX
    framed = pixels(frame, room)
    room = framed or room
    width = pixels(node.get("width"), room)
    height = (
        pixels(node.get("height"), room) if not str(node.get("height", "")).endswith("%") else None
    )
    scale = float(node.get("scale", 100)) / 100
    if width is None and height is not None and original and original[1]:
        width = height * original[0] / original[1]
    if width is None and scale != 1 and original:
        width = float(original[0])
    if width is None and framed and original and original[0] > framed:
        width = framed
    return max(round(width * scale), 1) if width else None


def _height(original: Size | None, width: int | None) -> int | None:
    if original is None or not original[0]:
        return None
    return round(original[1] * width / original[0]) if width else original[1]


def _in_text(node: nodes.image) -> bool:
    """Whether an image has text beside it."""
    return inside(node, nodes.TextElement) and any(
        isinstance(ancestor, (nodes.paragraph, nodes.title, nodes.term, nodes.rubric))
        for ancestor in _up(node)
    )


def _up(node: nodes.Node) -> list[nodes.Node]:
    up: list[nodes.Node] = []
    while node.parent is not None:
        node = node.parent
        up.append(node)
    return up


def _is_for_paper(path: Path) -> bool:
    return path.suffix.lower() in _FOR_PAPER and path.is_file()


def _instead(node: nodes.image, page: PageContext, out: Out) -> None:
    """Write what stands in the place of an image that cannot be shown: a link to the file, if there is one."""
    uri = node.get("uri", "")
    path = page.image_path(uri)
    if "://" in uri or not _is_for_paper(path):
        out.text(_alternative(node))
        return
    with out.collect() as label:
        out.text(_alternative(node))
    to_file(path, None, page, label, at=node)


def _alternative(node: nodes.image) -> str:
    return str(node.get("alt") or node.get("uri", ""))
