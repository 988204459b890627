"""What can become of something that people know from the established extension, and how is a table of that read?"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator


class Verdict(enum.Enum):
    """How a thing of theirs is found here; the values are the words for people."""

    SAME = "same"
    BETTER = "better"
    DIFFERENT = "different"
    RENAMED = "renamed"
    DROPPED = "dropped"

    @property
    def meaning(self) -> str:
        """A sentence for people."""
        return _MEANINGS[self]


_MEANINGS = {
    Verdict.SAME: "Same name, same meaning.",
    Verdict.BETTER: "Same name, same meaning, and more: nothing has to be changed.",
    Verdict.DIFFERENT: "Does something else than you may expect: read what.",
    Verdict.RENAMED: "Has another name, and the same meaning.",
    Verdict.DROPPED: "Is not there; the reason says what takes its place.",
}

_CONTINUED = re.compile(r"\n {4}")


def read_table(text: str) -> Iterator[tuple[str, str, Verdict, str]]:
    """Yield chapter, name, verdict and note of each line ``name | verdict | note``.

    A line may go on in the next one, indented by four blanks. A line that begins with ``#`` is the title of a chapter.
    """
    chapter = ""
    for line in _CONTINUED.sub(" ", text).strip().splitlines():
        if line.startswith("# "):
            chapter = line.removeprefix("# ")
            continue
        name, verdict, note = (cell.strip() for cell in f"{line} |".split("|", 3)[:3])
        yield chapter, name, Verdict(verdict), note
