"""What becomes of HTML that nobody has checked?"""

from __future__ import annotations

import re

import pytest
from docutils import nodes
from docutils.utils import new_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.storage.known import KNOWN_ELEMENTS
from sphinx_to_confluence.translate import translate
from sphinx_to_confluence.translate.html.tree import read_html, tags_left_open

NAMES = (
    "a b i code span div p ul ol li dl dt dd table thead tbody tr td th pre blockquote details summary h2 section "
    "figure figcaption caption center font em q sup label button article noscript kbd x-y svg"
)
NAMESPACES = (
    'xmlns:ac="http://atlassian.com/content" xmlns:ri="http://atlassian.com/resource/identifier"'
)
PREFIXES = {
    "http://atlassian.com/content": "ac:",
    "http://atlassian.com/resource/identifier": "ri:",
}


class NoOtherPages:
    """A site whose only page is ``index``."""

    def title(self, docname):
        """Never asked for."""
        raise NotImplementedError

    def locate(self, docname, node_id):
        """Where it was."""
        return docname, node_id

    def fragment(self, _docname, node_id):
        """The id itself."""
        return node_id

    def heading_is_anchor(self, _docname, _node_id):
        """Never."""
        return False

    def heading_counts(self, _docname):
        """None."""
        return {}

    def docname_titled(self, _title):
        """None."""
        return

    def title_ids(self, _docname):
        """Not known."""
        return

    def __contains__(self, docname):
        return docname == "index"


@pytest.fixture(scope="module")
def write_body(tmp_path_factory):
    """Write a page with one node on it: ``write_body(editor, node, **options)``."""
    srcdir = tmp_path_factory.mktemp("html")
    (srcdir / "conf.py").write_text("extensions = ['sphinx_to_confluence']\n", encoding="utf-8")
    with patch_docutils(), docutils_namespace():
        out = srcdir / "out"
        app = Sphinx(srcdir, srcdir, out, out, "confluence", status=None, warning=None)

        def write(editor, node, **options):
            doctree = new_document(str(srcdir / "index.rst"))
            doctree += node
            return translate(
                doctree,
                docname="index",
                builder=app.builder,
                settings=Settings(**options),
                editor=Editor(editor),
                site=NoOtherPages(),
                attach=lambda path, name: name or path.name,
            ).body

        yield write


_word = st.integers(0, 10_000).map(lambda number: f"w{number}w")
_attributes = st.sampled_from(
    ["", ' href="https://example.org/"', ' href="#x"', ' id="x"', " rowspan=3", ' colspan="2"', ' style="color: red"',
     " class='alert-info'", " align=center", " rowspan=0", " colspan=99999", ' "', " open"]
)  # fmt: skip
_tag = st.builds(
    lambda name, attributes: f"<{name}{attributes}>", st.sampled_from(NAMES.split()), _attributes
)
_end = st.sampled_from(NAMES.split()).map(lambda name: f"</{name}>")
_soup = st.lists(
    st.one_of(
        _word, _tag, _end, st.sampled_from(["<br>", "<hr/>", "<!-- x -->", "&amp;", "&lt", " < "])
    )
)


@given(pieces=_soup, editor=st.sampled_from(["v1", "v2"]))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_soup_of_tags(write_body, pieces, editor):
    """The page is well-formed, has known elements only, and every word that HTML shows is on it once."""
    words = [piece for piece in pieces if piece.startswith("w")]
    html = " ".join(pieces)
    body = write_body(editor, nodes.raw("", html, format="html"))
    root = etree.fromstring(f"<page {NAMESPACES}>{body}</page>")
    names = {
        PREFIXES.get(etree.QName(part).namespace, "") + etree.QName(part).localname
        for part in root.iter()
    }
    assert names - {"page"} <= KNOWN_ELEMENTS
    if "svg" not in html:
        assert sorted(re.findall(r"w\d+w", body)) == sorted(words)


@pytest.mark.parametrize(
    ("editor", "options", "macro"),
    [
        ("v1", {"permit_raw_html": True}, "html"),
        ("v1", {"permit_raw_html": True, "html_macro": "html-of-an-app"}, "html-of-an-app"),
        ("v1", {"permit_raw_html": "html-of-an-app"}, "html-of-an-app"),
        ("v2", {"permit_raw_html": "html-of-an-app"}, "html-of-an-app"),
        ("v2", {"permit_raw_html": True}, None),
        ("v1", {"html_macro": "html"}, None),
    ],
)
def test_html_as_it_is(write_body, editor, options, macro):
    """A macro shows HTML as it is, where the project wants that and there is one."""
    body = write_body(editor, nodes.raw("", "<b>]]></b>", format="html"), **options)
    as_it_is = (
        f'<ac:structured-macro ac:name="{macro}"><ac:plain-text-body><![CDATA[<b>]]]]><![CDATA[></b>]]>'
        "</ac:plain-text-body></ac:structured-macro>\n"
    )
    assert body == (as_it_is if macro else "<p><strong>]]&gt;</strong></p>\n")


def test_html_in_a_line_is_always_converted(write_body):
    """A macro in the middle of a sentence would break it."""
    paragraph = nodes.paragraph("", "", nodes.raw("", "<b>x</b>", format="html"), nodes.Text(" y"))
    assert write_body("v1", paragraph, permit_raw_html=True) == "<p><strong>x</strong> y</p>\n"


def test_files_of_the_machine_stay_there(write_body, tmp_path):
    """An absolute path in HTML is one of the site, whoever wrote it."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    html = f'<img src="{secret}" alt="none"><a href="{secret}">none</a>'
    assert "ri:attachment" not in write_body("v2", nodes.raw("", html, format="html"))


def test_depth_has_a_limit(write_body):
    """HTML that is nested too deeply loses its depth, not its text."""
    body = write_body(
        "v1",
        nodes.raw("", "<ul><li>" * 5000 + "deep" + "</li></ul>" * 5000 + "after", format="html"),
    )
    assert ("deep" in body, "after" in body) == (True, True)


@pytest.mark.parametrize(
    ("html", "ended", "left"),
    [
        ("<div><p>one<p>two</div>", [], []),
        ("<details><summary>x</summary>", [], ["details"]),
        ("</details><hr>", ["details"], []),
        ("<table><tr><td>x</table>", [], []),
        ("<b>x</i></b></p>", ["i", "p"], []),
    ],
)
def test_what_is_left_open(html, ended, left):
    """Pieces of HTML say what they begin and what they end for others."""
    assert tags_left_open(html) == (ended, left)


@pytest.mark.parametrize(
    ("html", "shape"),
    [
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "ul(li(a) li(b ul(li(c))))"),
        ("<table><td>a<td>b<tr><th>c</table>", "table(tr(td(a) td(b)) tr(th(c)))"),
        ("<p>a<div>b</p></div>", "p(a) div(b)"),
        ("<p>a <a>b<div>c</div></a>", "p(a a(b)) a(div(c))"),
        ("<b>a<table><tr><td>b</b>c</table>", "b(a table(tr(td(b c))))"),
        ("<a>one<a>two</a>", "a(one) a(two)"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt(a) dd(b) dt(c))"),
        ("<script>if (a<b) '<p>'</script>x", "script(if (a<b) '<p>') x"),
    ],
)
def test_what_is_meant(html, shape):
    """What is not closed, or closed in another order, means what it means in a browser."""
    assert _shape(read_html([html])) == shape


def _shape(element):
    parts = [part.strip() if isinstance(part, str) else _shape(part) for part in element.children]
    inside = " ".join(filter(None, parts))
    return f"{element.name}({inside})" if element.name else inside
