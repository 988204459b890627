"""How is a site asked for its cloud id? One request that carries nothing of ours and trusts nothing that comes back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import requests

from sphinx_to_confluence.config.endpoint import FetchTenantInfo
from sphinx_to_confluence.config.tenant import Silence, TenantAnswer
from sphinx_to_confluence.rest.answers import Redact, presentable
from sphinx_to_confluence.rest.certificates import with_issuer
from sphinx_to_confluence.rest.clock import Clock
from sphinx_to_confluence.rest.faults import RAISED, FaultKind, fault_of
from sphinx_to_confluence.rest.retry import Retry
from sphinx_to_confluence.rest.session import Adapters, Wire, open_anonymous_wire

if TYPE_CHECKING:
    from sphinx_to_confluence.config.credentials import Credentials
    from sphinx_to_confluence.config.settings import Settings

TIMEOUT_S = 10.0
MOST_BYTES = 64 * 1024

_SILENCES = {
    FaultKind.DNS: Silence.DNS,
    FaultKind.TIMEOUT: Silence.TIMEOUT,
    FaultKind.TLS: Silence.TLS,
    FaultKind.PROXY: Silence.PROXY,
    FaultKind.CONNECTION: Silence.CONNECTION,
}


_PASSING = frozenset({429, 502, 503, 504})


def tenant_fetcher(
    settings: Settings,
    credentials: Credentials,
    adapters: Adapters,
    *,
    clock: Clock,
    notify: Callable[[str], None],
) -> FetchTenantInfo:
    """Make the function that the resolver asks for tenant info with.

    No credentials, no redirects, a short timeout; proxy and certificates as for all requests. What is likely to pass is
    tried again, as often and as fast as other requests are.

    :param notify: gets a sentence for the person before each repetition.
    """
    retry = Retry(settings.publish_retry_attempts, settings.publish_retry_duration)

    def fetch(url: str) -> TenantAnswer:
        timeout_s = min(TIMEOUT_S, settings.timeout)
        wire = open_anonymous_wire(settings, credentials, timeout_s=timeout_s, adapters=adapters)
        try:
            for repeat in itertools.count():
                wait = partial(retry.pause, repeat=repeat, now=clock.now())
                answer, wait_s = _ask(wire, url, credentials.redact, wait)
                if repeat >= retry.repeats or wait_s is None:
                    break
                why = answer.status or answer.detail
                notify(f"No answer of use from {url} ({why}). Trying again in {wait_s:.0f} s.")
                clock.sleep(wait_s, lambda: False)
            return answer
        finally:
            wire.close()

    return fetch


def _ask(
    wire: Wire, url: str, redact: Redact, wait: Callable[[Mapping[str, str]], float]
) -> tuple[TenantAnswer, float | None]:
    """Ask once.

    The second value is ``None`` when the answer will be the same in a while, else the seconds before it is asked again.

    :param wait: tells these seconds from the headers of an answer.
    """
    try:
        with wire.sessions.one(), wire.send_once("GET", url, stream=True) as response:
            answer = TenantAnswer(
                status=response.status_code,
                content_type=redact(response.headers.get("Content-Type", "")),
                text=redact(_bounded_text(response)),
                location=redact(response.headers.get("Location", "")),
            )
            return answer, wait(response.headers) if answer.status in _PASSING else None
    except RAISED as error:
        fault = with_issuer(fault_of(error), wire, url)
        detail = presentable(fault.what, redact)
        silent = TenantAnswer(silence=_SILENCES[fault.kind], detail=detail)
        return silent, wait({}) if fault.passing else None


def _bounded_text(response: requests.Response) -> str:
    """The beginning of the body; a server that sends without end is not listened to."""
    body = b""
    for chunk in response.iter_content(8192):
        body += chunk
        if len(body) >= MOST_BYTES:
            break
    return body[:MOST_BYTES].decode("utf-8", "replace")
