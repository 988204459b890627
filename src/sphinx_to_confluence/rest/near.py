"""Which space was meant, when there is none with the key that is configured?"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence

from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.rest.model import Space

MOST_NAMED = 5
"""Spaces that are named at most."""

_LIKENESS = 0.6


def near_spaces(key: str, spaces: Sequence[Space]) -> list[Space]:
    """Choose the spaces whose key is like ``key``, or that are called so; the likest first."""
    wanted = key.casefold()
    scored = [(_likeness(wanted, space), space) for space in spaces]
    near = [(score, space) for score, space in scored if score >= _LIKENESS]
    near.sort(key=lambda pair: (-pair[0], pair[1].key))
    return [space for _, space in near[:MOST_NAMED]]


def told_near_keys(key: str, spaces: Callable[[], Sequence[Space]]) -> str:
    """Say which spaces may have been meant; empty when there is none, or nobody tells.

    :param spaces: lists those that the user may see.
    """
    try:
        seen = spaces()
    except RestError:  # the error that is being told is worth more than this one
        return ""
    near = near_spaces(key, seen)
    if near:
        return (
            f"Perhaps one of these is meant: {_named(near)}. Set confluence_space_key to its key."
        )
    if not seen:
        return (
            "This user sees no space at all: ask an administrator of the space to let the user in."
        )
    return ""


def _likeness(wanted: str, space: Space) -> float:
    key, name = space.key.casefold(), space.name.casefold()
    if wanted in (key, name):
        return 1.0
    by_key = difflib.SequenceMatcher(None, wanted, key).ratio()
    # A part of three letters, as in DOC and DOCS2, is more than chance.
    is_part = min(len(wanted), len(key)) >= 3 and (wanted in key or key in wanted)
    by_name = difflib.SequenceMatcher(None, wanted, name).ratio()
    return max(by_key, by_name, 0.75 if is_part else 0.0)


def _named(spaces: Sequence[Space]) -> str:
    return ", ".join(f'{excerpt(space.key)} ("{excerpt(space.name)}")' for space in spaces)
