"""The client for Confluence Data Center: the v1 API below ``rest/api``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sphinx_to_confluence.config.endpoint import Endpoint
from sphinx_to_confluence.errors import AlreadyExists, AnswerLost, NotFound
from sphinx_to_confluence.rest.caller import Call, Caller
from sphinx_to_confluence.rest.model import (
    RemoteAttachment,
    RemotePage,
    RemoteProperty,
    Space,
    Status,
)
from sphinx_to_confluence.rest.multipart import FileForm
from sphinx_to_confluence.rest.names import PageNames
from sphinx_to_confluence.rest.operations import DataCenter
from sphinx_to_confluence.rest.pagination import by_cursor, by_offset
from sphinx_to_confluence.rest.recovery import (
    create_once,
    is_as_sent,
    settle_property,
    write_version,
)

LARGEST_PAGE = 200
"""Rows to ask for; the server may give less and says how many."""

MOST_IDS = 100
"""Ids in one question, so that the address stays short enough for any proxy."""

_PAGE_FACTS = "version,ancestors,space"


class DataCenterClient:
    """Confluence Data Center; implements :class:`~.model.Client`."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._names = PageNames()

    @property
    def endpoint(self) -> Endpoint:
        """Where this client talks to."""
        return self._caller.endpoint

    def close(self) -> None:
        """Give the connections back."""
        self._caller.close()

    def space(self, key: str) -> Space:
        """Look a space up by key; its ``id`` is the key in the spelling of the server."""
        call = Call(
            operation=DataCenter.SPACE,
            tried=f"could not find the space {key}",
            path={"space_key": key},
            params={"expand": "homepage"},
        )
        return self._caller.value(call, _space)

    def pages_in_space(self, space: Space) -> Iterator[RemotePage]:
        """All current pages of the space."""
        tried = f"could not list the pages of the space {space.key}"
        params: dict[str, str | int] = {
            "spaceKey": space.key,
            "type": "page",
            "status": Status.CURRENT.value,
            "expand": _PAGE_FACTS,
            "limit": LARGEST_PAGE,
        }
        scan = Call(operation=DataCenter.SCAN, tried=tried, params=params)
        try:
            yield from map(self._names.seen, by_cursor(self._caller, scan, _page))
        except NotFound:  # before 7.18 "scan" was taken for the id of a page
            listing = Call(operation=DataCenter.CONTENT, tried=tried, params=params)
            yield from self._pages(listing)

    def pages_by_id(self, ids: Sequence[str]) -> Iterator[RemotePage]:
        """The pages with these ids, whatever their status."""
        for start in range(0, len(ids), MOST_IDS):
            yield from self._pages(
                Call(
                    operation=DataCenter.CONTENT,
                    tried="could not look pages up by their ids",
                    params={
                        "ids": ",".join(ids[start : start + MOST_IDS]),
                        "type": "page",
                        "status": "any",
                        "expand": _PAGE_FACTS,
                        "limit": MOST_IDS,
                    },
                )
            )

    def pages_by_title(self, space: Space, title: str) -> Sequence[RemotePage]:
        """Current pages of the space with this title; Data Center archives whole spaces only."""
        return list(self._pages(self._titled(space, title, _PAGE_FACTS)))

    def page_body(self, page_id: str) -> str:
        """The stored body of the current version, in storage format."""
        call = Call(
            operation=DataCenter.PAGE,
            tried=f"could not read {self._names[page_id]}",
            path={"page_id": page_id},
            params={"expand": "body.storage"},
        )
        return self._caller.value(call, _body)

    def create_page(
        self, space: Space, *, parent_id: str | None, title: str, body: str
    ) -> RemotePage:
        """Create a page as the last child of ``parent_id``, the home page of the space by default."""
        parent_id = parent_id or space.homepage_id
        call = Call(
            operation=DataCenter.CREATE_PAGE,
            tried=f'could not create the page "{title}"',
            params={"expand": _PAGE_FACTS},
            json={
                "type": "page",
                "title": title,
                "space": {"key": space.key},
                **_ancestors(parent_id),
                "body": _storage(body),
            },
        )
        page = create_once(
            lambda: self._caller.value(call, _page),
            lambda: self._just_created(space, parent_id, title, body),
            pause=self._caller.pause,
        )
        return self._names.seen(page)

    def update_page(
        self,
        page: RemotePage,
        *,
        title: str,
        body: str,
        parent_id: str | None,
        message: str,
        minor_edit: bool,
    ) -> RemotePage:
        """Write version ``page.version + 1``."""
        call = Call(
            operation=DataCenter.UPDATE_PAGE,
            tried=f'could not update the page "{title}"',
            path={"page_id": page.id},
            params={"expand": _PAGE_FACTS},
            json={
                "id": page.id,
                "type": "page",
                "status": Status.CURRENT.value,
                "title": title,
                **_ancestors(parent_id),
                "body": _storage(body),
                "version": {
                    "number": page.version + 1,
                    "message": message,
                    "minorEdit": minor_edit,
                },
            },
        )
        written = write_version(
            lambda: self._caller.value(call, _page),
            lambda: next(iter(self.pages_by_id([page.id])), None),
            lambda now: bool(message) and now.message == message and now.title == title.strip(),
            base_version=page.version,
            pause=self._caller.pause,
        )
        return self._names.seen(written)

    def attachments(self, page_id: str) -> Iterable[RemoteAttachment]:
        """All files on a page."""
        return self._attachments(page_id)

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
        """Put a file on a page; a new file and a new version of one are different calls here."""
        tried = f'could not upload the file "{filename}" to {self._names[page_id]}'
        form = FileForm(
            path=path,
            filename=filename,
            media_type=media_type,
            fields={"minorEdit": str(minor_edit).lower(), "comment": comment},
        )
        if existing is None:
            create = Call(
                operation=DataCenter.CREATE_ATTACHMENT,
                tried=tried,
                path={"page_id": page_id},
                form=form,
            )
            try:
                self._caller.call(create)
            except (AlreadyExists, AnswerLost) as error:
                problem = error
            else:
                return
            # A broken upload may leave a broken file: whatever is there now gets a new version.
            existing = next(iter(self._attachments(page_id, filename)), None)
            if existing is None:
                raise problem
        self._caller.call(
            Call(
                operation=DataCenter.UPDATE_ATTACHMENT,
                tried=tried,
                path={"page_id": page_id, "attachment_id": existing.id},
                form=form,
            )
        )

    def delete_attachment(self, attachment: RemoteAttachment) -> None:
        """Move a file of a page to the trash."""
        self._caller.call(
            Call(
                operation=DataCenter.DELETE_ATTACHMENT,
                tried=f'could not remove the file "{attachment.filename}"',
                path={"attachment_id": attachment.id},
            )
        )

    def properties(self, page_id: str) -> Sequence[RemoteProperty]:
        """All content properties of a page."""
        call = Call(
            operation=DataCenter.PROPERTIES,
            tried=f"could not read the properties of {self._names[page_id]}",
            path={"page_id": page_id},
            params={"expand": "version", "limit": LARGEST_PAGE},
        )
        return list(by_offset(self._caller, call, _property))

    def set_property(
        self, page_id: str, key: str, value: Any, *, existing: RemoteProperty | None
    ) -> RemoteProperty:
        """Create a property or write its next version."""
        return settle_property(
            lambda base: self._write_property(page_id, key, value, base),
            lambda: next((item for item in self.properties(page_id) if item.key == key), None),
            value=value,
            existing=existing,
            pause=self._caller.pause,
        )

    def delete_property(self, page_id: str, existing: RemoteProperty) -> None:
        """Remove a content property."""
        self._caller.call(
            Call(
                operation=DataCenter.DELETE_PROPERTY,
                tried=f"could not remove the property {existing.key} of {self._names[page_id]}",
                path={"page_id": page_id, "key": existing.key},
            )
        )

    def labels(self, page_id: str) -> Sequence[str]:
        """Names of the global labels of a page."""
        call = Call(
            operation=DataCenter.LABELS,
            tried=f"could not list the labels of {self._names[page_id]}",
            path={"page_id": page_id},
            params={"prefix": "global", "limit": LARGEST_PAGE},
        )
        return list(by_offset(self._caller, call, lambda row: str(row["name"])))

    def add_labels(self, page_id: str, labels: Sequence[str]) -> None:
        """Put global labels on a page."""
        self._caller.call(
            Call(
                operation=DataCenter.ADD_LABELS,
                tried=f"could not label {self._names[page_id]}",
                path={"page_id": page_id},
                json=[{"prefix": "global", "name": label} for label in labels],
            )
        )

    def remove_label(self, page_id: str, label: str) -> None:
        """Take a label off a page."""
        self._caller.call(
            Call(
                operation=DataCenter.REMOVE_LABEL,
                tried=f'could not take the label "{label}" off {self._names[page_id]}',
                path={"page_id": page_id},
                params={"name": label},
            )
        )

    def unwatch(self, page_id: str) -> None:
        """Stop the current user from watching a page."""
        self._caller.call(
            Call(
                operation=DataCenter.UNWATCH,
                tried=f"could not stop watching {self._names[page_id]}",
                path={"page_id": page_id},
            )
        )

    def page_url(self, space: Space, page_id: str) -> str:  # noqa: ARG002 - Cloud's address names it
        """The address of a page for people."""
        return f"{self.endpoint.site_base or '/'}pages/viewpage.action?pageId={page_id}"

    def _pages(self, call: Call) -> Iterator[RemotePage]:
        return map(self._names.seen, by_offset(self._caller, call, _page))

    def _titled(self, space: Space, title: str, expand: str) -> Call:
        return Call(
            operation=DataCenter.CONTENT,
            tried=f'could not look up the page "{title}"',
            params={
                "spaceKey": space.key,
                "title": title,
                "type": "page",
                "status": Status.CURRENT.value,
                "expand": expand,
                "limit": LARGEST_PAGE,
            },
        )

    def _just_created(
        self, space: Space, parent_id: str | None, title: str, body: str
    ) -> list[RemotePage]:
        """Return the pages that can only be the one that was just sent: nobody has touched them, all is the same."""
        call = self._titled(space, title, f"{_PAGE_FACTS},body.storage")
        return [
            page
            for page, stored in by_offset(self._caller, call, lambda row: (_page(row), _body(row)))
            if is_as_sent(page, stored, title=title, parent_id=parent_id, body=body)
        ]

    def _attachments(self, page_id: str, filename: str | None = None) -> Iterator[RemoteAttachment]:
        call = Call(
            operation=DataCenter.ATTACHMENTS,
            tried=f"could not list the files on {self._names[page_id]}",
            path={"page_id": page_id},
            params={
                "expand": "version,metadata",
                "limit": LARGEST_PAGE,
                **({} if filename is None else {"filename": filename}),
            },
        )
        return by_offset(self._caller, call, _attachment)

    def _write_property(
        self, page_id: str, key: str, value: Any, existing: RemoteProperty | None
    ) -> RemoteProperty:
        tried = f"could not set the property {key} of {self._names[page_id]}"
        if existing is None:
            call = Call(
                operation=DataCenter.CREATE_PROPERTY,
                tried=tried,
                path={"page_id": page_id},
                json={"key": key, "value": value},
            )
        else:
            call = Call(
                operation=DataCenter.UPDATE_PROPERTY,
                tried=tried,
                path={"page_id": page_id, "key": key},
                json={"key": key, "value": value, "version": {"number": existing.version + 1}},
            )
        return self._caller.value(call, _property)


