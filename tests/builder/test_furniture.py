"""What stands around the text of a page."""

from __future__ import annotations

import re

import pytest
from sphinx.errors import ConfigError, SphinxError

SOURCES = {
    "index.rst": "Home\n====\n\nText.\n\n.. toctree::\n\n   a\n   b\n",
    "a.rst": "First & one\n===========\n\nText.\n",
    "b.rst": "Second\n======\n\nText.\n",
    "lone.rst": ":orphan:\n\nLone\n====\n\nText.\n",
}
TEXT = "<p>Text.</p>\n"
SOURCE_LINK = "{'type': 'github', 'owner': 'o', 'repo': 'r', 'version': 'v', 'view': 'edit'}"


@pytest.fixture
def manual(project):
    """A project of four pages, three of them in order."""
    project.write(SOURCES)
    return project


def bundle(built):
    """All of a bundle but the one file that tells when documents were read."""
    files = built.files()
    del files["_pages/.history.json"]
    return files


def test_header_and_footer(manual):
    """Storage format from files stands around the text; a change of a file changes all pages."""
    manual.write({"top.xml": "<p>Top &nbsp; &amp; all</p>\n", "parts/end.xml": "<p>End</p>"})
    manual.conf("confluence_header_file = 'top.xml'\nconfluence_footer_file = 'parts/end.xml'\n")
    text = "<p>Top \u00a0 &amp; all</p>\n<p>Text.</p>\n<p>End</p>\n"
    assert manual.build().text("a.conf") == text
    manual.touch("top.xml")
    assert manual.build().written == set()
    manual.write({"top.xml": "<p>New</p>"})
    again = manual.build()
    assert again.text("a.conf") == "<p>New</p>\n<p>Text.</p>\n<p>End</p>\n"
    assert bundle(again) == bundle(manual.build(out="fresh"))


def test_rules_of_the_editor(manual):
    """What the editor cannot hold is said otherwise around the text, too, on every page anew."""
    manual.write({"top.xml": "<ul><li><table><tbody><tr><td>x</td></tr></tbody></table></li></ul>"})
    manual.conf("confluence_header_file = 'top.xml'\n")
    built = manual.build()
    assert built.text("a.conf").startswith("<table>")
    assert built.text("a.conf") == built.text("b.conf")
    assert "a.rst: demoted: table in list item" in built.text("report.txt")


def test_templates(manual):
    """With data, a file is a template; values are escaped unless they are said to be safe."""
    manual.write(
        {
            "top.xml": "<p>{{ title }}, {{ docname }}, {{ release }}, {{ team }}{{ extra|safe }}</p>",
            "end.xml": '<p>{% if source %}<a href="{{ source }}">{{ project }}</a>{% endif %}</p>',
        }
    )
    manual.conf(
        "release = '1.0'\nconfluence_header_file = 'top.xml'\nconfluence_footer_file = 'end.xml'\n"
        "confluence_header_data = {'team': 'R & D', 'extra': '<br/>'}\nconfluence_footer_data = {}\n"
        "confluence_sourcelink = {'url': 'https://example.com/{page}{suffix}?a&b'}\n"
    )
    text = manual.build().text("a.conf")
    assert text.startswith("<p>First &amp; one, a, 1.0, R &amp; D<br/></p>\n")
    assert text.endswith('<p><a href="https://example.com/a.rst?a&amp;b">Test</a></p>\n')


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("<p>{{ nobody }}</p>", "the header of the page cannot be made: 'nobody' is undefined"),
        ("<p>{{ title|safe }}</p>", "the header of the page is not well-formed: "),
    ],
)
def test_template_fails(manual, template, message):
    """What a template makes wrong is a warning for the page, which is written without it."""
    manual.write({"top.xml": template})
    manual.conf("confluence_header_file = 'top.xml'\nconfluence_header_data = {}\n")
    built = manual.build()
    assert built.text("a.conf") == TEXT
    (warning,) = (line for line in built.warnings if line.startswith("a.rst"))
    assert message in warning
    assert warning.endswith("[confluence.bad_markup]")
    assert message in built.text("report.txt")


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (None, {}, "top.xml cannot be read: No such file or directory"),
        (b"\xff", {}, "top.xml is not encoded in UTF-8"),
        ("<p>x", {}, "top.xml is not well-formed: "),
        ("<script/>", {}, "unknown element <script>"),
        (
            "<p>\n{% if %}</p>",
            {"confluence_header_data": {}},
            "top.xml is no template of Jinja: Expected an expression, got 'end of statement block' (line 2)",
        ),
        ("", {"confluence_footer_data": {}}, "is given, but no confluence_footer_file"),
        (
            "",
            {"confluence_sourcelink": {"type": "x"}},
            "confluence_sourcelink needs 'url', or a 'type'",
        ),
    ],
)
def test_mistakes(manual, content, options, message):
    """Options that cannot work end the build before it reads a document."""
    if content is not None:
        manual.write({"top.xml": content})
    with pytest.raises(ConfigError, match=re.escape(message)):
        manual.build(options={"confluence_header_file": "top.xml", **options})


