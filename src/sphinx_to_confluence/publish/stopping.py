"""Should the run go on? Asked between any two requests; Ctrl-C, SIGTERM and errors that end everything say no."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from sphinx_to_confluence.rest.governor import Stopped

__all__ = ["Stop", "Stopped", "stopped_by_signals"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """A wish to stop that any thread may utter and all threads look at."""

    def __init__(self) -> None:
        self._wished = threading.Event()
        self.by_person = False

    @property
    def wished(self) -> bool:
        """Whether nothing new is to be begun."""
        return self._wished.is_set()

    def wish(self, *, by_person: bool = False) -> None:
        """Ask all threads to leave off at the next safe point."""
        self.by_person |= by_person
        self._wished.set()

    def check(self) -> None:
        """Leave off here, if that is wished.

        :raises Stopped: then.
        """
        if self.wished:
            raise Stopped


@contextmanager
def stopped_by_signals(stop: Stop) -> Iterator[None]:
    """Turn the first Ctrl-C or SIGTERM within the block into a wish to stop; the second one acts as it always does.

    Signals reach Python in the main thread only; in any other the block changes nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # What whoever started us has us ignore (nohup, a job in the background) goes on being ignored.
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    before = {n: handler for n, handler in handlers.items() if handler is not signal.SIG_IGN}

    def restore() -> None:
        for number, handler in before.items():
            # None stands for a handler that was not installed from Python, and cannot be put back from here.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def note(_number: int, _frame: FrameType | None) -> None:
        restore()
        stop.wish(by_person=True)

    for number in before:
        signal.signal(number, note)
    try:
        yield
    finally:
        restore()
