"""Which session does a thread send with? One that no other thread has: those of ``requests`` are not to be shared."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import requests


class Sessions:
    """Sessions that are all made in the same way, and lent to one thread at a time.

    They are kept, with their open connections, for whoever comes next; there are never more of them than threads that
    send at the same time. The first is made at once, so that what is wrong with the recipe is told at once.

    :param make: makes a session; never called by two threads at once. One that returns the same session again has all
        threads take turns with it.
    """

    def __init__(self, make: Callable[[], requests.Session]) -> None:
        self._make = make
        self._free = threading.Condition()
        self._lent = threading.local()
        self._all = [make()]
        self._idle = [*self._all]
        self._only_one = False

    @contextmanager
    def one(self) -> Iterator[requests.Session]:
        """Have a session within the block; a thread that has one already gets the same."""
        if (mine := getattr(self._lent, "session", None)) is not None:
            yield mine
            return
        self._lent.session = session = self._take()
        try:
            yield session
        finally:
            self._lent.session = None
            with self._free:
                self._idle.append(session)
                self._free.notify()

    def close(self) -> None:
        """Give all connections back."""
        with self._free:
            for session in self._all:
                session.close()

    def _take(self) -> requests.Session:
        with self._free:
            while not self._idle:
                if self._only_one:
                    self._free.wait()
                    continue
                made = self._make()
                if any(made is known for known in self._all):
                    self._only_one = True
                else:
                    self._all.append(made)
                    return made
            return self._idle.pop()
