"""What commands are tried against: a sandbox behind a socket, and a job that has a token for it."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.sandbox import ADMIN_EMAIL, TWELVE_SCOPES, Sandbox


@pytest.fixture
def job(monkeypatch):
    """A sandbox behind a socket, and the environment variables of a job that has a token for it."""
    with Sandbox() as sandbox, sandbox.serve() as addresses:
        sandbox.add_space("DOC", "Documentation")
        for name, value in {
            "API_TOKEN": sandbox.add_token("scoped", scopes=TWELVE_SCOPES),
            "API_TOKEN_SCOPED": "1",
            "SERVER_USER": ADMIN_EMAIL,
            "SERVER_URL": addresses.site_url,
            "API_GATEWAY": f"{addresses.origin}/ex/confluence/",
        }.items():
            monkeypatch.setenv(f"CONFLUENCE_{name}", value)
        yield sandbox
