"""What is there to be told about places in the sources? The most important first; where and how is for others to say.

A note says what is the matter with one page or one line, in plain text of one or a few lines.
"""

from __future__ import annotations

import enum
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.bundle.report import APPROXIMATED, DEMOTED, Finding
from sphinx_to_confluence.errors import ConfluenceError, PublishError
from sphinx_to_confluence.publish.report import Report

_LINE = re.compile(r"(?P<file>.+?):(?P<line>\d+)\Z")
_DOCSTRING = re.compile(r"(?P<file>.+?):docstring of .+\Z")


class Level(enum.Enum):
    """How bad it is; the values are those that GitHub has."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a place in the sources.

    :param check: what kind of thing it is, for programs: ``confluence.failed``.
    :param title: a few words.
    :param file: relative to the source directory; empty when it is about no file.
    :param line: from 1.
    """

    level: Level
    check: str
    title: str
    message: str
    file: str = ""
    line: int | None = None


def notes_of(bundle: Bundle, report: Report, error: ConfluenceError | None) -> list[Note]:
    """What a publish has to say, the most important first.

    :param error: what it ended with.
    """
    return [
        *_of_error(report, error),
        *_of_pages(bundle, report, error),
        *_of_what_is_left(bundle, report),
    ]


def notes_of_findings(findings: Sequence[Finding]) -> list[Note]:
    """What a build has to say: its warnings. What is merely said in another way is no warning."""
    return [
        Note(
            Level.WARNING,
            f"confluence.{finding.kind}",
            "Not as in the sources",
            finding.message,
            place_of(finding.source)[0],
            finding.line or place_of(finding.source)[1],
        )
        for finding in dict.fromkeys(findings)
        if finding.kind not in (DEMOTED, APPROXIMATED)
    ]


def place_of(source: str) -> tuple[str, int | None]:
    """Tell the file from the line: ``guide/setup.rst:41``.

    Docstrings have ``../module.py:docstring of module.name:3``, which says no line of the file.
    """
    if docstring := _DOCSTRING.match(source):
        return docstring["file"], None
    if found := _LINE.match(source):
        return found["file"], int(found["line"])
    return source, None


def in_repository(bundle: Bundle, file: str) -> str:
    """The path of a source file relative to the root of the repository; empty when it is not within."""
    path = posixpath.normpath(posixpath.join(bundle.origin.directory or ".", file)) if file else ""
    return "" if path.startswith("../") or posixpath.isabs(path) else path


def _of_error(report: Report, error: ConfluenceError | None) -> Iterator[Note]:
    """An error that is about no page; that of pages is told with them."""
    is_of_pages = report.failures or report.conflicts or report.left_out
    if error is None or (isinstance(error, PublishError) and is_of_pages):
        return
    yield Note(Level.ERROR, "confluence.error", "Nothing more was published", str(error))


def _of_pages(bundle: Bundle, report: Report, error: ConfluenceError | None) -> Iterator[Note]:
    for failure in report.failures:
        title = f"Not published: {failure.docname}"
        place = place_of(failure.source)
        yield Note(Level.ERROR, "confluence.failed", title, str(failure.error), *place)
    for conflict in report.conflicts:
        yield Note(
            Level.ERROR if error is not None else Level.WARNING,
            "confluence.conflict",
            f"Needs a decision: {conflict.docname}",
            f"Not published: {conflict.words}\n{conflict.hindrance.advice}",
            _source(bundle, conflict.docname),
        )
    for docname in report.left_out:
        message = "It is left out, since the page above it could not be published."
        title = f"Not published: {docname}"
        source = _source(bundle, docname)
        yield Note(Level.WARNING, "confluence.left_out", title, message, source)


def _of_what_is_left(bundle: Bundle, report: Report) -> Iterator[Note]:
    for lost in report.comments_lost:
        yield Note(
            Level.WARNING,
            "confluence.comment_lost",
            "An inline comment has lost its words",
            lost.words,
            *place_of(lost.source),
        )
    for docname in report.kept:
        message = (
            f"It was edited on Confluence, and keeps that text: {report.urls.get(docname, '')}"
        )
        title, source = f"Kept: {docname}", _source(bundle, docname)
        yield Note(Level.NOTICE, "confluence.kept", title, message, source)
    for docname in report.commented:
        message = f"It has inline comments, and was not updated: {report.urls.get(docname, '')}"
        title, source = f"Kept: {docname}", _source(bundle, docname)
        yield Note(Level.NOTICE, "confluence.commented", title, message, source)
    for orphan in report.orphans:
        title = f"Left on Confluence: {orphan.docname}"
        yield Note(Level.NOTICE, "confluence.orphan", title, f"{orphan.words}: {orphan.url}")


def _source(bundle: Bundle, docname: str) -> str:
    return bundle.page(docname).source if docname in bundle else ""
