"""How deep is a section, and which heading does that make on the page?"""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

DEEPEST_HEADING = 6


def section_depth(section: nodes.section, top: nodes.section | None) -> int:
    """How far below the title of the document a section is; 0 for the one that has the title.

    What stands beside that section is part of the same page, so it is as deep as what stands in it.

    :param top: the section that has the title; ``None`` when it is not there, so that no other is taken for it.
    """
    around = list(ancestors(section))
    depth = sum(isinstance(node, nodes.section) for node in around)
    return depth if section is top or top in around else depth + 1


def heading_level(depth: int, *, title_in_body: bool) -> int:
    """The level of the heading of a section, from 1; 0 for the title that only the page itself has.

    Levels beyond :data:`DEEPEST_HEADING` are no headings for Confluence.
    """
    return depth + title_in_body


def is_heading(level: int) -> bool:
    """Whether Confluence has headings of this level."""
    return 0 < level <= DEEPEST_HEADING


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """What is around a node, from the inside out."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent
