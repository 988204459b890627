"""Which kinds of token are there, and which options belong to each? For those who set a project up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WayIn:
    """A kind of token.

    :param name: the word for it on the command line.
    :param description: what people know it as.
    :param secret: the option that gives it.
    :param on_cloud: whether it is one of Cloud, or else of Data Center.
    :param user: the option that names whose it is, empty when it needs none.
    :param whose: how that is asked for.
    :param scoped: whether it works on the API gateway only.
    :param made_at: where it is made.
    """

    name: str
    description: str
    secret: str
    on_cloud: bool
    user: str = ""
    whose: str = ""
    scoped: bool = False
    made_at: str = ""

    @property
    def secret_option(self) -> str:
        """The name of the option in ``conf.py``."""
        return f"confluence_{self.secret}"

    @property
    def variable(self) -> str:
        """The environment variable that gives it."""
        return self.secret_option.upper()


_TOKENS = "https://id.atlassian.com/manage-profile/security/api-tokens"
_ADMINISTRATION = "https://admin.atlassian.com, Directory, Service accounts"
_IN_CONFLUENCE = "your picture, Settings, Personal Access Tokens, in Confluence"
_EMAIL = "E-mail address of the account that made the token"

WAYS_IN: Mapping[str, WayIn] = {
    way.name: way
    for way in (
        WayIn(
            "scoped",
            "API token with scopes of a person (recommended)",
            "api_token",
            on_cloud=True,
            user="server_user",
            whose=_EMAIL,
            scoped=True,
            made_at=_TOKENS,
        ),
        WayIn(
            "classic",
            "API token without scopes of a person",
            "api_token",
            on_cloud=True,
            user="server_user",
            whose=_EMAIL,
            made_at=_TOKENS,
        ),
        WayIn(
            "service",
            "API token of a service account",
            "api_token",
            on_cloud=True,
            scoped=True,
            made_at=_ADMINISTRATION,
        ),
        WayIn(
            "oauth",
            "OAuth client id and secret of a service account",
            "oauth_client_secret",
            on_cloud=True,
            user="oauth_client_id",
            whose="Client id",
            scoped=True,
            made_at=_ADMINISTRATION,
        ),
        WayIn(
            "pat",
            "personal access token (recommended)",
            "publish_token",
            on_cloud=False,
            made_at=_IN_CONFLUENCE,
        ),
        WayIn(
            "password",
            "user and password",
            "server_pass",
            on_cloud=False,
            user="server_user",
            whose="User name",
        ),
    )
}
"""The kinds, those of Cloud first, the best one of each product before the others."""

KEEPINGS: Mapping[str, str] = {
    "environment": "an environment variable, as in a CI job (recommended)",
    "command": "a program that prints it, such as op read or pass show",
    "keyring": "the keyring of this machine",
    "file": "a file that is not in version control",
}
"""Where a token may be kept, and what that is."""


def kinds_for(*, is_cloud: bool) -> list[WayIn]:
    """The kinds of a product, the best one first."""
    return [way for way in WAYS_IN.values() if way.on_cloud is is_cloud]


def is_like_a_token(text: str) -> bool:
    """Whether somebody may have given a secret where the place of one was asked for."""
    if re.match(r"AT[A-Z]TT3|ATCTT3|eyJ[\w-]+\.", text):
        return True
    # One long word of letters and figures, without what paths, addresses and commands have in them.
    long_word = re.fullmatch(r"[\w+=-]{24,}", text) is not None
    return long_word and bool(re.search(r"\d", text)) and bool(re.search(r"[A-Za-z]", text))
