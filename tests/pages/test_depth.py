"""How deep sections are, and which headings that makes."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.utils import new_document

from sphinx_to_confluence.pages.depth import (
    heading_level,
    is_heading,
    section_depth,
)


def section(name, *children):
    """A section with others in it."""
    return nodes.section("", nodes.title("", name), *children, names=[name])


def depths(*children):
    """The depth of every section of a document, by name."""
    doctree = new_document("index.rst")
    doctree += list(children)
    top = next(doctree.findall(nodes.section))
    return {
        found["names"][0]: section_depth(found, top) for found in doctree.findall(nodes.section)
    }


def test_below_the_title():
    """The first section has the title; those in it are one deeper each."""
    assert depths(section("t", section("a", section("b")), section("c"))) == {
        "t": 0,
        "a": 1,
        "b": 2,
        "c": 1,
    }


def test_beside_the_title():
    """A second part is as deep as what the first holds, and so is what is below it."""
    assert depths(section("t", section("a")), section("t2", section("sub"))) == {
        "t": 0,
        "a": 1,
        "t2": 1,
        "sub": 2,
    }


def test_within_something_else():
    """Only sections count."""
    assert depths(section("t", nodes.container("", section("a")))) == {"t": 0, "a": 1}


def test_no_title():
    """Where the section with the title is not there, no other is taken for it."""
    assert section_depth(section("a"), None) == 1


@pytest.mark.parametrize(
    ("depth", "title_in_body", "level", "heading"),
    [
        (0, False, 0, False),
        (0, True, 1, True),
        (5, True, 6, True),
        (6, False, 6, True),
        (6, True, 7, False),
        (7, False, 7, False),
    ],
)
def test_level(depth, title_in_body, level, heading):
    """The title makes all else one level deeper when it is part of the body; there are six levels."""
    assert heading_level(depth, title_in_body=title_in_body) == level
    assert is_heading(level) is heading