def test_notice(manual):
    """A notice is the first line, with a text of its own or the one that is asked for."""
    notice = manual.build(options={"confluence_page_generation_notice": "yes"}).text("a.conf")
    assert notice.startswith(
        '<p><em><span style="color: rgb(107,119,140);">This page is generated.'
    )
    assert notice.endswith(TEXT)
    other = manual.build(options={"confluence_page_generation_notice": "From <git>."})
    assert ">From &lt;git&gt;.</span>" in other.text("a.conf")


def test_source_link(manual):
    """Pages that have a source end in a link to it."""
    manual.conf(f"confluence_sourcelink = {SOURCE_LINK}\nconfluence_use_index = True\n")
    manual.write({"b.rst": SOURCES["b.rst"] + "\n.. index:: word\n"})
    built = manual.build()
    assert built.text("a.conf") == (
        f'{TEXT}<hr/>\n<p><a href="https://github.com/o/r/edit/v/a.rst">Edit this page</a></p>\n'
    )
    assert "github" not in built.text("genindex.conf")


@pytest.mark.parametrize(
    ("editor", "link"),
    [
        ("v2", '<a href="confluence-doc:{0}">{1}</a>'),
        (
            "v1",
            '<ac:link><ri:page ri:content-title="{1}"/><ac:plain-text-link-body><![CDATA[{2}]]>'
            "</ac:plain-text-link-body></ac:link>",
        ),
    ],
)
def test_previous_and_next(manual, editor, link):
    """Pages link to those around them, in the order of the toctrees; orphans to none."""
    manual.conf(f"confluence_prev_next_buttons_location = 'both'\nconfluence_editor = '{editor}'\n")
    built = manual.build()
    first = link.format("a", "First &amp; one", "First & one")
    home, second = link.format("index", "Home", "Home"), link.format("b", "Second", "Second")
    line = f"<p>\u2190 {home}\u00a0\u00a0|\u00a0\u00a0{second} \u2192</p>\n"
    text = built.text("a.conf")
    assert text.startswith(line)
    assert text.endswith(f"<hr/>\n{line}")
    assert built.text("index.conf").startswith(f"<p>{first} \u2192</p>\n")
    assert "\N{LEFTWARDS ARROW}" not in built.text("lone.conf")
    links = {page["docname"]: page["links"] for page in built.manifest["pages"]}
    assert links["b"] == (["a"] if editor == "v2" else [])


@pytest.mark.parametrize(
    ("edit", "reached"),
    [
        ({"a.rst": "Other\n=====\n\nText.\n"}, {"index", "a", "b"}),
        ({"index.rst": SOURCES["index.rst"].replace("a\n   b", "b\n   a")}, {"index", "a", "b"}),
        (
            {"index.rst": SOURCES["index.rst"].replace("   b", "   lone")},
            {"index", "a", "b", "lone"},
        ),
        ({"a.rst": SOURCES["a.rst"] + "\nMore.\n"}, {"index", "a"}),
    ],
    ids=["title", "order", "other page", "text"],
)
def test_incremental_is_fresh(manual, edit, reached):
    """A page is written again when a page around it is another one, or has another title."""
    manual.conf("confluence_prev_next_buttons_location = 'top'\n")
    manual.build()
    manual.write(edit)
    again = manual.build()
    assert bundle(again) == bundle(manual.build(out="fresh"))
    assert again.written >= reached


