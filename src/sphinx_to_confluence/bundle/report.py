"""What of the sources is not on the pages as it was meant? The report of a build, for people and for programs.

It lies beside the bundle, in ``report.txt`` and ``report.json``, and is not published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx_to_confluence.bundle.model import REPORT_JSON, REPORT_TEXT, Editor
from sphinx_to_confluence.bundle.writer import replace_file, write_json

REPORT_VERSION = 1
"""Version of ``report.json``; raised when an older reader would misunderstand it."""

DEMOTED = "demoted"
"""Kind of what is said in another way than in the source, because Confluence has no such thing there."""

APPROXIMATED = "approximated"
"""Kind of what looks other than in the source, or lacks an ornament. All other kinds are codes of warnings."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is on a page in another way than in the source, or not at all.

    :param kind: :data:`DEMOTED`, :data:`APPROXIMATED`, or the code of a warning, such as ``lost``.
    :param message: for what was demoted ``table in list item``: what it was, and the place that cannot hold it.
    :param source: relative to the source directory.
    """

    kind: str
    message: str
    source: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class PageFindings:
    """The findings of a page."""

    docname: str
    title: str
    source: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The findings of all pages that have some.

    :param page_count: how many pages there are.
    """

    generator: str
    project: str
    editor: Editor
    page_count: int
    pages: tuple[PageFindings, ...]

    def totals(self) -> Mapping[str, int]:
        """How many findings there are of each kind, the most frequent first."""
        return _counted(finding.kind for finding in self._findings())

    def demotions(self) -> Mapping[str, int]:
        """How often each thing was demoted, the most frequent first."""
        return _counted(item.message for item in self._findings() if item.kind == DEMOTED)

    def _findings(self) -> Iterator[Finding]:
        return (finding for page in self.pages for finding in page.findings)

    def __len__(self) -> int:
        """How many findings there are."""
        return sum(len(page.findings) for page in self.pages)


def write_report(directory: Path, report: Report) -> None:
    """Write both forms: the same bytes for the same pages, wherever and whenever."""
    write_json(directory / REPORT_JSON, _as_json(report))
    text = "".join(f"{line}\n" for line in _as_text(report))
    replace_file(directory / REPORT_TEXT, text.encode())


def remove_report(directory: Path) -> None:
    """Remove a report that no longer describes what is there."""
    for name in (REPORT_TEXT, REPORT_JSON):
        (directory / name).unlink(missing_ok=True)


def _as_json(report: Report) -> Mapping[str, Any]:
    return {
        "schema_version": REPORT_VERSION,
        "generator": report.generator,
        "project": report.project,
        "editor": report.editor.value,
        "page_count": report.page_count,
        "totals": report.totals(),
        "demotions": report.demotions(),
        "pages": [
            {
                "docname": page.docname,
                "title": page.title,
                "source": page.source,
                "findings": [
                    {
                        "kind": finding.kind,
                        "message": finding.message,
                        "source": finding.source,
                        "line": finding.line,
                        "count": count,
                    }
                    for finding, count in _in_order(page)
                ],
            }
            for page in report.pages
        ],
    }


def _as_text(report: Report) -> Iterator[str]:
    pages = "1 page" if report.page_count == 1 else f"{report.page_count} pages"
    yield f"{report.project}: {pages}"
    yield ""
    if not report.pages:
        yield "Everything is on the pages as it is in the sources."
        return
    yield "What is on the pages in another way than in the sources, or not at all:"
    yield ""
    for kind, count in report.totals().items():
        yield f"{count:7}  {kind}"
        if kind == DEMOTED:
            for message, part in report.demotions().items():
                yield f"{part:14}  {message}"
    for page in report.pages:
        yield ""
        yield f"{page.title} ({page.docname})"
        for finding, count in _in_order(page):
            place = finding.source if finding.line is None else f"{finding.source}:{finding.line}"
            times = f" ({count} times)" if count > 1 else ""
            yield f"  {place}: {finding.kind}: {finding.message}{times}"


def _in_order(page: PageFindings) -> Iterator[tuple[Finding, int]]:
    """The findings by source line, those of the page's own source first; each with how often it was made."""
    counted = Counter(page.findings)

    def place(finding: Finding) -> tuple[bool, str, int]:
        return (finding.source != page.source, finding.source, finding.line or 0)

    return ((finding, counted[finding]) for finding in sorted(counted, key=place))


def _counted(names: Iterable[str]) -> Mapping[str, int]:
    counter = Counter(names)
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
