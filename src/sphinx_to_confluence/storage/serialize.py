"""How do elements become the text that Confluence gets? Escaping and well-formedness are settled here, once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sphinx_to_confluence.bundle.model import SourceLine
from sphinx_to_confluence.storage.elements import FRAGMENT, CData, Element, Node
from sphinx_to_confluence.storage.kinds import holds_text, starts_a_line

# What XML 1.0 cannot hold, not even as a reference, and U+FFFE/U+FFFF: https://www.w3.org/TR/xml/#charsets
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Most texts have nothing of this in them.
_SPECIAL = re.compile(f"[&<>\r{_ILLEGAL.pattern[1:]}")
_SPECIAL_IN_ATTRIBUTE = re.compile(f'["\n\t{_SPECIAL.pattern[1:]}')
_NAME = re.compile(r"[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Serialized:
    """The text of a page, ending in a line break unless it is empty, and where its rows come from."""

    text: str
    rows: tuple[SourceLine, ...]


def serialize(root: Element) -> Serialized:
    """Write a tree; every block begins on a row of its own.

    Whitespace is written as it is (see :mod:`.whitespace` for what collapses it). Does not recurse, so that depth
    does not matter.
    """
    writer = _Writer()
    waiting: list[Node | _End] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _End):
            writer.end(node)
        elif isinstance(node, str):
            writer.line([node])
        elif node.name == FRAGMENT:
            waiting.extend(node.children[::-1])
        else:
            block = starts_a_line(node)
            writer.start(node, block=block)
            if not node.children:
                continue
            if holds_text(node) or all(isinstance(child, str) for child in node.children):
                writer.line(node.children)
                writer.end(_End(node.name, own_line=False, block=block))
            else:
                own_line = any(map(starts_a_line, node.children))
                waiting.append(_End(node.name, own_line, block))
                waiting.extend(node.children[::-1])
    writer.break_line()
    return Serialized("".join(writer.parts), tuple(writer.rows))


@dataclass(frozen=True, slots=True)
class _End:
    """An element that is still open."""

    name: str
    own_line: bool
    block: bool


class _EndTag(str):
    """The end of an element in a line of text; complete, unlike other text."""

    __slots__ = ()


class _Writer:
    """The text so far, and its rows."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.rows: list[SourceLine] = []
        self._row = 1
        self._at_line_start = True

    def break_line(self) -> None:
        if not self._at_line_start:
            self.parts.append("\n")
            self._row += 1
            self._at_line_start = True

    def start(self, element: Element, *, block: bool) -> None:
        if block:
            self.break_line()
            known = self.rows and self.rows[-1].row == self._row
            if element.source is not None and not known:
                self.rows.append(SourceLine(self._row, *element.source))
        self.parts.append(_start_tag(element))
        self._at_line_start = False
        if block and not element.children:
            self.break_line()

    def end(self, element: _End) -> None:
        if element.own_line:
            self.break_line()
        self.parts.append(f"</{element.name}>")
        self._at_line_start = False
        if element.block:
            self.break_line()

    def line(self, nodes: Sequence[Node]) -> None:
        """Write nodes of which none begins a line, with all that is in them."""
        waiting = [*nodes[::-1]]
        before = len(self.parts)
        while waiting:
            node = waiting.pop()
            if not isinstance(node, str):
                self.parts.append(_start_tag(node))
                if node.children:
                    waiting.append(_EndTag(f"</{node.name}>"))
                    waiting.extend(node.children[::-1])
            elif isinstance(node, _EndTag):
                self.parts.append(node)
            elif node:
                self.parts.append(_cdata(node) if isinstance(node, CData) else _text(node))
        for part in self.parts[before:]:
            if part:
                self._row += part.count("\n")
                self._at_line_start = part.endswith("\n")


def _start_tag(element: Element) -> str:
    closing = ">" if element.children else "/>"
    if not element.attributes:
        return f"<{_checked(element.name)}{closing}"
    attributes = "".join(
        [f' {_checked(name)}="{_attribute(value)}"' for name, value in element.attributes.items()]
    )
    return f"<{_checked(element.name)}{attributes}{closing}"


@lru_cache(maxsize=1024)
def _checked(name: str) -> str:
    """Names come from our own code or from the parser: a wrong one is a mistake of ours."""
    if not _NAME.match(name):
        raise ValueError(f"{name!r} cannot be the name of an element or an attribute")
    return name


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _text(text: str) -> str:
    if not _SPECIAL.search(text):
        return text
    # A carriage return would be read back as a line feed.
    return (
        _legal(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )


def _attribute(value: str) -> str:
    if not _SPECIAL_IN_ATTRIBUTE.search(value):
        return value
    return _text(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _cdata(text: str) -> str:
    # What the text was without illegal characters decides where "]]>" is.
    legal = _legal(text).replace("\r\n", "\n").replace("\r", "\n")
    return f"<![CDATA[{legal.replace(']]>', ']]]]><![CDATA[>')}]]>"
