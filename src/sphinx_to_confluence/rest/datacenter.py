"""The client for Confluence Data Center: the v1 API below ``rest/api``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.errors import AlreadyExists, AnswerLost, InvalidRequest, NotFound
from sphinx_to_confluence.rest import comments, rows_datacenter
from sphinx_to_confluence.rest.base import BaseClient, is_as_wanted
from sphinx_to_confluence.rest.caller import Call
from sphinx_to_confluence.rest.model import (
    RemoteAttachment,
    RemoteComment,
    RemotePage,
    RemoteProperty,
    Space,
    Status,
)
from sphinx_to_confluence.rest.multipart import FileForm
from sphinx_to_confluence.rest.near import told_near_keys
from sphinx_to_confluence.rest.operations import DataCenter
from sphinx_to_confluence.rest.pagination import by_cursor, by_offset
from sphinx_to_confluence.rest.recovery import look_until

T = TypeVar("T")

LARGEST_PAGE = 200
"""Rows to ask for; the server may give less and says how many."""

MOST_IDS = 100
"""Ids in one question, so that the address stays short enough for any proxy."""

MOST_UPLOADS = 3
"""How often a new file is sent, when answers are lost and it never appears."""

_PAGE_FACTS = "version,ancestors,space"


class DataCenterClient(BaseClient):
    """Confluence Data Center; implements :class:`~.model.Client`."""

    _table = DataCenter
    _limit = LARGEST_PAGE
    _most_ids = MOST_IDS
    _site_path = "/"
    _page = staticmethod(rows_datacenter.page)
    _property = staticmethod(rows_datacenter.prop)

    can_order = False
    can_archive = False

    def space(self, key: str) -> Space:
        """Look a space up by key; its ``id`` is the key in the spelling of the server."""
        call = Call(
            operation=DataCenter.SPACE,
            tried=f"could not find the space {key}",
            path={"space_key": key},
            params={"expand": "homepage"},
        )
        try:
            return self._caller.value(call, rows_datacenter.space)
        except NotFound as error:
            error.cause = "The key is spelt differently, or this user may not see the space."
            error.remedy = told_near_keys(key, self.some_spaces) or (
                "Set confluence_space_key to the part after /display/ or /spaces/ in the address of a page of the "
                "space."
            )
            raise

    def some_spaces(self) -> Sequence[Space]:
        """Spaces that the user may see, as many as one answer holds."""
        call = Call(
            operation=DataCenter.SPACES,
            tried="could not list the spaces",
            params={"limit": LARGEST_PAGE},
        )
        return self._caller.value(
            call, lambda data: [rows_datacenter.space(row) for row in data["results"]]
        )

    def pages_in_space(
        self, space: Space, statuses: Sequence[Status] = (Status.CURRENT,)
    ) -> Iterator[RemotePage]:
        """All pages of the space that have one of the statuses; single pages are never archived here."""
        for status in statuses:
            if status is not Status.ARCHIVED:
                yield from self._in_space(space, status)

    def pages_by_title(self, space: Space, title: str) -> Sequence[RemotePage]:
        """Current pages of the space with this title; Data Center archives whole spaces only."""
        return list(self._pages(self._titled(space, title, _PAGE_FACTS)))

    def content_types(self, ids: Sequence[str]) -> Mapping[str, str]:
        """What these ids belong to: all that there are, are pages."""
        return {page.id: "page" for page in self.pages_by_id(ids)}

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
        look = self._titled(space, title, f"{_PAGE_FACTS},body.storage")
        return self._send_new_page(call, look, title=title, parent_id=parent_id, body=body)

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
        call = self._next_version(
            page,
            title=title,
            body=body,
            parent_id=parent_id,
            message=message,
            minor_edit=minor_edit,
        )
        return self._send_version(call, page, is_as_wanted(title, message))

    def move_page(self, page: RemotePage, *, parent_id: str) -> RemotePage:
        """Put a page below another parent; that takes a version of the same text.

        Somebody who saves another text in between has taken the number of that version, so none is overwritten.
        """
        call = self._next_version(
            page,
            title=page.title,
            body=self.page_body(page.id),
            parent_id=parent_id,
            message=page.message,
            minor_edit=True,
        )
        tried = f'could not move the page "{excerpt(page.title)}" below {self._names[parent_id]}'
        return self._send_version(
            replace(call, tried=tried),
            page,
            lambda now: (
                (now.title, now.message, now.parent_id) == (page.title, page.message, parent_id)
            ),
        )

    def place_page(
        self, page_id: str, *, after: str | None = None, before: str | None = None
    ) -> None:
        """There is no call for it."""
        raise NotImplementedError("Data Center has no call for the order of pages")

    def archive_pages(self, ids: Sequence[str]) -> None:
        """There is no call for it."""
        raise NotImplementedError("Data Center archives whole spaces only")

    def attachments(self, page_id: str) -> Iterable[RemoteAttachment]:
        """All files on a page."""
        return self._attachments(page_id)

    def properties(self, page_id: str) -> Sequence[RemoteProperty]:
        """All content properties of a page."""
        call = Call(
            operation=DataCenter.PROPERTIES,
            tried=f"could not read the properties of {self._names[page_id]}",
            path={"page_id": page_id},
            params={"expand": "version", "limit": LARGEST_PAGE},
        )
        return list(self._rows(call, self._property))

    def inline_comments(self, page_id: str) -> Sequence[RemoteComment]:
        """The inline comments on a page; resolved ones are in a place of their own."""
        call = Call(
            operation=DataCenter.COMMENTS,
            tried=f"could not read the inline comments on {self._names[page_id]}",
            path={"page_id": page_id},
            params={
                "location": ["inline", "resolved"],
                "depth": "all",
                "expand": "extensions.inlineProperties,extensions.resolution,history,ancestors,"
                "body.storage",
                "limit": LARGEST_PAGE,
            },
        )
        # An answer to a comment may come with the marker of that; the comment itself is first.
        found: dict[str, RemoteComment] = {}
        for comment in self._rows(call, comments.of_data_center):
            found.setdefault(comment.ref, comment)
        return list(found.values())

    def name_of(self, author: str) -> str:
        """What somebody is called, which listings say already."""
        return author

    def page_path(self, space: Space, page_id: str) -> str:  # noqa: ARG002 - Cloud's address names it
        """The address of a page for people, relative to the base address of the site."""
        return f"pages/viewpage.action?pageId={page_id}"

    def _in_space(self, space: Space, status: Status) -> Iterator[RemotePage]:
        tried = f"could not list the pages of the space {space.key}"
        params: dict[str, str | int] = {
            "spaceKey": space.key,
            "type": "page",
            "status": status.value,
            "expand": _PAGE_FACTS,
            "limit": LARGEST_PAGE,
        }
        scan = Call(operation=DataCenter.SCAN, tried=tried, params=params)
        begun = False
        try:
            for page in by_cursor(self._caller, scan, self._listed):
                begun = True
                yield self._names.seen(page)
        # Before 7.18 "scan" was taken for the id of a page, which is not there, or no id at all.
        except (NotFound, InvalidRequest):
            if begun:
                raise
            listing = Call(operation=DataCenter.CONTENT, tried=tried, params=params)
            yield from self._pages(listing)

    def _by_ids(self, ids: Sequence[str], *, with_bodies: bool) -> Call:
        return Call(
            operation=DataCenter.CONTENT,
            tried="could not look pages up by their ids",
            params={
                "ids": ",".join(ids),
                "type": "page",
                "status": "any",
                "expand": f"{_PAGE_FACTS},body.storage" if with_bodies else _PAGE_FACTS,
                "limit": MOST_IDS,
            },
        )

    def _one(self, page_id: str, number: int | None) -> Call:
        # Only current pages are found unless another status is asked for; an older version is "historical".
        version: dict[str, str | int] = (
            {} if number is None else {"version": number, "status": "any"}
        )
        return Call(
            operation=DataCenter.PAGE,
            tried=f"could not read {self._names.version(page_id, number)}",
            path={"page_id": page_id},
            params={"expand": "version,body.storage", **version},
        )

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
        return Call(
            operation=DataCenter.UPDATE_PAGE,
            tried=f'could not update the page "{title}"',
            path={"page_id": page.id},
            params={"expand": f"{_PAGE_FACTS},body.storage"},
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

    @staticmethod
    def _new_comment(page_id: str, body: str) -> Any:
        return {
            "type": "comment",
            "container": {"id": page_id, "type": "page"},
            "body": _storage(body),
        }

    def _footer_comments(self, page_id: str) -> Call:
        return Call(
            operation=DataCenter.COMMENTS,
            tried="",
            path={"page_id": page_id},
            params={"location": "footer", "expand": "body.storage", "limit": LARGEST_PAGE},
        )

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
        return self._rows(call, rows_datacenter.attachment)

    def _upload(
        self, page_id: str, form: FileForm, existing: RemoteAttachment | None, *, tried: str
    ) -> None:
        """Send a file; a new file and a new version of one are different calls here.

        A new one whose answer was lost is sent again only when it does not appear for a while.
        """
        create = Call(
            operation=DataCenter.CREATE_ATTACHMENT,
            tried=tried,
            path={"page_id": page_id},
            form=form,
        )
        sent = 0
        while existing is None:
            try:
                self._caller.call(create)
            except (AlreadyExists, AnswerLost):
                sent += 1
                existing, has_waited = look_until(
                    lambda: next(iter(self._attachments(page_id, form.filename)), None),
                    self._caller.pause,
                )
                if existing is None and (sent == MOST_UPLOADS or not has_waited):
                    raise
            else:
                return
        # A broken upload may leave a broken file: whatever is there gets a new version.
        self._caller.call(
            Call(
                operation=DataCenter.UPDATE_ATTACHMENT,
                tried=tried,
                path={"page_id": page_id, "attachment_id": existing.id},
                form=form,
            )
        )

    def _find_property(self, page_id: str, key: str) -> RemoteProperty | None:
        return next((item for item in self.properties(page_id) if item.key == key), None)

    def _rows(self, call: Call, decode: Callable[[Any], T | None]) -> Iterator[T]:
        return by_offset(self._caller, call, decode)

    @staticmethod
    def _file_path(attachment: RemoteAttachment) -> Mapping[str, str]:
        return {"filename": attachment.filename}

    @staticmethod
    def _property_path(existing: RemoteProperty) -> Mapping[str, str]:
        return {"key": existing.key}

    def _listed(self, row: Any) -> RemotePage | None:
        return None if Status.is_another(row.get("status")) else self._page(row)


def _ancestors(parent_id: str | None) -> dict[str, Any]:
    return {} if parent_id is None else {"ancestors": [{"id": parent_id}]}


def _storage(body: str) -> dict[str, Any]:
    return {"storage": {"value": body, "representation": "storage"}}
