"""Who may come in: which kind of token works where.

=====================  =======  ==========  =======
token                  site     gateway     Data Center
=====================  =======  ==========  =======
classic, Basic         yes      yes         no
scoped, Basic          401      its scopes  no
scoped, Bearer         401      404         no
service, both          401      its scopes  no
oauth, Bearer          401      its scopes  no
oauth, after its end   401      401         no
pat, Bearer            no       no          yes
password, Basic        no       no          yes
=====================  =======  ==========  =======
"""

from __future__ import annotations

import enum

from werkzeug.datastructures import Authorization
from werkzeug.wrappers import Request

from sphinx_to_confluence.sandbox import directory
from sphinx_to_confluence.sandbox.exchange import Site
from sphinx_to_confluence.sandbox.records import Token, TokenKind, User


class Door(enum.Enum):
    """Where a request comes in."""

    SITE = "site"
    GATEWAY = "gateway"
    DATA_CENTER = "data center"
    MEDIA = "media"
    """The server that files of Cloud are fetched from; it knows no users."""
    TOKENS = "tokens"
    """The server that access tokens of service accounts are had from."""


class Rejection(enum.Enum):
    """Why somebody is not let in."""

    NO_CREDENTIALS = "no credentials"
    BAD_CREDENTIALS = "unknown, expired or revoked, or of another user"
    OVER = "the access token has come to its end"
    SCOPED_ON_SITE = "only the gateway takes this kind of token"
    NOT_AS_BEARER = "this kind of token is for Basic authentication"
    CAPTCHA = "a CAPTCHA has to be solved in the browser first"
    BASIC_DISABLED = "the administrator switched Basic authentication off"
    NO_PRODUCT_ACCESS = "a user of the site, but not of Confluence"


SCOPED_KINDS = frozenset({TokenKind.SCOPED, TokenKind.SERVICE, TokenKind.OAUTH})
_ACCEPTED: dict[tuple[Door, str], frozenset[TokenKind]] = {
    (Door.SITE, "basic"): frozenset({TokenKind.CLASSIC}),
    (Door.SITE, "bearer"): frozenset(),
    (Door.GATEWAY, "basic"): frozenset({TokenKind.CLASSIC, TokenKind.SCOPED, TokenKind.SERVICE}),
    (Door.GATEWAY, "bearer"): frozenset({TokenKind.SERVICE, TokenKind.OAUTH}),
    (Door.DATA_CENTER, "basic"): frozenset({TokenKind.PASSWORD}),
    (Door.DATA_CENTER, "bearer"): frozenset({TokenKind.PAT}),
}


NOBODY = Token(TokenKind.PAT, User("", "anonymous", "Anonymous"), frozenset(), usable=True)
"""Who is let in without being known, where a Data Center has that switched on."""


def admit(site: Site, request: Request, door: Door) -> Token | Rejection:
    """The token of a request, or why it does not count."""
    found = _admitted(site, request, door)
    if isinstance(found, Token):
        blocked = found.user.email in site.options.no_product_access
        return Rejection.NO_PRODUCT_ACCESS if blocked else found
    strangers = door is Door.DATA_CENTER and site.options.anonymous_access
    is_reading = request.method == "GET" and found in (
        Rejection.NO_CREDENTIALS,
        Rejection.BAD_CREDENTIALS,
    )
    return NOBODY if strangers and is_reading else found


def _admitted(site: Site, request: Request, door: Door) -> Token | Rejection:
    credentials = request.authorization
    if credentials is None:
        return Rejection.NO_CREDENTIALS
    basic = credentials.type == "basic"
    if basic and not site.options.basic_auth:
        return Rejection.BASIC_DISABLED
    if not basic or door is not Door.DATA_CENTER:
        return _known(site, credentials, door)
    email, most = credentials.username or "", site.options.captcha_after
    if most and directory.failed_logins(site.store, email) >= most:
        return Rejection.CAPTCHA
    found = _known(site, credentials, door)
    directory.note_login(site.store, email, failed=isinstance(found, Rejection))
    return found


def _known(site: Site, credentials: Authorization, door: Door) -> Token | Rejection:
    basic = credentials.type == "basic"
    token = directory.token(site.store, _secret(credentials))
    if token is None or not token.usable:
        return Rejection.BAD_CREDENTIALS
    if basic and (credentials.username or "").casefold() != token.user.email.casefold():
        return Rejection.BAD_CREDENTIALS
    if token.ends is not None and token.ends <= site.store.now():
        return Rejection.OVER if door is Door.GATEWAY else Rejection.SCOPED_ON_SITE
    if token.kind in _ACCEPTED.get((door, credentials.type), frozenset()):
        return token
    if token.kind in SCOPED_KINDS and door is Door.SITE:
        return Rejection.SCOPED_ON_SITE
    if token.kind is TokenKind.SCOPED and door is Door.GATEWAY:
        return Rejection.NOT_AS_BEARER
    return Rejection.BAD_CREDENTIALS


def account_of(site: Site, request: Request) -> str:
    """The account that a request counts for, let in or not; empty when nobody is known by its credentials."""
    credentials = request.authorization
    token = None if credentials is None else directory.token(site.store, _secret(credentials))
    return "" if token is None else token.user.account_id


def _secret(credentials: Authorization) -> str:
    return (credentials.password if credentials.type == "basic" else credentials.token) or ""


def has_scopes(token: Token) -> bool:
    """Whether what a token may do is limited by scopes."""
    return token.kind in SCOPED_KINDS
