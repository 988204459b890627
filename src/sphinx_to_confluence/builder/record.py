"""What does the builder know of a page that it has written? One file for each, which the next build compares with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sphinx_to_confluence.bundle.model import Attachment, SourceLine, record_path
from sphinx_to_confluence.bundle.report import Finding
from sphinx_to_confluence.bundle.writer import attachment_to_json, write_json
from sphinx_to_confluence.pages.links import PageLinks

_VERSION = 4
"""Raised when records of an earlier release cannot be compared with; their pages are then written again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord:
    """A written page, and what it was made from.

    :param body: path of the body, relative to the bundle.
    :param findings: for the report of the build.
    :param places: where the page can be jumped to, and what it refers to.
    :param settings: digest of the options and versions that every page depends on.
    :param neighbours: the pages before and after it, when it shows them.
    :param uses: the documents that the page shows or links to (itself included), and the digest of what each of them
        tells the others.
    :param missing: last words of the references that led nowhere, and the digest of what could be meant by each.
    :param looked_for: the files that addresses in the text may mean, and the digest of what each of them holds.
    """

    docname: str
    body: str
    body_sha256: str
    source: str
    labels: tuple[str, ...]
    full_width: bool | None
    attachments: tuple[Attachment, ...]
    links: tuple[str, ...]
    rows: tuple[SourceLine, ...]
    findings: tuple[Finding, ...]
    places: PageLinks
    settings: str
    neighbours: tuple[str, ...] = ()
    uses: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    looked_for: Mapping[str, str] = field(default_factory=dict)


def write_record(directory: Path, record: PageRecord) -> None:
    """Write the record of a page into the bundle."""
    data = {
        "version": _VERSION,
        "docname": record.docname,
        "body": record.body,
        "body_sha256": record.body_sha256,
        "source": record.source,
        "labels": list(record.labels),
        "full_width": record.full_width,
        "attachments": [attachment_to_json(item) for item in record.attachments],
        "links": list(record.links),
        "rows": [[row.row, row.source, row.line] for row in record.rows],
        "findings": [[item.kind, item.message, item.source, item.line] for item in record.findings],
        "places": list(record.places.places),
        "jumps": record.places.jumps,
        "files": record.places.files,
        "settings": record.settings,
        "neighbours": list(record.neighbours),
        "uses": dict(record.uses),
        "missing": dict(record.missing),
        "looked_for": dict(record.looked_for),
    }
    write_json(directory / record_path(record.body), data)


def read_record(directory: Path, body: str) -> PageRecord | None:
    """Read the record of the page with this body; ``None`` when there is none that can be used."""
    try:
        data: dict[str, Any] = json.loads(
            (directory / record_path(body)).read_text(encoding="utf-8")
        )
        if data.pop("version") != _VERSION:
            return None
        places = PageLinks(data.pop("places"), data.pop("jumps"), data.pop("files"))
        return PageRecord(
            **{
                **data,
                "places": places,
                "labels": tuple(data["labels"]),
                "attachments": tuple(Attachment(**item) for item in data["attachments"]),
                "links": tuple(data["links"]),
                "rows": tuple(SourceLine(*row) for row in data["rows"]),
                "findings": tuple(Finding(*item) for item in data["findings"]),
                "neighbours": tuple(data["neighbours"]),
            }
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # Absent, cut short, or of another release: the page is written again.
        return None
