"""Which inline markup may meet? Links hold no links, and on Cloud code is neither bold nor anything else but a link."""

from __future__ import annotations

from collections.abc import Sequence

from sphinx_to_confluence.storage.elements import Element, Node

_LINKS = frozenset({"a", "ac:link"})
_MARKS = frozenset({"strong", "em", "u", "s", "del", "sub", "sup", "span", "b", "i"})
# The code mark excludes all others in the schema of the Cloud editor.
_CODE = "code"

_Path = tuple[Element, ...]


def fit_inline(nodes: Sequence[Node], *, code_alone: bool) -> tuple[list[Node], bool]:
    """Make the inline markup of a line what the editor can hold.

    :param code_alone: whether code excludes every other markup; the inner one then wins.
    :returns: the nodes, and whether markup was lost.
    """
    leaves = list(_leaves(nodes, ()))
    fitted = [(_allowed(path, code_alone=code_alone), leaf) for path, leaf in leaves]
    lost = any(before != after for (before, _), (after, _) in zip(leaves, fitted, strict=True))
    return _joined(_grown(fitted) if lost else nodes), lost


def _leaves(nodes: Sequence[Node], path: _Path) -> list[tuple[_Path, Node]]:
    """Text and elements that are no markup, each with the markup around it, outermost first."""
    leaves: list[tuple[_Path, Node]] = []
    for node in nodes:
        if isinstance(node, Element) and _is_markup(node):
            leaves += _leaves(node.children, (*path, node))
        else:
            leaves.append((path, node))
    return leaves


def _is_markup(element: Element) -> bool:
    if element.name == "ac:link":
        # Looked into only where there is something to look at: its parts must stay together.
        return False
    return element.name == "a" or element.name in _MARKS or element.name == _CODE


def _allowed(path: _Path, *, code_alone: bool) -> _Path:
    allowed: list[Element] = []
    for element in path:
        if element.name in _LINKS and any(outer.name in _LINKS for outer in allowed):
            continue
        if code_alone and element.name == _CODE:
            allowed = [outer for outer in allowed if outer.name in _LINKS]
        elif code_alone and element.name in _MARKS:
            allowed = [outer for outer in allowed if outer.name != _CODE]
        allowed.append(element)
    return tuple(allowed)


def _grown(leaves: Sequence[tuple[_Path, Node]]) -> list[Node]:
    """Put the markup back around the leaves; neighbours share what they have in common."""
    root: list[Node] = []
    open_: list[tuple[Element, Element]] = []
    for path, leaf in leaves:
        shared = 0
        while shared < min(len(open_), len(path)) and open_[shared][0] is path[shared]:
            shared += 1
        del open_[shared:]
        for element in path[shared:]:
            copy = element.like([])
            (open_[-1][1].children if open_ else root).append(copy)
            open_.append((element, copy))
        (open_[-1][1].children if open_ else root).append(leaf)
    return root


def _joined(nodes: Sequence[Node]) -> list[Node]:
    """Make one of neighbours with the same markup: Sphinx writes types as many small pieces."""
    joined: list[Node] = []
    for node in nodes:
        last = joined[-1] if joined else None
        if (
            isinstance(node, Element)
            and isinstance(last, Element)
            and node.name in _MARKS
            and (last.name, last.attributes) == (node.name, node.attributes)
        ):
            joined[-1] = last.like([*last.children, *node.children])
        else:
            joined.append(node)
    return [
        node.like(_joined(node.children))
        if isinstance(node, Element) and _is_markup(node)
        else node
        for node in joined
    ]
