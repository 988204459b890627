"""What is in a component of ``sphinx-design``?"""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.kinds import Kind, kind_of

COMPONENT = "design_component"
_ALIGNED = {"sd-text-center": "center", "sd-text-right": "right"}


def component(node: nodes.Node) -> str:
    """Which component a node is; nothing when it is none."""
    return str(node.get(COMPONENT, "")) if isinstance(node, nodes.Element) else ""


def parts(node: nodes.Element, name: str) -> Iterator[nodes.Element]:
    """The children that are components of this name."""
    return (
        child
        for child in node.children
        if isinstance(child, nodes.Element) and component(child) == name
    )


def with_title(node: nodes.Element) -> tuple[nodes.rubric | None, list[nodes.Node]]:
    """The title that a component begins with, if it has one, and what else is in it."""
    first = node.children[0] if node.children else None
    return (first, node.children[1:]) if isinstance(first, nodes.rubric) else (None, node.children)


def align(node: nodes.Element, fragment: Element) -> None:
    """Put the paragraphs of a fragment where the classes of a node say, unless they say something themselves."""
    where = next(filter(None, map(_ALIGNED.get, node["classes"])), None)
    if where is None:
        return
    for block in fragment.elements():
        if kind_of(block) is Kind.PARAGRAPH and "style" not in block.attributes:
            block.attributes["style"] = f"text-align: {where};"
