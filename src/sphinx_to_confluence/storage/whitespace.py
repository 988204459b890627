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
_APART = frozenset({MACRO, "ac:image", "ac:emoticon", "img", "time"})
_KEPT = frozenset({"pre", "ac:plain-text-body", "ac:plain-text-link-body"})


@dataclass(slots=True)
class _Line:
    """The line of text that is being read: the text before, as far as it can still lose a space at its end."""

    holder: Element | None = None
    index: int = 0
    ends_in_space: bool = True

    def finish(self) -> bool:
        """Drop the space at the end of the line; whether that was all of its last text."""
        emptied = False
        if self.holder is not None and self.ends_in_space:
            text = self.holder.children[self.index]
            if isinstance(text, str):
                self.holder.children[self.index] = text.rstrip(" ")
                emptied = not self.holder.children[self.index]
        self.holder = None
        self.ends_in_space = True
        return emptied


def collapse(root: Element) -> None:
    """Make runs of whitespace one space, and none at the beginning and end of a line, in place."""
    collapser = _Collapser()
    with room_for_calls(depth_of(root)):
        collapser.element(root, _Line(), literal=False, in_line=False)
    if collapser.emptied:
        # From the inside to the outside: what has lost all its text goes as well.
        for element in reversed(list(root.walk())):
            if any(map(is_empty, element.children)):
                element.children = join(element.children)


class _Collapser:
    """One pass over a page.

    :param emptied: whether some text has become empty.
    """

    def __init__(self) -> None:
        self.emptied = False

    def element(self, element: Element, line: _Line, *, literal: bool, in_line: bool) -> None:
        """Collapse what stands in an element.

        :param literal: whether it stands in code.
        :param in_line: whether it stands in a line of text, where nothing begins one.
        """
        name = element.name
        if name in _KEPT or name.startswith("ri:"):
            return
        alone = not in_line and (name in _LINES or starts_a_line(element))
        if alone:
            self.emptied |= line.finish()
        in_line = in_line or holds_text(element)
        for index, child in enumerate(element.children):
            if not isinstance(child, str):
                self._child(child, line, literal=literal, in_line=in_line)
            elif not isinstance(child, CData):
                text = _collapsed(child, line, literal=literal)
                element.children[index] = text
                if text:
                    line.holder, line.index = element, index
                    line.ends_in_space = text.endswith(" ") and not literal
                else:
                    self.emptied = True
        if alone:
            self.emptied |= line.finish()

    def _child(self, child: Element, line: _Line, *, literal: bool, in_line: bool) -> None:
        if child.name == "ac:parameter":
            # A value, not a line of text: only what a line break of the source is for is known.
            child.children = [
                part
                if isinstance(part, (Element, CData))
                else _LINE_BREAK.sub(" ", part).strip(" ")
                for part in child.children
            ]
        elif not _is_apart(child):
            self.element(child, line, literal=literal or child.name == "code", in_line=in_line)
            if child.name == "br":
                self.emptied |= line.finish()
        elif not is_anchor(child):
            inner = _Line()
            self.element(child, inner, literal=literal, in_line=in_line)
            self.emptied |= inner.finish()
            if in_line or not starts_a_line(child):
                # Something to be seen: a space on either side of it is one.
                line.holder, line.ends_in_space = None, False


def _collapsed(text: str, line: _Line, *, literal: bool) -> str:
    if literal:
        # Spaces in inline code are part of it; the line breaks there are still only those of the source.
        return _LINE_BREAK.sub(" ", text)
    text = _SPACE.sub(" ", text)
    return text.lstrip(" ") if line.ends_in_space else text


def _is_apart(element: Element) -> bool:
    """Whether the text inside is no part of the line around it: macros, images, links with a label in plain text."""
    if element.name == "ac:link":
        return element.child("ac:link-body") is None
    return element.name in _APART
