"""What do other extensions have to be told of our builders? Those that ask by name, and do not know ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_to_confluence.translate.notebooks import MIME_PRIORITY

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_BUILDERS = ("confluence", "singleconfluence")
_MYST_NB = "nb_mime_priority_overrides"


def tell_others(_app: Sphinx, config: Config) -> None:
    """Tell them, whatever the builder: the doctrees of all builders may be shared."""
    if _MYST_NB in config:
        # It drops outputs when a builder has no order of their forms. What conf.py says comes last and wins.
        ours = [
            (builder, kind, rank)
            for builder in _BUILDERS
            for rank, kind in enumerate(MIME_PRIORITY)
        ]
        config[_MYST_NB] = (*ours, *config[_MYST_NB])
