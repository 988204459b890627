"""A build tells every link between its pages that leads to nothing, and where in the sources it is."""

from __future__ import annotations

import json

import pytest

INDEX = """
    Home
    ====

    .. toctree::

       a

    .. raw:: confluence

       {raw}

    .. _here:

    A paragraph.

    A heading
    ---------

    .. image:: logo.png
    """


def told(built):
    """The warnings about links."""
    return [line for line in built.warnings if "[confluence.link]" in line]


def build(project, raw, editor, page="Text.", **more):
    """Build a page with some storage format, and one below it."""
    files = {
        "index.rst": INDEX.replace("{raw}", raw),
        "a.rst": f"Page\n====\n\n{page}\n",
        "logo.png": b"x",
    }
    project.write(files)
    return project.build(options={"confluence_editor": editor, "confluence_space_key": "K"}, **more)


WHOLE = {
    "v2": [
        '<p><a href="#here">x</a></p>',
        '<p><a href="#A-heading">x</a></p>',
        '<p><a href="#">x</a><a href="https://example.org/#x">y</a></p>',
        '<p><a href="confluence-doc:a">x</a></p>',
        '<p><a href="confluence-doc:index#A%2Dheading">x</a></p>',
        '<p><ac:link ac:anchor="A heading"/></p>',
    ],
    "v1": [
        '<p><ac:link ac:anchor="here"/></p>',
        '<p><ac:link ac:anchor="A heading"/></p>',
        '<p><ac:link ac:anchor="here"><ri:page ri:content-title="Home"/></ac:link></p>',
        '<p><a href="confluence-doc:a#any">x</a></p>',
    ],
    "both": [
        '<p><ac:link ac:anchor="x"><ri:page ri:content-title="A page of others"/></ac:link></p>',
        '<p><ac:link ac:anchor="x"><ri:page ri:space-key="O" ri:content-title="Page"/></ac:link></p>',
        '<p><ac:link><ri:user ri:account-id="1"/></ac:link></p>',
        '<p><ac:link><ri:attachment ri:filename="logo.png"/></ac:link></p>',
        '<p><ac:link><ri:attachment ri:filename="x"><ri:page ri:content-title="Others"/></ri:attachment></ac:link></p>',
    ],
}


@pytest.mark.parametrize(
    ("editor", "raw"),
    [(editor, raw) for editor in ("v1", "v2") for raw in (*WHOLE[editor], *WHOLE["both"])],
)
def test_whole(project, editor, raw):
    """Links to what is there, or to what is none of ours, are no mistakes."""
    assert told(build(project, raw, editor)) == []


NOWHERE = 'a link leads to nothing: the page of "{}" has no {} "{}"'
BROKEN = {
    "v2": [
        ('<p><a href="#gone">x</a></p>', NOWHERE.format("index", "place", "gone")),
        ('<p><a href="#a-heading">x</a></p>', NOWHERE.format("index", "place", "a-heading")),
        ('<p><a href="confluence-doc:a#b%20c">x</a></p>', NOWHERE.format("a", "place", "b c")),
        (
            '<p><a href="confluence-doc:nowhere">x</a></p>',
            "a link leads to a document without a page: nowhere",
        ),
    ],
    "v1": [
        ('<p><ac:link ac:anchor="gone"/></p>', NOWHERE.format("index", "place", "gone")),
        (
            '<p><ac:link ac:anchor="gone"><ri:page ri:content-title="page" ri:space-key="K"/></ac:link></p>',
            NOWHERE.format("a", "place", "gone"),
        ),
    ],
    "both": [
        (
            '<p><ac:link><ri:attachment ri:filename="gone.png"/></ac:link></p>',
            NOWHERE.format("index", "file", "gone.png"),
        ),
        (
            '<ac:image><ri:attachment ri:filename="logo.png"><ri:page ri:content-title="Page"/></ri:attachment>'
            "</ac:image>",
            NOWHERE.format("a", "file", "logo.png"),
        ),
    ],
}


