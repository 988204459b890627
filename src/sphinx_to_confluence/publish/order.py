"""How do siblings get into order with the fewest moves? Pure: items go in, moves come out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def fewest_moves(
    current: Sequence[T], wanted: Sequence[T]
) -> Iterator[tuple[T, T | None, T | None]]:
    """Yield (item, after, before) for each item to be moved; exactly one of the last two is given.

    The longest run of items that follow each other rightly stays, all others are put beside an item that is in place
    by then. Siblings that are not ours are in neither list, and keep their order among themselves.

    :param current: all items in their present order.
    :param wanted: the same items as they should be.
    """
    rank = {item: number for number, item in enumerate(wanted)}
    # Read from the end: among runs of the same length the one with the items that stand first stays.
    backwards = [-rank[item] for item in reversed(current)]
    stays = {wanted[-number] for number in _longest_rising(backwards)}
    first = next((item for item in wanted if item in stays), None)
    before: T | None = None
    for item in wanted:
        if item not in stays:
            yield (item, before, None) if before is not None else (item, None, first)
        before = item


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """Return the longest rising subsequence of different numbers (patience sorting)."""
    ends: list[int] = []
    came_after: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(ends, number)
        came_after[number] = ends[length - 1] if length else None
        ends[length : length + 1] = [number]
    rising: list[int] = []
    last = ends[-1] if ends else None
    while last is not None:
        rising.append(last)
        last = came_after[last]
    return rising[::-1]
