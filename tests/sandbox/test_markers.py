"""Words of a storage body, and the markers around them."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.sandbox import markers


def m(text):
    """Text within a marker."""
    return f'<ac:inline-comment-marker ac:ref="r">{text}</ac:inline-comment-marker>'


def marked(body, words, occurrence=1):
    """The body with the words marked, after it was read back that they are."""
    found = markers.mark(body, markers.occurrences(body, words)[occurrence - 1], "r")
    assert markers.marked(found, "r") == words
    return found


@pytest.mark.parametrize(
    ("body", "words", "expected"),
    [
        ("<p>One two.</p>", "two", f"<p>One {m('two')}.</p>"),
        ("<p>a <em>b</em> c</p>", "a b c", f"<p>{m('a ')}<em>{m('b')}</em>{m(' c')}</p>"),
        ("<p>a</p>\n<p>b</p>", "a b", f"<p>{m('a')}</p>\n<p>{m('b')}</p>"),
        ("<p>a &amp; b&nbsp;c</p>", "a & b", f"<p>{m('a &amp; b')}&nbsp;c</p>"),
        ("<p>a\n   b</p>", "a b", f"<p>{m('a' + chr(10) + '   b')}</p>"),
        ('<p><a href="x>y">x</a></p>', "x", f'<p><a href="x>y">{m("x")}</a></p>'),
    ],
)
def test_marked(body, words, expected):
    """Across inline markup in several markers, across blocks too; entities and white space are text."""
    assert marked(body, words) == expected


def test_which_occurrence():
    """Counted in the text of the page, not in what no marker can stand in."""
    body = (
        '<p>x</p><ac:structured-macro ac:name="code"><ac:parameter ac:name="title">x</ac:parameter>'
        "<ac:plain-text-body><![CDATA[x]]></ac:plain-text-body></ac:structured-macro><p>x</p>"
    )
    assert len(markers.occurrences(body, "x")) == 2
    assert marked(body, "x", 2).endswith(f"<p>{m('x')}</p>")
    assert markers.occurrences(body, "y") == markers.occurrences(body, " ") == []


def test_no_marker_left():
    """A body without the markers of a comment has no words for it; an empty marker has empty ones."""
    assert markers.marked("<p>One</p>", "r") is None
    assert markers.marked(f"<p>{m('')}One</p>", "r") == ""
