"""Titles of the established extension, as its release 3.2.0 gives them, lead to documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_to_confluence.bundle.model import Bundle, Editor, Page
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.migrate.matching import Candidate, Doubt, Hints, How, find_matches
from sphinx_to_confluence.migrate.titles import TitleShapes
from sphinx_to_confluence.rest.model import RemotePage, Status

HASH = "e069545c6d5524e7bd1f39838aafed1044cefdff"
LONG = "Long title " * 30


def bundle_of(rows):
    """A bundle of (docname, title, parent); the first is the root."""
    pages = tuple(
        Page(
            docname=docname,
            title=title,
            parent=parent,
            body=f"{docname}.conf",
            body_sha256="",
            source=f"{docname}.rst",
        )
        for docname, title, parent in rows
    )
    return Bundle(
        directory=Path(),
        project_id="p",
        project="P",
        release="",
        editor=Editor.CLOUD,
        pages=pages,
    )


def candidates_of(rows):
    """Marked pages of (title, title of the parent); ids are titles."""
    return [
        Candidate(RemotePage(title, title, "S", parent, Status.CURRENT, 1, ""), is_marked=True)
        for title, parent in rows
    ]


def match(documents, pages, *, hints=None, **settings):
    """Ids and ways of what was found, by docname, and what was not."""
    bundle = bundle_of(documents)
    found = find_matches(
        bundle,
        TitleShapes(Settings(**settings), bundle),
        candidates_of(pages),
        hints or Hints(base_id="Home"),
    )
    matches = {name: (each.page.id, each.how) for name, each in found.matches.items()}
    return matches, found


ROOT = ("index", "Sample", None)


class TestSameTitle:
    """Several documents with one title: theirs counts, ours adds the parent or the docname."""

    DOCUMENTS = (
        ROOT,
        ("guide", "Guide", "index"),
        ("guide/install", "Install", "guide"),
        ("api", "API", "index"),
        ("api/install", "Install (API)", "api"),
        ("api/third", "Install (api/third)", "api"),
        ("case", "INSTALL (Sample)", "index"),
    )
    PAGES = (
        ("Sample", "Home"),
        ("Guide", "Sample"),
        ("Install", "Guide"),
        ("API", "Sample"),
        ("Install (2)", "API"),
        ("Install (3)", "API"),
        ("INSTALL (4)", "Sample"),
    )

    def test_place_then_order(self):
        """Where two are below the same page, the numbers follow the toctrees."""
        matches, found = match(self.DOCUMENTS, self.PAGES)
        assert matches == {
            "index": ("Sample", How.TITLE),
            "guide": ("Guide", How.TITLE),
            "guide/install": ("Install", How.PLACE),
            "api": ("API", How.TITLE),
            "api/install": ("Install (2)", How.ORDER),
            "api/third": ("Install (3)", How.ORDER),
            "case": ("INSTALL (4)", How.PLACE),
        }
        assert found.missing == []

    def test_a_new_document_among_them(self):
        """Nobody can tell then which of the two below one page is the new one: a person decides."""
        matches, found = match(self.DOCUMENTS, self.PAGES[:-2])
        assert matches["guide/install"] == ("Install", How.PLACE)
        assert set(found.undecided) == {"api/install", "api/third", "case"}
        assert found.undecided["api/third"].doubt is Doubt.SHARED
        mapped = Hints(base_id="Home", mapped={"api/third": "Install (2)"})
        matches, found = match(self.DOCUMENTS, self.PAGES[:-2], hints=mapped)
        assert matches["api/third"] == ("Install (2)", How.MAPPED)
        assert found.missing == ["api/install", "case"]

    def test_without_a_tree(self):
        """All pages stand side by side: the numbers alone tell."""
        pages = [(title, "Home") for title, _ in self.PAGES]
        matches, _ = match(self.DOCUMENTS, pages, hints=Hints(base_id="Home", has_tree=False))
        assert matches["api/third"] == ("Install (3)", How.ORDER)

    def test_several_pages_for_one_document(self):
        """One of them is left over from a document that is gone."""
        _, found = match(
            (ROOT, ("a", "Install", "index")),
            (("Sample", "Home"), ("Install", "Sample"), ("Install (2)", "Sample")),
        )
        assert found.undecided["a"].doubt is Doubt.SEVERAL
        assert [page.id for page in found.undecided["a"].candidates] == ["Install", "Install (2)"]

    def test_a_number_of_its_own(self):
        """A title that ends in one is no counted one."""
        matches, _ = match(
            (ROOT, ("a", "Install (2)", "index")), (("Sample", "Home"), ("Install (2)", "Sample"))
        )
        assert matches["a"] == ("Install (2)", How.TITLE)


@pytest.mark.parametrize(
    ("settings", "documents", "pages", "expected"),
    [
        (
            {"publish_prefix": "[v2] ", "publish_postfix": " (draft)"},
            ("[v2] Sample (draft)", "[v2] Guide (draft)"),
            ("[v2] Sample (draft)", "[v2] Guide (draft)"),
            How.TITLE,
        ),
        (
            {"publish_prefix": "[v2] ", "ignore_titlefix_on_index": True},
            ("Sample", "[v2] Guide"),
            ("Sample", "[v2] Guide"),
            How.TITLE,
        ),
        (
            {"publish_postfix": " ({hash})", "ignore_titlefix_on_index": True},
            ("Sample", "Guide (1234abcd)"),
            ("Sample", f"Guide ({HASH})"),
            How.TITLE,
        ),
        ({}, ("Sample", "1.2. Guide"), ("Sample", "1.2. Guide"), How.TITLE),
        ({}, ("Sample", "Some \u00e9t\u00e9"), ("sample", "SOME  E\u0301TE\u0301"), How.TITLE),
        ({}, ("Sample", "Guide"), ("Sample", "autogen-a/guide"), How.UNTITLED),
        (
            {
                "publish_prefix": "[v2] ",
                "publish_postfix": " (x)",
                "ignore_titlefix_on_index": True,
            },
            ("Sample", f"[v2] {LONG[:235]}… 1234abcd (x)"),
            ("Sample", f"[v2] {LONG}"[:251] + " (x)"),
            How.CUT,
        ),
    ],
    ids=["affixes", "bare root", "hash", "number", "spelling", "no title", "too long"],
)
def test_titles(settings, documents, pages, expected):
    """What is put around a title, and what is made of titles that cannot be."""
    root, page = documents
    matches, _ = match(
        (("index", root, None), ("a/guide", page, "index")),
        ((pages[0], "Home"), (pages[1], pages[0])),
        **settings,
    )
    assert matches["index"] == (pages[0], How.TITLE)
    assert matches["a/guide"] == (pages[1], expected)


def test_the_list_of_the_extension():
    """It knows titles that nothing else leads to: the document has another one by now."""
    hints = Hints(base_id="Home", listed={"a": "Old name"})
    matches, _ = match(
        (ROOT, ("a", "New name", "index")),
        (("Sample", "Home"), ("Old name", "Sample")),
        hints=hints,
    )
    assert matches["a"] == ("Old name", How.LISTED)


def test_titles_without_the_prefix_are_of_another_project():
    """Several versions are told apart by it."""
    matches, found = match(
        (("index", "[v2] Sample", None), ("a", "[v2] Guide", "index")),
        (("[v2] Sample", "Home"), ("[v1] Guide", "[v2] Sample")),
        publish_prefix="[v2] ",
    )
    assert set(matches) == {"index"}
    assert found.missing == ["a"]
