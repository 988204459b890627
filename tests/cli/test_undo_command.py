"""``sphinx-to-confluence undo``: from ``conf.py`` to a Confluence that is as it was."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from sphinx_to_confluence.cli import main
from sphinx_to_confluence.sandbox import ADMIN_EMAIL, TWELVE_SCOPES, Sandbox


@pytest.fixture
def site():
    """A sandbox behind a socket."""
    with Sandbox() as sandbox, sandbox.serve() as addresses:
        sandbox.add_space("DOC", "Documentation")
        yield sandbox, addresses


@pytest.fixture(scope="module")
def bundles(tmp_path_factory):
    """Two builds of a documentation, with another text; to be copied before they are published."""
    doc = tmp_path_factory.mktemp("doc")
    (doc / "conf.py").write_text(_CONF_PY)
    outs = []
    for text in ("First.", "Second."):
        (doc / "index.rst").write_text(f"Example\n=======\n\n{text}\n")
        outs.append(tmp_path_factory.mktemp("out"))
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "confluence", doc, outs[-1]]
        subprocess.run(command, check=True)
    return outs


_CONF_PY = (
    "project = 'Example'\n"
    "release = '1.0'\n"
    "extensions = ['sphinx_to_confluence']\n"
    "confluence_project_id = 'example'\n"
    "confluence_cloud = True\n"
    "confluence_space_key = 'DOC'\n"
)


@pytest.fixture
def project(site, bundles, tmp_path, monkeypatch):
    """A documentation that was published twice; its source directory and its output directory."""
    sandbox, addresses = site
    monkeypatch.setenv("CONFLUENCE_API_TOKEN", sandbox.add_token("scoped", scopes=TWELVE_SCOPES))
    doc, out = tmp_path / "doc", tmp_path / "out"
    doc.mkdir()
    (doc / "conf.py").write_text(
        f"{_CONF_PY}"
        f"confluence_server_url = {addresses.site_url!r}\n"
        f"confluence_api_gateway = {addresses.origin + '/ex/confluence/'!r}\n"
        "confluence_api_token_scoped = True\n"
        f"confluence_server_user = {ADMIN_EMAIL!r}\n"
    )
    (doc / "index.rst").write_text("Example\n=======\n\nSecond.\n")
    for bundle in bundles:
        shutil.copytree(bundle, out, dirs_exist_ok=True)
        assert main(["publish", "-c", str(doc), str(out)]) == 0
    return doc, out


def _named(project):
    """The project as arguments."""
    doc, out = project
    return "-c", str(doc), str(out)


def text(sandbox):
    """What is on the page."""
    return sandbox.store.body(sandbox.store.page_by_title("DOC", "Example").id)


@pytest.mark.usefixtures("project")
def test_undo(site, tmp_path, monkeypatch, capsys):
    """The page has its text again, and the steps were shown; the directories are named as people name them."""
    sandbox, _ = site
    assert "Second." in text(sandbox)
    monkeypatch.chdir(tmp_path)
    assert main(["undo", "--yes", "out"]) == 0
    assert "First." in text(sandbox)
    out, err = capsys.readouterr()
    assert 'text    index: "Example" as it was in version 2' in out
    assert "release 1.0" in out
    assert "2 steps done." in out
    assert err == ""


def test_options_of_sphinx_build(site, project, tmp_path, capsys):
    """-c and -D are those of the build: what does not fit is refused."""
    doc, out = map(str, project)
    assert main(["undo", "--yes", "-c", doc, "-D", "confluence_space_key=OTHER", out]) == 2
    assert "into the space DOC" in capsys.readouterr().err
    assert main(["undo", "--yes", "-c", str(tmp_path), out]) == 2
    err = capsys.readouterr().err
    assert "cannot read the conf.py" in err
    assert "There is none." in err
    assert main(["undo", "--yes", "-c", doc, "-D", "confluence_space_key", out]) == 2
    assert "gives no value" in capsys.readouterr().err
    assert "Second." in text(site[0])


class TestQuestion:
    """Whether the person is asked."""

    def test_no_terminal(self, site, project, capsys):
        """Without a terminal and without --yes nothing is done, and the message says what to give."""
        assert main(["undo", *_named(project)]) == 2
        assert "--yes" in capsys.readouterr().err
        assert "Second." in text(site[0])

    @pytest.mark.parametrize(("answer", "expected"), [("y", "First."), ("", "Second.")])
    def test_answer(self, site, project, monkeypatch, capsys, answer, expected):
        """Only a yes is a yes."""
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda _question: answer)
        assert main(["undo", *_named(project)]) == 0
        assert expected in text(site[0])
        assert ("Nothing was undone." in capsys.readouterr().out) == (answer == "")


def test_the_journal_holds_no_secret(project, tmp_path):
    """Neither that of the publish nor that of undoing it."""
    assert main(["undo", "--yes", *_named(project)]) == 0
    token = os.environ["CONFLUENCE_API_TOKEN"]
    left = list((tmp_path / "out" / "_publish").iterdir())
    assert sum(path.name.startswith("journal-") for path in left) == 3
    assert not any(token in path.read_text() for path in left)


def test_builds_leave_the_journals(project, tmp_path):
    """Building again removes what is left over in the output directory, but not these."""
    doc, out = project
    before = sorted((tmp_path / "out" / "_publish").iterdir())
    command = [sys.executable, "-m", "sphinx", "-b", "confluence", "-E", "-a"]
    subprocess.run([*command, "-D", "confluence_publish=0", doc, out], check=True)
    assert sorted((tmp_path / "out" / "_publish").iterdir()) == before


@pytest.mark.usefixtures("project")
def test_without_the_sources(site, tmp_path, monkeypatch):
    """What the bundle has recorded is enough, with the address, the user and the token from the environment."""
    sandbox, addresses = site
    monkeypatch.chdir(tmp_path / "out")
    monkeypatch.setenv("CONFLUENCE_SERVER_URL", addresses.site_url)
    monkeypatch.setenv("CONFLUENCE_API_GATEWAY", f"{addresses.origin}/ex/confluence/")
    monkeypatch.setenv("CONFLUENCE_API_TOKEN_SCOPED", "1")
    monkeypatch.setenv("CONFLUENCE_SERVER_USER", ADMIN_EMAIL)
    assert main(["undo", "--yes", "."]) == 0
    assert "First." in text(sandbox)


def test_json(project, capsys):
    """Standard output is one JSON document, which says what was done."""
    capsys.readouterr()
    assert main(["undo", "--yes", "--json", *_named(project)]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == {"command": "undo", "exit_code": 0, "steps": 2, "left": []}
    assert "2 steps done." in err
