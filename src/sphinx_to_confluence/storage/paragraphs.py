"""Where does loose text go, and where do anchors stand? Blocks hold blocks, paragraphs hold text.

Handlers may write text, inline markup and anchors wherever a block can stand; here they get their paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sphinx_to_confluence.storage.elements import Element, Node
from sphinx_to_confluence.storage.kinds import Kind, kind_of
from sphinx_to_confluence.storage.macros import BODY, MACRO, is_anchor

_PAGE_LINK = "ac:link"
_LINK = "a"
_HOLDERS = frozenset(
    {"li", "td", "th", "dt", "dd", "blockquote", "div", BODY, "ac:adf-content", "ac:task-body"}
)
# Blocks whose first paragraph an anchor may move into. Not an expand: what is closed cannot be jumped to.
_OPEN = frozenset(
    {Kind.LIST, Kind.PANEL, Kind.TABLE, Kind.QUOTE, Kind.DEFINITIONS, Kind.BOX, Kind.TASKS}
)


def into_blocks(children: Sequence[Node], *, images_in_text: bool) -> list[Element]:
    """Make a sequence of blocks of what stands in a block, in the same order.

    :param images_in_text: whether images of any size may stand in a paragraph (Data Center), or end it.
    """
    blocks: list[Element] = []
    loose: list[Node] = []
    for child in children:
        kind = kind_of(child)
        if kind is None or (kind is Kind.IMAGE and images_in_text):
            loose.append(child)
            continue
        blocks += _lines(loose)
        loose = []
        if kind is Kind.PARAGRAPH or kind is Kind.HEADING:
            blocks += _unmixed(_element(child), images_in_text=images_in_text)
        else:
            blocks.append(_element(child))
    blocks += _lines(loose)
    return blocks


def is_text(nodes: Sequence[Node], *, images_in_text: bool) -> bool:
    """Whether this is a line of text; images alone are none."""
    if any(_is_block(node, images_in_text=images_in_text) for node in nodes):
        return False
    return not _only_images(nodes)


def settle_anchors(blocks: Sequence[Element], *, in_headings: bool) -> list[Element]:
    """Move anchors that stand alone to where they cost no line of their own.

    That is the paragraph after them, the first paragraph of the block after them, or the paragraph before them.

    :param in_headings: whether an anchor may stand in a heading; on Cloud it would change the id of the heading.
    """
    settled: list[Element] = []
    waiting: list[Node] = []
    for block in blocks:
        if only_anchors(block):
            waiting += block.children
            continue
        if waiting and _take_in(block, waiting, in_headings=in_headings):
            waiting = []
        elif waiting:
            _leave_before(settled, waiting)
            waiting = []
        settled.append(block)
    if waiting:
        _leave_before(settled, waiting)
    return settled


def is_blank(nodes: Sequence[Node]) -> bool:
    """Whether nothing of this shows or can be linked to."""
    for node in nodes:
        if isinstance(node, str):
            if node.strip(" \t\r\n\f\v"):
                return False
        elif not _is_blank_mark(node):
            return False
    return True


def _is_blank_mark(element: Element) -> bool:
    """Whether an element is inline markup around nothing."""
    if element.name in {MACRO, "br", "ac:image", "ac:link", "ac:emoticon", "time", "img"}:
        return False
    return (
        kind_of(element) is None
        and not element.name.startswith(("ri:", "ac:"))
        and is_blank(element.children)
    )


def _element(node: Node) -> Element:
    assert isinstance(node, Element)  # noqa: S101 - text has no kind
    return node


def _only_images(nodes: Sequence[Node]) -> bool:
    """Whether there are images with nothing between them, each of which stands alone."""
    inner = list(nodes)
    while inner and is_blank(inner[-1:]):
        inner.pop()
    while inner and is_blank(inner[:1]):
        inner.pop(0)
    return any(kind_of(node) is Kind.IMAGE for node in inner) and all(
        kind_of(node) is Kind.IMAGE or is_anchor(node) for node in inner
    )


def _lines(loose: Sequence[Node]) -> list[Element]:
    if is_blank(loose):
        return []
    if _only_images(loose):
        return [
            Element("p", children=[node], source=node.source)
            for node in loose
            if isinstance(node, Element) and not is_blank([node])
        ]
    source = next(
        (node.source for node in loose if isinstance(node, Element) and node.source), None
    )
    return list(_unmixed(Element("p", children=loose, source=source), images_in_text=True))


def only_anchors(block: Element) -> bool:
    """Whether this is a paragraph of nothing but places to link to."""
    return (
        block.name == "p"
        and any(map(is_anchor, block.children))
        and all(is_anchor(child) or is_blank([child]) for child in block.children)
    )


def _take_in(block: Element, anchors: Sequence[Node], *, in_headings: bool) -> bool:
    """Put anchors at the beginning of a block, if there is text to put them to."""
    kind = kind_of(block)
    if kind is Kind.PARAGRAPH and not in_headings and _only_images(block.children):
        return False  # a linked image of the Cloud editor, which is a block
    if kind is Kind.PARAGRAPH or (kind is Kind.HEADING and in_headings):
        block.children[:0] = anchors
        return True
    if kind not in _OPEN:
        return False
    holder = next((part for part in block.walk() if part.name in _HOLDERS), None)
    if holder is None:
        return False
    first = next((child for child in holder.children if not is_blank([child])), None)
    kind = None if first is None else kind_of(first)
    if (
        first is None
        or isinstance(first, str)
        or kind is None
        or (kind is Kind.IMAGE and in_headings)
    ):
        holder.children[:0] = anchors
    elif not _take_in(first, anchors, in_headings=in_headings):
        holder.children.insert(0, Element("p", children=anchors))
    return True


def _leave_before(settled: list[Element], anchors: Sequence[Node]) -> None:
    if settled and settled[-1].name == "p" and not _only_images(settled[-1].children):
        settled[-1].children += anchors
    else:
        settled.append(Element("p", children=anchors))


def _unmixed(block: Element, *, images_in_text: bool) -> Iterator[Element]:
    """A paragraph or heading without blocks in it: those come before, between or after what is left."""
    if not _has_blocks(block.children, images_in_text=images_in_text):
        if block.name != "p" or not is_blank(block.children):
            yield block
        return
    pieces = list(_pieces(block.children, images_in_text=images_in_text))
    if block.name != "p":
        # A heading stays in one piece; what it cannot hold follows.
        text = [node for piece in pieces if isinstance(piece, list) for node in piece]
        if not is_blank(text):
            yield block.like(text)
        yield from (piece for piece in pieces if isinstance(piece, Element))
        return
    for piece in pieces:
        if isinstance(piece, Element):
            yield from (
                _unmixed(piece, images_in_text=images_in_text) if piece.name == "p" else (piece,)
            )
        elif not is_blank(piece):
            yield block.like(piece)


def _has_blocks(nodes: Sequence[Node], *, images_in_text: bool) -> bool:
    """Whether a paragraph has something in it, at any depth, that is no text."""
    for node in nodes:
        if isinstance(node, str):
            continue
        kind = kind_of(node)
        if kind is None:
            if node.name != _PAGE_LINK and _has_blocks(
                node.children, images_in_text=images_in_text
            ):
                return True
        elif not _stays(node, kind, images_in_text=images_in_text):
            return True
    return False


def _stays(node: Element, kind: Kind, *, images_in_text: bool) -> bool:
    """Whether something that is mostly a block may stand in a paragraph, if it is there.

    Of a macro without a body that we do not know, whoever wrote it knows best.
    """
    return (kind is Kind.IMAGE and images_in_text) or (
        kind is Kind.BODILESS and node.inline is None
    )


def _is_block(node: Node, *, images_in_text: bool) -> bool:
    kind = kind_of(node)
    return kind is not None and not (images_in_text and kind is Kind.IMAGE)


def _pieces(nodes: Sequence[Node], *, images_in_text: bool) -> list[list[Node] | Element]:
    """Runs of inline nodes, and the blocks between them; markup around a block is closed and opened again."""
    pieces: list[list[Node] | Element] = [[]]

    def add(node: Node) -> None:
        if not isinstance(pieces[-1], list):
            pieces.append([])
        last = pieces[-1]
        if isinstance(last, list):
            last.append(node)

    for node in nodes:
        kind = kind_of(node)
        if isinstance(node, Element) and kind is not None:
            if _stays(node, kind, images_in_text=images_in_text):
                add(node)
            else:
                pieces.append(node)
        elif (
            isinstance(node, Element)
            and node.name != _PAGE_LINK
            and _has_blocks(node.children, images_in_text=images_in_text)
        ):
            for piece in _pieces(node.children, images_in_text=images_in_text):
                if isinstance(piece, Element):
                    pieces.append(_marked(piece, node))
                elif not is_blank(piece):
                    add(node.like(piece))
        else:
            add(node)
    return pieces


def _marked(block: Element, mark: Element) -> Element:
    """A block with the markup that stood around it, as far as it can have that."""
    if kind_of(block) is Kind.IMAGE:
        return mark.like([block]) if mark.name == _LINK and block.name != _LINK else block
    if kind_of(block) in {Kind.PARAGRAPH, Kind.HEADING}:
        return block.like([mark.like(block.children)])
    return block
