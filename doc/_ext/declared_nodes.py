"""The directive ``declared-nodes``: what becomes of nodes, from what their handlers declare.

``.. declared-nodes:: lists`` is the table of the nodes that the module ``translate/lists.py`` handles, with an example
and pictures where there are some. ``silence`` is the theme of those that produce nothing, ``extensions`` that of what
other packages bring.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import ClassVar

from docutils import nodes
from generated import INDENT, Generated, indented
from node_examples import DIRECTORY, PICTURE_WIDTH_PX, Example, examples
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

import sphinx_to_confluence.translate
from sphinx_to_confluence.translate.registry import STANDARD, Declared

_HANDLERS = sphinx_to_confluence.translate.__name__
_WITHOUT_MODULE = ("docutils.nodes.", "sphinx.addnodes.")
_WIDTHS = "32 34 34"

Cell = Sequence[str]


class DeclaredNodes(Generated):
    """Describe the nodes of a theme."""

    required_arguments = 1
    sources: ClassVar = tuple(
        module for name, module in sorted(sys.modules.items()) if name.startswith(_HANDLERS)
    )

    def run(self) -> list[nodes.Node]:
        """Parse the table; it changes when the examples do."""
        path = DIRECTORY / f"{self.arguments[0]}.txt"
        if path.is_file():
            self.env.note_dependency(str(path))
        return super().run()

    def lines(self) -> Iterator[str]:
        """Write one row for each node: what an example shows stands together, what none shows comes last."""
        declared = list(STANDARD.declared())
        theme = self.chosen(sorted({node.theme for node in declared}))
        rows = {_short(node.name): node for node in declared if node.theme == theme}
        shown = list(examples(theme))
        by_name = {example.name: example for example in shown}
        names = [name for example in shown for name in example.nodes if name in rows]
        yield ".. list-table::"
        yield f"{INDENT}:class: nodes"
        yield f"{INDENT}:header-rows: 1"
        yield f"{INDENT}:widths: {_WIDTHS}"
        yield ""
        yield from indented(_row(["Node"], ["Cloud"], ["Data Center"]))
        for name in dict.fromkeys([*names, *rows]):
            yield from indented(_row(*_cells(name, rows[name], by_name.get(name))))
        yield ""


def _short(name: str) -> str:
    for module in _WITHOUT_MODULE:
        name = name.removeprefix(module)
    return name


def _cells(name: str, node: Declared, example: Example | None) -> Iterator[Cell]:
    """The cells of a node: what it is called, and what becomes of it on each editor."""
    yield [f"``{name}``", *(_source(example) if example else ())]
    yield [node.becomes.cloud, *_picture(example, "cloud", "Confluence Cloud")]
    yield [node.becomes.data_center, *_picture(example, "data-center", "Data Center")]


def _source(example: Example) -> Iterator[str]:
    yield ""
    yield ".. code-block:: rst"
    yield ""
    yield from indented(example.source.splitlines())


def _picture(example: Example | None, editor: str, where: str) -> Iterator[str]:
    if example is not None and example.picture(editor).is_file():
        yield ""
        yield f".. image:: /_static/nodes/{example.picture(editor).name}"
        yield f"{INDENT}:alt: The example of {example.name} on {where}"
        yield f"{INDENT}:width: {PICTURE_WIDTH_PX}"


def _row(*cells: Cell) -> Iterator[str]:
    """Write the cells of a row; the first line of each stands beside its mark."""
    for column, cell in enumerate(cells):
        mark = "  - " if column else "* - "
        for number, line in enumerate(cell):
            yield f"{mark if number == 0 else '    '}{line}".rstrip()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make the directive known."""
    app.add_directive("declared-nodes", DeclaredNodes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
