"""One request that reached its operation, and the reply to it; what the handlers of all APIs work with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from werkzeug.wrappers import Request

from sphinx_to_confluence.sandbox import storage_check
from sphinx_to_confluence.sandbox.faults import Faults
from sphinx_to_confluence.sandbox.operations import Operation
from sphinx_to_confluence.sandbox.problems import (
    BadRequest,
    Forbidden,
    Forged,
    Missing,
    TooBig,
)
from sphinx_to_confluence.sandbox.records import (
    Access,
    Attachment,
    Comment,
    ContentType,
    Page,
    Restricted,
    Space,
    Status,
    Token,
    User,
)
from sphinx_to_confluence.sandbox.store import PageQuery, Store
from sphinx_to_confluence.sandbox.stored import stored


@dataclass(slots=True)
class Options:
    """What the administrator of a site has set; may be changed while the sandbox runs.

    :param strict: refuse pages that the new editor cannot convert. Whether Confluence refuses all of them or shows some
        as legacy content is unconfirmed; this is the safe side, and other publishers may need it off.
    :param rewrite: store bodies in the spelling of Confluence, so that what is read is not what was sent.
    :param basic_auth: let users in with Basic authentication.
    :param captcha_after: so many wrong passwords in a row, and Data Center wants a CAPTCHA to be solved; 0 for never.
    :param single_sign_on: a proxy before Data Center sends everybody to a login page.
    :param login_page: title of a page to log in that a proxy answers every request with; empty for no such proxy.
    :param ip_allow_list: a list of addresses that may come in, and nobody's is on it.
    :param anonymous_access: let those whom Data Center does not know look at everything, as nobody.
    :param no_product_access: e-mail addresses of users who exist, but may not use Confluence.
    :param clock_skew_s: how far the clock that dates the answers is ahead; 0 leaves dating them to the web server.
    :param own_widths: give a page its width properties just before somebody else does, as Confluence does now and then.
    :param tenant_info: answer ``/_edge/tenant_info``; off, the site looks like another server.
    :param attachments: let users upload files.
    :param edition: ``free`` cannot archive, ``standard`` not in bulk, ``premium`` can.
    :param task_polls: how many times a long task is not finished yet when it is asked for.
    :param too_large_status: what an upload over the limit gets; documents say 404, people saw 413.
    """

    strict: bool = True
    rewrite: bool = True
    basic_auth: bool = True
    captcha_after: int = 3
    single_sign_on: bool = False
    login_page: str = ""
    ip_allow_list: bool = False
    anonymous_access: bool = False
    no_product_access: set[str] = field(default_factory=set)
    clock_skew_s: float = 0.0
    own_widths: bool = False
    tenant_info: bool = True
    attachments: bool = True
    edition: Literal["free", "standard", "premium"] = "premium"
    task_polls: int = 0
    body_limit_bytes: int = 5 * 1024 * 1024
    attachment_limit_bytes: int = 100 * 1024 * 1024
    too_large_status: int = 413


@dataclass(frozen=True, slots=True)
class Site:
    """What the handlers know of the sandbox that they serve.

    :param cloud: Cloud, or else Data Center.
    :param root: path that all addresses of the site begin with: ``/wiki`` on Cloud, the context path on Data Center.
    """

    name: str
    cloud: bool
    cloud_id: str
    root: str
    store: Store
    options: Options
    faults: Faults


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; ``body`` is JSON unless it is text or bytes, ``None`` is an empty answer."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request whose sender was let in.

    :param origin: scheme and host of the site, as people reach it; never the gateway.
    :param media_origin: scheme and host of the server that files are fetched from on Cloud.
    :param values: the values in the path.
    """

    request: Request
    operation: Operation
    values: Mapping[str, str]
    caller: Token
    site: Site
    origin: str
    media_origin: str = ""

    @property
    def store(self) -> Store:
        """The content of the site."""
        return self.site.store

    @property
    def user(self) -> User:
        """Who asks."""
        return self.caller.user

    @property
    def base(self) -> str:
        """The address of the site for people, without a slash at the end."""
        return self.origin + self.site.root

    def json(self) -> dict[str, Any]:
        """The JSON object in the body of the request."""
        value = self.any_json()
        if not isinstance(value, dict):
            raise BadRequest("The request body has to be a JSON object")
        return value

    def any_json(self) -> Any:
        """The JSON value in the body of the request."""
        limit = self.site.options.body_limit_bytes
        if (self.request.content_length or 0) > limit:
            raise TooBig("body", limit)
        value = self.request.get_json(force=True, silent=True)
        if value is None:
            raise BadRequest("The request body is not valid JSON")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A parameter that is ``true`` or ``false``."""
        value = self.request.args.get(name)
        return default if value is None else value.lower() == "true"

    def values_of(self, name: str) -> list[str]:
        """All values of a parameter that may be repeated or hold a list with commas."""
        return [
            part
            for value in self.request.args.getlist(name)
            for part in value.split(",")
            if part != ""
        ]

    def check_no_xsrf(self) -> None:
        """Refuse what a form on another web site could have sent."""
        if self.request.headers.get("X-Atlassian-Token", "") not in {"no-check", "nocheck"}:
            raise Forged

    def space(self, space_id: str) -> Space:
        """A space that the user may see."""
        return self._visible_space(self.store.space_by_id(space_id), space_id)

    def space_of_key(self, key: str) -> Space:
        """A space that the user may see, by its key."""
        return self._visible_space(self.store.space(key), key)

    def sees(self, space_id: str) -> bool:
        """Whether the user may see a space."""
        return self.store.access(space_id, self.user) is not Access.NONE

    def may_write(self, space_id: str) -> bool:
        """Whether the user may change a space."""
        return self.store.access(space_id, self.user) is Access.WRITE

    def check_writable(self, space_id: str, kind: str, identifier: str) -> None:
        """Refuse a user who may see a space but not change it."""
        if not self.may_write(space_id):
            raise Forbidden(kind, identifier)

    def page(self, page_id: str) -> Page:
        """A page that the user may see."""
        page = self.content(page_id)
        if page.type is not ContentType.PAGE:
            raise Missing("page", page_id)
        return page

    def content(self, content_id: str) -> Page:
        """A page or folder that the user may see, once it is known everywhere."""
        page = self.store.page(content_id)
        if page is None or not self.visible([page]) or self.site.faults.lags(page.id):
            raise Missing("page", content_id)
        return page

    def visible(self, pages: Iterable[Page]) -> Sequence[Page]:
        """Those of some pages that the user may see."""
        hidden = self.store.hidden(self.user)
        return [page for page in pages if self.sees(page.space_id) and page.id not in hidden]

    def find_pages(self, query: PageQuery) -> Sequence[Page]:
        """The pages of a listing that the user may see, once they are known everywhere."""
        wanted = query.space_ids
        spaces = [s.id for s in self.store.spaces() if wanted is None or s.id in wanted]
        seen = [space_id for space_id in spaces if self.sees(space_id)]
        lagging = self.site.faults.all_lagging("list")
        return self.store.find_pages(
            replace(query, space_ids=seen, hidden_from=self.user, without=lagging)
        )

    def may_change(self, page: Page) -> bool:
        """Whether the user may change a page: the space allows it, and no restriction forbids it."""
        allowed = self.store.restricted_to(page.id, Restricted.UPDATE)
        return self.may_write(page.space_id) and (not allowed or self.user in allowed)

    def writable_page(self, page_id: str) -> Page:
        """A page that the user may change."""
        page = self.page(page_id)
        if not self.may_change(page):
            raise Forbidden("page", page_id)
        return page

    def comment(self, comment_id: str) -> tuple[Comment, Page]:
        """A comment that the user may see, with its page."""
        found = self.store.comment(comment_id)
        if found is None:
            raise Missing("comment", comment_id)
        return found, self.page(found.page_id)

    def attachment(self, attachment_id: str) -> tuple[Attachment, Page]:
        """A file that the user may see, with its page."""
        found = self.store.attachment(attachment_id)
        page = self.store.page(found.page_id) if found is not None else None
        if found is None or page is None or not self.visible([page]):
            raise Missing("attachment", attachment_id)
        return found, page

    def writable_attachment(self, attachment_id: str) -> Attachment:
        """A current file that the user may change."""
        found, page = self.attachment(attachment_id)
        if found.status is not Status.CURRENT:
            raise Missing("attachment", attachment_id)
        if not self.may_change(page):
            raise Forbidden("attachment", attachment_id)
        return found

    def stored(self, body: str) -> str:
        """The spelling that the site stores a body in.

        :raises BadBody: when it would not take it.
        """
        options = self.site.options
        storage_check.check(body, new_editor=options.strict)
        return stored(body, cloud=self.site.cloud) if options.rewrite else body

    def _visible_space(self, space: Space | None, identifier: str) -> Space:
        if space is None or not self.sees(space.id):
            raise Missing("space", identifier)
        return space


Handler = Callable[[Exchange], Reply]


class Handlers(dict[str, Handler]):
    """What answers which operation, filled by the decorator :meth:`answers`."""

    def answers(self, name: str) -> Callable[[Handler], Handler]:
        """Register a function for an operation."""

        def register(handler: Handler) -> Handler:
            if name in self:
                raise ValueError(f"two handlers for {name}")
            self[name] = handler
            return handler

        return register
