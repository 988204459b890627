"""The report of a build, in both forms."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.bundle.report import (
    REPORT_VERSION,
    Finding,
    PageFindings,
    Report,
    remove_report,
    write_report,
)

TABLE = Finding("demoted", "table in list item", "a.rst", 12)
FINDINGS = (
    Finding("lost", "links in a code block are shown as text", "m.py:docstring of m", 3),
    TABLE,
    Finding("demoted", "heading in panel", "a.rst", 7),
    TABLE,
    Finding("title", "the title is too long", "a.rst"),
)


def report(*pages):
    """A report about some of three pages."""
    return Report(
        generator="test", project="Manual", editor=Editor.CLOUD, page_count=3, pages=pages
    )


@pytest.fixture
def written(tmp_path):
    """A report of one page with findings, as text and as data."""
    write_report(tmp_path, report(PageFindings("a", "Page A", "a.rst", FINDINGS)))
    return (tmp_path / "report.txt").read_text("utf-8"), json.loads(
        (tmp_path / "report.json").read_text("utf-8")
    )


def test_text(written):
    """People get the totals, and for each page its findings by line, each with how often it was made."""
    assert (
        written[0]
        == """\
Manual: 3 pages

What is on the pages in another way than in the sources, or not at all:

      3  demoted
             2  table in list item
             1  heading in panel
      1  lost
      1  title

Page A (a)
  a.rst: title: the title is too long
  a.rst:7: demoted: heading in panel
  a.rst:12: demoted: table in list item (2 times)
  m.py:docstring of m:3: lost: links in a code block are shown as text
"""
    )


def test_json(written):
    """Programs get the same, in a form that the schema describes completely."""
    text = files("sphinx_to_confluence.bundle").joinpath(f"report-{REPORT_VERSION}.schema.json")
    schema = json.loads(text.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(written[1])] == []
    assert written[1]["totals"] == {"demoted": 3, "lost": 1, "title": 1}
    (page,) = written[1]["pages"]
    assert page["findings"][2] == {
        "kind": "demoted",
        "message": "table in list item",
        "source": "a.rst",
        "line": 12,
        "count": 2,
    }
    described = [schema, *schema["$defs"].values()]
    found = [written[1], page, page["findings"][0]]
    assert [set(item) for item in found] == [set(item["properties"]) for item in described]


def test_nothing_found(tmp_path):
    """Without findings the report says so, and an old one does not stay."""
    write_report(tmp_path, report(PageFindings("a", "Page A", "a.rst", FINDINGS)))
    write_report(tmp_path, report())
    text = (tmp_path / "report.txt").read_text("utf-8")
    assert text == "Manual: 3 pages\n\nEverything is on the pages as it is in the sources.\n"
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["pages"] == []
    remove_report(tmp_path)
    remove_report(tmp_path)
    assert list(tmp_path.iterdir()) == []
