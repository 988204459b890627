"""Are pages that use every construct of MyST-Parser and of sphinx-design right on both editors?"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from storage_judge import problems

HERE = Path(__file__).parent
PROJECTS = {
    "myst": ("myst_parser", "linkify_it"),
    "design": ("sphinx_design", "myst_parser"),
}


@pytest.fixture(params=["v1", "v2"])
def editor(request: pytest.FixtureRequest) -> str:
    """An editor."""
    return str(request.param)


@pytest.fixture(params=PROJECTS)
def built(request: pytest.FixtureRequest, editor: str, project: Any) -> Any:
    """A project, built for the editor."""
    for package in PROJECTS[request.param]:
        pytest.importorskip(package)
    shutil.copytree(HERE / request.param, project.srcdir, dirs_exist_ok=True)
    return project.build(options={"confluence_editor": editor})


def test_no_warnings(built: Any) -> None:
    """Nothing is unknown, lost or without a place to link to, and every link has one."""
    assert built.warnings == []


def test_rules_of_the_editor(built: Any, editor: str) -> None:
    """An independent judge finds nothing that the editor cannot hold."""
    pages = sorted(built.outdir.rglob("*.conf"))
    found = {page.stem: problems(page.read_text(encoding="utf-8"), editor) for page in pages}
    assert found == {page.stem: [] for page in pages}


def test_same_pages_again(built: Any, editor: str, project: Any) -> None:
    """Reading the sources anew makes the same pages: nothing in them is random."""
    again = project.build(out="again", options={"confluence_editor": editor})
    bodies = [page for page in built.files() if page.endswith(".conf")]
    assert {page: again.text(page) for page in bodies} == {
        page: built.text(page) for page in bodies
    }


def test_every_document_is_a_page(built: Any) -> None:
    """No document is left out."""
    manifest = json.loads((built.outdir / "manifest.json").read_text(encoding="utf-8"))
    assert {page["docname"] for page in manifest["pages"]} == built.app.env.found_docs
