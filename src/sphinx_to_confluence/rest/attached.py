"""What do the two clients do alike with what hangs on a page? Files, properties, labels, comments, watching."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.rest.caller import Call, Caller
from sphinx_to_confluence.rest.model import RemoteAttachment, RemoteComment, RemoteProperty
from sphinx_to_confluence.rest.multipart import FileForm
from sphinx_to_confluence.rest.names import PageNames
from sphinx_to_confluence.rest.operations import Cloud, DataCenter
from sphinx_to_confluence.rest.recovery import create_once, is_same_body, settle_property

T = TypeVar("T")


class AttachedClient(ABC):
    """The part of a client that concerns what hangs on a page; the pages themselves are :class:`~.base.BaseClient`."""

    _table: ClassVar[type[Cloud | DataCenter]]
    """The calls of the flavour; only rows that both tables have are used here."""

    _limit: ClassVar[int]
    """Rows of a listing to ask for."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        # Threads add to these at any time, and nobody takes anything away: no lock is needed.
        self._names = PageNames()
        # Pages that this run created and that may be unknown for a moment; Data Center knows its own at once.
        self._created: set[str] = set()

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
    def _rows(self, call: Call, decode: Callable[[Any], T | None]) -> Iterator[T]:
        """Read a listing, all parts of it."""

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
