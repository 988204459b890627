"""What did the last publish leave on Confluence? A file beside the bundle, for plans without a network.

It says what a look at Confluence would have found right after the publish: ids, titles, places, versions and hashes.
No texts, no secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sphinx_to_confluence.bundle.model import PUBLISH_NOTES, Bundle
from sphinx_to_confluence.bundle.writer import write_json
from sphinx_to_confluence.config.foreign_json import read_json
from sphinx_to_confluence.errors import BundleError
from sphinx_to_confluence.publish.known import Known
from sphinx_to_confluence.publish.plan_file import PLAN_NAME
from sphinx_to_confluence.publish.snapshot import ID, Snapshot
from sphinx_to_confluence.publish.state import (
    Entry,
    Mark,
    Written,
    manifest_row,
    page_digest,
    read_manifest_row,
)
from sphinx_to_confluence.rest.model import RemotePage, Space, Status

MANIFEST_NAME = "manifest.json"

LEFT_VERSION = 1


def left_path(directory: Path) -> Path:
    """Where the file is, beside a bundle."""
    return directory / PUBLISH_NOTES / MANIFEST_NAME


def forget_left(directory: Path) -> None:
    """Remove what does not hold any more once something else than a publish writes on Confluence, or a publish does."""
    # That there is no disk to write on is told about the journal.
    with suppress(OSError):
        for path in (left_path(directory), directory / PUBLISH_NOTES / PLAN_NAME):
            path.unlink(missing_ok=True)


def write_left(bundle: Bundle, site: str, snapshot: Snapshot, known: Known) -> None:
    """Write what is on Confluence now, as far as the run that just ended knows.

    :raises OSError: when there is no disk to write on.
    """
    rows = known.siblings.rows()
    pages = {
        docname: {
            "title": page.title,
            "parent_id": page.parent_id,
            "position": rows[page.id],
            "version": page.version,
            "mark": None if (mark := Mark.read(page.message)) is None else mark.digest,
            # Nothing vouches for a page without an entry, as if somebody had edited it.
            "entry": manifest_row(known.entries.get(docname) or Entry(page.id, 0, "")),
        }
        for docname, page in sorted(known.pages.items())
        if page.id in rows and page.space_id == snapshot.space.id
    }
    write_json(
        left_path(bundle.directory),
        {
            "schema_version": LEFT_VERSION,
            "project_id": bundle.project_id,
            "site": site,
            "space": {
                "id": snapshot.space.id,
                "key": snapshot.space.key,
                "name": snapshot.space.name,
                "homepage_id": snapshot.space.homepage_id,
            },
            "parent_id": snapshot.parent_id,
            "manifest_page_id": snapshot.manifest_page_id,
            "url_pattern": snapshot.url_pattern,
            "can_order": snapshot.can_order,
            "pages": pages,
        },
    )


def read_left(path: Path, bundle: Bundle) -> tuple[Snapshot, str]:
    """Read what a publish left, as a look at Confluence would have found it then; and the address of the site.

    :raises BundleError: when there is none, or it is that of another project.
    """
    try:
        data = read_json(path.read_text(encoding="utf-8"))
        snapshot = _snapshot(data)
        site, project_id = str(data["site"]), str(data["project_id"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BundleError(
            f"could not read what the last publish left: {path}",
            answered=f"{type(error).__name__}: {error}",
            remedy="Name the file _publish/manifest.json that a publish leaves beside its bundle, or the bundle itself "
            "with --against.",
        ) from None
    if project_id != bundle.project_id:
        raise BundleError(
            f"cannot compare with {path}",
            answered=f'It is of the project "{project_id}", the bundle is of "{bundle.project_id}".',
            remedy="Name the file that a publish of this project left.",
        )
    return snapshot, site


def _snapshot(data: Mapping[str, Any]) -> Snapshot:
    if data["schema_version"] != LEFT_VERSION:
        raise ValueError(f"version {data['schema_version']} is not known to this release")
    space, project_id = Space(**data["space"]), data["project_id"]
    pages: dict[str, RemotePage] = {}
    entries: dict[str, Entry] = {}
    for docname, row in data["pages"].items():
        entry = read_manifest_row(row["entry"])
        if entry is None:
            raise ValueError(f"{docname} has no entry")
        digest = row["mark"]
        mark = None if digest is None else Mark.of(project_id, docname, str(digest))
        entries[docname] = entry
        pages[docname] = RemotePage(
            id=entry.page_id,
            title=str(row["title"]),
            space_id=space.id,
            parent_id=row["parent_id"],
            status=Status.CURRENT,
            version=int(row["version"]),
            message="" if mark is None else mark.message(""),
            position=row["position"],
        )
    return _of_pages(
        pages,
        entries,
        space=space,
        parent_id=data["parent_id"],
        manifest_page_id=str(data["manifest_page_id"]),
        url_pattern=str(data["url_pattern"]),
        can_order=bool(data["can_order"]),
    )


def as_published(other: Bundle, project_id: str) -> Snapshot:
    """Return the state in which a publish of another bundle would leave an empty space.

    :param project_id: of the bundle that it is compared with, so that pages count as its own.
    """
    ids = {page.docname: str(number) for number, page in enumerate(other.pages, start=2)}
    pages: dict[str, RemotePage] = {}
    entries: dict[str, Entry] = {}
    for number, page in enumerate(other.pages):
        digest = page_digest(page, ids)
        entries[page.docname] = Entry(
            ids[page.docname], 1, digest, Written.of(page, ids, other.editor)
        )
        pages[page.docname] = RemotePage(
            id=ids[page.docname],
            title=page.title,
            space_id="1",
            parent_id="1" if page.parent is None else ids[page.parent],
            status=Status.CURRENT,
            version=1,
            message=Mark.of(project_id, page.docname, digest).message(""),
            position=number,
        )
    space = Space("1", "", "", "1")
    return _of_pages(
        pages,
        entries,
        space=space,
        parent_id="1",
        manifest_page_id="1",
        url_pattern="",
        can_order=True,
    )


def _of_pages(
    pages: Mapping[str, RemotePage],
    entries: Mapping[str, Entry],
    *,
    space: Space,
    parent_id: str | None,
    manifest_page_id: str,
    url_pattern: str,
    can_order: bool,
) -> Snapshot:
    below: dict[str, set[str]] = {page.id: set() for page in pages.values()}
    for page in pages.values():
        if page.parent_id in below:
            below[page.parent_id].add(page.id)
    return Snapshot(
        space=space,
        parent_id=parent_id,
        manifest_page_id=manifest_page_id,
        manifest=entries,
        shards={},
        pages=pages,
        titles={page.title.casefold(): page for page in pages.values()},
        url_pattern=url_pattern if ID in url_pattern else "",
        can_order=can_order,
        children={page_id: frozenset(ids) for page_id, ids in below.items()},
    )
