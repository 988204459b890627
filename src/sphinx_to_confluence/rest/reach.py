"""Can the server be reached at all? One request without credentials, and what can be seen of the way there."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests.utils

from sphinx_to_confluence.config.address import is_loopback_host
from sphinx_to_confluence.errors import ConnectionFailed
from sphinx_to_confluence.rest.answers import Answer, presentable, read_answer
from sphinx_to_confluence.rest.certificates import socket_of, with_issuer
from sphinx_to_confluence.rest.clock import Clock
from sphinx_to_confluence.rest.faults import RAISED, fault_of
from sphinx_to_confluence.rest.session import Adapters, open_anonymous_wire

if TYPE_CHECKING:
    from sphinx_to_confluence.config.credentials import Credentials
    from sphinx_to_confluence.config.settings import Settings

LONGEST_WAIT_S = 20.0
"""For an answer; somebody is waiting for it, so it is less than publishing waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What came back.

    :param url: what was asked for.
    :param proxy: scheme, host and port of the proxy in between; empty for none.
    :param tls: version of the protocol; empty where nothing is encrypted.
    :param issuer: who has signed the certificate of the server; empty where that is not known.
    :param skew_s: by how much the clock of the server is ahead of ours; ``None`` when the answer has no date.
    """

    url: str
    answer: Answer
    proxy: str = ""
    tls: str = ""
    issuer: str = ""
    skew_s: float | None = None


def reach(
    url: str, settings: Settings, credentials: Credentials, adapters: Adapters, clock: Clock
) -> Reached:
    """Ask for an address once, without credentials, cookies or headers of ours, and follow no redirect.

    :raises ConnectionFailed: when no answer comes; it says why, and names the issuer of a certificate that is not
        trusted.
    """
    timeout_s = min(LONGEST_WAIT_S, settings.timeout)
    wire = open_anonymous_wire(settings, credentials, timeout_s=timeout_s, adapters=adapters)
    try:
        with wire.sessions.one(), wire.send_once("GET", url, stream=True) as response:
            tls = socket_of(response)
            return Reached(
                url=url,
                proxy=proxy_for(url, settings),
                tls="" if tls is None else tls.version() or "",
                issuer="" if tls is None else _issuer(tls),
                answer=read_answer(response, credentials.redact),
                skew_s=skew_of(response.headers, clock.now()),
            )
    except RAISED as error:
        fault = with_issuer(fault_of(error), wire, url)
        raise ConnectionFailed(
            f"could not reach {urlsplit(url).netloc}{_through(proxy_for(url, settings))}",
            answered=fault.what,
            cause=fault.cause,
            remedy=fault.remedy,
        ) from error
    finally:
        wire.close()


def proxy_for(url: str, settings: Settings) -> str:
    """Return the proxy that requests to an address go through, without its user and password; empty for none."""
    if is_loopback_host(urlsplit(url).hostname or ""):
        return ""
    proxies: Any = (
        {"http": settings.proxy, "https": settings.proxy}
        if settings.proxy
        else requests.utils.get_environ_proxies(url)
    )
    try:
        parts = urlsplit(requests.utils.select_proxy(url, proxies) or "")
        port = parts.port
    except ValueError:
        return ""
    if not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port else "")


def skew_of(headers: Mapping[str, str], now: float) -> float | None:
    """By how many seconds a server's clock is ahead of ours; ``None`` when its answer has no date that can be read."""
    try:
        return parsedate_to_datetime(headers["Date"]).timestamp() - now
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _through(proxy: str) -> str:
    return f" through the proxy {proxy}" if proxy else ""


def _issuer(tls: ssl.SSLSocket) -> str:
    """Who has signed a certificate that was verified."""
    parts = (tls.getpeercert() or {}).get("issuer", ())
    names = {str(name): str(text) for part in parts for name, text in part}  # type: ignore[str-unpack]
    shown = names.get("organizationName") or names.get("commonName") or ""
    return presentable(shown, lambda text: text)
