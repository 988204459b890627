"""Which commit the sources are of."""

from __future__ import annotations

import subprocess

import pytest

from sphinx_to_confluence.builder.origin import origin_of
from sphinx_to_confluence.bundle.model import Origin


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with a commit; its documentation is in a folder."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    (tmp_path / "doc").mkdir()
    (tmp_path / "doc" / "index.rst").write_text("Index\n=====\n")

    def git(*command):
        who = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        run = ["git", "-C", str(tmp_path), *who, *command]
        return subprocess.run(run, check=True, capture_output=True, encoding="utf-8").stdout.strip()

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "-m", "first")
    return tmp_path, git("rev-parse", "HEAD")


def test_git_tells(repository):
    """The commit, the folder of the sources, and that nothing was changed; a variable counts for less."""
    root, commit = repository
    assert origin_of(root / "doc", {"GITHUB_SHA": "f" * 40}) == Origin(commit, directory="doc")


def test_changes_that_were_not_committed(repository):
    """They are told; files that git does not know are not."""
    root, commit = repository
    (root / "new.txt").write_text("")
    assert not origin_of(root / "doc", {}).is_dirty
    (root / "doc" / "index.rst").write_text("Other\n=====\n")
    assert origin_of(root / "doc", {}) == Origin(commit, is_dirty=True, directory="doc")
    assert (
        origin_of(root / "doc", {}).words == f"{commit[:12]} with changes that were not committed"
    )


def test_without_git(repository, monkeypatch):
    """The CI job tells the commit then."""
    root, _ = repository
    monkeypatch.setenv("PATH", "")
    assert origin_of(root / "doc", {"CI_COMMIT_SHA": "f" * 40}) == Origin("f" * 40, directory="doc")


def test_a_checkout_without_history(tmp_path):
    """The CI job tells where it begins, too."""
    (tmp_path / "doc").mkdir()
    environ = {"GIT_COMMIT": "f" * 40, "WORKSPACE": str(tmp_path)}
    assert origin_of(tmp_path / "doc", environ) == Origin("f" * 40, directory="doc")


def test_nobody_knows(tmp_path):
    """Nothing fails."""
    assert origin_of(tmp_path, {}) == Origin()
