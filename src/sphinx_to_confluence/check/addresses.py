"""Is the address one that people mistype, and which address is asked whether anybody is there?"""

from __future__ import annotations

import difflib

from sphinx_to_confluence.config.address import Address, parse_address
from sphinx_to_confluence.config.endpoint import Flavour, expected_flavour, is_gateway_address
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.tenant import TENANT_INFO_PATH, is_cloud_id
from sphinx_to_confluence.rest.answers import Answer

_CLOUD = "atlassian.net"
_ALIKE = 0.75


def to_ask(settings: Settings) -> str:
    """Return the address that is asked first, without credentials.

    Where it may be Cloud, that is the one that Cloud answers to everybody.
    """
    site = parse_address(settings.server_url or "")
    if settings.cloud is False or is_gateway_address(settings):
        return site.at(*site.path)
    return site.at() + TENANT_INFO_PATH


def expects_cloud_id(settings: Settings) -> bool:
    """Whether the site has to tell a cloud id, since all that is known says that it is Cloud."""
    return expected_flavour(settings) is Flavour.CLOUD and not is_gateway_address(settings)


def told_cloud_id(answer: Answer) -> str | None:
    """Return the cloud id in an answer; ``None`` when there is none, so that it is no Cloud site."""
    cloud_id = answer.data.get("cloudId") if answer.ok and isinstance(answer.data, dict) else None
    return cloud_id.lower() if isinstance(cloud_id, str) and is_cloud_id(cloud_id) else None


def misspelt(settings: Settings) -> str:
    """Say which address may have been meant; empty when nothing suggests itself."""
    site = parse_address(settings.server_url or "")
    name, _, domain = _taken_apart(site)
    if not name or domain == _CLOUD:
        return ""
    likeness = difflib.SequenceMatcher(None, domain, _CLOUD).ratio()
    if likeness < _ALIKE:
        return ""
    return f"Sites of Confluence Cloud are below {_CLOUD}: perhaps https://{name}.{_CLOUD}/wiki is meant."


def _taken_apart(site: Address) -> tuple[str, str, str]:
    labels = site.host.split(".")
    return ".".join(labels[:-2]), ".", ".".join(labels[-2:])
