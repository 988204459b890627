"""How deep may Python call? As deep as a page is nested, whatever the usual limit is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sphinx_to_confluence.storage.elements import Element

_CALLS_PER_LEVEL = 12
"""Most calls on the stack for one level, in the pass that needs most of them, with some to spare."""


@contextmanager
def room_for_calls(levels: int) -> Iterator[None]:
    """Let Python call as deep as something of so many levels needs.

    Functions that call each other read like the output nests, which is worth more than a stack of our own; they are
    plain Python calls, which take no room on the stack of the process.
    """
    before = sys.getrecursionlimit()
    wanted = 1000 + _CALLS_PER_LEVEL * levels
    if wanted > before:
        sys.setrecursionlimit(wanted)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def depth_of(root: Element) -> int:
    """How many elements stand in each other; without recursion."""
    deepest = 0
    level = [root]
    while level:
        deepest += 1
        level = [
            child for element in level for child in element.children if not isinstance(child, str)
        ]
    return deepest
