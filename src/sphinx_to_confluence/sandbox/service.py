"""The sandbox as one object: fill it, reach it, and see what was asked of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from sphinx_to_confluence.sandbox import comments, directory, edit, files
from sphinx_to_confluence.sandbox.exchange import Options, Site
from sphinx_to_confluence.sandbox.faults import Faults
from sphinx_to_confluence.sandbox.front import Front
from sphinx_to_confluence.sandbox.location import Map
from sphinx_to_confluence.sandbox.records import (
    Access,
    Comment,
    Page,
    Restricted,
    Space,
    TokenKind,
    User,
)
from sphinx_to_confluence.sandbox.store import Store, utc_now
from sphinx_to_confluence.sandbox.stored import stored
from sphinx_to_confluence.sandbox.traffic import Call, Overlap, Traffic, Transcript
from sphinx_to_confluence.sandbox.transport import SandboxAdapter, serving
from sphinx_to_confluence.sandbox.viewer import Live

Flavour = Literal["cloud", "datacenter"]
ADMIN_EMAIL = "admin@example.com"
_GATEWAY_ORIGIN = "https://api.atlassian.com"
_TOKENS_ORIGIN = "https://auth.atlassian.com"
_MEDIA_ORIGIN = "https://api.media.atlassian.com"
_ORIGINS = {"cloud": "https://example.atlassian.net", "datacenter": "https://wiki.example.com"}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a sandbox is reached.

    :param origin: scheme and host of the site.
    :param site_url: what ``confluence_server_url`` is set to for a token that works on the site.
    :param gateway_url: what it is set to for a scoped token; on Data Center the same as ``site_url``.
    :param token_url: where service accounts get access tokens; empty on Data Center.
    """

    origin: str
    site_url: str
    gateway_url: str
    token_url: str = ""


