"""Labels and width from the fields of a document."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.builder.metadata import PageMetadata, fields_of, page_metadata
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
        ({"confluence-labels": "x"}, PageMetadata(("all", "x"), None, ())),
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
    """Fields are read whatever their case, with our prefix or without; what is wrong with them is told."""
    assert page_metadata(fields_of(fields), global_labels=["all"], full_width=None) == expected
