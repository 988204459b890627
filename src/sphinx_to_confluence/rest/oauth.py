"""How does a service account sign in? A client id and a secret get access tokens, which are good for an hour.

Facts: https://support.atlassian.com/user-management/docs/create-oauth-2-0-credential-for-service-accounts/. The
request is a form, as RFC 6749 and Atlassian have it; others were seen to send JSON. Without the audience there is a
token, but one that opens nothing.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from requests import PreparedRequest
from requests.auth import AuthBase

from sphinx_to_confluence import errors
from sphinx_to_confluence.config.credentials import HIDDEN, SecretText
from sphinx_to_confluence.config.endpoint import token_url_of
from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.rest.answers import Answer, Redact, read_answer
from sphinx_to_confluence.rest.clock import Clock
from sphinx_to_confluence.rest.faults import RAISED, Fault, fault_of
from sphinx_to_confluence.rest.retry import Retry
from sphinx_to_confluence.rest.session import Adapters, Wire, open_anonymous_wire

if TYPE_CHECKING:
    from sphinx_to_confluence.config.credentials import Credentials
    from sphinx_to_confluence.config.endpoint import Endpoint
    from sphinx_to_confluence.config.settings import Settings

ADMINISTRATION = "https://admin.atlassian.com"
"""Where administrators make service accounts and their credentials."""

SPARE_S = 60.0
"""So long before its end a token is replaced, or halfway when it is good for a short time only."""

_UNTOLD_LIFETIME_S = 300.0
"""How long a token is taken to be good when the answer does not say so; Atlassian's are good for an hour."""

_TRY_LATER_S = 30.0
"""When a token cannot be replaced and is still good, it is used for so long before that is tried again."""

_PASSING = frozenset({429, 500, 502, 503, 504})


def access_tokens(
    settings: Settings,
    credentials: Credentials,
    endpoint: Endpoint,
    adapters: Adapters,
    *,
    clock: Clock,
    sleep: Callable[[float], None],
    notify: Callable[[str], None],
) -> AccessTokens | None:
    """What signs requests to an endpoint, for credentials with which access tokens are had; else ``None``.

    Nothing is sent before the first token is needed.

    :param sleep: lets time pass before a request is repeated.
    :param notify: gets a sentence for the person before each repetition.
    :raises ConfigurationError: when no server for access tokens is known, or its address is no safe one.
    """
    client_id, secret = credentials.oauth_client_id, credentials.oauth_client_secret
    if not (client_id and secret):
        return None
    server = TokenServer(
        url=token_url_of(settings, endpoint),
        open_wire=lambda: open_anonymous_wire(
            settings, credentials, timeout_s=settings.timeout, adapters=adapters
        ),
        client_id=client_id,
        client_secret=SecretText(secret),
        retry=Retry(settings.publish_retry_attempts, settings.publish_retry_duration),
        clock=clock,
        redact=credentials.redact,
        sleep=sleep,
        notify=notify,
    )
    return AccessTokens(server.grant, clock)


@dataclass(frozen=True, slots=True)
class Granted:
    """An access token, and what the server said of it.

    :param lifetime_s: how long it is good, from when it was asked for.
    :param scopes: exactly what it may do.
    """

    token: SecretText
    lifetime_s: float
    scopes: frozenset[str]


