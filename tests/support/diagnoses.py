"""What can the product tell people when something fails? The texts of all its diagnoses, read from the sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sphinx_to_confluence
from sphinx_to_confluence import errors

SOURCES = Path(sphinx_to_confluence.__file__).parent

HOLE = "…"
"""What stands for a part of a text that differs from case to case."""

_ERRORS = {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.ConfluenceError)
}
_SAID_FIRST = {"answered", "cause", "what"}
_REASONS = "_why"
"""Functions that return a cause and a remedy are called so."""

_LETTERS = 12
"""A text with fewer of its own tells nothing."""


@dataclass(frozen=True)
class Diagnosis:
    """One thing that can be told.

    :param where: source file and line.
    :param texts: what is tried, answered and most likely the cause; the remedy is no part of it.
    """

    where: str
    texts: tuple[str, ...]


def diagnoses() -> Iterator[Diagnosis]:
    """Find what is told where errors are made, faults of connections are sorted, and refusals are explained."""
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).as_posix()
        if name == "errors.py" or name.startswith("sandbox/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for line, texts in _told(node):
                told = tuple(text for text in texts if _has_words(text))
                if told:
                    yield Diagnosis(f"{name}:{line}", told)


def _told(node: ast.AST) -> Iterator[tuple[int, list[str]]]:
    if isinstance(node, ast.Call) and _makes_an_error(node):
        named = [word.value for word in node.keywords if word.arg in _SAID_FIRST]
        positional = node.args[1:2] if _is_case_error(node) else node.args[:1]
        for choice in _choices([*positional, *named]):
            yield node.lineno, choice
    elif isinstance(node, ast.FunctionDef) and node.name.startswith(_REASONS):
        for inner in ast.walk(node):
            if isinstance(inner, ast.Return) and isinstance(inner.value, ast.Tuple):
                yield inner.lineno, [_text(inner.value.elts[0])]


def _makes_an_error(node: ast.Call) -> bool:
    return _is_case_error(node) or any(
        ast.unparse(name).rpartition(".")[2] in _ERRORS | {"Fault"}
        for name in (
            (node.func.body, node.func.orelse) if isinstance(node.func, ast.IfExp) else (node.func,)
        )
    )


def _is_case_error(node: ast.Call) -> bool:
    return ast.unparse(node.func) == "case.error"


def _choices(values: list[ast.expr]) -> Iterator[list[str]]:
    """What is told; one of two texts at a time where a condition chooses."""
    conditional = [value for value in values if isinstance(value, ast.IfExp)]
    if conditional and all(isinstance(value.body, ast.Constant) for value in conditional):
        for side in ("body", "orelse"):
            yield [_text(getattr(v, side) if isinstance(v, ast.IfExp) else v) for v in values]
    else:
        yield [_text(value) for value in values]


def _text(value: ast.expr) -> str:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else HOLE for part in value.values
        )
    if isinstance(value, ast.BinOp):
        return _text(value.left) + _text(value.right)
    return HOLE


def _has_words(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= _LETTERS or (bool(text) and HOLE not in text)
