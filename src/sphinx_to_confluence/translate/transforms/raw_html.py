"""Which pieces of raw HTML belong together? Those of which one begins an element and another one ends it.

MyST makes a node of every tag, so that ``<details>`` and ``</details>`` have ordinary nodes between them; people write
the same with two ``raw`` directives.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_to_confluence.translate.html.tree import tags_left_open


class html_with_content(nodes.Element):  # noqa: N801 - nodes are named like this
    """Raw HTML, other nodes, and raw HTML again, which belong together."""


def is_html(node: nodes.Node) -> bool:
    """Whether a node is raw HTML."""
    return isinstance(node, nodes.raw) and "html" in node.get("format", "").split()


class PairRawHtml(SphinxPostTransform):
    """Put pieces of HTML that belong together into one node with what stands between them."""

    default_priority = 950  # the document is as it will be written
    formats = ("confluence_storage",)

    def run(self, **_kwargs: object) -> None:
        """Look at the children of every node that has more than one piece of HTML."""
        pieces: dict[int, list[nodes.raw]] = {}
        for piece in self.document.findall(nodes.raw):
            if is_html(piece):
                pieces.setdefault(id(piece.parent), []).append(piece)
        for siblings in pieces.values():
            if len(siblings) > 1:
                _pair(siblings[0].parent)


def _pair(parent: nodes.Element) -> None:
    for first, last in reversed(_ranges(parent)):
        members = parent.children[first : last + 1]
        together = html_with_content("", *members)
        together.source, together.line = members[0].source, members[0].line
        together.parent = parent
        parent.children[first : last + 1] = [together]


def _ranges(parent: nodes.Element) -> list[tuple[int, int]]:
    """First and last child of what belongs together; ranges do not overlap."""
    open_: list[tuple[str, int]] = []
    ranges: list[tuple[int, int]] = []
    for index, child in enumerate(parent.children):
        if not is_html(child):
            continue
        ended, left = tags_left_open(child.astext())
        for name in ended:
            begin = next((at for at in reversed(range(len(open_))) if open_[at][0] == name), None)
            if begin is not None:
                ranges.append((open_[begin][1], index))
                del open_[begin:]
        open_ += [(name, index) for name in left]
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
