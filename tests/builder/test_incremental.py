"""An incremental build leaves what a fresh one would, and writes no page that it need not."""

from __future__ import annotations

import pytest
import sphinx

CONF = """
numfig = True
extensions += ["sphinx.ext.todo"]
"""

SOURCES = {
    "index.rst": """
        Welcome
        =======

        See :ref:`tables`, :doc:`guide/index` and :func:`run`.

        .. toctree::
           :numbered:
           :maxdepth: 2

           guide/index
           api
           notes
        """,
    "guide/index.rst": """
        Guide
        =====

        .. toctree::

           steps
        """,
    "guide/steps.rst": """
        Steps
        =====

        .. _tables:

        Tables
        ------

        See :term:`page`.

        Figures
        -------

        .. _logo:

        .. figure:: logo.png

           The logo
        """,
    "guide/logo.png": b"first",
    "api.rst": """
        API
        ===

        .. py:function:: run()

           See :numref:`logo` and :func:`later`.
        """,
    "notes.rst": """
        :labels: draft

        Notes
        =====

        .. include:: part.txt

        .. todo:: More.

        .. glossary::

           page
              A page.
        """,
    "part.txt": "Included.\n",
    "lone.rst": ":orphan:\n\nLone\n====\n\nText.\n",
}


def replace(name, old, new):
    """An edit that replaces text in a file."""

    def edit(project):
        text = (project.srcdir / name).read_text(encoding="utf-8")
        assert old in text
        project.write({name: text.replace(old, new)})

    return edit


def conf(line):
    """An edit that adds a line to conf.py."""
    return lambda project: project.conf(f"\n{line}\n")


def remove(name):
    """An edit that removes a file."""
    return lambda project: project.remove(name)


def write(**files):
    """An edit that writes files."""
    return lambda project: project.write(files)


def together(*edits):
    """Several edits as one."""

    def edit(project):
        for each in edits:
            each(project)

    return edit


ALL = {"index", "guide/index", "guide/steps", "api", "notes", "lone"}
STEPS = "guide/steps"

EDITS = {
    "nothing": (together(), set()),
    "touch": (lambda project: project.touch("lone.rst"), {"lone"}),
    "text": (replace("lone.rst", "Text.", "Other text."), {"lone"}),
    # Sphinx itself writes the page with the toctree again, too; the same in many of the following.
    "text below a toctree": (replace("api.rst", "See ", "Look at "), {"api", "index"}),
    "included file": (write(**{"part.txt": "Changed.\n"}), {"notes", "index"}),
    "title": (
        replace("guide/steps.rst", "Steps\n=====", "Stairs\n======"),
        {STEPS, "guide/index", "index", "api"},
    ),
    "heading with a label": (
        replace("guide/steps.rst", "Tables\n------", "Grids\n-----"),
        {STEPS, "guide/index", "index", "api"},
    ),
    "label moves": (
        together(
            replace("guide/steps.rst", ".. _tables:\n", ""),
            replace("api.rst", ".. py:", ".. _tables:\n\nIn the API\n----------\n\n.. py:"),
        ),
        {STEPS, "guide/index", "index", "api"},
    ),
    "label goes": (
        replace("guide/steps.rst", ".. _tables:\n", ""),
        {STEPS, "guide/index", "index", "api"},
    ),
    "object goes": (replace("api.rst", "run()", "walk()"), {"api", "index"}),
    "missing object appears": (
        replace("lone.rst", "Text.", ".. py:function:: later()"),
        {"lone", "api", "index"},
    ),
    "term changes its page": (
        together(
            replace("notes.rst", "page\n      A page.", "leaf\n      A leaf."),
            replace("lone.rst", "Text.", ".. glossary::\n\n   page\n      A page."),
        ),
        {"lone", "notes", "index", STEPS, "guide/index"},
    ),
    "image": (write(**{"guide/logo.png": b"second"}), {STEPS, "guide/index"}),
    "a figure before": (
        replace("guide/steps.rst", ".. _logo:", ".. figure:: logo.png\n\n   Another\n\n.. _logo:"),
        {STEPS, "guide/index", "api", "index"},
    ),
    "order": (
        replace("index.rst", "api\n   notes", "notes\n   api"),
        {"index", "api", "notes", STEPS, "guide/index"},
    ),
    "numbers go": (replace("index.rst", "   :numbered:\n", ""), ALL - {"lone"}),
    "added": (
        together(
            write(**{"new.rst": "Figures\n=======\n\nSee :ref:`tables`.\n"}),
            replace("index.rst", "   notes", "   notes\n   new"),
        ),
        {"index", "new"},
    ),
    "added, with a title that was there": (
        together(
            write(**{"a.rst": "Steps\n=====\n"}),
            replace("index.rst", "   notes", "   notes\n   a"),
        ),
        {"index", "a"},
    ),
    "removed": (
        together(remove("notes.rst"), replace("index.rst", "   notes\n", "")),
        {"index", STEPS, "guide/index"},
    ),
    "removed, and still in a toctree": (remove("notes.rst"), {"index", STEPS, "guide/index"}),
    "removed orphan": (remove("lone.rst"), set()),
    "moved in the tree": (
        together(
            replace("index.rst", "   api\n", ""),
            replace("guide/index.rst", "steps", "steps\n   /api"),
        ),
        # The steps link to the notes, whose number changes.
        {"index", "guide/index", "api", "notes", STEPS},
    ),
    "label of the page": (replace("notes.rst", "draft", "final"), {"notes", "index"}),
    "option of ours": (conf("confluence_publish_prefix = 'X '"), ALL),
    "label option": (conf("confluence_global_labels = ['x']"), ALL),
    "hierarchy option": (conf("confluence_page_hierarchy = False"), ALL),
    "file suffix": (conf("confluence_file_suffix = '.xml'"), ALL),
    "editor": (conf("confluence_editor = 'v1'"), ALL),
    "space, on Cloud": (conf("confluence_space_key = 'X'"), set()),
    "publishing option": (conf("confluence_timeout = 99"), set()),
    "option of an extension": (conf("todo_include_todos = True"), ALL),
    "option of the HTML builder": (conf("html_title = 'X'"), set()),
    "project name": (conf("release = '2'"), ALL),
}


