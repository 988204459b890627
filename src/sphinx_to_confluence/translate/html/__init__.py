"""How does HTML become part of a page? From whatever somebody wrote to elements that Confluence holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes

from sphinx_to_confluence.storage.elements import Node
from sphinx_to_confluence.storage.kinds import kind_of
from sphinx_to_confluence.storage.macros import without_anchors
from sphinx_to_confluence.storage.paragraphs import is_blank
from sphinx_to_confluence.translate.html import blocks, inline, links, media, tables  # noqa: F401 - they register
from sphinx_to_confluence.translate.html.tree import HtmlElement, read_html
from sphinx_to_confluence.translate.html.writer import HtmlWriter
from sphinx_to_confluence.translate.page import PageContext


def write_html(parts: Iterable[str | nodes.Node], page: PageContext, node: nodes.Node) -> bool:
    """Write HTML at the cursor, with nodes of the document in it where they stand.

    What cannot be written in any form is told as lost: elements by their name, and scripts where there is an element
    for what they show but nothing in it.

    :param node: what the HTML comes from.
    :returns: whether there is anything to see.
    """
    root = read_html(parts)
    writer = HtmlWriter(page, node)
    with page.out.collect() as fragment:
        writer.children(root)
    children: Sequence[Node] = fragment.children
    if not isinstance(node.parent, nodes.TextElement) and any(map(kind_of, children)):
        children = writer.settled(children)
    page.out.add(*children, at=node)
    shown = not is_blank(without_anchors(children))
    if writer.lost:
        page.lost(
            f"HTML elements that Confluence has nothing for: {', '.join(sorted(writer.lost))}", node
        )
    elif writer.scripts and not shown and _has_place(root):
        page.lost("what a script of the HTML shows is left out: Confluence runs none", node)
    return shown


def _has_place(root: HtmlElement) -> bool:
    """Whether there is an empty element, mostly a ``div`` with an id, that a script may put something into."""
    return any(
        element.name in {"div", "span", "section", "p"}
        and (element.get("id") or element.classes)
        and not element.text().strip()
        for element in root.walk()
    )
