"""Does every part stand in its whole? A cell in a row, a row in a table, a parameter in a macro."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sphinx_to_confluence.storage.elements import Element, Node, Source, text_of
from sphinx_to_confluence.storage.known import (
    HOLDS,
    KNOWN_ELEMENTS,
    PARTS,
    RESOURCE_HOLDERS,
)
from sphinx_to_confluence.storage.macros import BODY, MACRO, PLAIN_BODY

Complain = Callable[[str, Source | None], None]
"""Is told what was wrong, and where."""

# For what stands loose in a whole: the parts to put around it, from the outside to the inside.
_WITHIN: Mapping[str, tuple[str, ...]] = {
    "ul": ("li",),
    "ol": ("li",),
    "dl": ("dd",),
    "table": ("tr", "td"),
    "tbody": ("tr", "td"),
    "thead": ("tr", "td"),
    "tfoot": ("tr", "td"),
    "tr": ("td",),
    "ac:layout": ("ac:layout-section", "ac:layout-cell"),
    "ac:layout-section": ("ac:layout-cell",),
    "ac:task-list": ("ac:task", "ac:task-body"),
    "ac:task": ("ac:task-body",),
    MACRO: (BODY,),
}
# For a part that stands alone: the wholes to put around it.
_AROUND: Mapping[str, tuple[str, ...]] = {
    "li": ("ul",),
    "dt": ("dl",),
    "dd": ("dl",),
    "tbody": ("table",),
    "thead": ("table",),
    "tfoot": ("table",),
    "tr": ("table",),
    "td": ("table", "tr"),
    "th": ("table", "tr"),
    "ac:layout-section": ("ac:layout",),
    "ac:layout-cell": ("ac:layout", "ac:layout-section"),
    "ac:task": ("ac:task-list",),
    "ac:task-body": ("ac:task-list", "ac:task"),
}
# Parts that hold something to read, which takes their place where they cannot stand.
_UNWRAPPED = frozenset(
    {BODY, PLAIN_BODY, "ac:link-body", "ac:plain-text-link-body", "ac:adf-node", "ac:adf-content", "ac:adf-fallback"}
)  # fmt: skip
_CAPTIONS = frozenset({"caption", "ac:caption"})

_HOMES: Mapping[str, frozenset[str]] = {
    **PARTS,
    **{name: RESOURCE_HOLDERS for name in KNOWN_ELEMENTS if name.startswith("ri:")},
}
# Says something about what is not there.
_SILENT = _HOMES.keys() - _AROUND.keys() - _UNWRAPPED - _CAPTIONS


def put_in_place(holder: Element, complain: Complain) -> None:
    """Make sure that everything in an element may stand in it."""
    name = holder.name
    holds = HOLDS.get(name)
    for child in holder.children:
        if isinstance(child, str):
            if holds is not None and child.strip():
                break
        elif holds is not None:
            if child.name not in holds:
                break
        elif child.name in _HOMES and name not in _HOMES[child.name]:
            break
    else:
        return
    children, holder.children = holder.children, []
    for node in children:
        _place(node, holder, holds, complain)


def _place(node: Node, holder: Element, holds: frozenset[str] | None, complain: Complain) -> None:
    """Add a node to the children of an element, within what it needs to stand there."""
    mended = holder.children
    if isinstance(node, str):
        if holds is None or not node.strip():
            mended.append(node)
            return
        complain(f"text in <{holder.name}> outside of its parts", holder.source)
        _put(node, _WITHIN.get(holder.name, ()), mended)
        return
    name = node.name
    if name in holds if holds is not None else holder.name in _HOMES.get(name, {holder.name}):
        mended.append(node)
        return
    if name == "caption" and holder.name == "table":
        mended.append(node)  # it goes above the table
        return
    complain(f"<{name}> cannot stand in {_called(holder)}", node.source)
    if name in _UNWRAPPED:
        for child in readable(Element("", children=[node])):
            _place(child, holder, holds, complain)
        return
    if name in _CAPTIONS:
        node = Element("p", {}, node.children, source=node.source)
    elif name in _SILENT:
        return
    if holds is None:
        _put(node, _AROUND.get(name, ()), mended)
    elif name in {"ul", "ol"} and _last_element(mended, "li") is not None:
        _put(node, ("li",), mended)
    else:
        _put(node, _as_far_as_needed(_WITHIN.get(holder.name, ()), name), mended)


def _called(holder: Element) -> str:
    return f"<{holder.name}>" if holder.name else "the page"


def _put(node: Node, chain: Sequence[str], mended: list[Node]) -> None:
    """Add a node within elements of these names; what was added just before in the same ones is joined."""
    children = mended
    for position, name in enumerate(chain):
        last = _last_element(children, name)
        if last is None:
            source = None if isinstance(node, str) else node.source
            for outer in chain[position:]:
                element = Element(outer, source=source)
                children.append(element)
                children = element.children
            break
        children = last.children
    children.append(node)


def _last_element(nodes: Sequence[Node], name: str) -> Element | None:
    """The last node but for whitespace, if it is of this name."""
    for node in reversed(nodes):
        if isinstance(node, str):
            if node.strip():
                return None
        else:
            return node if node.name == name else None
    return None


def _as_far_as_needed(chain: Sequence[str], name: str) -> Sequence[str]:
    """The part of a chain that an element of this name needs around it."""
    for index, outer in enumerate(chain):
        if name in HOLDS.get(outer, ()):
            return chain[: index + 1]
    return chain


def readable(element: Element) -> list[Node]:
    """What readers see of an element that cannot be what it should be."""
    if element.name == PLAIN_BODY:
        return [Element("p", {}, [text_of(element.children)], source=element.source)]
    nodes: list[Node] = []
    for child in element.children:
        if isinstance(child, str):
            nodes.append(str(child))
        elif child.name in _UNWRAPPED:
            nodes += readable(child)
        elif child.name not in _SILENT:
            nodes.append(child)
    return nodes
