"""Which address do the REST calls go to, and which address do people see?"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NewType

from sphinx_to_confluence.config.address import Address, AddressError, parse_address
from sphinx_to_confluence.config.realms import ATLASSIANS_OWN, REALMS, Realm, realm_of
from sphinx_to_confluence.config.tenant import (
    TENANT_INFO_PATH,
    Silence,
    TenantAnswer,
    cloud_id_in,
    found_cloud_id,
    is_cloud_id,
)
from sphinx_to_confluence.errors import ConfigurationError, EndpointError

if TYPE_CHECKING:
    from sphinx_to_confluence.config.settings import Settings

__all__ = [
    "ApiBase",
    "Endpoint",
    "FetchTenantInfo",
    "Flavour",
    "Silence",
    "SiteBase",
    "TenantAnswer",
    "endpoint_of",
    "expected_flavour",
    "gateway_endpoint_for",
    "is_gateway_address",
    "resolve",
]

ApiBase = NewType("ApiBase", str)
"""Where REST calls go; ends with a slash. Cloud paths start with ``wiki/``, Data Center paths with ``rest/``."""

SiteBase = NewType("SiteBase", str)
"""What people see, ending with a slash: ``https://example.atlassian.net/wiki/``; never the gateway."""

FetchTenantInfo = Callable[[str], TenantAnswer]
"""Gets the address that it is given without credentials and without following redirects; never raises for an answer."""


class Flavour(enum.Enum):
    """The two products, which answer different REST APIs."""

    CLOUD = "cloud"
    DATA_CENTER = "datacenter"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The outcome of the resolver.

    ``site_base`` is ``None`` for a gateway address given by hand, until the first answer tells it
    (``_links.base``). ``notices`` are sentences for the person, such as what was trimmed from the address.
    """

    api_base: ApiBase
    site_base: SiteBase | None
    flavour: Flavour
    cloud_id: str | None = None
    notices: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """The address of the site, or that of the API as long as the site's is not known."""
        return self.site_base or self.api_base


_GATEWAY_PATH = ("ex", "confluence")

_ANY = None

_BELOW_THE_BASE: tuple[tuple[str | None, ...], ...] = (
    # Beginnings of paths of Data Center that are no part of its base address; _ANY is any one segment. The ones that
    # need a segment to follow might also be the context path of a server.
    ("rest",),
    ("api", "v2"),
    ("display", _ANY),
    ("spaces", _ANY),
    ("pages", _ANY),
    ("x", _ANY),
    ("label", _ANY),
    ("users", _ANY),
    ("download", _ANY),
    ("plugins", _ANY),
)


def endpoint_of(settings: Settings, fetch: FetchTenantInfo) -> Endpoint:
    """Resolve the endpoint that the settings describe; see :func:`resolve`."""
    if settings.server_url is None:
        raise ConfigurationError(
            "there is no address of Confluence",
            remedy="Set confluence_server_url, such as confluence_server_url = 'https://example.atlassian.net/wiki'. "
            "A job without a conf.py needs it in the environment: CONFLUENCE_SERVER_URL.",
        )
    if settings.cloud is False and settings.oauth_client_id is not None:
        raise ConfigurationError(
            "confluence_oauth_client_id is set, but confluence_cloud = False says that the server is a Data Center",
            cause="OAuth credentials of service accounts work on the API gateway of Confluence Cloud only.",
            remedy="On Data Center use a personal access token (confluence_publish_token); for a Cloud site remove "
            "confluence_cloud.",
        )
    return resolve(
        settings.server_url,
        scoped=settings.gateway_only,
        cloud=settings.cloud,
        cloud_id=settings.cloud_id,
        gateway=settings.api_gateway,
        allow_insecure_http=settings.allow_insecure_http,
        fetch_tenant_info=fetch,
    )


