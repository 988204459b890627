"""What a build says that other projects can refer to."""

from __future__ import annotations

import json

import pytest

SOURCES = {
    "index.rst": """
        Home
        ====

        .. toctree::

           a

        .. _part:

        A *part*
        --------

        .. py:function:: run()

        .. glossary::

           oil
              Keeps it going.
        """,
    "a.rst": """
        Page
        ====

        .. only:: html

           .. _left out:

           Left out
           --------
        """,
}


@pytest.mark.parametrize(("editor", "part", "root"), [("v2", "A-part", ""), ("v1", "part", "")])
def test_entries(project, editor, part, root):
    """Everything that has a name, and its place on the page; what is not there leads to the top."""
    project.conf('\nversion = "1.0"\n')
    project.write(SOURCES)
    built = project.build(options={"confluence_editor": editor})
    head, *rows = json.loads(built.text("inventory.json"))
    assert head == ["Test", "1.0"]
    assert rows == [
        ["py:function", "run", 1, "index", "run", "-"],
        ["std:doc", "a", -1, "a", root, "Page"],
        ["std:doc", "index", -1, "index", root, "Home"],
        ["std:label", "left out", -1, "a", "", "Left out"],
        ["std:term", "oil", -1, "index", "term-oil", "-"],
        ["std:label", "part", -1, "index", part, "A part"],
    ]
    assert built.manifest["inventory"] == "inventory.json"


def test_generated_pages(project):
    """Pages that are made on demand can be referred to when they are there."""
    project.write(SOURCES)

    def labels(**options):
        rows = json.loads(project.build(options=options).text("inventory.json"))
        return {row[1] for row in rows if row[0] == "std:label"}

    assert "genindex" not in labels()
    assert "genindex" in labels(confluence_use_index=True)


def test_nothing_that_could_be_mistaken(project):
    """A build leaves no objects.inv: it would have no addresses."""
    project.write(SOURCES)
    assert "objects.inv" not in project.build().files()


def test_part_of_a_build(project):
    """Without a manifest there is no inventory either."""
    project.write(SOURCES)
    assert "inventory.json" not in project.build(only=["index.rst"]).files()
