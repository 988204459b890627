"""The builder as a whole: what is in its output, and what it says."""

from __future__ import annotations

import re

import pytest

from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.errors import RestError

MANUAL = {
    "index.rst": """
        :labels: Start
        :full-width: true

        Welcome
        =======

        .. toctree::

           a
        """,
    "a.rst": "Page\n====\n\n.. image:: logo.png\n\nTo the :doc:`index`.\n",
    "logo.png": b"image",
}


def pages(built):
    """Docname, title and parent of all pages."""
    return [(page["docname"], page["title"], page["parent"]) for page in built.manifest["pages"]]


def test_bundle(project):
    """The output is a complete bundle."""
    project.conf("release = '1.2'\nconfluence_global_labels = ['all']\n")
    project.write(MANUAL)
    built = project.build()
    bundle = read_bundle(built.outdir, hash_attachments=True)
    assert (bundle.project, bundle.release, bundle.editor.value) == ("Test", "1.2", "v2")
    root, page = bundle.pages
    assert (root.docname, root.title, root.parent) == ("index", "Welcome", None)
    assert (root.source, root.labels, root.full_width) == ("index.rst", ("all", "start"), True)
    assert (root.links, page.links) == (("a",), ("index",))
    assert [(item.filename, item.media_type) for item in page.attachments] == [
        ("logo.png", "image/png")
    ]
    assert built.warnings == [
        'index.rst: WARNING: Confluence does not allow the label "Start"; it becomes "start" '
        "[confluence.label]"
    ]
    assert "The pages for Confluence are in" in built.status


def test_documents_in_no_toctree(project):
    """The bundle says which they are, with what is below them, so that a publish may pass them over."""
    project.write(
        MANUAL
        | {
            "b.rst": ":orphan:\n\nLoose\n=====\n\n.. toctree::\n\n   c\n",
            "c.rst": "Below\n=====\n",
        }
    )
    bundle = read_bundle(project.build().outdir)
    assert {page.docname for page in bundle.pages if page.is_loose} == {"b", "c"}


def test_nothing_of_this_machine(project):
    """No file of the bundle says where the project lies, or who built it."""
    project.write(MANUAL | {"mod.py": '"""Module.\n\nText.\n"""\n'})
    project.conf("import os, sys\nsys.path.insert(0, os.path.dirname(__file__))\n")
    project.conf("extensions.append('sphinx.ext.autodoc')\n")
    project.write({"b.rst": ":orphan:\n\nCode\n====\n\n.. automodule:: mod\n"})
    built = project.build()
    assert "mod.py:docstring of mod" in built.text("_pages/b.json")
    place = str(project.srcdir.parent).encode()
    assert [name for name, content in built.files().items() if place in content] == []


def test_titles_and_hierarchy(project):
    """Titles are unique, numbered and made up where there are none; orphans come last."""
    project.write(
        {
            "index.rst": "Home\n====\n\n.. toctree::\n   :numbered:\n\n   b\n   a/index\n",
            "a/index.rst": "Part\n====\n\n.. toctree::\n\n   one\n",
            "a/one.rst": "One\n===\n",
            "b.rst": "Part\n====\n",
            "lone.rst": ":orphan:\n\nhome\n====\n",
            "bare_page.rst": ":orphan:\n\nText.\n",
        }
    )
    built = project.build(options={"confluence_publish_prefix": "X "})
    assert pages(built) == [
        ("index", "X Home", None),
        ("b", "X 1. Part", "index"),
        ("a/index", "X 2. Part", "index"),
        ("a/one", "X 2.1. One", "a/index"),
        ("bare_page", "X Bare page", "index"),
        ("lone", "X home (Home)", "index"),
    ]
    assert built.warnings == [
        'bare_page.rst: WARNING: the document has no title; its page is called "Bare page" '
        "[confluence.title]",
        'lone.rst: WARNING: the document "index" has the title "X Home" too; this page is called '
        '"X home (Home)" [confluence.title]',
    ]
    flat = project.build(options={"confluence_page_hierarchy": False})
    assert {parent for _, _, parent in pages(flat)} == {None, "index"}


def test_title_as_a_field(project):
    """A document can name the title of its page; the option goes first, a duplicate is told apart all the same."""
    project.write(
        {
            "index.rst": ":confluence-title: The manual\n\nHome\n====\n\n.. toctree::\n\n   a\n   b\n   c\n",
            "a.rst": ":Confluence_Title: Taken & given\n\nA\n=\n",
            "b.rst": ":confluence-title: Other\n\nB\n=\n",
            "c.rst": ":title: Not for us\n\nTaken & given\n=============\n",
        }
    )
    built = project.build(options={"confluence_title_overrides": {"b": "As asked"}})
    assert [title for _, title, _ in pages(built)] == [
        "The manual",
        "Taken & given",
        "As asked",
        "Taken & given (The manual)",
    ]
    single = project.build("singleconfluence")
    assert [title for _, title, _ in pages(single)] == ["The manual"]


def test_odd_names(project):
    """Documents may be called anything; links lead to them all the same."""
    names = ["a b", "100% #1?", "Größe", "con", "x", "X"]
    project.write({"index.rst": "Home\n====\n\n.. toctree::\n\n   " + "\n   ".join(names) + "\n"})
    for name in names:
        title = f"Title of {name}"
        project.write({f"{name}.rst": f"{title}\n{'=' * 20}\n\nTo the :doc:`index`.\n"})
    bundle = read_bundle(project.build().outdir)
    assert bundle.root.links == tuple(sorted(names))
    assert len({page.body.casefold() for page in bundle.pages}) == len(names) + 1


