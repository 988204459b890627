"""Is what is written always well-formed, and the text that was put in?"""

from __future__ import annotations

import pytest
from lxml import etree

from sphinx_to_confluence.bundle.model import SourceLine
from sphinx_to_confluence.storage.elements import CData, Element, Node, Source
from sphinx_to_confluence.storage.serialize import serialize

_NAMESPACES = (
    'xmlns:ac="http://atlassian.com/content" xmlns:ri="http://atlassian.com/resource/identifier"'
)

ADVERSARIAL = [
    pytest.param("a < b & c > d", "a < b & c > d", id="markup"),
    pytest.param("&nbsp;&#65;", "&nbsp;&#65;", id="what looks like an entity"),
    pytest.param("]]>", "]]>", id="end of CDATA"),
    pytest.param("]]]]>>]]>]]>", "]]]]>>]]>]]>", id="ends of CDATA"),
    pytest.param("]]\x00>", "]]>", id="an end of CDATA behind a control character"),
    pytest.param("<![CDATA[x", "<![CDATA[x", id="beginning of CDATA"),
    pytest.param("a\x00b\x08c\x0bd\x1fe", "abcde", id="control characters"),
    pytest.param("a\ud800b\udfffc", "abc", id="unpaired surrogates"),
    pytest.param("a\ufffeb\uffffc", "abc", id="no characters"),
    pytest.param("\u202eright to left\u202c", "\u202eright to left\u202c", id="right to left"),
    pytest.param("\U0001f600 ünïcode", "\U0001f600 ünïcode", id="beyond the basic plane"),
    pytest.param("a\r\nb\rc\td", "a\nb\nc\td", id="line breaks"),
    pytest.param("x" * 100_000, "x" * 100_000, id="a very long word"),
]


def _parsed(*nodes: Node) -> etree._Element:
    text = serialize(Element("", children=nodes)).text
    return etree.fromstring(f"<page {_NAMESPACES}>{text}</page>", etree.XMLParser(huge_tree=True))


@pytest.mark.parametrize(("text", "expected"), ADVERSARIAL)
def test_text_comes_back(text: str, expected: str) -> None:
    """Any text is read back as it was, but for what XML cannot hold."""
    paragraph = _parsed(Element("p", children=[text]))[0]
    assert paragraph.text == expected


@pytest.mark.parametrize(("text", "expected"), ADVERSARIAL)
def test_cdata_comes_back(text: str, expected: str) -> None:
    """The same holds for text that is kept to the letter."""
    code = _parsed(Element("ac:plain-text-body", children=[CData(text)]))[0]
    assert code.text == expected


@pytest.mark.parametrize(("text", "expected"), ADVERSARIAL)
def test_attributes_come_back(text: str, expected: str) -> None:
    """The same holds for attributes, quotes included."""
    link = _parsed(Element("a", {"href": f'"{text}'}, ["x"]))[0]
    assert link.get("href") == f'"{expected}'


def test_blocks_stand_on_rows_of_their_own() -> None:
    """A block begins a row, inline markup does not, and rows know their sources."""
    page = Element(
        "",
        children=[
            Element("p", children=["a", Element("em", children=["b"])], source=Source("x.rst", 1)),
            Element(
                "ul",
                children=[
                    Element(
                        "li", children=[Element("p", children=["c"], source=Source("x.rst", 4))]
                    )
                ],
                source=Source("x.rst", 3),
            ),
            Element(
                "ac:structured-macro",
                {"ac:name": "code"},
                [Element("ac:plain-text-body", children=[CData("1\n2")])],
                source=Source("y.rst"),
            ),
            Element("hr", source=Source("x.rst", 9)),
        ],
    )
    written = serialize(page)
    assert written.text == (
        "<p>a<em>b</em></p>\n"
        "<ul>\n<li>\n<p>c</p>\n</li>\n</ul>\n"
        '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[1\n2]]></ac:plain-text-body>'
        "</ac:structured-macro>\n"
        "<hr/>\n"
    )
    assert written.rows == (
        SourceLine(1, "x.rst", 1),
        SourceLine(2, "x.rst", 3),
        SourceLine(4, "x.rst", 4),
        SourceLine(7, "y.rst", None),
        SourceLine(9, "x.rst", 9),
    )


def test_depth_does_not_matter() -> None:
    """A tree of any depth is written without recursion."""
    element = Element("p", children=["x"])
    for _ in range(20_000):
        element = Element("blockquote", children=[element])
    assert serialize(element).text.count("<blockquote>") == 20_000


@pytest.mark.parametrize("name", ["", "p>", "a b", "1", "a:b:c", "ac:"])
def test_names_that_are_none(name: str) -> None:
    """An attribute whose name would break the markup is refused: it is a mistake of ours."""
    with pytest.raises(ValueError, match="cannot be the name"):
        serialize(Element("p", {name: "x"}))


def test_empty_page() -> None:
    """A page without anything is empty text."""
    assert serialize(Element("")).text == ""
