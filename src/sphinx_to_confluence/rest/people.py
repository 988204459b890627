"""Who is somebody? People as Confluence describes them, and the one who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.errors import BadCredentials
from sphinx_to_confluence.rest.caller import Call, Caller
from sphinx_to_confluence.rest.operations import Operation


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account.

    :param name: for people; the user name where Confluence tells no other.
    :param email: empty when it is not shown, which everybody may choose on Cloud.
    :param account: the account id on Cloud, the user name on Data Center.
    :param kind: ``atlassian`` for people, ``app`` for programs, as Cloud has it; empty on Data Center.
    """

    name: str
    email: str = ""
    account: str = ""
    kind: str = ""


def person(row: Any) -> Person:
    """Read a person; all texts are safe to show."""
    return Person(
        name=display_name(row) or excerpt(str(row.get("username") or "")),
        email=excerpt(str(row.get("email") or "")),
        account=excerpt(str(row.get("accountId") or row.get("username") or "")),
        kind=excerpt(str(row.get("accountType") or "")),
    )


def display_name(row: Any) -> str:
    """Read what a person is called; empty when it is not told."""
    return excerpt(str(row.get("displayName") or row.get("publicName") or ""))


def signed_in(caller: Caller, operation: Operation, tried: str) -> Person:
    """Ask who the credentials belong to.

    :raises BadCredentials: when they count for nobody.
    :raises MissingScope: when the token may not ask.
    """
    call = Call(operation=operation, tried=tried)
    row = caller.value(call, dict)
    if row.get("type") == "anonymous":
        raise BadCredentials(
            tried,
            operation=operation.name,
            status=200,
            answered="Confluence answers as to somebody who is not signed in.",
            cause="The token is wrong, expired or revoked, or none is configured.",
            remedy="Check confluence_server_user and confluence_api_token (Cloud), or confluence_publish_token (Data "
            "Center).",
        )
    return person(row)