@pytest.fixture
def manual(project):
    """A project with links, numbers and toctrees across its documents."""
    project.conf(CONF)
    project.write(SOURCES)
    return project


def bundle(built):
    """All of a bundle but the one file that tells when documents were read."""
    files = built.files()
    del files["_pages/.history.json"]
    return files


def expected_to_be_written(reached):
    """What Sphinx makes of the pages that have to be written: 8.1 writes the root with any other page."""
    return reached | {"index"} if reached and sphinx.version_info < (8, 2) else reached


@pytest.mark.parametrize("kind", EDITS)
def test_incremental_is_fresh(manual, kind):
    """After any edit an incremental build gives the bundle of a fresh one, by writing only what the edit reaches."""
    edit, reached = EDITS[kind]
    manual.build()
    edit(manual)
    incremental = manual.build()
    assert bundle(incremental) == bundle(manual.build(out="fresh"))
    assert incremental.written == expected_to_be_written(reached)


@pytest.mark.parametrize("kind", EDITS)
def test_incremental_over_html(manual, kind):
    """The same when an HTML build in between has read the changed documents already."""
    manual.build(doctrees="shared")
    EDITS[kind][0](manual)
    manual.build("html", doctrees="shared")
    incremental = manual.build(doctrees="shared")
    assert bundle(incremental) == bundle(manual.build(out="fresh"))


def test_parallel_is_serial(manual):
    """Reading and writing in several processes gives the same bytes."""
    for number in range(12):
        text = f":orphan:\n\nPage {number}\n=======\n\n.. image:: guide/logo.png\n\nSee :ref:`tables`.\n"
        manual.write({f"more/page{number}.rst": text.replace("guide/", "/guide/")})
    assert bundle(manual.build(jobs=2)) == bundle(manual.build(out="fresh"))


def test_unchanged_files_keep_their_time(manual):
    """A page that is written again with the same outcome keeps its file, so that tools can go by its time."""
    built = manual.build()
    before = {path: (built.outdir / path).stat().st_mtime_ns for path in bundle(built)}
    manual.touch("lone.rst")
    assert manual.build().written == expected_to_be_written({"lone"})
    assert before == {path: (built.outdir / path).stat().st_mtime_ns for path in before}


