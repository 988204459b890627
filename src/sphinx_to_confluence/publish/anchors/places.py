"""Where in a new text do some words of the old one stand now? By what stands around them; in doubt, nowhere.

Words of blocks that are settled are where their block is. All others are looked for among the words that no settled
block accounts for, and two questions decide: does what stands on both sides of a place look like what stood on both
sides of the words, and is that place the best one for these words *and* these words the best ones for that place? So
nothing is put on a word that only happens to be the same, or whose likeness is explained by another passage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sphinx_to_confluence.publish.anchors.likeness import Surroundings
from sphinx_to_confluence.publish.anchors.text import Span
from sphinx_to_confluence.publish.anchors.words import Words, is_word

_LIKE = 0.5
"""Share of what stands around that has to be the same, the nearer the more it counts."""

_SOME_WORDS = 3
_BESIDE = 0.3
"""What has to be the same right beside fewer words than that, so that it is the same word in the same sense."""

_SURVIVING = 0.75
"""Share of the words of a longer passage that have to be there still when some were edited."""

_LONG_ENOUGH = 4
"""Words that a passage has to have so that it is recognised when some were edited."""


class Finder:
    """Finds words of one text in another.

    :param settled: blocks that are certainly each other, old to new; see :func:`~.blocks.match_blocks`.
    """

    def __init__(self, old: Words, new: Words, settled: Mapping[int, int]) -> None:
        self._old = old
        self._new = new
        self._settled = settled
        self._around = Surroundings(old, new, settled)

    def find(self, span: Span) -> Span | None:
        """Where the words of a span stand now; ``None`` when they are gone or it is not certain."""
        words = self._old.within(span)
        if not words:
            return None
        block = self._settled.get(span.block)
        if block is not None:
            shift = self._new.first[block] - self._old.first[span.block]
            return self._exact(span, words, words.start + shift)
        start = self._best(words)
        if start is not None:
            return self._exact(span, words, start)
        return self._edited(span, words)

    def near(self, block: int) -> int:
        """The block of the new text that is nearest to where a block of the old one stood; -1 when there is none."""
        for one in range(block, -1, -1):
            if one in self._settled:
                after = self._settled[one] + (0 if one == block else 1)
                return min(after, len(self._new.text.blocks) - 1)
        return 0 if self._new.text.blocks else -1

    # --- the same words -----------------------------------------------------------------------------------------

    def _exact(self, span: Span, words: range, start: int) -> Span | None:
        """The place of words that begin at a word of the new text, with parts of words kept as parts."""
        old, new = self._old, self._new
        last, new_last = words.stop - 1, start + len(words) - 1
        into = max(span.start - old.starts[words.start], 0)
        short = max(old.ends[last] - span.end, 0)
        if into and not self._same_length(words.start, start):
            return None
        if short and not self._same_length(last, new_last):
            return None
        block = new.block_of(start)
        return Span(block, new.starts[start] + into, new.ends[new_last] - short, span.in_link_body)

    def _same_length(self, one: int, other: int) -> bool:
        old, new = self._old, self._new
        return old.ends[one] - old.starts[one] == new.ends[other] - new.starts[other]

    def _best(self, words: range) -> int | None:
        """The place that these words and nothing but them belong to."""
        around, keys, here = self._around, self._old.keys[words.start : words.stop], words.start
        places = [(here, place) for place in around.free_new.occurrences(keys)]
        alike = around.likenesses(places, len(keys))
        if not alike:
            return None
        chosen = max(alike, key=lambda pair: alike[pair].all)
        best = alike.pop(chosen)
        place = chosen[1]
        beside = _BESIDE if sum(map(is_word, keys)) < _SOME_WORDS else 0.0
        if best.all < _LIKE or best.run < beside:
            return None
        rivals = [(one, place) for one in around.free_old.occurrences(keys) if one != here]
        alike |= around.likenesses(rivals, len(keys))
        return None if any(map(best.is_in_doubt_beside, alike.values())) else place

    # --- words of which some were edited ------------------------------------------------------------------------

    def _edited(self, span: Span, words: range) -> Span | None:
        """The place of a longer passage within which a few words were edited: where it begins and ends is certain."""
        before = Counter(filter(is_word, self._old.keys[words.start : words.stop]))
        if before.total() < _LONG_ENOUGH:
            return None
        edge = max(len(words) // 3, 2)
        head, tail = self._best(words[:edge]), self._best(words[-edge:])
        if head is None or tail is None or self._new.block_of(head) != self._new.block_of(tail):
            return None
        after = Counter(filter(is_word, self._new.keys[head : tail + edge]))
        surviving = (before & after).total()
        if tail < head or surviving < _SURVIVING * max(before.total(), after.total()):
            return None
        start, end = self._new.starts[head], self._new.ends[tail + edge - 1]
        return Span(self._new.block_of(head), start, end, span.in_link_body)
