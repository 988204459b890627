"""How service accounts get access tokens, and how long these are good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import requests

from sphinx_to_confluence.sandbox import TWELVE_SCOPES, Sandbox


class Watch:
    """A clock that stands still until a test moves it."""

    def __init__(self):
        self.time = datetime(2026, 11, 24, tzinfo=UTC)

    def __call__(self):
        """The present."""
        return self.time


@pytest.fixture
def watch():
    """The clock of the sandbox."""
    return Watch()


@pytest.fixture
def account(watch):
    """A sandbox with the client of a service account, and what its token requests hold."""
    with Sandbox(clock=watch) as sandbox:
        sandbox.add_space("DOC", "Documentation")
        client_id, secret = sandbox.add_oauth_client(
            user="bot@serviceaccount.atlassian.com", scopes=TWELVE_SCOPES, lifetime_s=600
        )
        yield (
            sandbox,
            {
                "grant_type": "client_credentials",
                "client_id": client_id,
                "client_secret": secret,
                "audience": "api.atlassian.com",
            },
        )


def ask(sandbox, url=None, **request):
    """Send a token request."""
    with requests.Session() as session:
        for prefix, adapter in sandbox.adapters().items():
            session.mount(prefix, adapter)
        return session.post(url or sandbox.addresses.token_url, **request)


def spaces(sandbox, call_as, bearer, token, url=None):
    """Use a token; return the status."""
    url = url or f"{sandbox.addresses.gateway_url}wiki"
    return call_as(sandbox, url, bearer(token)).v2("GET", "spaces")


@pytest.mark.parametrize("form", ["data", "json"])
def test_token_is_granted(account, call_as, bearer, form):
    """A form and JSON are both taken; the answer says what the token may do and for how long."""
    sandbox, given = account
    answer = ask(sandbox, **{form: given}).json()
    token = answer.pop("access_token")
    assert answer == {
        "expires_in": 600,
        "token_type": "Bearer",
        "scope": " ".join(sorted(TWELVE_SCOPES)),
    }
    assert spaces(sandbox, call_as, bearer, token).status_code == 200
    assert spaces(sandbox, call_as, bearer, token, sandbox.addresses.site_url).status_code == 401


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "access_denied"),
        ({"client_id": "wrong"}, 401, "access_denied"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_token_is_refused(account, change, status, error):
    """Strangers get none, and neither does who asks in another way."""
    sandbox, given = account
    answer = ask(sandbox, data=given | change)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_token_for_nobody(account, call_as, bearer):
    """Without the audience there is a token, but it opens nothing."""
    sandbox, given = account
    token = ask(sandbox, data=given | {"audience": ""}).json()["access_token"]
    assert spaces(sandbox, call_as, bearer, token).status_code == 404


def test_token_comes_to_its_end(account, watch, call_as, bearer):
    """Once its time is over, the gateway answers 401; the next token works."""
    sandbox, given = account
    first = ask(sandbox, data=given).json()["access_token"]
    watch.time += timedelta(seconds=599)
    assert spaces(sandbox, call_as, bearer, first).status_code == 200
    watch.time += timedelta(seconds=1)
    answer = spaces(sandbox, call_as, bearer, first)
    assert (answer.status_code, answer.json()) == (401, {"code": 401, "message": "Unauthorized"})
    second = ask(sandbox, data=given).json()["access_token"]
    assert spaces(sandbox, call_as, bearer, second).status_code == 200


def test_over_a_socket_tokens_come_from_the_same_server(account):
    """There is but one server, and it is asked as the others are."""
    sandbox, given = account
    with sandbox.serve() as addresses:
        assert addresses.token_url == f"{addresses.origin}/oauth/token"
        answer = requests.post(addresses.token_url, data=given, timeout=10)
    assert answer.status_code == 200
    assert [call.operation for call in sandbox.requests] == ["request_token"]
