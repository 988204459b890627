"""JSON that others wrote."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.config.foreign_json import read_json


def test_halves_of_characters():
    """They become U+FFFD, in names as well; whole characters stay, however they are written."""
    text = r'{"a\ud800": ["\uDFFF!", "\ud83d\ude00", 1, null]}'
    expected = {"a\ufffd": ["\ufffd!", "\U0001f600", 1, None]}
    assert read_json(text) == expected
    assert read_json(text.encode()) == expected


@pytest.mark.parametrize("text", ["", "{", "NaN", "[" * 100_000, '{"a":' * 100_000, b"\xff"])
def test_no_json(text):
    """All of that is one kind of error."""
    with pytest.raises(ValueError, match=r"\w"):
        read_json(text)
