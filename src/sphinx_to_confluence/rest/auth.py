"""Who are we to Confluence? Credentials become one ``requests`` auth object that speaks to one origin only."""

from __future__ import annotations

import base64
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from requests.auth import AuthBase

from sphinx_to_confluence.config.endpoint import Flavour
from sphinx_to_confluence.errors import CredentialError

if TYPE_CHECKING:
    from requests import PreparedRequest

    from sphinx_to_confluence.config.credentials import Credentials


class SignInKind(enum.Enum):
    """How we sign in; decides what an error advises."""

    NONE = "no credentials"
    BASIC = "user and token or password"
    BEARER = "token without a user"
    OAUTH = "access tokens of a service account"
    OTHER = "cookies, headers, a client certificate or an auth object of one's own"


@dataclass(frozen=True, slots=True)
class SignIn:
    """The auth object for a session, and what kind it is."""

    auth: AuthBase
    kind: SignInKind


class NoAuth(AuthBase):
    """Sends no credentials.

    ``requests`` looks into ``~/.netrc`` when a request has no auth at all, and puts what it finds there in the place
    of an ``Authorization`` header. An auth object that does nothing keeps it from that.
    """

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Leave the request as it is."""
        return request


class HeaderAuth(AuthBase):
    """Sends one ready-made ``Authorization`` header."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Add the header."""
        request.headers["Authorization"] = self._value
        return request


class OriginBound(AuthBase):
    """Lets another auth object sign requests to one origin only; others go out unsigned."""

    def __init__(self, inner: AuthBase, origin: str) -> None:
        self._inner = inner
        self._origin = origin_of(origin)

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Sign the request if it goes to the origin."""
        if origin_of(request.url or "") != self._origin:
            return request
        signed: PreparedRequest = self._inner(request)
        return signed


def basic(user: str, secret: str) -> AuthBase:
    """Sign in with a user; UTF-8, where ``requests`` itself would use Latin-1."""
    return HeaderAuth("Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode("ascii"))


def bearer(token: str) -> AuthBase:
    """Sign in with a token alone."""
    return HeaderAuth(f"Bearer {token}")


def sign_in(credentials: Credentials, flavour: Flavour, tokens: AuthBase | None = None) -> SignIn:
    """Choose how to sign in from all the secrets that are configured.

    An auth object of one's own goes first. Then, on Data Center, the personal access token: it needs no user, so a
    user that is configured as well does not turn it into a password. Then the access tokens of a service account, the
    API token, the password.

    :param tokens: signs with access tokens, for credentials that get them.
    :raises CredentialError: when only one half of what belongs together is there.
    """
    if credentials.server_auth is not None:
        return SignIn(credentials.server_auth, SignInKind.OTHER)
    if tokens is not None and flavour is Flavour.CLOUD:
        return SignIn(tokens, SignInKind.OAUTH)
    user, api_token, personal = (
        credentials.server_user,
        credentials.api_token,
        credentials.publish_token,
    )
    if personal and (flavour is Flavour.DATA_CENTER or not api_token):
        return SignIn(bearer(personal), SignInKind.BEARER)
    if api_token:
        if user:
            return SignIn(basic(user, api_token), SignInKind.BASIC)
        return SignIn(bearer(api_token), SignInKind.BEARER)
    if credentials.server_pass:
        if not user:
            raise CredentialError(
                "cannot sign in to Confluence",
                cause="confluence_server_pass is set, but not the user that it belongs to.",
                remedy="Set confluence_server_user (the environment variable is CONFLUENCE_SERVER_USER).",
            )
        return SignIn(basic(user, credentials.server_pass), SignInKind.BASIC)
    others = credentials.server_cookies or credentials.publish_headers
    if not others:
        _refuse_one_half(credentials)
    return SignIn(NoAuth(), SignInKind.OTHER if others else SignInKind.NONE)


def _refuse_one_half(credentials: Credentials) -> None:
    there, missing = "confluence_oauth_client_id", "confluence_oauth_client_secret"
    if credentials.oauth_client_secret:
        there, missing = missing, there
    elif not credentials.oauth_client_id:
        return
    raise CredentialError(
        "cannot sign in to Confluence",
        cause=f"{there} is set, but not {missing}, which belongs to it.",
        remedy=f"Set {missing} (the environment variable is {missing.upper()}).",
    )


_VARIABLES = {
    Flavour.CLOUD: "CONFLUENCE_API_TOKEN",
    Flavour.DATA_CENTER: "CONFLUENCE_PUBLISH_TOKEN",
    None: "CONFLUENCE_API_TOKEN (Cloud) or CONFLUENCE_PUBLISH_TOKEN (Data Center)",
}
"""Where a token is looked for first, for what the server is thought to be."""


def nothing_to_sign_in_with(flavour: Flavour | None, answered: str = "") -> CredentialError:
    """Make the error for when no place gives a token or a password.

    :param flavour: of the server, when it is known.
    :param answered: what the places hold, when that is known.
    """
    return CredentialError(
        "there is no secret to sign in with",
        answered=answered,
        cause="In a CI job: the variable is not passed on to this job, or it is one for protected branches only.",
        remedy=f"Set the environment variable {_VARIABLES[flavour]}; other places are in the manual, under Where "
        "secrets come from.",
    )


_DEFAULT_PORTS = {"http": 80, "https": 443}


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of an address, in the form in which they can be compared.

    An address that cannot be read is on no host.
    """
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        return scheme, (parts.hostname or "").lower(), parts.port or _DEFAULT_PORTS.get(scheme)
    except ValueError:  # a port that is no number, for one
        return "", "", None
