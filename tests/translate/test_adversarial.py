"""What nobody writes, and somebody's generator does: depth, size and characters without end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import cycle, islice

import pytest
from docutils import nodes
from one_page import document, empty_project, translate_page
from sphinx import addnodes
from sphinx.application import Sphinx
from storage_judge import anchors, problems

from sphinx_to_confluence.bundle.model import Editor

LEVELS = 200


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sphinx]:
    """A project with nothing in it."""
    with empty_project(tmp_path_factory.mktemp("adversarial")) as app:
        yield app


def _paragraph(text: str) -> nodes.Element:
    node = nodes.paragraph("", text)
    node.line = 1  # as the parser gives it one
    return node


def _table(inner: nodes.Node) -> nodes.Element:
    head = nodes.thead("", nodes.row("", nodes.entry("", _paragraph("h"))))
    body = nodes.tbody("", nodes.row("", nodes.entry("", inner)))
    return nodes.table("", nodes.tgroup("", nodes.colspec(colwidth=1), head, body, cols=1))


def _long_table(rows: int) -> nodes.Element:
    made = [
        nodes.row("", nodes.entry("", _paragraph("x")), nodes.entry("", _paragraph("y")))
        for _ in range(rows)
    ]
    columns = [nodes.colspec(colwidth=1), nodes.colspec(colwidth=1)]
    return nodes.table("", nodes.tgroup("", *columns, nodes.tbody("", *made), cols=2))


def _wide_table(inner: nodes.Node) -> nodes.Element:
    cells = [nodes.entry("", _paragraph("h"), morerows=1), nodes.entry("", inner)]
    below = nodes.row("", nodes.entry("", _paragraph("x")))
    body = nodes.tbody("", nodes.row("", *cells), below)
    columns = [nodes.colspec(colwidth=1), nodes.colspec(colwidth=2)]
    return nodes.table("", nodes.tgroup("", *columns, body, cols=2))


def _definitions(inner: nodes.Node) -> nodes.Element:
    item = nodes.definition_list_item("", nodes.term("", "t"), nodes.definition("", inner))
    return nodes.definition_list("", item)


def _fields(inner: nodes.Node) -> nodes.Element:
    return nodes.field_list(
        "", nodes.field("", nodes.field_name("", "f"), nodes.field_body("", inner))
    )


def _options(inner: nodes.Node) -> nodes.Element:
    option = nodes.option("", nodes.option_string("", "-x"))
    item = nodes.option_list_item("", nodes.option_group("", option), nodes.description("", inner))
    return nodes.option_list("", item)


def _described(inner: nodes.Node) -> nodes.Element:
    signature = addnodes.desc_signature("", "", addnodes.desc_name("", "n"))
    content = addnodes.desc_content("", inner)
    return addnodes.desc("", signature, content, domain="py", objtype="class")


def _figure(inner: nodes.Node) -> nodes.Element:
    picture = nodes.image("", uri="https://example.org/x.png")
    return nodes.figure("", picture, nodes.caption("", "c"), nodes.legend("", inner))


def _titled(kind: type[nodes.Element], inner: nodes.Node, **attributes: object) -> nodes.Element:
    return kind("", nodes.title("", "t"), inner, **attributes)


CONTAINERS: dict[str, Callable[[nodes.Node], nodes.Element]] = {
    "bullet list": lambda inner: nodes.bullet_list("", nodes.list_item("", inner)),
    "numbered list": lambda inner: nodes.enumerated_list("", nodes.list_item("", inner)),
    "quote": lambda inner: nodes.block_quote("", inner, nodes.attribution("", "a")),
    "indented": lambda inner: nodes.block_quote("", inner),
    "container": lambda inner: nodes.container("", inner),
    "note": lambda inner: nodes.note("", inner),
    "warning": lambda inner: nodes.warning("", inner),
    "important": lambda inner: nodes.important("", inner),
    "admonition": lambda inner: _titled(nodes.admonition, inner),
    "dropdown": lambda inner: _titled(nodes.admonition, inner, classes=["dropdown"]),
    "topic": lambda inner: _titled(nodes.topic, inner),
    "sidebar": lambda inner: _titled(nodes.sidebar, inner),
    "section": lambda inner: _titled(nodes.section, inner),
    "table": _table,
    "wide table": _wide_table,
    "definitions": _definitions,
    "fields": _fields,
    "options": _options,
    "description": _described,
    "figure": _figure,
    "footnote": lambda inner: nodes.footnote("", nodes.label("", "1"), inner),
    "version": lambda inner: addnodes.versionmodified("", inner, type="deprecated"),
    "hlist": lambda inner: addnodes.hlist(
        "", addnodes.hlistcol("", nodes.bullet_list("", nodes.list_item("", inner)))
    ),
}
INLINE: dict[str, Callable[[nodes.Node], nodes.Element]] = {
    "marks": lambda inner: nodes.emphasis("", "", nodes.strong("", "", inner)),
    "code": lambda inner: nodes.literal("", "", nodes.emphasis("", "", inner)),
    "links": lambda inner: nodes.reference("", "", inner, refuri="https://example.org"),
    "inner links": lambda inner: nodes.reference("", "", inner, refid="x"),
}
RAW = {
    "lists": ("<ul><li>", "</li></ul>"),
    "tables": ("<table><tr><th>h</th><td>", "</td></tr></table>"),
    "panels": (
        '<ac:structured-macro ac:name="info"><ac:rich-text-body>',
        "</ac:rich-text-body></ac:structured-macro>",
    ),
    "layouts": (
        '<ac:layout><ac:layout-section ac:type="single"><ac:layout-cell>',
        "</ac:layout-cell></ac:layout-section></ac:layout>",
    ),
    "marks": ("<em><strong>", "</strong></em>"),
    "stray cells": ("<td>", "</td>"),
}


def _nested(wraps: Iterator[Callable[[nodes.Node], nodes.Element]]) -> nodes.Node:
    node: nodes.Node = _paragraph("deep")
    for wrap in islice(wraps, LEVELS):
        node = wrap(node)
    return node


def _assert_deep(app: Sphinx, doctree: nodes.document, editor: Editor) -> None:
    before = sys.getrecursionlimit()
    body = translate_page(app, doctree, editor).body
    assert sys.getrecursionlimit() == before
    assert body.count("deep") == 1
    assert problems(body, editor.value) == []


@pytest.mark.parametrize("editor", Editor)
@pytest.mark.parametrize("name", CONTAINERS)
def test_one_container_in_itself(app: Sphinx, editor: Editor, name: str) -> None:
    """Two hundred levels of anything are a page, which the editor holds, and Python's limit is what it was."""
    _assert_deep(app, document(app, _nested(cycle([CONTAINERS[name]]))), editor)


