"""The width of the tables that follow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from docutils import nodes
from docutils.transforms import Transform

from sphinx_to_confluence.directives.base import ConfluenceDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_WIDTH = re.compile(r"\d+(?:\.\d+)?(px|pt|em|ex|in|cm|mm|pc|%)?")

WIDTH_ATTRIBUTE = "confluence-width"
"""Attribute of a table: a length, or ``unset`` for none; tables without it have that of the configuration."""


class TableWidth(ConfluenceDirective):
    """``.. confluence_table_width::`` for the tables that follow in the document.

    A length, ``unset`` for the width that Confluence gives them, or ``default`` for that of the configuration.
    """

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Leave a mark."""
        width = "".join(self.arguments[0].lower().split())
        match = _WIDTH.fullmatch(width)
        if width not in {"default", "unset"} and match is None:
            raise self.mistake(f'"{width}" is no width, such as 500px or 80%, default or unset')
        unit = "px" if match and not match[1] else ""
        mark = nodes.pending(TableWidths, {"width": width + unit})
        self.state.document.note_pending(mark)
        return [mark]


class TableWidths(Transform):
    """Gives the tables after a mark its width; a later mark does the same to what follows it."""

    default_priority = 300

    def apply(self) -> None:
        """Replace the mark."""
        mark = cast("nodes.pending", self.startnode)
        width = mark.details["width"]
        after = False
        for node in self.document.findall():
            if node is mark:
                after = True
            elif after and isinstance(node, nodes.table):
                if width == "default":
                    node.attributes.pop(WIDTH_ATTRIBUTE, None)
                else:
                    node[WIDTH_ATTRIBUTE] = width
        mark.parent.remove(mark)


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("confluence_table_width", TableWidth)
