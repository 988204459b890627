"""What did a build find out about its pages? Gathered from their records, so that no page need be written for it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from sphinx_to_confluence.builder.record import PageRecord
from sphinx_to_confluence.bundle.model import REPORT_TEXT, Bundle
from sphinx_to_confluence.bundle.report import Finding, PageFindings, Report
from sphinx_to_confluence.pages.links import BrokenLink
from sphinx_to_confluence.pages.titles import TitleNotice
from sphinx_to_confluence.warnings import ConfluenceWarning


def report_of(
    bundle: Bundle,
    records: Mapping[str, PageRecord],
    notices: Iterable[TitleNotice],
    broken: Iterable[BrokenLink] = (),
) -> Report:
    """Put together what was found about each page, and about the titles and the links of all."""
    titles: defaultdict[str, list[Finding]] = defaultdict(list)
    for notice in notices:
        source = records[notice.docname].source
        titles[notice.docname].append(
            Finding(ConfluenceWarning.TITLE.value, notice.message, source)
        )
    links: defaultdict[str, list[Finding]] = defaultdict(list)
    for link in broken:
        links[link.docname].append(
            Finding(ConfluenceWarning.LINK.value, link.message, link.source, link.line)
        )
    pages = (
        PageFindings(
            page.docname,
            page.title,
            page.source,
            (*titles[page.docname], *records[page.docname].findings, *links[page.docname]),
        )
        for page in bundle.pages
    )
    return Report(
        generator=bundle.generator,
        project=bundle.project,
        editor=bundle.editor,
        page_count=len(bundle.pages),
        pages=tuple(page for page in pages if page.findings),
    )


def summary(report: Report, directory: Path) -> str:
    """One line for the end of a build; empty when everything is as in the sources."""
    count = len(report)
    if not count:
        return ""
    subject = "1 thing is" if count == 1 else f"{count} things are"
    path = os.path.relpath(directory / REPORT_TEXT)
    return f"{subject} on the pages in another way than in the sources, or not at all: see {path}"
