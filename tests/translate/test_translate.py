"""What holds for every page, whatever it says?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_to_confluence.bundle.model import Editor, SourceLine
from sphinx_to_confluence.bundle.report import Finding
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.storage.anchors import anchor_name
from sphinx_to_confluence.translate import TranslatedPage, translate


class OnePageSite:
    """A site of one page whose headings are no anchors."""

    def title(self, docname: str) -> str:
        """Title of the page."""
        return docname.title()

    def title_ids(self, _docname: str) -> None:
        """Not known."""
        return

    def docname_titled(self, title: str) -> str | None:
        """The page."""
        return "index" if title == "Index" else None

    def fragment(self, _docname: str, node_id: str) -> str:
        """Name of an anchor."""
        return anchor_name(node_id)

    def heading_is_anchor(self, _docname: str, _node_id: str) -> bool:
        """Never."""
        return False

    def heading_counts(self, _docname: str) -> dict[str, int]:
        """None."""
        return {}

    def __contains__(self, docname: object) -> bool:
        return docname == "index"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sphinx]:
    """A project with nothing in it."""
    srcdir = tmp_path_factory.mktemp("empty")
    (srcdir / "conf.py").write_text("extensions = ['sphinx_to_confluence']\n", encoding="utf-8")
    with patch_docutils(), docutils_namespace():
        out = srcdir / "out"
        yield Sphinx(srcdir, srcdir, out, out, "confluence", status=None, warning=None)


def _translate(app: Sphinx, doctree: nodes.document, editor: Editor) -> TranslatedPage:
    return translate(
        doctree,
        docname="index",
        builder=app.builder,
        settings=Settings(),
        editor=editor,
        site=OnePageSite(),
        attach=lambda path, name: name or path.name,
    )


def _document(app: Sphinx, *children: nodes.Node) -> nodes.document:
    doctree = new_document(str(Path(app.srcdir) / "index.rst"))
    doctree += list(children)
    return doctree


@pytest.mark.parametrize("editor", Editor)
@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        (nodes.bullet_list, nodes.list_item),
        (nodes.block_quote, nodes.container),
        (nodes.note, nodes.compound),
        (nodes.emphasis, nodes.strong),
    ],
)
def test_two_hundred_levels(app: Sphinx, editor: Editor, outer: type, inner: type) -> None:
    """Deep nesting is no error, and Python's limit is afterwards what it was."""
    before = sys.getrecursionlimit()
    node: nodes.Node = nodes.Text("deep")
    for _ in range(200):
        node = (
            outer("", inner("", node))
            if outer is not nodes.emphasis
            else outer("", "", inner("", "", node))
        )
    page = _translate(app, _document(app, node), editor)
    assert page.body.count("deep") == 1
    assert sys.getrecursionlimit() == before


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
    doctree = _document(app, figure, fields, nodes.note("", nodes.paragraph("", "c")))
    before = doctree.pformat()
    _translate(app, doctree, editor)
    assert doctree.pformat() == before


def test_what_comes_back(app: Sphinx) -> None:
    """The body, where its rows come from, the pages it links to and what was demoted."""
    link = nodes.reference("", "Index", refuri="confluence-doc:index#a%20b", internal=True)
    table = nodes.table("", nodes.tgroup("", nodes.tbody("", nodes.row("", nodes.entry("")))))
    item = nodes.list_item("", nodes.paragraph("", "", link), table)
    item.children[0].line = 3
    doctree = _document(app, nodes.bullet_list("", item))
    page = _translate(app, doctree, Editor.CLOUD)
    assert page.body == (
        '<ul>\n<li>\n<p><a href="#a-b-c8687a08">Index</a></p>\n</li>\n</ul>\n'
        "<table>\n<tbody>\n<tr>\n<td>\n<p/>\n</td>\n</tr>\n</tbody>\n</table>\n"
    )
    assert SourceLine(3, "index.rst", 3) in page.rows
    assert page.links == frozenset()
    assert page.findings == (Finding("demoted", "table in list item", "index.rst"),)


def test_links_are_told(app: Sphinx) -> None:
    """Whose address has to be put in is told, also for the top of the page itself."""
    doctree = _document(
        app, nodes.paragraph("", "", nodes.reference("", "x", refuri="confluence-doc:index"))
    )
    assert _translate(app, doctree, Editor.CLOUD).links == {"index"}
    assert _translate(app, doctree, Editor.DATA_CENTER).links == frozenset()


def test_text_that_xml_cannot_hold(app: Sphinx) -> None:
    """Characters that no XML can hold are left out, and the escapes of docutils are text."""
    text = nodes.Text("a\x00b\x0c\ud800c ]]> \u202e")
    doctree = _document(app, nodes.paragraph("", "", text), nodes.literal_block("", "x\x08]]>"))
    assert _translate(app, doctree, Editor.CLOUD).body == (
        "<p>ab c ]]&gt; \u202e</p>\n"
        '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">text</ac:parameter>'
        "<ac:plain-text-body><![CDATA[x]]]]><![CDATA[>]]></ac:plain-text-body></ac:structured-macro>\n"
    )


def test_a_very_long_table(app: Sphinx) -> None:
    """Ten thousand rows are written, each with its cell."""
    rows = [nodes.row("", nodes.entry("", nodes.paragraph("", "x"))) for _ in range(10_000)]
    table = nodes.table("", nodes.tgroup("", nodes.colspec(), nodes.tbody("", *rows)))
    assert _translate(app, _document(app, table), Editor.CLOUD).body.count("<td>") == 10_000
