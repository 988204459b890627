"""Asking a site for its cloud id, with nothing of ours in the request."""

from __future__ import annotations

import ssl

import pytest
import requests
import urllib3

from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.tenant import Silence, TenantAnswer
from sphinx_to_confluence.errors import EndpointError
from sphinx_to_confluence.rest.tenant import MOST_BYTES, tenant_fetcher

URL = "https://example.atlassian.net/_edge/tenant_info"


@pytest.fixture
def fetch(confluence, clock):
    """Fetch tenant info with all kinds of credentials configured; returns what came back and what was sent."""

    def ask(*answers, said=None, **settings):
        script = confluence.script(*answers)
        credentials = Credentials(
            server_user="me",
            api_token=confluence.token,
            server_cookies={"session": "c-o-o-k-i-e"},
            publish_headers={"X-Key": "h-e-a-d-e-r"},
        )
        notify = [].append if said is None else said.append
        found = tenant_fetcher(
            Settings(**settings), credentials, {"https://": script}, clock=clock, notify=notify
        )(URL)
        return found, script.sent

    return ask


def test_carries_nothing(fetch, confluence, tmp_path, monkeypatch):
    """No credentials, cookies or headers of ours; nothing from ~/.netrc either."""
    netrc = tmp_path / "netrc"
    netrc.write_text("default login intruder password x\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    body = f'{{"cloudId": "{confluence.cloud_id}"}}'
    found, sent = fetch(confluence.reply(200, body, {"Content-Type": "application/json"}))
    assert found == TenantAnswer(status=200, content_type="application/json", text=body)
    assert [(request.method, request.url) for request in sent] == [("GET", URL)]
    assert set(sent[0].headers) == {"User-Agent", "Accept", "Accept-Encoding", "Connection"}


@pytest.mark.parametrize("target", ["https://evil.example.org/", "/other"])
def test_follows_no_redirect(fetch, confluence, target):
    """A redirect is an answer like others."""
    found, sent = fetch(confluence.reply(302, "", {"Location": target}))
    assert (found.status, found.location, len(sent)) == (302, target, 1)


def test_reads_no_more_than_it_needs(fetch, confluence):
    """A long answer is cut."""
    found, _ = fetch(confluence.reply(200, "x" * (MOST_BYTES * 4)))
    assert found.text == "x" * MOST_BYTES


@pytest.mark.parametrize(
    ("error", "silence"),
    [
        (
            requests.ConnectionError(
                urllib3.exceptions.NameResolutionError("h", None, OSError("x"))
            ),  # type: ignore[arg-type]
            Silence.DNS,
        ),
        (requests.ConnectTimeout(), Silence.TIMEOUT),
        (requests.ReadTimeout(), Silence.TIMEOUT),
        (
            requests.exceptions.SSLError(
                ssl.SSLCertVerificationError(1, "certificate verify failed")
            ),
            Silence.TLS,
        ),
        (requests.exceptions.ProxyError(), Silence.PROXY),
        (requests.ConnectionError(), Silence.CONNECTION),
        (requests.exceptions.InvalidURL(), Silence.CONNECTION),
    ],
)
def test_silence(fetch, error, silence):
    """Why no answer came is sorted for the resolver."""
    found, _ = fetch(error)
    assert (found.status, found.silence) == (None, silence)
    assert found.detail


def test_error_shows_no_secret(talk, confluence):
    """The error of the resolver quotes the server, but not what we know."""
    answer = confluence.reply(200, f"<p>{confluence.token}</p>")
    with pytest.raises(EndpointError) as caught:
        talk(answer, api_token_scoped=True)
    assert confluence.token not in str(caught.value)


class TestTriesAgain:
    """A site that is busy at three in the morning is no reason to fail a publish."""

    @pytest.mark.parametrize(
        "first",
        [
            (429, b"", {"Retry-After": "7"}),
            (503, b"", {}),
            requests.ConnectionError("Connection aborted."),
        ],
    )
    def test_what_passes(self, fetch, confluence, clock, first):
        """It waits, as long as the site says, tells of it, and goes on."""
        said = []
        body = f'{{"cloudId": "{confluence.cloud_id}"}}'
        found, sent = fetch(first, confluence.reply(200, body), said=said, publish_retry_attempts=1)
        assert (found.status, len(sent)) == (200, 2)
        assert "Trying again in" in said[0]
        if isinstance(first, tuple) and first[2]:
            assert clock.waits == [7.0]

    @pytest.mark.parametrize("status", [200, 302, 404, 500])
    def test_what_stays(self, fetch, confluence, status):
        """An answer that will be the same in a while is taken as it is."""
        found, sent = fetch(confluence.reply(status, "no"))
        assert (found.status, len(sent)) == (status, 1)

    def test_not_for_ever(self, fetch):
        """After as many repetitions as for other requests it is given up."""
        found, sent = fetch((429, b"", {}), publish_retry_attempts=2)
        assert (found.status, len(sent)) == (429, 3)
