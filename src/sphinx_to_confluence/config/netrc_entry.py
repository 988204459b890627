"""What does the ``.netrc`` of the person say about our host? Asked only when an option says so, and for no other host.

``requests`` would look there by itself, for every host that it is led to, and put what it finds in the place of a
token; it is kept from that. Entries for ``default`` are for any host, so they are left alone.
"""

from __future__ import annotations

import netrc
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sphinx_to_confluence.config.address import parse_address
from sphinx_to_confluence.config.credentials import SecretText
from sphinx_to_confluence.config.realms import ATLASSIANS_OWN, realm_of
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import CredentialError

VARIABLE = "NETRC"
"""Environment variable that names another file, as it does for curl and requests."""

_NAMES = (".netrc", "_netrc")  # the second one on Windows


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands behind the name of a host; ``login`` is empty when it holds a secret alone."""

    host: str
    login: str
    secret: SecretText = field(repr=False)


def hosts_of(settings: Settings) -> tuple[str, ...]:
    """The hosts whose entries may be used: that of the API, then that of the site."""
    if settings.server_url is None:
        return ()
    site = parse_address(settings.server_url)
    if not settings.gateway_only:
        return (site.host,)
    if settings.api_gateway is not None:
        gateway = parse_address(settings.api_gateway).host
    else:
        realm = realm_of(site) or ATLASSIANS_OWN
        gateway = realm.gateway_host
    return tuple(dict.fromkeys((gateway, site.host)))


def entry_for(settings: Settings, warn: Callable[[str], None]) -> Entry:
    """Find the entry for our host.

    :param warn: gets a sentence when others can read the file.
    :raises CredentialError: when there is no such file, it cannot be read, or it holds no entry for us. Nothing that
        stands in it is in the message.
    """
    path = _path()
    hosts = hosts_of(settings)
    wanted = " or ".join(hosts)
    tried = f"cannot find a secret for {wanted} in {path}"
    entries = _entries(path, tried)
    host = next((host for host in hosts if host in entries.hosts), None)
    if host is None:
        raise CredentialError(
            tried,
            cause="It has no entry for this host. Entries for other hosts, and the one for 'default', are not used.",
            remedy=f"Add the line: machine {hosts[0]} login <e-mail address or user> password <token>",
        )
    login, _, secret = entries.hosts[host]
    if not secret:
        raise CredentialError(
            tried, cause=f"The entry for {host} has no password.", remedy="Add it."
        )
    user = settings.server_user
    if user and login and login.casefold() != user.casefold():
        raise CredentialError(
            tried,
            cause=f"The entry for {host} is that of another user than confluence_server_user.",
            remedy="Remove confluence_server_user, or correct one of the two.",
        )
    _warn_if_open(path, warn)
    return Entry(host, login, SecretText(secret))


def _path() -> Path:
    given = os.environ.get(VARIABLE)
    if given:
        return Path(given).expanduser()
    paths = [Path.home() / name for name in _NAMES]
    return next((path for path in paths if path.exists()), paths[0])


def _entries(path: Path, tried: str) -> netrc.netrc:
    try:
        return netrc.netrc(str(path))
    except netrc.NetrcParseError as error:
        # Its own message quotes the file, which is full of secrets.
        raise CredentialError(
            tried,
            answered=f"It cannot be read: something is wrong near line {error.lineno}.",
            cause="A password with a blank or a '#' in it has to stand in double quotes.",
            remedy="Each entry is: machine <host> login <user> password <secret>",
        ) from None
    except FileNotFoundError:
        raise CredentialError(
            tried,
            answered="There is no such file.",
            remedy=f"Make it, or have the environment variable {VARIABLE} name another one; or turn confluence_netrc "
            "off and give the secret in another way.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "It is not UTF-8"
        raise CredentialError(tried, answered=f"{reason or type(error).__name__}.") from None


def _warn_if_open(path: Path, warn: Callable[[str], None]) -> None:
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        warn(
            f"{path} holds secrets and can be read by others on this machine; 'chmod 600' mends that"
        )
