"""What do the two clients do alike? The calls that differ are in :mod:`~.cloud` and :mod:`~.datacenter`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sphinx_to_confluence.config.endpoint import Endpoint
from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.errors import NotFound
from sphinx_to_confluence.rest.caller import Call, Caller
from sphinx_to_confluence.rest.governor import Governor
from sphinx_to_confluence.rest.model import (
    PageVersion,
    RemoteAttachment,
    RemoteComment,
    RemotePage,
    RemoteProperty,
    Space,
    Status,
)
from sphinx_to_confluence.rest.multipart import FileForm
from sphinx_to_confluence.rest.names import PageNames
from sphinx_to_confluence.rest.operations import Cloud, DataCenter
from sphinx_to_confluence.rest.recovery import (
    create_once,
    is_as_sent,
    is_same_body,
    settle_property,
    write_version,
)

T = TypeVar("T")

MOST_BODIES = 25
"""Pages whose bodies are read with one request; each may have 5 MB."""


class BaseClient(ABC):
    """The common part of the implementations of :class:`~.model.Client`."""

    _table: ClassVar[type[Cloud | DataCenter]]
    """The calls of the flavour; only rows that both tables have are used here."""

    _limit: ClassVar[int]
    """Rows of a listing to ask for."""

    _most_ids: ClassVar[int]
    """Most ids in one question."""

    _site_path: ClassVar[str]
    """What the base address of a site ends in, when Confluence never told which one it is."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._names = PageNames()
        # Pages that this run created and that may be unknown for a moment; Data Center knows its own at once.
        self._created: set[str] = set()

    @property
    def endpoint(self) -> Endpoint:
        """Where this client talks to."""
        return self._caller.endpoint

    @property
    def governor(self) -> Governor:
        """What all requests of this client pass through."""
        return self._caller.governor

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

    def upload_attachment(
        self,
        page_id: str,
        path: Path,
        *,
        filename: str,
        media_type: str,
        comment: str,
        existing: RemoteAttachment | None,
        minor_edit: bool,
    ) -> None:
        """Put a file on a page, as a new version of ``existing`` when there is one."""
        form = FileForm(
            path=path,
            filename=filename,
            media_type=media_type,
            fields={"minorEdit": str(minor_edit).lower(), "comment": comment},
        )
        tried = f'could not upload the file "{filename}" to {self._names[page_id]}'
        self._upload(page_id, form, existing, tried=tried)

    def attachment_data(
        self, page_id: str, attachment: RemoteAttachment, version: int | None = None
    ) -> bytes:
        """The bytes of a file, in its current or an older version."""
        which = "" if version is None else f"version {version} of "
        call = Call(
            operation=self._table.DOWNLOAD_ATTACHMENT,
            tried=f'could not fetch {which}the file "{excerpt(attachment.filename)}" of {self._names[page_id]}',
            path={"page_id": page_id, **self._file_path(attachment)},
            params={} if version is None else {"version": version},
            fresh=page_id in self._created,
        )
        # A good answer without a file does not get here; one of no bytes has the file all the same.
        return self._caller.call(call).file or b""

    def delete_attachment(self, attachment: RemoteAttachment) -> None:
        """Move a file of a page to the trash."""
        self._caller.call(
            Call(
                operation=self._table.DELETE_ATTACHMENT,
                tried=f'could not remove the file "{excerpt(attachment.filename)}"',
                path={"attachment_id": attachment.id},
            )
        )

    def set_property(
        self, page_id: str, key: str, value: Any, *, existing: RemoteProperty | None
    ) -> RemoteProperty:
        """Create a property or write its next version."""
        return settle_property(
            lambda base: self._write_property(page_id, key, value, base),
            lambda: self._find_property(page_id, key),
            value=value,
            existing=existing,
            pause=self._caller.pause,
        )

    def delete_property(self, page_id: str, existing: RemoteProperty) -> None:
        """Remove a content property."""
        self._caller.call(
            Call(
                operation=self._table.DELETE_PROPERTY,
                tried=f"could not remove the property {existing.key} of {self._names[page_id]}",
                path={"page_id": page_id, **self._property_path(existing)},
            )
        )

    def labels(self, page_id: str) -> Sequence[str]:
        """Names of the global labels of a page."""
        call = Call(
            operation=self._table.LABELS,
            tried=f"could not list the labels of {self._names[page_id]}",
            path={"page_id": page_id},
            params={"prefix": "global", "limit": self._limit},
            fresh=page_id in self._created,
        )
        return list(self._rows(call, lambda row: str(row["name"])))

    def add_labels(self, page_id: str, labels: Sequence[str]) -> None:
        """Put global labels on a page."""
        self._caller.call(
            Call(
                operation=self._table.ADD_LABELS,
                tried=f"could not label {self._names[page_id]}",
                path={"page_id": page_id},
                json=[{"prefix": "global", "name": label} for label in labels],
                fresh=page_id in self._created,
            )
        )

    def remove_label(self, page_id: str, label: str) -> None:
        """Take a label off a page."""
        self._caller.call(
            Call(
                operation=self._table.REMOVE_LABEL,
                tried=f'could not take the label "{label}" off {self._names[page_id]}',
                path={"page_id": page_id},
                params={"name": label},
            )
        )

    @abstractmethod
    def inline_comments(self, page_id: str) -> Sequence[RemoteComment]:
        """The inline comments on a page."""

    def add_footer_comment(self, page_id: str, body: str) -> None:
        """Write a comment below a page; after a lost answer one that says the same is taken for it."""
        tried = f"could not leave a comment below {self._names[page_id]}"
        call = Call(
            operation=self._table.ADD_FOOTER_COMMENT,
            tried=tried,
            json=self._new_comment(page_id, body),
            fresh=page_id in self._created,
        )

        def find() -> Sequence[Any]:
            look = replace(self._footer_comments(page_id), tried=tried)
            stored = self._rows(look, self._body)
            return [found for found in stored if is_same_body(found, body)][:1]

        create_once(lambda: self._caller.value(call, dict), find, pause=self._caller.pause)

    def unwatch(self, page_id: str) -> None:
        """Stop the current user from watching a page."""
        self._caller.call(
            Call(
                operation=self._table.UNWATCH,
                tried=f"could not stop watching {self._names[page_id]}",
                path={"page_id": page_id},
                fresh=page_id in self._created,
            )
        )

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

    @abstractmethod
    def _rows(self, call: Call, decode: Callable[[Any], T | None]) -> Iterator[T]:
        """Read a listing, all parts of it."""

    @staticmethod
    @abstractmethod
    def _page(row: Any) -> RemotePage:
        """Read a page."""

    @abstractmethod
    def _listed(self, row: Any) -> RemotePage | None:
        """Read a row of a listing; ``None`` for a page that is nothing to us, such as a draft."""

    @staticmethod
    @abstractmethod
    def _property(row: Any) -> RemoteProperty:
        """Read a content property."""

    @staticmethod
    @abstractmethod
    def _property_path(existing: RemoteProperty) -> Mapping[str, str]:
        """What names a property in a path, besides its page."""

    @staticmethod
    @abstractmethod
    def _file_path(attachment: RemoteAttachment) -> Mapping[str, str]:
        """What names a file in the path that it is fetched from, besides its page."""

    @abstractmethod
    def _find_property(self, page_id: str, key: str) -> RemoteProperty | None:
        """Look one property up."""

    @staticmethod
    @abstractmethod
    def _new_comment(page_id: str, body: str) -> Any:
        """What a comment below a page is created from."""

    @abstractmethod
    def _footer_comments(self, page_id: str) -> Call:
        """The listing of the comments below a page, with their bodies."""

    @abstractmethod
    def _upload(
        self, page_id: str, form: FileForm, existing: RemoteAttachment | None, *, tried: str
    ) -> None:
        """Send a file for a page."""

    @staticmethod
    def _body(row: Any) -> str:
        return str(row["body"]["storage"]["value"])

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
        page = create_once(
            lambda: self._caller.value(call, self._page),
            lambda: [
                page
                for page, stored in self._rows(look, self._listed_with_body)
                if is_as_sent(page, stored, title=title, parent_id=parent_id, body=body)
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

    def _write_property(
        self, page_id: str, key: str, value: Any, existing: RemoteProperty | None
    ) -> RemoteProperty:
        tried = f"could not set the property {key} of {self._names[page_id]}"
        fresh = page_id in self._created
        if existing is None:
            call = Call(
                operation=self._table.CREATE_PROPERTY,
                tried=tried,
                path={"page_id": page_id},
                json={"key": key, "value": value},
                fresh=fresh,
            )
        else:
            call = Call(
                operation=self._table.UPDATE_PROPERTY,
                tried=tried,
                path={"page_id": page_id, **self._property_path(existing)},
                json={"key": key, "value": value, "version": {"number": existing.version + 1}},
                fresh=fresh,
            )
        return self._caller.value(call, self._property)


def chunks(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Cut a list of ids into parts of at most that many."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def is_as_wanted(title: str, message: str) -> Callable[[RemotePage], bool]:
    """Tell a version of ours by its title and message; a version without a message can be anybody's."""
    return lambda page: bool(message) and page.message == message and page.title == title.strip()
