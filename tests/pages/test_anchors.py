"""Ids of headings, as the Cloud editor makes them."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.pages.anchors import cloud_heading_id, reliable_ids


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What's new? (v2)", "What's-new?-(v2)"),
        ("  Two  spaces ", "Two--spaces"),
        ("Größe: 大小", "Größe:-大小"),
        ("no\u00a0break\u3000wide", "no-break-wide"),
        ("zero\u200bwidth", "zero\u200bwidth"),
        ("", ""),
    ],
)
def test_cloud_heading_id(text, expected):
    """Each whitespace character becomes a dash; case, punctuation and other scripts stay."""
    assert cloud_heading_id(text, {}) == expected


def test_same_headings_are_counted():
    """The second and third heading of the same text get a number."""
    seen: dict[str, int] = {}
    assert [cloud_heading_id(text, seen) for text in ("A b", "A b", "C", "A-b")] == [
        "A-b",
        "A-b.1",
        "C",
        "A-b.2",
    ]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ([("A", True), ("A", True)], ["A", "A.1"]),
        ([("A", False), ("B", True)], [None, "B"]),
        # Whether the first is counted is not known, so the second cannot be relied on either.
        ([("A", False), ("A", True), ("B", True)], [None, None, "B"]),
        ([("A", True), ("A", False)], [None, None]),
        ([("A", True), ("A", True), ("A.1", True)], ["A", "A.1", None]),
        ([("", True)], [None]),
    ],
)
def test_reliable_ids(headings, expected):
    """Only an id that a heading is certain to get is used for links."""
    assert list(reliable_ids(headings)) == expected
