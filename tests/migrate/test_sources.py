"""Which files of a project are looked through, and for what."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.migrate.sources import project_root, search


@pytest.fixture
def found(tmp_path):
    """Write files and search; file, line and name of what is found."""

    def search_in(files):
        for name, text in {"pyproject.toml": "", "doc/conf.py": "", **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return [(each.file, each.line, each.name.strip("`")) for each in search(tmp_path / "doc")]

    return search_in


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        (".github/workflows/docs.yml", "\nCONFLUENCE_API_MODE: v2\n", "CONFLUENCE_API_MODE"),
        (".gitlab-ci.yml", "\nsphinx-build-confluence wipe\n", "sphinx-build-confluence"),
        ("Makefile", "\n\tsphinx-build -D confluence_api_mode=v2\n", "confluence_api_mode"),
        (
            "doc/_ext/own.py",
            "\napp.connect('confluence-publish-attachment', f)\n",
            "event confluence-publish-attachment",
        ),
        ("doc/a/b.md", "\n:editor: v2\n", "confluence_metadata :editor:"),
    ],
)
def test_files_of_a_project(found, file, text, name):
    """Documents, what builds them, and extensions of the project."""
    assert found({file: text}) == [(file, 2, name)]


def test_requirements(found):
    """Wherever they are written down."""
    line = "sphinxcontrib-confluencebuilder>=3\n"
    files = found(dict.fromkeys(("doc/requirements.txt", "requirements/docs.txt"), line))
    assert [file for file, _, _ in files] == ["doc/requirements.txt", "requirements/docs.txt"]


@pytest.mark.parametrize(
    "file",
    [
        "doc/_build/a.rst",
        "build/a.yml",
        ".tox/a.yml",
        "env39/pyvenv.cfg",
        "old/scb-manifest.json",
        "src/module.py",
    ],
)
def test_what_is_not_looked_at(found, file):
    """Output, environments and the program itself."""
    text = ":editor: v1\nsphinx-build-confluence\n'confluence-publish-attachment'\n"
    folder = file.rpartition("/")[0]
    others = {f"{folder}/b.yml": text} if file.endswith((".cfg", ".json")) else {}
    assert found({file: text, **others}) == []


def test_the_folder_of_the_project(tmp_path):
    """The nearest one that looks like one, not too far above."""
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert project_root(deep) == deep.resolve()
    (tmp_path / "a" / "setup.cfg").touch()
    assert project_root(deep) == (tmp_path / "a").resolve()
