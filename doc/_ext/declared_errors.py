"""The directive ``declared-errors``: all errors, from the classes.

Each is described as a ``py:exception`` of :mod:`sphinx_to_confluence.errors`, with its exit code.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import takewhile
from typing import ClassVar

from generated import Generated, indented
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from sphinx_to_confluence import errors
from sphinx_to_confluence.errors import ConfluenceError


class DeclaredErrors(Generated):
    """Describe the whole tree of errors, parents before children."""

    sources: ClassVar = (errors,)

    def lines(self) -> Iterator[str]:
        """Write one entry for each class."""
        yield f".. py:currentmodule:: {errors.__name__}"
        yield ""
        for error in _tree(ConfluenceError):
            yield f".. py:exception:: {error.__name__}"
            yield ""
            yield from indented([*_first_paragraph(error), "", *_fields(error), ""])


def _tree(error: type[ConfluenceError]) -> Iterator[type[ConfluenceError]]:
    yield error
    for child in error.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from _tree(child)


def _first_paragraph(error: type[ConfluenceError]) -> Iterator[str]:
    """The meaning; what follows in a docstring is for programmers."""
    return takewhile(bool, (inspect.getdoc(error) or "").splitlines())


def _fields(error: type[ConfluenceError]) -> Iterator[str]:
    yield f":Exit code: {error.exit_code}"
    if error is not ConfluenceError:
        yield f":Kind of: :py:exc:`{error.__bases__[0].__name__}`"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make the directive known."""
    app.add_directive("declared-errors", DeclaredErrors)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
