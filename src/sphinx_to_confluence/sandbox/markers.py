"""Where do words stand in a storage body, and which are marked? For the markers of inline comments.

The body is read as text with the places of its characters, not as a tree: what is not marked stays as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MARKER = "ac:inline-comment-marker"
Span = tuple[int, int]
"""Start and end of a run of text in the source of a body."""

_PART = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|&[#\w]+;|[^<&]|[<&]",
    re.DOTALL,
)
_TAG = re.compile(r"<(/?)([\w:-]+)")
_REF = re.compile(r"""ac:ref=["']([^"']*)["']""")
# Elements that words go on through; all others end a run of words.
_THROUGH = {
    *(
        "a",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "del",
        "tt",
        "code",
        "sub",
        "sup",
        "span",
        "small",
        "big",
    ),
    *(MARKER, "ac:link", "ac:link-body", "ac:emoticon", "ri:page", "ri:attachment", "ri:user"),
}
# What is in them is no text of the page, or none that a marker can stand in.
_CLOSED = {
    *("ac:parameter", "ac:plain-text-body", "ac:plain-text-link-body", "ac:placeholder"),
    *("ac:task-id", "ac:task-uuid", "ac:task-status", "ac:adf-attribute", "ac:adf-fallback"),
}
_WALL = "\0"


@dataclass(frozen=True, slots=True)
class _Character:
    """A character of the text; those that stand for the end of a block have an empty place."""

    text: str
    start: int
    end: int
    run: int
    refs: tuple[str, ...] = ()


def occurrences(body: str, words: str) -> Sequence[Sequence[Span]]:
    """All places of some words, each as the runs of text that it is made of; white space counts as one blank."""
    characters = [c for c in _squeezed(_characters(body)) if c.text]
    text = "".join(c.text[0] for c in characters)
    wanted = " ".join(words.split())
    found = []
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        found.append(_runs(characters[at : at + len(wanted)]))
        at = text.find(wanted, at + 1)
    return found


def mark(body: str, spans: Sequence[Span], ref: str) -> str:
    """The body with a marker around each of the runs."""
    for start, end in reversed(spans):
        inner = body[start:end]
        body = f'{body[:start]}<{MARKER} ac:ref="{ref}">{inner}</{MARKER}>{body[end:]}'
    return body


def marked(body: str, ref: str) -> str | None:
    """The words that the markers of a comment are around; ``None`` when it has none in this body."""
    if not any(found == ref for found in _REF.findall(body)):
        return None
    words = ""
    gap = False
    for one in _squeezed(_characters(body)):
        if ref in one.refs:
            words += " " + one.text if gap and words else one.text
        gap = ref not in one.refs
    return " ".join(words.split())


def _runs(characters: Sequence[_Character]) -> list[Span]:
    spans: dict[int, Span] = {}
    for one in characters:
        if one.start < one.end:
            start, _ = spans.get(one.run, (one.start, one.end))
            spans[one.run] = (start, one.end)
    return list(spans.values())


def _characters(body: str) -> Iterator[_Character]:
    """The text of a body; a line break for the end of a block, a wall for what no words go across."""
    run, closed, refs = 0, 0, [""]
    for match in _PART.finditer(body):
        part, start, end = match.group(), match.start(), match.end()
        tag = _TAG.match(part)
        if tag is None:
            if part.startswith("<!") or closed:
                yield _Character(_WALL, start, start, run)
            else:
                yield _Character(html.unescape(part), start, end, run, tuple(refs))
            continue
        run += 1
        is_end, name = tag[1] == "/", tag[2]
        if name in _CLOSED and not part.endswith("/>"):
            closed += -1 if is_end else 1
        elif name == MARKER and is_end:
            refs.pop()
        elif name == MARKER and not part.endswith("/>"):
            ref = _REF.search(part)
            refs.append(ref[1] if ref is not None else "")
        if name not in _THROUGH:
            yield _Character("\n", start, start, run)


def _squeezed(characters: Iterator[_Character]) -> Iterator[_Character]:
    """One blank for all white space that comes together, and no walls side by side.

    Blanks at the edge of a block are given the empty place of that edge, so that no marker stands between blocks.
    """
    waiting: list[_Character] = []
    for one in characters:
        if one.text.isspace():
            waiting.append(one)
            continue
        yield from _blank(waiting)
        waiting.clear()
        yield one
    yield from _blank(waiting)


def _blank(waiting: Sequence[_Character]) -> Iterator[_Character]:
    if waiting:
        edge = next((one for one in waiting if one.start == one.end), None)
        first = edge or waiting[0]
        yield _Character(" ", first.start, first.end, first.run, first.refs)
