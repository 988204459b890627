"""A secret from the ``.netrc`` of the person: when an option says so, for our host, and no other."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.config.gather import gather
from sphinx_to_confluence.config.netrc_entry import hosts_of
from sphinx_to_confluence.config.obtain import Obtainer
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.sources import Sources
from sphinx_to_confluence.config.terminal import Terminal
from sphinx_to_confluence.errors import CredentialError

SITE = "https://example.atlassian.net/wiki"
SERVER = "https://wiki.example.com"


class Silence(Terminal):
    """A terminal at which somebody types."""

    is_there = True

    def ask_hidden(self, question):
        """Type a token."""
        return f"typed for {question}"


@pytest.fixture
def had(tmp_path, monkeypatch):
    """Gather credentials with a ``.netrc`` of this text; warnings are in ``had.warned``."""

    def gathered(text, environment=None, *, mode=0o600, terminal=None, **settings):
        file = tmp_path / "other-netrc"
        if text is not None:
            file.write_text(text, encoding="utf-8")
            file.chmod(mode)
        monkeypatch.setenv("NETRC", str(file))
        chosen = Settings(**{"server_url": SITE, "netrc": True} | settings)
        sources = Sources({}, {}, environment or {})
        obtainer = Obtainer(tmp_path, gathered.warned.append)
        found = gather(chosen, sources, obtainer, terminal or Terminal())
        names = ("server_user", "api_token", "publish_token", "server_pass")
        return {name: str(value) for name in names if (value := getattr(found, name))}

    gathered.warned = []
    return gathered


@pytest.mark.parametrize(
    ("settings", "hosts"),
    [
        ({"server_url": SITE}, ("example.atlassian.net",)),
        ({"server_url": SERVER}, ("wiki.example.com",)),
        (
            {"server_url": SITE, "api_token_scoped": True},
            ("api.atlassian.com", "example.atlassian.net"),
        ),
        (
            {"server_url": "https://x.atlassian-us-gov-mod.net", "api_token_scoped": True},
            ("api.atlassian-us-gov-mod.com", "x.atlassian-us-gov-mod.net"),
        ),
        (
            {"server_url": SITE, "api_token_scoped": True, "api_gateway": "https://gate.example/x"},
            ("gate.example", "example.atlassian.net"),
        ),
        (
            {"server_url": "https://api.atlassian.com/ex/confluence/x", "api_token_scoped": True},
            ("api.atlassian.com",),
        ),
        ({}, ()),
    ],
)
def test_hosts(settings, hosts):
    """The host of the API, then that of the site."""
    assert hosts_of(Settings(**settings)) == hosts


def test_an_entry_for_cloud(had):
    """Login and password are the user and the API token."""
    found = had("machine example.atlassian.net login me@example.com password s3cret")
    assert found == {"server_user": "me@example.com", "api_token": "s3cret"}
    assert had.warned == []


def test_an_entry_for_the_gateway_goes_first(had):
    """With a scoped token, calls go there."""
    text = (
        "machine example.atlassian.net login me password classic\n"
        "machine api.atlassian.com login me password scoped\n"
    )
    assert had(text, api_token_scoped=True)["api_token"] == "scoped"
    assert had(text)["api_token"] == "classic"


def test_an_entry_without_a_login(had):
    """It is a token that needs no user: of a service account, or a personal access token."""
    assert had("machine example.atlassian.net password s3cret") == {"api_token": "s3cret"}
    text = "machine wiki.example.com password s3cret"
    assert had(text, server_url=SERVER) == {"publish_token": "s3cret"}


def test_an_entry_for_data_center(had):
    """Login and password are a user and a password."""
    found = had("machine wiki.example.com login me password s3cret", server_url=SERVER)
    assert found == {"server_user": "me", "server_pass": "s3cret"}


def test_without_the_option_it_is_not_read(had):
    """As for all that ``requests`` does by itself."""
    assert had("machine example.atlassian.net login me password s3cret", netrc=False) == {}


def test_it_is_the_last_source(had):
    """What an option gives goes first; the file need not even be one."""
    found = had("nonsense", {"CONFLUENCE_API_TOKEN": "from the environment"})
    assert found == {"api_token": "from the environment"}


def test_only_the_keyboard_comes_later(had):
    """Without an entry the person is asked, if that was asked for."""
    found = had("", ask_password=True, terminal=Silence())
    assert found == {"api_token": f"typed for API token for {SITE}:"}


def test_a_service_account_has_no_entry(had):
    """Its secret is for another server than the host that is called."""
    text = "machine api.atlassian.com login me password s3cret"
    assert had(text, oauth_client_id="x") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "There is no such file."),
        ("machine other.example login me password s3cret", "It has no entry for this host."),
        ("default login me password s3cret", "It has no entry for this host."),
        ("machine example.atlassian.net login me", "has no password"),
        (
            "machine example.atlassian.net\nlogin me\npassword s3 cret",
            "something is wrong near line 3.",
        ),
        ('machine example.atlassian.net login me password ""', "has no password"),
        ("machine example.atlassian.net login you password s3cret", "that of another user"),
    ],
)
def test_what_is_wrong_is_told(had, text, told):
    """Without a word of what stands in the file."""
    with pytest.raises(CredentialError) as error:
        had(text, server_user="me")
    message = str(error.value)
    assert "cannot find a secret for example.atlassian.net in " in message
    assert told in message
    assert not any(word in message for word in ("s3", " cret ", "other.example"))


def test_a_file_for_everybody_is_warned_of(had):
    """As ssh and curl do."""
    had("machine example.atlassian.net login me password s3cret", mode=0o644)
    assert len(had.warned) == 1
    assert "can be read by others on this machine; 'chmod 600' mends that" in had.warned[0]
