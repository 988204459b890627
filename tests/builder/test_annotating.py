"""The warnings of a build, beside the lines of a pull request."""

from __future__ import annotations

import json

import pytest

SOURCES = {
    "index.rst": """
        Home
        ====

        .. raw:: html

           <canvas></canvas>

        - In a list:

          .. list-table::

             - - cell
        """
}


@pytest.fixture
def doc(project):
    """A documentation with one thing that is lost, and one that is said in another way."""
    project.write(SOURCES)
    return project


def test_on_github(doc, monkeypatch, capsys):
    """What is lost is told with its line; what is merely said in another way is not."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    doc.build()
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::")]
    assert lines == [
        "::warning file=index.rst,line=4,title=Not as in the sources::"
        "HTML elements that Confluence has nothing for: canvas"
    ]


def test_on_gitlab(doc, monkeypatch):
    """The file is there, also when all is well by then."""
    monkeypatch.setenv("GITLAB_CI", "true")
    (issue,) = json.loads(doc.build().text("_publish/code-quality.json"))
    assert (issue["check_name"], issue["severity"]) == ("confluence.lost", "minor")
    doc.write({"index.rst": "Home\n====\n"})
    assert json.loads(doc.build().text("_publish/code-quality.json")) == []


def test_elsewhere(doc, capsys):
    """Nothing is annotated where nobody reads it, or when that is not wanted."""
    doc.build()
    assert "::" not in capsys.readouterr().out


def test_not_wanted(doc, monkeypatch, capsys):
    """The option switches it off."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    doc.build(options={"confluence_annotations": "none"})
    assert "::" not in capsys.readouterr().out
