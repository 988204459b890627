"""How does text that keeps its lines and spaces stand in a paragraph? With line breaks, and spaces that stay."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sphinx_to_confluence.storage.elements import Element, Node
from sphinx_to_confluence.storage.macros import anchors_of, without_anchors

_NBSP = "\N{NO-BREAK SPACE}"


def in_lines(nodes: Sequence[Node], mark: str = "") -> list[Node]:
    """Text with markup as it stands in a paragraph, the lines of the text kept apart.

    :param mark: name of an inline element around each line, such as ``code``.
    """
    result: list[Node] = []
    for number, line in enumerate(_split(nodes)):
        if number:
            result.append(Element("br"))
        if line and mark:
            # What is no text stands beside the mark: code holds none on Cloud.
            result += anchors_of(Element(mark, children=line))
            result.append(Element(mark, children=without_anchors(line)))
        else:
            result += line
    return result


def _split(nodes: Sequence[Node]) -> list[list[Node]]:
    """The lines; markup that goes over several is closed and opened again."""
    lines: list[list[Node]] = [[]]
    for node in nodes:
        pieces: list[list[Node]]
        if isinstance(node, str):
            first, *others = node.expandtabs().split("\n")
            texts = [_keep_spaces(first, begins=not lines[-1])]
            texts += [_keep_spaces(other, begins=True) for other in others]
            pieces = [[text] if text else [] for text in texts]
        elif node.children and not node.name.startswith("ac:"):
            pieces = [[node.like(part)] if part else [] for part in _split(node.children)]
        else:
            pieces = [[node]]
        lines[-1] += pieces[0]
        lines += pieces[1:]
    return lines


def _keep_spaces(text: str, *, begins: bool) -> str:
    """Text of one line; one space between words may break it, those that indent or align may not.

    :param begins: whether the line begins with it.
    """
    aligning = r"^ +| {2,}" if begins else r" {2,}"
    return re.sub(aligning, lambda spaces: _NBSP * len(spaces[0]), text)
