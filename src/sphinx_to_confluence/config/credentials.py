"""Who are we to Confluence? The secrets, each declared once, in one object that does not give them away."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, NoReturn
from urllib.parse import quote, quote_plus

from requests.auth import AuthBase

from sphinx_to_confluence.config import checks
from sphinx_to_confluence.config.option import FUNCTION, Group, Option, option, options_of

HIDDEN = "<hidden>"

_SHORTEST_REDACTED = 4
"""Shorter values are left alone: without every ``1`` of a message nobody could read it."""


_OPEN = ("server_user", "oauth_client_id")
"""What belongs to a secret and is none."""


class SecretText(str):
    """A text that does not show in a ``repr``, such as that of local variables in a traceback, and is never pickled."""

    __slots__ = ()

    def __repr__(self) -> str:
        return HIDDEN

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets are not pickled")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """The user and all secrets, had from their sources.

    The texts are :class:`SecretText`. ``dataclasses.asdict``, copying and pickling are refused.
    """

    server_user: str | None = None
    oauth_client_id: str | None = None
    api_token: str | None = option(
        None,
        str,
        FUNCTION,
        group=Group.CREDENTIALS,
        check=checks.one_line,
        secret=True,
        help="""API token of Confluence Cloud, classic or scoped (see ``confluence_api_token_scoped``). With
        ``confluence_server_user`` it is sent as a password, without a user as ``Bearer``.""",
        example="os.environ['CI_CONFLUENCE_TOKEN']",
    )
    publish_token: str | None = option(
        None,
        str,
        FUNCTION,
        group=Group.CREDENTIALS,
        check=checks.one_line,
        secret=True,
        help="""Personal access token of Confluence Data Center; it needs no user.""",
        example="os.environ['CI_CONFLUENCE_TOKEN']",
    )
    oauth_client_secret: str | None = option(
        None,
        str,
        FUNCTION,
        group=Group.CREDENTIALS,
        check=checks.one_line,
        secret=True,
        help="""Secret that belongs to ``confluence_oauth_client_id``. It is sent to the server for access tokens
        (``confluence_oauth_token_url``) and nowhere else.""",
        example="os.environ['CI_CONFLUENCE_CLIENT_SECRET']",
    )
    server_pass: str | None = option(
        None,
        str,
        FUNCTION,
        group=Group.CREDENTIALS,
        check=checks.one_line,
        secret=True,
        help="""Password that belongs to ``confluence_server_user`` on Data Center. Prefer a personal access token,
        which can be revoked: ``confluence_publish_token``.""",
        example="os.environ['CI_CONFLUENCE_PASSWORD']",
    )
    server_cookies: Mapping[str, str] = option(
        {},
        dict,
        FUNCTION,
        group=Group.CREDENTIALS,
        check=checks.one_line_each,
        secret=True,
        help="""Cookies for all requests, such as those of a single sign-on. In the environment: JSON, or
        ``name=value`` with ``;`` between.""",
        example="{'sso': os.environ['SSO_COOKIE']}",
    )
    publish_headers: Mapping[str, str] = option(
        {},
        dict,
        FUNCTION,
        group=Group.CREDENTIALS,
        check=checks.one_line_each,
        secret=True,
        help="""Headers for all requests, such as those that a gateway of the company asks for. Treated as secrets,
        since they may be some. In the environment: JSON, or ``name=value`` with ``;`` between.""",
        example="{'X-Company-Key': os.environ['COMPANY_KEY']}",
    )
    client_cert_pass: str | None = option(
        None,
        str,
        FUNCTION,
        group=Group.CREDENTIALS,
        check=checks.one_line,
        secret=True,
        help="Pass phrase of the key of ``confluence_client_cert``.",
        example="os.environ['CLIENT_KEY_PASS']",
    )
    proxy_auth: str | None = option(
        None,
        str,
        FUNCTION,
        group=Group.CREDENTIALS,
        check=checks.user_and_password,
        secret=True,
        help="User and password for the proxy, with a colon between.",
        example="os.environ['PROXY_AUTH']",
    )
    server_auth: AuthBase | None = option(
        None,
        AuthBase,
        FUNCTION,
        group=Group.CREDENTIALS,
        secret=True,
        help="""An auth object for ``requests`` that signs every request, or a function without arguments that
        returns one; goes before all tokens and passwords.""",
        example="HTTPDigestAuth('writer', os.environ['CI_CONFLUENCE_PASSWORD'])",
    )

    def __post_init__(self) -> None:
        for declared in options_of(type(self)):
            value = getattr(self, declared.name)
            if isinstance(value, str):
                object.__setattr__(self, declared.name, SecretText(value))
            elif isinstance(value, Mapping):
                hidden = {name: SecretText(text) for name, text in value.items()}
                object.__setattr__(self, declared.name, MappingProxyType(hidden))

    def __repr__(self) -> str:
        shown = [f"{name}={getattr(self, name)!r}" for name in _OPEN if getattr(self, name)]
        secrets = (field.name for field in fields(self) if field.name not in _OPEN)
        shown += [f"{name}={HIDDEN}" for name in secrets if getattr(self, name)]
        return f"Credentials({', '.join(shown)})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials are not pickled")

    def __getstate__(self) -> NoReturn:
        raise TypeError("credentials are not pickled")

    def redact(self, text: str) -> str:
        """Replace every secret in a text, also where it is encoded as it travels; the longest first."""
        forms = {form for secret in self._secrets() for form in _forms(secret)}
        for form in sorted(forms, key=len, reverse=True):
            if len(form) >= _SHORTEST_REDACTED:
                text = text.replace(form, HIDDEN)
        return text

    def _secrets(self) -> Iterator[str]:
        """Every text that nobody may see, as it is."""
        for secret in (self.api_token, self.publish_token, self.server_pass):
            if secret:
                yield secret
                yield f"{self.server_user or ''}:{secret}"
        for secret in (self.oauth_client_secret, self.client_cert_pass, self.proxy_auth):
            if secret:
                yield secret
        if self.proxy_auth:
            yield self.proxy_auth.partition(":")[2]
        yield from self.server_cookies.values()
        for value in self.publish_headers.values():
            yield value
            yield value.partition(" ")[2]  # what stands behind "Bearer" or "Basic"
        # An auth object keeps its secrets in attributes of any name.
        if self.server_auth is not None:
            yield from _texts_in(getattr(self.server_auth, "__dict__", {}))


def _texts_in(attributes: Mapping[str, Any]) -> Iterator[str]:
    for value in attributes.values():
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        if isinstance(value, str):
            yield value


def _forms(secret: str) -> Iterator[str]:
    """The ways in which a secret may be written in a message."""
    yield from (str(secret), quote(secret), quote(secret, safe=""), quote_plus(secret))
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    encoded = secret.encode("utf-8", "surrogatepass")
    yield base64.b64encode(encoded).decode("ascii")
    yield base64.urlsafe_b64encode(encoded).decode("ascii")


_ACCOUNT = "the name of the option"
_ACCOUNT_OF = {
    "api_token": "``confluence_server_user``, or ``api_token`` without one",
    "server_pass": "``confluence_server_user``",
    "oauth_client_secret": "``confluence_oauth_client_id``",
}
"""The accounts under which keyrings keep secrets, in words."""


def companions_of(secret: Option) -> tuple[Option, ...]:
    """The options that say where a secret is had from: a program, a file, a keyring; none for what is no text."""
    if not {str, dict} & set(secret.types):
        return ()
    return (
        Option(
            name=f"{secret.name}_command",
            types=(str, list, tuple),
            default=None,
            group=secret.group,
            check=checks.command,
            help=f"Program that prints ``{secret.config_name}``, with its arguments: a list, or a text that is taken "
            "apart as a shell would. It runs in the source directory, without a shell, and only when the secret "
            "is needed; blanks and line ends around what it prints do not count.",
            example=f"['pass', 'show', 'confluence/{secret.name}']",
        ),
        Option(
            name=f"{secret.name}_file",
            types=(str,),
            default=None,
            group=secret.group,
            check=checks.not_empty,
            is_path=True,
            help=f"File that holds ``{secret.config_name}`` and nothing else; relative to the source directory. Blanks "
            "and line ends around the text do not count.",
            example=f"'/run/secrets/confluence_{secret.name}'",
        ),
        Option(
            name=f"{secret.name}_keyring",
            types=(str,),
            default=None,
            group=secret.group,
            check=checks.not_empty,
            help=f"Service under which the keyring of this machine keeps ``{secret.config_name}``; needs the extra "
            f"``keyring``. The account is {_ACCOUNT_OF.get(secret.name, _ACCOUNT)}. ``keyring set`` puts it there.",
            example="'confluence'",
        ),
    )
