"""What do the two clients do alike? The calls that differ are in :mod:`~.cloud` and :mod:`~.datacenter`."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from sphinx_to_confluence.config.endpoint import Endpoint
from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.errors import NotFound
from sphinx_to_confluence.rest.attached import AttachedClient
from sphinx_to_confluence.rest.caller import Call
from sphinx_to_confluence.rest.governor import Governor
from sphinx_to_confluence.rest.model import (
    PageVersion,
    RemotePage,
    Space,
    Status,
)
from sphinx_to_confluence.rest.recovery import (
    create_titled,
    is_as_sent,
    write_version,
)

T = TypeVar("T")

MOST_BODIES = 25
"""Pages whose bodies are read with one request; each may have 5 MB."""


class BaseClient(AttachedClient):
    """The common part of the implementations of :class:`~.model.Client`."""

    _most_ids: ClassVar[int]
    """Most ids in one question."""

    _site_path: ClassVar[str]
    """What the base address of a site ends in, when Confluence never told which one it is."""

    @property
    def endpoint(self) -> Endpoint:
        """Where this client talks to."""
        return self._caller.endpoint

    @property
    def governor(self) -> Governor:
        """What all requests of this client pass through."""
        return self._caller.governor

    def granted_scopes(self) -> frozenset[str] | None:
        """Exactly what the credentials may do, where the server tells that."""
        return self._caller.scopes()

    def close(self) -> None:
        """Give the connections back."""
        self._caller.close()

    @abstractmethod
    def page_path(self, space: Space, page_id: str) -> str:
        """The address of a page for people, relative to the base address of the site."""

    def page_url(self, space: Space, page_id: str) -> str:
        """The address of a page for people; without the site when Confluence never told which one it is."""
        return f"{self.endpoint.site_base or self._site_path}{self.page_path(space, page_id)}"

    def pages_by_id(self, ids: Sequence[str]) -> Iterator[RemotePage]:
        """The pages with these ids, whatever their status."""
        for chunk in chunks(ids, self._most_ids):
            yield from self._pages(self._by_ids(chunk, with_bodies=False))

    def page_body(self, page_id: str) -> str:
        """The stored body of the current version, in storage format."""
        return self._caller.value(self._one(page_id, None), self._body)

    def page_bodies(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The stored bodies of the current versions of these pages."""
        found: dict[str, str] = {}
        for chunk in chunks(ids, MOST_BODIES):
            rows = self._rows(self._by_ids(chunk, with_bodies=True), self._listed_with_body)
            found |= {page.id: body for page, body in rows}
        return found

    def page_version(self, page_id: str, number: int) -> PageVersion:
        """An older version of a page, or the current one."""
        return self._caller.value(self._one(page_id, number), self._page_version)

    @abstractmethod
    def move_page(self, page: RemotePage, *, parent_id: str) -> RemotePage:
        """Put a page below another parent, as its last child."""

    def trash_page(self, page_id: str) -> None:
        """Move a page to the trash; to find it gone after a lost answer is as good."""
        self._caller.call(
            Call(
                operation=self._table.TRASH_PAGE,
                tried=f"could not delete {self._names[page_id]}",
                path={"page_id": page_id},
            )
        )

    def restore_page(self, page: RemotePage) -> RemotePage:
        """Take a page out of the trash or the archive; neither flavour takes anything else along with that."""
        tried = f'could not restore the page "{excerpt(page.title)}"'
        found = self._rows(self._by_ids([page.id], with_bodies=True), self._listed_with_body)
        now, body = next(found, (None, ""))
        if now is None:
            raise NotFound(
                tried,
                operation=self._table.UPDATE_PAGE.name,
                answered=f"Confluence knows no page {page.id}.",
                cause="It was deleted for good, or this user may not see it.",
                remedy="Look for it in the trash of the space; if it is not there, publish again to make it anew.",
            )
        if now.status is not Status.CURRENT:
            call = self._next_version(
                now,
                title=now.title,
                body=body,
                parent_id=page.parent_id,
                message=now.message,
                minor_edit=True,
            )
            now = self._send_version(
                replace(call, tried=tried), now, lambda seen: seen.status is Status.CURRENT
            )
        if page.parent_id is None or page.parent_id == now.parent_id:
            return now
        return self.move_page(now, parent_id=page.parent_id)

    @abstractmethod
    def _by_ids(self, ids: Sequence[str], *, with_bodies: bool) -> Call:
        """The listing of pages with these ids, of any status."""

    @abstractmethod
    def _one(self, page_id: str, number: int | None) -> Call:
        """The call for a page with its body, in the version of that number or the current one."""

    @abstractmethod
    def _next_version(
        self,
        page: RemotePage,
        *,
        title: str,
        body: str,
        parent_id: str | None,
        message: str,
        minor_edit: bool,
    ) -> Call:
        """The call that writes the version after ``page``, as a current page."""

    @staticmethod
    @abstractmethod
    def _page(row: Any) -> RemotePage:
        """Read a page."""

    @abstractmethod
    def _listed(self, row: Any) -> RemotePage | None:
        """Read a row of a listing; ``None`` for a page that is nothing to us, such as a draft."""

    def _page_version(self, row: Any) -> PageVersion:
        version = row["version"]
        return PageVersion(
            number=int(version["number"]),
            title=str(row["title"]),
            body=self._body(row),
            message=str(version.get("message") or ""),
        )

    def _listed_with_body(self, row: Any) -> tuple[RemotePage, str] | None:
        page = self._listed(row)
        return None if page is None else (page, self._body(row))

    def _pages(self, call: Call) -> Iterator[RemotePage]:
        return map(self._names.seen, self._rows(call, self._listed))

    def _send_new_page(
        self, call: Call, look: Call, *, title: str, parent_id: str | None, body: str
    ) -> RemotePage:
        """Create a page once.

        :param look: lists the pages of that title with their bodies; for finding out what happened.
        :param parent_id: where the page will be.
        """
        page = create_titled(
            lambda: self._caller.value(call, self._page),
            lambda: [
                (page, is_as_sent(page, stored, title=title, parent_id=parent_id, body=body))
                for page, stored in self._rows(look, self._listed_with_body)
            ],
            pause=self._caller.pause,
        )
        return self._names.seen(page)

    def _send_version(
        self, call: Call, page: RemotePage, is_ours: Callable[[RemotePage], bool]
    ) -> RemotePage:
        """Write the version after ``page``.

        :param is_ours: tells it from one of somebody else.
        """
        written = write_version(
            lambda: self._caller.value(call, self._page),
            lambda: next(iter(self.pages_by_id([page.id])), None),
            is_ours,
            base_version=page.version,
            pause=self._caller.pause,
        )
        return self._names.seen(written)


def chunks(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Cut a list of ids into parts of at most that many."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def is_as_wanted(title: str, message: str) -> Callable[[RemotePage], bool]:
    """Tell a version of ours by its title and message; a version without a message can be anybody's."""
    return lambda page: bool(message) and page.message == message and page.title == title.strip()
