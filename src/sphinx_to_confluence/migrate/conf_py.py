"""Which lines of a ``conf.py`` have to change? Read as text, changed as text: all other bytes stay as they are."""

from __future__ import annotations

import ast
import difflib
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sphinx_to_confluence.config.conf_block import write_conf_py
from sphinx_to_confluence.config.credentials import HIDDEN, Credentials
from sphinx_to_confluence.config.option import PREFIX, options_of
from sphinx_to_confluence.errors import ConfigurationError
from sphinx_to_confluence.migrate.options import SINGLE_TOCTREE, TheirOption
from sphinx_to_confluence.migrate.verdicts import Verdict

THEIR_EXTENSION = "sphinxcontrib.confluencebuilder"
OUR_EXTENSION = "sphinx_to_confluence"

_USER_IN_ADDRESS = re.compile(r"(\w://)[^/@\s'\"]+@")
_LINE_END = re.compile(r"\r\n|\n|\r")

SECRETS = frozenset(option.config_name for option in options_of(Credentials) if option.secret)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where an option gets its value.

    :param line: of the file, from 1.
    :param holds_text: whether the value itself stands there, or a part of it, not where it is to be had from.
    """

    name: str
    line: int
    holds_text: bool


@dataclass(frozen=True, slots=True)
class _Edit:
    """Replace characters of the text."""

    start: int
    end: int
    text: str


class ConfPy:
    """The text of a ``conf.py``, and what can be seen in it without running it.

    :param text: what it is to be, in the place of what it is.
    :raises ConfigurationError: when it cannot be read as Python.
    """

    def __init__(self, path: Path, text: str | None = None) -> None:
        self.path = path
        data = path.read_bytes()
        try:
            self._encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            self.text = data.decode(self._encoding) if text is None else text
            self._tree = ast.parse(self.text)
        except (SyntaxError, ValueError) as error:
            raise ConfigurationError(
                f"cannot read {path}", answered=f"It is no Python: {error}"
            ) from None
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(self.text))]

    @property
    def names_theirs(self) -> bool:
        """Whether it names their extension."""
        return any(True for _ in self._extensions(THEIR_EXTENSION))

    @property
    def names_ours(self) -> bool:
        """Whether it names our extension."""
        return any(True for _ in self._extensions(OUR_EXTENSION))

    def assignments(self) -> Iterator[Assignment]:
        """Yield all that gives a value to an option, in order."""
        found = [
            Assignment(name, line, _holds_text(value))
            for name, line, value in self._assigned()
            if name.startswith(PREFIX) or name == SINGLE_TOCTREE
        ]
        yield from sorted(found, key=lambda item: item.line)

    def _assigned(self) -> Iterator[tuple[str, int, ast.expr | None]]:
        return (each for node in ast.walk(self._tree) for each in _assigned(node))

    def imports_of_theirs(self) -> Iterator[int]:
        """Lines that import something of their extension."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            else:
                continue
            if any(module.startswith(THEIR_EXTENSION) for module in modules):
                yield node.lineno

    def moved_over(self, options: Mapping[str, TheirOption]) -> str:
        """Return the text with our extension in the place of theirs, and without options that are no more.

        :param options: all options of theirs, by name.
        """
        edits = list(self._edits_of_extension())
        edits += self._edits_of_options(options)
        text = self.text
        for edit in sorted(edits, key=lambda each: each.start, reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text

    def write(self, text: str) -> None:
        """Replace the file; every line that is the same keeps its bytes."""
        write_conf_py(self.path, text.encode(self._encoding))

    def diff(self, text: str) -> str:
        """The difference to another text, without the secrets that stand in it."""
        name = self.path.name
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in difflib.unified_diff(
                self.without_secrets().splitlines(keepends=True),
                ConfPy(self.path, text).without_secrets().splitlines(keepends=True),
                f"a/{name}",
                f"b/{name}",
            )
        )

    def without_secrets(self) -> str:
        """The text with the secrets in it hidden."""
        spans = [
            self._span(value)
            for name, _, value in self._assigned()
            if name in SECRETS and value is not None and _holds_text(value)
        ]
        text = self.text
        for start, end in sorted(spans, reverse=True):
            text = text[:start] + HIDDEN + text[end:]
        return _USER_IN_ADDRESS.sub(rf"\g<1>{HIDDEN}@", text)

    def _extensions(self, name: str) -> Iterator[ast.Constant]:
        return (
            node
            for node in ast.walk(self._tree)
            if isinstance(node, ast.Constant) and node.value == name
        )

    def _edits_of_extension(self) -> Iterator[_Edit]:
        for node in self._extensions(THEIR_EXTENSION):
            start, end = self._span(node)
            yield _Edit(start, end, self.text[start:end].replace(THEIR_EXTENSION, OUR_EXTENSION))

    def _edits_of_options(self, options: Mapping[str, TheirOption]) -> Iterator[_Edit]:
        given = {each.name for each in self.assignments()}
        for body in _bodies(self._tree):
            dropped = []
            for node in body:
                target = _single_target(node)
                option = options.get(target.id) if target is not None else None
                if target is None or option is None:
                    continue
                if option.verdict is Verdict.RENAMED and option.instead not in given:
                    start, _ = self._span(target)
                    yield _Edit(start, start + len(target.id), option.instead)
                elif option.verdict in (Verdict.DROPPED, Verdict.RENAMED):
                    dropped.append(node)
            # What would leave a block without a statement is for a person.
            if len(dropped) < len(body) or body is self._tree.body:
                yield from filter(None, map(self._removal, dropped))

    def _removal(self, node: ast.stmt) -> _Edit | None:
        """Take the lines of a statement out; ``None`` when it shares one of them."""
        start, end = self._span(node)
        first, last = self._starts[node.lineno - 1], self._line_end(node.end_lineno or node.lineno)
        before, after = self.text[first:start], self.text[end:last].strip()
        if before.strip() or (after and not after.startswith("#")):
            return None
        return _Edit(first, last, "")

    def _line_end(self, line: int) -> int:
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        return (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset),
        )

    def _offset(self, line: int, column: int) -> int:
        """The place in the text; the parser counts bytes of UTF-8."""
        start = self._starts[line - 1]
        rest = self.text[start : self._line_end(line)].encode()
        return start + len(rest[:column].decode())


