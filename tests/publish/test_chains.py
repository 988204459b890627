"""Tasks in chains: what runs beside what, what is left out, and how a run ends early."""

from __future__ import annotations

import threading

import pytest

from sphinx_to_confluence.publish.chains import Task, run_chains
from sphinx_to_confluence.publish.stopping import Stop


class FatalError(Exception):
    """Ends a run."""


class ExpectedError(Exception):
    """Concerns one task."""


def run(tasks, *, workers=4, stop=None):
    """Run tasks; return what became of each, in the order in which it was told."""
    told = []
    run_chains(
        tasks,
        workers=workers,
        stop=stop or Stop(),
        is_fatal=lambda error: not isinstance(error, ExpectedError),
        tell=lambda outcome: told.append(
            (
                outcome.task.name,
                "left out" if outcome.is_left_out else type(outcome.error).__name__,
            )
        ),
    )
    return told


def raising(error):
    """A task's work that fails."""

    def work():
        raise error

    return work


def nothing():
    """A task's work."""


def test_a_chain_is_done_in_order():
    """However many threads there are, the tasks of one chain follow each other."""
    done = []
    run([Task(str(n), "one", lambda n=n: done.append(n)) for n in range(50)], workers=8)
    assert done == list(range(50))


def test_the_longest_chain_first():
    """Its end decides when all is done; what merely follows another task is done at once."""
    tasks = [Task("short", "short", nothing)]
    tasks += [Task(f"long {n}", "long", nothing) for n in range(3)]
    tasks += [Task("after", "after", nothing, needs="long 0")]
    told = [name for name, _ in run(tasks, workers=1)]
    assert told == ["long 0", "after", "long 1", "short", "long 2"]


def test_chains_run_side_by_side():
    """Two chains meet in the middle: neither waits for the other to end."""
    meeting = threading.Barrier(2, timeout=30)
    told = run([Task("a", "a", meeting.wait), Task("b", "b", meeting.wait)])
    assert sorted(told) == [("a", "NoneType"), ("b", "NoneType")]


def test_never_more_than_the_workers():
    """With two workers, three chains are never under way at once."""
    lock, now, most = threading.Lock(), set(), []

    def work(name):
        with lock:
            now.add(name)
            most.append(len(now))
        threading.Event().wait(0.002)
        with lock:
            now.discard(name)

    run([Task(f"{n}", f"{n % 7}", lambda n=n: work(n)) for n in range(40)], workers=2)
    assert max(most) <= 2


def test_what_is_needed_comes_first():
    """A task of another chain waits for the one that it needs."""
    done = []
    tasks = [
        Task("child", "parent", lambda: done.append("child"), needs="parent"),
        Task("grandchild", "child", lambda: done.append("grandchild"), needs="child"),
        Task("parent", "top", lambda: done.append("parent")),
    ]
    run(tasks)
    assert done == ["parent", "child", "grandchild"]


def test_descendants_of_a_failure_are_left_out():
    """What needs a failed task is told as left out, all the way down; the rest of the chain goes on."""
    tasks = [
        Task("a", "top", raising(ExpectedError())),
        Task("b", "top", nothing),
        Task("a1", "a", nothing, needs="a"),
        Task("a2", "a", nothing, needs="a"),
        Task("a11", "a1", nothing, needs="a1"),
    ]
    assert sorted(run(tasks)) == [
        ("a", "ExpectedError"),
        ("a1", "left out"),
        ("a11", "left out"),
        ("a2", "left out"),
        ("b", "NoneType"),
    ]


@pytest.mark.parametrize("error", [FatalError(), RuntimeError("a mistake in the program")])
def test_a_stopper_ends_the_run(error):
    """It is raised when all that was under way has ended; nothing is begun after it."""
    under_way, may_end, ended = threading.Event(), threading.Event(), []

    def slow():
        under_way.set()
        may_end.wait(30)
        ended.append("slow")

    def fail():
        under_way.wait(30)
        threading.Timer(0.05, may_end.set).start()
        raise error

    with pytest.raises(type(error)):
        run([Task("slow", "a", slow), Task("fail", "b", fail), Task("next", "b", nothing)])
    assert ended == ["slow"]


def test_a_wish_to_stop():
    """Tasks under way leave off where they look; what was not begun is not told."""
    stop = Stop()

    def ask():
        stop.wish(by_person=True)
        stop.check()

    assert run([Task("a", "one", ask), Task("b", "one", nothing)], stop=stop) == []
    assert stop.by_person


def test_nothing_to_do():
    """No task, no thread."""
    before = threading.active_count()
    assert run([]) == []
    assert threading.active_count() == before


def test_threads_end():
    """When a run is over its threads are too."""
    run([Task(str(n), str(n), nothing) for n in range(8)])
    left = [item for item in threading.enumerate() if item.name.startswith("publish-")]
    for thread in left:
        thread.join(30)
    assert not any(thread.is_alive() for thread in left)
