"""Labels and width from the fields of a document."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.builder.metadata import PageMetadata, page_metadata
from sphinx_to_confluence.warnings import ConfluenceWarning


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, PageMetadata(("all",), None, ())),
        ({"labels": "b, a b"}, PageMetadata(("a", "all", "b"), None, ())),
        (
            {"Labels": "x", "Full-Width": " Yes "},
            PageMetadata(("all", "x"), full_width=True, complaints=()),
        ),
        ({"full_width": "false"}, PageMetadata(("all",), full_width=False, complaints=())),
        (
            {"labels": "C++, !"},
            PageMetadata(
                ("all", "c"),
                None,
                (
                    (
                        ConfluenceWarning.LABEL,
                        'Confluence does not allow the label "C++"; it becomes "c"',
                    ),
                    (
                        ConfluenceWarning.LABEL,
                        'the label "!" has no character that Confluence allows; it is left out',
                    ),
                ),
            ),
        ),
        (
            {"full-width": "wide"},
            PageMetadata(
                ("all",),
                None,
                (
                    (
                        ConfluenceWarning.OPTION,
                        'the field "full-width" must be true or false, not "wide"',
                    ),
                ),
            ),
        ),
    ],
)
def test_page_metadata(fields, expected):
    """Fields are read whatever their case; what is wrong with them is told."""
    assert page_metadata(fields, global_labels=["all"], full_width=None) == expected
