"""Which nodes produce nothing, and why? Each on purpose; nodes derived from them are not meant."""

from __future__ import annotations

from collections.abc import Mapping

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.translate.registry import NodeClass, silent

REASONS: Mapping[NodeClass, str] = {
    # Clauses that end a sentence of the manual: "Nothing: …".
    nodes.comment: "it is not meant for readers",
    nodes.substitution_definition: "its text has been put in where it is used",
    nodes.pending: "it belongs to a transform of docutils that had nothing to do",
    nodes.meta: "it is for the head of an HTML page",
    nodes.decoration: "its header and footer are for paper",
    nodes.header: "it is for paper",
    nodes.footer: "it is for paper",
    nodes.colspec: "the table that it belongs to has read the width of the column from it",
    addnodes.highlightlang: "Sphinx has put the language on the code blocks",
    addnodes.tabular_col_spec: "it is for LaTeX",
    addnodes.index: "it holds entries of the index; what they lead to is an anchor of the target beside it",
    addnodes.toctree: "it is hidden, or Sphinx found nothing to list; other toctrees have become lists of links",
    "sphinx.ext.autosummary.autosummary_toc": "it is a hidden toctree",
    "sphinx.ext.viewcode.viewcode_anchor": "the pages with source code that it leads to are only in HTML",
}
"""By class, as the table of nodes in the manual says it."""

silent(REASONS)
