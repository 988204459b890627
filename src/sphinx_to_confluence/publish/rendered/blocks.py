"""What does a reader see of a stored body? Headings, paragraphs, lists, tables, panels and code, in plain lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sphinx_to_confluence.publish.rendered.inline import (
    MARKS,
    Inline,
    macro_head,
    macro_words,
    sentences,
    style_of,
)
from sphinx_to_confluence.publish.rendered.lines import (
    Aside,
    Line,
    LinkName,
    Part,
    indented,
    joined,
)
from sphinx_to_confluence.storage.elements import Element, Node, text_of
from sphinx_to_confluence.storage.parse import MalformedStorageError, parse

_IN_LINE = frozenset(
    {*MARKS, "a", "abbr", "big", "br", "font", "img", "small", "span", "time", "var", "ac:emoticon", "ac:image",
     "ac:inline-comment-marker", "ac:link", "ac:placeholder", "label", "mark"}
)  # fmt: skip

_MACROS_IN_LINE = frozenset(
    {"anchor", "status", "jira", "view-file", "mathinline", "eazy-math-inline"}
)

_CODE = frozenset({"code", "noformat"})

_DEEPEST = 40
"""How deep blocks are looked into; what is deeper is told as text without marks."""

Block = list[Line]


def rendered_lines(body: str, link_name: LinkName = str) -> list[Line]:
    """Turn a body in storage format into lines, as a reader sees it from top to bottom.

    :param link_name: what the address of a link is told as.
    :return: lines of a body that cannot be read are those of its markup.
    """
    try:
        nodes = parse(body, is_stored=True)
    except MalformedStorageError as error:
        note = Line((f"[this text cannot be read, so its markup is shown: {error}]",))
        return [note, *(Line((row,)) for row in body.splitlines())]
    return joined(_Blocks(link_name).blocks(nodes))


class _Blocks:
    def __init__(self, link_name: LinkName) -> None:
        self._inline = Inline(link_name)
        self._depth = 0

    def blocks(self, nodes: Iterable[Node]) -> list[Block]:
        """The blocks that these nodes are; what stands between blocks is a paragraph."""
        found: list[Block] = []
        in_line: list[Node] = []
        self._depth += 1
        for node in nodes:
            if _is_in_line(node):
                in_line.append(node)
                continue
            found.append(self._paragraph(in_line))
            in_line = []
            if self._depth > _DEEPEST:
                found.append([Line((" ".join(text_of([node]).split()),))])
            elif isinstance(node, Element):
                found += self._block(node)
        found.append(self._paragraph(in_line))
        self._depth -= 1
        return _with_asides(block for block in found if block)

    def _paragraph(self, nodes: Iterable[Node], style: Sequence[Part] = ()) -> Block:
        lines = sentences(self._inline.parts(nodes))
        return [lines[0].behind(*style), *lines[1:]] if lines and style else lines

    def _within(self, element: Element) -> Block:
        """What is in an item, a cell and the like: blocks without blank lines between them."""
        return joined(self.blocks(element.children), apart=False)

    def _block(self, element: Element) -> list[Block]:
        name = element.name
        if name in _HANDLERS:
            return [_HANDLERS[name](self, element)]
        if name in _HIDDEN:
            return []
        return self.blocks(element.children)

    def text(self, element: Element) -> Block:
        """A paragraph."""
        if any(not _is_in_line(child) for child in element.children):
            return joined(self.blocks(element.children))
        return self._paragraph(element.children, style_of(element))

    def heading(self, element: Element) -> Block:
        level = int(element.name[1])
        parts: list[Part] = [f"{'#' * level} "]
        for line in sentences(self._inline.parts(element.children)):
            parts += [*([" "] if len(parts) > 1 else []), *line.parts]
        return [Line(tuple(parts), heading=level)]

    def items(self, element: Element) -> Block:
        """A list; numbers are left out, since one more item would change them all."""
        mark = "#. " if element.name == "ol" else "* "
        found: Block = []
        for item in element.elements():
            lines = self._within(item) or [Line(("",))]
            value = item.attributes.get("value", "")
            lines[0] = lines[0].behind(
                *([Aside(f"number {value}")] if value else []), *style_of(item)
            )
            found += indented(lines, mark, " " * len(mark))
        if found and (start := element.attributes.get("start", "1")) != "1":
            found[0] = found[0].behind(Aside(f"from {start}"))
        return found

    def tasks(self, element: Element) -> Block:
        found: Block = []
        for task in element.elements():
            if task.name == "ac:task-list":
                found += indented(self.tasks(task), "    ", "    ")
                continue
            status, body = task.child("ac:task-status"), task.child("ac:task-body")
            is_done = status is not None and text_of(status.children).strip() == "complete"
            lines = self._within(body) if body is not None else []
            found += indented(lines or [Line(("",))], "[x] " if is_done else "[ ] ", "    ")
        return found

    def definitions(self, element: Element) -> Block:
        found: Block = []
        for part in element.elements():
            lines = self._within(part)
            found += indented(lines, "    ", "    ") if part.name == "dd" else lines
        return found

    def quotation(self, element: Element) -> Block:
        return indented(joined(self.blocks(element.children)), "> ", "> ")

    def rule(self, _element: Element) -> Block:
        return [Line(("[rule]",))]

    def verbatim(self, element: Element) -> Block:
        return [Line(("    ", row)) for row in text_of(element.children).splitlines()]

    def table(self, element: Element) -> Block:
        found: Block = []
        for part in element.elements():
            rows = [part] if part.name == "tr" else part.elements() if part.name in _ROWS else ()
            for row in rows:
                found += self._row(row)
        return found

    def _row(self, row: Element) -> Block:
        cells = [self._cell(cell) for cell in row.elements() if cell.name in {"td", "th"}]
        if all(len(cell) == 1 for cell in cells):
            parts: list[Part] = ["|"]
            for (line,) in cells:
                parts += [" ", *line.parts, " |"]
            return [Line(tuple(parts))]
        return [line for cell in cells for line in indented(cell, "| ", "|   ")]

    def _cell(self, cell: Element) -> Block:
        lines = self._within(cell) or [Line(("",))]
        asides: list[Part] = [
            Aside(f"{told} {cell.attributes[name]}")
            for name, told in _CELLS.items()
            if cell.attributes.get(name, "1") not in {"1", ""}
        ]
        if cell.name == "th":
            asides.append(Aside("header cell"))
        return [Line((*asides, *lines[0].parts)), *lines[1:]]

    def layout(self, section: Element) -> Block:
        """The columns of a section, one below the other."""
        cells = [joined(self.blocks(cell.children)) for cell in section.elements()]
        kind = Aside(f"columns {section.attributes.get('ac:type', '')}")
        if len(cells) < 2:
            return joined(cells)
        heads = [Line((f"[column {number}]", kind)) for number in range(1, len(cells) + 1)]
        return joined([head, *cell] for head, cell in zip(heads, cells, strict=True))

    def extension(self, element: Element) -> Block:
        """What Confluence keeps of its new editor: a panel with an icon of its own, a decision."""
        node = element if element.name == "ac:adf-node" else element.child("ac:adf-node")
        if node is None:
            return joined(self.blocks(element.children))
        told = "; ".join(
            f"{each.attributes.get('key', '')}={text_of(each.children).strip()}"
            for each in node.elements()
            if each.name == "ac:adf-attribute" and each.attributes.get("key") != "local-id"
        )
        head = Line((f"[{node.attributes.get('type', '')}]", *([Aside(told)] if told else [])))
        inner: list[Block] = []
        for each in node.elements():
            if each.name == "ac:adf-content":
                inner += self.blocks(each.children)
            elif each.name == "ac:adf-node":
                inner += self._block(each)
        return [head, *indented(joined(inner), "| ", "| ")]

    def macro(self, macro: Element) -> Block:
        name = macro.attributes.get("ac:name", "")
        values = self._inline.parameters(macro)
        plain, rich = macro.child("ac:plain-text-body"), macro.child("ac:rich-text-body")
        if name in _CODE:
            return _code(name, values, "" if plain is None else text_of(plain.children))
        if rich is not None:
            title = values.pop("title", "")
            head = macro_head(f"{name}: {title}" if title else name, values)
            inner = indented(joined(self.blocks(rich.children)), "| ", "| ")
            if name == "panel" and not title and inner:
                # Signatures are panels, so that there may be many; the bar says enough.
                return [Line((*head[1:], *inner[0].parts), inner[0].heading), *inner[1:]]
            return [Line(tuple(head)), *inner]
        if plain is None:
            return [Line((macro_words(name, values),))]
        rows = text_of(plain.children).splitlines()
        return [Line(tuple(macro_head(name, values))), *(Line(("    ", row)) for row in rows)]


_CELLS = {"colspan": "columns", "rowspan": "rows", "data-highlight-colour": "colour"}

_ROWS = frozenset({"tbody", "thead", "tfoot"})

_HIDDEN = frozenset(
    {"ac:adf-fallback", "ac:adf-attribute", "ac:parameter", "script", "style", "colgroup", "col"}
)

_HANDLERS: dict[str, Callable[[_Blocks, Element], Block]] = {
    "p": _Blocks.text,
    **{f"h{level}": _Blocks.heading for level in range(1, 7)},
    "ul": _Blocks.items,
    "ol": _Blocks.items,
    "ac:task-list": _Blocks.tasks,
    "dl": _Blocks.definitions,
    "blockquote": _Blocks.quotation,
    "hr": _Blocks.rule,
    "pre": _Blocks.verbatim,
    "table": _Blocks.table,
    "ac:layout-section": _Blocks.layout,
    "ac:adf-extension": _Blocks.extension,
    "ac:adf-node": _Blocks.extension,
    "ac:structured-macro": _Blocks.macro,
}


def _is_in_line(node: Node) -> bool:
    if isinstance(node, str):
        return True
    if node.name == "ac:structured-macro":
        return node.attributes.get("ac:name") in _MACROS_IN_LINE
    return node.name in _IN_LINE or node.name.startswith("ri:")


def _with_asides(blocks: Iterable[Block]) -> list[Block]:
    """Put what shows nothing by itself, such as an anchor, onto the line that follows."""
    found: list[Block] = []
    waiting: list[Part] = []
    for block in blocks:
        if len(block) == 1 and not block[0].text:
            waiting += block[0].parts
        else:
            found.append([block[0].behind(*waiting), *block[1:]] if waiting else block)
            waiting = []
    return [*found, [Line(tuple(waiting))]] if waiting else found


def _code(name: str, values: dict[str, str], text: str) -> Block:
    language, title = values.pop("language", ""), values.pop("title", "")
    head = " ".join(filter(None, [name, language])) + (f": {title}" if title else "")
    told = "; ".join(f"{key}={value}" for key, value in values.items())
    first = Line((f"[{head}]", *([Aside(told)] if told else [])))
    return [first, *(Line(("    ", row)) for row in text.expandtabs().splitlines())]