def _ancestors(parent_id: str | None) -> dict[str, Any]:
    return {} if parent_id is None else {"ancestors": [{"id": parent_id}]}


def _storage(body: str) -> dict[str, Any]:
    return {"storage": {"value": body, "representation": "storage"}}


def _space(row: Any) -> Space:
    home = row.get("homepage")
    return Space(
        id=str(row["key"]),
        key=str(row["key"]),
        name=str(row.get("name") or row["key"]),
        homepage_id=str(home["id"]) if home else None,
    )


def _page(row: Any) -> RemotePage:
    ancestors = row.get("ancestors") or []
    extensions = row.get("extensions")
    position = extensions.get("position") if isinstance(extensions, dict) else None
    return RemotePage(
        id=str(row["id"]),
        title=str(row["title"]),
        space_id=str(row["space"]["key"]),
        parent_id=str(ancestors[-1]["id"]) if ancestors else None,
        status=Status(row.get("status", "current")),
        version=int(row["version"]["number"]),
        message=str(row["version"].get("message") or ""),
        # "none" where the children are in alphabetical order.
        position=position if isinstance(position, int) else None,
    )


def _body(row: Any) -> str:
    return str(row["body"]["storage"]["value"])


def _attachment(row: Any) -> RemoteAttachment:
    # Where the comment and the type stand has changed over the versions.
    facts = {**(row.get("metadata") or {}), **(row.get("extensions") or {})}
    size = facts.get("fileSize")
    return RemoteAttachment(
        id=str(row["id"]),
        filename=str(row["title"]),
        media_type=str(facts.get("mediaType") or ""),
        size_bytes=None if size is None else int(size),
        comment=str(facts.get("comment") or ""),
    )


def _property(row: Any) -> RemoteProperty:
    return RemoteProperty(
        id=str(row.get("id") or ""),
        key=str(row["key"]),
        value=row["value"],
        version=int(row["version"]["number"]),
    )
