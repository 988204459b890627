"""Which directives and roles do we add? One module for each theme; they are there whatever the builder.

Their nodes derive from ordinary ones and hold what other builders can show, so that one source serves Confluence and
HTML, LaTeX, plain text and the others. What Confluence gets is written by :mod:`sphinx_to_confluence.translate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_to_confluence.directives import (
    contents,
    files,
    formulas,
    frames,
    inline,
    jira,
    metadata,
    other_pages,
    tables,
    tasks,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_THEMES = (
    contents,
    files,
    formulas,
    frames,
    inline,
    jira,
    metadata,
    other_pages,
    tables,
    tasks,
)


def setup(app: Sphinx) -> None:
    """Register all directives, roles and nodes."""
    for theme in _THEMES:
        theme.setup(app)
