"""``sphinx-to-confluence sandbox``: the command that the README begins with."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_to_confluence.cli import main


@pytest.fixture
def project(tmp_path):
    """A small documentation whose conf.py aims at a real site, with a token of its own."""
    source = tmp_path / "doc"
    source.mkdir()
    (source / "conf.py").write_text(
        "project = 'Example'\n"
        "extensions = ['sphinx_to_confluence']\n"
        "confluence_server_url = 'https://example.atlassian.net/wiki'\n"
        "confluence_api_token = 'token-of-a-real-site'\n"
        "confluence_server_user = 'somebody@example.com'\n"
        "confluence_space_key = 'REAL'\n"
        "confluence_parent_page = 'A page that the sandbox does not have'\n"
        "confluence_cloud_id = '550e8400-e29b-41d4-a716-446655440000'\n"
        "confluence_publish_dryrun = True\n"
        "from requests.auth import HTTPBasicAuth\n"
        "confluence_server_auth = HTTPBasicAuth('somebody', 'password-of-a-real-site')\n"
    )
    (source / "index.rst").write_text("Example\n=======\n\n.. toctree::\n\n   more\n")
    (source / "more.rst").write_text("More\n====\n\nText.\n")
    return source


def test_publish_and_exit(project, capfd):
    """The documentation is published into the sandbox, whatever site its conf.py names; nothing else is reached."""
    code = main(["sandbox", "--publish", str(project), "--exit"])
    out, err = capfd.readouterr()
    assert (code, err) == (0, "")
    assert "2 pages: 2 created" in out
    assert "/wiki/spaces/DOC/overview" in out
    assert "token-of-a-real-site" not in out


def test_publish_to_a_data_center(project, capfd):
    """With --flavour the same goes to a Data Center, below a path if it is to have one."""
    command = ["sandbox", "--publish", str(project), "--exit", "--flavour", "datacenter"]
    code = main([*command, "--context-path", "confluence/"])
    out, err = capfd.readouterr()
    assert (code, err) == (0, "")
    assert "2 pages: 2 created" in out
    assert re.search(r"The pages were at http://127\.0\.0\.1:\d+/confluence/display/DOC;", out)


def test_publish_against_the_odds(project, capfd):
    """Failures and limits of rate that are asked for are met, and got over."""
    command = ["sandbox", "--publish", str(project), "--exit", "--latency", "0.001"]
    assert main([*command, "--fail", "10", "--rate-limit", "500"]) == 0
    assert "2 pages: 2 created" in capfd.readouterr().out


def test_how_to_publish_to_a_data_center(capsys, monkeypatch):
    """Without --publish, it says what conf.py and the command line need."""
    monkeypatch.setattr("sphinx_to_confluence.cli.sandbox._wait_for_interrupt", lambda _: None)
    assert main(["sandbox", "--flavour", "datacenter"]) == 0
    out = capsys.readouterr().out
    assert "confluence_cloud = False" in out
    assert "export CONFLUENCE_PUBLISH_TOKEN=sandbox-pat-" in out


def test_inventory_that_is_told_of(project, capfd, monkeypatch):
    """While the sandbox is open, the file that other projects refer to the pages by is where it is said to be."""
    there = []

    def look(_console):
        told = re.search(r"\S+objects\.inv", capfd.readouterr().out)
        there.append(Path(told[0]).is_file())

    monkeypatch.setattr("sphinx_to_confluence.cli.sandbox._wait_for_interrupt", look)
    assert main(["sandbox", "--publish", str(project)]) == 0
    assert there == [True]


def test_a_build_that_fails_fails_the_command(project, capfd):
    """A page that cannot be built or published gives an exit code, not only words."""
    (project / "conf.py").write_text("raise RuntimeError('no')\n")
    assert main(["sandbox", "--publish", str(project), "--exit"]) == 1
    assert "RuntimeError" in capfd.readouterr().err


def test_pages_stay_in_a_file(project, tmp_path, capfd):
    """With --store the next run finds the pages of the last one, and has nothing to do."""
    command = ["sandbox", "--publish", str(project), "--exit", "--store", str(tmp_path / "pages")]
    assert main(command) == 0
    assert main(command) == 0
    assert "2 pages: 2 unchanged" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--exit"], "--exit goes with --publish"),
        (["--context-path", "/x"], "--context-path goes with --flavour datacenter"),
        (["--publish", "no-such-directory"], "There is no conf.py in it"),
    ],
)
def test_what_cannot_work_is_said(arguments, words, capsys):
    """Wrong arguments get a sentence and the exit code of a configuration error."""
    assert main(["sandbox", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_port_that_is_taken(capsys):
    """The port and the way out are named."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["sandbox", "--port", str(port)]) == 2
    assert f"cannot serve on port {port}" in capsys.readouterr().err


def test_help_has_examples():
    """``--help`` shows how the command is used, and the module runs as a program."""
    answer = subprocess.run(
        [sys.executable, "-m", "sphinx_to_confluence", "sandbox", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "sphinx-to-confluence sandbox --publish doc --exit" in answer.stdout


def test_json(monkeypatch, capsys):
    """With --json, standard output is one document with the options and tokens, printed when the sandbox is ready."""
    ready = []
    monkeypatch.setattr(
        "sphinx_to_confluence.cli.sandbox._wait_for_interrupt",
        lambda _console: ready.append(json.loads(capsys.readouterr().out)),
    )
    assert main(["sandbox", "--json"]) == 0
    (document,) = ready
    assert document["options"]["confluence_space_key"] == "DOC"
    assert sorted(document["tokens"]) == ["classic", "scoped"]
    assert sorted(document["service_account"]) == [
        "confluence_oauth_client_id",
        "confluence_oauth_client_secret",
        "confluence_oauth_token_url",
    ]
    assert (document["command"], document["exit_code"]) == ("sandbox", 0)
    assert capsys.readouterr().out == ""
