"""What one page can ask about the others."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.pages.hierarchy import Hierarchy
from sphinx_to_confluence.pages.outline import Outline, Section
from sphinx_to_confluence.pages.site import Site
from sphinx_to_confluence.pages.titles import Titles

OUTLINE = Outline(
    "Title",
    (
        Section(("title",), "Title", 0, plain=True),
        Section(("first", "label"), "First part", 1, plain=True),
        Section(("fancy",), "With math", 1, plain=False),
        Section(("again",), "First part", 2, plain=True),
        Section(("deep",), "Deep", 6, plain=True),
        Section(("deeper",), "Deeper", 7, plain=True),
    ),
)


def site(editor=Editor.CLOUD, numbers=None, *, title_in_body=False, outline=OUTLINE):
    """A root and one page below it."""
    return Site(
        outlines={"index": Outline("Home"), "a": outline},
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


@pytest.mark.parametrize(
    ("editor", "name"), [(Editor.CLOUD, "First-part"), (Editor.DATA_CENTER, "Firstpart")]
)
def test_anchor_with_the_name_of_a_heading(editor, name):
    """Where a heading has the id that an anchor would get, the anchor gets another one."""
    tree = site(editor)
    assert tree.fragment("a", name).startswith(f"{name}-")
    assert tree.fragment("index", name) == name
    assert site(Editor.DATA_CENTER).fragment("a", "Deep").startswith("Deep-")


def test_data_center_heading_and_its_own_anchor():
    """The anchor of a section may have the name of its heading: both are one place."""
    outline = Outline(
        "T", (Section(("t",), "T", 0, plain=True), Section(("x",), "x", 1, plain=True))
    )
    assert site(Editor.DATA_CENTER, outline=outline).fragment("a", "x") == "x"


def test_title():
    """The section with the title is known by its ids, and pages by their titles."""
    tree = site()
    assert (tree.title_ids("a"), tree.title_ids("index"), tree.title_ids("x")) == (
        ("title",),
        (),
        None,
    )
    assert (tree.docname_titled("TITLE"), tree.docname_titled("Elsewhere")) == ("a", None)


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
