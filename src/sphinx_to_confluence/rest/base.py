"""What do the two clients do alike? The calls that differ are in :mod:`~.cloud` and :mod:`~.datacenter`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sphinx_to_confluence.config.endpoint import Endpoint
from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.rest.caller import Call, Caller
from sphinx_to_confluence.rest.model import RemoteAttachment, RemotePage, RemoteProperty, Space
from sphinx_to_confluence.rest.multipart import FileForm
from sphinx_to_confluence.rest.names import PageNames
from sphinx_to_confluence.rest.operations import Cloud, DataCenter
from sphinx_to_confluence.rest.recovery import (
    create_once,
    is_as_sent,
    settle_property,
    write_version,
)

T = TypeVar("T")


class BaseClient(ABC):
    """The common part of the implementations of :class:`~.model.Client`."""

    _table: ClassVar[type[Cloud | DataCenter]]
    """The calls of the flavour; only rows that both tables have are used here."""

    _limit: ClassVar[int]
    """Rows of a listing to ask for."""

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

    def close(self) -> None:
        """Give the connections back."""
        self._caller.close()

    @abstractmethod
    def page_path(self, space: Space, page_id: str) -> str:
        """The address of a page for people, relative to the base address of the site."""

    def page_url(self, space: Space, page_id: str) -> str:
        """The address of a page for people; without the site when Confluence never told which one it is."""
        return f"{self.endpoint.site_base or self._site_path}{self.page_path(space, page_id)}"

    @abstractmethod
    def pages_by_id(self, ids: Sequence[str]) -> Iterable[RemotePage]:
        """The pages with these ids, whatever their status."""

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

    @abstractmethod
    def _find_property(self, page_id: str, key: str) -> RemoteProperty | None:
        """Look one property up."""

    @abstractmethod
    def _upload(
        self, page_id: str, form: FileForm, existing: RemoteAttachment | None, *, tried: str
    ) -> None:
        """Send a file for a page."""

    @staticmethod
    def _body(row: Any) -> str:
        return str(row["body"]["storage"]["value"])

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
        self, call: Call, page: RemotePage, *, title: str, message: str
    ) -> RemotePage:
        """Write the version after ``page``; what tells it from one of somebody else is its title and message."""
        written = write_version(
            lambda: self._caller.value(call, self._page),
            lambda: next(iter(self.pages_by_id([page.id])), None),
            lambda now: bool(message) and now.message == message and now.title == title.strip(),
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
