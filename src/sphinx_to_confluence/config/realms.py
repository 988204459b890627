"""Which parts does Confluence Cloud have? Each has its own domain for sites, its own gateway, its own token server."""

from __future__ import annotations

from dataclasses import dataclass

from sphinx_to_confluence.config.address import Address


@dataclass(frozen=True, slots=True)
class Realm:
    """A part of Confluence Cloud.

    :param domain: its sites are below this.
    :param gateway_host: where the REST API for scoped tokens is.
    :param token_url: where access tokens of service accounts are had from; empty where no document names it. No guess
        is made: the secret of a service account would be sent there.
    :param confirmed: whether a document names the host of the gateway.
    """

    domain: str
    gateway_host: str
    token_url: str = ""
    confirmed: bool = True


ATLASSIANS_OWN = Realm(
    "atlassian.net", "api.atlassian.com", "https://auth.atlassian.com/oauth/token"
)

REALMS = (
    ATLASSIANS_OWN,
    Realm("jira.com", "api.atlassian.com", ATLASSIANS_OWN.token_url),
    Realm(
        "atlassian-us-gov-mod.net",
        "api.atlassian-us-gov-mod.com",
        "https://auth.atlassian-us-gov-mod.com/oauth/token",
    ),
    # Unconfirmed: no document names the gateway of the isolated cloud. Each customer has a domain there, with services
    # such as admin.<customer>.atlassian-isolated.net. The guess stays inside that domain, which is Atlassian's, so that
    # a wrong one cannot send a token to a stranger.
    Realm("atlassian-isolated.net", "api.{customer}.atlassian-isolated.net", confirmed=False),
)


def realm_of(site: Address) -> Realm | None:
    """The part that a site, or a gateway, is in; ``None`` when its address does not tell."""
    for realm in REALMS:
        if site.is_below(realm.domain) or site.host == realm.gateway_host:
            return realm
    return None
