"""The object that holds the secrets does not give them away."""

from __future__ import annotations

import base64
import copy
import dataclasses
import pickle
from urllib.parse import quote_plus

import pytest
from requests.auth import HTTPBasicAuth

from sphinx_to_confluence.config.credentials import Credentials, SecretText

TOKEN = 'ATATT3x/"ü+='
FULL = Credentials(
    server_user="writer@example.com",
    api_token=TOKEN,
    publish_token="personal-1",
    server_pass="pass-2",
    server_cookies={"sso": "cookie-3"},
    publish_headers={"Authorization": "Bearer header-4"},
    client_cert_pass="key-5",
    proxy_auth="proxyuser:proxy-6",
    server_auth=HTTPBasicAuth("auth-user", "auth-7"),
)


@pytest.mark.parametrize("show", [repr, str, "{}".format, "%s".__mod__])
def test_no_way_of_showing_the_object_shows_a_secret(show):
    """Only the user, and which secrets there are."""
    assert show(FULL) == (
        "Credentials(server_user='writer@example.com', api_token=<hidden>, publish_token=<hidden>, "
        "server_pass=<hidden>, server_cookies=<hidden>, publish_headers=<hidden>, client_cert_pass=<hidden>, "
        "proxy_auth=<hidden>, server_auth=<hidden>)"
    )
    assert show(Credentials()) == "Credentials()"


def test_a_secret_alone_hides_in_a_repr_too():
    """Local variables in a traceback are shown with ``repr``."""
    assert repr([FULL.api_token, dict(FULL.server_cookies)]) == "[<hidden>, {'sso': <hidden>}]"
    assert str(FULL.api_token) == TOKEN


@pytest.mark.parametrize(
    "leave",
    [
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        dataclasses.asdict,
        dataclasses.astuple,
        vars,
        lambda credentials: credentials.__getstate__(),
        lambda credentials: pickle.dumps(credentials.api_token),
        lambda credentials: pickle.dumps({"token": credentials.api_token}),
        lambda credentials: pickle.dumps(credentials.server_cookies),
    ],
)
def test_secrets_do_not_leave_the_process(leave):
    """Neither pickled nor copied into an ordinary dictionary."""
    with pytest.raises(TypeError):
        leave(FULL)


def test_credentials_cannot_be_changed():
    """Frozen, the dictionaries as well."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        FULL.api_token = "x"
    with pytest.raises(TypeError):
        FULL.server_cookies["a"] = "b"


def test_secrets_are_ordinary_texts_for_those_who_use_them():
    """They can be sent."""
    assert isinstance(FULL.api_token, SecretText)
    assert f"Bearer {FULL.publish_token}" == "Bearer personal-1"
    assert dict(FULL.server_cookies) == {"sso": "cookie-3"}


def encoded(text):
    """Base64, as in an Authorization header."""
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (f"a {TOKEN} b {TOKEN}", "a <hidden> b <hidden>"),
        (f"writer@example.com:{TOKEN}", "<hidden>"),
        (f"Basic {encoded(f'writer@example.com:{TOKEN}')}", "Basic <hidden>"),
        (f"?token={quote_plus(TOKEN)}&x", "?token=<hidden>&x"),
        ('{"t": "ATATT3x/\\"\\u00fc+="}', '{"t": "<hidden>"}'),
        ('{"t": "ATATT3x/\\"ü+="}', '{"t": "<hidden>"}'),
        ("personal-1 pass-2 cookie-3 key-5", "<hidden> <hidden> <hidden> <hidden>"),
        ("Bearer header-4, token header-4", "<hidden>, token <hidden>"),
        (f"proxy-6 proxyuser:proxy-6 {encoded('proxyuser:proxy-6')}", "<hidden> <hidden> <hidden>"),
        ("auth-7", "<hidden>"),
        ("writer@example.com got 401", "writer@example.com got 401"),
    ],
)
def test_every_form_of_a_secret_is_redacted(text, redacted):
    """Plain, with the user, base64, as part of an address, in JSON."""
    assert FULL.redact(text) == redacted


def test_redaction_leaves_messages_readable():
    """Without secrets nothing changes; a value of a few characters would take half of the message with it."""
    assert Credentials().redact("GET / answered 401") == "GET / answered 401"
    assert Credentials(publish_headers={"X-A": "1"}).redact("401 1") == "401 1"
