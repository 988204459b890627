"""Which nodes produce nothing, and why? Each on purpose; nodes derived from them are not meant."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.translate.registry import silent

silent(
    nodes.comment,  # not meant for readers
    nodes.substitution_definition,  # has been put in where it is used
    nodes.pending,  # belongs to a transform that had nothing to do
    nodes.meta,  # for the head of an HTML page
    nodes.decoration,  # header and footer of paper
    nodes.header,
    nodes.footer,
    nodes.colspec,  # read by the table
    nodes.system_message,  # Sphinx has printed it
    addnodes.highlightlang,  # Sphinx has put the language on the code blocks
    addnodes.tabular_col_spec,  # for LaTeX
    addnodes.index,  # entries of the index; the target beside it has the id
    addnodes.toctree,  # one that is left is hidden or empty
    "sphinx.ext.autosummary.autosummary_toc",  # entries of a hidden toctree
    "sphinx.ext.viewcode.viewcode_anchor",  # the pages that it leads to are not built
)
