"""Where the sandbox keeps its data: one SQLite database that several threads share."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Ids of all kinds come from one counter, so that an id of the wrong kind is never a valid id of another kind.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS user (
    account_id TEXT PRIMARY KEY, email TEXT NOT NULL COLLATE NOCASE UNIQUE, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS token (
    digest TEXT PRIMARY KEY, kind TEXT NOT NULL, account_id TEXT NOT NULL REFERENCES user,
    scopes TEXT NOT NULL, usable INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS token_end (digest TEXT PRIMARY KEY REFERENCES token, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS oauth_client (
    client_id TEXT PRIMARY KEY, digest TEXT NOT NULL, account_id TEXT NOT NULL REFERENCES user,
    scopes TEXT NOT NULL, lifetime_s INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS failed_login (email TEXT PRIMARY KEY COLLATE NOCASE, times INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS space (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL COLLATE NOCASE UNIQUE, name TEXT NOT NULL,
    homepage_id INTEGER, author_id TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS access (
    space_id INTEGER NOT NULL REFERENCES space, account_id TEXT NOT NULL REFERENCES user,
    level TEXT NOT NULL, PRIMARY KEY (space_id, account_id));
CREATE TABLE IF NOT EXISTS page (
    id INTEGER PRIMARY KEY, type TEXT NOT NULL, space_id INTEGER NOT NULL REFERENCES space,
    title TEXT NOT NULL, title_key TEXT NOT NULL, parent_id INTEGER REFERENCES page, position INTEGER,
    status TEXT NOT NULL, subtype TEXT, author_id TEXT NOT NULL, created_at TEXT NOT NULL,
    version INTEGER NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS page_title ON page (space_id, title_key)
    WHERE type = 'page' AND status IN ('current', 'archived');
CREATE INDEX IF NOT EXISTS page_title_key ON page (title_key);
CREATE INDEX IF NOT EXISTS page_place ON page (parent_id, space_id, position);
CREATE TABLE IF NOT EXISTS page_version (
    page_id INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, number INTEGER NOT NULL, message TEXT,
    author_id TEXT NOT NULL, created_at TEXT NOT NULL, minor_edit INTEGER NOT NULL, title TEXT NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (page_id, number));
CREATE TABLE IF NOT EXISTS attachment (
    id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, filename TEXT NOT NULL,
    status TEXT NOT NULL, created_at TEXT NOT NULL, version INTEGER NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS attachment_name ON attachment (page_id, filename) WHERE status = 'current';
CREATE TABLE IF NOT EXISTS attachment_version (
    attachment_id INTEGER NOT NULL REFERENCES attachment ON DELETE CASCADE, number INTEGER NOT NULL,
    comment TEXT NOT NULL, author_id TEXT NOT NULL, created_at TEXT NOT NULL, minor_edit INTEGER NOT NULL,
    media_type TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (attachment_id, number));
CREATE TABLE IF NOT EXISTS comment (
    id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, location TEXT NOT NULL,
    parent_id INTEGER REFERENCES comment ON DELETE CASCADE, ref TEXT, selection TEXT, resolution TEXT NOT NULL,
    body TEXT NOT NULL, author_id TEXT NOT NULL, created_at TEXT NOT NULL, version INTEGER NOT NULL,
    message TEXT NOT NULL, editor_id TEXT NOT NULL, edited_at TEXT NOT NULL, minor_edit INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS comment_page ON comment (page_id);
CREATE TABLE IF NOT EXISTS restriction (
    page_id INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, operation TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES user, PRIMARY KEY (page_id, operation, account_id));
CREATE TABLE IF NOT EXISTS task (
    id TEXT PRIMARY KEY, page_ids TEXT NOT NULL, polls_left INTEGER NOT NULL, finished INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS media (
    token TEXT PRIMARY KEY, attachment_id INTEGER NOT NULL REFERENCES attachment ON DELETE CASCADE,
    number INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS property (
    id INTEGER PRIMARY KEY, holder TEXT NOT NULL, holder_id INTEGER NOT NULL, key TEXT NOT NULL,
    value TEXT NOT NULL, number INTEGER NOT NULL, message TEXT, author_id TEXT NOT NULL,
    created_at TEXT NOT NULL, minor_edit INTEGER NOT NULL, UNIQUE (holder, holder_id, key));
CREATE TABLE IF NOT EXISTS label (
    id INTEGER PRIMARY KEY, prefix TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (prefix, name));
CREATE TABLE IF NOT EXISTS page_label (
    page_id INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, label_id INTEGER NOT NULL REFERENCES label,
    PRIMARY KEY (page_id, label_id));
CREATE TABLE IF NOT EXISTS watch (
    content_id INTEGER NOT NULL, account_id TEXT NOT NULL REFERENCES user,
    PRIMARY KEY (content_id, account_id));
INSERT OR IGNORE INTO setting VALUES ('next_id', '65600');
"""


class Database:
    """A connection that threads take turns with.

    :param path: the file, or ``None`` for a database that lives as long as this object.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(
            ":memory:" if path is None else path, check_same_thread=False, isolation_level=None
        )
        self._connection.row_factory = sqlite3.Row
        # Safe when the process dies; only a crash of the machine could lose the newest writes of this toy.
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and nobody in between; may be nested, the outermost one counts."""
        with self._lock:
            outermost = self._depth == 0
            if outermost:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                if outermost:
                    self._connection.execute("ROLLBACK")
                raise
            else:
                if outermost:
                    self._connection.execute("COMMIT")
            finally:
                self._depth -= 1

    def rows(self, sql: str, *values: Any) -> Sequence[sqlite3.Row]:
        """All rows of a query."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row of a query."""
        with self._lock:
            found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return found

    def execute(self, sql: str, *values: Any) -> int:
        """Change something; the number of rows that were touched."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def new_id(self) -> int:
        """A number that no other record has."""
        with self.transaction():
            found = self.row("SELECT value FROM setting WHERE name = 'next_id'")
            number = int(found["value"]) if found is not None else 0
            self.execute("UPDATE setting SET value = ? WHERE name = 'next_id'", str(number + 1))
            return number

    def setting(self, name: str, default: str) -> str:
        """What was noted under a name; notes and returns ``default`` the first time."""
        with self.transaction():
            self.execute("INSERT OR IGNORE INTO setting VALUES (?, ?)", name, default)
            found = self.row("SELECT value FROM setting WHERE name = ?", name)
            return str(found["value"]) if found is not None else default

    def close(self) -> None:
        """Give the file back; a database in memory is gone then."""
        with self._lock:
            self._connection.close()
