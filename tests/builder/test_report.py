"""Every build leaves a complete report of what is on the pages in another way."""

from __future__ import annotations

import json

import docutils
import pytest

SOURCES = {
    "index.rst": """
        Home
        ====

        .. toctree::

           table
           raw
        """,
    "table.rst": """
        A table
        =======

        .. sidebar:: Beside

           The text.

        - In a list:

          .. list-table::

             - - cell
        """,
    "raw.rst": """
        :labels: Draft

        Home
        ====

        .. raw:: html

           <canvas></canvas>

        .. strange::

        .. strange::
        """,
}
EXTENSION = """
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class strange(nodes.General, nodes.Element):
        pass

    class Strange(Directive):
        def run(self):
            node = strange()
            node.source, node.line = self.state_machine.get_source_and_line(self.lineno)
            return [node]

    def setup(app):
        app.add_directive("strange", Strange)
        return {"parallel_read_safe": True, "parallel_write_safe": True}
    """
# Older releases of docutils give a sidebar no line of its own.
SIDEBAR_LINE = 4 if docutils.__version_info__[:2] >= (0, 22) else 6
TABLE_LINE = 10 if docutils.__version_info__[:2] >= (0, 23) else 12
FOUND = {
    "table": [
        ("approximated", "a sidebar stands in the text", "table.rst", SIDEBAR_LINE),
        ("demoted", "table in list item", "table.rst", TABLE_LINE),
    ],
    "raw": [
        ("title", None, "raw.rst", None),
        ("label", None, "raw.rst", None),
        ("lost", "HTML elements that Confluence has nothing for: canvas", "raw.rst", 6),
        ("unknown_node", "oddities.strange", "raw.rst", 10),
        ("unknown_node", "oddities.strange", "raw.rst", 12),
    ],
}


@pytest.fixture
def manual(project):
    """A project where not everything can be on its pages as it should."""
    project.conf(
        "import os, sys\nsys.path.insert(0, os.path.dirname(__file__))\nextensions.append('oddities')\n"
    )
    project.write(SOURCES | {"oddities.py": EXTENSION})
    return project


def found(built):
    """The findings of a report by page; of texts that other tests look at only whether there is one."""
    data = json.loads(built.text("report.json"))
    spoken = {"title", "label"}
    return {
        page["docname"]: [
            (
                item["kind"],
                None if item["kind"] in spoken else item["message"],
                item["source"],
                item["line"],
            )
            for item in page["findings"]
        ]
        for page in data["pages"]
    }


@pytest.mark.parametrize("jobs", [1, 2])
def test_findings(manual, jobs):
    """All kinds of findings are listed with their source lines; each unknown node, though only one is warned of."""
    for number in range(12):  # fewer are not written in parallel
        manual.write({f"more{number}.rst": f":orphan:\n\nMore {number}\n======\n"})
    assert found(manual.build(jobs=jobs)) == FOUND


def test_findings_stay(manual):
    """Pages that are not written again are in the report all the same."""
    before = manual.build().text("report.txt")
    manual.touch("raw.rst")
    again = manual.build()
    assert "table" not in again.written
    assert again.text("report.txt") == before
    manual.write({"table.rst": "A table\n=======\n"})
    assert found(manual.build()) == {"raw": FOUND["raw"]}


def test_silenced_warnings(manual):
    """The report does not depend on which warnings are shown."""
    manual.conf("suppress_warnings = ['confluence']\n")
    built = manual.build()
    assert not any("[confluence." in line for line in built.warnings)
    assert found(built) == FOUND


def test_summary(manual):
    """The end of a build says that there is a report, when it has something to say."""
    assert "7 things are on the pages in another way" in manual.build().status
    manual.write({"raw.rst": "Raw\n===\n", "table.rst": "- .. list-table::\n\n     - - cell\n"})
    manual.conf("confluence_title_overrides = {'table': 'A table'}\n")
    built = manual.build()
    assert "1 thing is on the pages in another way" in built.status
    assert "build/confluence/report.txt" in built.status
    manual.write({"table.rst": "Table\n=====\n"})
    assert "in another way" not in manual.build().status


def test_some_files_only(manual):
    """A build of some pages leaves no report that lacks the others."""
    assert "report.json" not in manual.build(only=["table.rst"]).files()


def test_page_of_that_name(manual):
    """A document called ``report`` has a body of its own, whatever its suffix."""
    manual.write({"report.rst": ":orphan:\n\nA report\n========\n\nText.\n"})
    built = manual.build(options={"confluence_file_suffix": ".txt"})
    (body,) = (page["body"] for page in built.manifest["pages"] if page["docname"] == "report")
    assert built.text(body) == "<p>Text.</p>\n"
    assert built.text("report.txt").startswith("Test: ")