def _bodies(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """Every sequence of statements."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                yield body


def _single_target(node: ast.stmt) -> ast.Name | None:
    targets: Iterable[ast.expr] = ()
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    found = list(targets)
    return found[0] if len(found) == 1 and isinstance(found[0], ast.Name) else None


def _holds_text(value: ast.AST | None) -> bool:
    """Whether a value holds a text itself; the name of an environment variable does not count."""
    if value is None:
        return False
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str | bytes) and bool(value.value)
    if isinstance(value, ast.Subscript):  # os.environ["NAME"]
        return _holds_text(value.value)
    if isinstance(value, ast.Call):
        name = value.func.attr if isinstance(value.func, ast.Attribute) else ast.unparse(value.func)
        is_lookup = name in {"get", "getenv"}
        return any(map(_holds_text, [*value.args[is_lookup:], *value.keywords]))
    if isinstance(value, ast.Dict):
        return any(map(_holds_text, value.values))
    return any(map(_holds_text, ast.iter_child_nodes(value)))


def _assigned(node: ast.AST) -> Iterator[tuple[str, int, ast.expr | None]]:
    """Yield the names that a statement gives a value, with its line and the value."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, node.lineno, node.value
    elif isinstance(node, ast.AnnAssign | ast.AugAssign) and isinstance(node.target, ast.Name):
        yield node.target.id, node.lineno, node.value
    elif isinstance(node, ast.FunctionDef):
        yield node.name, node.lineno, None
