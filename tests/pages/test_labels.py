"""Labels as Confluence has them."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.pages.labels import join_labels, normalize_label, split_labels


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("release-notes_2", "release-notes_2"),
        ("Release Notes", "release-notes"),
        ("c++ & c#", "c-c"),
        ("größe", "größe"),
        ("e\u0301", "é"),
        ("?!", ""),
        ("x" * 300, "x" * 255),
    ],
)
def test_normalize(text, expected):
    """Lower case, letters, digits, dashes and underscores."""
    assert normalize_label(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a, b  c,,d", ("a", "b", "c", "d")),
        ("", ()),
        ('["a b", "c"]', ("a b", "c")),
        ("[a b]", ("[a", "b]")),
    ],
)
def test_split(text, expected):
    """Commas or spaces, or the JSON that MyST makes of a list."""
    assert split_labels(text) == expected


def test_join():
    """Labels are sorted and without doubles; what nothing is left of is left out."""
    assert join_labels(["b", "A"], ["a", "!"]) == ("a", "b")