def test_order_is_nothing_without_ways(manual):
    """Where no page shows its neighbours, another order changes the toctree only."""
    manual.build()
    manual.write({"index.rst": SOURCES["index.rst"].replace("a\n   b", "b\n   a")})
    assert manual.build().written == {"index"}


def test_other_order(manual):
    """A function of the project can put the pages into another order, or leave some out."""
    manual.conf(
        "confluence_prev_next_buttons_location = 'top'\n"
        "def confluence_navdocs_transform(builder, docnames):\n"
        "    assert builder.name == 'confluence'\n"
        "    return sorted(docnames, reverse=True)[:2]\n"
    )
    built = manual.build()
    line = '<p><a href="confluence-doc:b">Second</a> \u2192</p>\n'
    assert built.text("index.conf").startswith(line)
    assert built.text("a.conf") == TEXT


@pytest.mark.parametrize(
    ("body", "answered"),
    [
        ("return None", "TypeError: 'NoneType' object is not iterable"),
        ("raise LookupError('no chapter')", "LookupError: no chapter"),
    ],
)
def test_order_that_fails(manual, body, answered):
    """A function that gives no order ends the build with its own message."""
    manual.conf(f"def confluence_navdocs_transform(builder, docnames):\n    {body}\n")
    with pytest.raises(SphinxError) as caught:
        manual.build()
    first, *others = str(caught.value).splitlines()
    assert first == "the function confluence_navdocs_transform gave no order of documents."
    assert others[0].strip() == answered


def test_order_of_unknown_documents(manual):
    """A name in the order that is no document is told and left out."""
    manual.conf(
        "confluence_prev_next_buttons_location = 'top'\n"
        "def confluence_navdocs_transform(builder, docnames):\n"
        "    return ['index', 'gone', 'b']\n"
    )
    built = manual.build()
    told = "confluence_navdocs_transform names 'gone', which is no document"
    assert built.warnings == [f"WARNING: {told} [confluence.option]"]
    assert built.text("index.conf").startswith(
        '<p><a href="confluence-doc:b">Second</a> \u2192</p>'
    )


def test_fields(manual):
    """Every piece can be turned off or on by a field of the document; a wrong word is told."""
    manual.write({"top.xml": "<p>Top</p>", "end.xml": "<p>End</p>"})
    manual.conf(
        "confluence_header_file = 'top.xml'\nconfluence_footer_file = 'end.xml'\n"
        f"confluence_page_generation_notice = True\nconfluence_sourcelink = {SOURCE_LINK}\n"
        "confluence_prev_next_buttons_location = 'bottom'\n"
    )
    fields = "".join(f":{name}: off\n" for name in ("header", "footer", "notice", "source-link"))
    manual.write({"a.rst": f"{fields}:confluence-prev-next: no\n\n{SOURCES['a.rst']}"})
    manual.write({"b.rst": f":notice: By hand.\n:prev-next: Top\n:footer: x\n\n{SOURCES['b.rst']}"})
    manual.write({"lone.rst": f":source-link: https://example.com/x\n{SOURCES['lone.rst']}"})
    manual.write({"index.rst": f":source-link: yess\n\n{SOURCES['index.rst']}"})
    built = manual.build()
    assert built.text("a.conf") == TEXT
    text = built.text("b.conf")
    assert text.index("Top") < text.index("By hand.") < text.index("\u2190") < text.index("Text.")
    assert built.warnings == [
        'b.rst: WARNING: the field "footer" must be one of true, false, not "x" [confluence.option]',
        'index.rst: WARNING: the field "source-link" must be true, false or an address, not "yess" '
        "[confluence.option]",
    ]
    assert '<a href="https://example.com/x">' in built.text("lone.conf")


def test_turned_on_by_a_field(manual):
    """A page can have what the others do not."""
    manual.write({"a.rst": f":prev-next: yes\n:notice: yes\n\n{SOURCES['a.rst']}"})
    built = manual.build()
    assert "This page is generated." in built.text("a.conf")
    assert built.text("a.conf").endswith("Second</a> \u2192</p>\n")
    assert built.text("b.conf") == TEXT
