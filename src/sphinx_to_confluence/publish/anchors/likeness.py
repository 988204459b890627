"""How much does what stands around a place in a new text look like what stood around some words of the old one?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from math import log2

from sphinx_to_confluence.publish.anchors.text import ATOM
from sphinx_to_confluence.publish.anchors.words import BORDER, Words, is_word

_REACH = 16
"""Words that are looked at on either side."""

_RIVAL = 0.8
"""A second place that is this much as good as the best one leaves a doubt."""

_GOOD = 0.6
_CLEARLY = 0.15
_CLEARLY_LONGER = 0.5
"""A second place leaves a doubt, too, when it is good on one side and so much better there than the best one, or when
what it has in common with the words begins right beside them and goes on for so much longer."""

_NEXT = 4
_MOST_CLOSELY = 24
_MOST = 300
"""Places that are compared closely, and those that are compared at all; of more, those that are most alike in so many
words on either side."""

_ELSEWHERE = 0.65
"""What likeness counts at a place that is not between the same settled blocks."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of what stood around some words stands around a place: on either side and altogether, from 0 to 1.

    :param run: what follows without a gap on both sides counts so much.
    """

    left: float
    right: float
    all: float
    run: float

    def is_in_doubt_beside(self, rival: Likeness) -> bool:
        """Whether another place is about as good, or clearly better on one side."""
        return (
            rival.all > _RIVAL * self.all
            or rival.run > self.run + _CLEARLY_LONGER
            or (rival.left > _GOOD and rival.left > self.left + _CLEARLY)
            or (rival.right > _GOOD and rival.right > self.right + _CLEARLY)
        )


class Surroundings:
    """Compares what stands around words of two texts.

    A word of a settled block is the same only as itself: it cannot be mistaken for another one.

    :param settled: blocks that are certainly each other, old to new; see :func:`~.blocks.match_blocks`.
    """

    def __init__(self, old: Words, new: Words, settled: Mapping[int, int]) -> None:
        self._old = old
        self._new = new
        self._settled = settled

    def likenesses(
        self, pairs: Sequence[tuple[int, int]], size: int
    ) -> dict[tuple[int, int], Likeness]:
        """Compare words of the old text and places of the new one, as far as that is worth while.

        :param size: of how many words.
        """
        promising = self._most_alike_beside(pairs, size) if len(pairs) > _MOST else pairs
        if len(promising) > _MOST_CLOSELY:
            promising = sorted(promising, key=lambda pair: self._shared(pair[0], pair[1], size))
        return {pair: self._likeness(pair[0], pair[1], size) for pair in promising[-_MOST_CLOSELY:]}

    def _most_alike_beside(
        self, pairs: Sequence[tuple[int, int]], size: int
    ) -> Sequence[tuple[int, int]]:
        """Those with the most of the next words the same at the same distance; quick, since there may be thousands."""
        # An index before the beginning is one at the end: that counts a word too many at most.
        here, there = ([*idents, *[""] * _NEXT] for idents in (self._idents_old, self._idents_new))
        counts = [0] * len(pairs)
        for step in (*range(-_NEXT, 0), *range(size, size + _NEXT)):
            counts = [
                count + (here[one + step] == there[other + step])
                for count, (one, other) in zip(counts, pairs, strict=True)
            ]
        least = sorted(counts)[-_MOST]
        return [pair for count, pair in zip(counts, pairs, strict=True) if count >= least][-_MOST:]

    def _shared(self, one: int, other: int, size: int) -> float:
        """How many words two neighbourhoods have in common, whatever their order."""
        reach = _REACH // 2
        here = {*self._idents_old[max(one - reach, 0) : one + size + reach]}
        there = here.intersection(self._idents_new[max(other - reach, 0) : other + size + reach])
        return sum(map(self._weight, there))

    def _likeness(self, one: int, other: int, size: int) -> Likeness:
        """How much of what stands around words of the old text stands around a place in the new one."""
        left, most_left, run_left = self._side(one - 1, other - 1, -1)
        right, most_right, run_right = self._side(one + size, other + size, 1)
        total = most_left + most_right
        all_ = (left + right) / total if total else 1.0
        if not self._same_gap(self._old.block_of(one), self._new.block_of(other)):
            all_ *= _ELSEWHERE
        return Likeness(
            left / most_left if most_left else 1.0,
            right / most_right if most_right else 1.0,
            all_,
            run_left + run_right,
        )

    def _same_gap(self, one: int, other: int) -> bool:
        """Whether two blocks follow, or are followed by, the same settled block."""
        return (
            self._gaps_old.before[one] == self._gaps_new.before[other]
            or self._gaps_old.after[one] == self._gaps_new.after[other]
        )

    def _side(self, one: int, other: int, step: int) -> tuple[float, float, float]:
        """What two neighbourhoods have in common in one direction, what they could have, and that without a gap."""
        here = _taken(self._idents_old, one, step)
        there = _taken(self._idents_new, other, step)
        worth = self._worth(here)
        same = list(takewhile(lambda pair: pair[0] == pair[1], zip(here, there, strict=False)))
        run = sum(worth[: len(same)])
        row = [0.0] * (len(there) + 1)
        for index, key in enumerate(here):
            above = row[:]
            for column, found in enumerate(there):
                if key == found:
                    far = column - index
                    value = worth[index] if far <= 0 else worth[index] / (1 + far / 4)
                    row[column + 1] = max(above[column] + value, above[column + 1], row[column])
                else:
                    row[column + 1] = max(above[column + 1], row[column])
        return row[-1], sum(worth), run

    def _worth(self, idents: Sequence[int | str]) -> list[float]:
        """What each word of a neighbourhood counts: less the further away, and still less behind a border."""
        worth = []
        behind = 1.0
        for far, ident in enumerate(idents):
            worth.append(self._weight(ident) * behind / (1 + far / 4))
            if ident == BORDER:
                behind /= 2
        return worth

    def _weight(self, ident: int | str) -> float:
        if isinstance(ident, int):
            return 1.0 if is_word(self._new.keys[ident]) else 0.2
        if ident == BORDER:
            return 0.3
        if not is_word(ident) and ident[0] != ATOM:
            return 0.15
        return 1 / (1 + log2(max(self._counts[ident], 1)) / 2)

    @cached_property
    def free_old(self) -> Free:
        """The words of the old text that are in no settled block."""
        return Free(self._old, self._settled.keys())

    @cached_property
    def free_new(self) -> Free:
        """The words of the new text that are in no settled block."""
        return Free(self._new, self._settled.values())

    @cached_property
    def _gaps_old(self) -> _Gaps:
        return _Gaps.of([self._settled.get(block) for block in range(len(self._old.text.blocks))])

    @cached_property
    def _gaps_new(self) -> _Gaps:
        settled = set(self._settled.values())
        blocks = range(len(self._new.text.blocks))
        return _Gaps.of([block if block in settled else None for block in blocks])

    @cached_property
    def _counts(self) -> Counter[str]:
        """How often a word occurs in what is not settled."""
        return self.free_old.counts | self.free_new.counts

    @cached_property
    def _idents_old(self) -> list[int | str]:
        idents: list[int | str] = list(self._old.keys)
        for one, other in self._settled.items():
            words = self._old.of_block(one)
            idents[words.start : words.stop] = self._new.of_block(other)
        return idents

    @cached_property
    def _idents_new(self) -> list[int | str]:
        idents: list[int | str] = list(self._new.keys)
        for other in self._settled.values():
            words = self._new.of_block(other)
            idents[words.start : words.stop] = words
        return idents


@dataclass(frozen=True, slots=True)
class _Gaps:
    """The settled block before each block and after it, as a block of the new text; ``None`` at the ends."""

    before: Sequence[int | None]
    after: Sequence[int | None]

    @classmethod
    def of(cls, settled: Sequence[int | None]) -> _Gaps:
        return cls(_last_known(settled), _last_known(settled[::-1])[::-1])


def _last_known(settled: Sequence[int | None]) -> list[int | None]:
    known: list[int | None] = []
    last = None
    for block in settled:
        known.append(last)
        last = last if block is None else block
    return known


class Free:
    """The words of the blocks that are not settled."""

    def __init__(self, words: Words, settled: Collection[int]) -> None:
        self._words = words
        self._at: dict[str, list[int]] = defaultdict(list)
        taken = set(settled)
        for block in range(len(words.text.blocks)):
            if block not in taken:
                for index in words.of_block(block):
                    self._at[words.keys[index]].append(index)
        self.counts = Counter({key: len(places) for key, places in self._at.items()})

    def occurrences(self, keys: Sequence[str]) -> Iterator[int]:
        """Where all these words follow each other."""
        rarest = min(range(len(keys)), key=lambda index: len(self._at.get(keys[index], ())))
        for place in self._at.get(keys[rarest], ()):
            start = place - rarest
            if start >= 0 and self._words.keys[start : start + len(keys)] == keys:
                yield start


def _taken(idents: Sequence[int | str], at: int, step: int) -> Sequence[int | str]:
    if step > 0:
        return idents[at : at + _REACH]
    return idents[max(at + 1 - _REACH, 0) : at + 1][::-1] if at >= 0 else []
