"""Whether a server can be reached, and what is seen of the way there."""

from __future__ import annotations

import ssl

import pytest

from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.rest.faults import fault_of
from sphinx_to_confluence.rest.reach import proxy_for, skew_of

SITE = "https://example.atlassian.net/wiki"


@pytest.mark.parametrize(
    ("variables", "option", "url", "shown"),
    [
        ({}, None, SITE, ""),
        ({}, "http://proxy.example.com:3128", SITE, "http://proxy.example.com:3128"),
        ({"HTTPS_PROXY": "http://me:very-secret@proxy:8080"}, None, SITE, "http://proxy:8080"),
        ({"HTTPS_PROXY": "http://proxy:8080", "NO_PROXY": ".atlassian.net"}, None, SITE, ""),
        ({"HTTPS_PROXY": "http://proxy:no-port"}, None, SITE, ""),
        ({"HTTP_PROXY": "http://proxy:8080"}, None, "http://127.0.0.1:8090/wiki", ""),
    ],
)
def test_proxy(monkeypatch, variables, option, url, shown):
    """The proxy that counts, without its password; none to this very machine."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(url, Settings(server_url=url, proxy=option)) == shown


@pytest.mark.parametrize(
    ("headers", "skew"),
    [
        ({"Date": "Thu, 26 Nov 2026 00:00:10 GMT"}, 10),
        ({"Date": "yesterday"}, None),
        ({}, None),
    ],
)
def test_skew(headers, skew):
    """By how much the clock of the server is ahead."""
    assert skew_of(headers, 1_795_651_200.0) == skew


@pytest.mark.parametrize(
    ("said", "cause", "remedy"),
    [
        ("certificate has expired", "clock of this machine is wrong", "true time"),
        ("certificate is not yet valid", "clock of this machine is wrong", "true time"),
        ("Hostname mismatch, certificate is not valid for 'x'", "another host", "server_url"),
        ("self-signed certificate in certificate chain", "company proxy", "confluence_ca_cert"),
        ("", "company proxy", "confluence_ca_cert"),
    ],
)
def test_untrusted(said, cause, remedy):
    """What OpenSSL says decides what it most likely means."""
    error = ssl.SSLCertVerificationError(1, said)
    error.verify_message = said
    fault = fault_of(error)
    assert fault.untrusted
    assert cause in fault.cause
    assert remedy in fault.remedy
