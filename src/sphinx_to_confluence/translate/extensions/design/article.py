"""How is what ``sphinx-design`` says about an article written?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.extensions.design.parts import parts
from sphinx_to_confluence.translate.page import PageContext

# The directive ``article-info`` has no component of its own: it makes a grid, and this is its row.
_ROW = ["sd-row", "sd-row-cols-2", "sd-gx-2", "sd-gy-1"]
_AVATAR_PX = 32


def is_article_info(node: nodes.Element) -> bool:
    """Whether a grid says who wrote an article, and when."""
    return any(row["classes"] == _ROW for row in parts(node, "grid-row"))


def article_info(node: nodes.Element, page: PageContext) -> None:
    """A line with a small picture, the author, the date and the time that reading takes."""
    line = nodes.paragraph()
    line.parent, line.source, line.line = node.parent, node.source, node.line
    for picture in node.findall(nodes.image):
        linked = picture.parent if isinstance(picture.parent, nodes.reference) else picture
        small = linked.deepcopy()
        for image in small.findall(nodes.image):
            image["height"] = f"{_AVATAR_PX}px"
        line += [small, nodes.Text(" ")]
    for index, text in enumerate(node.findall(nodes.paragraph)):
        line += [nodes.Text(" \N{MIDDLE DOT} ")] if index else []
        for child in text.children:
            line += child.deepcopy()
            if isinstance(child, nodes.raw) or not child.astext():
                line += nodes.Text(" ")  # behind an icon
    page.visit(line)
