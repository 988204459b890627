"""Which words of a new body do the inline comments of a page hang on? A pure function of two bodies.

Confluence keeps an inline comment as long as the marker around its words is in the body. The stored body has them, so
they are taken from there and put into the new body, around the same words: no comment has to be read for that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from sphinx_to_confluence.publish.anchors.blocks import match_blocks
from sphinx_to_confluence.publish.anchors.markers import Stretch, insert_markers, stretches
from sphinx_to_confluence.publish.anchors.places import Finder
from sphinx_to_confluence.publish.anchors.text import MARKER, Span, Text, UnreadableError, read_text
from sphinx_to_confluence.publish.anchors.words import words_of

_REF = re.compile(rf"""<{MARKER}\s[^>]*?\bac:ref\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class Kept:
    """A comment that is on the page still.

    :param ref: what the marker says of which comment it is.
    :param quote: the words that it hung on.
    :param text: the words that it hangs on now; others than before when some of them were edited.
    :param row: of the new body, from 1.
    """

    ref: str
    quote: str
    text: str
    row: int


@dataclass(frozen=True, slots=True)
class Lost:
    """A comment whose words are gone, or of which it is not certain where they are.

    :param row: of the new body, from 1: near where the words stood, or would stand now.
    """

    ref: str
    quote: str
    row: int


@dataclass(frozen=True, slots=True)
class Reanchored:
    """A body with the markers of the comments, and what became of each of these."""

    body: str
    kept: tuple[Kept, ...] = ()
    lost: tuple[Lost, ...] = ()


def reanchor(live_body: str, new_body: str) -> Reanchored:
    """Put the markers of the stored body into the new one, around the same words.

    Nothing of the new body is changed otherwise. Every comment is either kept or lost, also when it marks several
    passages and only some of them are there still: it is kept on those.
    """
    if MARKER not in live_body:
        return Reanchored(new_body)
    try:
        old, new = read_text(live_body), read_text(new_body)
    except UnreadableError:
        refs = dict.fromkeys(unescape(ref) for ref in _REF.findall(live_body))
        return Reanchored(new_body, lost=tuple(Lost(ref, "", 1) for ref in refs))
    return _reanchor(old, new)


def _reanchor(old: Text, new: Text) -> Reanchored:
    before, after = words_of(old), words_of(new)
    finder = Finder(before, after, match_blocks(before, after))
    kept: list[Kept] = []
    lost: list[Lost] = []
    marked: list[tuple[str, Stretch]] = []
    for ref, spans in old.marked.items():
        quote = old.quote(spans)
        if ref in new.marked:
            # Somebody wrote the marker into the source.
            kept.append(Kept(ref, quote, new.quote(new.marked[ref]), 1))
            continue
        placed: list[Span] = []
        for span in spans:
            place = finder.find(span)
            found = stretches(new, place) if place else []
            if place and found:
                placed.append(place)
                marked += [(ref, stretch) for stretch in found]
        if placed:
            row = new.row(placed[0].block)
            kept.append(Kept(ref, quote, new.quote(placed), row))
        else:
            near = finder.near(spans[0].block) if spans else -1
            lost.append(Lost(ref, quote, new.row(near) if near >= 0 else 1))
    return Reanchored(insert_markers(new.body, marked), tuple(kept), tuple(lost))
