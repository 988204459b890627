"""How does what the code declares get into the manual? The base of the directives in this folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

INDENT = "   "


class Generated(SphinxDirective):
    """A directive whose content is written from declarations in the code.

    Subclasses name the modules that they read, so that the page is built again when one of them changes, and yield
    lines of reStructuredText.
    """

    sources: ClassVar[tuple[ModuleType, ...]]

    def run(self) -> list[nodes.Node]:
        """Parse the lines where the directive stands."""
        for module in self.sources:
            if module.__file__ is not None:
                self.env.note_dependency(module.__file__)
        return self.parse_text_to_nodes("\n".join(self.lines()))

    def chosen(self, accepted: Sequence[str]) -> str:
        """Return the argument of the directive, which must be one of these words."""
        try:
            return str(directives.choice(self.arguments[0], accepted))
        except ValueError as error:
            raise self.error(str(error)) from error

    def lines(self) -> Iterator[str]:
        """Write the content."""
        raise NotImplementedError


def indented(lines: Iterable[str]) -> Iterator[str]:
    """Put lines into the body of a directive."""
    return (INDENT + line if line else "" for line in lines)


def list_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[int]
) -> Iterator[str]:
    """Write a table with one line for each cell.

    :param widths: of the columns, relative to each other.
    """
    yield ".. list-table::"
    yield f"{INDENT}:header-rows: 1"
    yield f"{INDENT}:widths: {' '.join(map(str, widths))}"
    yield ""
    for row in (header, *rows):
        for column, cell in enumerate(row):
            yield f"{INDENT}{'  ' if column else '* '}- {cell}"
    yield ""


def literals(values: Iterable[object]) -> str:
    """Write values as inline literals with commas between them."""
    return ", ".join(f"``{value}``" for value in values)