def resolve(
    server_url: str,
    *,
    scoped: bool,
    cloud: bool | None,
    cloud_id: str | None,
    gateway: str | None,
    allow_insecure_http: bool,
    fetch_tenant_info: FetchTenantInfo,
) -> Endpoint:
    """Work out the endpoint.

    Pure but for ``fetch_tenant_info``, which is only called when nothing else tells the cloud id that is needed, or the
    product.

    :param scoped: whether the token is a scoped one, or one of a service account, which only work on the gateway.
    :param cloud: whether the server is Confluence Cloud; ``None`` when the address has to tell, or the server itself.
    :param gateway: address of the gateway without the cloud id; ``None`` for Atlassian's own.
    :raises EndpointError: when the cloud id cannot be found out, or the address of a gateway holds none.
    :raises ConfigurationError: when the options cannot be right together.
    """
    site = _configured("confluence_server_url", server_url, allow_insecure_http)
    prefix = _gateway_prefix(gateway, allow_insecure_http)
    cloud_id = cloud_id.lower() if cloud_id else None
    is_cloud = _is_cloud(site, prefix, cloud=cloud, cloud_id=cloud_id)
    if cloud is False:
        _refuse_cloud_only(site, is_cloud=is_cloud, scoped=scoped, cloud_id=cloud_id)
        return _data_center(site)
    if (base := _gateway_base(site, prefix)) is not None:
        return _gateway_by_hand(site, base, cloud_id)
    if not is_cloud and not scoped:
        # A Cloud site with a domain of its own has nothing but /wiki; anything else need not be asked.
        if site.path[:1] not in ((), ("wiki",)):
            return _data_center(site)
        cloud_id = found_cloud_id(fetch_tenant_info(site.at() + TENANT_INFO_PATH))
        if cloud_id is None:
            return _data_center(site)
    endpoint = _cloud_site(site)
    if not scoped:
        return replace(endpoint, cloud_id=cloud_id)
    return _behind_gateway(
        endpoint, prefix, cloud_id, fetch_tenant_info, may_be_data_center=not is_cloud
    )


def gateway_endpoint_for(
    endpoint: Endpoint, settings: Settings, fetch: FetchTenantInfo
) -> Endpoint:
    """Resolve the gateway for a site that turned a token away, as Cloud does with scoped tokens.

    The notices of the result name the lines that save the detour the next time.

    :param endpoint: what :func:`endpoint_of` said; one with a ``site_base``.
    :raises EndpointError: when the site does not tell a cloud id, as Data Center does not.
    """
    site = parse_address(endpoint.address)
    found = _behind_gateway(
        _cloud_site(replace(site, path=())),
        _gateway_prefix(settings.api_gateway, settings.allow_insecure_http),
        endpoint.cloud_id or (settings.cloud_id.lower() if settings.cloud_id else None),
        fetch,
        may_be_data_center=endpoint.flavour is Flavour.DATA_CENTER,
    )
    advice = (
        "The site turned the token away and Atlassian's API gateway is used instead: the token is a scoped one. "
        "Put these lines into conf.py to save the detour: "
        f"confluence_api_token_scoped = True, confluence_cloud_id = '{found.cloud_id}'"
    )
    return replace(found, notices=(*found.notices, advice))


def token_url_of(settings: Settings, endpoint: Endpoint) -> str:
    """Where service accounts get access tokens for an endpoint.

    :raises EndpointError: when no document names it for this part of Confluence Cloud.
    :raises ConfigurationError: when the secret could be read on the way there.
    """
    given = settings.oauth_token_url
    if given is not None:
        _configured("confluence_oauth_token_url", given, settings.allow_insecure_http)
        return given.strip()
    bases = (endpoint.site_base, endpoint.api_base)
    realms = (realm_of(parse_address(base)) for base in bases if base)
    realm = next(filter(None, realms), ATLASSIANS_OWN)
    if not realm.token_url:
        raise EndpointError(
            f"the address of the server for access tokens of {realm.domain} is not known",
            cause="No document names it, and a secret is not sent to a server that is a guess.",
            remedy="Ask Atlassian for it and set confluence_oauth_token_url.",
        )
    return realm.token_url


def expected_flavour(settings: Settings) -> Flavour | None:
    """Tell the product from the settings alone, without any request; ``None`` when no address is configured.

    A Cloud site with a domain of its own is taken for Data Center unless an option says otherwise.
    """
    if settings.server_url is None:
        return None if settings.cloud is None else _flavour(is_cloud=settings.cloud)
    if settings.cloud is not None:
        return _flavour(is_cloud=settings.cloud)
    site = parse_address(settings.server_url)
    prefix = None if settings.api_gateway is None else parse_address(settings.api_gateway)
    known = _is_cloud(site, prefix, cloud=None, cloud_id=settings.cloud_id)
    return _flavour(is_cloud=known or settings.gateway_only)


