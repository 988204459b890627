"""What in the files of a project knows the established extension? A search through lines, no more."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sphinx_to_confluence.migrate.markup import (
    IN_PYTHON,
    IN_SCRIPTS,
    IN_SOURCES,
    known_things,
)
from sphinx_to_confluence.migrate.options import known_options
from sphinx_to_confluence.migrate.verdicts import Verdict

_NOT_ENTERED = frozenset({"build", "node_modules", "venv", "env", "site-packages", "__pycache__"})
_MOST_BYTES = 1_000_000
_DOCUMENTS = frozenset({".rst", ".md", ".txt", ".inc", ".ipynb"})
_SCRIPT_NAMES = frozenset(
    {"makefile", "gnumakefile", "make.bat", "jenkinsfile", "justfile", "dockerfile"}
)
_SCRIPT_ENDINGS = frozenset(
    {".cfg", ".ini", ".toml", ".yml", ".yaml", ".sh", ".bat", ".ps1", ".mk", ".groovy", ".in"}
)
_PROJECT_FILES = (".git", "pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "noxfile.py")
_MOST_ABOVE = 3
_OPTION = re.compile(r"\b(confluence_[a-z_]+|CONFLUENCE_[A-Z_]+)\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """A line that somebody should look at.

    :param file: relative to the project, with forward slashes.
    :param line: from 1.
    """

    file: str
    line: int
    name: str
    verdict: Verdict
    note: str


def project_root(confdir: Path) -> Path:
    """Return the folder of the project: the nearest one above with a file that projects have."""
    start = confdir.resolve()
    for folder in (start, *start.parents[:_MOST_ABOVE]):
        if any((folder / name).exists() for name in _PROJECT_FILES):
            return folder
    return start


def search(confdir: Path) -> Iterator[Finding]:
    """Look through the documents, and through what builds them, in the order of the file names."""
    root, docs = project_root(confdir), confdir.resolve()
    for path in _files(root):
        is_document = path.is_relative_to(docs) and path.suffix.lower() in _DOCUMENTS
        is_requirements = path.name.startswith("requirements") or path.parent.name == "requirements"
        is_python = path.suffix == ".py" and (path.is_relative_to(docs) or path.parent == root)
        patterns: Mapping[str, re.Pattern[str]] = {}
        if is_document and not is_requirements:
            patterns = IN_SOURCES
        elif is_python:
            patterns = {**IN_PYTHON, **(IN_SCRIPTS if path.name != "conf.py" else {})}
        elif (
            is_requirements
            or path.suffix.lower() in _SCRIPT_ENDINGS
            or path.name.lower() in _SCRIPT_NAMES
        ):
            patterns = IN_SCRIPTS
        if patterns:
            has_options = patterns is IN_SCRIPTS
            yield from _in_file(path, path.relative_to(root).as_posix(), patterns, has_options)


def _files(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        names[:] = sorted(
            name
            for name in names
            if name == ".github" or not (name.startswith((".", "_build")) or name in _NOT_ENTERED)
        )
        # The output of builds and virtual environments, whatever they are called.
        if {"pyvenv.cfg", ".buildinfo", "scb-manifest.json"} & set(files):
            names.clear()
            continue
        for name in sorted(files):
            path = Path(folder, name)
            if path.is_file() and path.stat().st_size <= _MOST_BYTES:
                yield path


def _in_file(
    path: Path, name: str, patterns: Mapping[str, re.Pattern[str]], has_options: bool
) -> Iterator[Finding]:
    things = {thing.name: thing for thing in known_things()}
    options = known_options()
    text = path.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), start=1):
        for what, pattern in patterns.items():
            if pattern.search(line):
                thing = things[what]
                yield Finding(name, number, what, thing.verdict, thing.note)
        for found in _OPTION.finditer(line) if has_options else ():
            option = options.get(found.group(1).lower())
            if option is None:
                continue
            if option.verdict in (Verdict.DROPPED, Verdict.RENAMED):
                note = f"``{option.instead}``" if option.instead else option.note
                yield Finding(name, number, found.group(1), option.verdict, note)
