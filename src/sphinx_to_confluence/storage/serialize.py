"""How do elements become the text that Confluence gets? Escaping and well-formedness are settled here, once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sphinx_to_confluence.bundle.model import SourceLine
from sphinx_to_confluence.storage.elements import FRAGMENT, CData, Element, Node
from sphinx_to_confluence.storage.kinds import holds_text, starts_a_line

# What XML 1.0 cannot hold, not even as a reference, and U+FFFE/U+FFFF: https://www.w3.org/TR/xml/#charsets
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
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
    waiting: list[tuple[Node | _End, bool]] = [(root, False)]
    while waiting:
        node, in_line = waiting.pop()
        if isinstance(node, _End):
            writer.end(node)
        elif isinstance(node, str):
            writer.write(_cdata(node) if isinstance(node, CData) else _text(node))
        else:
            block = not in_line and starts_a_line(node)
            if node.name != FRAGMENT:
                writer.start(node, block=block)
                if not node.children:
                    continue
                in_line = in_line or holds_text(node)
                own_line = not in_line and any(map(starts_a_line, node.children))
                waiting.append((_End(node.name, own_line, block), in_line))
            waiting.extend((child, in_line) for child in reversed(node.children))
    writer.break_line()
    return Serialized("".join(writer.parts), tuple(writer.rows))


@dataclass(frozen=True, slots=True)
class _End:
    """An element that is still open."""

    name: str
    own_line: bool
    block: bool


class _Writer:
    """The text so far, and its rows."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.rows: list[SourceLine] = []
        self._row = 1
        self._at_line_start = True

    def write(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self._row += text.count("\n")
            self._at_line_start = text.endswith("\n")

    def break_line(self) -> None:
        if not self._at_line_start:
            self.write("\n")

    def start(self, element: Element, *, block: bool) -> None:
        if block:
            self.break_line()
            known = self.rows and self.rows[-1].row == self._row
            if element.source is not None and not known:
                self.rows.append(SourceLine(self._row, *element.source))
        attributes = "".join(
            f' {_checked(name)}="{_attribute(value)}"' for name, value in element.attributes.items()
        )
        self.write(f"<{_checked(element.name)}{attributes}{'' if element.children else '/'}>")
        if block and not element.children:
            self.break_line()

    def end(self, element: _End) -> None:
        if element.own_line:
            self.break_line()
        self.write(f"</{element.name}>")
        if element.block:
            self.break_line()


def _checked(name: str) -> str:
    """Names come from our own code or from the parser: a wrong one is a mistake of ours."""
    if not _NAME.match(name):
        raise ValueError(f"{name!r} cannot be the name of an element or an attribute")
    return name


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _text(text: str) -> str:
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
    return _text(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _cdata(text: str) -> str:
    # What the text was without illegal characters decides where "]]>" is.
    legal = _legal(text).replace("\r\n", "\n").replace("\r", "\n")
    return f"<![CDATA[{legal.replace(']]>', ']]]]><![CDATA[>')}]]>"
