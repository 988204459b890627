"""The client for Confluence Cloud: the v2 API, and v1 where v2 has nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.errors import MissingScope, NotFound, RestError
from sphinx_to_confluence.rest import comments, rows_cloud
from sphinx_to_confluence.rest.archiving import archive
from sphinx_to_confluence.rest.base import BaseClient, chunks, is_as_wanted
from sphinx_to_confluence.rest.caller import Call, Caller
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
from sphinx_to_confluence.rest.operations import Cloud
from sphinx_to_confluence.rest.pagination import by_cursor
from sphinx_to_confluence.rest.people import display_name, signed_in

T = TypeVar("T")

LARGEST_PAGE = 250
"""Most rows of a listing, and most ids in a question; one more is a 400."""

MOST_IDS_TO_CONVERT = 100
"""The same for the question what ids belong to."""


class CloudClient(BaseClient):
    """Confluence Cloud, on its site or through the gateway; implements :class:`~.model.Client`."""

    _table = Cloud
    _limit = LARGEST_PAGE
    _most_ids = LARGEST_PAGE
    _site_path = "/wiki/"
    _page = staticmethod(rows_cloud.page)
    _property = staticmethod(rows_cloud.prop)

    def __init__(self, caller: Caller) -> None:
        super().__init__(caller)
        self._people: dict[str, str] = {}  # names by account id

    can_order = True
    can_archive = True

    def space(self, key: str) -> Space:
        """Look a space up by key.

        Nothing found means a wrong key, no permission, or credentials that count for nobody; the current user tells.
        """
        tried = f"could not find the space {key}"
        call = Call(
            operation=Cloud.SPACES, tried=tried, params={"keys": key, "limit": LARGEST_PAGE}
        )
        found = list(self._rows(call, rows_cloud.space))
        if found:
            if self.endpoint.site_base is None:
                # The links of a v1 answer have a base when those of v2 have none; without it only addresses suffer.
                with suppress(RestError):
                    self._current_user(tried)
            return found[0]
        name = self._current_user(tried) or "this user"
        raise NotFound(
            tried,
            operation=Cloud.SPACES.name,
            status=200,
            answered=f"Confluence shows no space with this key to {name}.",
            cause="The key is spelt differently, or this user may not see the space.",
            remedy=told_near_keys(key, self.some_spaces)
            or "Set confluence_space_key to the part after /spaces/ in the address of a page of the space.",
        )

    def some_spaces(self) -> Sequence[Space]:
        """Spaces that the user may see, as many as one answer holds."""
        call = Call(
            operation=Cloud.SPACES,
            tried="could not list the spaces",
            params={"limit": LARGEST_PAGE},
        )
        return self._caller.value(
            call, lambda data: [rows_cloud.space(row) for row in data["results"]]
        )

    def pages_in_space(
        self, space: Space, statuses: Sequence[Status] = (Status.CURRENT,)
    ) -> Iterable[RemotePage]:
        """All pages of the space that have one of the statuses."""
        return self._pages(
            Call(
                operation=Cloud.PAGES_IN_SPACE,
                tried=f"could not list the pages of the space {space.key}",
                path={"space_id": space.id},
                # Without a status archived pages are in the listing as well.
                params={
                    "status": [status.value for status in statuses],
                    "limit": LARGEST_PAGE,
                },
            )
        )

    def pages_by_title(self, space: Space, title: str) -> Sequence[RemotePage]:
        """Current and archived pages of the space with this title."""
        call = self._titled(space, title, Status.CURRENT, Status.ARCHIVED)
        return list(self._pages(call))

    def content_types(self, ids: Sequence[str]) -> Mapping[str, str]:
        """What these ids belong to."""
        found: dict[str, str] = {}
        for chunk in chunks(ids, MOST_IDS_TO_CONVERT):
            call = Call(
                operation=Cloud.CONTENT_TYPES,
                tried="could not find out what some ids belong to",
                json={"contentIds": chunk},
            )
            found |= self._caller.value(call, _types)
        return found

    def create_page(
        self, space: Space, *, parent_id: str | None, title: str, body: str
    ) -> RemotePage:
        """Create a page as the last child of ``parent_id``, the home page of the space by default."""
        call = Call(
            operation=Cloud.CREATE_PAGE,
            tried=f'could not create the page "{title}"',
            json={
                "spaceId": space.id,
                "status": Status.CURRENT.value,
                "title": title,
                **({} if parent_id is None else {"parentId": parent_id}),
                "body": {"representation": "storage", "value": body},
            },
        )
        look = self._titled(space, title, Status.CURRENT)
        page = self._send_new_page(
            call,
            replace(look, params={**look.params, "body-format": "storage"}),
            title=title,
            parent_id=parent_id or space.homepage_id,
            body=body,
        )
        self._created.add(page.id)
        return page

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
        """Write the next version; a page in the trash takes two, since the first only takes it out of there."""
        for _ in range(2 if page.status is Status.TRASHED else 1):
            call = self._next_version(
                page,
                title=title,
                body=body,
                parent_id=parent_id,
                message=message,
                minor_edit=minor_edit,
            )
            page = self._send_version(call, page, is_as_wanted(title, message))
        return page

    def move_page(self, page: RemotePage, *, parent_id: str) -> RemotePage:
        """Put a page below another parent, as its last child; that is no new version."""
        tried = f'could not move the page "{excerpt(page.title)}" below {self._names[parent_id]}'
        self._move(page.id, "append", parent_id, tried=tried)
        kind = page.parent_type if parent_id == page.parent_id else None
        return replace(page, parent_id=parent_id, parent_type=kind, position=None)

    def place_page(
        self, page_id: str, *, after: str | None = None, before: str | None = None
    ) -> None:
        """Put a page behind or before another one, below the parent of that one."""
        position, word = ("after", "behind") if before is None else ("before", "before")
        if (target_id := after if before is None else before) is None:
            raise ValueError("neither after nor before which page")
        tried = f"could not put {self._names[page_id]} {word} {self._names[target_id]}"
        self._move(page_id, position, target_id, tried=tried)

    def archive_pages(self, ids: Sequence[str]) -> None:
        """Archive pages, and wait until that is done."""

        def still_current(of: Sequence[str]) -> list[str]:
            return [page.id for page in self.pages_by_id(of) if page.status is Status.CURRENT]

        archive(self._caller, self._names, ids, still_current)

    def attachments(self, page_id: str) -> Iterable[RemoteAttachment]:
        """All current files on a page."""
        call = Call(
            operation=Cloud.ATTACHMENTS,
            tried=f"could not list the files on {self._names[page_id]}",
            path={"page_id": page_id},
            params={"status": "current", "limit": LARGEST_PAGE},
            fresh=page_id in self._created,
        )
        return self._rows(call, rows_cloud.attachment)

    def properties(self, page_id: str) -> Sequence[RemoteProperty]:
        """All content properties of a page."""
        return self._properties(page_id)

    def inline_comments(self, page_id: str) -> Sequence[RemoteComment]:
        """The inline comments on a page; the name of an author is asked for once, and may stay unknown."""
        tried = f"could not read the inline comments on {self._names[page_id]}"
        call = Call(
            operation=Cloud.INLINE_COMMENTS,
            tried=tried,
            path={"page_id": page_id},
            params={"body-format": "storage", "limit": LARGEST_PAGE},
            fresh=page_id in self._created,
        )
        return [
            replace(comment, author=self._name_of(account, tried) if account else "")
            for comment, account in self._rows(call, comments.of_cloud)
        ]

    def page_path(self, space: Space, page_id: str) -> str:
        """The address of a page for people, relative to the base address of the site."""
        return f"spaces/{space.key}/pages/{page_id}"

    def _by_ids(self, ids: Sequence[str], *, with_bodies: bool) -> Call:
        return Call(
            operation=Cloud.PAGES,
            tried="could not look pages up by their ids",
            params={
                "id": ",".join(ids),
                "status": [status.value for status in Status],
                "limit": LARGEST_PAGE,
                **({"body-format": "storage"} if with_bodies else {}),
            },
        )

    def _one(self, page_id: str, number: int | None) -> Call:
        return Call(
            operation=Cloud.PAGE,
            tried=f"could not read {self._names.version(page_id, number)}",
            path={"page_id": page_id},
            params={"body-format": "storage", **({} if number is None else {"version": number})},
            fresh=page_id in self._created,
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
            operation=Cloud.UPDATE_PAGE,
            tried=f'could not update the page "{title}"',
            path={"page_id": page.id},
            json={
                "id": page.id,
                "status": Status.CURRENT.value,
                "title": title,
                **({} if parent_id is None else {"parentId": parent_id}),
                "body": {"representation": "storage", "value": body},
                # minorEdit is not in the schema of the request; Cloud takes it without a word.
                "version": {
                    "number": page.version + 1,
                    "message": message,
                    "minorEdit": minor_edit,
                },
            },
            fresh=page.id in self._created,
        )

    def _move(self, page_id: str, position: str, target_id: str, *, tried: str) -> None:
        """Move a page; to do it twice is to do it once, so a lost answer is no matter."""
        self._caller.call(
            Call(
                operation=Cloud.MOVE_PAGE,
                tried=tried,
                path={"page_id": page_id, "position": position, "target_id": target_id},
                fresh=page_id in self._created or target_id in self._created,
            )
        )

    def _current_user(self, tried: str) -> str:
        """Return the name of the user, if the token may ask for it.

        :raises BadCredentials: when we are nobody.
        """
        try:
            return signed_in(self._caller, Cloud.CURRENT_USER, tried).name
        except MissingScope:
            return ""

    def name_of(self, author: str) -> str:
        """What the owner of an account is called."""
        return self._name_of(author, "could not find out who saved a page") if author else ""

    def _name_of(self, account_id: str, tried: str) -> str:
        """Return what the owner of an account is called, empty when nobody says."""
        if account_id not in self._people:
            call = Call(operation=Cloud.USER, tried=tried, params={"accountId": account_id})
            try:
                self._people[account_id] = self._caller.value(call, display_name)
            except RestError:  # comments are worth having without names
                self._people[account_id] = ""
        return self._people[account_id]

    @staticmethod
    def _new_comment(page_id: str, body: str) -> Any:
        return {"pageId": page_id, "body": {"representation": "storage", "value": body}}

    def _footer_comments(self, page_id: str) -> Call:
        return Call(
            operation=Cloud.FOOTER_COMMENTS,
            tried="",
            path={"page_id": page_id},
            params={"body-format": "storage", "limit": LARGEST_PAGE},
        )

    def _titled(self, space: Space, title: str, *statuses: Status) -> Call:
        return Call(
            operation=Cloud.PAGES,
            tried=f'could not look up the page "{title}"',
            params={
                "space-id": space.id,
                "title": title,
                "status": [status.value for status in statuses],
                "limit": LARGEST_PAGE,
            },
        )

    def _upload(
        self,
        page_id: str,
        form: FileForm,
        existing: RemoteAttachment | None,  # noqa: ARG002 - Cloud finds it by the file name
        *,
        tried: str,
    ) -> None:
        """Send a file; the call creates or updates by file name."""
        self._caller.call(
            Call(
                operation=Cloud.UPLOAD_ATTACHMENT,
                tried=tried,
                path={"page_id": page_id},
                form=form,
                fresh=page_id in self._created,
            )
        )

    def _find_property(self, page_id: str, key: str) -> RemoteProperty | None:
        return next(iter(self._properties(page_id, key)), None)

    def _properties(self, page_id: str, key: str | None = None) -> list[RemoteProperty]:
        call = Call(
            operation=Cloud.PROPERTIES,
            tried=f"could not read the properties of {self._names[page_id]}",
            path={"page_id": page_id},
            params={"limit": LARGEST_PAGE, **({} if key is None else {"key": key})},
            fresh=page_id in self._created,
        )
        return list(self._rows(call, self._property))

    def _rows(self, call: Call, decode: Callable[[Any], T | None]) -> Iterator[T]:
        return by_cursor(self._caller, call, decode)

    @staticmethod
    def _file_path(attachment: RemoteAttachment) -> Mapping[str, str]:
        return {"attachment_id": attachment.id}

    @staticmethod
    def _property_path(existing: RemoteProperty) -> Mapping[str, str]:
        return {"property_id": existing.id}

    def _listed(self, row: Any) -> RemotePage | None:
        return None if Status.is_another(row["status"]) else self._page(row)


def _types(data: Any) -> dict[str, str]:
    """Read the types by id; what is unknown or hidden is ``null``."""
    return {str(key): str(kind) for key, kind in data["results"].items() if kind is not None}
