"""What may be done at the same time? Tasks in chains: one after the other within a chain, chains side by side.

The publisher makes one chain for each parent page, since Confluence fails now and then when two pages below the same
parent are written at once.
"""

from __future__ import annotations

import queue
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sphinx_to_confluence.publish.stopping import Stop, Stopped

T = TypeVar("T")

_LOOK_S = 0.5
"""How often the waiting thread looks whether a person wants to stop; a result wakes it at once."""


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """A piece of work.

    :param name: unique in a run.
    :param chain: tasks of the same chain are done one after the other, in the order in which they are given.
    :param run: does it, in any thread. What it returns or raises is the outcome.
    :param needs: the task that has to have succeeded before; one that is not in the run counts as done.
    """

    name: str
    chain: str
    run: Callable[[], T]
    needs: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of a task.

    :param value: what it returned.
    :param error: what it raised; ``None`` when it succeeded or was not begun.
    :param is_left_out: whether it was not begun, since what it needs failed.
    """

    task: Task[T]
    value: T | None = None
    error: BaseException | None = None
    is_left_out: bool = False

    @property
    def is_done(self) -> bool:
        """Whether the task succeeded."""
        return self.error is None and not self.is_left_out


def run_chains(
    tasks: Sequence[Task[T]],
    *,
    workers: int,
    stop: Stop,
    is_fatal: Callable[[BaseException], bool],
    tell: Callable[[Outcome[T]], None],
) -> None:
    """Do all tasks, at most ``workers`` of them at the same time, and return when nothing is under way any more.

    :param stop: looked at before a task is begun; tasks look at it themselves between requests. Tasks that were not
        begun or left off then have no outcome.
    :param is_fatal: whether an error ends the run, since every other task would meet it as well; asked in this thread.
    :param tell: gets the outcomes as they come, in the calling thread; before anything is begun that needs the task.
    :raises BaseException: the first error that is fatal, when nothing is under way any more.
    """
    run = _Run(tasks)
    fatal: BaseException | None = None
    with _threads(min(workers, len(run.chains))) as (todo, results):
        under_way = 0
        while True:
            while run.ready and under_way < workers and not stop.wished:
                todo.put(run.begin())
                under_way += 1
            for left_out in run.left_out():
                tell(left_out)
            if not under_way:
                break
            try:
                outcome = results.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            under_way -= 1
            error = outcome.error
            if isinstance(error, Stopped):
                continue
            run.end(outcome.task, succeeded=error is None)
            if error is not None and is_fatal(error):
                fatal = fatal or error
                stop.wish()
            else:
                tell(outcome)
    if fatal is not None:
        raise fatal


class _Run(Generic[T]):
    """Which task may be begun next. Used by one thread only."""

    def __init__(self, tasks: Sequence[Task[T]]) -> None:
        self.chains: defaultdict[str, deque[Task[T]]] = defaultdict(deque)
        for task in tasks:
            self.chains[task.chain].append(task)
        self.ready: list[str] = []
        self._open = {task.name for task in tasks}
        self._failed: set[str] = set()
        self._left_out: list[Task[T]] = []
        self._waiting: defaultdict[str, list[str]] = defaultdict(list)
        for chain in self.chains:
            self._look_at(chain)

    def begin(self) -> Task[T]:
        """Take a task that may be begun.

        A last one that another one was waited for comes first: it is mere follow-up. Then the longest chain, since
        the end of a long one decides when everything is done.
        """
        chain = min(self.ready, key=self._rank)
        self.ready.remove(chain)
        return self.chains[chain][0]

    def _rank(self, chain: str) -> tuple[bool, int]:
        tasks = self.chains[chain]
        return len(tasks) > 1 or tasks[0].needs is None, -len(tasks)

    def end(self, task: Task[T], *, succeeded: bool) -> None:
        """Note that a task has ended, and find what may be begun now."""
        self.chains[task.chain].popleft()
        self._close(task, succeeded=succeeded)
        self._look_at(task.chain)

    def left_out(self) -> Iterator[Outcome[T]]:
        """The tasks that cannot be begun any more, each once."""
        while self._left_out:
            yield Outcome(self._left_out.pop(0), is_left_out=True)

    def _close(self, task: Task[T], *, succeeded: bool) -> None:
        self._open.discard(task.name)
        if not succeeded:
            self._failed.add(task.name)
        for chain in self._waiting.pop(task.name, ()):
            self._look_at(chain)

    def _look_at(self, chain: str) -> None:
        """Queue a chain whose first task may be begun; drop the tasks at its head that never will be."""
        tasks = self.chains[chain]
        while tasks:
            needs = tasks[0].needs
            if needs in self._failed:
                task = tasks.popleft()
                self._left_out.append(task)
                self._close(task, succeeded=False)
            elif needs in self._open:
                self._waiting[needs].append(chain)
                return
            else:
                self.ready.append(chain)
                return


@contextmanager
def _threads(
    count: int,
) -> Iterator[tuple[queue.SimpleQueue[Task[Any] | None], queue.Queue[Outcome[Any]]]]:
    """Threads that do what is put into the first queue and say so in the second one.

    They are daemons: when a person insists on leaving at once, a request that hangs does not keep the process.
    """
    todo: queue.SimpleQueue[Task[Any] | None] = queue.SimpleQueue()
    results: queue.Queue[Outcome[Any]] = queue.Queue()

    def work() -> None:
        while (task := todo.get()) is not None:
            try:
                outcome = Outcome(task, task.run())
            except BaseException as raised:  # noqa: BLE001 - whatever it is, the waiting thread has to know
                outcome = Outcome(task, error=raised)
            results.put(outcome)

    for number in range(count):
        threading.Thread(target=work, name=f"publish-{number + 1}", daemon=True).start()
    try:
        yield todo, results
    finally:
        for _ in range(count):
            todo.put(None)
