"""Which commit are the sources of? Asked of git, which knows best; else the environment of the CI job tells."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sphinx_to_confluence.bundle.model import Origin

COMMITS = (
    "GITHUB_SHA",
    "CI_COMMIT_SHA",  # GitLab
    "GIT_COMMIT",  # Jenkins
    "BUILD_SOURCEVERSION",  # Azure Pipelines
    "BITBUCKET_COMMIT",
    "CIRCLE_SHA1",
    "TRAVIS_COMMIT",
    "BUILDKITE_COMMIT",
    "DRONE_COMMIT_SHA",
    "READTHEDOCS_GIT_COMMIT_HASH",
)
"""Variables in which CI systems name the commit; the first one counts."""

ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "WORKSPACE", "BUILD_SOURCESDIRECTORY")
"""Variables in which they name the directory of the checkout."""

_TIMEOUT_S = 10.0


def origin_of(sources: Path, environ: Mapping[str, str] | None = None) -> Origin:
    """Find out; what nobody knows stays empty. Never fails."""
    environ = os.environ if environ is None else environ
    sources = sources.resolve()
    root = next((path for path in (sources, *sources.parents) if (path / ".git").exists()), None)
    if root is not None and (commit := _git(sources, "rev-parse", "HEAD")):
        # What only lies about is no part of the documentation, or is told by git when it is added.
        changes = _git(sources, "status", "--porcelain", "--untracked-files=no")
        return Origin(commit, bool(changes), sources.relative_to(root).as_posix())
    commit = next((environ[name] for name in COMMITS if environ.get(name)), "")
    top = root or next((Path(environ[name]) for name in ROOTS if environ.get(name)), None)
    is_within = top is not None and sources.is_relative_to(top.resolve())
    directory = sources.relative_to(top.resolve()).as_posix() if top and is_within else ""
    return Origin(commit, directory=directory)


def _git(directory: Path, *command: str) -> str:
    """What git says; empty when there is no git, or it says nothing, or refuses."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            ["git", "-C", os.fspath(directory), *command],  # noqa: S607 - the one that the person has
            capture_output=True,
            check=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT_S,
            # It must not wait for an answer, nor take a lock from somebody who commits just now.
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
