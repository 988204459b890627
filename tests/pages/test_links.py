"""Which links between pages lead to nothing."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.pages.links import BrokenLink, PageLinks, broken_links

NOWHERE = 'a link leads to nothing: the page of "b" has no place "gone"'
NO_FILE = 'a link leads to nothing: the page of "b" has no file "gone"'
NO_PAGE = "a link leads to a document without a page: c"


def broken(page, *, known=True):
    """What is wrong with the links of page ``a``, beside which there is a page ``b``."""
    pages = {"a": page} | ({"b": PageLinks(("here",))} if known else {})
    attachments = {"a": (), "b": ("here.png",)} if known else {"a": ()}
    return list(broken_links(pages, attachments, {"a", "b"}))


@pytest.mark.parametrize(
    "page",
    [
        PageLinks(),
        PageLinks(jumps={"b": {"here": ["a.rst:1"], "": ["a.rst:2"]}}),
        PageLinks(("x",), jumps={"a": {"x": ["a.rst:1"]}}),
        PageLinks(files={"b": {"here.png": ["a.rst:1"]}}),
    ],
)
def test_whole(page):
    """Places, tops of pages and files that are there can be linked to."""
    assert broken(page) == []


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (PageLinks(jumps={"b": {"gone": ["a.rst:1"]}}), NOWHERE),
        (PageLinks(files={"b": {"gone": ["a.rst:1"]}}), NO_FILE),
        (PageLinks(jumps={"c": {"x": ["a.rst:1"]}}), NO_PAGE),
        (PageLinks(jumps={"c": {"": ["a.rst:1"]}}), NO_PAGE),
    ],
)
def test_broken(page, message):
    """What is not there is told with its place in the sources."""
    assert broken(page) == [BrokenLink("a", "a.rst", 1, message)]


@pytest.mark.parametrize(
    ("text", "source", "line"),
    [
        ("a.rst", "a.rst", None),
        ("m.py:docstring of m.f", "m.py:docstring of m.f", None),
        ("m.py:docstring of m.f:3", "m.py:docstring of m.f", 3),
    ],
)
def test_source(text, source, line):
    """The line is what follows the last colon, if it is one."""
    assert broken(PageLinks(jumps={"b": {"gone": [text]}})) == [
        BrokenLink("a", source, line, NOWHERE)
    ]


def test_every_place_is_told():
    """The same link in two places of the sources is two mistakes."""
    found = broken(PageLinks(jumps={"b": {"gone": ["a.rst:1", "a.rst:5"]}}))
    assert [link.line for link in found] == [1, 5]


def test_unknown_page():
    """A page whose places are not known may have any."""
    assert broken(PageLinks(jumps={"b": {"gone": ["a.rst:1"]}}), known=False) == []
