"""How large is a page when it is sent, and what makes it so?

Confluence takes requests up to a limit; a page beyond it cannot be published, however long one waits.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from sphinx_to_confluence.bundle.model import DOC_LINK_SCHEME, SourceLine

_MOST_AROUND_BODY = 4096
"""Bytes of a request besides the body: ids, the title, the message of the version."""

_MOST_FOR_ADDRESS = 128
"""Bytes of the address of a page, which takes the place of its document name when the page is published."""

_WORTH_NAMING = 0.05
"""Of the size of the biggest part."""

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NAMES = {
    "p": "paragraph", "ul": "list", "ol": "list", "dl": "definition list", "blockquote": "quote",
    "ac:image": "image", "ac:layout": "layout", "ac:task-list": "task list", "div": "box",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A section or a block of a page.

    :param name: such as ``section "Reference"`` or ``table``.
    :param source: the file that it comes from; empty when that is not known.
    """

    name: str
    size_bytes: int
    source: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{spelled(self.size_bytes)} {self.name}" + (f" ({place})" if place else "")


def sent_bytes(body: str) -> int:
    """How many bytes the request has, at most, that writes a page with this body.

    The body is a string of a JSON document, in which quotation marks and line breaks take two bytes.
    """
    addresses = body.count(f'"{DOC_LINK_SCHEME}') * _MOST_FOR_ADDRESS
    return len(json.dumps(body, ensure_ascii=False).encode()) + addresses + _MOST_AROUND_BODY


def spelled(size_bytes: int) -> str:
    """A size as people read it."""
    if size_bytes < 1024 * 1024:
        return f"{size_bytes / 1024:.0f} KiB"
    return f"{size_bytes / 1024 / 1024:.1f} MiB"


def weight_complaint(body: str, rows: Sequence[SourceLine], limit_bytes: int) -> str:
    """What is to be said about a page that is too large; empty when it is not."""
    size = sent_bytes(body)
    if size <= limit_bytes:
        return ""
    parts = ", ".join(map(str, biggest_parts(body, rows)))
    return (
        f"the page takes {spelled(size)}, and Confluence at most {spelled(limit_bytes)}; "
        f"most of it: {parts}"
    )


def biggest_parts(body: str, rows: Sequence[SourceLine], *, most: int = 5) -> list[Part]:
    """The sections and blocks that a page has most of, the biggest first.

    Of a section that consists mostly of one part, that part alone.
    """
    try:
        blocks = _Blocks().read(body)
    except expat.ExpatError:
        return []
    content = [block for block in blocks if not block.level]
    parts = sorted([*content, *_sections(blocks)], key=lambda part: -part.size)
    parts = [part for part in parts if part.size >= _WORTH_NAMING * parts[0].size]
    telling = [part for part in parts if not any(part.is_mostly(other) for other in parts)]
    starts = [row.row for row in rows]
    return [_located(part, rows, bisect_right(starts, part.row) - 1) for part in telling[:most]]


def _located(block: _Block, rows: Sequence[SourceLine], index: int) -> Part:
    if index < 0:
        return Part(block.name, block.size)
    return Part(block.name, block.size, rows[index].source, rows[index].line)


@dataclass(slots=True)
class _Block:
    """An element of the page itself, or a section: where it begins and ends in bytes, and the row that it begins in."""

    name: str
    start: int
    row: int
    level: int = 0
    stop: int = 0
    text: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """In bytes."""
        return self.stop - self.start

    def is_mostly(self, other: _Block) -> bool:
        """Whether the other one is in this one and makes most of it."""
        inside = self.start <= other.start and other.stop <= self.stop and self is not other
        return inside and self.size > other.size > 0.9 * self.size


class _Blocks:
    """Reads where the blocks of a page begin and end."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._depth = 0
        self._blocks: list[_Block] = []

    def read(self, body: str) -> list[_Block]:
        """Read a page.

        :raises ExpatError: when it is not well-formed.
        """
        # On a line of its own, so that rows below it are those of the body.
        self._parser.Parse(b"<page>\n" + body.encode() + b"</page>", True)  # noqa: FBT003 - expat takes no keyword
        return self._blocks

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 2:  # below the element around the body
            macro = attributes.get("ac:name")
            spelt = f"macro {macro}" if macro else _NAMES.get(name, name)
            row = self._parser.CurrentLineNumber - 1
            start = self._parser.CurrentByteIndex
            self._blocks.append(_Block(spelt, start, row, _HEADINGS.get(name, 0)))

    def _end(self, name: str) -> None:
        if self._depth == 2:
            self._blocks[-1].stop = self._parser.CurrentByteIndex + len(f"</{name}>")
        self._depth -= 1

    def _text(self, text: str) -> None:
        if self._blocks and self._blocks[-1].level and self._depth > 1:
            self._blocks[-1].text.append(text)


def _sections(blocks: Sequence[_Block]) -> Iterator[_Block]:
    """Every heading with all that stands below it."""
    open_: list[_Block] = []
    for block in blocks:
        if block.level:
            while open_ and open_[-1].level >= block.level:
                yield open_.pop()
            title = " ".join("".join(block.text).split())
            open_.append(_Block(f'section "{title}"', block.start, block.row, block.level))
        for section in open_:
            section.stop = block.stop
    yield from open_
