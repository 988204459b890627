"""What is in the sandbox: reading it, for the APIs, the browser pages and the assertions of tests.

Ids are given as strings; one that is no number belongs to nothing. Writing is :mod:`.edit`, :mod:`.files` and
:mod:`.directory`, which keep the rules; they reach the tables through :attr:`Store.database`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sphinx_to_confluence.sandbox import rows
from sphinx_to_confluence.sandbox.database import Database
from sphinx_to_confluence.sandbox.records import (
    Access,
    Attachment,
    Comment,
    ContentType,
    Holder,
    Label,
    Page,
    Property,
    Restricted,
    Space,
    Status,
    User,
    Version,
)

_PAGES = """
SELECT page.*, space.key AS space_key, v.message, v.author_id AS editor_id, v.created_at AS edited_at, v.minor_edit
FROM page JOIN space ON space.id = page.space_id
JOIN page_version v ON v.page_id = page.id AND v.number = page.version
"""
_ATTACHMENTS = """
SELECT attachment.*, v.comment, v.author_id AS editor_id, v.created_at AS edited_at, v.minor_edit, v.media_type,
       length(v.data) AS size_bytes
FROM attachment JOIN attachment_version v ON v.attachment_id = attachment.id AND v.number = attachment.version
"""
_COMMENTS = """
SELECT comment.*, v.body AS page_body FROM comment JOIN page ON page.id = comment.page_id
JOIN page_version v ON v.page_id = page.id AND v.number = page.version
"""
# Pages that a user may not see, with all below them; one account id is bound.
_HIDDEN = """
WITH RECURSIVE hidden(id) AS (
    SELECT page_id FROM restriction WHERE operation = 'read'
    GROUP BY page_id HAVING sum(account_id = ?) = 0
    UNION SELECT page.id FROM page JOIN hidden ON page.parent_id = hidden.id)
SELECT id FROM hidden
"""
# Siblings in the order that people see; pages without a position come last, oldest first.
_SIBLING_ORDER = "ORDER BY page.position IS NULL, page.position, page.id"
_SORT_COLUMNS = {
    "id": "page.id",
    "created-date": "page.created_at",
    "modified-date": "v.created_at",
    "title": "page.title_key",
}
LISTED = (Status.CURRENT, Status.ARCHIVED)


def utc_now() -> datetime:
    """The time that a store stamps its records with, unless it is given another clock."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A time as the APIs write it; later ones compare as greater."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def row_id(identifier: str) -> int:
    """The number behind an id, or -1, which no record has."""
    digits = identifier.removeprefix("att")
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) < 19 else -1


def title_key(title: str) -> str:
    """What two titles share when Confluence takes them for the same."""
    return title.casefold()


@dataclass(frozen=True, slots=True)
class PageQuery:
    """What a listing of pages is narrowed to; an empty ``ids`` finds nothing, ``None`` does not narrow.

    :param without: ids to leave out.
    :param hidden_from: leave out what is restricted to others than this user.
    :param sort: a key of the API, such as ``id`` or ``-modified-date``.
    :param after: the place in the order that the listing continues behind, from :func:`Store.place`.
    """

    ids: Sequence[str] | None = None
    space_ids: Sequence[str] | None = None
    statuses: Sequence[Status] = LISTED
    title: str | None = None
    subtype: str | None = None
    root_only: bool = False
    hidden_from: User | None = None
    without: Collection[str] = ()
    sort: str = "id"
    after: tuple[Any, int] | None = None
    limit: int = -1