@pytest.mark.parametrize(
    "path", ["api.conf", "_pages/api.json", "_attachments/a7937b64b8ca/logo.png", "manifest.json"]
)
def test_lost_file(manual, path):
    """What somebody removed from the output is written again."""
    built = manual.build()
    before = bundle(built)
    (built.outdir / path).unlink()
    assert bundle(manual.build()) == before


def test_damaged_body(manual):
    """A body that is not the one that was written is written again."""
    built = manual.build()
    before = bundle(built)
    (built.outdir / "api.conf").write_text("else")
    again = manual.build()
    assert (again.written, bundle(again)) == ({"api", "index"}, before)


def test_tags(manual):
    """Other tags show other parts of a page, so every page is written again."""
    manual.write({"lone.rst": ":orphan:\n\nLone\n====\n\n.. only:: internal\n\n   Secret plans.\n"})
    manual.build()
    incremental = manual.build(tags=["internal"])
    assert bundle(incremental) == bundle(manual.build(out="fresh", tags=["internal"]))
    assert incremental.written == ALL


def test_space_on_data_center(manual):
    """Links name the space on Data Center, so another space means other pages."""
    manual.conf("\nconfluence_editor = 'v1'\nconfluence_space_key = 'OLD'\n")
    manual.build()
    assert manual.build(options={"confluence_space_key": "NEW"}).written == ALL


TARGET = ":orphan:\n\nTarget\n======\n\n"
PNG_AGAIN = b"second"

# What "lone" says, what "target" says, and an edit that changes what "lone" shows of it.
BEYOND_NAMES = {
    "number of an equation": (
        ":eq:`speed`",
        ".. math:: v\n   :label: speed",
        replace("target.rst", ".. math:: v", ".. math:: a\n   :label: force\n\n.. math:: v"),
    ),
    "equation appears": (
        ":eq:`speed`",
        "Text.",
        replace("target.rst", "Text.", ".. math:: v\n   :label: speed"),
    ),
    "equation moves": (
        ":eq:`speed`",
        ".. math:: v\n   :label: speed",
        together(
            replace("target.rst", ".. math:: v\n   :label: speed", "Text."),
            replace("api.rst", "See ", ".. math:: v\n      :label: speed\n\n   See "),
        ),
    ),
    "something to do changes": (
        ".. todolist::",
        ".. todo:: Sleep.",
        replace("target.rst", "Sleep", "Rise"),
    ),
    "something to do appears": (
        ".. todolist::",
        "Text.",
        replace("target.rst", "Text.", ".. todo:: Sleep."),
    ),
    "page that an address means is renamed": (
        "`There <target.html>`__",
        "Text.",
        replace("target.rst", "Target\n======", "Objective\n========="),
    ),
    "page that an address means appears": (
        "`There <new.html>`__",
        "Text.",
        write(**{"new.rst": ":orphan:\n\nNew\n===\n"}),
    ),
    "file that an address means": (
        "`There <guide/logo.png>`__",
        "Text.",
        write(**{"guide/logo.png": PNG_AGAIN}),
    ),
    "file that an address means appears": (
        "`There <list.txt>`__",
        "Text.",
        write(**{"list.txt": "Text.\n"}),
    ),
    "image in HTML": (
        ".. raw:: html\n\n   <img src='guide/logo.png'>",
        "Text.",
        write(**{"guide/logo.png": PNG_AGAIN}),
    ),
    "where addresses lead": (
        "`There <../elsewhere/>`__",
        "Text.",
        conf("html_baseurl = 'https://docs.example.org/'"),
    ),
}


@pytest.mark.parametrize("kind", BEYOND_NAMES)
def test_beyond_names(manual, kind):
    """A page is written again also for what Sphinx knows by no name: equations, lists of todos, addresses, files."""
    shown, told, edit = BEYOND_NAMES[kind]
    # On Data Center links have the title of the page as well.
    manual.conf(
        "\nconfluence_editor = 'v1'\nconfluence_math = 'source'\ntodo_include_todos = True\n"
    )
    replace("lone.rst", "Text.", shown)(manual)
    replace("notes.rst", ".. todo:: More.\n", "")(manual)
    manual.write({"target.rst": TARGET + told + "\n"})
    manual.build()
    edit(manual)
    incremental = manual.build()
    assert bundle(incremental) == bundle(manual.build(out="fresh"))
    assert "lone" in incremental.written
    assert not manual.build().written
