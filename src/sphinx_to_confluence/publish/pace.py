"""How fast does it go, and how long will it take? Worked out from the last half minute, since a server has moods."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

WINDOW_S = 30.0
"""What happened longer ago says little about what is to come."""


class Pace:
    """Steps that are counted, and the requests that they took; not for several threads at once.

    :param clock: seconds, from any beginning.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int, int]] = deque()
        self.total = self.taken = 0

    def start(self, total: int, requests: int = 0) -> None:
        """Begin anew.

        :param requests: how many there have been so far.
        """
        self.total, self.taken = total, 0
        self._seen = deque([(self._clock(), 0, requests)])

    def step(self, requests: int = 0) -> None:
        """Note that a step is done."""
        self.taken += 1
        now = self._clock()
        self._seen.append((now, self.taken, requests))
        while len(self._seen) > 2 and now - self._seen[1][0] > WINDOW_S:
            self._seen.popleft()

    @property
    def share(self) -> float:
        """What part is done, from 0 to 1."""
        return self.taken / self.total if self.total else 1.0

    @property
    def left_s(self) -> float | None:
        """Seconds until all is done; ``None`` when nothing tells yet."""
        seconds, steps, _ = self._lately()
        return seconds / steps * (self.total - self.taken) if steps else None

    @property
    def requests_per_s(self) -> float | None:
        """How many requests there are in a second; ``None`` when nothing tells yet."""
        seconds, _, requests = self._lately()
        return requests / seconds if seconds > 0 and requests > 0 else None

    def words(self, waiting_s: float = 0.0) -> str:
        """The rate and the time that is left, as far as they are known: ``8.2 requests/s  1:30 left``.

        :param waiting_s: for how long nothing is done before that.
        """
        rate, left = self.requests_per_s, self.left_s
        told = [] if rate is None else [f"{rate:.1f} requests/s"]
        told += [] if left is None else [f"{duration(left + waiting_s)} left"]
        return "  ".join(told)

    def _lately(self) -> tuple[float, int, int]:
        if len(self._seen) < 2:
            return 0.0, 0, 0
        (begin, steps, requests), (end, steps_now, requests_now) = self._seen[0], self._seen[-1]
        return end - begin, steps_now - steps, requests_now - requests


def duration(seconds: float) -> str:
    """A time for people: ``1:30``, ``2:05:00``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
