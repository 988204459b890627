"""What the sandbox knows of, as plain values: spaces, pages, versions, files, comments, properties, users, tokens.

Ids are strings of digits, as the APIs show them (an attachment's public id is ``att`` and its digits). Points in
time are text in the form ``2026-11-24T10:15:00.000Z``.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any


class Status(enum.StrEnum):
    """Where a page or an attachment is in its life."""

    CURRENT = "current"
    ARCHIVED = "archived"
    TRASHED = "trashed"
    DRAFT = "draft"


class ContentType(enum.StrEnum):
    """What can stand in the page tree."""

    PAGE = "page"
    FOLDER = "folder"


class Access(enum.StrEnum):
    """What a user may do in a space."""

    NONE = "none"
    READ = "read"
    WRITE = "write"


class Location(enum.StrEnum):
    """Where a comment is shown."""

    INLINE = "inline"
    FOOTER = "footer"


class Resolution(enum.StrEnum):
    """Where the discussion of an inline comment has got to; dangling are those whose words are gone."""

    OPEN = "open"
    REOPENED = "reopened"
    RESOLVED = "resolved"
    DANGLING = "dangling"


class Restricted(enum.StrEnum):
    """What can be left to a few users on a single page."""

    READ = "read"
    UPDATE = "update"


class TokenKind(enum.StrEnum):
    """The kinds of credential; :mod:`~sphinx_to_confluence.sandbox.auth` says where each of them works."""

    CLASSIC = "classic"
    SCOPED = "scoped"
    SERVICE = "service"
    OAUTH = "oauth"
    PAT = "pat"
    PASSWORD = "password"  # noqa: S105 - the name of a kind, not a secret


class Holder(enum.StrEnum):
    """What content properties can hang on."""

    PAGE = "page"
    ATTACHMENT = "attachment"
    SPACE = "space"


@dataclass(frozen=True, slots=True)
class User:
    """A person or a service account."""

    account_id: str
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Token:
    """A credential; its secret is not kept, only its digest is.

    :param ends: when it comes to its end, if it does; of the form of :meth:`Store.now`.
    """

    kind: TokenKind
    user: User
    scopes: frozenset[str]
    usable: bool
    ends: str | None = None


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """With what a service account asks for access tokens.

    :param lifetime_s: how long these are good.
    """

    user: User
    scopes: frozenset[str]
    lifetime_s: int


@dataclass(frozen=True, slots=True)
class Space:
    """A space and the page that it opens with."""

    id: str
    key: str
    name: str
    homepage_id: str | None
    author_id: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Version:
    """One saved state; ``message`` is ``None`` where Confluence shows ``null`` (a change of title only)."""

    number: int
    message: str | None
    author_id: str
    created_at: str
    minor_edit: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page or a folder as the tree and the listings show it; its body is :meth:`Store.body`.

    :param position: among its siblings; sparse, ``None`` for pages that are in no tree (trash).
    """

    id: str
    type: ContentType
    space_id: str
    space_key: str
    title: str
    parent_id: str | None
    position: int | None
    status: Status
    subtype: str | None
    author_id: str
    created_at: str
    version: Version


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file on a page, in its current version; its bytes are :meth:`Store.data`."""

    id: str
    page_id: str
    filename: str
    status: Status
    media_type: str
    size_bytes: int
    comment: str
    created_at: str
    version: Version

    @property
    def public_id(self) -> str:
        """The id that the APIs show."""
        return f"att{self.id}"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a page, or an answer to one.

    :param parent_id: the comment that it answers.
    :param ref: what its markers in the body of the page are known by; only of inline comments.
    :param selection: the words that it was made about.
    :param words: those that its markers are around in the newest version, ``None`` when no marker is left.
    """

    id: str
    page_id: str
    location: Location
    parent_id: str | None
    body: str
    ref: str | None
    selection: str | None
    words: str | None
    resolution: Resolution
    author_id: str
    created_at: str
    version: Version

    @property
    def anchored(self) -> bool:
        """Whether its markers are in the newest version of the page."""
        return self.words is not None


@dataclass(frozen=True, slots=True)
class Property:
    """A content property with its JSON value."""

    id: str
    key: str
    value: Any
    version: Version


@dataclass(frozen=True, slots=True)
class Label:
    """A label; those that people set have the prefix ``global``."""

    id: str
    prefix: str
    name: str
