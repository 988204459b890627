"""How is a bundle put on the disk? Whole files at a time, so that a killed build leaves no half of one."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from sphinx_to_confluence.bundle.model import (
    MANIFEST_NAME,
    SCHEMA_VERSION,
    Attachment,
    Bundle,
    Page,
)
from sphinx_to_confluence.bundle.names import ATTACHMENTS, safe_filename, tell_apart

# Without the tables of the system, so that the same build gives the same bundle everywhere.
_TYPES = mimetypes.MimeTypes(filenames=())
_MORE_TYPES = {
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".md": "text/markdown",
    ".yaml": "application/yaml",
}


def replace_file(path: Path, content: bytes) -> bool:
    """Make the file hold ``content``, in one step; return whether it did not before (an equal file is left alone)."""
    try:
        if path.read_bytes() == content:
            return False
    except OSError:
        path.parent.mkdir(parents=True, exist_ok=True)
    # Processes that write pages at the same time may write the same attachment.
    temporary = path.with_name(f".{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def write_json(path: Path, data: Any) -> bool:
    """Write data as JSON for people and for ``diff``; return whether the file changed."""
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
    return replace_file(path, f"{text}\n".encode())


def attachment_to_json(attachment: Attachment) -> dict[str, Any]:
    """The form of an attachment in the manifest."""
    return {
        "filename": attachment.filename,
        "path": attachment.path,
        "media_type": attachment.media_type,
        "sha256": attachment.sha256,
        "size_bytes": attachment.size_bytes,
    }


def write_manifest(bundle: Bundle) -> None:
    """Write ``manifest.json``: the same bytes for the same bundle, wherever and whenever."""
    write_json(bundle.directory / MANIFEST_NAME, manifest_data(bundle))


def manifest_data(bundle: Bundle) -> dict[str, Any]:
    """The form of a bundle in the manifest."""
    return {
        "schema_version": SCHEMA_VERSION,
        "generator": bundle.generator,
        "project_id": bundle.project_id,
        "project": bundle.project,
        "release": bundle.release,
        "editor": bundle.editor.value,
        "inventory": bundle.inventory,
        "inventory_sha256": bundle.inventory_sha256,
        "options": dict(bundle.options),
        "origin": {
            "commit": bundle.origin.commit,
            "dirty": bundle.origin.is_dirty,
            "directory": bundle.origin.directory,
        },
        "pages": [_page_to_json(page) for page in bundle.pages],
    }


def _page_to_json(page: Page) -> dict[str, Any]:
    return {
        "docname": page.docname,
        "title": page.title,
        "parent": page.parent,
        "body": page.body,
        "body_sha256": page.body_sha256,
        "source": page.source,
        "labels": list(page.labels),
        "attachments": [attachment_to_json(item) for item in page.attachments],
        "links": list(page.links),
        "full_width": page.full_width,
        "loose": page.is_loose,
    }


class PageAttachments:
    """The files of one page; each is copied into the bundle when it is attached.

    The copies lie at ``_attachments/<start of the hash>/<file name>``: pages that show the same file share one, and
    processes that write at the same time write the same bytes.

    :param directory: of the bundle.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._by_filename: dict[str, Attachment] = {}

    def attach(self, path: Path, preferred_name: str | None = None) -> str:
        """Put a file on the page; return what it is called there.

        The name is the wished one, or that of the file, as Confluence accepts it. A second file of that name gets a
        hash of its content into it; the same file under the same name is one attachment.

        :raises OSError: when the file cannot be read.
        """
        content = path.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        filename = safe_filename(preferred_name or path.name)
        known = self._by_filename.get(filename.casefold())
        if known is not None and known.sha256 != sha256:
            filename = tell_apart(filename, sha256)
            known = self._by_filename.get(filename.casefold())
        if known is not None:
            return known.filename
        stored = f"{ATTACHMENTS}/{sha256[:12]}/{filename}"
        replace_file(self._directory / stored, content)
        self._by_filename[filename.casefold()] = Attachment(
            filename=filename,
            path=stored,
            media_type=media_type(filename),
            sha256=sha256,
            size_bytes=len(content),
        )
        return filename

    def __iter__(self) -> Iterator[Attachment]:
        return iter(sorted(self._by_filename.values()))


def media_type(filename: str) -> str:
    """Such as ``image/png``; ``application/octet-stream`` when the suffix says nothing."""
    suffix = Path(filename).suffix.lower()
    return _MORE_TYPES.get(suffix) or _TYPES.guess_type(filename)[0] or "application/octet-stream"


def prune(directory: Path, folder: str, keep: Collection[str]) -> None:
    """Remove the files below ``folder`` of the bundle that are not in ``keep`` (paths relative to the bundle)."""
    top = directory / folder
    for path in sorted(top.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(directory).as_posix() not in keep:
            path.unlink()
