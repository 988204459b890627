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
        ("c", "index", "math"),
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
