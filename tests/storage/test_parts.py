"""Macros, names of anchors, languages, whitespace and the cursor: are they what they say?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.storage import macros
from sphinx_to_confluence.storage.anchors import anchor_name
from sphinx_to_confluence.storage.build import Cursor
from sphinx_to_confluence.storage.elements import CData, Element, Source
from sphinx_to_confluence.storage.languages import code_language
from sphinx_to_confluence.storage.parse import parse
from sphinx_to_confluence.storage.serialize import serialize
from sphinx_to_confluence.storage.whitespace import collapse

REFERENCE = Path(__file__).parents[2] / ".." / "shared" / "reference" / "code-languages.json"


@pytest.mark.parametrize(
    ("node_id", "name"),
    [
        ("pkg.mod.Class", "pkg.mod.Class"),
        ("term-Some_Thing", "term-Some_Thing"),
        ("f(x)", "f-x-259072e6"),
        ("ünï", "n-e975a529"),
        ("ü", "607474ca"),
        ("", "e3b0c442"),
    ],
)
def test_anchor_names(node_id: str, name: str) -> None:
    """Names are safe everywhere, stable, and different for different ids."""
    assert anchor_name(node_id) == name


def test_anchor_names_do_not_meet() -> None:
    """Ids that look the same without their special characters stay apart."""
    assert len({anchor_name(node_id) for node_id in ("a b", "a(b", "a-b", "a--b")}) == 4


@pytest.mark.parametrize(
    ("name", "cloud", "data_center"),
    [
        ("python", "python", "python"),
        ("PyCon", "python", "python"),
        ("rst", "restructuredtext", "text"),
        ("console", "shell", "bash"),
        ("ini", "text", "text"),
        ("nobody knows", "text", "text"),
    ],
)
def test_languages(name: str, cloud: str, data_center: str) -> None:
    """Each editor gets a name that it knows; plain text for the rest."""
    found = (code_language(name, Editor.CLOUD), code_language(name, Editor.DATA_CENTER))
    assert found == (cloud, data_center)


def test_languages_of_the_reference() -> None:
    """The table of the package says the same as the reference for every name."""
    if not REFERENCE.is_file():
        pytest.skip("the reference is not here")
    for name, row in json.loads(REFERENCE.read_text(encoding="utf-8"))["map"].items():
        found = {
            "cloud": code_language(name, Editor.CLOUD),
            "dc": code_language(name, Editor.DATA_CENTER),
        }
        assert (name, found) == (name, row)


def test_overridden_languages() -> None:
    """A dictionary or a function goes first; a function may leave a name to us."""
    assert code_language("pycon", Editor.CLOUD, {"pycon": "rust"}) == "rust"
    assert code_language("pycon", Editor.CLOUD, {"other": "rust"}) == "python"
    only_ini = lambda name: "toml" if name == "ini" else None  # noqa: E731
    assert code_language("ini", Editor.CLOUD, only_ini) == "toml"
    assert code_language("pycon", Editor.CLOUD, only_ini) == "python"


def test_macros_know_their_parameters() -> None:
    """A parameter that a macro does not have is a mistake of ours."""
    with pytest.raises(ValueError, match="the macro info has no parameter colour"):
        macros.INFO.element({"colour": "red"})


def test_macros_have_the_body_they_declare() -> None:
    """Plain bodies are CDATA, rich ones elements, and some macros have none."""
    assert [
        macros.CODE.element({"language": "c"}, "x").children[1],
        macros.INFO.element({}, [Element("p")]).children[0],
        macros.TOC.element().children,
    ] == [
        Element("ac:plain-text-body", children=[CData("x")]),
        Element("ac:rich-text-body", children=[Element("p")]),
        [],
    ]


def test_cursor_closes_what_an_error_leaves_open() -> None:
    """After an error the cursor stands where it stood before."""
    out: Cursor[int] = Cursor(lambda line: Source("a.rst", line))

    def fail() -> None:
        with out.element("ul", at=3), out.element("li"):
            out.text("a")
            raise KeyError

    with out.element("blockquote"):
        with pytest.raises(KeyError):
            fail()
        out.text("b")
    list_ = Element("ul", children=[Element("li", children=["a"])])
    assert out.root.children == [Element("blockquote", children=[list_, "b"])]
    assert out.root.child("blockquote").child("ul").source == Source("a.rst", 3)


def test_cursor_collects_apart() -> None:
    """What is collected is not part of the page until it is put there."""
    out: Cursor[int] = Cursor(lambda _: None)
    with out.collect() as fragment:
        out.text("a")
    assert out.root.children == []
    out.put(fragment.children)
    assert out.root.children == ["a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p> a\n b  c </p>", "<p>a b c</p>"),
        ("<p>a <em> b</em> c</p>", "<p>a <em>b</em> c</p>"),
        ("<p><em> a </em> b</p>", "<p><em>a </em>b</p>"),
        ("<p>a<em> </em></p>", "<p>a</p>"),
        ("<p><em>a </em> <em>b</em></p>", "<p><em>a b</em></p>"),
        ("<p>a <br/> b</p>", "<p>a<br/>b</p>"),
        ("<p>a\u00a0 b</p>", "<p>a\u00a0 b</p>"),
        ("<p>a <code>b  c\n d</code> e</p>", "<p>a <code>b  c d</code> e</p>"),
        ("<p>a <ac:image/> b</p>", "<p>a <ac:image/> b</p>"),
        (
            '<p>a <ac:link><ri:page ri:content-title="x"/><ac:link-body><em>b</em></ac:link-body></ac:link> c</p>',
            '<p>a <ac:link><ri:page ri:content-title="x"/><ac:link-body><em>b</em></ac:link-body></ac:link> c</p>',
        ),
        (
            "<p>a <ac:link><ac:plain-text-link-body><![CDATA[b  c]]></ac:plain-text-link-body></ac:link> d</p>",
            "<p>a <ac:link><ac:plain-text-link-body><![CDATA[b  c]]></ac:plain-text-link-body></ac:link> d</p>",
        ),
        ("<pre> a\n  b</pre>", "<pre> a\n  b</pre>"),
        (
            '<ac:structured-macro ac:name="x"><ac:parameter> a  b\n c </ac:parameter></ac:structured-macro>',
            '<ac:structured-macro ac:name="x"><ac:parameter>a  b c</ac:parameter></ac:structured-macro>',
        ),
        ("<p>a <ac:emoticon ac:name='x'/> <time datetime='y'/> b</p>",) * 2,
        ("<p>a\u200b \u200bb \u200f c\u2060</p>",) * 2,
        ("<p>\u00a0 a \u00a0</p>", "<p>\u00a0 a \u00a0</p>"),
        ("<p>\u3000a\u2003b</p>",) * 2,
        ("<p>a<br/>\n<br/> b</p>", "<p>a<br/><br/>b</p>"),
        ("<p> <a href='u'> a </a> <em> b</em></p>", "<p><a href='u'>a </a><em>b</em></p>"),
        (
            "<ul><li> a \n<ul><li> b </li></ul> c </li></ul>",
            "<ul><li>a<ul><li>b</li></ul>c</li></ul>",
        ),
        ("<p>a\r\n\tb</p>", "<p>a b</p>"),
    ],
)
def test_whitespace(text: str, expected: str) -> None:
    """Whitespace means as much as in HTML, but in code and where it does not break."""
    root = Element("", children=parse(text))
    collapse(root)
    expected_root = Element("", children=parse(expected))
    assert serialize(root).text == serialize(expected_root).text
