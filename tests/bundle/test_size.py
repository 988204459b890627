"""Is the size of a page the one that it is sent with, and are its biggest parts named?"""

from __future__ import annotations

import json

import pytest

from sphinx_to_confluence.bundle.model import SourceLine
from sphinx_to_confluence.bundle.size import (
    Part,
    biggest_parts,
    sent_bytes,
    spelled,
    weight_complaint,
)


def _table(size: int) -> str:
    return f"<table><tbody><tr><td><p>{'x' * size}</p></td></tr></tbody></table>\n"


@pytest.mark.parametrize("body", ["<p>x</p>\n" * 99, '<p class="é">\U0001f600\\</p>\n' * 99, ""])
def test_no_request_is_larger(body):
    """The size is an upper bound of what a request with the longest title and message has."""
    title, message = "\U0001f600" * 255, "m" * 500
    request = {
        "id": "123456789012",
        "status": "current",
        "title": title,
        "parentId": "123456789012",
        "body": {"representation": "storage", "value": body},
        "version": {"number": 99999, "message": message, "minorEdit": True},
    }
    sent = len(json.dumps(request, ensure_ascii=False).encode())
    assert sent <= sent_bytes(body) <= sent + 4096


def test_addresses_of_pages_count():
    """The name of a document becomes an address, which is longer."""
    link = '<a href="confluence-doc:a">b</a>'
    address = "https://company-name.atlassian.net/wiki/spaces/DOCUMENTATION/pages/123456789012"
    resolved = link.replace("confluence-doc:a", address)
    assert sent_bytes(resolved * 99) <= sent_bytes(link * 99)


def test_biggest_parts():
    """Sections and blocks, the biggest first, each with its source; rows within a block belong to it."""
    body = (
        "<p>intro</p>\n"
        "<h1>One</h1>\n"
        f"{_table(5000)}"
        f"{_table(4000)}"
        "<h2>One, <em>first</em></h2>\n"
        f"<ul>\n<li>\n<p>{'y' * 500}</p>\n</li>\n</ul>\n"
        "<h1>Two</h1>\n"
        "<p>b</p>\n"
    )
    rows = [SourceLine(2, "a.rst", 3), SourceLine(3, "a.rst", 5), SourceLine(4, "b.txt", 7)]
    parts = biggest_parts(body, rows, most=4)
    assert [(part.name, part.source, part.line) for part in parts] == [
        ('section "One"', "a.rst", 3),
        ("table", "a.rst", 5),
        ("table", "b.txt", 7),
        ("list", "b.txt", 7),
    ]
    assert parts[0].size_bytes > parts[1].size_bytes + parts[2].size_bytes > 9000


def test_a_section_that_is_mostly_one_block():
    """What says most is named alone."""
    body = f"<h1>One</h1>\n<h2>Two</h2>\n{_table(5000)}<p>x</p>\n"
    assert [part.name for part in biggest_parts(body, (), most=1)] == ["table"]


def test_parts_without_a_source():
    """Where nobody knows the source, nothing is said about it."""
    assert biggest_parts("<p>x</p>", ()) == [Part("paragraph", 8)]


def test_macros_and_images_are_called_by_their_names():
    """A person finds them by these."""
    body = '<ac:structured-macro ac:name="code"/>\n<ac:image/>\n'
    assert [part.name for part in biggest_parts(body, ())] == ["macro code", "image"]


def test_a_body_that_is_not_well_formed():
    """Somebody changed it; Confluence will say so."""
    assert biggest_parts("<p>", ()) == []


def test_complaint():
    """Size, limit and parts in a line; nothing for a page that is small enough."""
    body = "<h1>One</h1>\n" + _table(3 * 1024 * 1024)
    rows = [SourceLine(1, "a.rst", 1), SourceLine(2, "a.rst", 4)]
    limit = 2 * 1024 * 1024
    assert weight_complaint(body, rows, limit) == (
        "the page takes 3.0 MiB, and Confluence at most 2.0 MiB; most of it: 3.0 MiB table (a.rst:4)"
    )
    assert weight_complaint(body, rows, 2 * limit) == ""


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 KiB"), (2048, "2 KiB"), (5 * 1024 * 1024, "5.0 MiB")]
)
def test_spelled(size, text):
    """Sizes as people read them."""
    assert spelled(size) == text