@pytest.mark.parametrize("editor", Editor)
@pytest.mark.parametrize("start", range(0, len(CONTAINERS), 4))
def test_all_containers_in_each_other(app: Sphinx, editor: Editor, start: int) -> None:
    """Also when they are mixed."""
    wraps = [*CONTAINERS.values()]
    _assert_deep(app, document(app, _nested(cycle(wraps[start:] + wraps[:start]))), editor)


@pytest.mark.parametrize("editor", Editor)
@pytest.mark.parametrize("name", INLINE)
def test_markup_in_markup(app: Sphinx, editor: Editor, name: str) -> None:
    """Also within a line."""
    node: nodes.Node = nodes.Text("deep")
    for _ in range(LEVELS):
        node = INLINE[name](node)
    _assert_deep(app, document(app, nodes.paragraph("", "", node)), editor)


@pytest.mark.parametrize("editor", Editor)
@pytest.mark.parametrize("name", RAW)
def test_raw_markup_in_itself(app: Sphinx, editor: Editor, name: str) -> None:
    """Also when the document itself is flat, and only the markup in it is deep."""
    begin, end = RAW[name]
    raw = nodes.raw("", f"{begin * LEVELS}deep{end * LEVELS}", format="confluence")
    _assert_deep(app, document(app, raw), editor)


