"""How do notes get to the lines of a pull request? In the forms that GitHub and GitLab read.

GitHub reads commands in the log of a step, GitLab a file of issues:
https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands and
https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence

from sphinx_to_confluence.publish.notes import Level, Note

MOST_PER_LEVEL = 10
"""Annotations of each level that GitHub shows of one step; it drops the others without a word."""

CODE_QUALITY = "code-quality.json"
"""The file for GitLab, in the folder of what publishing notes."""

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTICE: "info"}


def github_commands(notes: Sequence[Note], path: Callable[[str], str]) -> Iterator[str]:
    """Yield a line for each note, in their order; where GitHub would drop some, the last one says how many.

    :param path: makes the path in the repository of a source file.
    """
    for level in Level:
        mine = [note for note in notes if note.level is level]
        shown = mine if len(mine) <= MOST_PER_LEVEL else mine[: MOST_PER_LEVEL - 1]
        for note in shown:
            yield _command(note, path(note.file))
        if more := len(mine) - len(shown):
            kind = f"{level.value}s" if level is not Level.NOTICE else "notices"
            message = f"{more} more {kind} are in the log and in the report."
            yield _command(Note(level, "", "Confluence: and more", message), "")


def _command(note: Note, path: str) -> str:
    line = "" if note.line is None else str(note.line)
    values = {"file": path, "line": line if path else "", "title": note.title}
    properties = ",".join(f"{name}={_property(value)}" for name, value in values.items() if value)
    return f"::{note.level.value} {properties}::{_data(_printable(note.message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(_printable(text)).replace(":", "%3A").replace(",", "%2C")


def _printable(text: str) -> str:
    """Leave out what could steer a terminal: texts quote what Confluence says."""
    return "".join(c for c in text if c.isprintable() or c == "\n")


def code_quality(notes: Sequence[Note], path: Callable[[str], str], elsewhere: str) -> str:
    """Return the file for GitLab: a JSON list, the same for the same notes.

    :param path: makes the path in the repository of a source file.
    :param elsewhere: the source file of notes that are about none, since GitLab wants one.
    """
    issues = []
    seen: dict[str, int] = {}
    for note in notes:
        file = path(note.file) or path(elsewhere) or elsewhere
        facts = [note.check, file, note.title, note.message]
        key = hashlib.sha256(json.dumps(facts).encode()).hexdigest()
        # Without the line, so that an issue stays the same when lines are put before it; but none is there twice.
        seen[key] = number = seen.get(key, 0) + 1
        issues.append(
            {
                "description": _printable(f"{note.title}: {note.message}"),
                "check_name": note.check,
                "fingerprint": hashlib.sha256(f"{key} {number}".encode()).hexdigest(),
                "severity": _SEVERITIES[note.level],
                "location": {"path": file, "lines": {"begin": note.line or 1}},
            }
        )
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"
