"""Does text keep its lines in a paragraph?"""

from __future__ import annotations

from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.lines import in_lines
from sphinx_to_confluence.storage.macros import anchor

NBSP = "\N{NO-BREAK SPACE}"


def test_lines_are_kept_apart():
    """Each line is marked by itself, and empty ones have no mark."""
    assert in_lines(["a\n\nb"], "code") == [
        Element("code", children=["a"]),
        Element("br"),
        Element("br"),
        Element("code", children=["b"]),
    ]


def test_anchors_stand_beside_the_mark():
    """An anchor is no text."""
    place = anchor("here")
    inner = Element("a", children=[place, "b"])
    assert in_lines(["a", inner], "code") == [
        place,
        Element("code", children=["a", Element("a", children=["b"])]),
    ]


def test_markup_over_several_lines():
    """Markup is closed at the end of a line and opened again; what is a macro or empty stays whole."""
    strong = Element("strong", children=["b\n", Element("em", children=["c\nd"])])
    macro = Element("ac:structured-macro", children=["x\ny"])
    assert in_lines(["a", strong, macro]) == [
        "a",
        Element("strong", children=["b"]),
        Element("br"),
        Element("strong", children=[Element("em", children=["c"])]),
        Element("br"),
        Element("strong", children=[Element("em", children=["d"])]),
        macro,
    ]


def test_spaces_that_indent_or_align():
    """They stay; one between words, also next to markup, may break the line."""
    nodes = ["  a b  c\td", Element("strong", children=["e"]), " f\n g"]
    assert in_lines(nodes) == [
        f"{NBSP}{NBSP}a b{NBSP}{NBSP}c{NBSP * 8}d",
        Element("strong", children=["e"]),
        " f",
        Element("br"),
        f"{NBSP}g",
    ]
