"""Building and publishing for real, with a token from each source: it is nowhere afterwards but on the wire."""

from __future__ import annotations

import base64
import os
import subprocess
import sys

import pytest

from sphinx_to_confluence.sandbox import ADMIN_EMAIL, TWELVE_SCOPES, Sandbox

SOURCES = ("environment", "conf.py", "function", "command", "file", "environment file", "-D")


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
    program = [sys.executable, "-c", "print(open('../token.txt').read())"]
    return {
        "environment": ("", {"CONFLUENCE_API_TOKEN": token}, []),
        "conf.py": (f"confluence_api_token = {token!r}", {}, []),
        "function": (f"confluence_api_token = lambda: {token!r}", {}, []),
        "command": (f"confluence_api_token_command = {program!r}", {}, []),
        "file": ("confluence_api_token_file = '../token.txt'", {}, []),
        "environment file": ("", {"CONFLUENCE_API_TOKEN_FILE": str(secret)}, []),
        "-D": ("", {}, ["-D", f"confluence_api_token={token}"]),
    }[source]


@pytest.mark.parametrize("failing", [False, True], ids=["published", "failure"])
@pytest.mark.parametrize("source", SOURCES)
def test_token_is_nowhere(site, tmp_path, source, failing):
    """No file of the output or the doctrees and no line that was printed holds it, in plain or as it travels."""
    sandbox, addresses, token = site
    sandbox.faults.clear()
    if failing:
        sandbox.faults.fail("PUT", "POST", status=400)
    conf, variables, arguments = arranged(source, token, tmp_path)
    doc = tmp_path / "doc"
    doc.mkdir()
    (doc / "index.rst").write_text(f"Leaks {source} {failing}\n========================\n\nText.\n")
    (doc / "conf.py").write_text(
        "extensions = ['sphinx_to_confluence']\n"
        "confluence_publish = True\n"
        f"confluence_server_url = {addresses.site_url!r}\n"
        f"confluence_api_gateway = {addresses.origin + '/ex/confluence/'!r}\n"
        "confluence_api_token_scoped = True\n"
        f"confluence_server_user = {ADMIN_EMAIL!r}\n"
        "confluence_space_key = 'DOC'\n"
        f"confluence_project_id = {source + str(failing)!r}\n"
        f"{conf}\n"
    )
    command = [sys.executable, "-m", "sphinx", "-b", "confluence", "-v", "-v", "-v", *arguments]
    result = subprocess.run(
        [*command, "-d", tmp_path / "doctrees", doc, tmp_path / "out"],
        env=os.environ | variables,
        cwd=doc,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == (5 if failing else 0), result.stderr.decode()
    travelling = base64.b64encode(f"{ADMIN_EMAIL}:{token}".encode())
    places = {"standard output": result.stdout, "standard error": result.stderr}
    for folder in ("out", "doctrees"):
        files = [path for path in (tmp_path / folder).rglob("*") if path.is_file()]
        assert files
        places |= {str(path): path.read_bytes() for path in files}
    found = {
        name
        for name, content in places.items()
        if token.encode() in content or travelling in content
    }
    assert found == set()
