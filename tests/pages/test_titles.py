"""Final titles of pages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_to_confluence.pages.hierarchy import Hierarchy
from sphinx_to_confluence.pages.titles import TitleNotice, TitleRules, assign_titles, clean_title


def titles(documents, parents=None, **rules):
    """Assign titles below the root ``index``."""
    parents = dict.fromkeys(documents, "index") | (parents or {}) | {"index": None}
    documents = {"index": "Home"} | documents
    defaults = {"overrides": {}, "prefix": "", "postfix": "", "bare_root": False, "numbers": {}}
    return assign_titles(
        documents,
        Hierarchy(parents, ("index", *(name for name in documents if name != "index"))),
        TitleRules(**(defaults | rules)),
    )


@pytest.mark.parametrize(
    ("documents", "rules", "expected"),
    [
        ({"a": "One"}, {}, {"index": "Home", "a": "One"}),
        (
            {"a": "One"},
            {"prefix": "[v2] ", "postfix": " (x)"},
            {"index": "[v2] Home (x)", "a": "[v2] One (x)"},
        ),
        ({"a": "One"}, {"prefix": "P-", "bare_root": True}, {"index": "Home", "a": "P-One"}),
        ({"a": "One"}, {"postfix": " {hash}"}, {"index": "Home 1bc04b52", "a": "One ca978112"}),
        ({"a": "One"}, {"overrides": {"a": " Uno "}}, {"index": "Home", "a": "Uno"}),
        ({"a": "One"}, {"numbers": {"a": "1.2. "}}, {"index": "Home", "a": "1.2. One"}),
        ({"a": "e\u0301\n\t x\x00\x1b"}, {}, {"index": "Home", "a": "é x"}),
    ],
)
def test_titles(documents, rules, expected):
    """Overrides, numbers, prefix and postfix are put together; text is cleaned."""
    result = titles(documents, **rules)
    assert (result.by_docname, result.notices) == (expected, ())


def test_made_from_docname():
    """A document without a title is called after its docname, and the author is told."""
    result = titles({"guide/first_steps": "", "guide/index": " ", "a": "\x00"})
    assert result.by_docname == {
        "index": "Home",
        "guide/first_steps": "First steps",
        "guide/index": "Guide",
        "a": "A",
    }
    assert set(result.notices) == {
        TitleNotice(
            "guide/first_steps", 'the document has no title; its page is called "First steps"'
        ),
        TitleNotice("guide/index", 'the document has no title; its page is called "Guide"'),
        TitleNotice("a", 'the document has no title; its page is called "A"'),
    }


@pytest.mark.parametrize(
    ("documents", "parents", "rules", "expected"),
    [
        # The parent's title tells them apart,
        (
            {"a": "Guide", "a/i": "Intro", "b": "API", "b/i": "intro"},
            {"a/i": "a", "b/i": "b"},
            {"prefix": "P "},
            {"a/i": "P Intro", "b/i": "P intro (API)"},
        ),
        # or the docname when that is taken, too.
        (
            {"x": "Intro", "y": "Intro", "z": "Intro"},
            {},
            {},
            {"x": "Intro", "y": "Intro (Home)", "z": "Intro (z)"},
        ),
        # What another document is really called is not used.
        (
            {"x": "Intro", "y": "Intro", "z": "Intro (Home)"},
            {},
            {},
            {"x": "Intro", "y": "Intro (y)", "z": "Intro (Home)"},
        ),
        # A title that was chosen for a document goes first, then the shallower document.
        (
            {"a": "Intro", "b/c": "Intro", "z": "X"},
            {},
            {"overrides": {"z": "Intro"}},
            {"z": "Intro", "a": "Intro (Home)", "b/c": "Intro (b/c)"},
        ),
        ({"a": "Home"}, {}, {}, {"index": "Home", "a": "Home (Home)"}),
    ],
)
def test_unique(documents, parents, rules, expected):
    """Titles differ whatever the case of their letters; who keeps a title does not depend on the toctrees."""
    forward = titles(documents, parents, **rules)
    backward = titles(dict(reversed(documents.items())), parents, **rules)
    assert forward.by_docname == backward.by_docname
    assert expected.items() <= forward.by_docname.items()


def test_unique_is_told():
    """The author of the renamed page learns which other document has the title."""
    assert titles({"a": "One", "b": "One"}).notices == (
        TitleNotice(
            "b", 'the document "a" has the title "One" too; this page is called "One (Home)"'
        ),
    )


def test_long():
    """A title over 255 characters is cut before its postfix and keeps a hash of the docname."""
    result = titles({"a": "x" * 300}, postfix=" (v2)")
    title = "x" * 240 + "… ca978112 (v2)"
    assert (len(title), result.by_docname["a"]) == (255, title)
    assert result.notices == (
        TitleNotice("a", f'the title has more than 255 characters; the page is called "{title}"'),
    )


def test_long_fixes():
    """Prefix and postfix that leave no room are cut with the title."""
    title = titles({"a": "One more"}, prefix="p" * 250).by_docname["a"]
    assert title == "p" * 245 + "… ca978112"


@given(
    st.dictionaries(
        st.text("abc/", min_size=1, max_size=4),
        st.sampled_from(["", "A", "a", "ß", "SS", "😀" * 200, "x" * 260, "A (Home)", "İ"])
        | st.text("aA\u0301 \x00\ud800\uffffé(😀)", max_size=6),
        max_size=8,
    ),
    st.sampled_from(["", "P ", "p" * 249, " "]),
)
@settings(database=None)
def test_always_valid(documents, prefix):
    """Whatever documents are called, pages get valid titles, all different."""
    by_docname = titles(documents, prefix=prefix).by_docname
    assert by_docname.keys() == {"index", *documents}
    assert len({title.casefold() for title in by_docname.values()}) == len(by_docname)
    for title in by_docname.values():
        assert 1 <= len(title.encode("utf-16-le")) // 2 <= 255
        assert title == clean_title(title)
