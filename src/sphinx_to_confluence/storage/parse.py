"""How does storage format that somebody wrote by hand become elements?"""

from __future__ import annotations

import functools
import html.entities
from collections.abc import Set
from xml.parsers import expat

from sphinx_to_confluence.storage.elements import FRAGMENT, CData, Element, Node, Source
from sphinx_to_confluence.storage.known import KNOWN_ELEMENTS

_PREFIXES = frozenset({"ac", "ri", "at", "xml"})


class MalformedStorageError(ValueError):
    """The text is no well-formed storage format, or has elements that this does not know.

    :param line: from 1, in the text.
    :param column: from 1.
    """

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(f"{reason} (line {line}, column {column})")
        self.reason = reason
        self.line = line
        self.column = column


def parse(
    text: str, *, slot: str = "", source: Source | None = None, is_stored: bool = False
) -> list[Node]:
    """Parse a piece of storage format: the prefixes ``ac``, ``ri`` and ``at`` and HTML's entities are known.

    Comments and processing instructions are dropped.

    :param slot: name of one more element that may occur, for a caller that puts something in its place.
    :param source: where all of it comes from, such as the directive that it stands in.
    :param is_stored: whether it comes from Confluence, which may hold elements that are not known here.
    :raises MalformedStorageError: when it is not well-formed, or has an element that Confluence would refuse.
    """
    return _Reader(None if is_stored else KNOWN_ELEMENTS | {slot}, source).read(text)


class _Reader:
    """Collects what the parser reports."""

    def __init__(self, known: Set[str] | None, source: Source | None) -> None:
        self._known = known
        self._source = source
        # Without namespace processing names keep their prefix, which is how elements have them.
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.ordered_attributes = False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartCdataSectionHandler = self._cdata
        self._parser.EndCdataSectionHandler = self._cdata_end
        self._root = Element(FRAGMENT)
        self._open: list[Element] = []
        self._in_cdata = False

    def read(self, text: str) -> list[Node]:
        before = f"{_declarations()}<page>\n"
        document = f"{before}{text}\n</page>".encode("utf-8", "replace")
        try:
            self._parser.Parse(document, True)  # noqa: FBT003 - the last piece; expat takes no keyword
        except expat.ExpatError as error:
            line, column = error.lineno - before.count("\n"), error.offset + 1
            lines = text.split("\n")
            if line > len(lines):
                # What is not closed is found only at the end of the element around the text.
                line, column = len(lines), len(lines[-1]) + 1
            reason = expat.ErrorString(error.code) or "not well-formed"
            raise MalformedStorageError(reason, line, column) from None
        children = self._root.children
        _strip_line_break(children)
        return children

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open:
            self._open.append(self._root)
            return
        if self._known is not None:
            for used in (name, *attributes):
                prefix, colon, _ = used.partition(":")
                if colon and prefix not in _PREFIXES:
                    raise self._error(f"unknown prefix {prefix!r}")
            if name not in self._known:
                raise self._error(f"unknown element <{name}>")
        element = Element(name, attributes, source=self._source)
        self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        children = self._open[-1].children
        if self._in_cdata:
            text = CData(text)
        if children and type(children[-1]) is type(text):
            # The parser reports text in pieces.
            children[-1] = type(text)(f"{children[-1]}{text}")
        else:
            children.append(text)

    def _cdata(self) -> None:
        self._in_cdata = True

    def _cdata_end(self) -> None:
        self._in_cdata = False

    def _error(self, reason: str) -> MalformedStorageError:
        line = self._parser.CurrentLineNumber - _declarations().count("\n") - 1
        return MalformedStorageError(reason, max(line, 1), self._parser.CurrentColumnNumber + 1)


def _strip_line_break(children: list[Node]) -> None:
    """Take away the line breaks that the element around the text brought."""
    if children and isinstance(children[0], str) and not isinstance(children[0], CData):
        children[0] = children[0].removeprefix("\n")
    if children and isinstance(children[-1], str) and not isinstance(children[-1], CData):
        children[-1] = children[-1].removesuffix("\n")
    children[:] = [child for child in children if child != ""]


@functools.cache
def _declarations() -> str:
    """XHTML's named entities, which Confluence knows, on one line."""
    entities = "".join(
        f'<!ENTITY {name} "&#{"38;#" if code in (38, 60) else ""}{code};">'
        for name, code in html.entities.name2codepoint.items()
    )
    return f"<!DOCTYPE page [{entities}]>"
