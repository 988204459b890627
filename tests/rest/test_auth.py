"""Who we are to Confluence, and to whom alone we say it."""

from __future__ import annotations

import base64

import pytest
import requests
from requests.auth import HTTPDigestAuth

from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.endpoint import Flavour
from sphinx_to_confluence.errors import CredentialError
from sphinx_to_confluence.rest.auth import NoAuth, OriginBound, SignInKind, bearer, sign_in

CLOUD, DATA_CENTER = Flavour.CLOUD, Flavour.DATA_CENTER


def basic(text):
    """The header for a user and a secret."""
    return "Basic " + base64.b64encode(text.encode()).decode()


def signed(auth, url="https://example.atlassian.net/wiki/"):
    """The Authorization header that an auth object sends."""
    return requests.Request("GET", url, auth=auth).prepare().headers.get("Authorization")


@pytest.mark.parametrize(
    ("flavour", "given", "header", "kind"),
    [
        (CLOUD, {"server_user": "u", "api_token": "t"}, basic("u:t"), SignInKind.BASIC),
        (CLOUD, {"api_token": "t"}, "Bearer t", SignInKind.BEARER),
        (CLOUD, {"publish_token": "p"}, "Bearer p", SignInKind.BEARER),
        (
            CLOUD,
            {"server_user": "u", "api_token": "t", "publish_token": "p"},
            basic("u:t"),
            SignInKind.BASIC,
        ),
        (
            CLOUD,
            {"server_user": "u", "api_token": "t", "server_pass": "w"},
            basic("u:t"),
            SignInKind.BASIC,
        ),
        (DATA_CENTER, {"server_user": "u", "publish_token": "p"}, "Bearer p", SignInKind.BEARER),
        (
            DATA_CENTER,
            {"server_user": "u", "server_pass": "w", "publish_token": "p"},
            "Bearer p",
            SignInKind.BEARER,
        ),
        (
            DATA_CENTER,
            {"server_user": "ü", "server_pass": "wörd"},
            basic("ü:wörd"),
            SignInKind.BASIC,
        ),
        (DATA_CENTER, {"server_user": "u"}, None, SignInKind.NONE),
        (CLOUD, {}, None, SignInKind.NONE),
        (DATA_CENTER, {"server_cookies": {"s": "1"}}, None, SignInKind.OTHER),
        (DATA_CENTER, {"publish_headers": {"X-Key": "1"}}, None, SignInKind.OTHER),
    ],
)
def test_sign_in(flavour, given, header, kind):
    """A user makes it Basic, no user makes it Bearer, and a personal access token wins on Data Center."""
    who = sign_in(Credentials(**given), flavour)
    assert (signed(who.auth), who.kind) == (header, kind)


def test_own_auth_object_goes_first():
    """An auth object of one's own is used as it is."""
    own = HTTPDigestAuth("u", "p")
    who = sign_in(Credentials(server_auth=own, server_user="u", api_token="t"), CLOUD)
    assert (who.auth, who.kind) == (own, SignInKind.OTHER)


def test_password_without_user():
    """A password alone is refused with the name of the option that is missing."""
    with pytest.raises(CredentialError, match="confluence_server_user"):
        sign_in(Credentials(server_pass="w"), DATA_CENTER)


@pytest.mark.parametrize(
    ("url", "header"),
    [
        ("https://wiki.example.com/rest/api/content", "Bearer t"),
        ("https://WIKI.example.com:443/x", "Bearer t"),
        ("http://wiki.example.com/x", None),
        ("https://wiki.example.com:8443/x", None),
        ("https://wiki.example.com.evil.org/x", None),
        ("https://evil.org/?https://wiki.example.com/", None),
        ("https://wiki.example.com@evil.org/", None),
    ],
)
def test_signs_for_one_origin_only(url, header):
    """Scheme, host and port all have to be those of the API."""
    assert signed(OriginBound(bearer("t"), "https://wiki.example.com/"), url) == header


def test_netrc_adds_nothing(tmp_path, monkeypatch, talk, confluence):
    """What ~/.netrc holds for the host neither replaces a Bearer token nor is sent where there is none."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine wiki.example.com login intruder password x\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    space = confluence.reply(200, {"key": "DOC", "name": "D", "homepage": {"id": 1}})
    for credentials, header in (
        ({"publish_token": "p-a-t"}, "Bearer p-a-t"),
        ({"publish_headers": {"X-Key": "k"}}, None),
    ):
        conversation = talk(space, server=confluence.server, credentials=credentials)
        conversation.client.space("DOC")
        assert [sent.headers.get("Authorization") for sent in conversation.sent] == [header]


def test_no_auth_is_true_to_requests():
    """The object that sends nothing counts as an auth, so that requests looks no further."""
    assert bool(NoAuth())
    assert signed(NoAuth()) is None
