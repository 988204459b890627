"""Whose documentation do the benchmarks run on? Source distributions that carry their docs, fetched with pip."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Project:
    """Documentation that others wrote.

    :param distribution: name on the package index.
    :param docs: folder of ``conf.py`` within the source distribution.
    """

    distribution: str
    docs: str

    def fetch(self, folder: Path, release: str = "") -> Path:
        """Download and unpack the source distribution unless that is done; return the folder of ``conf.py``.

        :param release: which one; by default the latest.
        :raises FileNotFoundError: when it has no such folder (any more).
        """
        wanted = f"{self.distribution}=={release}" if release else self.distribution
        unpacked = folder / wanted.lower()
        if not unpacked.is_dir():
            download = folder / "downloads" / wanted.lower()
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            subprocess.run(
                [*pip, "--no-binary", ":all:", "--dest", str(download), wanted],
                check=True,
            )
            with tarfile.open(next(download.glob("*.tar.gz"))) as archive:
                archive.extractall(unpacked, filter="data")
        found = next(unpacked.glob(f"*/{self.docs}/conf.py"), None)
        if found is None:
            raise FileNotFoundError(f"{self.distribution} has no {self.docs}/conf.py")
        return found.parent


PROJECTS = {
    project.distribution: project
    for project in (
        Project("Sphinx", "doc"),
        Project("Flask", "docs"),
        Project("Click", "docs"),
        Project("Jinja2", "docs"),
        Project("Werkzeug", "docs"),
        Project("attrs", "docs"),
        Project("urllib3", "docs"),
        Project("pip", "docs/html"),
        Project("pytest", "doc/en"),
        Project("Django", "docs"),
        Project("numpydoc", "doc"),
    )
}
"""By name on the package index."""
