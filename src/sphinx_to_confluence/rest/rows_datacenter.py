"""How does Data Center show things? From rows of JSON to values, as :mod:`.rows_cloud` does for Cloud."""

from __future__ import annotations

from typing import Any

from sphinx_to_confluence.rest.model import (
    RemoteAttachment,
    RemotePage,
    RemoteProperty,
    Space,
    Status,
)
from sphinx_to_confluence.rest.people import display_name
from sphinx_to_confluence.rest.rows import file_of, stored_body


def space(row: Any) -> Space:
    """Read a space."""
    home = row.get("homepage")
    return Space(
        id=str(row["key"]),
        key=str(row["key"]),
        name=str(row.get("name") or row["key"]),
        homepage_id=str(home["id"]) if home else None,
    )


def page(row: Any) -> RemotePage:
    """Read a page; what stands above a page is a page here."""
    ancestors = row.get("ancestors") or []
    extensions = row.get("extensions")
    position = extensions.get("position") if isinstance(extensions, dict) else None
    return RemotePage(
        id=str(row["id"]),
        title=str(row["title"]),
        space_id=str(row["space"]["key"]),
        parent_id=str(ancestors[-1]["id"]) if ancestors else None,
        status=Status(row.get("status", "current")),
        version=int(row["version"]["number"]),
        message=str(row["version"].get("message") or ""),
        # "none" or -1 where the children are in alphabetical order.
        position=position if isinstance(position, int) and position >= 0 else None,
        parent_type="page" if ancestors else None,
        author=display_name(row["version"].get("by") or {}),
        saved_at=str(row["version"].get("when") or ""),
        body=stored_body(row),
    )


def prop(row: Any) -> RemoteProperty:
    """Read a content property."""
    return RemoteProperty(
        id=str(row.get("id") or ""),
        key=str(row["key"]),
        value=row["value"],
        version=int(row["version"]["number"]),
    )


def attachment(row: Any) -> RemoteAttachment:
    """Read a file of a page."""
    # Where the comment and the type stand has changed over the versions.
    facts = {**(row.get("metadata") or {}), **(row.get("extensions") or {})}
    return file_of(row, facts)
