"""What time is it, and how does one wait? A seam, so that tests never do."""

from __future__ import annotations

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time and lets it pass; used by several threads at once."""

    def now(self) -> float:
        """Seconds since the epoch."""
        ...

    def sleep(self, seconds: float, woken: threading.Event) -> None:
        """Return after that many seconds, or when somebody sets the event."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def sleep(self, seconds: float, woken: threading.Event) -> None:
        """Return after that many seconds, or when somebody sets the event."""
        woken.wait(seconds)
