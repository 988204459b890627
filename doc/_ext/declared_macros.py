"""The directive ``declared-macros``: the macros of Confluence that pages are written with, from their declarations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from generated import Generated, list_table, literals
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.typing import ExtensionMetadata

from sphinx_to_confluence.storage import macros
from sphinx_to_confluence.storage.macros import Body, Macro

_MADE_FOR = {
    "anchor": "places that are linked to and are no heading: see :doc:`/explanation/links-and-anchors`",
    "attachments": ":rst:dir:`confluence_attachments`",
    "children": ":rst:dir:`confluence_children`",
    "code": "literal blocks and code blocks",
    "column": "grids and columns of lists, on Data Center",
    "details": ":rst:dir:`confluence_page_properties`",
    "detailssummary": ":rst:dir:`confluence_page_properties_report`",
    "excerpt": ":rst:dir:`confluence_excerpt`",
    "excerpt-include": ":rst:dir:`confluence_excerpt_include`",
    "expand": ":rst:dir:`confluence_expand`, what folds, and code with the class ``collapse``",
    "include": ":rst:dir:`confluence_include`",
    "info": "notes and other admonitions",
    "jira": ":rst:dir:`jira`, :rst:dir:`jira_issue`, :rst:role:`jira`",
    "note": "admonitions that are important",
    "pagetreesearch": "the page ``search``: see :doc:`/guide/indices`",
    "panel": ":rst:dir:`confluence_panel`, cards, described objects, admonitions of your own colour",
    "section": "grids and columns of lists, on Data Center",
    "status": ":rst:role:`confluence_status` and badges",
    "tip": "tips and hints",
    "toc": "tables of contents, and :rst:dir:`confluence_toc`",
    "view-file": ":rst:dir:`confluence_view_file`",
    "viewpdf": ":rst:dir:`confluence_viewpdf`",
    "warning": "warnings, dangers and errors",
}
"""What each macro is written for, in the words of the manual."""

_BODIES = {Body.NONE: "none", Body.PLAIN: "plain text", Body.RICH: "other blocks"}


class DeclaredMacros(Generated):
    """List the macros that are written without a template of somebody."""

    sources: ClassVar = (macros,)

    def lines(self) -> Iterator[str]:
        """Write a table with a row for each macro."""
        declared = {
            value.name: value for value in vars(macros).values() if isinstance(value, Macro)
        }
        if declared.keys() != _MADE_FOR.keys():
            raise ExtensionError(f"_MADE_FOR: {sorted(declared.keys() ^ _MADE_FOR.keys())}")
        rows = (_cells(declared[name]) for name in sorted(declared))
        header = ("Macro", "Written for", "Body", "Parameters that it can be given")
        yield from list_table(header, rows, widths=(18, 38, 12, 32))


def _cells(macro: Macro) -> tuple[str, str, str, str]:
    named = sorted(macro.parameters - {""})
    parameters = literals(named) + (" and one without a name" if "" in macro.parameters else "")
    return (
        f"``{macro.name}``",
        _MADE_FOR[macro.name],
        _BODIES[macro.body],
        parameters.removeprefix(" and ") or "none",
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make the directive known."""
    app.add_directive("declared-macros", DeclaredMacros)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
