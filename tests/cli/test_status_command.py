"""``sphinx-to-confluence status`` and ``remove``: what is published, and taking it away."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from sphinx_to_confluence.cli import main
from sphinx_to_confluence.config.terminal import Terminal


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A bundle of two pages."""
    doc = tmp_path_factory.mktemp("doc")
    (doc / "conf.py").write_text(
        "project = 'Example'\n"
        "release = '1.0'\n"
        "extensions = ['sphinx_to_confluence']\n"
        "confluence_cloud = True\n"
        "confluence_project_id = 'example'\n"
        "confluence_space_key = 'DOC'\n"
    )
    (doc / "index.rst").write_text("Example\n=======\n\n.. toctree::\n\n   more\n")
    (doc / "more.rst").write_text("More\n====\n\nText.\n")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "confluence", doc, doc / "out"]
    subprocess.run(command, check=True)
    return doc / "out"


@pytest.fixture
def site(job, monkeypatch, built, tmp_path):
    """A sandbox where the bundle is published, and the environment that leads there."""
    monkeypatch.chdir(tmp_path)
    assert main(["publish", str(built)]) == 0
    return job


@pytest.mark.usefixtures("site")
def test_status(built, capsys):
    """For people: where it is, and that nobody has touched it."""
    capsys.readouterr()
    assert main(["status", str(built)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Example (example)\n  space      DOC, “Documentation”\n  pages      2\n")
    assert "the same as what is published" in out
    assert err == ""


def test_status_for_programs(site, built, capsys):
    """One document, with what somebody edited."""
    page = site.store.page_by_title("DOC", "More")
    site.edit_page(page.id, body="<p>Else</p>", message="typo")
    capsys.readouterr()
    assert main(["status", "--json", str(built)]) == 0
    data = json.loads(capsys.readouterr().out)
    (touched,) = data["touched"]
    assert (touched["docname"], touched["what"], touched["message"]) == ("more", ["edited"], "typo")
    assert (data["published"]["release"], data["pages"]) == ("1.0", 2)
    assert data["bundle"]["would"]["conflicts"] == 1


def test_remove_and_undo(site, built, capsys):
    """Shown, asked for, done, and taken back."""
    capsys.readouterr()
    assert main(["remove", str(built)]) == 2
    assert "There is no terminal" in capsys.readouterr().err
    assert main(["remove", "--yes", str(built)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("2 pages of the space DOC will be moved to the trash:\n")
    assert (
        f"2 pages are in the trash of the space.\nTo take that back: sphinx-to-confluence undo {built}\n"
        in out
    )
    assert site.store.page_by_title("DOC", "More") is None
    assert main(["undo", "--yes", str(built)]) == 0
    assert site.store.page_by_title("DOC", "More") is not None


def test_remove_without_a_bundle(site, tmp_path, monkeypatch, capsys):
    """The name of the project is enough; the journal for undo is where the command says."""
    monkeypatch.setenv("CONFLUENCE_SPACE_KEY", "DOC")
    monkeypatch.setattr(Terminal, "is_there", True)
    monkeypatch.setattr(Terminal, "ask", lambda _self, _question: "n")
    capsys.readouterr()
    assert main(["remove", "--project", "example"]) == 0
    assert capsys.readouterr().out.endswith("Nothing was removed.\n")
    assert main(["remove", "--yes", "--project", "example", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [each["docname"] for each in data["removed"]] == ["index", "more"]
    assert main(["undo", "--yes", "confluence-removed"]) == 0
    assert (tmp_path / "confluence-removed" / "_publish").is_dir()
    assert site.store.page_by_title("DOC", "More") is not None


@pytest.mark.usefixtures("site")
def test_status_without_a_bundle(monkeypatch, capsys):
    """The options say where to look, and what is there is told."""
    monkeypatch.setenv("CONFLUENCE_SPACE_KEY", "DOC")
    capsys.readouterr()
    assert main(["status"]) == 0
    assert capsys.readouterr().out.startswith("Project (example)\n")
    assert main(["remove", "--yes"]) == 2
    assert "there is no built documentation" in capsys.readouterr().err


def test_the_wrong_project(built, capsys):
    """A bundle and the name of another project contradict each other."""
    assert main(["status", str(built), "--project", "other"]) == 2
    assert "It is of example." in capsys.readouterr().err


@pytest.mark.usefixtures("site")
def test_removed_without_a_journal(built, tmp_path, capsys):
    """Where none can be written, it is not said that undo takes it back."""
    bundle = tmp_path / "bundle"
    shutil.copytree(built, bundle, ignore=shutil.ignore_patterns("_publish"))
    (bundle / "_publish").write_text("", encoding="utf-8")
    capsys.readouterr()
    assert main(["remove", "--yes", str(bundle)]) == 0
    printed = capsys.readouterr()
    assert "no journal can be written" in printed.err
    assert "To take that back" not in printed.out
