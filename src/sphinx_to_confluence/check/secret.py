"""Where does the secret come from, and can it be one? Its value is never shown."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.endpoint import Flavour
from sphinx_to_confluence.config.foreign_json import read_json
from sphinx_to_confluence.config.obtain import given_for
from sphinx_to_confluence.config.option import options_of
from sphinx_to_confluence.config.sources import Sources
from sphinx_to_confluence.errors import CredentialError
from sphinx_to_confluence.rest.auth import NoAuth, SignInKind, sign_in

WAYS_IN = ("server_auth", "publish_token", "oauth_client_secret", "api_token", "server_pass")
"""The secrets that sign in, by option; the others go along."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a secret comes from: an option, and the place that gives it."""

    name: str
    option: str
    where: str

    def __str__(self) -> str:
        return f"{self.option}, {self.where.replace('given in', 'from', 1).replace('given with', 'from', 1)}"


def kind_of_sign_in(credentials: Credentials, flavour: Flavour) -> SignInKind:
    """Return how the credentials are going to be used.

    :raises CredentialError: when only one half of what belongs together is there.
    """
    gets_tokens = credentials.oauth_client_id and credentials.oauth_client_secret
    return sign_in(credentials, flavour, NoAuth() if gets_tokens else None).kind


def origins(sources: Sources) -> list[Origin]:
    """Return where each secret comes from; nothing is run or read for it."""
    return [
        Origin(secret.config_name, given[0].option.config_name, given[0].where)
        for secret in options_of(Credentials)
        if (given := given_for(secret, sources))
    ]


def why_there_is_none(sources: Sources) -> str:
    """Say what the places have in which a secret was looked for: nothing, or variables with nothing in them."""
    by_name = {secret.name: secret.environment_variable for secret in options_of(Credentials)}
    empty = [by_name[name] for name in WAYS_IN if sources.environment.get(by_name[name]) == ""]
    if empty:
        verb = "is" if len(empty) == 1 else "are"
        return f"{' and '.join(empty)} {verb} set, but empty."
    return "Neither conf.py nor the environment gives a token or a password."


def refuse_impossible(credentials: Credentials) -> None:
    """Refuse what can be no token: what reaches a job when a variable was not set up, or was copied with too much.

    :raises CredentialError: for the first such token. Nothing of it is in the message.
    """
    for name in ("api_token", "publish_token"):
        token = getattr(credentials, name)
        found = next((told for looks, *told in _IMPOSSIBLE if token and looks(str(token))), None)
        if found is not None:
            what, remedy = found
            raise CredentialError(f"confluence_{name} cannot be a token: {what}", remedy=remedy)


_IMPOSSIBLE: tuple[tuple[Callable[[str], object], str, str], ...] = (
    # how it looks; what it is; what to do
    (
        lambda token: re.match(r"\$[({]?\w", token) or re.fullmatch(r"%\w+%", token),
        "it is the name of a variable, and not what is in it",
        "Nothing has put the value in its place: see that the variable exists and that the job passes it on.",
    ),
    (
        lambda token: token[0] in "'\"" or token[-1] in "'\"",
        "there are quotation marks around it",
        "Take them away: most CI systems take the value of a variable as it is.",
    ),
    (
        lambda token: token.lower().startswith(("bearer ", "basic ")),
        "it begins with the name of a way to sign in",
        "Give the token alone; how it is sent follows from whether there is a user.",
    ),
    (
        lambda token: any(character.isspace() for character in token),
        "there is a blank in it",
        "Copy it again: a token is one word.",
    ),
)


def doubts(
    credentials: Credentials, flavour: Flavour | None, *, now: float
) -> Iterator[tuple[str, str]]:
    """Yield what looks wrong about the credentials, and what to do; never a part of them."""
    for name in ("api_token", "publish_token"):
        token = getattr(credentials, name)
        expired = _expiry(str(token)) if token else None
        if expired is not None and expired < now:
            when = datetime.fromtimestamp(expired, UTC)
            yield (
                f"confluence_{name} is an access token that has expired, on {when:%Y-%m-%d at %H:%M} UTC",
                "Get a new one; access tokens of OAuth live for an hour.",
            )
    user, personal = credentials.server_user, credentials.publish_token
    if user and personal and not credentials.api_token and flavour is Flavour.CLOUD:
        yield (
            "confluence_publish_token is for Data Center, and this is Confluence Cloud: it is sent without the user",
            "Give the API token of that user as confluence_api_token (CONFLUENCE_API_TOKEN) instead.",
        )
    if user and credentials.api_token and not personal and flavour is Flavour.DATA_CENTER:
        yield (
            "confluence_api_token is for Confluence Cloud, and this is a Data Center: it is sent as a password",
            "Give a personal access token as confluence_publish_token (CONFLUENCE_PUBLISH_TOKEN) instead.",
        )
    if user and "@" not in user and flavour is Flavour.CLOUD:
        yield (
            "confluence_server_user is no e-mail address",
            "On Cloud set it to the e-mail address of the account that made the token.",
        )


def _expiry(secret: str) -> float | None:
    """Return when a JSON Web Token expires, as seconds since the epoch; ``None`` when it is none.

    Nothing depends on it but a hint, so that its signature is not looked at.
    """
    parts = secret.split(".")
    if len(parts) != 3 or not secret.startswith("eyJ"):
        return None
    try:
        claims = read_json(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return float(claims["exp"])
    except (binascii.Error, ValueError, KeyError, TypeError):
        return None