@pytest.mark.parametrize(
    ("editor", "raw", "message"),
    [
        (editor, raw, message)
        for editor in ("v1", "v2")
        for raw, message in (*BROKEN[editor], *BROKEN["both"])
    ],
)
def test_broken(project, editor, raw, message):
    """Links to what is not there are told with their source line."""
    assert told(build(project, raw, editor)) == [
        f"index.rst:8: WARNING: {message} [confluence.link]"
    ]


@pytest.mark.parametrize("editor", ["v1", "v2"])
def test_what_another_document_leaves_out(project, editor):
    """A label in what this build leaves out is known to Sphinx, but not on the page."""
    page = ".. only:: html\n\n   .. _gone:\n\n   Not here\n   --------\n"
    project.write({"b.rst": ":orphan:\n\nOther\n=====\n\nText.\n\nSee :ref:`gone`.\n"})
    assert told(build(project, "<p>x</p>", editor, page)) == [
        f"b.rst:8: WARNING: {NOWHERE.format('a', 'place', 'gone')} [confluence.link]"
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_incremental(project, jobs):
    """A page that was not written again may link to a place that is gone since."""
    page = "More\n----\n"
    raw = '<p><a href="confluence-doc:a#More">x</a></p>'
    assert told(build(project, raw, "v2", page, jobs=jobs)) == []
    project.write({"a.rst": "Page\n====\n\nLess\n----\n"})
    again = project.build(
        options={"confluence_editor": "v2", "confluence_space_key": "K"}, jobs=jobs
    )
    assert told(again) == [
        f"index.rst:8: WARNING: {NOWHERE.format('a', 'place', 'More')} [confluence.link]"
    ]
    # As long as it is not mended, every build says so.
    same = project.build(options={"confluence_editor": "v2", "confluence_space_key": "K"})
    assert (told(same), same.written) == (told(again), set())


def test_in_the_report(project):
    """What leads to nothing is in the report of the build as well."""
    built = build(project, '<p><a href="#gone">x</a></p>', "v2")
    report = json.loads(built.text("report.json"))
    (page,) = report["pages"]
    (finding,) = page["findings"]
    assert (finding["kind"], finding["line"]) == ("link", 8)


def test_headings_beside_those_of_sections(project):
    """A heading that is no section can take the number that a section is reached by."""
    raw = "<h2>Twice</h2>"
    page = "Twice\n-----\n\nSee `Twice`_.\n"
    project.write({"a.rst": f"Page\n====\n\n.. raw:: confluence\n\n   {raw}\n\n{page}"})
    project.write({"index.rst": "Home\n====\n\n.. toctree::\n\n   a\n"})
    assert told(project.build()) == [
        'a.rst:2: WARNING: the heading "Twice" is there more often than sections have it: links to such a section may '
        "lead to another [confluence.link]"
    ]


def test_headings_in_an_expand(project):
    """Those are counted by themselves."""
    raw = (
        '<ac:structured-macro ac:name="expand"><ac:rich-text-body><h2>Twice</h2></ac:rich-text-body>'
        "</ac:structured-macro>"
    )
    project.write({"index.rst": f"Page\n====\n\n.. raw:: confluence\n\n   {raw}\n\nTwice\n-----\n"})
    assert told(project.build()) == []


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("a<br/>b", "a[hardBreak]b"),
        ('<time datetime="2026-01-31"/>', "[date]"),
        ("a <strong>b <em>c</em></strong>", "a-b-c"),
        ('<a href="https://example.org" data-card-appearance="inline">x</a>', "[inlineCard]"),
        ('<ac:emoticon ac:name="smile" ac:emoji-shortname=":smile:"/>', ":smile:"),
    ],
)
def test_ids_of_other_headings(project, heading, place):
    """What is in a heading besides text is part of its id."""
    project.write({"index.rst": f"Page\n====\n\n.. raw:: confluence\n\n   <h2>{heading}</h2>\n"})
    built = project.build()
    assert place in json.loads(built.text("_pages/index.json"))["places"]
