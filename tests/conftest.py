"""Fixtures that tests of several subpackages use."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import sys
import textwrap
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sphinx.locale
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

for _name in ("CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITLAB_CI"):
    # Where these tests run in CI, what they publish is no business of that job.
    os.environ.pop(_name, None)

_ESCAPES = re.compile(r"\x1b\[[0-9;]*[mK]")
_WRITING = re.compile(r"^writing output\.\.\. \[ *\d+%\] (.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Built:
    """What a build left behind.

    ``warnings`` are the lines of the warning stream, with paths relative to the sources.
    """

    outdir: Path
    status: str
    warnings: list[str]
    statuscode: int
    app: Sphinx

    @property
    def written(self) -> set[str]:
        """The documents that the builder wrote, in this process (with ``jobs=1``)."""
        return set(_WRITING.findall(self.status))

    @property
    def manifest(self) -> Any:
        """The manifest, parsed."""
        return json.loads(self.text("manifest.json"))

    def text(self, path: str) -> str:
        """A file of the output."""
        return (self.outdir / path).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """All files of the output by path."""
        return {
            path.relative_to(self.outdir).as_posix(): path.read_bytes()
            for path in sorted(self.outdir.rglob("*"))
            if path.is_file()
        }


class Project:
    """A small Sphinx project in a temporary folder, built in this process."""

    def __init__(self, folder: Path) -> None:
        self.srcdir = folder / "source"
        self._folder = folder
        self.write({"conf.py": 'extensions = ["sphinx_to_confluence"]\nproject = "Test"\n'})

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write source files; texts may be indented."""
        for name, content in files.items():
            path = self.srcdir / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, str):
                content = textwrap.dedent(content).lstrip("\n").encode()
            path.write_bytes(content)
            self.touch(name)

    def touch(self, name: str) -> None:
        """Make a file newer than all that was read; the clock of the file system may be too coarse for that."""
        now = time.time_ns()
        os.utime(self.srcdir / name, ns=(now, now))

    def remove(self, name: str) -> None:
        """Remove a source file."""
        (self.srcdir / name).unlink()

    def conf(self, text: str) -> None:
        """Append to ``conf.py``."""
        path = self.srcdir / "conf.py"
        self.write({"conf.py": path.read_text(encoding="utf-8") + textwrap.dedent(text)})

    def build(
        self,
        builder: str = "confluence",
        *,
        out: str = "build",
        doctrees: str | None = None,
        jobs: int = 1,
        tags: Sequence[str] = (),
        options: Mapping[str, Any] | None = None,
        only: Sequence[str] = (),
        force: bool = False,
        warnings_are_errors: bool = False,
        verbosity: int = 0,
    ) -> Built:
        """Build as ``sphinx-build`` does; a second build into the same folder is incremental.

        :param out: name of the output folder; each has doctrees of its own unless ``doctrees`` names others.
        :param options: as given with ``-D``, but of any type.
        :param only: source files, as named at the end of the command line.
        """
        outdir = self._folder / out / builder
        status, warning = io.StringIO(), io.StringIO()
        sphinx.locale.translators.clear()  # they stay from the build before, in its language
        path, modules = sys.path.copy(), set(sys.modules)
        sphinx.locale.translators.clear()  # they stay from the project before, in its language
        try:
            with patch_docutils(str(self.srcdir)), docutils_namespace():
                app = Sphinx(
                    self.srcdir,
                    self.srcdir,
                    outdir,
                    self._folder / (doctrees or out) / "doctrees",
                    builder,
                    confoverrides=dict(options or {}),
                    status=status,
                    warning=warning,
                    warningiserror=warnings_are_errors,
                    tags=list(tags),
                    parallel=jobs,
                    verbosity=verbosity,
                )
                app.build(force, [self.srcdir / name for name in only])
        finally:
            sys.path[:] = path
            # What conf.py imported from the sources must be imported again by the next build.
            for name in set(sys.modules) - modules:
                file = getattr(sys.modules[name], "__file__", None)
                if file and Path(file).is_relative_to(self._folder):
                    del sys.modules[name]
        return Built(
            outdir=outdir,
            # Where there are colours, Sphinx writes its progress over and over on one line.
            status=_ESCAPES.sub("", status.getvalue()).replace("\r", "\n"),
            warnings=[
                _ESCAPES.sub("", line).replace(f"{self.srcdir}{os.sep}", "")
                for line in warning.getvalue().splitlines()
                if line.strip()
            ],
            statuscode=app.statuscode,
            app=app,
        )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a change of what is drawn or translated be written into the text fixtures, to be reviewed."""
    parser.addoption("--regen", action="store_true", help="rewrite the text fixtures")


@pytest.fixture(autouse=True)
def interrupts():
    """Ctrl-C interrupts, also where the tests run in the background of a shell, which has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty Sphinx project with this extension; see :class:`Project`."""
    return Project(tmp_path)
