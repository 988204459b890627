"""What the two REST APIs have in common: the values they speak of, and the client that the publisher calls."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sphinx_to_confluence.config.endpoint import Endpoint
from sphinx_to_confluence.rest.governor import Governor


class Status(enum.Enum):
    """The states of a page that matter to us."""

    CURRENT = "current"
    ARCHIVED = "archived"
    TRASHED = "trashed"

    @classmethod
    def is_another(cls, value: object) -> bool:
        """Whether a value names a state that does not matter to us: a draft, a deleted or an older page."""
        return isinstance(value, str) and all(value != status.value for status in cls)


@dataclass(frozen=True, slots=True)
class Space:
    """A space. On Data Center ``id`` is the key: its API knows spaces by key only."""

    id: str
    key: str
    name: str
    homepage_id: str | None


@dataclass(frozen=True, slots=True)
class RemotePage:
    """A page as a listing shows it.

    :param message: the comment of the current version; empty for a page that was just created.
    :param position: among its siblings; sparse and possibly absent, so only good for comparing.
    :param parent_type: what the parent is: ``page``, ``folder`` or another word of Confluence's; ``None`` when there
        is none, or nobody said.
    :param author: who saved the current version: an account id on Cloud, a name on Data Center; empty when nobody says.
    :param saved_at: when that was, as Confluence writes it; empty when nobody says.
    :param body: the stored body, in the answer to a write that shows it; ``None`` elsewhere.
    """

    id: str
    title: str
    space_id: str
    parent_id: str | None
    status: Status
    version: int
    message: str
    position: int | None = None
    parent_type: str | None = None
    author: str = field(default="", compare=False)
    saved_at: str = field(default="", compare=False)
    body: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PageVersion:
    """A page as it was saved once.

    :param message: the comment of that version.
    """

    number: int
    title: str
    body: str
    message: str


@dataclass(frozen=True, slots=True)
class RemoteAttachment:
    """A file on a page; ``comment`` is where the publisher keeps the hash of the content.

    :param version: number of the current version; ``None`` when the listing does not say.
    """

    id: str
    filename: str
    media_type: str
    size_bytes: int | None
    comment: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class RemoteProperty:
    """A content property of a page. ``id`` is empty on Data Center, where the key identifies it."""

    id: str
    key: str
    value: Any
    version: int


@dataclass(frozen=True, slots=True)
class RemoteComment:
    """An inline comment: something that somebody said about some words of a page.

    :param ref: id of the marker that stands around the words in the stored body.
    :param quote: the words, as they were when the comment was made.
    :param author: name for people; empty when it is not known.
    :param resolved: whether somebody has closed it.
    :param text: what is said, without markup; answers to it are not in it.
    """

    id: str
    ref: str
    quote: str
    author: str
    resolved: bool
    text: str


class Client(Protocol):
    """All that the publisher asks of Confluence; there is a client for Cloud and one for Data Center.

    May be used by several threads at once. All of its methods raise :class:`~.governor.Stopped` when they would have
    to wait and a person wishes to leave (:meth:`~.governor.Governor.leave_when`).

    Every method raises :class:`~sphinx_to_confluence.errors.RestError` when Confluence does not do it. ``tried`` is
    the clause that an error begins with, in the words of the person: ``could not update the page "Setup"``.
    """

    @property
    def governor(self) -> Governor:
        """What all requests of this client pass through."""
        ...

    @property
    def can_order(self) -> bool:
        """Whether :meth:`place_page` works; Data Center has no call for it, so order comes of creation alone."""
        ...

    @property
    def can_archive(self) -> bool:
        """Whether :meth:`archive_pages` works; Data Center archives whole spaces only."""
        ...

    @property
    def endpoint(self) -> Endpoint:
        """Where this client talks to; ``site_base`` is known after the first call at the latest."""
        ...

    def granted_scopes(self) -> frozenset[str] | None:
        """Exactly what the credentials may do, as the server for access tokens says; ``None`` where nothing tells it.

        Only OAuth credentials of service accounts have such a server; scopes of API tokens have to be tried out.
        """
        ...

    def space(self, key: str) -> Space:
        """Look a space up by key. Tells bad credentials from a wrong key as far as Confluence does."""
        ...

    def pages_in_space(
        self, space: Space, statuses: Sequence[Status] = (Status.CURRENT,)
    ) -> Iterable[RemotePage]:
        """All pages of the space that have one of the statuses, in bulk listings of up to 250."""
        ...

    def pages_by_id(self, ids: Sequence[str]) -> Iterable[RemotePage]:
        """The pages with these ids, whatever their status, in bulk listings; ids that do not exist are left out."""
        ...

    def pages_by_title(self, space: Space, title: str) -> Sequence[RemotePage]:
        """Current and archived pages of the space with this title, whatever the case of its letters."""
        ...

    def page_body(self, page_id: str) -> str:
        """The stored body of the current version, in storage format."""
        ...

    def page_bodies(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The stored bodies of the current versions of these pages, whatever their status, in bulk listings.

        Ids that do not exist are left out.
        """
        ...

    def page_version(self, page_id: str, number: int) -> PageVersion:
        """An older version of a page, or the current one.

        :raises NotFound: when the page has no such version (any more).
        """
        ...

    def content_types(self, ids: Sequence[str]) -> Mapping[str, str]:
        """What these ids belong to: ``page``, ``folder`` or another word of Confluence's; unknown ids are left out."""
        ...

    def create_page(
        self, space: Space, *, parent_id: str | None, title: str, body: str
    ) -> RemotePage:
        """Create a page as the last child of ``parent_id``. Looked for before it is sent again.

        :raises TitleTaken: when the space has a page of that title.
        :raises AnswerLost: when it is not known whether the page was created.
        """
        ...

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
        """Write version ``page.version + 1``; a page that comes out of the trash of Cloud gets one version more.

        A lost answer is looked up (version number and message) before anything is repeated.

        :raises VersionConflict: when somebody saved a version in between.
        """
        ...

    def move_page(self, page: RemotePage, *, parent_id: str) -> RemotePage:
        """Put a page below another parent, as its last child, and leave its text alone.

        On Data Center this writes a new version, with the message of the current one.

        :raises VersionConflict: on Data Center, when somebody saved a version in between.
        """
        ...

    def place_page(
        self, page_id: str, *, after: str | None = None, before: str | None = None
    ) -> None:
        """Put a page behind or before another one, below the parent of that one.

        Never behind or before a page at the root of a space: it would leave the page tree that people see.

        :param after: id of the other page; or else ``before``.
        :raises NotImplementedError: where :attr:`can_order` says so.
        """
        ...

    def archive_pages(self, ids: Sequence[str]) -> None:
        """Archive pages, and wait until that is done. Those that are not current any more are left alone.

        :raises NotInEdition: when the site has no archive.
        :raises NotImplementedError: where :attr:`can_archive` says so.
        """
        ...

    def trash_page(self, page_id: str) -> None:
        """Move a page to the trash, and no page below it: those move up."""
        ...

    def restore_page(self, page: RemotePage) -> RemotePage:
        """Take a page out of the trash or the archive, with the body that it has, below ``page.parent_id``.

        A page that is current is only put below that parent.

        :param page: as it was; its version need not be the current one.
        :raises TitleTaken: when its title is taken meanwhile.
        """
        ...

    def attachments(self, page_id: str) -> Iterable[RemoteAttachment]:
        """All files on a page."""
        ...

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
        ...

    def attachment_data(
        self, page_id: str, attachment: RemoteAttachment, version: int | None = None
    ) -> bytes:
        """The bytes of a file, in its current or an older version.

        Credentials are sent to Confluence only, wherever it sends us on to.

        :raises TooLarge: when there are more than 256 MB.
        """
        ...

    def delete_attachment(self, attachment: RemoteAttachment) -> None:
        """Move a file of a page to the trash."""
        ...

    def properties(self, page_id: str) -> Sequence[RemoteProperty]:
        """All content properties of a page."""
        ...

    def set_property(
        self, page_id: str, key: str, value: Any, *, existing: RemoteProperty | None
    ) -> RemoteProperty:
        """Create a property or write its next version; a property that appeared meanwhile is read and replaced."""
        ...

    def delete_property(self, page_id: str, existing: RemoteProperty) -> None:
        """Remove a content property."""
        ...

    def labels(self, page_id: str) -> Sequence[str]:
        """Names of the global labels of a page."""
        ...

    def add_labels(self, page_id: str, labels: Sequence[str]) -> None:
        """Put global labels on a page (on Cloud: a scope beyond the twelve)."""
        ...

    def remove_label(self, page_id: str, label: str) -> None:
        """Take a label off a page (on Cloud: a scope beyond the twelve)."""
        ...

    def inline_comments(self, page_id: str) -> Sequence[RemoteComment]:
        """The inline comments on a page, resolved ones too, without the answers to them.

        :raises MissingScope: on Cloud, where this takes a scope beyond the twelve.
        """
        ...

    def name_of(self, author: str) -> str:
        """What somebody is called, by what :class:`RemotePage` names them with; empty when nobody says."""
        ...

    def add_footer_comment(self, page_id: str, body: str) -> None:
        """Write a comment below a page, in storage format. Never sent twice.

        :raises MissingScope: on Cloud, where this takes a scope beyond the twelve.
        :raises AnswerLost: when it is not known whether it is there.
        """
        ...

    def unwatch(self, page_id: str) -> None:
        """Stop the current user from watching a page."""
        ...

    def page_path(self, space: Space, page_id: str) -> str:
        """The address of a page for people, relative to the base address of the site."""
        ...

    def page_url(self, space: Space, page_id: str) -> str:
        """The address of a page for people; never the gateway."""
        ...

    def close(self) -> None:
        """Give the connections back."""
        ...
