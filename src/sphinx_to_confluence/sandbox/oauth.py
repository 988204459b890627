"""How does a service account get an access token? The server for tokens of Cloud, which knows client ids and secrets.

Accepted are a form, as the standard has it, and JSON: both are used with Atlassian's (seen 2026-11). A token that was
asked for without the audience is given all the same, and is of no use anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from werkzeug.wrappers import Request

from sphinx_to_confluence.sandbox import directory
from sphinx_to_confluence.sandbox.exchange import Reply
from sphinx_to_confluence.sandbox.records import TokenKind
from sphinx_to_confluence.sandbox.store import Store

_AUDIENCE = "api.atlassian.com"
_GRANT = "client_credentials"


def grant(store: Store, asked: Request) -> Reply:
    """A new access token, or why there is none."""
    given = _given(asked)
    if given.get("grant_type") != _GRANT:
        return _refused(400, "unsupported_grant_type", "Unsupported grant type")
    client = directory.oauth_client(
        store, given.get("client_id", ""), given.get("client_secret", "")
    )
    if client is None:
        return _refused(401, "access_denied", "Unauthorized")
    ends = datetime.fromisoformat(store.now()) + timedelta(seconds=client.lifetime_s)
    token = directory.issue_token(
        store,
        TokenKind.OAUTH,
        client.user,
        scopes=client.scopes,
        usable=given.get("audience") == _AUDIENCE,
        ends=ends,
    )
    body = {
        "access_token": token,
        "expires_in": client.lifetime_s,
        "token_type": "Bearer",
        "scope": " ".join(sorted(client.scopes)),
    }
    return Reply(body, headers={"Cache-Control": "no-store"})


def _given(asked: Request) -> Mapping[str, str]:
    if asked.mimetype != "application/json":
        return asked.form
    try:
        found = json.loads(asked.get_data())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _refused(status: int, error: str, why: str) -> Reply:
    return Reply({"error": error, "error_description": why}, status)