@pytest.mark.parametrize("editor", Editor)
@pytest.mark.parametrize(
    "text",
    [
        "".join(map(chr, range(1, 0x20))) + "\x7f\x85",
        "]]>" * 3 + "<![CDATA[",
        "a\ud800b\udfffc",
        "\u202eright to left\u202c \u200fא\u200e",
        "x" * 100_000,
        "a\x00b\x00 c",
        "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \U000e0041",
        "&amp; &lt;b&gt; &nbsp; &#0; &#x1f; &unknown;",
        "<script>alert(1)</script> <!-- --> <?pi?> <!DOCTYPE x>",
        "\ufffe\uffff\ufeff",
        "\u2028\u2029\u00a0\u3000",
        "${x} {{y}} {z} %(w)s \\",
        "",
        " \t\n ",
    ],
    ids=[
        "control characters", "end of CDATA", "surrogates", "right to left", "a long word", "NUL", "astral",
        "entities", "markup", "no characters", "odd spaces", "placeholders", "nothing", "whitespace",
    ],
)  # fmt: skip
def test_any_text_anywhere(app: Sphinx, editor: Editor, text: str) -> None:
    """Whatever a text holds, wherever it stands, the page is well-formed, and the words around it are there."""
    strange = f"before {text} after"
    page = document(
        app,
        nodes.section("", nodes.title("", strange), ids=[f"id {text[:50]}"]),
        nodes.paragraph("", "", nodes.literal("", strange), nodes.emphasis("", strange)),
        nodes.literal_block("", strange, language="python"),
        nodes.admonition("", nodes.title("", strange), _paragraph(strange), classes=["dropdown"]),
        nodes.image("", uri="https://example.org/" + text[:50], alt=strange),
        nodes.paragraph("", "", nodes.reference("", strange, refuri="https://x.org/" + text[:50])),
        nodes.paragraph("", "", nodes.reference("", strange, refid="x")),
        nodes.math_block("", strange),
        nodes.footnote("", nodes.label("", text[:50]), _paragraph(strange)),
    )
    body = translate_page(app, page, editor).body
    assert problems(body, editor.value) == []
    assert min(body.count("before"), body.count("after")) >= 9
    assert len(anchors(body)) == 1


@pytest.mark.parametrize("editor", Editor)
def test_a_very_long_table(app: Sphinx, editor: Editor) -> None:
    """Ten thousand rows are written, each with its cells, and thousands as a list."""
    body = translate_page(app, document(app, _long_table(10_000)), editor).body
    assert body.count("<td>") == 20_000
    inner = translate_page(app, document(app, _table(_long_table(2_000))), editor).body
    assert (inner.count(">x<"), inner.count(">y<")) == (2_000, 2_000)


@pytest.mark.parametrize("editor", Editor)
def test_a_cell_over_all_rows(app: Sphinx, editor: Editor) -> None:
    """One cell next to two thousand others stays one cell, and is said in every entry of a list."""
    first = nodes.row(
        "", nodes.entry("", _paragraph("z"), morerows=1_999), nodes.entry("", _paragraph("y"))
    )
    rows = [first, *(nodes.row("", nodes.entry("", _paragraph("y"))) for _ in range(1_999))]
    columns = [nodes.colspec(colwidth=1), nodes.colspec(colwidth=1)]
    table = nodes.table("", nodes.tgroup("", *columns, nodes.tbody("", *rows), cols=2))
    body = translate_page(app, document(app, table), editor).body
    assert (body.count('rowspan="2000"'), body.count(">y<")) == (1, 2_000)
    inner = translate_page(app, document(app, _table(table.deepcopy())), editor).body
    cells = 2_000 if editor is Editor.CLOUD else 1
    assert (inner.count(">z<"), inner.count(">y<")) == (cells, 2_000)


@pytest.mark.parametrize("editor", Editor)
def test_very_many_siblings(app: Sphinx, editor: Editor) -> None:
    """Ten thousand blocks and ten thousand pieces of a line are no problem either."""
    line = [nodes.strong("", "s") for _ in range(10_000)]
    blocks = [_paragraph("p") for _ in range(10_000)]
    body = translate_page(app, document(app, nodes.paragraph("", "", *line), *blocks), editor).body
    assert body.count("<p>p</p>") == 10_000
    assert "s" * 10_000 in body
