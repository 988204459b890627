"""What was asked of the sandbox, and what was asked at the same time.

Two writes below one parent at once are what Confluence answers with errors of its database now and then, so they are
noted here whether they did harm or not.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sphinx_to_confluence.sandbox.location import Location
from sphinx_to_confluence.sandbox.records import TokenKind
from sphinx_to_confluence.sandbox.store import Store

# Calls that change a page or its place; files, properties and labels do not touch what is kept of siblings.
_PAGE_WRITES = {
    *("create_page", "update_page", "rename_page", "delete_page", "move_page"),
    *("dc_create_content", "dc_update_content", "dc_delete_content"),
}


@dataclass(frozen=True, slots=True)
class Call:
    """A request that the sandbox got.

    :param operation: its name in ``sandbox.operations``, ``None`` for what is none of them.
    :param status: what came of it, ``None`` when the connection broke before that.
    :param token_kind: what it was let in with, ``None`` when it was not let in.
    :param answered: whether the client got to know.
    """

    method: str
    path: str
    query: str
    operation: str | None
    status: int | None
    token_kind: TokenKind | None
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Content:
    """What a request or an answer carried."""

    media_type: str
    data: bytes

    def json(self) -> Any:
        """The value that it is the JSON of."""
        return json.loads(self.data)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A call word for word, but for its headers.

    :param path: below the site, as ``sandbox.operations`` has it.
    """

    call: Call
    path: str
    sent: Content
    received: Content


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two page writes below one parent at once, each as method and path; the second one came later."""

    parent_id: str
    first: str
    second: str


class Traffic:
    """The calls of one sandbox.

    :param keep_content: also keep what they carried.
    """

    def __init__(self, *, keep_content: bool) -> None:
        self.keep_content = keep_content
        self._lock = threading.Lock()
        self._calls: list[Call] = []
        self._transcripts: list[Transcript] = []
        self._overlaps: list[Overlap] = []
        self._writing: dict[str, list[str]] = {}
        self._in_flight = 0
        self._peak = 0

    @property
    def calls(self) -> Sequence[Call]:
        """All calls so far, in the order in which they ended."""
        with self._lock:
            return tuple(self._calls)

    @property
    def transcripts(self) -> Sequence[Transcript]:
        """All calls so far with what they carried."""
        with self._lock:
            return tuple(self._transcripts)

    @property
    def overlaps(self) -> Sequence[Overlap]:
        """Page writes below one parent that were in flight together."""
        with self._lock:
            return tuple(self._overlaps)

    @property
    def peak(self) -> int:
        """The most requests that were in flight together."""
        with self._lock:
            return self._peak

    def forget(self) -> None:
        """Begin anew; what is in flight stays in flight."""
        with self._lock:
            self._calls.clear()
            self._transcripts.clear()
            self._overlaps.clear()
            self._peak = self._in_flight

    @contextmanager
    def under_way(self, name: str, parents: Collection[str]) -> Iterator[bool]:
        """Count a request while the block lasts; tells whether it overlaps with another page write."""
        with self._lock:
            self._in_flight += 1
            self._peak = max(self._peak, self._in_flight)
            met = [
                Overlap(parent, other, name)
                for parent in parents
                for other in self._writing.get(parent, ())
            ]
            self._overlaps += met
            for parent in parents:
                self._writing.setdefault(parent, []).append(name)
        try:
            yield bool(met)
        finally:
            with self._lock:
                self._in_flight -= 1
                for parent in parents:
                    self._writing[parent].remove(name)

    def note(self, call: Call, transcript: Transcript | None) -> None:
        """Note a call that has ended."""
        with self._lock:
            self._calls.append(call)
            if transcript is not None:
                self._transcripts.append(transcript)


def is_page_write(location: Location) -> bool:
    """Whether a request changes a page or its place."""
    return location.operation is not None and location.operation.name in _PAGE_WRITES


def parents_of(store: Store, location: Location, data: bytes) -> frozenset[str]:
    """The ids of the pages below which a page write changes something."""
    values = location.values
    page = store.page(values.get("id", ""))
    given = _object(data)
    found = [page.parent_id if page is not None else None, *_named(given)]
    if page is None and not any(found):
        found.append(_top(store, given))
    if "target_id" in values:
        target = store.page(values["target_id"])
        beside = values["position"] in {"before", "after"}
        found.append(target.parent_id if beside and target is not None else values["target_id"])
    return frozenset(str(one) for one in found if one is not None)


def _named(data: Mapping[str, Any]) -> Iterator[Any]:
    yield data.get("parentId")
    ancestors = data.get("ancestors")
    if isinstance(ancestors, list) and ancestors and isinstance(ancestors[-1], dict):
        yield ancestors[-1].get("id")


def _top(store: Store, data: Mapping[str, Any]) -> str | None:
    """Where a page is created that names no parent: below the home page on Cloud, else at the top of its space."""
    space = store.space_by_id(str(data.get("spaceId")))
    if space is not None:
        return space.homepage_id
    given = data.get("space")
    return f"space {given.get('key')}" if isinstance(given, dict) else None


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(data or b"null")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
