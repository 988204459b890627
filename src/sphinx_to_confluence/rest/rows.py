"""What do rows of both flavours say in the same words?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sphinx_to_confluence.rest.model import RemoteAttachment


def file_of(row: Any, facts: Mapping[str, Any]) -> RemoteAttachment:
    """Read a file of a page.

    :param facts: where the row says what the file is.
    """
    size, version = facts.get("fileSize"), row.get("version")
    return RemoteAttachment(
        id=str(row["id"]),
        filename=str(row["title"]),
        media_type=str(facts.get("mediaType") or ""),
        size_bytes=None if size is None else int(size),
        comment=str(facts.get("comment") or ""),
        version=int(version["number"])
        if isinstance(version, dict) and "number" in version
        else None,
    )


def stored_body(row: Any) -> str | None:
    """Read the storage format of a page; ``None`` when the row does not hold it."""
    storage = (row.get("body") or {}).get("storage")
    return None if storage is None else str(storage["value"])
