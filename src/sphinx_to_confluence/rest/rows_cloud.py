"""How does Cloud show things? From rows of JSON to values; :func:`~.answers.decoded` catches what they raise."""

from __future__ import annotations

from typing import Any

from sphinx_to_confluence.rest.model import (
    RemoteAttachment,
    RemotePage,
    RemoteProperty,
    Space,
    Status,
)
from sphinx_to_confluence.rest.rows import file_of, stored_body


def space(row: Any) -> Space:
    """Read a space."""
    home = row.get("homepageId")
    return Space(
        id=str(row["id"]),
        key=str(row["key"]),
        name=str(row.get("name") or row["key"]),
        homepage_id=None if home is None else str(home),
    )


def page(row: Any) -> RemotePage:
    """Read a page."""
    parent, position, kind = row.get("parentId"), row.get("position"), row.get("parentType")
    return RemotePage(
        id=str(row["id"]),
        title=str(row["title"]),
        space_id=str(row["spaceId"]),
        parent_id=None if parent is None else str(parent),
        status=Status(row["status"]),
        version=int(row["version"]["number"]),
        message=str(row["version"].get("message") or ""),
        position=None if position is None else int(position),
        parent_type=None if parent is None or kind is None else str(kind),
        author=str(row["version"].get("authorId") or ""),
        saved_at=str(row["version"].get("createdAt") or ""),
        body=stored_body(row),
    )


def prop(row: Any) -> RemoteProperty:
    """Read a content property."""
    return RemoteProperty(
        id=str(row["id"]),
        key=str(row["key"]),
        value=row["value"],
        version=int(row["version"]["number"]),
    )


def attachment(row: Any) -> RemoteAttachment:
    """Read a file of a page."""
    return file_of(row, row)
