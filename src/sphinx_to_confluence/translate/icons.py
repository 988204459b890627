"""Which sign stands for an icon? Neither editor can show one in a line of text otherwise."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from docutils import nodes

from sphinx_to_confluence.pages.depth import ancestors
from sphinx_to_confluence.translate.page import Out, PageContext

_DRAWN = re.compile(r"\bsd-(?:octicon|material-icon)-([\w-]+)")
_VARIANT = re.compile(
    r"\A(?:circle|square)-|-(?:fill|filled|outline|outlined|circle|square|alt|solid|badge|inset|o)\Z"
)
# What an icon may be all of; whatever has other text around it explains the icon.
_UNITS = (nodes.reference, nodes.entry, nodes.list_item, nodes.term, nodes.title, nodes.rubric)


def drawn_icon(svg: str) -> str | None:
    """The name of the icon that a drawing of sphinx-design is; ``None`` for any other drawing."""
    tag = _DRAWN.search(svg.partition(">")[0])
    return tag[1] if tag else None


def write_icon(name: str, node: nodes.Node, page: PageContext, out: Out) -> None:
    """Write the sign for an icon. Without one an icon beside text is left out: it only adorns that."""
    sign = sign_of(name)
    if sign:
        out.text(sign)
    elif _is_alone(node):
        with out.element("em"):
            out.text(re.sub(r"[-_]+", " ", name))
    else:
        page.approximate(f"the icon {name} is left out", node)


def sign_of(name: str) -> str:
    """The sign for an icon of this name; nothing when there is none."""
    name = name.lower().replace("_", "-").removeprefix("fa-")
    signs = _signs()
    while name and name not in signs:
        shorter = _VARIANT.sub("", name, count=1)
        if shorter == name:
            return ""
        name = shorter
    return signs.get(name, "")


@functools.cache
def _signs() -> Mapping[str, str]:
    lines = (Path(__file__).parent / "icons.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {name: sign for sign, *names in rows for name in names}


def _is_alone(node: nodes.Node) -> bool:
    """Whether there is nothing else to read in the link, the cell, the card … that an icon stands in."""
    for around in ancestors(node):
        if any(_is_read(text) for text in around.findall(nodes.Text)):
            return False
        if (
            isinstance(around, _UNITS)
            or isinstance(around.parent, (nodes.section, nodes.document))
            or around.get("design_component") in {"card", "grid-item"}
        ):
            return True
    return True


def _is_read(text: nodes.Text) -> bool:
    """Whether this is text, and not the markup of a drawing."""
    return bool(text.strip()) and not isinstance(text.parent, nodes.raw)
