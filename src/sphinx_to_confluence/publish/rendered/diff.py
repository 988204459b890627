"""What is different for a reader between two texts? In the form of ``diff -u``, below the headings of the sections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sphinx_to_confluence.publish.rendered.lines import Aside, Line

CONTEXT = 2
"""Lines that are shown before and after a difference."""

Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class TextDiff:
    """The difference of two texts.

    :param lines: each begins with a space, ``+``, ``-`` or, above each stretch, with ``@@`` and the section that it is
        in. None of them has control characters.
    :param added: number of lines that are new, all of them; ``removed`` likewise.
    """

    lines: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0

    def cut(self, most: int) -> tuple[str, ...]:
        """Not more than this number of lines, of which the last says how many are left out; all of them for 0."""
        if not most or len(self.lines) <= most:
            return self.lines
        left = len(self.lines) - most + 1
        return (*self.lines[: most - 1], f"@@ {left} more lines of this page are not shown @@")

    def __bool__(self) -> bool:
        """Whether there is a difference."""
        return bool(self.added or self.removed)


def text_diff(old: Sequence[Line], new: Sequence[Line], *, context: int = CONTEXT) -> TextDiff:
    """Compare two texts.

    What a reader does not see of a line (see :class:`Aside`) is in brackets where it is different.
    """
    found: list[str] = []
    added = removed = 0
    for group in _groups(old, new, context):
        _, old_start, _, new_start, _ = group[0]
        heading = _section(new, _first_change(group, new_start)) or _section(old, old_start)
        stretch: list[str] = []
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                stretch += [f" {line.text}".rstrip() or " " for line in new[j1:j2]]
                continue
            stretch += _changed(old[i1:i2], new[j1:j2])
            removed += i2 - i1
            added += j2 - j1
        found += [f"@@ {heading} @@" if heading else "@@ @@", *_without_blank_ends(stretch)]
    return TextDiff(tuple(found), added, removed)


def whole_text(lines: Sequence[Line]) -> TextDiff:
    """A text as something that is new."""
    return TextDiff(tuple(f"+{line.text}" for line in lines), added=len(lines))


def _groups(old: Sequence[Line], new: Sequence[Line], context: int) -> Iterator[list[Opcode]]:
    """The stretches with differences; what is the same at both ends is not looked at, for speed."""
    most = min(len(old), len(new))
    begin = 0
    while begin < most and old[begin] == new[begin]:
        begin += 1
    if begin == len(old) == len(new):
        return
    end = 0
    while end < most - begin and old[-1 - end] == new[-1 - end]:
        end += 1
    begin, end = max(begin - context, 0), max(end - context, 0)
    matcher = SequenceMatcher(
        None, old[begin : len(old) - end], new[begin : len(new) - end], autojunk=True
    )
    for group in matcher.get_grouped_opcodes(context):
        yield [
            (tag, i1 + begin, i2 + begin, j1 + begin, j2 + begin) for tag, i1, i2, j1, j2 in group
        ]


def _without_blank_ends(stretch: list[str]) -> list[str]:
    """Leave out blank lines around a difference that say nothing about where it is."""
    texts = [number for number, line in enumerate(stretch) if line != " "]
    return stretch[texts[0] : texts[-1] + 1]


def _first_change(group: Sequence[Opcode], start: int) -> int:
    return next((j1 for tag, _, _, j1, _ in group if tag != "equal"), start)


def _section(lines: Sequence[Line], at: int) -> str:
    """The heading that a line stands below, or is."""
    for line in reversed(lines[: at + 1]):
        if line.heading:
            return line.text.lstrip("# ")
    return ""


def _changed(old: Sequence[Line], new: Sequence[Line]) -> Iterator[str]:
    before = {aside.words for line in old for aside in line.asides}
    after = {aside.words for line in new for aside in line.asides}
    is_paired = bool(old and new)

    def tells(others: set[str]) -> Callable[[Aside], bool]:
        return lambda aside: aside.words not in others and (is_paired or not aside.is_quiet)

    minus = [line.shown(tells(after)) for line in old]
    plus = [line.shown(tells(before)) for line in new]
    if minus == plus:
        # Things that nobody sees changed places.
        minus = [line.shown(lambda _aside: True) for line in old]
        plus = [line.shown(lambda _aside: True) for line in new]
    yield from (f"-{text}" for text in minus)
    yield from (f"+{text}" for text in plus)
