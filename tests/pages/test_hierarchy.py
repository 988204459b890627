"""Parents and order from toctrees."""

from __future__ import annotations

import itertools

import pytest

from sphinx_to_confluence.pages.hierarchy import Hierarchy, build_hierarchy

CASES = {
    "in the order of the toctrees": (
        {"index": ["b", "a"], "b": ["c"]},
        "index a b c",
        {"index": None, "b": "index", "c": "b", "a": "index"},
    ),
    "the first toctree wins": (
        {"index": ["a", "b"], "a": ["b"]},
        "index a b",
        {"index": None, "a": "index", "b": "a"},
    ),
    "a circle ends where it began": (
        {"index": ["a"], "a": ["b"], "b": ["a", "index"]},
        "index a b",
        {"index": None, "a": "index", "b": "a"},
    ),
    "orphans come last, with what is below them": (
        {"index": ["m"], "z": ["b"], "a": []},
        "a b index m z",
        {"index": None, "m": "index", "a": "index", "z": "index", "b": "z"},
    ),
    "a circle of orphans is entered by name": (
        {"index": [], "x": ["y"], "y": ["x"]},
        "index x y",
        {"index": None, "x": "index", "y": "x"},
    ),
    "a document in its own toctree": (
        {"index": ["index", "a"], "a": ["a"]},
        "index a",
        {"index": None, "a": "index"},
    ),
    "what does not exist is left out": (
        {"index": ["gone", "a"]},
        "index a",
        {"index": None, "a": "index"},
    ),
}


LOOSE = {
    "orphans come last, with what is below them": "a b z",
    "a circle of orphans is entered by name": "x y",
}
"""The documents of these cases that no chain of toctrees leads to."""


@pytest.mark.parametrize("name", CASES)
def test_nested(name):
    """The tree of pages is that of the toctrees."""
    toctrees, docnames, parents = CASES[name]
    tree = build_hierarchy("index", docnames.split(), toctrees, nested=True)
    loose = frozenset(LOOSE.get(name, "").split())
    assert tree == Hierarchy(parents, tuple(parents), loose)
    assert list(tree.parents) == list(parents)


def test_flat():
    """Without hierarchy all pages are below the root, in the same order."""
    tree = build_hierarchy(
        "index", ["a", "b", "c", "index"], {"index": ["b"], "b": ["c"]}, nested=False
    )
    assert tree == Hierarchy(
        {"index": None, "b": "index", "c": "index", "a": "index"},
        ("index", "b", "c", "a"),
        frozenset("a"),
    )


def test_long_chain():
    """A chain of toctrees may be longer than Python's stack."""
    docnames = [f"d{number}" for number in range(5000)]
    toctrees = {a: [b] for a, b in itertools.pairwise(docnames)}
    assert build_hierarchy("d0", docnames, toctrees, nested=True).order == tuple(docnames)
