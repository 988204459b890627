"""No secret reaches the disk or the output, from whichever source it comes and whatever goes wrong."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from sphinx.cmd.build import build_main

QUESTION = b"API token of w for Confluence: "
TOKEN = "s3cret-tokenA/B+C="
FORMS = (TOKEN, base64.b64encode(f"w:{TOKEN}".encode()).decode(), "s3cret-tokenA%2FB%2BC%3D")

USES_THEM = """
    confluence_server_user = "w"
    extensions += ["uses"]
"""

USES = '''
    """Has the credentials while documents are built, and shows them as carelessly as one can."""
    from sphinx.util import logging

    def show(app):
        credentials = app.probe.credentials()
        assert credentials.api_token
        logging.getLogger(__name__).warning("%s %r %r", credentials, credentials, app.probe._withdrawn)
        app.env.probe = app.probe.settings.server_user

    def setup(app):
        app.connect("env-before-read-docs", lambda app, *_: show(app), priority=999)
'''

GIVEN_BY = {
    "conf.py": f"confluence_api_token = {TOKEN!r}",
    "function": f"def confluence_api_token():\n    return {TOKEN!r}",
    "partial": f"import functools\nconfluence_api_token = functools.partial(str, {TOKEN!r})",
    "program": f"confluence_api_token_command = ['echo', {TOKEN!r}]",
    "file": "confluence_api_token_file = 'token.txt'",
    "setup": f"def setup(app):\n    app.config.confluence_api_token = {TOKEN!r}",
    "listener": (
        "def setup(app):\n"
        f"    app.connect('config-inited', lambda app, config: config.__setitem__('confluence_api_token', {TOKEN!r}))"
    ),
    "environment": "",
    "program in the environment": "",
    "file in the environment": "",
    "command line": "",
    "program on the command line": "",
}
"""Sources of a token by the line of conf.py that gives it, if it is one of conf.py's."""

FAILURES = ["", "config-inited", "builder-inited", "doctree-read", "build-finished"]

FAILS = '''
    """Fails at an event that conf.py names."""
    def fail(*arguments):
        raise RuntimeError("injected")

    def setup(app):
        app.add_config_value("fails_at", "", "", str)
        app.connect(app.config.fails_at, fail, priority=850)
'''


@pytest.fixture
def leaking(probe, tmp_path, monkeypatch, capfd):
    """Build as sphinx-build does, as verbosely as possible, with the token from a source; returns all that was said."""
    # The traceback that sphinx-build saves for developers is looked at, too.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    probe.write({"uses.py": USES, "fails.py": FAILS, "token.txt": TOKEN})
    (probe.srcdir / "token.txt").chmod(0o600)

    def build(source, builder="dummy", failure=""):
        arguments = ["-v", "-v", "-v", "-T", "-b", builder]
        match source:
            case "environment":
                monkeypatch.setenv("CONFLUENCE_API_TOKEN", TOKEN)
            case "program in the environment":
                monkeypatch.setenv("CONFLUENCE_API_TOKEN_COMMAND", "cat token.txt")
            case "file in the environment":
                monkeypatch.setenv("CONFLUENCE_API_TOKEN_FILE", "token.txt")
            case "command line":
                arguments += ["-D", f"confluence_api_token={TOKEN}"]
            case "program on the command line":
                arguments += ["-D", "confluence_api_token_command=cat token.txt"]
        probe.conf(USES_THEM)
        probe.conf(GIVEN_BY[source] + "\n")
        if failure:
            probe.conf(f"extensions += ['fails']\nfails_at = {failure!r}\n")
        path, modules = sys.path.copy(), set(sys.modules)
        code = build_main([*arguments, str(probe.srcdir), str(tmp_path / "out")])
        sys.path[:] = path
        for name in set(sys.modules) & {"probe", "uses", "fails"} - modules:
            del sys.modules[name]
        said = "".join(capfd.readouterr())
        assert ("injected" in said, code != 0) == (bool(failure), bool(failure))
        return said

    return build


def leaks(said: str, *directories: Path) -> list[str]:
    """Where a form of the token can be found: the output, and files by name."""
    found = ["output"] if any(form in said for form in FORMS) else []
    for directory in directories:
        found += [
            str(path)
            for path in directory.rglob("*")
            if path.is_file() and any(form.encode() in path.read_bytes() for form in FORMS)
        ]
    return found


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("source", GIVEN_BY)
def test_a_token_leaks_from_no_source(leaking, tmp_path, source, failure):
    """Neither into the output of ``-v -v -v`` nor into the doctrees, and no traceback shows it."""
    said = leaking(source, failure=failure)
    assert leaks(said, tmp_path / "out", tmp_path / "temporary") == []
    assert (tmp_path / "out" / ".doctrees" / "environment.pickle").exists() or failure


@pytest.mark.parametrize("builder", ["html", "pickle", "storage"])
@pytest.mark.parametrize("source", ["conf.py", "setup", "environment", "command line"])
def test_a_token_leaks_through_no_builder(leaking, tmp_path, source, builder):
    """Some builders write the configuration, or the whole environment, into the output."""
    said = leaking(source, builder=builder)
    assert leaks(said, tmp_path / "out") == []


def sphinx_build(probe, tmp_path, **options):
    """Run sphinx-build as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "sphinx", "-vvv", "-b", "dummy", probe.srcdir, tmp_path / "out"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        **options,
    )


@pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals")
def test_a_token_that_is_typed_leaks_nowhere(probe, tmp_path):
    """A real terminal: what is typed is not echoed either."""
    probe.write({"uses.py": USES})
    probe.conf(USES_THEM)
    probe.conf("confluence_cloud = True\nconfluence_ask_password = True\n")
    keyboard, terminal = os.openpty()
    with sphinx_build(probe, tmp_path, stdin=terminal) as process:
        said = b""
        # What is typed before the question is thrown away by the terminal.
        while QUESTION not in said and (more := process.stdout.read1()):
            said += more
        os.write(keyboard, f"{TOKEN}\n".encode())
        said += process.stdout.read()
        os.set_blocking(keyboard, False)
        with suppress(BlockingIOError):
            said += os.read(keyboard, 1000)
    os.close(terminal)
    os.close(keyboard)
    assert process.returncode == 0, said.decode()
    assert leaks(said.decode(), tmp_path / "out") == []


def test_without_a_terminal_the_person_is_told(probe, tmp_path):
    """In CI nobody waits for an answer."""
    probe.write({"uses.py": USES})
    probe.conf(USES_THEM)
    probe.conf("confluence_ask_password = True\n")
    process = sphinx_build(probe, tmp_path, stdin=subprocess.DEVNULL)
    said, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert b"There is no terminal to ask on" in said


@pytest.mark.parametrize("loudness", ["-q", "-qT", "-qv"])
def test_a_mistake_is_told_once_and_in_whole(probe, tmp_path, capfd, loudness):
    """Who sets an option wrongly sees which one, and no report about Sphinx around it."""
    probe.conf("confluence_timeout = 'soon'\n")
    code = build_main([loudness, "-N", "-b", "dummy", str(probe.srcdir), str(tmp_path / "out")])
    assert code == 2
    assert [line for line in capfd.readouterr().err.splitlines() if line] == [
        "ERROR: there is a mistake in the configuration.",
        "  confluence_timeout is of the wrong type.",
        "    It is of type str, given in conf.py. Accepted: a number. Example: confluence_timeout = 60",
    ]
