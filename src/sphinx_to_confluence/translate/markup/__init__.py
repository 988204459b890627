"""How are our own directives and roles written? One module for each theme of :mod:`sphinx_to_confluence.directives`."""

from __future__ import annotations

from sphinx_to_confluence.translate.markup import (  # noqa: F401 - imported for their handlers
    frames,
    inline,
    lookups,
    tasks,
)
