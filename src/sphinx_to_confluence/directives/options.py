"""What may the options of the directives be? Converters, which say what is wrong in words.

docutils puts the name of the option and its value before the message.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from docutils.parsers.rst import directives

Convert = Callable[[str | None], str]

_TRUE = frozenset({"", "true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3}){1,2}|[A-Za-z]+|rgba?\([\d.,% ]+\)|var\(--[\w-]+\)")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(px|em|rem|pt|cm|mm|in|%)?")


def boolean(argument: str | None) -> bool:
    """``true`` or ``false``; an option without a value is true."""
    word = (argument or "").strip().lower()
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise ValueError("must be true or false")


def text(argument: str | None) -> str:
    """Text on one line, which may not be empty."""
    found = " ".join((argument or "").split())
    if not found:
        raise ValueError("must have a value")
    return found


def choice(*words: str) -> Convert:
    """One of a few words, whatever their case."""

    def convert(argument: str | None) -> str:
        return directives.choice(argument or "", words)

    return convert


def between(lowest: int, highest: int) -> Callable[[str | None], int]:
    """A whole number in a range."""

    def convert(argument: str | None) -> int:
        number = directives.nonnegative_int(argument or "")
        if not lowest <= number <= highest:
            raise ValueError(f"must be between {lowest} and {highest}")
        return number

    return convert


def colour(argument: str | None) -> str:
    """A colour as in CSS: ``#DEEBFF``, ``rgb(222, 235, 255)`` or a name."""
    found = text(argument)
    if not _COLOUR.fullmatch(found):
        raise ValueError('must be a colour, such as "#DEEBFF"')
    return found


def length(argument: str | None) -> str:
    """A length as in CSS; a number alone is one of pixels."""
    match = _LENGTH.fullmatch(text(argument))
    if match is None:
        raise ValueError('must be a length, such as "20px"')
    return match[1] + (match[2] or "px")
