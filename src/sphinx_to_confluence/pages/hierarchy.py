"""Which page is below which, and in what order?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The tree of pages.

    :param parents: docname of the parent of each page; ``None`` for the root.
    :param order: all docnames, parents before children, siblings in the order of the toctrees.
    :param loose: those that no chain of toctrees leads to from the root.
    """

    parents: Mapping[str, str | None]
    order: tuple[str, ...]
    loose: frozenset[str] = frozenset()


def build_hierarchy(
    root: str, docnames: Collection[str], toctrees: Mapping[str, Sequence[str]], *, nested: bool
) -> Hierarchy:
    """Arrange documents as their toctrees say.

    The walk is the one that Sphinx numbers sections and finds parents by: depth first, and the first toctree that
    reaches a document keeps it, which also ends cycles. Documents that the root does not reach come below it at the
    end, by name, each with what its own toctrees hold.

    :param nested: otherwise every page is put directly below the root; the order stays.
    """
    parents: dict[str, str | None] = {}
    reached: set[str] = set()
    for start in _starts(root, docnames, toctrees, parents):
        _walk(start, None if start == root else root, docnames, toctrees, parents)
        reached = reached or set(parents)
    if not nested:
        parents = {docname: None if docname == root else root for docname in parents}
    return Hierarchy(parents, tuple(parents), frozenset(parents.keys() - reached))


def _starts(
    root: str,
    docnames: Collection[str],
    toctrees: Mapping[str, Sequence[str]],
    reached: Mapping[str, str | None],
) -> Iterator[str]:
    """Yield the documents to walk from; ``reached`` grows between two of them."""
    yield root
    included = {
        child
        for docname in docnames
        if docname not in reached
        for child in toctrees.get(docname, ())
    }
    yield from _not_in(reached, sorted(set(docnames) - included))
    # What is left goes round in circles.
    yield from _not_in(reached, sorted(docnames))


def _not_in(reached: Mapping[str, str | None], docnames: Iterable[str]) -> Iterator[str]:
    return (docname for docname in docnames if docname not in reached)


def _walk(
    start: str,
    parent: str | None,
    docnames: Collection[str],
    toctrees: Mapping[str, Sequence[str]],
    parents: dict[str, str | None],
) -> None:
    # A stack rather than recursion: a chain of toctrees can be as long as the project.
    stack: list[tuple[str, str | None]] = [(start, parent)]
    while stack:
        docname, parent = stack.pop()
        if docname in parents or docname not in docnames:
            continue
        parents[docname] = parent
        stack.extend((child, docname) for child in reversed(toctrees.get(docname, ())))
