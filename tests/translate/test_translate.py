"""What holds for every page, whatever it says?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from docutils import nodes
from one_page import document, empty_project, translate_page
from sphinx.application import Sphinx

from sphinx_to_confluence.bundle.model import Editor, SourceLine
from sphinx_to_confluence.bundle.report import Finding


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sphinx]:
    """A project with nothing in it."""
    with empty_project(tmp_path_factory.mktemp("empty")) as app:
        yield app


@pytest.mark.parametrize("editor", Editor)
def test_the_document_stays_as_it_is(app: Sphinx, editor: Editor) -> None:
    """Sphinx may need the resolved document afterwards."""
    figure = nodes.figure(
        "",
        nodes.reference(
            "", "", nodes.image(uri="https://example.org/x.png"), refuri="https://x.org"
        ),
        nodes.caption("", "Caption"),
    )
    fields = nodes.field_list(
        "",
        nodes.field("", nodes.field_name("", "a"), nodes.field_body("", nodes.paragraph("", "b"))),
    )
    doctree = document(app, figure, fields, nodes.note("", nodes.paragraph("", "c")))
    before = doctree.pformat()
    translate_page(app, doctree, editor)
    assert doctree.pformat() == before


def test_what_comes_back(app: Sphinx) -> None:
    """The body, where its rows come from, the pages it links to and what was demoted."""
    link = nodes.reference("", "Index", refuri="confluence-doc:index#a%20b", internal=True)
    table = nodes.table("", nodes.tgroup("", nodes.tbody("", nodes.row("", nodes.entry("")))))
    item = nodes.list_item("", nodes.paragraph("", "", link), table)
    item.children[0].line = 3
    doctree = document(app, nodes.bullet_list("", item))
    page = translate_page(app, doctree, Editor.CLOUD)
    assert page.body == (
        '<ul>\n<li>\n<p><a href="#a-b-c8687a08">Index</a></p>\n</li>\n</ul>\n'
        "<table>\n<tbody>\n<tr>\n<td>\n<p/>\n</td>\n</tr>\n</tbody>\n</table>\n"
    )
    assert SourceLine(3, "index.rst", 3) in page.rows
    assert page.links == frozenset()
    assert page.findings == (Finding("demoted", "table in list item", "index.rst"),)


def test_links_are_told(app: Sphinx) -> None:
    """Whose address has to be put in is told, also for the top of the page itself."""
    doctree = document(
        app, nodes.paragraph("", "", nodes.reference("", "x", refuri="confluence-doc:index"))
    )
    assert translate_page(app, doctree, Editor.CLOUD).links == {"index"}
    assert translate_page(app, doctree, Editor.DATA_CENTER).links == frozenset()


def test_text_that_xml_cannot_hold(app: Sphinx) -> None:
    """Characters that no XML can hold are left out, and the escapes of docutils are text."""
    text = nodes.Text("a\x00b\x0c\ud800c ]]> \u202e")
    doctree = document(app, nodes.paragraph("", "", text), nodes.literal_block("", "x\x08]]>"))
    assert translate_page(app, doctree, Editor.CLOUD).body == (
        "<p>ab c ]]&gt; \u202e</p>\n"
        '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">text</ac:parameter>'
        "<ac:plain-text-body><![CDATA[x]]]]><![CDATA[>]]></ac:plain-text-body></ac:structured-macro>\n"
    )
