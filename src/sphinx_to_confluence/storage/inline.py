"""Which inline markup may meet? Links hold no links, and on Cloud code is neither bold nor anything else but a link."""

from __future__ import annotations

from collections.abc import Sequence

from sphinx_to_confluence.storage.elements import CData, Element, Node, text_of
from sphinx_to_confluence.storage.kinds import Kind, kind_of
from sphinx_to_confluence.storage.macros import MACRO, anchors_of, is_anchor, without_anchors

_LABELS = frozenset({"ac:link-body", "ac:plain-text-link-body"})
_LINK = "a"
_PAGE_LINK = "ac:link"
_LINKS = frozenset({_LINK, _PAGE_LINK})
_MARKS = frozenset({"strong", "em", "u", "s", "del", "sub", "sup", "span", "b", "i"})
# The code mark excludes all others in the schema of the Cloud editor.
_CODE = "code"
MARKUP = _MARKS | {_LINK, _CODE}
"""Elements that say how the text in them looks, or where it leads."""
_WHOLE = frozenset({MACRO, _PAGE_LINK})

_Path = tuple[Element, ...]
_Leaf = tuple[_Path, Node]


def fit_inline(nodes: Sequence[Node], *, code_alone: bool) -> tuple[list[Node], bool]:
    """Make the inline markup of a line what the editor can hold.

    :param code_alone: whether code excludes every other markup; the inner one then wins.
    :returns: the nodes, and whether markup was lost.
    """
    if _is_simple(nodes):
        return list(nodes), False
    line = _Line(code_alone=code_alone)
    leaves = line.leaves(nodes, ())
    return _joined(_grown(leaves) if line.changed else nodes), line.lost


def as_line(nodes: Sequence[Node]) -> list[Node]:
    """What stands where only a line of text can: paragraphs one after the other, of other blocks their text."""
    line: list[Node] = []
    for node in nodes:
        kind = None if isinstance(node, str) else kind_of(node)
        if isinstance(node, str) or kind is Kind.IMAGE or node.name in _WHOLE:
            line.append(node)
        elif kind is None:
            line.append(node.like(as_line(node.children)))
        elif kind is Kind.PARAGRAPH or kind is Kind.HEADING:
            line += [" ", *as_line(node.children), " "]
        else:
            line += [*anchors_of(node), f" {text_of([node])} "]
    return line


def has_blocks(nodes: Sequence[Node]) -> bool:
    """Whether something below these is a block, images apart."""
    return any(
        not isinstance(node, str)
        and (kind_of(node) not in {None, Kind.IMAGE} or has_blocks(node.children))
        for node in nodes
    )


def _is_simple(nodes: Sequence[Node]) -> bool:
    """Whether there is no markup in markup, and none that continues the one before it."""
    before = ""
    for node in nodes:
        if isinstance(node, str):
            if not node:
                return False
            before = ""
            continue
        name = node.name
        if name in MARKUP:
            if name == before and name in _MARKS:
                return False
            if not node.children:
                return False
            for child in node.children:
                if not isinstance(child, str):
                    return False
        elif name == _PAGE_LINK:
            return False
        before = name
    return True


