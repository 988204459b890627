"""What one page can ask about the others."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.pages.facts import PageFacts, SectionFacts
from sphinx_to_confluence.pages.hierarchy import Hierarchy
from sphinx_to_confluence.pages.site import Site
from sphinx_to_confluence.pages.titles import Titles

FACTS = PageFacts(
    "a",
    "Title",
    (
        SectionFacts(("title",), "Title", 0, plain=True),
        SectionFacts(("first", "label"), "First part", 1, plain=True),
        SectionFacts(("fancy",), "With math", 1, plain=False),
        SectionFacts(("again",), "First part", 2, plain=True),
        SectionFacts(("deep",), "Deep", 6, plain=True),
        SectionFacts(("deeper",), "Deeper", 7, plain=True),
    ),
)


def site(editor=Editor.CLOUD, numbers=None, *, title_in_body=False):
    """A root and one page below it."""
    return Site(
        facts={"index": PageFacts("index", "Home"), "a": FACTS},
        hierarchy=Hierarchy({"index": None, "a": "index"}, ("index", "a")),
        titles=Titles({"index": "Home", "a": "Title"}, ()),
        editor=editor,
        numbers=numbers or {},
        number_suffix=". ",
        title_in_body=title_in_body,
    )


def test_tree():
    """Titles and places are those that were worked out before."""
    tree = site()
    assert (tree.order, tree.root, tree.title("a")) == (("index", "a"), "index", "Title")
    assert (tree.parent("a"), tree.parent("index")) == ("index", None)
    assert ("a" in tree, "gone" in tree) == (True, False)


@pytest.mark.parametrize("ask", [Site.title, Site.parent])
def test_unknown_page(ask):
    """Asking for a page that does not exist is a mistake of the caller."""
    with pytest.raises(KeyError):
        ask(site(), "gone")


@pytest.mark.parametrize(
    ("node_id", "fragment", "is_anchor"),
    [
        ("first", "First-part", True),
        ("label", "First-part", True),
        ("again", "First-part.1", True),
        ("fancy", "fancy", False),
        ("deep", "Deep", True),
        ("deeper", "deeper", False),  # a bold paragraph
        ("title", "", True),  # the top of the page
        ("figure", "figure", False),
    ],
)
def test_fragment_cloud(node_id, fragment, is_anchor):
    """Plain headings are reached by the id that Cloud gives them, all else by an anchor of ours."""
    tree = site()
    assert tree.fragment("a", node_id) == fragment
    assert tree.heading_is_anchor("a", node_id) is is_anchor


def test_fragment_data_center():
    """Data Center's ids change with the title of the page, so they are not used."""
    tree = site(Editor.DATA_CENTER)
    assert tree.fragment("a", "first") == "first"
    assert not tree.heading_is_anchor("a", "first")


def test_fragment_of_unknown_page():
    """A page that does not exist has no headings."""
    assert site().fragment("gone", "first") == "first"


def test_numbers():
    """A section number is part of the heading, so of its id."""
    tree = site(numbers={"a": {"": (2,), "#first": (2, 1), "#again": None}}, title_in_body=True)
    assert tree.fragments("a") == {
        "title": "2.-Title",
        "first": "2.1.-First-part",
        "label": "2.1.-First-part",
        "again": "First-part",
    }
