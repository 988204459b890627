"""What text does a stored body hold, block by block, and where in the body does each character stand?

Reads what Confluence stores as well as what is sent to it. Only the offsets of the pieces are kept, so that markers
can be put into the body without writing it anew.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MARKER = "ac:inline-comment-marker"

ATOM = "\ufffc"
"""Stands in the text of a block for what is in the line but is no text: an image, an emoticon, a lozenge, a date."""

# An attribute may hold ">"; a comment, an instruction or a CDATA section may hold anything but its own end.
_MARKUP = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)\]\]>|<!--.*?-->|<\?.*?\?>"
    r"""|<(?P<end>/?)(?P<name>[A-Za-z_][\w:.-]*)(?P<attributes>(?:[^"'>]|"[^"]*"|'[^']*')*?)(?P<empty>/?)>""",
    re.DOTALL | re.ASCII,
)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.ASCII)
_ENTITY = re.compile(r"&#?\w+;")

_IN_LINE = frozenset(
    {"a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s",
     "samp", "small", "span", "strong", "sub", "sup", "tt", "u", "var", MARKER, "ac:link", "ac:link-body",
     "ac:plain-text-link-body", "ac:emoticon", "ac:image", "ac:structured-macro", "img", "time", "br"}
)  # fmt: skip
"""What goes on with the line that it stands in; everything else begins a block and ends one."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_NO_TEXT = frozenset(
    {"ac:parameter", "ac:placeholder", "ac:task-id", "ac:task-uuid", "ac:task-status", "ac:adf-attribute",
     "ac:adf-fallback", "ac:adf-mark", "ac:adf-parameter", "ac:adf-parameter-value", "ac:plain-text-body", "style",
     "script"}
)  # fmt: skip
"""What is in these is no text of the page, or, as ``ac:adf-fallback``, the same text once more."""

_ATOMS = frozenset({"ac:emoticon", "ac:image", "ac:link", "ac:structured-macro", "img", "time"})

_NAMING = {
    "ac:structured-macro": "ac:name",
    "ac:emoticon": "ac:name",
    "img": "src",
    "time": "datetime",
    "ri:page": "ri:content-title",
    "ri:blog-post": "ri:content-title",
    "ri:attachment": "ri:filename",
    "ri:url": "ri:value",
    "ri:user": "ri:account-id",
}
"""The attribute that tells one such thing from another, whatever else Confluence adds to it."""


class UnreadableError(ValueError):
    """A body in which elements do not nest."""


@dataclass(slots=True)
class Piece:
    """A stretch of text without markup in it.

    :param start: where it begins in the text of its block; ``end`` likewise.
    :param at: where it begins in the body; ``until`` likewise where it ends.
    :param whole: begin and end in the body of the element or section that a marker has to go around, since none can
        stand inside; ``None`` for text that may be divided.
    :param in_link_body: whether ``whole`` is a link whose text has markup, where Confluence itself may put a marker.
    """

    start: int
    end: int
    at: int
    until: int
    whole: tuple[int, int] | None = None
    in_link_body: bool = False


@dataclass(slots=True)
class Block:
    """The text of a paragraph, a heading, a cell and the like, without its markup."""

    text: str
    at: int
    pieces: list[Piece]
    atoms: list[str]
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text of a block."""

    block: int
    start: int
    end: int
    in_link_body: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a body.

    :param marked: what is marked for each comment, in the order of the body; empty for a marker around nothing.
    """

    body: str
    blocks: list[Block]
    marked: Mapping[str, list[Span]]

    def offset(self, piece: Piece, position: int) -> int:
        """Where in the body the character of a piece at this position of its block stands."""
        wanted = position - piece.start
        raw = self.body[piece.at : piece.until]
        if len(raw) == piece.end - piece.start:
            return piece.at + wanted
        decoded = written = 0
        for entity in _ENTITY.finditer(raw):
            plain = entity.start() - written
            if decoded + plain >= wanted:
                break
            decoded += plain + len(html.unescape(entity.group()))
            written = entity.end()
        return piece.at + written + max(wanted - decoded, 0)

    def row(self, block: int) -> int:
        """The row of the body, from 1, that a block begins on."""
        return self.body.count("\n", 0, self.blocks[block].at) + 1

    def quote(self, spans: list[Span]) -> str:
        """The words of some spans as a person reads them."""
        words = " ".join(self.blocks[span.block].text[span.start : span.end] for span in spans)
        return " ".join(words.replace(ATOM, " ").split())


def read_text(body: str) -> Text:
    """Read the text of a body.

    :raises UnreadableError: when its elements do not nest.
    """
    return _Reader(body).read()


@dataclass(slots=True)
class _Open:
    """An element that is open.

    :param first_piece: how many pieces its block had where it began.
    :param shows: what an atom shows, and what is in the parameters of a macro, which Confluence puts into any order.
    :param code: what is in the body of a macro that has plain text.
    """

    name: str
    at: int
    first_piece: int
    block: int
    shows: list[str] = field(default_factory=list)
    code: str = ""
    has_link_body: bool = False
    ref: str = ""


class _Reader:
    def __init__(self, body: str) -> None:
        self._body = body
        self._blocks: list[Block] = []
        self._marked: dict[str, list[Span]] = {}
        self._open: list[_Open] = []
        self._refs: list[str] = []
        self._silent = 0
        self._begin_block(0)

    def read(self) -> Text:
        last = 0
        for found in _MARKUP.finditer(self._body):
            if found.start() > last:
                self._characters(last, found.start())
            last = found.end()
            if found["cdata"] is not None:
                self._cdata(found)
            elif found["name"] is not None:
                if not found["end"]:
                    self._start(found)
                if found["end"] or found["empty"]:
                    self._end(found["name"], found.end())
        self._characters(last, len(self._body))
        if self._open:
            raise UnreadableError(f"<{self._open[-1].name}> is not closed")
        self._end_block()
        return Text(self._body, self._blocks, self._marked)

    # --- text ---------------------------------------------------------------------------------------------------

    def _begin_block(self, at: int) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._pieces: list[Piece] = []
        self._atoms: list[str] = []
        self._marked_here: set[str] = set()
        self._block_at = at
        self._is_heading = False

    def _end_block(self) -> None:
        text = "".join(self._parts)
        if text.strip():
            self._blocks.append(
                Block(text, self._block_at, self._pieces, self._atoms, self._is_heading)
            )
        else:
            # A marker around the space between two blocks marks nothing.
            for ref in self._marked_here:
                self._marked[ref] = [
                    span for span in self._marked[ref] if span.block < len(self._blocks)
                ]

    def _break(self, at: int) -> None:
        if self._parts:
            self._end_block()
        self._begin_block(at)

    def _add(self, text: str, piece: Piece | None) -> None:
        if not self._parts and piece is not None:
            self._block_at = piece.at
        self._parts.append(text)
        self._length += len(text)
        if piece is None:
            return
        self._pieces.append(piece)
        for ref in self._refs:
            self._marked_here.add(ref)
            self._mark(ref, piece)

    def _mark(self, ref: str, piece: Piece) -> None:
        spans = self._marked[ref]
        block = len(self._blocks)
        in_link = self._is_inside_link(ref)
        if spans and spans[-1].block == block:
            between = "".join(self._parts)[spans[-1].end : piece.start]
            if not between.replace(ATOM, "").strip():
                before = spans.pop()
                spans.append(Span(block, before.start, piece.end, before.in_link_body and in_link))
                return
        spans.append(Span(block, piece.start, piece.end, in_link))

    def _is_inside_link(self, ref: str) -> bool:
        """Whether the marker itself is in the text of a link, and not around the link."""
        for element in reversed(self._open):
            if element.ref == ref and element.name == MARKER:
                return any(
                    outer.name == "ac:link-body"
                    for outer in self._open[: self._open.index(element)]
                )
        return False

    def _characters(self, at: int, until: int) -> None:
        raw = self._body[at:until]
        text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), raw) if "&" in raw else raw
        if self._silent:
            self._name_atom(text.strip())
        elif text:
            self._add(text, Piece(self._length, self._length + len(text), at, until))

    def _cdata(self, found: re.Match[str]) -> None:
        text = found["cdata"]
        if self._silent:
            self._name_atom(text.strip())
        elif text:
            piece = Piece(
                self._length,
                self._length + len(text),
                found.start("cdata"),
                found.end("cdata"),
                found.span(),
            )
            self._add(text, piece)

    # --- elements -----------------------------------------------------------------------------------------------

    def _start(self, found: re.Match[str]) -> None:
        name = found["name"]
        if name not in _IN_LINE and name not in _NO_TEXT and not name.startswith("ri:"):
            self._break(found.start())
            self._is_heading = name in _HEADINGS
        attributes = _attributes(found["attributes"]) if name in _READ else {}
        element = _Open(name, found.start(), len(self._pieces), len(self._blocks))
        if name == "ac:plain-text-body" and not self._open:
            raise UnreadableError(f"<{name}> is in no macro")
        self._open.append(element)
        if name in _NO_TEXT:
            self._silent += 1
        elif name == MARKER:
            element.ref = attributes.get("ac:ref", "")
            self._refs.append(element.ref)
            self._marked.setdefault(element.ref, [])
        elif name == "br":
            self._add("\n", None)
        elif name == "ac:link-body":
            for outer in self._open:
                outer.has_link_body = outer.has_link_body or outer.name == "ac:link"
        naming = _NAMING.get(name)
        if naming:
            self._name_atom(f"{name}={attributes.get(naming, '')}")

    def _end(self, name: str, until: int) -> None:
        if not self._open or self._open[-1].name != name:
            raise UnreadableError(f"</{name}> closes nothing")
        element = self._open.pop()
        if name in _NO_TEXT:
            self._silent -= 1
            if name == "ac:plain-text-body":
                self._code(until)
        elif name == MARKER:
            self._refs.remove(element.ref)
        elif name == "ac:link":
            self._end_link(element, until)
        elif name in _ATOMS:
            self._end_atom(element, until)
        elif name not in _IN_LINE and not name.startswith("ri:"):
            self._break(until)

    def _code(self, until: int) -> None:
        """Let a block of code stand as a block of its own, which helps to tell where its neighbours are."""
        self._break(until)
        macro = self._open[-1]
        self._add(ATOM, Piece(0, 1, macro.at, until, (macro.at, until)))
        self._atoms.append(f"code={macro.code.strip()}")
        macro.shows.clear()
        self._break(until)

    def _end_link(self, link: _Open, until: int) -> None:
        """A marker cannot stand in the text of a link: Confluence puts it around the link."""
        pieces = self._pieces[link.first_piece :] if link.block == len(self._blocks) else []
        for piece in pieces:
            piece.whole = (link.at, until)
            piece.in_link_body = link.has_link_body
        if not pieces:
            self._end_atom(link, until)

    def _end_atom(self, element: _Open, until: int) -> None:
        shows = sorted(filter(None, element.shows))
        is_anchor = "ac:structured-macro=anchor" in shows
        if self._silent or is_anchor or not shows or element.block != len(self._blocks):
            return  # an anchor shows nothing, and what has a body is no atom
        if any(outer.name == "ac:link" for outer in self._open) and element.name != "ac:image":
            return
        piece = Piece(self._length, self._length + 1, element.at, until, (element.at, until))
        self._atoms.append(" ".join(shows))
        self._add(ATOM, piece)

    def _name_atom(self, what: str) -> None:
        for element in reversed(self._open):
            if element.name == "ac:plain-text-body":
                self._open[-2].code += what
                return
            if element.name in _ATOMS:
                element.shows.append(what)
                return


_READ = frozenset({MARKER, *_NAMING})


def _attributes(text: str) -> dict[str, str]:
    return {
        name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(text)
    }