class Sandbox:
    """A Confluence of one's own, in memory or in a file.

    It has one user from the start, ``admin@example.com``, who owns what is made without naming anybody. ::

        with Sandbox() as sandbox:
            sandbox.add_space("DOC", "Documentation")
            token = sandbox.add_token("scoped", scopes=TWELVE_SCOPES)
            session.mount(sandbox.addresses.gateway_url, sandbox.adapter())

    :param path: a file to keep the content in, ``None`` for memory.
    :param cloud_id: made up, and kept in the file, unless given.
    :param strict: refuse pages that the new editor cannot convert; Data Center has no such editor.
    :param context_path: what all paths of a Data Center begin with, such as ``/confluence``.
    :param clock: what time it is.
    :param keep_content: keep what requests and answers carry, for :attr:`transcripts`.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        site_name: str = "Sandbox",
        cloud_id: str | None = None,
        flavour: Flavour = "cloud",
        strict: bool = True,
        context_path: str = "",
        clock: Callable[[], datetime] = utc_now,
        keep_content: bool = False,
    ) -> None:
        cloud = flavour == "cloud"
        self.store = Store(path, clock=clock)
        self.faults = Faults()
        self.options = Options(strict=strict and cloud)
        self.flavour: Flavour = flavour
        self.cloud_id = self.store.database.setting("cloud_id", cloud_id or str(uuid.uuid4()))
        root = "/wiki" if cloud else context_path.rstrip("/")
        self._root = root
        site = Site(site_name, cloud, self.cloud_id, root, self.store, self.options, self.faults)
        self._traffic = Traffic(keep_content=keep_content)
        self.live = Live()
        self._front = Front(site, Map(cloud, root), self._traffic, self.live)
        self.admin = directory.add_user(self.store, ADMIN_EMAIL, "Admin")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back; what was in memory is gone."""
        self.live.close()
        self.store.close()

    @property
    def addresses(self) -> Addresses:
        """Where the sandbox seems to be for those who reach it through :meth:`adapter`."""
        return self._addresses(_ORIGINS[self.flavour], _GATEWAY_ORIGIN, _TOKENS_ORIGIN)

    def adapter(self) -> SandboxAdapter:
        """What is mounted into a session of requests to reach the sandbox without a socket."""
        return SandboxAdapter(self._front, _ORIGINS[self.flavour], _MEDIA_ORIGIN)

    def adapters(self) -> Mapping[str, SandboxAdapter]:
        """Adapters by the prefixes of URLs that they are to be mounted at: the site, the gateway, files, tokens."""
        origins = (_ORIGINS[self.flavour], _GATEWAY_ORIGIN, _MEDIA_ORIGIN, _TOKENS_ORIGIN)
        return {f"{origin}/": self.adapter() for origin in origins}

    @contextmanager
    def serve(self, port: int = 0) -> Iterator[Addresses]:
        """Serve on the loopback interface while the block lasts; port 0 takes any that is free."""
        with serving(self._front, port) as server:
            origin = f"http://127.0.0.1:{server.port}"
            yield self._addresses(origin, origin, origin)

    def _addresses(self, origin: str, gateway_origin: str, tokens_origin: str) -> Addresses:
        site_url = origin + self._root
        if self.flavour == "datacenter":
            return Addresses(origin, site_url, site_url)
        gateway_url = f"{gateway_origin}/ex/confluence/{self.cloud_id}/"
        return Addresses(origin, site_url, gateway_url, f"{tokens_origin}/oauth/token")

    def add_user(self, email: str, name: str) -> User:
        """Make a user known."""
        return directory.add_user(self.store, email, name)

    def add_space(self, key: str, name: str, *, homepage: bool = True) -> Space:
        """Make a space, with its home page unless told otherwise; one that is there already is left as it is."""
        return directory.add_space(self.store, key, name, self.admin, homepage=homepage)

    def add_page(
        self,
        space_key: str,
        title: str,
        body: str = "",
        *,
        parent: Page | None = None,
        user: User | None = None,
    ) -> Page:
        """Make a page as a person would, below the home page of the space unless a parent is given."""
        space = self._space(space_key)
        return edit.create_page(
            self.store,
            space,
            user or self.admin,
            title=title,
            body=self._stored(body),
            parent_id=parent.id if parent is not None else space.homepage_id,
        )

    def add_folder(self, space_key: str, title: str, *, parent: Page | None = None) -> Page:
        """Make a folder, below the home page of the space unless a parent is given."""
        space = self._space(space_key)
        parent_id = parent.id if parent is not None else space.homepage_id
        return edit.create_folder(self.store, space, self.admin, title=title, parent_id=parent_id)

    def edit_page(
        self,
        page_id: str,
        *,
        title: str | None = None,
        body: str | None = None,
        message: str = "",
        block_ids: bool = False,
    ) -> Page:
        """Save a version of a page as a person would in the browser.

        :param block_ids: give ids to paragraphs, cells and the like, as the editor of Cloud does.
        """
        page = self._page(page_id)
        if block_ids and body is None:
            body = self.store.body(page_id)
        return edit.update_page(
            self.store,
            page,
            self.admin,
            title=page.title if title is None else title,
            body=None if body is None else self._stored(body, by_editor=block_ids),
            parent_id=None,
            version=edit.NewVersion(page.version.number + 1, message),
        )

    def archive_page(self, page_id: str) -> None:
        """Archive a page as a person would."""
        edit.archive_pages(self.store, [self._page(page_id)])

    def trash_page(self, page_id: str) -> None:
        """Delete a page as a person would."""
        edit.trash_page(self.store, self._page(page_id))

    def restrict_page(
        self, page_id: str, *users: User, operation: Restricted | str = Restricted.UPDATE
    ) -> None:
        """Leave changing a page (or reading it and all below it) to some users; to everybody when none is named."""
        comments.restrict(self.store, self._page(page_id), Restricted(operation), users)

    def add_inline_comment(
        self,
        page_id: str,
        words: str,
        text: str = "<p>Please check</p>",
        *,
        user: User | str | None = None,
        occurrence: int = 1,
        new_version: bool = False,
    ) -> Comment:
        """Comment on words of a page as a person would; their markers are put into the stored body.

        Words that are not on the page are refused, as they are by the API.

        :param text: what is said, in storage format.
        :param occurrence: which of the places of these words is meant.
        :param new_version: save the body with the markers as a version of its own. Whether Confluence does so is
            unconfirmed.
        """
        return comments.add_inline_comment(
            self.store,
            self._page(page_id),
            self._user(user),
            comments.Selection(words, occurrence),
            text,
            new_version=new_version,
        )

    def add_footer_comment(
        self, page_id: str, text: str, *, user: User | str | None = None
    ) -> Comment:
        """Put a comment below a page as a person would."""
        return comments.add_footer_comment(self.store, self._page(page_id), self._user(user), text)

    def resolve_comment(self, comment_id: str) -> None:
        """End the discussion of an inline comment as a person would."""
        comment = self.store.comment(comment_id)
        if comment is None:
            raise KeyError(comment_id)
        comments.resolve_comment(self.store, comment, resolved=True)

    def comments(self, page_id: str) -> Sequence[Comment]:
        """The comments on a page and the answers to them, oldest first: anchored at which words, dangling, resolved."""
        return self.store.comments(page_id)

    def add_attachment(
        self, page_id: str, filename: str, data: bytes, *, comment: str = ""
    ) -> None:
        """Attach a file as a person would."""
        upload = files.Upload(filename, data, "application/octet-stream", comment, False)  # noqa: FBT003 - no minor edit
        files.add_attachment(self.store, self._page(page_id), self.admin, upload)

    def add_token(
        self,
        kind: TokenKind | str,
        *,
        scopes: Iterable[str] = (),
        user: User | str | None = None,
        expired: bool = False,
    ) -> str:
        """Make a credential and return its secret.

        :param user: a user, or the address of one, who is made known if need be; the admin unless given.
        :param kind: ``classic``, ``scoped``, ``service``, ``oauth``; on Data Center ``pat``, ``password``.
        """
        return directory.issue_token(
            self.store, TokenKind(kind), self._user(user), scopes=scopes, usable=not expired
        )

    def add_oauth_client(
        self,
        *,
        scopes: Iterable[str],
        user: User | str | None = None,
        lifetime_s: int = 3600,
    ) -> tuple[str, str]:
        """Make a client id and a secret, with which access tokens are had from ``addresses.token_url``.

        :param user: the service account, as in :meth:`add_token`.
        :param lifetime_s: how long an access token is good; an hour on Confluence.
        """
        return directory.add_oauth_client(
            self.store, self._user(user), scopes=scopes, lifetime_s=lifetime_s
        )

    def revoke_token(self, secret: str) -> None:
        """Make a credential useless."""
        directory.revoke_token(self.store, secret)

    def set_access(self, space_key: str, user: User, access: Access | str) -> None:
        """Say what a user may do in a space: ``none``, ``read`` or ``write``."""
        directory.set_access(self.store, self._space(space_key), user, Access(access))

    @property
    def requests(self) -> Sequence[Call]:
        """What was asked for so far; pages for people are not counted."""
        return self._traffic.calls

    @property
    def writes(self) -> Sequence[Call]:
        """The requests that were not mere reading."""
        return [call for call in self.requests if call.method != "GET"]

    @property
    def keep_content(self) -> bool:
        """Whether what requests and answers carry is kept from now on."""
        return self._traffic.keep_content

    @keep_content.setter
    def keep_content(self, keep: bool) -> None:
        self._traffic.keep_content = keep

    @property
    def transcripts(self) -> Sequence[Transcript]:
        """The requests with what they and their answers carried, if ``keep_content`` was asked for."""
        return self._traffic.transcripts

    @property
    def peak(self) -> int:
        """The most requests that were in flight at the same time."""
        return self._traffic.peak

    @property
    def overlaps(self) -> Sequence[Overlap]:
        """Page writes below one parent that were in flight at the same time."""
        return self._traffic.overlaps

    def reset_requests(self) -> None:
        """Count from anew."""
        self._traffic.forget()

    def on_call(self, told: Callable[[Call], None] | None) -> None:
        """Tell a function of every call when it is done and not yet answered; ``None`` for no more of that."""
        self._front.on_call = told

    def outline(self, space_key: str) -> dict[str, Any]:
        """The titles of the current pages of a space as nested dictionaries, siblings in their order."""
        return {page.title: self._below(page) for page in self.store.root_pages(space_key)}

    def state(self, space_key: str) -> list[dict[str, Any]]:
        """All that is current in a space, without ids and times: two sandboxes compare equal if they look the same."""
        return [self._state_of(page) for page in self.store.pages(space_key)]

    def _stored(self, body: str, *, by_editor: bool = False) -> str:
        if not self.options.rewrite:
            return body
        return stored(body, cloud=self.flavour == "cloud", by_editor=by_editor)

    def _below(self, page: Page) -> dict[str, Any]:
        return {child.title: self._below(child) for child in self.store.children(page.id)}

    def _state_of(self, page: Page) -> dict[str, Any]:
        store = self.store
        return {
            "path": [*(a.title for a in store.ancestors(page.id)), page.title],
            "body": store.body(page.id),
            "message": page.version.message,
            "attachments": {a.filename: store.data(a.id) for a in store.attachments(page.id)},
            "labels": [label.name for label in store.labels(page.id)],
        }

    def _user(self, user: User | str | None) -> User:
        if isinstance(user, str):
            return self.store.user_by_email(user) or self.add_user(user, user.partition("@")[0])
        return user or self.admin

    def _space(self, key: str) -> Space:
        space = self.store.space(key)
        if space is None:
            raise KeyError(key)
        return space

    def _page(self, page_id: str) -> Page:
        page = self.store.page(page_id)
        if page is None:
            raise KeyError(page_id)
        return page
