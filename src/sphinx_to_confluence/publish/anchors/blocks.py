"""Which block of a new text is which block of the old one, word for word? Only what is certain is answered.

Patience first: blocks that occur once in both texts, and once between two that are settled, are the fixed points, so
that neither long pages nor tables full of the same words take time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass

from sphinx_to_confluence.publish.anchors.words import Words, is_word

_Blocks = Sequence[tuple[str, ...]]

_FEW_WORDS = 3
"""A block of fewer words than this is not recognised by itself, even when it occurs only once, but for headings."""

_MANY_WORDS = 8
"""Neighbouring blocks of so many words, all of them the same as before, are no accident."""

_MOVED_WORDS = 5
"""A block of so many words that occurs once in both texts is the same wherever it is."""


def match_blocks(old: Words, new: Words) -> dict[int, int]:
    """Pair the blocks that are word for word the same and certainly each other; old to new."""
    before = [old.block_key(block) for block in range(len(old.text.blocks))]
    after = [new.block_key(block) for block in range(len(new.text.blocks))]
    if before == after:
        return {block: block for block in range(len(before))}
    headings = [block.is_heading for block in old.text.blocks]
    facts = _Facts.of(before, after, headings)
    agreed = _agreed(before, after)
    settled = {one: agreed[one] for run in _runs(agreed) if facts.certain(run) for one in run}
    _add_moved(settled, facts)
    return settled


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of the blocks of the old text.

    :param before: all blocks of the old text; ``after`` those of the new one.
    :param where_before: where in the old text each block occurs; ``where_after`` likewise.
    :param size: how many words each of the old ones has.
    :param once: whether each occurs exactly once in both texts.
    :param headings: whether each of the old ones is a heading.
    """

    before: _Blocks
    after: _Blocks
    where_before: Mapping[Hashable, Sequence[int]]
    where_after: Mapping[Hashable, Sequence[int]]
    size: Sequence[int]
    once: Sequence[bool]
    headings: Sequence[bool]

    @classmethod
    def of(cls, before: _Blocks, after: _Blocks, headings: Sequence[bool]) -> _Facts:
        old, new = _where(before), _where(after)
        return cls(
            before,
            after,
            old,
            new,
            [sum(map(is_word, key)) for key in before],
            [len(old[key]) == len(new.get(key, ())) == 1 for key in before],
            headings,
        )

    def certain(self, run: Sequence[int]) -> bool:
        """Whether blocks that follow each other in both texts are the same ones."""
        if any(self.once[block] and self._speaks_for_itself(block) for block in run):
            return True
        if sum(self.size[block] for block in run) < _MANY_WORDS:
            return False
        sequence = self.before[run[0] : run[-1] + 1]
        times = _times(sequence, self.before, self.where_before)
        return times == _times(sequence, self.after, self.where_after) == 1

    def _speaks_for_itself(self, block: int) -> bool:
        return self.headings[block] or self.size[block] >= _FEW_WORDS


def _times(sequence: _Blocks, blocks: _Blocks, where: Mapping[Hashable, Sequence[int]]) -> int:
    size = len(sequence)
    return sum(blocks[start : start + size] == sequence for start in where.get(sequence[0], ()))


def _where(blocks: _Blocks) -> dict[Hashable, list[int]]:
    where: dict[Hashable, list[int]] = defaultdict(list)
    for index, key in enumerate(blocks):
        where[key].append(index)
    return where


def _agreed(before: Sequence[Hashable], after: Sequence[Hashable]) -> dict[int, int]:
    """Pairs in the same order in both texts that come out whichever end one begins at.

    In ``A X B`` and ``A X X B`` it cannot be told which ``X`` was there before: neither is paired.
    """
    forward = _in_order(before, after)
    mirrored = _in_order(before[::-1], after[::-1])
    backward = {len(before) - 1 - one: len(after) - 1 - other for one, other in mirrored.items()}
    return {one: other for one, other in forward.items() if backward.get(one) == other}


def _in_order(before: Sequence[Hashable], after: Sequence[Hashable]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    waiting = [(0, len(before), 0, len(after))]
    while waiting:
        low, high, new_low, new_high = waiting.pop()
        while low < high and new_low < new_high and before[low] == after[new_low]:
            pairs[low] = new_low
            low, new_low = low + 1, new_low + 1
        fixed = _fixed_points(before, after, (low, high, new_low, new_high))
        if not fixed:
            # Only here: done earlier, this would pair what the other end of the gap has just as good a claim to.
            while low < high and new_low < new_high and before[high - 1] == after[new_high - 1]:
                high, new_high = high - 1, new_high - 1
                pairs[high] = new_high
            continue
        for one, other in [*fixed, (high, new_high)]:
            waiting.append((low, one, new_low, other))
            if one < high:
                pairs[one] = other
            low, new_low = one + 1, other + 1
    return pairs


def _fixed_points(
    before: Sequence[Hashable], after: Sequence[Hashable], gap: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """What occurs once on both sides of a gap, as far as it is in the same order."""
    low, high, new_low, new_high = gap
    if low >= high or new_low >= new_high:
        return []
    here, there = _once(before, low, high), _once(after, new_low, new_high)
    return _longest([(one, there[key]) for key, one in here.items() if key in there])


def _once(keys: Sequence[Hashable], low: int, high: int) -> dict[Hashable, int]:
    found: dict[Hashable, int] = {}
    more: set[Hashable] = set()
    for index in range(low, high):
        key = keys[index]
        if key in found:
            more.add(key)
        found[key] = index
    for key in more:
        del found[key]
    return found


def _longest(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of pairs in which both numbers grow; the first ones grow already."""
    tops: list[int] = []
    at: list[int] = []
    previous: list[int] = []
    for index, (_, other) in enumerate(pairs):
        pile = bisect_left(tops, other)
        previous.append(at[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [other]
        at[pile : pile + 1] = [index]
    chain = []
    index = at[-1] if at else -1
    while index >= 0:
        chain.append(pairs[index])
        index = previous[index]
    return chain[::-1]


def _runs(pairs: Mapping[int, int]) -> list[list[int]]:
    """Old blocks that follow each other in both texts; all of them when the texts are the same."""
    runs: list[list[int]] = []
    for one in sorted(pairs):
        if runs and runs[-1][-1] == one - 1 and pairs[one - 1] == pairs[one] - 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _add_moved(settled: dict[int, int], facts: _Facts) -> None:
    """Add long blocks that are elsewhere now, and the neighbours that went with them."""
    moved = {
        one: facts.where_after[key][0]
        for one, key in enumerate(facts.before)
        if one not in settled and facts.once[one] and facts.size[one] >= _MOVED_WORDS
    }
    settled |= moved
    taken = set(settled.values())
    for one, other in moved.items():
        for step in (1, -1):
            here, there = one + step, other + step
            while _went_along(here, there, step, settled, taken, facts):
                settled[here] = there
                taken.add(there)
                here, there = here + step, there + step


def _went_along(
    here: int, there: int, step: int, settled: Mapping[int, int], taken: Set[int], facts: _Facts
) -> bool:
    """Whether a block that is the same beside a moved one went with it, and cannot have stayed where it was."""
    before, after = facts.before, facts.after
    if not (0 <= here < len(before) and 0 <= there < len(after)):
        return False
    if here in settled or there in taken or before[here] != after[there]:
        return False
    stayed = settled.get(here + step, len(after)) - step
    return not (0 <= stayed < len(after) and after[stayed] == before[here] and stayed not in taken)
