"""What are the words of a text? One flat sequence, in which two texts can be compared."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from sphinx_to_confluence.publish.anchors.text import ATOM, Span, Text

BORDER = "\n"
"""Stands in the sequence before the first word of every block, and at the end."""

# Scripts that do not put spaces between words: every character counts as one.
_DENSE = "\u2e80-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
_WORD = re.compile(rf"[{_DENSE}]|[^\W{_DENSE}]+|[^\w\s{_INVISIBLE}]")
# Quotation marks and dashes that sphinx.ext.smartquotes and editors put in each other's place.
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    }
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, punctuation marks and atoms included, in one sequence with borders between the blocks.

    :param keys: what two texts are compared by: words as they are, without differences of typography.
    :param starts: where each begins in the text of its block; ``ends`` likewise.
    :param first: for each block where its border is in the sequence; one more for the border at the end.
    """

    text: Text
    keys: list[str]
    starts: list[int]
    ends: list[int]
    first: list[int]

    def block_of(self, index: int) -> int:
        """The block that a word is in."""
        return bisect_right(self.first, index) - 1

    def of_block(self, block: int) -> range:
        """Where the words of a block are, without its border."""
        return range(self.first[block] + 1, self.first[block + 1])

    def block_key(self, block: int) -> tuple[str, ...]:
        """What a block is compared by."""
        return tuple(self.keys[self.first[block] + 1 : self.first[block + 1]])

    def within(self, span: Span) -> range:
        """The words that a span touches."""
        words = self.of_block(span.block)
        begin = bisect_right(self.ends, span.start, words.start, words.stop)
        end = bisect_left(self.starts, span.end, words.start, words.stop)
        return range(begin, max(begin, end))


def is_word(key: str) -> bool:
    """Whether this is a word or a number, and neither punctuation nor a border nor an atom."""
    return key[0].isalnum() or key[0] == "_"


def words_of(text: Text) -> Words:
    """Split a text into its words."""
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    first: list[int] = []
    for block in text.blocks:
        first.append(len(keys))
        _add(keys, starts, ends, BORDER, 0)
        atoms = iter(block.atoms)
        for found in _WORD.finditer(block.text):
            word = found.group()
            keys.append(ATOM + next(atoms, "") if word == ATOM else _normal(word))
            starts.append(found.start())
            ends.append(found.end())
    first.append(len(keys))
    _add(keys, starts, ends, BORDER, 0)
    return Words(text, keys, starts, ends, first)


def _add(keys: list[str], starts: list[int], ends: list[int], key: str, at: int) -> None:
    keys.append(key)
    starts.append(at)
    ends.append(at)


def _normal(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFC", word).translate(_TYPOGRAPHY)
