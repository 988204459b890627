"""How does a page become what its editor can hold? One pass between the translator and the serializer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.storage.apart import plain_captions, plain_headings
from sphinx_to_confluence.storage.elements import Element, Node, Source
from sphinx_to_confluence.storage.grid import straighten
from sphinx_to_confluence.storage.inline import as_line, fit_inline, has_blocks
from sphinx_to_confluence.storage.kinds import Kind, kind_of
from sphinx_to_confluence.storage.macros import (
    BODY,
    parameter,
)
from sphinx_to_confluence.storage.mend import mend
from sphinx_to_confluence.storage.paragraphs import into_blocks, is_blank, is_text, settle_anchors
from sphinx_to_confluence.storage.places import Complain
from sphinx_to_confluence.storage.room import depth_of, room_for_calls
from sphinx_to_confluence.storage.rules import ALLOWED, STYLES, Place, demotion, place_within

_TASK_BODY = "ac:task-body"


@dataclass(frozen=True, slots=True)
class Demoted:
    """Something that was written in another way.

    :param what: the sort of block, such as ``table``, or ``markup``.
    :param where: the place that cannot hold it, such as ``list item``; may be empty.
    """

    what: str
    where: str
    source: Source | None

    def __str__(self) -> str:
        return f"{self.what} in {self.where}" if self.where else self.what


def _in_silence(_message: str, _source: Source | None) -> None:
    """Tell nobody."""


def fit(
    root: Element,
    editor: Editor,
    report: Callable[[Demoted], None],
    complain: Complain = _in_silence,
) -> Element:
    """Return the page as its editor can hold it; it says the same, in the same order.

    :param root: not to be used afterwards: parts of it are changed.
    :param report: is told of everything that had to be written in another way.
    :param complain: is told of markup that Confluence would have refused.
    """
    mend(root, editor, complain)
    with room_for_calls(depth_of(root)):
        return root.like(_Fitter(editor, report).blocks(root.children, Place.ROOT, root.source))


class _Lifted(Element):
    """A block on its way out of the one that cannot hold it."""

    __slots__ = ()

    @classmethod
    def of(cls, block: Element, source: Source | None) -> _Lifted:
        """The same block, on its way."""
        return cls(block.name, block.attributes, block.children, source=source, inline=block.inline)


class _Fitter:
    """The rules of one editor, applied from the outside to the inside."""

    def __init__(self, editor: Editor, report: Callable[[Demoted], None]) -> None:
        self._cloud = editor is Editor.CLOUD
        self._allowed = ALLOWED[editor]
        self._styles = STYLES[editor]
        self._report = report
        self._demoted = 0

    def content(
        self, children: Sequence[Node], place: Place, near: Source | None
    ) -> Sequence[Node]:
        """Fit what stands in a block: blocks, or on Data Center a line of text."""
        if (
            not self._cloud
            and place in {Place.ITEM, Place.CELL}
            and is_text(children, images_in_text=True)
        ):
            # Text without a paragraph keeps lists and tables tight on Data Center.
            return self._inline(children, near)
        return self.blocks(children, place, near)

    def blocks(self, children: Sequence[Node], place: Place, near: Source | None) -> list[Element]:
        """Fit blocks; what cannot stay comes back as :class:`_Lifted`."""
        blocks: Sequence[Element] = into_blocks(children, images_in_text=not self._cloud)
        kinds = set(map(kind_of, blocks))
        if self._cloud and Kind.HEADING in kinds:
            blocks = plain_headings(blocks, self._tell, near)
        if self._cloud and Kind.IMAGE in kinds:
            blocks = plain_captions(blocks, self._tell, near)
        blocks = settle_anchors(blocks, in_headings=not self._cloud)
        fitted: list[Element] = []
        demoted_before = self._demoted
        for block in blocks:
            near = block.source or near
            fitted += self._block(block, place, near)
        if self._demoted != demoted_before:
            # What a block has become may have room for the anchors before it.
            fitted = settle_anchors(fitted, in_headings=not self._cloud)
        return fitted

    def _tell(self, what: str, where: str, source: Source | None) -> None:
        self._demoted += 1
        self._report(Demoted(what, where, source))

    def _block(self, block: Element, place: Place, near: Source | None) -> list[Element]:
        kind = kind_of(block)
        if kind is None or kind in self._allowed[place]:
            return self._inside(block, kind, place, near)
        action = demotion(kind, place)
        self._tell(kind.value, place.value, near)
        if isinstance(action, str):
            return [_Lifted.of(block, near)]
        return self.blocks(action(block), place, near)

    def _inside(
        self, block: Element, kind: Kind | None, place: Place, near: Source | None
    ) -> list[Element]:
        within = place_within(kind, place) if kind else place
        match kind:
            case Kind.PARAGRAPH | Kind.HEADING:
                return self._line(block, place, near)
            case Kind.LIST:
                return self._list(block, place, near)
            case Kind.TABLE:
                return self._table(block, near)
            case Kind.QUOTE:
                return self._quote(block, place, near)
            case Kind.PANEL | Kind.EXPAND | Kind.BODIED:
                return self._body(block, within, place, near)
            case Kind.TASKS:
                return self._tasks(block, place, near)
            case Kind.IMAGE:
                return self._image(block, near)
            case Kind.LAYOUT | Kind.BOX | Kind.DEFINITIONS | Kind.ADF:
                self._parts(block, within, near)
        return [block]

    def _line(self, block: Element, place: Place, near: Source | None) -> list[Element]:
        self._keep_styles(block, place)
        line = block.like(self._inline(block.children, near))
        return [] if is_blank(line.children) else [line]

    def _inline(self, children: Sequence[Node], near: Source | None) -> list[Node]:
        fitted, lost = fit_inline(children, code_alone=self._cloud)
        if lost:
            self._tell("markup", "code or a link", near)
        return fitted

    def _keep_styles(self, block: Element, place: Place) -> None:
        style = block.attributes.get("style")
        if style is None:
            return
        kept = [
            declaration.strip()
            for declaration in style.split(";")
            if declaration.strip()
            and place in self._styles.get(declaration.partition(":")[0].strip(), frozenset(Place))
        ]
        if kept:
            block.attributes["style"] = "; ".join(kept) + ";"
        else:
            del block.attributes["style"]

    def _list(self, block: Element, place: Place, near: Source | None) -> list[Element]:
        fitted: list[Element] = []
        items: list[Element] = []
        number = int(block.attributes.get("start", "1") or 1)
        ordered = block.name == "ol"

        def close(next_number: int) -> None:
            nonlocal items, number
            if items:
                part = block.like(items)
                if ordered and number != 1:
                    part.attributes["start"] = str(number)
                fitted.append(part)
            items, number = [], next_number

        for index, item in enumerate(block.elements(), start=number):
            source = item.source or near
            stay, leave = _until_lifted(self.content(item.children, Place.ITEM, source))
            if stay or not leave or ordered:
                items.append(item.like(self._led_by_text(stay)))
            if leave:
                close(index + 1)
                fitted += self._released(leave, place, source)
        close(0)
        return fitted

    def _led_by_text(self, blocks: Sequence[Node]) -> Sequence[Node]:
        """A list item of the Cloud editor begins with a paragraph, an image or code."""
        leads = {Kind.PARAGRAPH, Kind.IMAGE, Kind.CODE}
        if not blocks or (self._cloud and kind_of(blocks[0]) not in leads):
            return [Element("p"), *blocks]
        return blocks

    def _table(self, block: Element, near: Source | None) -> list[Element]:
        straighten(block)
        cells = list(_own_cells(block))
        for cell in cells:
            fitted = self.content(cell.children, Place.CELL, cell.source or near)
            cell.children = list(fitted) or [Element("p")]
        return [block] if cells else []

    def _tasks(self, block: Element, place: Place, near: Source | None) -> list[Element]:
        """A task list; what is to be done is a line of text on Cloud, and what is more than that follows the line.

        Tasks within a task are a list in the list; for other blocks the list is closed, and opened again after them.
        """
        fitted: list[Element] = []
        tasks: list[Element] = []

        def close() -> None:
            if tasks:
                fitted.append(block.like(tasks))
                tasks.clear()

        for part in block.elements():
            source = part.source or near
            body = part.child(_TASK_BODY)
            if part.name == "ac:task-list":
                more = [part]
            elif body is None:
                continue
            elif not self._cloud:
                inside = self.content(body.children, Place.ITEM, source)
                tasks.append(_with_body(part, body, inside))
                continue
            else:
                line, more = self._task_line(body, source)
                tasks.append(_with_body(part, body, line))
            for node in more:
                for given in self._block(node, place, source):
                    if kind_of(given) is Kind.TASKS:
                        tasks.append(given)
                    else:
                        close()
                        fitted.append(given)
        close()
        return fitted

    def _task_line(self, body: Element, near: Source | None) -> tuple[list[Node], list[Element]]:
        """The text of a task, its paragraphs on lines of their own, and the blocks that cannot be in it."""
        line: list[Node] = []
        more: list[Element] = []
        for block in settle_anchors(
            into_blocks(body.children, images_in_text=False), in_headings=False
        ):
            kind = kind_of(block)
            if kind is Kind.PARAGRAPH and not more:
                line += [Element("br"), *block.children] if line else block.children
                continue
            more.append(block)
            if kind is not None and kind is not Kind.TASKS:
                self._tell(kind.value, Kind.TASKS.value, near)
        return self._inline(line, near), more

    def _quote(self, block: Element, place: Place, near: Source | None) -> list[Element]:
        rest = self.blocks(block.children, Place.QUOTE, near)
        return self._around(rest, place, near, block.like)

    def _body(
        self, block: Element, within: Place, place: Place, near: Source | None
    ) -> list[Element]:
        body = next((part for part in block.walk() if part.name in {BODY, "ac:adf-content"}), None)
        if body is None:
            return []
        rest = self.blocks(body.children, within, near)
        titled = bool(parameter(block, "title"))
        if (not rest and kind_of(block) is Kind.BODIED) or (titled and not rest[:1]):
            rest = [Element("p")]
        elif titled and isinstance(rest[0], _Lifted):
            rest.insert(0, Element("p"))
        first = True

        def piece(children: Sequence[Node]) -> Element:
            nonlocal first
            made = _with_body(block, body, children)
            if not first:
                _be_another(made)
            first = False
            return made

        return self._around(rest, place, near, piece)

    def _around(
        self,
        rest: list[Element],
        place: Place,
        near: Source | None,
        whole: Callable[[Sequence[Node]], Element],
    ) -> list[Element]:
        """Put a whole around what stays in it, again after each block that leaves it."""
        fitted: list[Element] = []
        while rest:
            stay, leave = _until_lifted(rest)
            if stay:
                fitted.append(whole(stay))
            fitted += self._released(leave[:1], place, near)
            rest = leave[1:]
        return fitted

    def _image(self, block: Element, near: Source | None) -> list[Element]:
        """An image, with its caption; one in a link stands in a paragraph, as the Cloud editor writes it."""
        for part in block.walk():
            if part.name == "ac:caption":
                for line in [*part.elements()] or [part]:
                    line.children = self._inline(line.children, near)
        linked = self._cloud and block.name == "a"
        return [Element("p", children=[block], source=block.source)] if linked else [block]

    def _parts(self, block: Element, place: Place, near: Source | None) -> None:
        """Fit the parts of what has several: a layout's cells, a definition list's terms."""
        if block.name == "div":
            block.children = [*self.blocks(block.children, place, near)]
            return
        waiting = list(block.elements())
        while waiting:
            part = waiting.pop()
            if part.name in {"ac:layout-section", "ac:adf-node"}:
                waiting.extend(part.elements())
            elif part.name == "dt":
                line = as_line(part.children) if has_blocks(part.children) else part.children
                part.children = self._inline(line, part.source or near)
            elif part.name == "dd":
                part.children = [*self.blocks(part.children, place, part.source or near)]
            elif part.name == "ac:layout-cell":
                fitted = self.blocks(part.children, place, part.source or near)
                part.children = [*fitted] or [Element("p")]
            elif part.name == "ac:adf-content" and _is_decision(block):
                part.children = self._inline(as_line(part.children), part.source or near)

    def _released(
        self, nodes: Sequence[Element], place: Place, near: Source | None
    ) -> list[Element]:
        """Fit blocks in the place that they were lifted to."""
        fitted: list[Element] = []
        for node in nodes:
            # "like" makes an element that is not on its way any longer.
            fitted += self._block(node.like(node.children), place, node.source or near)
        return fitted


AnyNode = TypeVar("AnyNode", bound=Node)


def _until_lifted(nodes: Sequence[AnyNode]) -> tuple[Sequence[AnyNode], list[Element]]:
    """What stands before the first block that leaves, and the rest beginning with that."""
    for index, node in enumerate(nodes):
        if isinstance(node, _Lifted):
            return nodes[:index], [node for node in nodes[index:] if isinstance(node, Element)]
    return nodes, []


def _own_cells(table: Element) -> list[Element]:
    """The cells of a table, not those of tables within."""
    cells: list[Element] = []
    waiting = list(reversed(list(table.elements())))
    while waiting:
        part = waiting.pop()
        if part.name in {"td", "th"}:
            cells.append(part)
        else:
            waiting.extend(reversed(list(part.elements())))
    return cells


def _is_decision(block: Element) -> bool:
    node = block.child("ac:adf-node")
    return node is not None and node.attributes.get("type") == "decision-list"


def _be_another(macro: Element) -> None:
    """Take away from a copy of a macro what only one can have: its ids, and the title, which has been shown."""
    for name in ("ac:macro-id", "ac:local-id", "local-id"):
        macro.attributes.pop(name, None)
    macro.children = [
        child
        for child in macro.children
        if isinstance(child, str) or child.attributes.get("ac:name") != "title"
    ]


def _with_body(block: Element, body: Element, children: Sequence[Node]) -> Element:
    """A copy of a macro with another body, wherever its body is."""
    return block.like(
        [
            body.like(children)
            if child is body
            else _with_body(child, body, children)
            if isinstance(child, Element)
            else child
            for child in block.children
        ]
    )
