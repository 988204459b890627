"""What is a line of a page for a reader, and what is in it that the reader does not see?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

# Control characters, what turns the direction of writing, line breaks of Unicode, and halves of surrogate pairs.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""Show what could not be seen, or what a terminal would obey, as an escape such as ``\x1b``."""
    return _UNPRINTABLE.sub(lambda found: _escaped(ord(found.group())), text)


def _escaped(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


@dataclass(frozen=True, slots=True)
class Aside:
    """What a reader does not see, but would notice: the target of a link, the width of an image.

    :param is_quiet: whether it is worth mentioning only where nothing else of the line is different.
    """

    words: str
    is_quiet: bool = True


Part = str | Aside

LinkName = Callable[[str], str]
"""Gives the address of a link the name that people know it by, such as that of a document."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    :param heading: from 1, when it is a heading.
    """

    parts: tuple[Part, ...] = ()
    heading: int = 0

    @property
    def text(self) -> str:
        """What a reader sees of it."""
        return self.shown(lambda _aside: False)

    @property
    def asides(self) -> Iterable[Aside]:
        """What a reader does not see of it."""
        return (part for part in self.parts if isinstance(part, Aside))

    def shown(self, tells: Callable[[Aside], bool]) -> str:
        """The line with those asides in brackets of which something is to be told; safe for terminals."""
        shown = ""
        is_after_aside = False
        for part in self.parts:
            if isinstance(part, str):
                gap = " " if is_after_aside and part[:1].isalnum() else ""
                shown += gap + part
                is_after_aside = False
            elif tells(part):
                shown += ("" if not shown or shown[-1].isspace() else " ") + f"[{part.words}]"
                is_after_aside = True
        return printable(shown.rstrip())

    def behind(self, *parts: Part) -> Line:
        """The line with something before it."""
        return Line((*parts, *self.parts), self.heading)


BLANK = Line()


def indented(lines: Sequence[Line], first: str, rest: str) -> list[Line]:
    """Put something before the first line and something before those that follow."""
    return [
        line.behind(first if number == 0 else rest) if line.parts or rest.strip() else line
        for number, line in enumerate(lines)
    ]


def joined(blocks: Iterable[Sequence[Line]], *, apart: bool = True) -> list[Line]:
    """Put blocks one below the other.

    :param apart: whether there is a blank line between them.
    """
    lines: list[Line] = []
    for block in blocks:
        if block:
            if lines and apart:
                lines.append(BLANK)
            lines += block
    return lines
