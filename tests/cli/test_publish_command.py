"""``sphinx-to-confluence publish``: what was built is published, by whoever has the token."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from sphinx_to_confluence.cli import main

pytestmark = pytest.mark.usefixtures("job")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """What a job without a token has built."""
    doc = tmp_path_factory.mktemp("doc")
    (doc / "conf.py").write_text(
        "project = 'Example'\n"
        "extensions = ['sphinx_to_confluence']\n"
        "confluence_publish = False\n"
        "confluence_cloud = True\n"
        "confluence_space_key = 'DOC'\n"
    )
    (doc / "index.rst").write_text("Example\n=======\n\nText.\n")
    out = tmp_path_factory.mktemp("out")
    subprocess.run([sys.executable, "-m", "sphinx", "-b", "confluence", doc, out], check=True)
    return out


@pytest.fixture
def bundle(built, tmp_path, monkeypatch):
    """That in a job that has a token; it finds no conf.py where it works."""
    place = tmp_path / "job"
    shutil.copytree(built, place / "bundle")
    monkeypatch.chdir(place)
    return place / "bundle"


def test_publishes_what_was_built_elsewhere(job, bundle, capsys):
    """The space is that of the build; that the build did not publish does not keep the command from it."""
    assert main(["publish", "bundle"]) == 0
    page = job.store.page_by_title("DOC", "Example")
    assert "Text." in job.store.body(page.id)
    out, err = capsys.readouterr()
    assert "1 page: 1 created" in out
    assert f"/pages/{page.id}" in out
    assert err == ""
    assert main(["publish", str(bundle)]) == 0
    assert "1 page: 1 unchanged" in capsys.readouterr().out


def test_dry_run(job, bundle, capsys):
    """It shows what ``plan`` shows, with its exit code; nothing is written."""
    assert main(["publish", "--dry-run", str(bundle)]) == 7
    assert "1 page: 1 to create" in capsys.readouterr().out
    assert job.store.page_by_title("DOC", "Example") is None


def test_a_damaged_bundle_is_refused(bundle, capsys):
    """A body that is not the one that was built."""
    (bundle / "index.conf").write_text("<p>Something else</p>")
    assert main(["publish", str(bundle)]) == 3
    assert "index.conf" in capsys.readouterr().err


def test_for_programs(bundle, capsys):
    """One document on standard output, and lines for people apart."""
    assert main(["publish", "--json", str(bundle)]) == 0
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert data["exit_code"] == 0
    assert [page["outcome"] for page in data["report"]["pages"]] == ["created"]
    assert "1 created" in err


def test_reports_where_they_are_wanted(bundle, tmp_path, capsys):
    """From the current directory, also when nothing could be published."""
    assert main(["publish", "--report", "r.json", "--summary", "s.md", str(bundle)]) == 0
    assert json.loads((tmp_path / "job" / "r.json").read_text())["counts"]["created"] == 1
    assert "| Created | 1 |" in (tmp_path / "job" / "s.md").read_text()
    capsys.readouterr()
    command = ["publish", "--json", "-D", "confluence_space_key=NONE", str(bundle)]
    assert main(command) == 4
    data = json.loads(capsys.readouterr().out)
    assert data["report"]["error"]["type"] == data["error"]["type"] == "NotFound"


def test_without_a_token(bundle, monkeypatch, capsys):
    """What is missing is told before Confluence is asked for anything that it would hide."""
    monkeypatch.delenv("CONFLUENCE_API_TOKEN")
    assert main(["publish", str(bundle)]) == 2
    err = capsys.readouterr().err
    assert "there is no secret to sign in with" in err
    assert "CONFLUENCE_API_TOKEN;" in err
