"""What does a gallery of other pages look like? A table of pictures, each with its link below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from docutils import nodes

from sphinx_to_confluence.translate.image_size import image_size
from sphinx_to_confluence.translate.page import Out, PageContext

_COLUMNS = 3
_WIDTH_PX = 220


class Thumbnail(NamedTuple):
    """An entry of a gallery.

    :param uri: of the picture, as an image of the document has it; empty when there is none.
    :param link: to what it shows, with its title.
    """

    uri: str
    link: nodes.reference


def gallery(entries: Sequence[Thumbnail], node: nodes.Element, page: PageContext, out: Out) -> None:
    """Write a gallery; ``node`` is what it comes from."""
    if not entries:
        return
    columns = min(_COLUMNS, len(entries))
    with out.element("table", at=node), out.element("tbody"):
        for start in range(0, len(entries), columns):
            row = entries[start : start + columns]
            with out.element("tr"):
                for entry in row:
                    with out.element("td"):
                        _write(entry, node, page)
                for _ in range(columns - len(row)):
                    out.empty("td")


def _write(entry: Thumbnail, node: nodes.Element, page: PageContext) -> None:
    lines = [nodes.paragraph("", "", entry.link.deepcopy())]
    if entry.uri:
        picture = entry.link.copy()
        # Decorative: the title below says all.
        picture += nodes.image(uri=entry.uri, **_width(entry.uri, page))
        lines.insert(0, nodes.paragraph("", "", picture))
    for line in lines:
        line.parent, line.source, line.line = node, node.source, node.line
        page.visit(line)


def _width(uri: str, page: PageContext) -> dict[str, str]:
    """What makes a picture fit; small ones stay as they are."""
    size = image_size(page.image_path(uri))
    return {} if size and size[0] <= _WIDTH_PX else {"width": f"{_WIDTH_PX}px"}
