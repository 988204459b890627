"""How does text that others wrote stand in Markdown? As itself: it calls nobody, hides nothing, and is one line."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"([\\`*\[\]<>|~$&]|(?<![^\W_])_|_(?![^\W_]))")
"""What is markup in the middle of a line; an underscore between letters is none."""

_AT_START = re.compile(r"\A([-+=#]|\d+(?=[.)]))")
_CALLS = re.compile(r"(?<=@)(?=\w)|(?<=[#!])(?=\d)")
"""Where GitHub and GitLab see a name or a number of an issue: ``@name``, ``#12``, ``!12``."""

_SCHEME = re.compile(r"\b(https?|ftp|mailto)(?=:)|\b(www)(?=\.)", re.IGNORECASE)
_NOTHING = "\u2060"
"""A word joiner: it has no width, and nothing is broken or matched across it."""


def escaped(text: str) -> str:
    """Text of one line, in which nothing is markup."""
    line = _one_line(text)
    marked = _SIGNS.sub(r"\\\1", line)
    return _CALLS.sub(_NOTHING, _AT_START.sub(_kept_from_starting, marked))


def code(text: str) -> str:
    """Text in a code span, in which no sign has a meaning."""
    line = _one_line(text)
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{space}{line}{space}{fence}" if line else ""


def link(text: str, url: str) -> str:
    """A link to an address of the web, or the text alone when it is none."""
    if not re.fullmatch(r"https?://[^\s<>\\]+", url):
        return escaped(text)
    return f"[{_SCHEME.sub(_broken, escaped(text))}](<{url}>)"


def _kept_from_starting(found: re.Match[str]) -> str:
    """A sign that would begin a heading or a list; before a digit a backslash stays, so nothing goes before it."""
    return f"{found[0]}{_NOTHING}" if found[0].isdigit() else f"\\{found[0]}"


def _broken(found: re.Match[str]) -> str:
    return f"{found[0]}{_NOTHING}"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
