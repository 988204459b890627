"""Is storage format that people write read as it is meant, and are its mistakes told where they are?"""

from __future__ import annotations

import pytest

from sphinx_to_confluence.storage.elements import CData, Element
from sphinx_to_confluence.storage.parse import MalformedStorageError, parse
from sphinx_to_confluence.storage.serialize import serialize


def test_elements_text_and_cdata() -> None:
    """Elements keep prefixes and attributes, entities become characters, CDATA stays CDATA."""
    text = '<p>a&nbsp;&amp;&mdash;<ac:link ac:anchor="x"/>b</p><!-- no --><pre><![CDATA[<&]]></pre>'
    assert parse(text) == [
        Element("p", children=["a\xa0&\u2014", Element("ac:link", {"ac:anchor": "x"}), "b"]),
        Element("pre", children=[CData("<&")]),
    ]


def test_text_alone() -> None:
    """Text without an element is text; what surrounds it is kept."""
    assert parse(" a < b ".replace("<", "&lt;")) == [" a < b "]


def test_written_and_read_again() -> None:
    """What was parsed is written as it was."""
    text = '<p>x &lt; y <ri:page ri:content-title="&quot;a&amp;b&quot;"/></p>'
    assert serialize(Element("", children=parse(text))).text == text + "\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("<p>", 1, 4, "mismatched tag"),
        ("<p>RAW2 &nbsp; unclosed", 1, 24, "mismatched tag"),
        ("<p>\nunclosed\n", 3, 1, "mismatched tag"),
        ("<p>\n<b></p>", 2, 6, "mismatched tag"),
        ("</p>", 1, 3, "mismatched tag"),
        ("a\n&unknown;", 2, 1, "undefined entity"),
        ("a & b", 1, 4, "not well-formed (invalid token)"),
        ("<p a=b/>", 1, 6, "not well-formed (invalid token)"),
        ("\n\n<html:b/>", 3, 1, "unknown prefix 'html'"),
        ("<p x:y='1'/>", 1, 1, "unknown prefix 'x'"),
        ("<!DOCTYPE x>", 1, 3, "not well-formed (invalid token)"),
        ("<p>a\n<script>x</script></p>", 2, 1, "unknown element <script>"),
        ("a <info/>", 1, 3, "unknown element <info>"),
        ("<P/>", 1, 1, "unknown element <P>"),
        ("<ac:info/>", 1, 1, "unknown element <ac:info>"),
        ("<ri:img/>", 1, 1, "unknown element <ri:img>"),
    ],
)
def test_malformed(text: str, line: int, column: int, reason: str) -> None:
    """A mistake is told with its line and its column, and a mistake at the end with the end of the text."""
    with pytest.raises(MalformedStorageError) as caught:
        parse(text)
    assert str(caught.value) == f"{reason} (line {line}, column {column})"
    told = (caught.value.line, caught.value.column, caught.value.reason)
    assert told == (line, column, reason)
