"""What is collected of a document while it is read."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.builder.collector import facts_of
from sphinx_to_confluence.pages.facts import PageFacts, SectionFacts


@pytest.fixture
def facts(project):
    """Read a document and return its facts."""

    def read(text, **options):
        project.write({"index.rst": text})
        return facts_of(project.build("dummy", **options).app.env)["index"]

    return read


def test_sections(facts):
    """Nesting, ids and text of all sections, in the order of the document."""
    assert facts("""
        Title
        =====

        One
        ---

        Two
        ~~~

        Three
        -----

        Another part
        ============

        Below
        -----
        """) == PageFacts(
        "index",
        (
            SectionFacts(("title",), "Title", 0, plain=True),
            SectionFacts(("one",), "One", 1, plain=True),
            SectionFacts(("two",), "Two", 2, plain=True),
            SectionFacts(("three",), "Three", 1, plain=True),
            SectionFacts(("another-part",), "Another part", 0, plain=True),
            SectionFacts(("below",), "Below", 1, plain=True),
        ),
    )


def test_targets(facts):
    """The ids of labels before a heading lead to its section as well."""
    found = facts("""
        .. _top:

        Title
        =====

        .. _first:
        .. _second:

        Part
        ----
        """)
    assert [set(section.ids) for section in found.sections] == [
        {"title", "top"},
        {"part", "first", "second"},
    ]


@pytest.mark.parametrize(
    ("heading", "text", "plain"),
    [
        ('"Quoted" -- it\'s', "“Quoted” \u2013 it’s", True),
        ("*Some* **marked** ``code``", "Some marked code", True),
        (r"Escaped \* and\ joined", "Escaped * andjoined", True),
        ("Press :guilabel:`&OK`", "Press OK", True),
        ("Math :math:`x`", "Math x", True),
        ("See :ref:`there <title>`", "See there", False),
        ("A `link <https://example.org>`_", "A link", False),
        (":abbr:`API (interface)`", "API", False),
        ("|image| picture", "logo picture", False),
    ],
)
def test_heading(facts, heading, text, plain):
    """The text is what will be written; what may become more than text is not plain."""
    found = facts(
        f"Title\n=====\n\n.. |image| image:: logo.png\n   :alt: logo\n\n{heading}\n{'-' * 60}\n"
    )
    section = found.sections[1]
    assert (section.text, section.plain) == (text, plain)


def test_only(facts):
    """A section that may be left out says when; its text is certain when it is there."""
    found = facts("""
        Title
        =====

        .. only:: html

           Part
           ----

        Sure
        ----
        """)
    assert [(section.text, section.plain, section.only) for section in found.sections] == [
        ("Title", True, ()),
        ("Part", True, ("html",)),
        ("Sure", True, ()),
    ]


def test_no_title(facts):
    """A document without headings has no title."""
    assert facts("Text.\n") == PageFacts("index")


def test_headings_that_are_no_sections(facts):
    """Rubrics with a level, and what described objects may be called in a heading."""
    found = facts("""
        .. rubric:: Only bold

        .. rubric:: A
           heading
           :heading-level: 3

        .. py:class:: pkg.Thing(size: int)
                      pkg.Thing()

           .. py:method:: grow()

           .. py:method:: hide()
              :no-contents-entry:

        .. cpp:function:: template<typename T> T both(T one)

        .. option:: -v FILE
        """)
    assert (found.rubrics, found.objects) == (
        ("A heading",),
        ("pkg.Thing", "pkg.Thing.grow()", "both()", "-v"),
    )


def test_parallel(project):
    """Processes that read send their facts back, and documents that are gone are forgotten."""
    names = [f"page{number}" for number in range(12)]
    project.write({"index.rst": "Home\n====\n"})
    project.write({f"{name}.rst": f"{name}\n======\n" for name in names})
    found = facts_of(project.build("dummy", jobs=2).app.env)
    assert {docname: item.sections[0].text for docname, item in found.items()} == {
        "index": "Home",
        **{name: name for name in names},
    }
    project.remove("page3.rst")
    assert "page3" not in facts_of(project.build("dummy").app.env)
