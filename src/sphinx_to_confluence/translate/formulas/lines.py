"""What are the lines of a formula, and what stands in their columns? In words that matplotlib knows."""

from __future__ import annotations

import re

from sphinx_to_confluence.translate.formulas.request import FormulaError

Row = list[str]
"""The cells of a line, as ``&`` parts them."""

# Environments that only say how lines stand to each other.
_OF_LINES = frozenset({
    "equation", "align", "aligned", "alignedat", "split", "gather", "gathered", "multline", "eqnarray", "flalign",
    "displaymath", "math",
})  # fmt: skip
_BEGIN = re.compile(r"\\begin\s*\{([A-Za-z]+)\*?\}")
_WHOLE = re.compile(r"\s*\\begin\s*\{(([A-Za-z]+)\*?)\}(.*)\\end\s*\{\1\}\s*\Z", re.DOTALL)

# Names that matplotlib does not know, and what says the same or nearly so. Sizes of brackets are left to it.
_WORDS = {
    "tfrac": r"\frac", "cfrac": r"\dfrac", "bm": r"\boldsymbol", "stackrel": r"\overset",
    "textrm": r"\text", "textnormal": r"\text", "mbox": r"\text", "textbf": r"\mathbf", "textit": r"\mathit",
    "texttt": r"\mathtt", "textsf": r"\mathsf",
    "le": r"\leq", "ge": r"\geq", "ne": r"\neq", "lt": "<", "gt": ">", "land": r"\wedge", "lor": r"\vee",
    "lnot": r"\neg", "implies": r"\;\Longrightarrow\;", "impliedby": r"\;\Longleftarrow\;",
    "iff": r"\;\Longleftrightarrow\;", "gets": r"\leftarrow", "coloneqq": r":=", "bmod": r"\;\mathrm{mod}\;",
    "mod": r"\;\mathrm{mod}\;",
    "lvert": r"\vert", "rvert": r"\vert", "lVert": r"\Vert", "rVert": r"\Vert",
    "dotsc": r"\ldots", "dotsb": r"\cdots", "dotsm": r"\cdots", "dotsi": r"\cdots", "dotso": r"\ldots",
}  # fmt: skip
_LEFT_OUT = frozenset({
    "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "nonumber", "notag", "hfill", "mathop",
    "mathrel", "mathbin", "mathord", "mathstrut", "ensuremath", "allowbreak", "middle",
    *(size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")),
})  # fmt: skip
_WORD = re.compile(r"\\([A-Za-z]+)")
# In braces they have their limits at the side, as in a line of text.
_LIMITS = re.compile(
    r"\\(sum|prod|coprod|big(?:cap|cup|sqcup|vee|wedge|odot|otimes|oplus|uplus)|lim(?:inf|sup)?|sup|max|min)"
    r"(?![A-Za-z])"
)
_SILENT = re.compile(r"(?<!\\)%.*$|\\label\s*\{[^{}]*\}", re.MULTILINE)
_WITH_ARGUMENT = (
    (re.compile(r"\\tag\*?\s*\{([^{}]*)\}"), r"\\qquad \\text{(\1)}"),
    (re.compile(r"\\pmod\s*\{([^{}]*)\}"), r"\\;(\\mathrm{mod}\\;\1)"),
    (re.compile(r"\\hspace\*?\s*\{[^{}]*\}"), r"\\quad "),
    # Arguments of one character need no braces in TeX, and older commands stand between theirs.
    (re.compile(r"\\([dt]?frac|binom)(?:\s*(\d)|\s+([A-Za-z]))\s*([\dA-Za-z])"), r"\\\1{\2\3}{\4}"),
    (re.compile(r"\\sqrt(?:\s*(\d)|\s+([A-Za-z]))"), r"\\sqrt{\1\2}"),
    (re.compile(r"\{([^{}]*)\\choose(?![A-Za-z])([^{}]*)\}"), r"\\binom{\1}{\2}"),
    (re.compile(r"\{([^{}]*)\\over(?![A-Za-z])([^{}]*)\}"), r"\\frac{\1}{\2}"),
)


def rows_of(tex: str, *, display: bool) -> list[Row]:
    """Take a formula apart; lines that are empty are left out.

    :param display: whether it stands alone: fractions and limits then take the room that they need.
    :raises FormulaError: when it has an environment that is not one of lines, such as a matrix.
    """
    rows: list[Row] = []
    for part in re.split(r"\n[ \t]*\n", _SILENT.sub("", tex)):
        inner, environment = _without_environment(part)
        if found := _BEGIN.search(inner):
            raise FormulaError(f"the environment {found[1]} cannot be drawn without LaTeX")
        lines = [_split(line, "&") for line in _split(inner, r"\\")]
        if environment == "eqnarray":
            # Its relations stand in a column of their own.
            lines = [[*row[:1], "".join(row[1:])] for row in lines]
        rows += lines
    rows = [[_respelled(cell, display=display) for cell in row] for row in rows]
    return [row for row in rows if any(row)]


def _without_environment(tex: str) -> tuple[str, str]:
    """What stands in the environments around a formula, and the name of the innermost."""
    name = ""
    while (found := _WHOLE.match(tex)) and found[2] in _OF_LINES:
        name, tex = found[2], found[3]
        if name == "alignedat":
            tex = re.sub(r"\A\s*\{\d*\}", "", tex)
    return tex, name


def _split(tex: str, at: str) -> list[str]:
    r"""Split where nothing in braces is; what stands in brackets after ``\\`` is a distance."""
    parts, depth, start, position = [], 0, 0, 0
    while position < len(tex):
        if tex.startswith(at, position) and depth == 0:
            parts.append(tex[start:position])
            position += len(at)
            if at != "&" and (distance := re.compile(r"\*?\s*\[[^\]]*\]|\*").match(tex, position)):
                position = distance.end()
            start = position
            continue
        if tex[position] == "\\":
            position += 2
            continue
        depth += {"{": 1, "}": -1}.get(tex[position], 0)
        position += 1
    return [*parts, tex[start:]]


def _respelled(tex: str, *, display: bool) -> str:
    for pattern, instead in _WITH_ARGUMENT:
        tex = pattern.sub(instead, tex)
    tex = _WORD.sub(_instead, tex)
    tex = _large_fractions(tex) if display else _LIMITS.sub(r"{\\\1}", tex)
    return re.sub(r"\s+", " ", tex).strip()


def _instead(found: re.Match[str]) -> str:
    if found[1] in _LEFT_OUT:
        return ""
    word = _WORDS.get(found[1])
    if word is None:
        return found[0]
    # A letter after a command of letters would become part of it.
    return f"{word} " if word[-1:].isalpha() else word


def _large_fractions(tex: str) -> str:
    """Fractions that are not part of something smaller are large in a formula that stands alone."""
    parts = re.split(r"(\\frac(?![A-Za-z])|\\?[{}])", tex)
    depth = 0
    for index, part in enumerate(parts):
        depth += {"{": 1, "}": -1}.get(part, 0)
        if part == r"\frac" and depth == 0:
            parts[index] = r"\dfrac"
    return "".join(parts)
