"""The manual, built once for all tests."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import docutils_namespace, patch_docutils

DOC = Path(__file__).parents[2] / "doc"


@dataclass(frozen=True)
class Manual:
    """A build of the manual: where it is, what Sphinx knows of it, and what it complained about."""

    directory: Path
    env: BuildEnvironment
    warnings: str

    def objects(self, kind: str) -> set[str]:
        """The names of all described objects of a kind, such as ``std:confval``."""
        domain, _, name = kind.partition(":")
        return {entry[0] for entry in self.env.domains[domain].get_objects() if entry[2] == name}

    def text(self, page: str) -> str:
        """A page as plain text, on one line."""
        return " ".join((self.directory / f"{page}.txt").read_text(encoding="utf-8").split())


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Manual]:
    """A function that builds the manual with a builder; a second call gives the same build."""

    @cache
    def built(builder: str) -> Manual:
        out = tmp_path_factory.mktemp(builder)
        warnings = io.StringIO()
        # Whoever runs the tests may have CONFLUENCE_PUBLISH in their environment.
        alone = {"confluence_disable_env_conf": True}
        path = sys.path.copy()
        try:
            with patch_docutils(str(DOC)), docutils_namespace():
                app = Sphinx(
                    DOC,
                    DOC,
                    out,
                    out / ".doctrees",
                    builder,
                    confoverrides=alone,
                    status=None,
                    warning=warnings,
                )
                app.build()
        finally:
            sys.path[:] = path
        return Manual(out, app.env, warnings.getvalue())

    return built


@pytest.fixture(scope="session")
def manual(build: Callable[[str], Manual]) -> Manual:
    """The manual as plain text."""
    return build("text")
