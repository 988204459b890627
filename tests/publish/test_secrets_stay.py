"""Building and publishing for real, with a token from each source: it is nowhere afterwards but on the wire."""

from __future__ import annotations

import base64
import os
import subprocess
import sys

import pytest

from sphinx_to_confluence.sandbox import ADMIN_EMAIL, TWELVE_SCOPES, Sandbox

SOURCES = (
    "environment",
    "conf.py",
    "function",
    "command",
    "file",
    "environment file",
    "-D",
    "netrc",
)

ACCESS_TOKEN = b"sandbox-oauth-"
"""What all access tokens of the sandbox begin with."""


@pytest.fixture(scope="module")
def site():
    """A sandbox behind a socket, with a token of exactly the twelve scopes."""
    with Sandbox() as sandbox, sandbox.serve() as addresses:
        sandbox.add_space("DOC", "Documentation")
        token = sandbox.add_token("scoped", scopes=TWELVE_SCOPES)
        yield sandbox, addresses, token


def arranged(source, token, folder):
    """Put the token where ``source`` says; return lines for conf.py, environment variables and arguments."""
    secret = folder / "token.txt"
    if source in {"file", "environment file", "command"}:
        secret.write_text(token + "\n")
        secret.chmod(0o600)
    if source == "netrc":
        secret.write_text(f"machine 127.0.0.1 login {ADMIN_EMAIL} password {token}\n")
        secret.chmod(0o600)
    program = [sys.executable, "-c", "print(open('../token.txt').read())"]
    return {
        "environment": ("", {"CONFLUENCE_API_TOKEN": token}, []),
        "conf.py": (f"confluence_api_token = {token!r}", {}, []),
        "function": (f"confluence_api_token = lambda: {token!r}", {}, []),
        "command": (f"confluence_api_token_command = {program!r}", {}, []),
        "file": ("confluence_api_token_file = '../token.txt'", {}, []),
        "environment file": ("", {"CONFLUENCE_API_TOKEN_FILE": str(secret)}, []),
        "-D": ("", {}, ["-D", f"confluence_api_token={token}"]),
        "netrc": ("confluence_netrc = True", {"NETRC": str(secret)}, []),
    }[source]


def published(folder, addresses, conf, variables, arguments=()):
    """Build and publish as verbosely as possible; return the result, and what was printed or written by where it is."""
    doc = folder / "doc"
    doc.mkdir()
    (doc / "index.rst").write_text(f"{folder.name}\n{'=' * 80}\n\nText.\n")
    (doc / "conf.py").write_text(
        "extensions = ['sphinx_to_confluence']\n"
        "confluence_publish = True\n"
        f"confluence_server_url = {addresses.site_url!r}\n"
        f"confluence_api_gateway = {addresses.origin + '/ex/confluence/'!r}\n"
        "confluence_space_key = 'DOC'\n"
        f"confluence_project_id = {folder.name!r}\n"
        f"{conf}\n"
    )
    command = [sys.executable, "-m", "sphinx", "-b", "confluence", "-v", "-v", "-v", *arguments]
    result = subprocess.run(
        [*command, "-d", folder / "doctrees", doc, folder / "out"],
        env=os.environ | variables,
        cwd=doc,
        capture_output=True,
        timeout=120,
        check=False,
    )
    places = {"standard output": result.stdout, "standard error": result.stderr}
    for name in ("out", "doctrees"):
        files = [path for path in (folder / name).rglob("*") if path.is_file()]
        assert files
        places |= {str(path): path.read_bytes() for path in files}
    return result, places


@pytest.mark.parametrize("failing", [False, True], ids=["published", "failure"])
@pytest.mark.parametrize("source", SOURCES)
def test_token_is_nowhere(site, tmp_path, source, failing):
    """No file of the output or the doctrees and no line that was printed holds it, in plain or as it travels."""
    sandbox, addresses, token = site
    sandbox.faults.clear()
    if failing:
        sandbox.faults.fail("PUT", "POST", status=400)
    conf, variables, arguments = arranged(source, token, tmp_path)
    conf += f"\nconfluence_api_token_scoped = True\nconfluence_server_user = {ADMIN_EMAIL!r}"
    result, places = published(tmp_path, addresses, conf, variables, arguments)
    assert result.returncode == (5 if failing else 0), result.stderr.decode()
    travelling = base64.b64encode(f"{ADMIN_EMAIL}:{token}".encode())
    found = {
        name
        for name, content in places.items()
        if token.encode() in content or travelling in content
    }
    assert found == set()


def test_access_tokens_are_nowhere(site, tmp_path):
    """Neither is the secret of a service account, nor any token that it got."""
    sandbox, addresses, _ = site
    sandbox.faults.clear()
    client_id, secret = sandbox.add_oauth_client(scopes=TWELVE_SCOPES)
    conf = f"""
confluence_oauth_client_id = {client_id!r}
confluence_oauth_token_url = {addresses.token_url!r}
"""
    variables = {"CONFLUENCE_OAUTH_CLIENT_SECRET": secret}
    result, places = published(tmp_path, addresses, conf, variables)
    assert result.returncode == 0, result.stderr.decode()
    found = {
        name
        for name, content in places.items()
        if secret.encode() in content or ACCESS_TOKEN in content
    }
    assert found == set()
