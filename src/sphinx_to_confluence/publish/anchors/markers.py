"""How do markers get into a body that is otherwise left alone, byte for byte?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from sphinx_to_confluence.publish.anchors.text import ATOM, MARKER, Piece, Span, Text


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a body, from offset to offset, that one marker can go around."""

    start: int
    end: int


def stretches(text: Text, span: Span) -> list[Stretch]:
    """What markers have to go around so that a span is marked; none where one cannot be.

    Markup divides a span: Confluence itself puts a marker into each element, and around a link, which it does not
    divide; so a link of which a part is in the span is marked as a whole.
    """
    pieces = [
        piece
        for piece in text.blocks[span.block].pieces
        if piece.start < span.end and piece.end > span.start
    ]
    block = text.blocks[span.block].text
    only_atoms = not block[span.start : span.end].replace(ATOM, "").strip()
    found: list[Stretch] = []
    for piece in pieces:
        start, end = max(piece.start, span.start), min(piece.end, span.end)
        words = block[start:end]
        if not words.strip() or (words == ATOM and not only_atoms):
            continue
        whole = _whole(piece, span)
        if whole is None:
            found.append(Stretch(text.offset(piece, start), text.offset(piece, end)))
        elif not found or found[-1] != whole:
            found.append(whole)
    return found


def _whole(piece: Piece, span: Span) -> Stretch | None:
    if piece.whole is None or (piece.in_link_body and span.in_link_body):
        return None
    return Stretch(*piece.whole)


def insert_markers(body: str, marked: Iterable[tuple[str, Stretch]]) -> str:
    """Put markers into a body.

    :param marked: the references of comments and what each marks. Stretches that overlap are divided, so that markers
        nest.
    """
    tags = _tags(sorted({*marked}, key=lambda item: (item[1].start, -item[1].end, item[0])))
    parts: list[str] = []
    last = 0
    for at in sorted(tags):
        parts += [body[last:at], *tags[at]]
        last = at
    parts.append(body[last:])
    return "".join(parts)


def _tags(marked: Sequence[tuple[str, Stretch]]) -> dict[int, list[str]]:
    """The tags to be put at each offset, in order."""
    borders = sorted({at for _, stretch in marked for at in (stretch.start, stretch.end)})
    starting = defaultdict(list)
    for ref, stretch in marked:
        starting[stretch.start].append((stretch.end, ref))
    tags: dict[int, list[str]] = defaultdict(list)
    is_open: list[tuple[int, str]] = []
    for at in borders:
        ended = [number for number, (end, _) in enumerate(is_open) if end <= at]
        again = is_open[ended[0] :] if ended else []
        tags[at] += [f"</{MARKER}>"] * len(again)
        is_open = is_open[: len(is_open) - len(again)]
        for end, ref in [*(item for item in again if item[0] > at), *starting[at]]:
            is_open.append((end, ref))
            tags[at].append(f'<{MARKER} ac:ref="{escape(ref)}">')
    return tags
