"""What does an address say that was copied from a browser? The site, and the space and page that it shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, unquote, unquote_plus, urlsplit

from sphinx_to_confluence.config.address import (
    Address,
    AddressError,
    is_loopback_host,
    parse_address,
)
from sphinx_to_confluence.config.realms import REALMS
from sphinx_to_confluence.config.tenant import is_cloud_id
from sphinx_to_confluence.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Pasted:
    """What an address says.

    :param server_url: what ``confluence_server_url`` is set to.
    :param space_key: of the space that it shows, if it shows one.
    :param page_id: of the page or folder that it shows.
    :param page_title: of the page, where the address names it by that.
    :param is_cloud: whether it is Cloud; ``None`` when the address does not tell.
    :param is_gateway: whether it is an address of Atlassian's API gateway.
    """

    server_url: str
    space_key: str | None = None
    page_id: int | None = None
    page_title: str | None = None
    is_cloud: bool | None = None
    is_gateway: bool = False


_KEY = r"[~\w.%-]+"
_ID = r"[0-9]{1,19}"
_PLACES: Sequence[tuple[str, bool | None]] = (
    # What stands behind the base address, and whether only Cloud has such addresses. Values: key, id, title.
    (rf"spaces/(?P<key>{_KEY})/(?:pages|blog)/(?:edit-v2/)?(?P<id>{_ID})(?:/.*)?", None),
    (rf"spaces/(?P<key>{_KEY})/folder/(?P<id>{_ID})(?:/.*)?", True),
    (rf"spaces/(?P<key>{_KEY})/overview", None),
    (rf"spaces/(?P<key>{_KEY})/(?:pages|blog|database|whiteboard|apps|archive)?(?:/.*)?", None),
    (rf"spaces/(?P<key>{_KEY})", None),
    (rf"display/(?P<key>{_KEY})/(?P<title>[^/]+)", False),
    (rf"display/(?P<key>{_KEY})", False),
)
_ACTION = re.compile(r"(?:.*/)?\w+\.action")
_BELOW = ("spaces", "display", "pages", "x", "rest", "label", "users", "download", "plugins")
"""First segments of what is no part of a base address."""


def read_pasted(text: str) -> Pasted:
    """Read an address, with or without ``https://`` before it.

    :raises ConfigurationError: when it is no address, or one that names its page in a way that cannot be read.
    """
    given = text.strip().strip("<>\"'")
    if "://" not in given:
        host = re.split(r"[/:?#]", given, maxsplit=1)[0].lower()
        given = ("http://" if is_loopback_host(host) else "https://") + given
    try:
        address = parse_address(given)
    except AddressError as error:
        raise ConfigurationError(
            f"the address {error}",
            remedy="Copy it from a browser that shows a page of the space, such as "
            "https://example.atlassian.net/wiki/spaces/DOC/overview.",
        ) from None
    if address.path[:2] == ("ex", "confluence"):
        return _gateway(address)
    realm = next((realm for realm in REALMS if address.is_below(realm.domain)), None)
    base, below = _split(address, is_cloud=realm is not None)
    pasted = Pasted(address.at(*base).removesuffix("/"), is_cloud=True if realm else None)
    return _placed(pasted, below, given)


def _gateway(address: Address) -> Pasted:
    if len(address.path) < 3 or not is_cloud_id(address.path[2]):
        raise ConfigurationError(
            "the address is one of Atlassian's API gateway, but holds no cloud id",
            remedy="Give the address of the site instead, from a browser that shows a page of the space.",
        )
    url = address.at(*address.path[:3])
    return Pasted(url, is_cloud=True, is_gateway=True)


def _split(address: Address, *, is_cloud: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part the path in the base address and what stands behind it."""
    path = address.path
    if is_cloud:
        return ("wiki",), path[1:] if path[:1] == ("wiki",) else path
    for at, segment in enumerate(path):
        if segment in _BELOW or segment.endswith(".action"):
            return path[:at], path[at:]
    return path, ()


def _placed(pasted: Pasted, below: tuple[str, ...], given: str) -> Pasted:
    """Add what the rest of an address says about the space and the page."""
    rest = "/".join(below)
    if below[:1] == ("x",):
        raise ConfigurationError(
            "the address is a short link, which does not say where it leads",
            remedy="Open it in a browser, and copy the address that is shown then.",
        )
    if _ACTION.fullmatch(rest):
        return _of_action(pasted, given)
    for pattern, is_cloud in _PLACES:
        found = re.fullmatch(pattern, rest)
        if found is not None:
            values = found.groupdict()
            title = values.get("title")
            return replace(
                pasted,
                space_key=unquote(values["key"]),
                page_id=int(values["id"]) if values.get("id") else None,
                page_title=unquote_plus(title) if title else None,
                is_cloud=is_cloud if pasted.is_cloud is None else pasted.is_cloud,
            )
    return pasted


def _of_action(pasted: Pasted, given: str) -> Pasted:
    """Read ``pages/viewpage.action?pageId=1`` and its like."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(given).query).items()}
    page_id = query.get("pageId", "")
    return replace(
        pasted,
        space_key=query.get("spaceKey") or query.get("key"),
        page_id=int(page_id) if re.fullmatch(_ID, page_id) else None,
        page_title=query.get("title"),
    )
