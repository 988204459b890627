"""Where does a call go, and where do people look? Addresses of calls, and the site behind them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from sphinx_to_confluence.config.endpoint import Endpoint, Flavour, SiteBase
from sphinx_to_confluence.rest.session import Wire


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint, what leads there, and what leads to other hosts and has no credentials."""

    endpoint: Endpoint
    wire: Wire
    elsewhere: Wire

    def close(self) -> None:
        """Give the connections back."""
        self.wire.close()
        self.elsewhere.close()


def is_gateway(endpoint: Endpoint) -> bool:
    """Whether an endpoint is Atlassian's gateway, or one like it; a Cloud site is called at its root."""
    return endpoint.flavour is Flavour.CLOUD and urlsplit(endpoint.api_base).path.strip("/") != ""


def filled(path: str, values: Mapping[str, str]) -> str:
    """Put values into a path template, quoted as one segment each.

    :raises ValueError: for a value that would lead to another path.
    """
    for name, value in values.items():
        if value in ("", ".", ".."):
            raise ValueError(f"{name} is {value!r}")
    return path.format(**{name: quote(value, safe="~") for name, value in values.items()})


_BASE = re.compile(r"https?://[^\s?#@]+")


def site_base_of(data: Any, endpoint: Endpoint) -> SiteBase | None:
    """Read the address of the site out of the ``_links.base`` of an answer.

    ``None`` when it is missing, or nothing to be shown to people.
    """
    links = data.get("_links") if isinstance(data, dict) else None
    base = links.get("base") if isinstance(links, dict) else None
    if not isinstance(base, str) or not base.isprintable() or not _BASE.fullmatch(base):
        return None
    try:
        parts = urlsplit(base)
    except ValueError:
        return None
    loopback = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or (parts.scheme != "https" and not loopback):
        return None
    base = base.rstrip("/") + "/"
    if base.startswith(endpoint.api_base):
        return None
    if endpoint.flavour is Flavour.CLOUD and not base.endswith("/wiki/"):
        base += "wiki/"
    return SiteBase(base)
