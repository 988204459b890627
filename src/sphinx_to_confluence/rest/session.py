"""What do requests go out with? Sessions of ``requests`` made of settings and credentials, for one endpoint."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import BaseAdapter

from sphinx_to_confluence.config.address import is_loopback_host
from sphinx_to_confluence.config.endpoint import Endpoint
from sphinx_to_confluence.config.raised import raised
from sphinx_to_confluence.errors import ConfigurationError
from sphinx_to_confluence.rest.auth import NoAuth, OriginBound, SignInKind, origin_of, sign_in
from sphinx_to_confluence.rest.pool import Sessions
from sphinx_to_confluence.rest.tls import Transport, client_context

if TYPE_CHECKING:
    from sphinx_to_confluence.config.credentials import Credentials
    from sphinx_to_confluence.config.settings import Settings
    from sphinx_to_confluence.rest.oauth import AccessTokens

Adapters = Mapping[str, BaseAdapter]
"""Transport adapters by the prefix of the addresses that they serve."""

MOST_REDIRECTS = 5
"""Steps that are followed for one request."""

_NO_PROXY: Mapping[str, str | None] = {"http": None, "https": None, "all": None}
"""For ``requests``, where no proxies at all would mean those of the environment."""


@dataclass(frozen=True, slots=True)
class Wire:
    """Open sessions and what goes along with each request; may be used by several threads at once.

    ``tokens`` are what requests are signed with when that has to be had from a server and replaced now and then.

    ``verify`` and ``proxies`` are given with each request, and not to the session: there the environment
    (``REQUESTS_CA_BUNDLE``, ``HTTPS_PROXY``) would win over what is configured. ``None`` leaves them to it.
    """

    sessions: Sessions
    timeout_s: float
    verify: bool | str | None = None
    proxies: Mapping[str, str] | None = None
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    kind: SignInKind = SignInKind.NONE
    tokens: AccessTokens | None = None

    def send(self, method: str, url: str, **request: Any) -> requests.Response:
        """Send one request, without credentials, cookies and headers ever leaving the origin.

        Redirects are followed for reading, on the same origin; any other is handed back as it is.

        :raises requests.RequestException: when no answer comes.
        """
        response = self.send_once(method, url, **request)
        for _ in range(MOST_REDIRECTS):
            if method != "GET" or not response.is_redirect:
                break
            target = urljoin(response.url, response.headers["Location"])
            if origin_of(target) != origin_of(url):
                break
            response.close()
            response = self.send_once(method, target, **{**request, "params": None})
        return response

    def close(self) -> None:
        """Give the connections back."""
        self.sessions.close()

    def send_once(self, method: str, url: str, **request: Any) -> requests.Response:
        """Send one request and follow no redirect at all; see :meth:`send`.

        A body that is not to be read at once (``stream``) needs ``sessions.one()`` around it until it is.
        """
        try:
            with self.sessions.one() as session:
                return session.request(
                    method,
                    url,
                    allow_redirects=False,
                    timeout=self.timeout_s,
                    verify=self.verify,
                    proxies=self._proxies_for(url),
                    cookies=dict(self.cookies) or None,
                    **request,
                )
        except ValueError as error:
            if isinstance(error, requests.RequestException):
                raise
            # requests looks at the target of a redirect even when it is not to follow it, and some are no addresses.
            raise requests.exceptions.InvalidURL("an address that cannot be read") from error

    def _proxies_for(self, url: str) -> dict[str, Any] | None:
        # To this very machine plain http is allowed, because nobody is on the way: a proxy would be.
        if is_loopback_host(urlsplit(url).hostname or ""):
            return dict(_NO_PROXY)
        return None if self.proxies is None else dict(self.proxies)


def open_wire(
    settings: Settings,
    credentials: Credentials,
    endpoint: Endpoint,
    adapters: Adapters,
    tokens: AccessTokens | None = None,
) -> Wire:
    """Open a session for the REST calls to an endpoint.

    :param tokens: for credentials with which access tokens are had.
    :raises ConfigurationError: when a file with certificates is missing, or the function for the session fails.
    :raises CredentialError: when the credentials cannot be used.
    """
    who = sign_in(credentials, endpoint.flavour, tokens)
    context = _client_context(settings, credentials)

    def make() -> requests.Session:
        session = _session(credentials, context)
        session.auth = OriginBound(who.auth, endpoint.api_base)
        session.headers.update(credentials.publish_headers)
        session = _overridden(settings, session)
        # A session of somebody else's making: without any auth, requests would look into ~/.netrc.
        session.auth = session.auth or NoAuth()
        return _mounted(session, adapters)

    return Wire(
        sessions=Sessions(make),
        timeout_s=settings.timeout,
        verify=_verify(settings),
        proxies=_proxies(settings),
        cookies=credentials.server_cookies,
        kind=who.kind
        if who.kind is not SignInKind.NONE or not _has_own(settings)
        else SignInKind.OTHER,
        tokens=tokens if who.kind is SignInKind.OAUTH else None,
    )


def open_anonymous_wire(
    settings: Settings, credentials: Credentials, *, timeout_s: float, adapters: Adapters
) -> Wire:
    """Open a session that carries nothing of ours: no credentials, cookies, headers or client certificate.

    The proxy and its password are used, since they concern the way and not the server.
    """

    def make() -> requests.Session:
        session = _session(credentials, None)
        session.auth = NoAuth()
        return _mounted(session, adapters)

    return Wire(
        sessions=Sessions(make),
        timeout_s=timeout_s,
        verify=_verify(settings),
        proxies=_proxies(settings),
    )


def user_agent() -> str:
    """Our name and version; some firewalls refuse the one that ``requests`` has by default."""
    try:
        release = version("sphinx-to-confluence")
    except PackageNotFoundError:  # run from a source tree
        release = "unknown"
    return f"sphinx-to-confluence/{release}"


def _client_context(settings: Settings, credentials: Credentials) -> ssl.SSLContext | None:
    """Make what shows the client certificate, if there is one; all sessions share it."""
    if settings.client_cert is None:
        return None
    pair = settings.client_cert
    return client_context(
        pair if isinstance(pair, str) else (pair[0], pair[1]),
        passphrase=credentials.client_cert_pass,
        verify=not settings.disable_ssl_validation,
    )


def _session(credentials: Credentials, context: ssl.SSLContext | None) -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = user_agent()
    session.headers["Accept"] = "application/json"
    # The proxy's password also serves the plain requests to an http:// server.
    for prefix in ("https://", "http://"):
        session.mount(prefix, Transport(context=context, proxy_auth=credentials.proxy_auth))
    return session


def _mounted(session: requests.Session, adapters: Adapters) -> requests.Session:
    for prefix, adapter in adapters.items():
        session.mount(prefix, adapter)
    return session


def _overridden(settings: Settings, session: requests.Session) -> requests.Session:
    """Let the function of the person's own change the session, or make another one.

    :raises ConfigurationError: when it raises something, or returns what is no session.
    """
    if settings.request_session_override is None:
        return session
    try:
        made = settings.request_session_override(session)
    # Whatever it raises, the text may quote the credentials that are in the session.
    except Exception as error:  # noqa: BLE001
        raise ConfigurationError(
            "confluence_request_session_override cannot be used",
            answered=f"The function {raised(error)}.",
            remedy="The message is not shown here, since it might hold a secret: call the function by hand.",
        ) from None
    if made is None:
        return session
    if not isinstance(made, requests.Session):
        raise ConfigurationError(
            "confluence_request_session_override cannot be used",
            answered=f"The function returned a {type(made).__name__}.",
            remedy="Return a requests.Session, or nothing when you change the one that is passed.",
        )
    return made


def _has_own(settings: Settings) -> bool:
    """Whether something that we cannot look into may sign us in."""
    return settings.client_cert is not None or settings.request_session_override is not None


def _verify(settings: Settings) -> bool | str | None:
    if settings.disable_ssl_validation:
        return False
    if settings.ca_cert is None:
        return None
    if not Path(settings.ca_cert).exists():
        raise ConfigurationError(
            f"cannot use the certificates in {settings.ca_cert}",
            cause="There is no such file or directory.",
            remedy="Check confluence_ca_cert; it is relative to the source directory.",
        )
    return settings.ca_cert


def _proxies(settings: Settings) -> Mapping[str, str] | None:
    return None if settings.proxy is None else {"http": settings.proxy, "https": settings.proxy}
