"""Which options a bundle takes from the job that builds to one that publishes."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.config.declared import all_options, credential_options
from sphinx_to_confluence.config.recorded import recorded, recorded_options
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.unbuilt import read_options
from sphinx_to_confluence.errors import ConfigurationError


def read(bundle, environ=None):
    """The settings that come of what a bundle has recorded."""
    return read_options(None, bundle=bundle, environ=environ or {}, warn=pytest.fail).settings


def test_what_is_recorded():
    """How to publish; neither who, nor to where, nor what has its default value."""
    settings = Settings(
        server_url="https://example.atlassian.net",
        server_user="writer@example.com",
        space_key="DOC",
        parent_page="2024",
        orphans="trash",
        timeout=60,
        proxy="http://proxy.example.com",
        disable_ssl_validation=True,
    )
    written = recorded(settings)
    assert written == {
        "confluence_space_key": "DOC",
        "confluence_parent_page": "2024",
        "confluence_orphans": "trash",
        "confluence_timeout": 60,
    }
    read_again = read(written)
    # A text stays a text: from an environment variable, digits would be the id of a page.
    assert (read_again.parent_page, read_again.timeout) == ("2024", 60)


def test_options_that_lead_a_token_elsewhere_are_not_read():
    """A bundle that was tampered with cannot send the token of the job to another host, nor run a program."""
    evil = {
        "confluence_server_url": "https://attacker.example.com",
        "confluence_api_gateway": "https://attacker.example.com/ex/confluence/",
        "confluence_proxy": "http://attacker.example.com",
        "confluence_disable_ssl_validation": True,
        "confluence_allow_insecure_http": True,
        "confluence_api_token_command": "touch /tmp/pwned",
        "confluence_space_key": "DOC",
    }
    found = read(evil)
    defaults = Settings(space_key="DOC")
    assert found == defaults
    harmless = {option.name for option in recorded_options()}
    assert not harmless & {option.name for option in credential_options()}
    assert not harmless & {"server_url", "api_gateway", "cloud_id", "cloud", "api_token_scoped"}
    assert harmless < {option.name for option in all_options()}


def test_wrong_values_are_mistakes():
    """The message says that the value is of the bundle, and does not repeat it."""
    with pytest.raises(ConfigurationError, match="recorded in the bundle") as caught:
        read({"confluence_orphans": "burn"})
    assert "burn" not in str(caught.value)
