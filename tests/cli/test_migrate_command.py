"""``sphinx-to-confluence migrate``: from a ``conf.py`` of the established extension to pages that are ours."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys

import pytest

from sphinx_to_confluence.cli import main
from sphinx_to_confluence.config.unbuilt import read_options
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.sandbox import ADMIN_EMAIL, TWELVE_SCOPES, Sandbox

CONF_PY = """\
project = 'Example'
extensions = ['sphinx.ext.todo', 'sphinxcontrib.confluencebuilder']
confluence_space_key = 'DOC'
confluence_parent_page = 'Manuals'
confluence_api_mode = 'v2'
confluence_publish_postfix = ' ({hash})'
confluence_ignore_titlefix_on_index = True
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A documentation of the established extension, in the current directory."""
    monkeypatch.chdir(tmp_path)
    for name in ("CONFLUENCE_SERVER_URL", "CONFLUENCE_API_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    doc = tmp_path / "doc"
    doc.mkdir()
    (doc / "conf.py").write_text(CONF_PY, encoding="utf-8")
    (doc / "index.rst").write_text(
        "Example\n=======\n\n.. toctree::\n\n   guide\n\n.. confluence_metadata::\n   :editor: v1\n",
        encoding="utf-8",
    )
    (doc / "guide.rst").write_text("Guide\n=====\n\nText.\n", encoding="utf-8")
    (tmp_path / "tox.ini").write_text("deps = sphinxcontrib-confluencebuilder\n", encoding="utf-8")
    return tmp_path


class TestReport:
    """What changes in the project."""

    def test_options_files_and_environment(self, project, monkeypatch, capsys):
        """Each is named with its line, and nothing is changed."""
        monkeypatch.setenv("CONFLUENCE_PUBLISH_DEBUG", "all")
        before = (project / "doc" / "conf.py").read_bytes()
        assert main(["migrate", "--offline"]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        rows = {line.split()[0]: line.split()[1:3] for line in out.splitlines() if "   " in line}
        assert rows["confluence_space_key"] == ["3", "same"]
        assert rows["confluence_api_mode"] == ["5", "dropped"]
        assert rows["confluence_publish_postfix"] == ["6", "different"]
        assert "tox.ini:1: sphinxcontrib-confluencebuilder among the requirements" in out
        assert "doc/index.rst:9: confluence_metadata :editor: is dropped" in out
        assert "CONFLUENCE_PUBLISH_DEBUG is dropped" in out
        assert "-confluence_api_mode = 'v2'" in out
        assert "+extensions = ['sphinx.ext.todo', 'sphinx_to_confluence']" in out
        assert "``" not in out
        assert (project / "doc" / "conf.py").read_bytes() == before

    def test_values_that_are_not_accepted(self, project, capsys):
        """The name of a file with documents, for instance, which the extension takes as well."""
        with (project / "doc" / "conf.py").open("a") as conf:
            conf.write("confluence_publish_allowlist = 'published.txt'\n")
        assert main(["migrate", "--offline", "--json"]) == 0
        out, err = capsys.readouterr()
        assert "confluence_publish_allowlist is of the wrong type." in err
        assert len(json.loads(out)["refused"]) == 1

    def test_without_a_build(self, project, capsys):  # noqa: ARG002 - in the current directory
        """The command says what to do next."""
        assert main(["migrate"]) == 0
        build = "sphinx-build -b confluence -D confluence_publish=0 doc build/confluence"
        assert build in capsys.readouterr().out

    def test_write(self, project, capsys):
        """The lines are changed, and a second time there is nothing to do."""
        assert main(["migrate", "--offline", "--write", "--yes"]) == 0
        expected = CONF_PY.replace("sphinxcontrib.confluencebuilder", "sphinx_to_confluence")
        expected = expected.replace("confluence_api_mode = 'v2'\n", "")
        assert (project / "doc" / "conf.py").read_text(encoding="utf-8") == expected
        assert capsys.readouterr().out.endswith(
            "  sphinx-build -b confluence -D confluence_publish=0 doc build/confluence\n"
            "  sphinx-to-confluence migrate --dry-run\n"
        )
        assert main(["migrate", "--offline", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["diff"] == ""
        assert {each["verdict"] for each in found["options"]} == {"same", "better", "different"}

    def test_nobody_to_ask(self, project, capsys):
        """Without a terminal nothing is written unasked."""
        assert main(["migrate", "--offline", "--write"]) == 2
        assert "--yes" in capsys.readouterr().err
        assert (project / "doc" / "conf.py").read_text(encoding="utf-8") == CONF_PY

    def test_a_token_is_pointed_out_and_never_shown(self, project, capsys):
        """Neither in lines nor in JSON."""
        with (project / "doc" / "conf.py").open("a") as conf:
            conf.write("confluence_api_token = 'ATATT3xFfGF0hunter2'\n")
        assert main(["migrate", "--offline", "--json"]) == 0
        out, err = capsys.readouterr()
        assert "hunter2" not in out + err
        assert "conf.py:8: confluence_api_token stands here" in err
        assert json.loads(out)["secrets"] == [{"name": "confluence_api_token", "line": 8}]


@pytest.fixture
def published(project, monkeypatch):
    """A site on which the extension has published, and a build with ours."""
    with Sandbox() as sandbox, sandbox.serve() as addresses:
        sandbox.add_space("DOC", "Documentation")
        manuals = sandbox.add_page("DOC", "Manuals")
        root = sandbox.add_page("DOC", "Example", "<p>Old.</p>", parent=manuals)
        guide = sandbox.add_page("DOC", f"Guide ({'ab' * 20})", "<p>Old.</p>", parent=root)
        token = sandbox.add_token("scoped", scopes=TWELVE_SCOPES)
        monkeypatch.setenv("CONFLUENCE_API_TOKEN", token)
        monkeypatch.setenv("CONFLUENCE_API_TOKEN_SCOPED", "1")
        monkeypatch.setenv("CONFLUENCE_SERVER_URL", addresses.site_url)
        monkeypatch.setenv("CONFLUENCE_API_GATEWAY", f"{addresses.origin}/ex/confluence/")
        monkeypatch.setenv("CONFLUENCE_SERVER_USER", ADMIN_EMAIL)
        digest = hashlib.sha256(b"<p>Old.</p>").hexdigest() + "1"
        options = read_options(project / "doc", warn=print)
        client = connect(options.settings, options.credentials(), notify=print)
        for page in (root, guide):
            client.set_property(
                page.id, "sphinxcontrib.confluencebuilder", {"hash": digest}, existing=None
            )
        client.close()
        main(["migrate", "--offline", "--write", "--yes"])
        build = ["-m", "sphinx", "-q", "-b", "confluence", "doc", "build/confluence"]
        subprocess.run([sys.executable, *build], check=True, cwd=project)
        yield sandbox, root, guide


def test_pages_are_taken_over_and_published_in_place(published, capsys):
    """First shown, then asked for, then entered, then written."""
    sandbox, root, guide = published
    capsys.readouterr()
    assert main(["migrate", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert f"guide     {guide.id}" in out
    assert "will be called" in out
    assert "2 pages to take over, 0 to be made, 0 to be decided, 0 left alone." in out
    assert main(["migrate"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert main(["migrate", "--yes", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["adopted"] == 2
    ids = {each["docname"]: each["page_id"] for each in found["pages"]["to_adopt"]}
    assert ids == {"index": root.id, "guide": guide.id}
    assert main(["publish"]) == 0
    assert "2 pages: 2 updated" in capsys.readouterr().out
    assert "Text." in sandbox.store.body(guide.id)
    assert len(list(sandbox.store.pages("DOC"))) == 4


def test_what_a_person_has_to_decide(published, capsys):
    """The exit code says that something is open; --map settles it."""
    sandbox, root, guide = published
    sandbox.edit_page(guide.id, title="Another title")
    capsys.readouterr()
    assert main(["migrate", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "No page yet; the next publish makes it:\n  guide" in out
    assert f'no document belongs to; they are left alone:\n  {guide.id} "Another title"' in out
    sandbox.add_page("DOC", f"Guide ({'cd' * 20})", parent=root)
    sandbox.add_page("DOC", f"Guide ({'ef' * 20})", parent=root)
    assert main(["migrate", "--dry-run", "--by-title"]) == 6
    out = capsys.readouterr().out
    assert "several pages may be meant" in out
    assert "--scb-manifest FILE" in out
    assert main(["migrate", "--yes", "--map", f"guide={guide.id}"]) == 0
    assert "--map" in capsys.readouterr().out
    assert main(["migrate", "--map", "guide"]) == 2
    assert "--map DOCNAME=ID" in capsys.readouterr().err


def test_the_list_of_the_extension(published, project, capsys):
    """It is found beside the build, or named; one that is none is refused."""
    sandbox, _root, guide = published
    sandbox.edit_page(guide.id, title="Another title")
    listed = {"pages": [{"id": "guide", "title": "Another title"}]}
    path = project / "build" / "confluence" / "scb-manifest.json"
    path.write_text(json.dumps(listed), encoding="utf-8")
    capsys.readouterr()
    assert main(["migrate", "--dry-run", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["pages"]["to_adopt"]
    assert {each["docname"]: each["known_by"] for each in found}["guide"] == "scb-manifest.json"
    path.write_text("[]", encoding="utf-8")
    assert main(["migrate", "--dry-run", "--scb-manifest", str(path)]) == 2
    assert "no scb-manifest.json" in capsys.readouterr().err
