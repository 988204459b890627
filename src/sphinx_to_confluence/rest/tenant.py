"""How is a site asked for its cloud id? One request that carries nothing of ours and trusts nothing that comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

from sphinx_to_confluence.config.endpoint import FetchTenantInfo
from sphinx_to_confluence.config.tenant import Silence, TenantAnswer
from sphinx_to_confluence.rest.answers import Redact, presentable
from sphinx_to_confluence.rest.faults import RAISED, FaultKind, fault_of
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


def tenant_fetcher(
    settings: Settings, credentials: Credentials, adapters: Adapters
) -> FetchTenantInfo:
    """Make the function that the resolver asks for tenant info with.

    No credentials, no redirects, a short timeout; proxy and certificates as for all requests.
    """

    def fetch(url: str) -> TenantAnswer:
        timeout_s = min(TIMEOUT_S, settings.timeout)
        wire = open_anonymous_wire(settings, credentials, timeout_s=timeout_s, adapters=adapters)
        try:
            return _ask(wire, url, credentials.redact)
        finally:
            wire.close()

    return fetch


def _ask(wire: Wire, url: str, redact: Redact) -> TenantAnswer:
    try:
        with wire.sessions.one(), wire.send_once("GET", url, stream=True) as response:
            return TenantAnswer(
                status=response.status_code,
                content_type=redact(response.headers.get("Content-Type", "")),
                text=redact(_bounded_text(response)),
                location=redact(response.headers.get("Location", "")),
            )
    except RAISED as error:
        fault = fault_of(error)
        return TenantAnswer(silence=_SILENCES[fault.kind], detail=presentable(fault.what, redact))


def _bounded_text(response: requests.Response) -> str:
    """The beginning of the body; a server that sends without end is not listened to."""
    body = b""
    for chunk in response.iter_content(8192):
        body += chunk
        if len(body) >= MOST_BYTES:
            break
    return body[:MOST_BYTES].decode("utf-8", "replace")