class AccessTokens(AuthBase):
    """Signs requests with an access token that is had when it is needed, and replaced before its end; in any thread.

    Tokens are in memory only.

    :param ask: has a token from the server; raises :class:`~sphinx_to_confluence.errors.RestError`.
    """

    def __init__(self, ask: Callable[[], Granted], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._lock = threading.Lock()  # one thread asks, the others wait for what it gets
        self._granted: Granted | None = None
        self._replace_at = self._ends_at = 0.0
        self._seen: set[str] = set()
        self._count = 0

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Add the header."""
        request.headers["Authorization"] = f"Bearer {self._usable().token}"
        return request

    def ready(self) -> int:
        """Have a token that is good for a while, and return its number, for :meth:`replaced`.

        :raises RestError: when there is none to be had.
        """
        self._usable()
        return self._count

    def replaced(self, number: int) -> bool:
        """Have another token in the place of one that was refused, unless another thread has had one already.

        :raises RestError: when there is none to be had.
        """
        with self._lock:
            if self._count == number:
                self._take(self._ask())
        return True

    def scopes(self) -> frozenset[str]:
        """What the service account's credentials may do, exactly.

        :raises RestError: when there is no token to be had.
        """
        return self._usable().scopes

    @property
    def known_scopes(self) -> frozenset[str]:
        """The same without asking: nothing when there is no token yet."""
        granted = self._granted
        return frozenset() if granted is None else granted.scopes

    def redact(self, text: str) -> str:
        """Replace every access token in a text."""
        for token in tuple(self._seen):
            text = text.replace(token, HIDDEN)
        return text

    def _usable(self) -> Granted:
        with self._lock:
            granted = self._granted
            if granted is None or self._clock.now() >= self._replace_at:
                try:
                    granted = self._take(self._ask())
                except (errors.ConnectionFailed, errors.ServerError, errors.RateLimited):
                    now = self._clock.now()
                    if granted is None or now >= self._ends_at:
                        raise
                    self._replace_at = min(now + _TRY_LATER_S, self._ends_at)
            return granted

    def _take(self, granted: Granted) -> Granted:
        now = self._clock.now()
        self._ends_at = now + granted.lifetime_s
        self._replace_at = self._ends_at - min(SPARE_S, granted.lifetime_s / 2)
        self._seen.add(str(granted.token))
        self._count += 1
        self._granted = granted
        return granted


@dataclass(frozen=True, slots=True)
class TokenServer:
    """Where access tokens are had from.

    :param open_wire: opens what carries nothing of ours but what is put into the request.
    :param sleep: lets time pass before a request is repeated.
    """

    url: str
    open_wire: Callable[[], Wire]
    client_id: str
    client_secret: SecretText
    retry: Retry
    clock: Clock
    redact: Redact
    sleep: Callable[[float], None]
    notify: Callable[[str], None]

    def grant(self) -> Granted:
        """Ask for a token; what is likely to pass is tried again.

        :raises RestError: when there is none.
        """
        wire = self.open_wire()  # once in an hour: no connection is kept
        try:
            return self._grant(wire)
        finally:
            wire.close()

    def _grant(self, wire: Wire) -> Granted:
        for repeat in itertools.count():
            outcome = self._asked(wire)
            if isinstance(outcome, Answer) and outcome.ok:
                return self._granted(outcome)
            error = self._error_of(outcome)
            passing = outcome.passing if isinstance(outcome, Fault) else outcome.status in _PASSING
            if not passing or repeat >= self.retry.repeats:
                raise error
            headers: Mapping[str, str] = {} if isinstance(outcome, Fault) else outcome.headers
            wait_s = self.retry.pause(headers, repeat, now=self.clock.now())
            self.notify(
                f"No access token from {self.url}: {error.answered} Trying again in {wait_s:.0f} s."
            )
            self.sleep(wait_s)
        raise AssertionError  # the loop has no other end

    def _asked(self, wire: Wire) -> Answer | Fault:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": str(self.client_secret),
            "audience": "api.atlassian.com",
        }
        try:
            return read_answer(wire.send_once("POST", self.url, data=form), self.redact)
        except RAISED as error:
            return fault_of(error)

    def _granted(self, answer: Answer) -> Granted:
        data = answer.data if isinstance(answer.data, dict) else {}
        token = data.get("access_token")
        # What is no single word of ASCII cannot stand in a header.
        if not isinstance(token, str) or not token.isascii() or len(token.split()) != 1:
            raise self._error(
                errors.NotConfluence,
                answer,
                "Something else answers in the place of the server for access tokens, such as a proxy.",
                "Check confluence_oauth_token_url, and whether a proxy is in between.",
                answered=f"The server answered {answer.status}, without an access token.",
            )
        scope = data.get("scope")
        scopes = frozenset(scope.split()) if isinstance(scope, str) else frozenset()
        return Granted(SecretText(token), _lifetime_s(data.get("expires_in")), scopes)

    def _error_of(self, outcome: Answer | Fault) -> RestError:
        if isinstance(outcome, Fault):
            return errors.ConnectionFailed(
                self._tried,
                operation="request_token",
                answered=outcome.what,
                cause=outcome.cause,
                remedy=outcome.remedy,
            )
        kind, cause, remedy = _why(outcome)
        return self._error(kind, outcome, cause, remedy)

    @property
    def _tried(self) -> str:
        return f"could not get an access token from {self.url}"

    def _error(
        self, kind: type[RestError], answer: Answer, cause: str, remedy: str, *, answered: str = ""
    ) -> RestError:
        return kind(
            self._tried,
            operation="request_token",
            status=answer.status,
            answered=answered or f"{answer}.",
            cause=cause,
            remedy=remedy,
        )


def _lifetime_s(told: Any) -> float:
    is_number = isinstance(told, int | float) and not isinstance(told, bool)
    return float(told) if is_number and 0 < told < 10**9 else _UNTOLD_LIFETIME_S


def _why(answer: Answer) -> tuple[type[RestError], str, str]:
    """What it means that there is no token: the error, its likely cause and the next step."""
    status = answer.status
    if status == 429:
        return errors.RateLimited, "Too many tokens were asked for in a short time.", "Run later."
    if status >= 500:
        return (
            errors.ServerError,
            "The server for access tokens, or a proxy in front of it, has a problem of its own.",
            "Run again later; see https://status.atlassian.com.",
        )
    refused = status in (401, 403) or (
        isinstance(answer.data, dict)
        and answer.data.get("error") in ("invalid_client", "unauthorized_client", "access_denied")
    )
    if refused and answer.is_json:
        return (
            errors.BadCredentials,
            "The client id or the secret is wrong, or an administrator has revoked them.",
            (
                "Check confluence_oauth_client_id and confluence_oauth_client_secret. New ones are made at "
                f"{ADMINISTRATION}: Directory, Service accounts, Create credentials, OAuth 2.0."
            ),
        )
    if (answer.is_json and status < 300) or status == 400:
        return (
            errors.InvalidRequest,
            "The server for access tokens does not accept the request.",
            "The text of the answer is all there is to know; if it does not help, please report it.",
        )
    return (
        errors.NotConfluence,
        "This is not the server for access tokens, or a proxy answers in its place.",
        "Check confluence_oauth_token_url, which need not be set for Atlassian's own sites, and confluence_proxy.",
    )