def test_some_files_only(project):
    """A build that was limited to some files makes no bundle that lacks the others, and publishes nothing."""
    project.write(MANUAL | {"b.rst": ":orphan:\n\nLone\n====\n"})
    publish = {"confluence_publish": True, "confluence_server_url": "https://confluence.invalid"}
    publish |= {"confluence_space_key": "DOC", "confluence_publish_token": "t"}
    built = project.build(options=publish, only=["a.rst"])
    assert "manifest.json" not in built.files()
    assert built.warnings[-1] == (
        "WARNING: nothing is published: 1 pages are out of date; build without naming files "
        "[confluence.publish]"
    )
    assert [page[0] for page in pages(project.build())] == ["index", "a", "b"]


def test_warnings_as_errors(project):
    """A build that fails because of a warning publishes nothing."""
    project.write(MANUAL | {"a.rst": "Page\n====\n\n:ref:`nowhere`\n"})
    publish = {"confluence_publish": True, "confluence_server_url": "https://confluence.invalid"}
    publish |= {"confluence_space_key": "DOC", "confluence_publish_token": "t"}
    built = project.build(options=publish, warnings_are_errors=True)
    assert built.statuscode == 1
    assert built.warnings[-1] == (
        "WARNING: nothing is published: the build has problems [confluence.publish]"
    )


def test_publishing_fails(project):
    """A failure while publishing is told without a traceback, and nothing has to be built again."""
    project.write(MANUAL)
    publish = {"confluence_publish": True, "confluence_server_url": "http://127.0.0.1:9"}
    publish |= {"confluence_space_key": "DOC", "confluence_publish_token": "t"}
    publish |= {"confluence_publish_retry_attempts": 0}
    built = project.build(options=publish)
    assert built.statuscode == RestError.exit_code
    assert "ERROR: could not find the space DOC." in built.warnings
    assert "Traceback" not in built.status
    again = project.build(options=publish | {"confluence_publish": False})
    assert (again.written, "0 added, 0 changed, 0 removed" in again.status) == (set(), True)


def test_old_output_goes(project):
    """Bodies, records and attachments of documents that are gone are removed; files of others stay."""
    project.write(MANUAL)
    built = project.build()
    (built.outdir / "mine.txt").write_text("x")
    project.remove("a.rst")
    project.write({"index.rst": "Welcome\n=======\n"})
    assert set(project.build().files()) == {
        "_pages/.history.json",
        "_pages/index.json",
        "index.conf",
        "inventory.json",
        "manifest.json",
        "report.json",
        "report.txt",
        "mine.txt",
    }


@pytest.mark.parametrize("builder", ["html", "text", "latex", "linkcheck", "gettext"])
def test_other_builders(project, builder):
    """The extension does no harm to other builders."""
    project.write(MANUAL | {"logo.png": b""})
    built = project.build(builder)
    assert (built.statuscode, built.warnings) == (0, [])


def test_project_id(project):
    """The project is told from others by its name, language, prefix and postfix, or as set."""
    project.write({"index.rst": "Home\n====\n"})
    ids = [
        project.build(options=options).manifest["project_id"]
        for options in (
            {},
            {"confluence_publish_prefix": "v2 "},
            {"language": "de"},
            {"confluence_project_id": "mine"},
            {"project": "日本語"},
        )
    ]
    assert len(set(ids)) == 5
    assert [name.rpartition("-")[0] for name in ids] == ["test", "test", "test", "", "project"]


@pytest.mark.parametrize(
    ("options", "editor"),
    [
        ({}, "v2"),
        ({"confluence_editor": "v1"}, "v1"),
        ({"confluence_server_url": "https://example.atlassian.net"}, "v2"),
        ({"confluence_server_url": "https://wiki.example.org/confluence"}, "v1"),
        ({"confluence_server_url": "https://wiki.example.org", "confluence_cloud": True}, "v2"),
    ],
)
def test_editor(project, options, editor):
    """The editor goes by the address of the server unless it is set."""
    project.write({"index.rst": "Home\n====\n"})
    assert project.build(options=options).manifest["editor"] == editor


def test_the_width_of_a_page_is_the_room_of_its_tables(project):
    """A document that asks for the full width gets tables that fill it, whatever holds for the others."""
    table = ".. table::\n   :widths: 1 1\n\n   = =\n   a b\n   = =\n"
    project.write({"index.rst": f"Home\n====\n\n{table}"})
    project.write({"wide.rst": f":orphan:\n:full-width: true\n\nWide\n====\n\n{table}"})
    built = project.build()
    widths = {
        name: re.findall(r'data-table-width="(\d+)"', (built.outdir / f"{name}.conf").read_text())
        for name in ("index", "wide")
    }
    assert widths == {"index": ["760"], "wide": ["1800"]}


def test_a_page_that_is_too_large(project):
    """The build warns and says what makes the page large, and the report has it as well."""
    project.write(
        {
            "index.rst": "Index\n=====\n\nSmall\n-----\n\nText.\n\nLarge\n-----\n\nText.\n\n"
            + "".join(f"- item {number}\n" for number in range(2000))
        }
    )
    built = project.build(options={"confluence_max_page_size": 50_000})
    [warning] = built.warnings
    assert "index.rst: WARNING: the page takes 64 KiB, and Confluence at most 49 KiB" in warning
    assert "most of it: 54 KiB list (index.rst:14)" in warning
    assert "[confluence.too_large]" in warning
    assert "too_large" in built.text("report.txt")
