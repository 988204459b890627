"""Real signals to a real ``sphinx-build`` that publishes over a socket: how it ends, and what the next run does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from sphinx_to_confluence.sandbox import ADMIN_EMAIL, TWELVE_SCOPES, Sandbox

PAGES = 24


@pytest.fixture
def site():
    """A sandbox behind a socket."""
    with Sandbox() as sandbox, sandbox.serve() as addresses:
        sandbox.add_space("DOC", "Documentation")
        yield sandbox, addresses


@pytest.fixture
def build(site, tmp_path):
    """Start ``sphinx-build`` on a project of 24 pages below three sections."""
    sandbox, addresses = site
    doc = tmp_path / "doc"
    doc.mkdir()
    sections = [f"s{number}" for number in range(3)]
    (doc / "index.rst").write_text(page("Index", sections))
    for section in sections:
        leaves = [f"{section}p{number}" for number in range(7 if section != "s2" else 6)]
        (doc / f"{section}.rst").write_text(page(section, leaves))
        for leaf in leaves:
            (doc / f"{leaf}.rst").write_text(page(leaf))
    (doc / "conf.py").write_text(
        "extensions = ['sphinx_to_confluence']\n"
        "confluence_publish = True\n"
        f"confluence_server_url = {addresses.site_url!r}\n"
        f"confluence_api_gateway = {addresses.origin + '/ex/confluence/'!r}\n"
        "confluence_api_token_scoped = True\n"
        f"confluence_server_user = {ADMIN_EMAIL!r}\n"
        "confluence_space_key = 'DOC'\n"
    )
    token = sandbox.add_token("scoped", scopes=TWELVE_SCOPES)
    command = [sys.executable, "-m", "sphinx", "-b", "confluence", str(doc), str(tmp_path / "out")]

    def start():
        return subprocess.Popen(
            command,
            env=os.environ | {"CONFLUENCE_API_TOKEN": token},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def page(title, children=()):
    """The text of a document."""
    toctree = "".join(f"   {name}\n" for name in children)
    return f"{title}\n{'=' * len(title)}\n\nText.\n\n" + (
        f".. toctree::\n\n{toctree}" if children else ""
    )


def wait_for_writes(sandbox, process, count):
    """Wait until so many requests that write were answered."""
    while len(sandbox.writes) < count and process.poll() is None:
        time.sleep(0.01)
    assert process.poll() is None, process.communicate()[0]


def ended(process):
    """What a process printed, and its exit code."""
    output, _ = process.communicate(timeout=120)
    return output, process.returncode


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("writes", [3, 30])
def test_once(site, build, number, writes):
    """Requests under way are answered, the message says how to go on, and going on does just the rest."""
    sandbox, _ = site
    sandbox.faults.latency_s = 0.05
    process = build()
    wait_for_writes(sandbox, process, writes)
    process.send_signal(number)
    output, code = ended(process)
    assert code == 130, output
    assert f"of {PAGES} pages are done" in output
    assert "Traceback" not in output
    assert all(call.answered for call in sandbox.requests)
    sandbox.faults.clear()
    output, code = ended(build())
    assert code == 0, output
    assert "Continuing the run that stopped at" in output
    names = [call.operation for call in sandbox.writes]
    assert names.count("create_page") == PAGES
    assert names.count("update_page") == PAGES


def test_while_confluence_wants_peace(site, build):
    """Nobody waits for that any more; what was not sent is sent by the next run."""
    sandbox, _ = site
    process = build()
    wait_for_writes(sandbox, process, 8)
    sandbox.faults.rate_limit(retry_after="100")
    while 429 not in [call.status for call in sandbox.requests] and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    output, code = process.communicate(timeout=60)[0], process.returncode
    assert code == 130, output
    assert output.count("Trying again in 100 s.") == 1
    sandbox.faults.clear()
    output, code = ended(build())
    assert code == 0, output
    assert len(sandbox.store.pages("DOC")) == PAGES + 1


def test_twice(site, build):
    """The second Ctrl-C does not wait for anything; running again repairs it."""
    sandbox, _ = site
    may_answer = threading.Event()
    process = build()
    wait_for_writes(sandbox, process, 5)
    sandbox.faults.sleep = lambda _seconds: may_answer.wait()
    sandbox.faults.latency_s = 1.0
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)  # two signals at the same time are one
    process.send_signal(signal.SIGINT)
    output, code = ended(process)
    assert not may_answer.is_set()
    assert code not in {0, 130}, output
    sandbox.faults.clear()
    may_answer.set()
    output, code = ended(build())
    assert code == 0, output
    assert len(sandbox.store.pages("DOC")) == PAGES + 1


def test_killed(site, build):
    """SIGKILL, at a point where no manifest is written: the journal tells the next run which pages there are."""
    sandbox, _ = site
    sandbox.faults.latency_s = 0.02
    process = build()
    wait_for_writes(sandbox, process, 12)
    process.kill()
    ended(process)
    sandbox.faults.clear()
    assert "create_page_property" not in [call.operation for call in sandbox.writes]
    output, code = ended(build())
    assert code == 0, output
    assert "Continuing the run that stopped at" in output
    assert len(sandbox.store.pages("DOC")) == PAGES + 1
