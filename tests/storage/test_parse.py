"""Is storage format that people write read as it is meant, and are its mistakes told where they are?"""

from __future__ import annotations

import pytest

from sphinx_to_confluence.storage.elements import CData, Element
from sphinx_to_confluence.storage.parse import MalformedStorageError, parse
from sphinx_to_confluence.storage.serialize import serialize


def test_elements_text_and_cdata() -> None:
    """Elements keep prefixes and attributes, entities become characters, CDATA stays CDATA."""
    text = (
        '<p>a&nbsp;&amp;&mdash;<ac:link ac:anchor="x"/>b</p><!-- no --><ac:x><![CDATA[<&]]></ac:x>'
    )
    assert parse(text) == [
        Element("p", children=["a\xa0&\u2014", Element("ac:link", {"ac:anchor": "x"}), "b"]),
        Element("ac:x", children=[CData("<&")]),
    ]


def test_text_alone() -> None:
    """Text without an element is text; what surrounds it is kept."""
    assert parse(" a < b ".replace("<", "&lt;")) == [" a < b "]


def test_written_and_read_again() -> None:
    """What was parsed is written as it was."""
    text = '<p>x &lt; y <ri:page ri:content-title="&quot;a&amp;b&quot;"/></p>'
    assert serialize(Element("", children=parse(text))).text == text + "\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("<p>", 1, "mismatched tag"),
        ("<p>\n<b></p>", 2, "mismatched tag"),
        ("</p>", 1, "mismatched tag"),
        ("a\n&unknown;", 2, "undefined entity"),
        ("a & b", 1, "not well-formed (invalid token)"),
        ("<p a=b/>", 1, "not well-formed (invalid token)"),
        ("\n\n<html:b/>", 3, "unknown prefix 'html'"),
        ("<p x:y='1'/>", 1, "unknown prefix 'x'"),
        ("<!DOCTYPE x>", 1, "not well-formed (invalid token)"),
    ],
)
def test_malformed(text: str, line: int, reason: str) -> None:
    """A mistake is told with its line and its column."""
    with pytest.raises(MalformedStorageError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.reason) == (line, reason)
    assert f"(line {line}, column " in str(caught.value)