def is_gateway_address(settings: Settings) -> bool:
    """Whether ``confluence_server_url`` is an address of the API gateway and not that of a site."""
    if settings.server_url is None:
        return False
    prefix = None if settings.api_gateway is None else parse_address(settings.api_gateway)
    return _gateway_base(parse_address(settings.server_url), prefix) is not None


def _flavour(*, is_cloud: bool) -> Flavour:
    return Flavour.CLOUD if is_cloud else Flavour.DATA_CENTER


def _configured(option: str, url: str, allow_insecure_http: bool) -> Address:
    """Parse a configured address and refuse it when credentials sent there could be read on the way."""
    try:
        address = parse_address(url)
    except AddressError as error:
        raise ConfigurationError(
            f"{option} {error}",
            remedy="Give an address such as https://example.atlassian.net/wiki.",
        ) from None
    if address.scheme == "http" and not address.is_loopback and not allow_insecure_http:
        raise ConfigurationError(
            f"{option} is a plain http address, {address.origin}",
            cause="Everybody on the way could read the credentials.",
            remedy="Use https. If there is no other way, confluence_allow_insecure_http = True permits it.",
        )
    return address


def _gateway_prefix(gateway: str | None, allow_insecure_http: bool) -> Address | None:
    if gateway is None:
        return None
    prefix = _configured("confluence_api_gateway", gateway, allow_insecure_http)
    if any(map(is_cloud_id, prefix.path)):
        raise ConfigurationError(
            "confluence_api_gateway holds a cloud id",
            cause="It is the part of the address before the cloud id, which is added to it.",
            remedy="Leave the id out, or give the whole address as confluence_server_url instead.",
        )
    return prefix


def _is_cloud(
    site: Address, prefix: Address | None, *, cloud: bool | None, cloud_id: str | None
) -> bool:
    """Whether the options and the host say so; the path never does, since Data Center may be at ``/wiki``, too."""
    return bool(cloud or cloud_id or realm_of(site) or _gateway_base(site, prefix) is not None)


def _refuse_cloud_only(
    site: Address, *, is_cloud: bool, scoped: bool, cloud_id: str | None
) -> None:
    """Complain when ``confluence_cloud = False`` stands beside what only Confluence Cloud has."""
    if scoped:
        raise ConfigurationError(
            "confluence_api_token_scoped is on, but confluence_cloud = False says that the server is a Data Center",
            cause="Scoped API tokens exist on Confluence Cloud only: they work on Atlassian's API gateway, and Data "
            "Center has none.",
            remedy="On Data Center use a personal access token (confluence_publish_token) without the flag; for a "
            "Cloud site remove confluence_cloud.",
        )
    if is_cloud:
        what = (
            "confluence_cloud_id is set"
            if cloud_id
            else f"{site.host} is a host of Confluence Cloud"
        )
        raise ConfigurationError(
            f"confluence_cloud = False says that the server is a Data Center, but {what}",
            remedy="Remove confluence_cloud, or correct the other option.",
        )


def _data_center(site: Address) -> Endpoint:
    kept = _context_path(site.path)
    base = site.at(*kept)
    notices = _trimmed(site, kept, base)
    return Endpoint(ApiBase(base), SiteBase(base), Flavour.DATA_CENTER, notices=notices)


def _context_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """What is left of a path before anything that Data Center itself puts below its base address."""
    for start, segment in enumerate(path):
        if segment.endswith(".action"):
            return path[:start]
        for tail in _BELOW_THE_BASE:
            found = path[start : start + len(tail)]
            if len(found) == len(tail) and all(
                wanted in (_ANY, segment) for wanted, segment in zip(tail, found, strict=True)
            ):
                return path[:start]
    return path


def _cloud_site(site: Address) -> Endpoint:
    base = site.at("wiki")
    kept = ("wiki",) if site.path[:1] == ("wiki",) else ()
    return Endpoint(
        ApiBase(site.at()), SiteBase(base), Flavour.CLOUD, notices=_trimmed(site, kept, base)
    )


def _trimmed(site: Address, kept: tuple[str, ...], base: str) -> tuple[str, ...]:
    if site.path == kept and not site.has_tail:
        return ()
    return (f"confluence_server_url is more than the address of the site; {base} is used.",)


