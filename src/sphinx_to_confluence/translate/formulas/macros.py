"""Which commands has a project defined for its formulas? MathJax's are taken over, so that they work without it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sphinx.config import Config

# A command may contain itself, twice even. MathJax gives up soon, too.
_MOST_EXPANSIONS = 1000
_MOST_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class Macro:
    r"""A command of TeX, ``\name``, in whose body ``#1`` is its first argument."""

    name: str
    body: str
    arguments: int = 0

    @property
    def definition(self) -> str:
        """The command for LaTeX."""
        numbered = "".join(f"#{number}" for number in range(1, self.arguments + 1))
        return f"\\def\\{self.name}{numbered}{{{self.body}}}"


def macros_of(config: Config) -> tuple[Macro, ...]:
    """The commands of ``mathjax3_config`` or its successor; defaults of arguments are not known."""
    found: dict[str, Macro] = {}
    for option in ("mathjax3_config", "mathjax4_config"):
        settings = getattr(config, option, None)
        tex = settings.get("tex") if isinstance(settings, Mapping) else None
        given = tex.get("macros") if isinstance(tex, Mapping) else None
        found |= {macro.name: macro for macro in _read(given if isinstance(given, Mapping) else {})}
    return tuple(found.values())


def _read(given: Mapping[Any, Any]) -> Iterator[Macro]:
    for name, value in given.items():
        match name, value:
            case str(), str() if name.isalpha():
                yield Macro(name, value)
            case str(), [str() as body, int() as count] if name.isalpha():
                yield Macro(name, body, count)


def expanded(tex: str, macros: tuple[Macro, ...]) -> str:
    """Put the bodies of commands in their place, for programs that know no definitions."""
    by_name = {macro.name: macro for macro in macros}
    if not by_name:
        return tex
    names = "|".join(sorted(map(re.escape, by_name), key=len, reverse=True))
    used = re.compile(rf"\\({names})(?![A-Za-z])")
    for _ in range(_MOST_EXPANSIONS):
        found = used.search(tex)
        if found is None or len(tex) > _MOST_CHARACTERS:
            break
        macro = by_name[found[1]]
        body, end = macro.body, found.end()
        for number in range(1, macro.arguments + 1):
            argument, end = _argument(tex, end)
            body = body.replace(f"#{number}", argument)
        tex = f"{tex[: found.start()]}{{{body}}}{tex[end:]}"
    return tex


def _argument(tex: str, start: int) -> tuple[str, int]:
    """The argument of a command that begins at or after a position, and where it ends."""
    while start < len(tex) and tex[start].isspace():
        start += 1
    if tex[start : start + 1] != "{":
        token = re.compile(r"\\[A-Za-z]+|\\?.|").match(tex, start)
        return (token[0], token.end()) if token else ("", start)
    depth = 0
    for position in range(start, len(tex)):
        depth += {"{": 1, "}": -1}.get(tex[position], 0)
        if depth == 0:
            return tex[start + 1 : position], position + 1
    return tex[start + 1 :], len(tex)
