"""Rows of the database as the records that they stand for."""

from __future__ import annotations

import json
from sqlite3 import Row

from sphinx_to_confluence.sandbox import markers
from sphinx_to_confluence.sandbox.records import (
    Attachment,
    Comment,
    ContentType,
    Location,
    Page,
    Property,
    Resolution,
    Space,
    Status,
    User,
    Version,
)


def space(row: Row) -> Space:
    """A space."""
    return Space(
        id=str(row["id"]),
        key=row["key"],
        name=row["name"],
        homepage_id=_optional_id(row["homepage_id"]),
        author_id=row["author_id"],
        created_at=row["created_at"],
    )


def page(row: Row) -> Page:
    """A page or folder with its newest version."""
    return Page(
        id=str(row["id"]),
        type=ContentType(row["type"]),
        space_id=str(row["space_id"]),
        space_key=row["space_key"],
        title=row["title"],
        parent_id=_optional_id(row["parent_id"]),
        position=row["position"],
        status=Status(row["status"]),
        subtype=row["subtype"],
        author_id=row["author_id"],
        created_at=row["created_at"],
        version=_current_version(row, row["message"]),
    )


def attachment(row: Row) -> Attachment:
    """A file with its newest version."""
    return Attachment(
        id=str(row["id"]),
        page_id=str(row["page_id"]),
        filename=row["filename"],
        status=Status(row["status"]),
        media_type=row["media_type"],
        size_bytes=row["size_bytes"],
        comment=row["comment"],
        created_at=row["created_at"],
        version=_current_version(row, row["comment"]),
    )


def _current_version(row: Row, message: str | None) -> Version:
    return Version(
        row["version"], message, row["editor_id"], row["edited_at"], bool(row["minor_edit"])
    )


def version(row: Row) -> Version:
    """One version of anything."""
    return Version(
        row["number"], row["message"], row["author_id"], row["created_at"], bool(row["minor_edit"])
    )


def content_property(row: Row) -> Property:
    """A content property."""
    return Property(str(row["id"]), row["key"], json.loads(row["value"]), version(row))


def comment(row: Row) -> Comment:
    """A comment; ``page_body`` says whether its markers are still there."""
    inline = row["location"] == Location.INLINE
    words = markers.marked(row["page_body"], row["ref"]) if inline else None
    resolution = Resolution(row["resolution"])
    if inline and words is None and resolution is not Resolution.RESOLVED:
        resolution = Resolution.DANGLING
    return Comment(
        id=str(row["id"]),
        page_id=str(row["page_id"]),
        location=Location(row["location"]),
        parent_id=_optional_id(row["parent_id"]),
        body=row["body"],
        ref=row["ref"],
        selection=row["selection"],
        words=words,
        resolution=resolution,
        author_id=row["author_id"],
        created_at=row["created_at"],
        version=_current_version(row, row["message"]),
    )


def user(row: Row) -> User:
    """A user."""
    return User(row["account_id"], row["email"], row["name"])


def _optional_id(value: int | None) -> str | None:
    return None if value is None else str(value)
