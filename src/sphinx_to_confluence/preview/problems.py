"""What is wrong with the documentation at the moment? The warnings of the last builds, with the lines they are about.

A build warns only of what it reads or writes anew. What an earlier one has said about other pages still holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from sphinx_to_confluence.preview.building import Heard, Outcome
from sphinx_to_confluence.sandbox.viewer import Problem

_MESSAGE = re.compile(
    r"(?:(?P<file>[^\n]+?):(?:(?P<line>\d+):)? )?(?:WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.*)",
    re.DOTALL,
)
_LINES_AROUND = 2
_LONGEST_LINE = 300


class Problems:
    """What has been said in the builds so far and still holds.

    :param source: the source directory; places are given as paths below it.
    """

    def __init__(self, source: Path) -> None:
        self._source = source.resolve()
        self._held: list[Heard] = []

    def add(self, outcome: Outcome) -> None:
        """Take what a build has said in place of what was said before about the same pages."""
        held = [one for one in self._held if _still_holds(one, outcome)]
        self._held = [*(one for one in outcome.heard if one not in held), *held]

    def now(self) -> Sequence[Problem]:
        """Return what holds, that of the last build first."""
        return [problem(one.text, self._source) for one in self._held]


def _still_holds(heard: Heard, outcome: Outcome) -> bool:
    if not heard.page or heard.page not in outcome.pages:
        return False
    return heard.page not in (outcome.read if heard.is_reading else outcome.written)


def problem(text: str, source: Path) -> Problem:
    """Take a message of Sphinx apart, and look up the lines that it is about.

    :param source: the source directory, without symbolic links.
    """
    match = _MESSAGE.fullmatch(text)
    if match is None:
        return Problem(text)
    if not match["file"]:
        return Problem(match["text"])
    # A docstring is named with its file: module.py:docstring of function
    path = Path(match["file"])
    line = int(match["line"]) if match["line"] else None
    shown = path.relative_to(source) if path.is_relative_to(source) else path
    place = f"{shown.as_posix()}:{line}" if line else shown.as_posix()
    return Problem(match["text"], place, line, _excerpt(path, line))


def _excerpt(path: Path, line: int | None) -> Sequence[tuple[int, str]]:
    if line is None:
        return []
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # gone since, or no file at all
        return []
    first = max(line - 1 - _LINES_AROUND, 0)
    around = lines[first : line + _LINES_AROUND] if line <= len(lines) else []
    return [(first + number, text[:_LONGEST_LINE]) for number, text in enumerate(around, 1)]
