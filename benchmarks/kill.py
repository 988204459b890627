"""What if the process is killed? A publish of forty pages is, at each request in turn, and then run again.

    python benchmarks/kill.py
    python benchmarks/kill.py --flavours cloud --every 5

The program that publishes gets SIGKILL when its so-manieth request is done and before it is answered; then another one
publishes, every second time on a machine that knows nothing of the first. What is on Confluence then has to be what an
undisturbed publish leaves, no page of anybody else may be touched, and one more publish has nothing to do. That is
tried with the first publish, and with one that renames, moves, reorders, adds and removes.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import manual
from meter import FLAVOURS, SPACE, USER
from one_publish import TOKEN_VARIABLE

from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConfluenceError
from sphinx_to_confluence.publish import publish_with
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.sandbox import TWELVE_SCOPES, Addresses, Sandbox

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "support"))

from world import World, open_sandbox  # noqa: E402 - what the tests look at a sandbox with


def main() -> None:
    """Kill and look."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--flavours", nargs="*", choices=FLAVOURS, default=FLAVOURS)
    parser.add_argument("--every", type=int, default=1, help="only at every so-manieth request")
    parser.add_argument("--settings", type=json.loads, default={}, help="more fields, as JSON")
    options = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for flavour in options.flavours:
            bad += _try_flavour(Path(folder) / flavour, flavour, options)
    sys.exit(bool(bad))


def _try_flavour(folder: Path, flavour: str, options: argparse.Namespace) -> int:
    is_cloud = flavour == "cloud"
    first = manual.build(folder / "first", later=False, is_cloud=is_cloud)
    later = manual.build(folder / "later", later=True, is_cloud=is_cloud)
    start = folder / "start"
    start.mkdir()
    with _opened(start, flavour) as sandbox:
        sandbox.add_space(SPACE, "Documentation")
        sandbox.add_page(SPACE, "Minutes", "<p>not ours</p>")
    bad = _try(folder, start, flavour, first, "first publish", options)
    with _opened(start, flavour) as sandbox:
        _publish(sandbox, first, options.settings)
        parent = sandbox.store.page_by_title(SPACE, "Chapter 2")
        sandbox.add_page(SPACE, "Notes", "<p>not ours either</p>", parent=parent)
    return bad + _try(folder, start, flavour, later, "all kinds of changes", options)


def _try(
    folder: Path, start: Path, flavour: str, bundle: Path, what: str, options: argparse.Namespace
) -> int:
    """Kill at each request; return how often the outcome was another one than without."""
    undisturbed = folder / "undisturbed"
    expected, count = _undisturbed(start, undisturbed, flavour, bundle, options.settings)
    bad, killed = [], 0
    for number in range(1, count + 1, options.every):
        again = folder / "again"
        shutil.copytree(start, again)
        shutil.copytree(bundle, again / "bundle")
        with _opened(again, flavour) as sandbox:
            killed += _killed(sandbox, again / "bundle", number, options.settings)
            if number % 2:
                shutil.rmtree(again / "bundle" / "_publish", ignore_errors=True)
            problems = _differences(sandbox, again / "bundle", expected, options.settings)
        if problems:
            bad.append(number)
            print(f"  after request {number}:\n    " + "\n    ".join(problems[:8]), flush=True)
        shutil.rmtree(again)
    print(
        f"{flavour}, {what}: {count} requests, killed at {killed} of them, "
        f"another outcome than undisturbed: {len(bad)}",
        flush=True,
    )
    return len(bad)


def _undisturbed(
    start: Path, folder: Path, flavour: str, bundle: Path, more: dict[str, Any]
) -> tuple[list[str], int]:
    """Publish once without being disturbed: what is there then, and how many requests that took."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(start, folder)
    with _opened(folder, flavour) as sandbox:
        _publish(sandbox, bundle, more)
        count = len(sandbox.requests)
        shutil.rmtree(bundle / "_publish", ignore_errors=True)
        return _look(sandbox), count


def _differences(
    sandbox: Sandbox, bundle: Path, expected: list[str], more: dict[str, Any]
) -> list[str]:
    """Publish again, and once more; return what is not as it should be."""
    problem = _publish(sandbox, bundle, more)
    problems = [f"run again: {problem}"] if problem else []
    lines = difflib.unified_diff(expected, _look(sandbox), "undisturbed", "killed", n=0)
    problems += [line.rstrip()[:160] for line in lines]
    sandbox.reset_requests()
    _publish(sandbox, bundle, more)
    writes = [call.operation or call.path for call in sandbox.writes]
    return problems + [f"once more: {write}" for write in writes if write != "convert_ids"]


@contextmanager
def _opened(folder: Path, flavour: str) -> Iterator[Sandbox]:
    with open_sandbox(folder, flavour) as sandbox:
        yield sandbox


def _look(sandbox: Sandbox) -> list[str]:
    """What is on Confluence; versions of pages that are not ours included, which nobody may add to."""
    world = World(Path(), sandbox)
    foreign = [
        f"{title}: {world.history(page.id)}"
        for title in ("Minutes", "Notes")
        if (page := world.page(title)) is not None
    ]
    return world.look() + foreign


def _publish(sandbox: Sandbox, bundle: Path, more: dict[str, Any]) -> str:
    """Publish in this process, as another machine would; return what went wrong, empty when nothing did."""
    sandbox.reset_requests()
    settings, token = _access(sandbox, sandbox.addresses)
    chosen = Settings(publish=True, **(settings | more))
    credentials = (
        Credentials(server_user=USER, api_token=token)
        if chosen.api_token_scoped
        else Credentials(publish_token=token)
    )
    try:
        with closing(connect(chosen, credentials, adapters=sandbox.adapters())) as client:
            publish_with(client, read_bundle(bundle), chosen, say=_ignore, warn=_ignore)
    except ConfluenceError as error:
        return str(error)
    return ""


def _ignore(_sentence: str) -> None:
    """Say it to nobody."""


def _access(sandbox: Sandbox, addresses: Addresses) -> tuple[dict[str, Any], str]:
    settings: dict[str, Any] = {"server_url": addresses.site_url, "space_key": SPACE}
    if sandbox.flavour == "datacenter":
        return settings, sandbox.add_token("pat", user=USER)
    settings |= {"api_token_scoped": True, "server_user": USER}
    if addresses.origin.startswith("http://"):
        settings["api_gateway"] = f"{addresses.origin}/ex/confluence/"
    return settings, sandbox.add_token("scoped", scopes=TWELVE_SCOPES, user=USER)


def _killed(sandbox: Sandbox, bundle: Path, number: int, more: dict[str, Any]) -> bool:
    """Publish, and kill the process when a request is done; return whether it lived so long."""
    lock, calls = threading.Lock(), 0
    started = threading.Event()
    process: subprocess.Popen[str]

    def kill(_call: object) -> None:
        nonlocal calls
        with lock:
            calls += 1
            if calls == number:
                started.wait()
                os.kill(process.pid, signal.SIGKILL)
                process.wait()

    with sandbox.serve() as address:
        settings, token = _access(sandbox, address)
        sandbox.on_call(kill)
        process = subprocess.Popen(
            [
                *(sys.executable, str(HERE / "one_publish.py")),
                *(str(bundle), json.dumps(settings | more)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, TOKEN_VARIABLE: token},
            text=True,
        )
        started.set()
        process.wait()
        sandbox.on_call(None)
    return process.returncode == -signal.SIGKILL


if __name__ == "__main__":
    main()