def _gateway_base(site: Address, prefix: Address | None) -> tuple[str, ...] | None:
    """The path of the gateway when the address is one of a gateway, else ``None``.

    The path tells it on any host, so that a gateway behind a proxy of one's own, or that of the sandbox, can be given.
    """
    # A prefix without a path would make every address of that host one of the gateway.
    if prefix is not None and prefix.path:
        is_below = site.path[: len(prefix.path)] == prefix.path
        if is_below and site.origin == prefix.origin:
            return prefix.path
    if site.path[: len(_GATEWAY_PATH)] == _GATEWAY_PATH:
        return _GATEWAY_PATH
    # Whatever the path: nothing else on this host is Confluence.
    return _GATEWAY_PATH if site.host in {realm.gateway_host for realm in REALMS} else None


def _gateway_by_hand(site: Address, base: tuple[str, ...], cloud_id: str | None) -> Endpoint:
    below = site.path[len(base) :] if site.path[: len(base)] == base else None
    gateway = site.at(*base)
    if below is None or (below and not is_cloud_id(below[0])) or not (below or cloud_id):
        raise EndpointError(
            "confluence_server_url is on Atlassian's API gateway, but holds no cloud id",
            cause=f"Such an address looks like {gateway}550e8400-e29b-41d4-a716-446655440000/; the cloud id is a UUID.",
            remedy="Set confluence_server_url to the address of the site (https://example.atlassian.net/wiki) and "
            "confluence_api_token_scoped = True. Or open https://<your site>/_edge/tenant_info in a browser and "
            f"put the cloudId shown there behind {gateway}",
        )
    named = below[0].lower() if below else (cloud_id or "")
    if cloud_id not in (None, named):
        raise ConfigurationError(
            "confluence_server_url and confluence_cloud_id name different cloud ids",
            remedy="Remove confluence_cloud_id: the address says it all.",
        )
    api_base = f"{gateway}{named}/"
    has_more = below[1:] not in ((), ("wiki",)) or site.has_tail
    notices = (
        (f"confluence_server_url is more than the address of the gateway; {api_base} is used.",)
        if has_more
        else ()
    )
    return Endpoint(ApiBase(api_base), None, Flavour.CLOUD, named, notices)


def _behind_gateway(
    endpoint: Endpoint,
    prefix: Address | None,
    cloud_id: str | None,
    fetch: FetchTenantInfo,
    *,
    may_be_data_center: bool,
) -> Endpoint:
    """Move the API of a Cloud site to the gateway; asks the site for its cloud id when that is not known."""
    site = parse_address(endpoint.api_base)
    realm = realm_of(site) or ATLASSIANS_OWN
    gateway = prefix.at(*prefix.path) if prefix else _gateway_of(site, realm)
    notices = endpoint.notices
    if prefix is None and not realm.confirmed:
        guessed = (
            f"The address of the API gateway for {site.host} is not documented; {gateway} is tried. "
            "If that is wrong, set confluence_api_gateway."
        )
        notices = (*notices, guessed)
    if cloud_id is None:
        asked = endpoint.api_base + TENANT_INFO_PATH
        ways_out = _ways_out(asked, gateway, may_be_data_center=may_be_data_center)
        cloud_id = cloud_id_in(fetch(asked), asked=asked, ways_out=ways_out)
    return replace(
        endpoint, api_base=ApiBase(f"{gateway}{cloud_id}/"), cloud_id=cloud_id, notices=notices
    )


def _gateway_of(site: Address, realm: Realm) -> str:
    customer = site.host.removesuffix(f".{realm.domain}").rpartition(".")[2]
    host = realm.gateway_host.format(customer=customer)
    return Address("https", host, None, ()).at(*_GATEWAY_PATH)


def _ways_out(asked: str, gateway: str, *, may_be_data_center: bool) -> str:
    ways = (
        "Check confluence_server_url: it has to be the address of the site, such as "
        "https://example.atlassian.net/wiki. "
        f"Or open {asked} in a browser and set the address of the gateway by hand, with the cloudId shown there: "
        f"confluence_server_url = '{gateway}<cloudId>/'."
    )
    if may_be_data_center:
        ways += (
            " If the server is a Data Center, turn confluence_api_token_scoped off: scoped tokens exist on Confluence "
            "Cloud only, since they work on Atlassian's API gateway and Data Center has none. The same goes for "
            "confluence_oauth_client_id."
        )
    return ways
