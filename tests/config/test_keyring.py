"""A secret from the keyring of the person's machine."""

from __future__ import annotations

import sys

import pytest

from sphinx_to_confluence.config.gather import gather
from sphinx_to_confluence.config.obtain import Obtainer
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.sources import Sources
from sphinx_to_confluence.config.terminal import Terminal
from sphinx_to_confluence.errors import CredentialError

keyring = pytest.importorskip("keyring", reason="the extra 'keyring' is not installed")


@pytest.fixture
def kept():
    """A keyring in memory: secrets by service and account, or an exception that it raises."""

    class Memory(keyring.backend.KeyringBackend):
        priority = 1
        secrets: dict = {}  # noqa: RUF012 - of this test alone
        fault = None

        def get_password(self, service, username):
            if self.fault is not None:
                raise self.fault
            return self.secrets.get((service, username))

        def set_password(self, service, username, password):
            self.secrets[service, username] = password

    before = keyring.get_keyring()
    memory = Memory()
    memory.secrets = {}
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


def had(tmp_path, given, **settings):
    """Gather credentials from what conf.py says."""
    sources = Sources({}, {f"confluence_{name}": value for name, value in given.items()}, {})
    return gather(Settings(**settings), sources, Obtainer(tmp_path, print), Terminal())


@pytest.mark.parametrize(
    ("secret", "account", "settings"),
    [
        ("api_token", "me@example.com", {"server_user": "me@example.com"}),
        ("api_token", "api_token", {}),
        ("server_pass", "me", {"server_user": "me"}),
        ("publish_token", "publish_token", {"server_user": "me"}),
        ("oauth_client_secret", "the-id", {"oauth_client_id": "the-id", "server_user": "me"}),
        ("proxy_auth", "proxy_auth", {}),
    ],
)
def test_the_account_follows_from_the_secret(kept, tmp_path, secret, account, settings):
    """Where a user belongs to a secret, it is kept under the user."""
    kept.set_password("docs", account, "a:secret")
    found = had(tmp_path, {f"{secret}_keyring": "docs"}, **settings)
    assert getattr(found, secret) == "a:secret"


def test_headers_can_be_kept_as_well(kept, tmp_path):
    """What is no text is read from one, as from a file."""
    kept.set_password("docs", "publish_headers", "X-Key=1")
    found = had(tmp_path, {"publish_headers_keyring": "docs"})
    assert dict(found.publish_headers) == {"X-Key": "1"}


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (None, "no entry for this service and the account me"),
        (keyring.errors.NoKeyringError("s3cret"), "no keyring on this machine that Python can use"),
        (keyring.errors.KeyringLocked("s3cret"), "is locked"),
        (RuntimeError("s3cret"), "It raised RuntimeError."),
    ],
)
def test_what_is_wrong_is_told(kept, tmp_path, fault, told):
    """With what to do, and without the service, which may be the secret in the wrong option."""
    kept.fault = fault
    with pytest.raises(CredentialError) as error:
        had(tmp_path, {"api_token_keyring": "ATATT-s3cret"}, server_user="me")
    assert told in str(error.value)
    assert "confluence_api_token_keyring, given in conf.py" in str(error.value)
    assert error.value.remedy
    assert "s3cret" not in str(error.value)


def test_without_the_extra(monkeypatch, tmp_path):
    """The way to get it is told."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(CredentialError) as error:
        had(tmp_path, {"api_token_keyring": "docs"})
    assert 'python -m pip install "sphinx-to-confluence[keyring]"' in error.value.remedy
