"""Programs that print secrets, as password stores come with: what they ask, what they complain of, what they lack."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_to_confluence.config import obtain
from sphinx_to_confluence.config.gather import gather
from sphinx_to_confluence.config.obtain import Obtainer
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.sources import Sources
from sphinx_to_confluence.config.terminal import Terminal
from sphinx_to_confluence.errors import CredentialError

VAULT_ERROR = """Error making API request.

URL: GET https://vault.example.com:8200/v1/sys/internal/ui/mounts/secret/confluence
Code: 403. Errors:

* permission denied"""

FROM_SETTINGS = """
import sys
from pathlib import Path
from sphinx_to_confluence.config.unbuilt import read_options
found = read_options(Path("."), warn=print)
print("had", len(found.credentials().api_token), "characters")
"""

ASKING = """
import sys
print("PIN of the store: ", end="", file=sys.stderr, flush=True)
print("token" + sys.stdin.readline().strip())
"""


@pytest.fixture
def had(tmp_path):
    """Have the API token from a program that ``conf.py`` names."""

    def gathered(command, environment=None):
        sources = Sources({}, {"confluence_api_token_command": command}, environment or {})
        obtainer = Obtainer(tmp_path, gathered.warned.append)
        return gather(Settings(), sources, obtainer, Terminal()).api_token

    gathered.warned = []
    return gathered


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Put a program of this name on the path, which prints, complains and ends as told."""

    def make(name, *, prints="", complains="", code=0):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        text = f"#!{sys.executable}\nimport sys\nprint({prints!r})\nprint({complains!r}, file=sys.stderr)\n"
        program.write_text(f"{text}sys.exit({code})\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    return make


pytestmark = pytest.mark.skipif(os.name != "posix", reason="scripts are not programs there")


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("op", "op read 'op://Docs/Confluence/api token'"),
        ("vault", ["vault", "kv", "get", "-field=token", "secret/confluence"]),
        ("security", "security find-generic-password -s confluence -a me@example.com -w"),
    ],
)
def test_password_stores(had, store, name, command):
    """What they print is the secret; what they say besides does not matter when all went well."""
    store(name, prints="s3cret", complains="A new version is available")
    assert had(command) == "s3cret"


def test_the_complaint_is_told_to_its_end(had, store):
    """Vault says where it asked before it says what is wrong."""
    store("vault", complains=VAULT_ERROR, code=2)
    with pytest.raises(CredentialError) as error:
        had("vault kv get -field=token secret/confluence")
    assert error.value.answered == (
        "It ended with exit code 2: Error making API request. URL: GET "
        "https://vault.example.com:8200/v1/sys/internal/ui/mounts/secret/confluence Code: 403. Errors: * permission "
        "denied"
    )


def test_a_program_that_waits_for_nobody(had):
    """Without a terminal it gets no input, so that it fails instead of waiting for one until it is ended."""
    with pytest.raises(CredentialError, match="exit code 1"):
        had([sys.executable, "-c", "input('PIN: ')"])


def test_a_program_that_does_not_end(had, monkeypatch):
    """It is not waited for, for ever."""
    monkeypatch.setattr(obtain, "_COMMAND_TIMEOUT_S", 0.2)
    with pytest.raises(CredentialError, match=r"did not end within 0\.2 seconds"):
        had([sys.executable, "-c", "import time; time.sleep(60)"])


def test_a_program_can_ask_the_person(tmp_path):
    """On a terminal its question is seen, and gets an answer."""
    pty = pytest.importorskip("pty")
    (tmp_path / "conf.py").write_text(
        f"confluence_api_token_command = {[sys.executable, '-c', ASKING]!r}\n", encoding="utf-8"
    )
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(Path(obtain.__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-c", FROM_SETTINGS],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=tmp_path,
        env=environment,
    ) as process:
        os.close(theirs)
        seen = b""
        while b"PIN of the store: " not in seen:
            seen += os.read(ours, 1000)
        os.write(ours, b"1234\n")
        printed, _ = process.communicate(timeout=60)
    os.close(ours)
    assert printed.decode().splitlines() == ["had 9 characters"]


def test_names_of_other_tools_are_told(tmp_path):
    """A token under a name that others read is not used, since it may be for another server; but it is told."""
    warned = []
    environment = {"CONFLUENCE_TOKEN": "s3cret", "PATH": "x"}
    obtainer = Obtainer(tmp_path, warned.append)
    assert gather(Settings(), Sources({}, {}, environment), obtainer, Terminal()).api_token is None
    assert warned == [
        "the environment variable CONFLUENCE_TOKEN is set, but not read: its name here is CONFLUENCE_API_TOKEN on "
        "Cloud and CONFLUENCE_PUBLISH_TOKEN on Data Center"
    ]


def test_names_of_other_tools_do_not_matter_when_a_secret_is_there(had, store):
    """Nobody is told of what is not missing."""
    store("op", prints="s3cret")
    assert had("op read x", {"CONFLUENCE_TOKEN": "other"}) == "s3cret"
    assert had.warned == []