class Store:
    """The content of a sandbox.

    :param path: a file to keep it in, or ``None`` for memory.
    :param clock: what time it is.
    """

    def __init__(
        self, path: Path | None = None, *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.database = Database(path)
        self._clock = clock

    def now(self) -> str:
        """The present as the APIs write it."""
        return stamp(self._clock())

    def spaces(self) -> Sequence[Space]:
        """All spaces, oldest first."""
        return [rows.space(row) for row in self.database.rows("SELECT * FROM space ORDER BY id")]

    def space(self, key: str) -> Space | None:
        """The space with this key, whatever the case of its letters."""
        row = self.database.row("SELECT * FROM space WHERE key = ?", key)
        return rows.space(row) if row is not None else None

    def space_by_id(self, space_id: str) -> Space | None:
        """The space with this id."""
        row = self.database.row("SELECT * FROM space WHERE id = ?", row_id(space_id))
        return rows.space(row) if row is not None else None

    def access(self, space_id: str, user: User) -> Access:
        """What a user may do in a space; everything unless it was restricted."""
        row = self.database.row(
            "SELECT level FROM access WHERE space_id = ? AND account_id = ?",
            row_id(space_id),
            user.account_id,
        )
        return Access(row["level"]) if row is not None else Access.WRITE

    def hidden(self, user: User) -> frozenset[str]:
        """The ids of the pages that are restricted to others, and of all that stands below them."""
        found = self.database.rows(_HIDDEN, user.account_id)
        return frozenset(str(row["id"]) for row in found)

    def restricted_to(self, page_id: str, operation: Restricted) -> Sequence[User]:
        """The users that something on a page is left to, by name; nobody means that it is left to all."""
        sql = (
            "SELECT user.* FROM user JOIN restriction USING (account_id)"
            " WHERE page_id = ? AND operation = ? ORDER BY name"
        )
        return [rows.user(row) for row in self.database.rows(sql, row_id(page_id), operation)]

    def page(self, page_id: str) -> Page | None:
        """The page or folder with this id, in whatever status."""
        row = self.database.row(f"{_PAGES} WHERE page.id = ?", row_id(page_id))
        return rows.page(row) if row is not None else None

    def pages(
        self, space_key: str, *, statuses: Sequence[Status] = (Status.CURRENT,)
    ) -> Sequence[Page]:
        """The pages of a space, oldest first."""
        space = self.space(space_key)
        if space is None:
            return []
        return self.find_pages(PageQuery(space_ids=[space.id], statuses=statuses))

    def page_by_title(
        self, space_key: str, title: str, *, statuses: Sequence[Status] = LISTED
    ) -> Page | None:
        """The page of a space that holds this title, whatever the case of its letters."""
        space = self.space(space_key)
        if space is None:
            return None
        found = self.find_pages(PageQuery(space_ids=[space.id], statuses=statuses, title=title))
        return found[0] if found else None

    def find_pages(self, query: PageQuery) -> Sequence[Page]:
        """Pages (no folders) of a listing, in its order."""
        where = [f"page.type = '{ContentType.PAGE}'"]
        values: list[Any] = []

        def one_of(column: str, wanted: Iterable[Any]) -> None:
            values.append(json.dumps(list(wanted)))
            where.append(f"{column} IN (SELECT value FROM json_each(?))")  # noqa: S608 - our own names

        one_of("page.status", query.statuses)
        if query.ids is not None:
            one_of("page.id", map(row_id, query.ids))
        if query.space_ids is not None:
            one_of("page.space_id", map(row_id, query.space_ids))
        if query.title is not None:
            one_of("page.title_key", [title_key(query.title)])
        if query.subtype is not None:
            one_of("coalesce(page.subtype, 'page')", [query.subtype])
        if query.root_only:
            where.append("page.parent_id IS NULL")
        if query.without:
            values.append(json.dumps([row_id(one) for one in query.without]))
            where.append("page.id NOT IN (SELECT value FROM json_each(?))")
        if query.hidden_from is not None:
            where.append(f"page.id NOT IN ({_HIDDEN})")
            values.append(query.hidden_from.account_id)
        column = _SORT_COLUMNS[query.sort.removeprefix("-")]
        direction, relation = ("DESC", "<") if query.sort.startswith("-") else ("ASC", ">")
        if query.after is not None:
            where.append(f"({column}, page.id) {relation} (?, ?)")
            values.extend(query.after)
        order = f"ORDER BY {column} {direction}, page.id {direction} LIMIT {int(query.limit)}"
        return [
            rows.page(row)
            for row in self.database.rows(f"{_PAGES} WHERE {' AND '.join(where)} {order}", *values)
        ]

    @staticmethod
    def place(page: Page, sort: str) -> tuple[Any, int]:
        """Where a page stands in the order of a listing, for :attr:`PageQuery.after`."""
        value = {
            "id": row_id(page.id),
            "created-date": page.created_at,
            "modified-date": page.version.created_at,
            "title": title_key(page.title),
        }[sort.removeprefix("-")]
        return value, row_id(page.id)

    def root_pages(self, space_key: str) -> Sequence[Page]:
        """Current pages and folders at the top of a space, in their order (the home page is one of them)."""
        return self._siblings("page.parent_id IS NULL AND space.key = ?", space_key)

    def children(self, page_id: str) -> Sequence[Page]:
        """Current pages and folders directly below a page, in their order."""
        return self._siblings("page.parent_id = ?", row_id(page_id))

    def _siblings(self, condition: str, *values: Any) -> Sequence[Page]:
        sql = f"{_PAGES} WHERE page.status = 'current' AND {condition} {_SIBLING_ORDER}"
        return [rows.page(row) for row in self.database.rows(sql, *values)]

    def ancestors(self, page_id: str) -> Sequence[Page]:
        """What a page stands below, the topmost first."""
        chain: list[Page] = []
        page = self.page(page_id)
        while page is not None and page.parent_id is not None:
            page = self.page(page.parent_id)
            if page is not None:
                chain.insert(0, page)
        return chain

    def descendants(self, page_id: str) -> Sequence[Page]:
        """All current pages and folders below a page, each before what stands below it."""
        found: list[Page] = []
        for child in self.children(page_id):
            found += [child, *self.descendants(child.id)]
        return found

    def body(self, page_id: str, number: int | None = None) -> str:
        """The storage format of a page, of its newest or of an older version; empty when there is none."""
        row = self.database.row(
            "SELECT v.body FROM page_version v JOIN page ON page.id = v.page_id"
            " WHERE page.id = ? AND v.number = coalesce(?, page.version)",
            row_id(page_id),
            number,
        )
        return str(row["body"]) if row is not None else ""

    def title(self, page_id: str, number: int) -> str:
        """The title that a version of a page has; empty when there is no such version."""
        row = self.database.row(
            "SELECT title FROM page_version WHERE page_id = ? AND number = ?",
            row_id(page_id),
            number,
        )
        return str(row["title"]) if row is not None else ""

    def versions(self, page_id: str) -> Sequence[Version]:
        """The history of a page, newest first."""
        sql = "SELECT * FROM page_version WHERE page_id = ? ORDER BY number DESC"
        return [rows.version(row) for row in self.database.rows(sql, row_id(page_id))]

    def attachments(
        self, page_id: str, *, statuses: Sequence[Status] = (Status.CURRENT,)
    ) -> Sequence[Attachment]:
        """The files on a page, oldest first."""
        sql = f"{_ATTACHMENTS} WHERE page_id = ? AND status IN (SELECT value FROM json_each(?)) ORDER BY id"  # noqa: S608
        found = self.database.rows(sql, row_id(page_id), json.dumps(list(statuses)))
        return [rows.attachment(row) for row in found]

    def attachment(self, attachment_id: str) -> Attachment | None:
        """The file with this id, with or without ``att`` in front."""
        row = self.database.row(f"{_ATTACHMENTS} WHERE id = ?", row_id(attachment_id))
        return rows.attachment(row) if row is not None else None

    def attachment_by_name(self, page_id: str, filename: str) -> Attachment | None:
        """The current file of this name on a page."""
        return next((a for a in self.attachments(page_id) if a.filename == filename), None)

    def data(self, attachment_id: str, number: int | None = None) -> bytes:
        """The bytes of a file, of its newest or of an older version; empty when there is none."""
        row = self.database.row(
            "SELECT v.data FROM attachment_version v JOIN attachment a ON a.id = v.attachment_id"
            " WHERE a.id = ? AND v.number = coalesce(?, a.version)",
            row_id(attachment_id),
            number,
        )
        return bytes(row["data"]) if row is not None else b""

    def attachment_versions(self, attachment_id: str) -> Sequence[Version]:
        """The history of a file, newest first; the message of a version is its comment."""
        sql = (
            "SELECT *, comment AS message FROM attachment_version WHERE attachment_id = ?"
            " ORDER BY number DESC"
        )
        return [rows.version(row) for row in self.database.rows(sql, row_id(attachment_id))]

    def comments(self, page_id: str) -> Sequence[Comment]:
        """The comments on a page and the answers to them, oldest first."""
        sql = f"{_COMMENTS} WHERE comment.page_id = ? ORDER BY comment.id"
        return [rows.comment(row) for row in self.database.rows(sql, row_id(page_id))]

    def comment(self, comment_id: str) -> Comment | None:
        """The comment with this id."""
        row = self.database.row(f"{_COMMENTS} WHERE comment.id = ?", row_id(comment_id))
        return rows.comment(row) if row is not None else None

    def properties(self, holder: Holder, holder_id: str) -> Sequence[Property]:
        """The content properties of something, oldest first."""
        sql = "SELECT * FROM property WHERE holder = ? AND holder_id = ? ORDER BY id"
        return [
            rows.content_property(row) for row in self.database.rows(sql, holder, row_id(holder_id))
        ]

    def labels(self, page_id: str) -> Sequence[Label]:
        """The labels of a page by name."""
        sql = (
            "SELECT label.* FROM label JOIN page_label ON label.id = label_id WHERE page_id = ?"
            " ORDER BY name"
        )
        found = self.database.rows(sql, row_id(page_id))
        return [Label(str(row["id"]), row["prefix"], row["name"]) for row in found]

    def all_labels(self) -> Sequence[Label]:
        """The labels that any page was given, by name."""
        found = self.database.rows("SELECT * FROM label ORDER BY name")
        return [Label(str(row["id"]), row["prefix"], row["name"]) for row in found]

    def watchers(self, content_id: str) -> Sequence[User]:
        """Who is told of changes of a page or a file, by name."""
        sql = "SELECT user.* FROM user JOIN watch USING (account_id) WHERE content_id = ? ORDER BY name"
        return [rows.user(row) for row in self.database.rows(sql, row_id(content_id))]

    def users(self) -> Sequence[User]:
        """Everybody who is known, by name."""
        return [rows.user(row) for row in self.database.rows("SELECT * FROM user ORDER BY name")]

    def user(self, account_id: str) -> User | None:
        """The user with this account id."""
        row = self.database.row("SELECT * FROM user WHERE account_id = ?", account_id)
        return rows.user(row) if row is not None else None

    def user_by_email(self, email: str) -> User | None:
        """The user with this address, whatever the case of its letters."""
        row = self.database.row("SELECT * FROM user WHERE email = ?", email)
        return rows.user(row) if row is not None else None

    def close(self) -> None:
        """Give the file back; a store in memory is gone then."""
        self.database.close()
