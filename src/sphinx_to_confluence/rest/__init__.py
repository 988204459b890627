"""HTTP: from settings and credentials to a client that speaks to Confluence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from requests.adapters import BaseAdapter

from sphinx_to_confluence.config.endpoint import (
    Endpoint,
    Flavour,
    endpoint_of,
    gateway_endpoint_for,
)
from sphinx_to_confluence.rest.auth import SignInKind, nothing_to_sign_in_with
from sphinx_to_confluence.rest.caller import Caller
from sphinx_to_confluence.rest.clock import Clock, SystemClock
from sphinx_to_confluence.rest.cloud import CloudClient
from sphinx_to_confluence.rest.datacenter import DataCenterClient
from sphinx_to_confluence.rest.governor import Governor
from sphinx_to_confluence.rest.model import Client
from sphinx_to_confluence.rest.oauth import AccessTokens, access_tokens
from sphinx_to_confluence.rest.retry import Retry
from sphinx_to_confluence.rest.routes import Route, is_gateway
from sphinx_to_confluence.rest.session import open_anonymous_wire, open_wire
from sphinx_to_confluence.rest.tenant import tenant_fetcher

if TYPE_CHECKING:
    from sphinx_to_confluence.config.credentials import Credentials
    from sphinx_to_confluence.config.settings import Settings

__all__ = ["client_of", "connect", "open_caller"]


def _silent(_sentence: str) -> None:
    """Tell nobody."""


def connect(
    settings: Settings,
    credentials: Credentials,
    *,
    adapters: Mapping[str, BaseAdapter] | None = None,
    notify: Callable[[str], None] = _silent,
    clock: Clock | None = None,
    workers: int | None = None,
) -> Client:
    """Make a client for the endpoint that the settings describe; see :func:`open_caller`.

    :raises CredentialError: also when there is nothing to sign in with, so that no request could do what it is for.
    """
    caller = open_caller(
        settings,
        credentials,
        adapters=adapters,
        notify=notify,
        clock=clock,
        workers=workers,
    )
    if caller.sign_in is SignInKind.NONE:
        caller.close()
        raise nothing_to_sign_in_with(caller.endpoint.flavour)
    return client_of(caller)


def client_of(caller: Caller) -> CloudClient | DataCenterClient:
    """Make the client that speaks the dialect of the endpoint."""
    if caller.endpoint.flavour is Flavour.CLOUD:
        return CloudClient(caller)
    return DataCenterClient(caller)


def open_caller(
    settings: Settings,
    credentials: Credentials,
    *,
    adapters: Mapping[str, BaseAdapter] | None = None,
    notify: Callable[[str], None] = _silent,
    clock: Clock | None = None,
    workers: int | None = None,
) -> Caller:
    """Open the way to the endpoint that the settings describe.

    Nothing is sent but the request for the cloud id, and that only when it is needed.

    :param adapters: transport adapters by the prefix of the addresses that they serve; tests reach the sandbox so.
    :param notify: gets sentences for the person: what was trimmed, what to put into ``conf.py``, what is waited for;
        in any thread.
    :param workers: most requests at the same time; ``confluence_publish_workers`` unless given.
    :raises ConfigurationError: when the options cannot be right together, or name files that are not there.
    :raises EndpointError: when the address of the API cannot be worked out.
    :raises CredentialError: when the credentials cannot be used.
    """
    mounted = dict(adapters or {})
    clock = clock or SystemClock()
    governor = Governor(
        clock,
        workers=workers or settings.publish_workers,
        delay_s=settings.publish_delay,
        notify=notify,
    )
    fetch = tenant_fetcher(settings, credentials, mounted, clock=clock, notify=notify)

    def route_to(
        endpoint: Endpoint, given: Credentials, tokens: AccessTokens | None = None
    ) -> Route:
        return Route(
            endpoint,
            open_wire(settings, given, endpoint, mounted, tokens),
            open_anonymous_wire(settings, given, timeout_s=settings.timeout, adapters=mounted),
        )

    def detour_from(site: Endpoint) -> Route:
        gateway = gateway_endpoint_for(site, settings, fetch)
        # Cookies and headers are meant for the site that is configured, and nobody has asked for another host.
        token_only = replace(credentials, server_cookies={}, publish_headers={})
        return route_to(gateway, token_only)

    endpoint = endpoint_of(settings, fetch)
    tokens = access_tokens(
        settings, credentials, endpoint, mounted, clock=clock, sleep=governor.sleep, notify=notify
    )

    def redact(text: str) -> str:
        return credentials.redact(text if tokens is None else tokens.redact(text))

    for notice in endpoint.notices:
        notify(notice)
    on_cloud_site = endpoint.flavour is Flavour.CLOUD and not is_gateway(endpoint)
    return Caller(
        route_to(endpoint, credentials, tokens),
        # Only a token can be a scoped one; what else the site refuses, the gateway would refuse as well.
        gateway=(lambda: detour_from(endpoint))
        if on_cloud_site and credentials.api_token and credentials.server_auth is None
        else None,
        retry=Retry(settings.publish_retry_attempts, settings.publish_retry_duration),
        clock=clock,
        governor=governor,
        redact=redact,
        notify=notify,
    )
