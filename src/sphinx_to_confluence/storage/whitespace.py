"""What does whitespace mean on a page? As little as in HTML, although the Cloud editor would show every line break.

The Cloud renderer uses ``white-space: pre-wrap``: a line break of the source in the middle of a sentence would be
one on the page. Data Center collapses it like any browser; doing it for both keeps one block on one row of the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sphinx_to_confluence.storage.elements import CData, Element
from sphinx_to_confluence.storage.kinds import starts_a_line

# Spaces that do not break are text: somebody wrote them on purpose.
_SPACE = re.compile("[ \t\r\n\f\v]+")
_LINE_BREAK = re.compile("[ \t]*[\r\n\f\v][ \t\r\n\f\v]*")
_LINES = frozenset({"", "ac:caption", "ac:task-body"})
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
    _collapse(root, _Line(), literal=False)
    for element in root.walk():
        element.children = [
            child for child in element.children if child != "" or type(child) is CData
        ]


def _collapse(element: Element, line: _Line, *, literal: bool) -> None:
    block = starts_a_line(element) or element.name in _LINES
    if element.name.startswith("ri:"):
        return
    if element.name in _KEPT:
        line.holder, line.ends_in_space = None, False
        return
    if element.name == "ac:parameter":
        # Words of their own, not part of the line around them.
        line = _Line()
    elif block:
        line.finish()
    for index, child in enumerate(element.children):
        if isinstance(child, Element):
            _collapse(child, line, literal=literal or child.name == "code")
            if child.name == "br":
                line.finish()
            elif not starts_a_line(child) and not child.children:
                line.holder, line.ends_in_space = None, False
        elif not isinstance(child, CData):
            # Spaces in inline code are part of it; the line breaks there are still only those of the source.
            text = _LINE_BREAK.sub(" ", child) if literal else _SPACE.sub(" ", child)
            if line.ends_in_space and not literal:
                text = text.lstrip(" ")
            element.children[index] = text
            if text:
                line.holder, line.index = element, index
                line.ends_in_space = text.endswith(" ") and not literal
    if block:
        line.finish()
