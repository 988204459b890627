"""Which parts does an address have that a person configured?"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")


class AddressError(ValueError):
    """A text is no address of a server; the message is a clause that says why and never repeats the text."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart.

    :param host: in lower case and ASCII; IPv6 without brackets.
    :param port: ``None`` for the usual port of the scheme.
    :param path: the segments of the path, without empty ones.
    :param has_tail: whether there was a query or a fragment.
    """

    scheme: str
    host: str
    port: int | None
    path: tuple[str, ...]
    has_tail: bool = False

    @property
    def origin(self) -> str:
        """Scheme, host and port, without a slash at the end: ``https://example.atlassian.net``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this very machine, so that nothing sent to it can be read on the way."""
        return is_loopback_host(self.host)

    def is_below(self, domain: str) -> bool:
        """Whether the host is a subdomain; ``evilatlassian.net`` is not below ``atlassian.net``."""
        return self.host.endswith(f".{domain}")

    def at(self, *segments: str) -> str:
        """The address of a path on this server, with a slash at the end."""
        return "/".join((self.origin, *segments)) + "/"


def is_loopback_host(host: str) -> bool:
    """Whether a host, in lower case and IPv6 without brackets, is this very machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def parse_address(text: str) -> Address:
    """Take an address apart.

    :raises AddressError: when it is none, or holds a user name, which may stand before a password or a token.
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise AddressError("is not a valid address") from None
    # Before all else: no other clause may be reached, and no text repeated, with a secret in the address.
    if "@" in parts.netloc:
        raise AddressError(
            "holds a user name or a token before the '@'; credentials have options of their own"
        )
    if parts.scheme not in _DEFAULT_PORTS:
        raise AddressError("does not start with 'https://'")
    if any(char.isspace() or not char.isprintable() or char == "\\" for char in text):
        raise AddressError("holds a blank, a backslash or a control character")
    path = tuple(segment for segment in parts.path.split("/") if segment)
    if {".", ".."} & set(path):
        raise AddressError("holds '.' or '..' as a part of the path")
    return Address(
        scheme=parts.scheme,
        host=_host(parts),
        port=None if port == _DEFAULT_PORTS[parts.scheme] else port,
        path=path,
        has_tail=bool(parts.query or parts.fragment),
    )


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    if ":" in host:
        return host
    try:
        ascii_host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        ascii_host = ""
    if not _HOST_NAME.fullmatch(ascii_host):
        raise AddressError("has no valid host name")
    return ascii_host
