"""A process that dies in the middle: whatever it had done by then, the next run ends where an undisturbed one does."""

from __future__ import annotations

import itertools
import json
import os
import pickle
import signal
import subprocess
import sys
import threading

import pytest
from world import Doc, copy_of, new_world

FLAVOURS = ["cloud", "datacenter"]
EVERY = {"empty": 3, "changed": 1}
"""At which requests things go wrong here; ``benchmarks/kill.py`` tries each of them with a larger documentation."""


def before():
    """A small documentation with a bit of everything."""
    return {
        "index": Doc("Index", None, links=("guide",), files={"logo.png": b"logo"}),
        "guide": Doc("Guide", links=("guide/a", "index"), labels=("howto",)),
        "guide/a": Doc("Alpha", "guide", files={"a.png": b"a", "b.png": b"b"}),
        "guide/b": Doc("Beta", "guide", links=("guide/a",), full_width=True),
        "api": Doc("Reference"),
        "api/old": Doc("Old", "api", files={"old.png": b"old"}),
        "news": Doc("News"),
    }


def after():
    """The same after two titles were swapped, pages moved, changed, added and removed, files changed and removed."""
    return {
        "index": Doc("Index", None, links=("guide", "new"), files={"logo.png": b"logo 2"}),
        "news": Doc("News"),
        "guide": Doc("Manual", links=("guide/a", "index"), labels=("manual",)),
        "guide/b": Doc("Alpha", "guide", text="changed", links=("guide/a",), full_width=True),
        "api": Doc("Reference"),
        "guide/a": Doc("Beta", "api", files={"a.png": b"a"}),
        "new": Doc("Guide", "api", files={"n.png": b"n"}),
    }


def with_foreign_pages(world):
    """Put pages of people into the space, below one of ours as well; return their ids."""
    pages = [world.sandbox.add_page("DOC", "Minutes", "<p>ours not</p>")]
    if (guide := world.page("Guide")) is not None:
        pages.append(world.sandbox.add_page("DOC", "Notes", "<p>by hand</p>", parent=guide))
    return [page.id for page in pages]


def prepared(folder, flavour, start):
    """A world in which the first publish is still to be done, or one in which everything has changed since."""
    world = new_world(folder, flavour, docs=before())
    world.settings["orphans"] = "archive" if world.is_cloud else "trash"
    if start == "changed":
        world.publish()
        world.docs = after()
    return world, with_foreign_pages(world)


@pytest.mark.parametrize("start", ["empty", "changed"])
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_dies_after_each_request(tmp_path, flavour, start):
    """The next run, on this or another machine, makes up for it: nothing twice, nothing lost, nothing of others."""
    world, foreign = prepared(tmp_path / "start", flavour, start)
    undisturbed = copy_of(world, tmp_path / "undisturbed")
    undisturbed.publish()
    expected = undisturbed.look()
    theirs = [world.history(page_id) for page_id in foreign]
    for request in itertools.count(1, EVERY[start]):
        again = copy_of(world, tmp_path / f"after-{request}")
        if not again.dies_with(request):
            break
        if request % 2:
            again.move_to_another_machine()
        again.publish()
        assert again.look() == expected, f"after request {request}"
        assert [again.history(page_id) for page_id in foreign] == theirs
        again.publish()
        assert again.writes == [], f"after request {request}"
        again.sandbox.close()
    assert request > 20
    undisturbed.sandbox.close()
    world.sandbox.close()


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_dies_when_pages_are_made(tmp_path, flavour):
    """Who publishes does not go on watching the pages that a dead run made."""
    world = new_world(tmp_path / "world", flavour, docs=before())
    assert world.dies_with(10)
    world.move_to_another_machine()
    world.publish()
    pages = [world.page(doc.title) for doc in world.docs.values()]
    assert [world.store.watchers(page.id) for page in pages] == [[]] * len(pages)
    world.sandbox.close()


@pytest.mark.parametrize("start", ["empty", "changed"])
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_answer_to_each_write_is_lost(tmp_path, flavour, start):
    """It is done, but nobody gets to know; the run goes on or is run again, and ends where others do."""
    world, foreign = prepared(tmp_path / "start", flavour, start)
    undisturbed = copy_of(world, tmp_path / "undisturbed")
    undisturbed.publish()
    expected, count = undisturbed.look(), len(undisturbed.sandbox.writes)
    theirs = [world.history(page_id) for page_id in foreign]
    for number in range(1, count + 1, EVERY[start]):
        again = copy_of(world, tmp_path / f"lost-{number}")
        again.sandbox.faults.drop("POST", "PUT", "DELETE", nth=number, after=True)
        again.publish()
        assert again.look() == expected, f"without the answer to write {number}"
        assert [again.history(page_id) for page_id in foreign] == theirs
        again.publish()
        assert again.writes == [], f"without the answer to write {number}"
        again.sandbox.close()
    undisturbed.sandbox.close()
    world.sandbox.close()


PROGRAM = """
import json, os, pickle, sys
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.publish import publish_bundle

settings = Settings(**json.loads(sys.argv[1]))
secret = {os.environ["SECRET_KIND"]: os.environ["SECRET"], "server_user": settings.server_user}
with open(sys.argv[2], "rb") as file:
    bundle = pickle.load(file)
publish_bundle(bundle, settings, lambda: Credentials(**secret), say=print, warn=print)
"""


def killed_with(world, request):
    """Publish in a process of its own, which is killed when this request is done and not yet answered."""
    path = world.folder / "bundle.pickle"
    path.write_bytes(pickle.dumps(world.bundle()))
    started, calls = threading.Event(), itertools.count(1)

    def kill(_call):
        if next(calls) == request:
            started.wait()
            os.kill(process.pid, signal.SIGKILL)
            process.wait()

    with world.sandbox.serve() as addresses:
        settings, credentials = world.access(addresses)
        kind = "api_token" if world.is_cloud else "publish_token"
        secret = {"SECRET_KIND": kind, "SECRET": getattr(credentials, kind)}
        world.sandbox.on_call(kill)
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, json.dumps(settings), str(path)],
            stdout=subprocess.DEVNULL,
            env={**os.environ, **secret},
        )
        started.set()
        process.wait()
        world.sandbox.on_call(None)
    return process.returncode == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_killed_for_good(tmp_path, flavour):
    """With a process of its own and a signal that nothing can handle, and with its threads."""
    world, _ = prepared(tmp_path / "start", flavour, "changed")
    undisturbed = copy_of(world, tmp_path / "undisturbed")
    undisturbed.publish()
    for request in (6, 12, 18):
        again = copy_of(world, tmp_path / f"after-{request}")
        assert killed_with(again, request)
        again.publish()
        assert again.look() == undisturbed.look()
        again.publish()
        assert again.writes == []
        again.sandbox.close()
    undisturbed.sandbox.close()
    world.sandbox.close()
