"""How do options get into a ``conf.py``? As one marked block at its end; all else stays byte for byte."""

from __future__ import annotations

import ast
import contextlib
import difflib
import errno
import io
import os
import re
import shutil
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.errors import ConfigurationError

EXTENSION = "sphinx_to_confluence"

_BEGIN = "# --- Confluence: written by sphinx-to-confluence init, which writes it anew when it runs again ---"
_END = "# --- end of Confluence ---"
_BLOCK = re.compile(rf"{re.escape(_BEGIN)}\r?\n.*?{re.escape(_END)}(?:\r?\n|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ConfPy:
    """The text of a ``conf.py``.

    :param encoding: as the file declares it.
    """

    text: str
    encoding: str = "utf-8"

    @property
    def newline(self) -> str:
        """What lines end in."""
        return "\r\n" if "\r\n" in self.text else "\n"

    @property
    def without_block(self) -> str:
        """The text without the block that an earlier run has written."""
        return _BLOCK.sub("", self.text)

    def encoded(self) -> bytes:
        """Return the bytes of the file."""
        return self.text.encode(self.encoding)


def decoded(data: bytes) -> ConfPy:
    """Read the bytes of a ``conf.py``.

    :raises ConfigurationError: when they are no text, or no Python.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
        ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise ConfigurationError(
            "cannot put options into the conf.py",
            answered=f"Python cannot read it: {excerpt(str(error))}.",
            remedy="Correct it first; sphinx-build could not read it either.",
        ) from None
    return ConfPy(text, encoding)


def lines_of(
    options: Mapping[str, Any], *, extensions: str | None = None, notes: Sequence[str] = ()
) -> list[str]:
    """Return the lines of a ``conf.py`` that set options.

    :param options: by their names in ``conf.py``, in order.
    :param extensions: an expression for the list that ours is put into; ``None`` when it is there already.
    :param notes: lines that are told in comments at the end.
    """
    first = [] if extensions is None else [f"extensions = {extensions}"]
    return [
        *first,
        *(f"{name} = {_literal(value)}" for name, value in options.items()),
        *(f"# {note}" for note in notes),
    ]


def extension_line(conf: ConfPy) -> str | None:
    """Return the expression for ``extensions`` with ours in it; ``None`` when the file puts it in by itself."""
    names = re.compile(rf"""(['"]){EXTENSION}\1""")
    tree = ast.parse(conf.without_block)
    is_set = may_be_set = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if not any(isinstance(one, ast.Name) and one.id == "extensions" for one in targets):
                continue
            # What stands within something else may not be carried out.
            is_set |= node in tree.body
            may_be_set = True
        elif isinstance(node, ast.ImportFrom):
            may_be_set |= any(alias.name in ("*", "extensions") for alias in node.names)
            continue
        elif not isinstance(node, ast.Call):
            continue
        if names.search(ast.get_source_segment(conf.without_block, node) or ""):
            return None
    if is_set:
        return f'[*extensions, "{EXTENSION}"]'
    return (
        f'[*globals().get("extensions", []), "{EXTENSION}"]' if may_be_set else f'["{EXTENSION}"]'
    )


def set_in_block(conf: ConfPy) -> frozenset[str]:
    """Return the names that the block of an earlier run sets."""
    found = _BLOCK.search(conf.text)
    return frozenset(re.findall(r"^(\w+) =", found[0], re.MULTILINE)) if found else frozenset()


def with_block(conf: ConfPy, lines: Sequence[str]) -> ConfPy:
    """Return the text with a block of these lines: in the place of the one that is there, or at the end."""
    newline = conf.newline
    block = newline.join([_BEGIN, *lines, _END]) + newline
    if _BLOCK.search(conf.text):
        return ConfPy(_BLOCK.sub(lambda _: block, conf.text, count=1), conf.encoding)
    text = conf.text
    if text and not text.endswith("\n"):
        text += newline
    separator = newline if text else ""
    return ConfPy(text + separator + block, conf.encoding)


def write_conf_py(path: Path, data: bytes) -> None:
    """Replace a ``conf.py`` in one step, so that whatever happens there is the old one or the new one.

    A link stays a link, and the file keeps its permissions.

    :raises ConfigurationError: when it cannot be written; then it is as it was.
    """
    target = path.resolve()
    try:
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        _replace(target, data)
    except OSError as error:
        raise ConfigurationError(
            f"cannot write {path}",
            answered=f"{error.strerror or type(error).__name__}.",
            remedy="It is as it was. Check who may write it, and whether the disk is full.",
        ) from None


def _replace(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        shutil.copymode(target, temporary)
        temporary.replace(target)
    except OSError as error:
        # A folder in which nothing can be made, or a file that a container has by itself, leave no other way.
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EBUSY):
            raise
        target.write_bytes(data)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def difference(before: ConfPy, after: ConfPy, name: str) -> list[str]:
    """Return the unified diff of two texts, without line ends."""
    return [
        line.rstrip("\r\n")
        for line in difflib.unified_diff(
            before.text.splitlines(), after.text.splitlines(), name, f"{name} (new)", lineterm=""
        )
    ]


def _literal(value: Any) -> str:
    """Write a value as Python, in ASCII so that it fits any encoding."""
    if not isinstance(value, str):
        return ascii(value)
    quoted = ascii(value)
    return f'"{quoted[1:-1]}"' if quoted.startswith("'") and '"' not in quoted else quoted
