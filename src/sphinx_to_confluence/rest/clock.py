"""What time is it, and how does one wait? A seam, so that tests never do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

_LOOK_S = 0.25
"""How often a sleeper looks whether it is to wake up."""


class Clock(Protocol):
    """Tells the time and lets it pass; used by several threads at once."""

    def now(self) -> float:
        """Seconds since the epoch."""
        ...

    def sleep(self, seconds: float, woken: Callable[[], bool]) -> None:
        """Return after that many seconds, or soon after the function says so."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def sleep(self, seconds: float, woken: Callable[[], bool]) -> None:
        """Return after that many seconds, or soon after the function says so.

        It is asked now and then: a signal handler, which is where such a wish comes from, must not touch locks.
        """
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not woken():
            time.sleep(min(left, _LOOK_S))
