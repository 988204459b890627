"""What does whitespace mean on a page? As little as in HTML, although the Cloud editor would show every line break.

The Cloud renderer uses ``white-space: pre-wrap``: a line break of the source in the middle of a sentence would be
one on the page. Data Center collapses it like any browser; doing it for both keeps one block on one row of the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sphinx_to_confluence.storage.elements import CData, Element
from sphinx_to_confluence.storage.inline import is_empty, join
from sphinx_to_confluence.storage.kinds import holds_text, starts_a_line
from sphinx_to_confluence.storage.macros import MACRO, is_anchor
from sphinx_to_confluence.storage.room import depth_of, room_for_calls

# Spaces that do not break are text: somebody wrote them on purpose.
_SPACE = re.compile("[ \t\r\n\f\v]+")
_LINE_BREAK = re.compile("[ \t]*[\r\n\f\v][ \t\r\n\f\v]*")
_LINES = frozenset({"", "ac:caption", "ac:task-body"})
_APART = frozenset({MACRO, "ac:parameter", "ac:image", "ac:emoticon", "img", "time"})
_KEPT = frozenset({"pre", "ac:plain-text-body", "ac:plain-text-link-body"})


@dataclass(slots=True)
class _Line:
    """The line of text that is being read: the text before, as far as it can still lose a space at its end."""

    holder: Element | None = None
    index: int = 0
    ends_in_space: bool = True

    def finish(self) -> None:
        """Drop the space at the end of the line."""
        if self.holder is not None and self.ends_in_space:
            text = self.holder.children[self.index]
            if isinstance(text, str):
                self.holder.children[self.index] = text.rstrip(" ")
        self.holder = None
        self.ends_in_space = True


def collapse(root: Element) -> None:
    """Make runs of whitespace one space, and none at the beginning and end of a line, in place."""
    with room_for_calls(depth_of(root)):
        _collapse(root, _Line(), literal=False, in_line=False)
    # From the inside to the outside: what has lost all its text goes as well.
    for element in reversed(list(root.walk())):
        if any(map(is_empty, element.children)):
            element.children = join(element.children)


def _collapse(element: Element, line: _Line, *, literal: bool, in_line: bool) -> None:
    if element.name in _KEPT or element.name.startswith("ri:"):
        return
    alone = not in_line and (starts_a_line(element) or element.name in _LINES)
    if alone:
        line.finish()
    in_line = in_line or holds_text(element)
    for index, child in enumerate(element.children):
        if isinstance(child, CData):
            continue
        if isinstance(child, str):
            _collapse_text(element, index, child, line, literal=literal)
            continue
        apart = _is_apart(child)
        inner = _Line() if apart else line
        _collapse(child, inner, literal=literal or child.name == "code", in_line=in_line)
        if apart:
            inner.finish()
        if child.name == "br":
            line.finish()
        elif apart and (in_line or not starts_a_line(child)) and not is_anchor(child):
            # Something to be seen: a space on either side of it is one.
            line.holder, line.ends_in_space = None, False
    if alone:
        line.finish()


def _collapse_text(holder: Element, index: int, text: str, line: _Line, *, literal: bool) -> None:
    # Spaces in inline code are part of it; the line breaks there are still only those of the source.
    text = _LINE_BREAK.sub(" ", text) if literal else _SPACE.sub(" ", text)
    if line.ends_in_space and not literal:
        text = text.lstrip(" ")
    holder.children[index] = text
    if text:
        line.holder, line.index = holder, index
        line.ends_in_space = text.endswith(" ") and not literal


def _is_apart(element: Element) -> bool:
    """Whether the text inside is no part of the line around it: macros, images, links with a label in plain text."""
    if element.name == "ac:link":
        return element.child("ac:link-body") is None
    return element.name in _APART
