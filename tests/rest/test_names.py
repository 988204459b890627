"""What a page is called in messages."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.rest.model import RemotePage, Status
from sphinx_to_confluence.rest.names import PageNames


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Setup", 'the page "Setup"'),
        ("\x1b]0;x\x07Set\u202eup\n", 'the page "]0;x Set up"'),
        ("a" * 255, f'the page "{"a" * 100} …"'),
    ],
)
def test_titles_are_printable(title, name):
    """A title from the server cannot steer the terminal; the page itself keeps it."""
    names = PageNames()
    page = RemotePage("7", title, "1", None, Status.CURRENT, 1, "", None)
    assert names.seen(page).title == title
    assert (names["7"], names["8"]) == (name, "the page 8")