class _Line:
    """The pieces of a line, and what had to be done to them.

    :param changed: whether they are not as they were.
    :param lost: whether markup is gone.
    """

    def __init__(self, *, code_alone: bool) -> None:
        self._code_alone = code_alone
        self.changed = False
        self.lost = False

    def leaves(self, nodes: Sequence[Node], path: _Path) -> list[_Leaf]:
        """Text and elements that are no markup, each with the markup that may be around it, outermost first."""
        leaves: list[_Leaf] = []
        for node in nodes:
            if isinstance(node, str):
                leaves.append((path, node))
            elif node.name == _PAGE_LINK:
                leaves += self._page_link(node, path)
            elif node.name in MARKUP:
                leaves += self._markup(node, path)
            else:
                leaves.append((path, node))
        return leaves

    def _markup(self, element: Element, path: _Path) -> list[_Leaf]:
        inner = (*path, element)
        if element.name == _LINK and _in_link(path):
            inner = path
        elif element.name == _LINK:
            code = tuple(outer for outer in path if outer.name == _CODE)
            if self._code_alone and code:
                # Both may mark the same text; the editor writes the link around the code.
                inner = (*(outer for outer in path if outer.name != _CODE), element, *code)
                self.changed = True
        elif any(
            (outer.name, outer.attributes) == (element.name, element.attributes) for outer in path
        ):
            self.changed = True
            return self.leaves(element.children, path)
        elif self._code_alone and element.name == _CODE:
            inner = (*(outer for outer in path if outer.name in _LINKS), element)
        elif self._code_alone:
            inner = (*(outer for outer in path if outer.name != _CODE), element)
        if len(inner) != len(path) + 1:
            self.changed = self.lost = True
        leaves = self.leaves(element.children, inner)
        apart = element.name == _CODE or (element.name == _LINK and inner is not path)
        return self._anchors_first(leaves, path) if apart else leaves

    def _anchors_first(self, leaves: list[_Leaf], path: _Path) -> list[_Leaf]:
        """Take the anchors out of a link or code, which cannot hold them, and put them before it."""
        anchors: list[_Leaf] = [(path, leaf) for _, leaf in leaves if is_anchor(leaf)]
        if not anchors:
            return leaves
        self.changed = True
        return [*anchors, *(pair for pair in leaves if not is_anchor(pair[1]))]

    def _page_link(self, link: Element, path: _Path) -> list[_Leaf]:
        """A link to a page stays in one piece; within another link it is its label."""
        label = next((part for part in link.elements() if part.name in _LABELS), None)
        if _in_link(path):
            self.changed = self.lost = True
            text = label.children if label is not None else ()
            return self.leaves([str(n) if isinstance(n, str) else n for n in text], path)
        if label is None or label.name != "ac:link-body":
            return [(path, link)]
        text = label.children
        anchors: list[_Leaf] = [(path, part) for part in anchors_of(label)]
        if anchors:
            text = without_anchors(text)
        blocks = has_blocks(text)
        if blocks:
            text = as_line(text)
        inside = _Line(code_alone=self._code_alone)
        leaves = inside.leaves(text, (link,))
        if not anchors and not blocks and not inside.changed:
            return [(path, link)]
        self.changed = True
        self.lost = self.lost or inside.lost or blocks
        fitted = label.like(_joined(_grown([(around[1:], leaf) for around, leaf in leaves])))
        others = [fitted if child is label else child for child in link.children]
        return [*anchors, (path, link.like(others))]


def _in_link(path: _Path) -> bool:
    return any(element.name in _LINKS for element in path)


def _grown(leaves: Sequence[_Leaf]) -> list[Node]:
    """Put the markup back around the leaves; neighbours share what they have in common."""
    root: list[Node] = []
    open_: list[tuple[Element, Element]] = []
    for path, leaf in leaves:
        shared = 0
        while shared < min(len(open_), len(path)) and open_[shared][0] is path[shared]:
            shared += 1
        del open_[shared:]
        for element in path[shared:]:
            copy = element.like([])
            (open_[-1][1].children if open_ else root).append(copy)
            open_.append((element, copy))
        (open_[-1][1].children if open_ else root).append(leaf)
    return root


def _joined(nodes: Sequence[Node]) -> list[Node]:
    """Make one of neighbours with the same markup, all the way down."""
    return [
        node.like(_joined(node.children))
        if isinstance(node, Element) and node.name in MARKUP
        else node
        for node in join(nodes)
    ]


def join(nodes: Sequence[Node]) -> list[Node]:
    """Make one of neighbours with the same markup, and leave out what is empty.

    Sphinx writes types as many small pieces.
    """
    joined: list[Node] = []
    for node in nodes:
        if is_empty(node):
            continue
        last = joined[-1] if joined else None
        if (
            isinstance(node, Element)
            and isinstance(last, Element)
            and node.name in _MARKS
            and (last.name, last.attributes) == (node.name, node.attributes)
        ):
            joined[-1] = last.like([*last.children, *node.children])
        else:
            joined.append(node)
    return joined


def is_empty(node: Node) -> bool:
    """Whether this is no text, or markup around nothing."""
    if isinstance(node, str):
        return not node and not isinstance(node, CData)
    return not node.children and node.name in MARKUP
