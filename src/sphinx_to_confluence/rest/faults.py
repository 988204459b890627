"""Why did no answer come? What the layers below raise, sorted by what may be done about it."""

from __future__ import annotations

import enum
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import requests
import urllib3.exceptions

E = TypeVar("E", bound=BaseException)

RAISED = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)
"""What may come out of ``requests``; some of urllib3's and of the system's errors get through."""


class FaultKind(enum.Enum):
    """What failed."""

    DNS = "dns"
    TIMEOUT = "timeout"
    TLS = "tls"
    PROXY = "proxy"
    CONNECTION = "connection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """No answer, or only part of one.

    :param what: what happened, as a sentence without details that could hold a secret.
    :param sent: whether the request may have reached the server.
    :param passing: whether it may work when it is tried again.
    :param untrusted: whether the certificate of the server is what is wrong.
    """

    kind: FaultKind
    what: str
    cause: str
    remedy: str
    sent: bool
    passing: bool
    untrusted: bool = False

    @property
    def is_unreachable(self) -> bool:
        """Whether no connection came about at all, without a proxy or a certificate being the reason."""
        return not self.sent and self.kind not in (FaultKind.TLS, FaultKind.PROXY)


_NETWORK = "Check the network, the address in confluence_server_url, and confluence_proxy if you need a proxy."


def fault_of(error: BaseException) -> Fault:
    """Sort an exception."""
    chain = list(_chain(error))
    return (
        _tls(chain)
        or _proxy(chain)
        or _before_sending(chain)
        or _timeout(chain)
        or Fault(
            kind=FaultKind.CONNECTION,
            what="The connection broke before the answer was complete.",
            cause=_system_text(chain) or "The server, or a proxy in between, closed it.",
            remedy="Run again; if it happens every time, look at the proxy or the load of the server.",
            sent=True,
            passing=True,
        )
    )


_UNKNOWN_AUTHORITY = (
    "A company proxy or a private authority has signed it, or the address belongs to another server.",
    "Name the authority's certificate with confluence_ca_cert (or REQUESTS_CA_BUNDLE).",
)
_UNTRUSTED = (
    # what OpenSSL says, in lower case; the likely cause; the remedy
    (
        "expired",
        "Nobody has renewed it, or the clock of this machine is wrong.",
        "Compare the clock of this machine with the true time; if it is right, tell who runs the server.",
    ),
    (
        "not yet valid",
        "The clock of this machine is wrong, or the certificate was made for later.",
        "Compare the clock of this machine with the true time.",
    ),
    (
        "mismatch",
        "The certificate is for another host: the address is not the one that the server is meant to have.",
        "Set confluence_server_url to the address that a browser opens without a warning.",
    ),
)


def _tls(chain: list[BaseException]) -> Fault | None:
    certificate = _first(chain, ssl.SSLCertVerificationError)
    if certificate is not None:
        why = _why_untrusted(certificate)
        cause, remedy = next(
            (told for words, *told in _UNTRUSTED if words in why.lower()), _UNKNOWN_AUTHORITY
        )
        return Fault(
            kind=FaultKind.TLS,
            what=f"The certificate of the server is not trusted: {why}.",
            cause=cause,
            remedy=remedy,
            sent=False,
            passing=False,
            untrusted=True,
        )
    error = _first(chain, ssl.SSLError)
    if error is None or isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return None  # the connection broke, like any other
    reason = (error.reason or "TLS error").replace("_", " ").lower()
    return Fault(
        kind=FaultKind.TLS,
        what=f"No encrypted connection could be made: {reason}.",
        cause="The server wants a client certificate, speaks another version of TLS, or does not speak it at all.",
        remedy="Check whether the address begins with the right one of http:// and https://, and set "
        "confluence_client_cert if the server asks for a certificate.",
        # An alert that comes after the handshake (TLS 1.3) may answer a request that is on its way.
        sent=not any(word in reason for word in ("version", "protocol", "handshake")),
        passing=False,
    )


def _why_untrusted(certificate: ssl.SSLCertVerificationError) -> str:
    return str(getattr(certificate, "verify_message", "") or "verification failed").rstrip(".")


def _proxy(chain: list[BaseException]) -> Fault | None:
    if not _has(chain, requests.exceptions.ProxyError, urllib3.exceptions.ProxyError):
        return None
    refused = any("407" in str(error) for error in chain)
    return Fault(
        kind=FaultKind.PROXY,
        what="The proxy wants a user and a password."
        if refused
        else "No connection through the proxy.",
        cause="confluence_proxy_auth is missing or wrong."
        if refused
        else "The proxy is not there, or does not let this address through.",
        remedy="Check confluence_proxy, confluence_proxy_auth, and the variables HTTPS_PROXY and NO_PROXY.",
        sent=False,
        passing=not refused,
    )


def _before_sending(chain: list[BaseException]) -> Fault | None:
    unknown = _first(chain, socket.gaierror)
    if unknown is not None or _has(chain, urllib3.exceptions.NameResolutionError):
        return Fault(
            kind=FaultKind.DNS,
            what="The name of the server is not known (DNS).",
            cause="It is misspelt, or this machine has no connection to the network that knows it.",
            remedy=_NETWORK,
            sent=False,
            # A server that says "no such name" will say it again; one that does not answer may do so later.
            passing=unknown is None or unknown.errno == socket.EAI_AGAIN,
        )
    # First, since urllib3's is a kind of its ConnectTimeoutError.
    if _has(chain, ConnectionRefusedError, urllib3.exceptions.NewConnectionError):
        return Fault(
            kind=FaultKind.CONNECTION,
            what="The server does not take the connection.",
            cause=_system_text(chain) or "Nothing listens there.",
            remedy=_NETWORK,
            sent=False,
            passing=True,
        )
    if _has(chain, requests.exceptions.ConnectTimeout, urllib3.exceptions.ConnectTimeoutError):
        return Fault(
            kind=FaultKind.TIMEOUT,
            what="The server could not be reached in time.",
            cause="A firewall is in between, or the server is down.",
            remedy=_NETWORK + " confluence_timeout is the time to wait.",
            sent=False,
            passing=True,
        )
    if _has(chain, requests.exceptions.InvalidURL, requests.exceptions.MissingSchema):
        return Fault(
            kind=FaultKind.CONNECTION,
            what="The address cannot be used.",
            cause="It is not the address of a server.",
            remedy="Check confluence_server_url and confluence_proxy.",
            sent=False,
            passing=False,
        )
    return None


def _timeout(chain: list[BaseException]) -> Fault | None:
    if not _has(
        chain, requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError, TimeoutError
    ):
        return None
    return Fault(
        kind=FaultKind.TIMEOUT,
        what="The server took the request but did not answer in time.",
        cause="It is busy, or the page is very large.",
        remedy="Run again, or raise confluence_timeout.",
        sent=True,
        passing=True,
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it wraps: requests and urllib3 keep it in arguments, ``reason`` or the cause."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        current = waiting.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        # Not __context__: it may be an error that is being dealt with while this request was made.
        waiting += [getattr(current, "reason", None), *current.args, current.__cause__]


def _first(chain: list[BaseException], kind: type[E]) -> E | None:
    return next((error for error in chain if isinstance(error, kind)), None)


def _has(chain: list[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(error, kinds) for error in chain)


def _system_text(chain: list[BaseException]) -> str:
    """The system's own words, which hold no address: ``Connection reset by peer``."""
    for error in chain:
        if isinstance(error, OSError) and isinstance(error.errno, int) and error.strerror:
            return f"{error.strerror}."
    return ""
