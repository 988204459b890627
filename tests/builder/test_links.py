"""Links between pages lead to something that is there."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

import pytest

from sphinx_to_confluence.pages.anchors import cloud_heading_id

SOURCES = {
    "index.rst": """
        Home "of" all
        =============

        .. toctree::
           :numbered:

           a b
           c

        .. _part:

        Part & parcel (v2)
        ------------------

        Part
        ----

        Part
        ----

        Math :math:`x`
        --------------

        .. _paragraph:

        A paragraph.
        """,
    "a b.rst": """
        More
        ====

        To :ref:`part`, :doc:`index`, :ref:`the paragraph <paragraph>`, :ref:`deep` and :func:`run`.

        .. _deep:

        Größe *of* ``things``
        ---------------------
        """,
    "c.rst": """
        API
        ===

        To :ref:`part`, :ref:`math`.

        .. py:function:: run()

           Down to :ref:`below`.

        .. _below:

        Below
        -----

        .. only:: html

           Sometimes
           ---------

        Sometimes
        ---------
        """,
}
SOURCES["index.rst"] = SOURCES["index.rst"].replace(
    "        Math :math", "        .. _math:\n\n        Math :math"
)


def headings(body):
    """Text of the headings of a body, in order."""
    found = re.findall(r"<h[1-6][^>]*>(.*?)</h[1-6]>", body)
    return [unescape(re.sub(r"<[^>]*>", "", text)) for text in found]


def places(body):
    """All that a fragment can lead to on a page: ids that Cloud gives to headings, and anchor macros."""
    seen: dict[str, int] = {}
    ids = {cloud_heading_id(text, seen) for text in headings(body)}
    macros = re.findall(
        r'<ac:structured-macro ac:name="anchor"[^>]*>\s*<ac:parameter[^>]*>(.*?)</ac:parameter>',
        body,
    )
    return ids | set(macros) | {""}


@pytest.mark.parametrize("remove_title", [True, False])
def test_links(project, remove_title):
    """Every link of a page leads to a page of the bundle, and to a heading or an anchor on it."""
    project.write(SOURCES)
    built = project.build(options={"confluence_remove_title": remove_title})
    pages = {page["docname"]: page for page in built.manifest["pages"]}
    bodies = {docname: built.text(page["body"]) for docname, page in pages.items()}
    found = set()
    for docname, body in bodies.items():
        for link in re.findall(r'href="(confluence-doc:[^"]*|#[^"]*)"', body):
            target, _, fragment = link.removeprefix("confluence-doc:").partition("#")
            target = unquote(target) or docname
            assert unquote(unescape(fragment)) in places(bodies[target]), link
            found.add((docname, target, unquote(unescape(fragment))))
    assert {
        ("index", "a b", ""),
        ("a b", "index", "Part-&-parcel-(v2)"),
        ("a b", "index", "paragraph"),
        ("a b", "c", "run"),
        ("a b", "a b", "1.1.-Größe-of-things"),
        ("c", "index", "Math-x"),
        ("c", "c", "2.1.-Below"),
    } <= found
    assert {docname: set(page["links"]) for docname, page in pages.items()} == {
        docname: {
            target
            for source, target, fragment in found
            if source == docname and (target != docname or not fragment)
        }
        for docname in pages
    }
    assert headings(bodies["index"])[not remove_title :] == [
        "Part & parcel (v2)",
        "Part",
        "Part",
        "Math x",
    ]


TWO_TITLES = """
    .. only:: html

       For HTML
       ========

       Left out.

    .. only:: confluence

       For Confluence
       ==============

       Kept, see :ref:`part`.

    .. _part:

    Part
    ====

    Text.
    """


def test_title_that_is_left_out(project):
    """The first section that this build keeps has the title; none after it is taken for one."""
    project.write({"index.rst": TWO_TITLES})
    built = project.build()
    (page,) = built.manifest["pages"]
    assert page["title"] == "For Confluence"
    assert built.text(page["body"]) == (
        '<p>Kept, see <a href="#Part">Part</a>.</p>\n<h1>Part</h1>\n<p>Text.</p>\n'
    )


def test_title_that_an_extension_left_out(project):
    """What only the extension knows to be left out may have had the title; the headings after it stay."""
    project.conf('\nextensions += ["sphinx.ext.ifconfig"]\n')
    text = TWO_TITLES.replace("only:: html", "ifconfig:: False").replace(
        "only::", "ifconfig:: True #"
    )
    project.write({"index.rst": text})
    built = project.build()
    assert headings(built.text("index.conf")) == ["For Confluence", "Part"]


def test_number_of_a_title_that_is_left_out(project):
    """Sphinx counts what may be left out; the title has the number of its own section."""
    sections = """
        .. only:: html

           For HTML
           ========

        Two
        ===

        Below
        -----
        """
    project.write({"index.rst": "Home\n====\n\n.. toctree::\n   :numbered:\n\n   a\n"})
    project.write({"a.rst": sections})
    built = project.build()
    assert built.manifest["pages"][1]["title"] == "2. Two"
    assert headings(built.text("a.conf")) == ["2.1. Below"]


def test_address_without_a_host(project):
    """What is neither a page nor a file may be on the HTML site, if it is known where that is."""
    project.write({"guide/a.rst": "Title\n=====\n\n`Try <../demo/run.html?x=1#y>`__ it.\n"})
    project.write({"index.rst": "Home\n====\n\n.. toctree::\n\n   guide/a\n"})
    told = "the address ../demo/run.html?x=1#y leads to neither a page nor a file"
    built = project.build()
    assert built.warnings == [f"guide/a.rst:4: WARNING: {told} [confluence.link]"]
    assert built.text("guide/a.conf") == "<p>Try it.</p>\n"
    built = project.build(options={"html_baseurl": "https://docs.example.org/en/"}, force=True)
    assert built.warnings == []
    assert built.text("guide/a.conf") == (
        '<p><a href="https://docs.example.org/en/demo/run.html?x=1#y">Try</a> it.</p>\n'
    )


@pytest.mark.parametrize(
    "markup",
    [
        "`Try <../../secret.txt>`__ it.",
        '.. raw:: html\n\n   <p><a href="../../secret.txt">Try</a> it.</p>',
        '.. raw:: html\n\n   <p><a href="{folder}/secret.txt">Try</a> it.</p>',
        '.. raw:: html\n\n   <p><a href="/../secret.txt">Try</a> it.</p>',
        '.. raw:: html\n\n   <p><img src="{folder}/secret.txt" alt="Try"> it.</p>',
    ],
)
def test_file_outside_of_the_project(project, markup):
    """An address that leads to a file elsewhere on this machine puts nothing onto the page."""
    folder = project.srcdir.parent
    (folder / "secret.txt").write_text("secret", encoding="utf-8")
    project.write({"guide/a.rst": f"Title\n=====\n\n{markup.format(folder=folder)}\n"})
    project.write({"index.rst": "Home\n====\n\n.. toctree::\n\n   guide/a\n"})
    built = project.build()
    assert built.text("guide/a.conf") == "<p>Try it.</p>\n"
    assert built.manifest["pages"][1]["attachments"] == []
    (warning,) = built.warnings
    assert warning.startswith("guide/a.rst")


def test_static_file_beside_the_sources(project):
    """The folders of static files belong to the project, wherever they are."""
    project.write({"../shared/plan.txt": "plan"})
    project.conf("html_static_path = ['../shared']\n")
    project.write({"index.rst": "Home\n====\n\nThe `plan <_static/plan.txt>`__.\n"})
    built = project.build()
    assert built.warnings == []
    (attached,) = built.manifest["pages"][0]["attachments"]
    assert attached["filename"] == "plan.txt"
