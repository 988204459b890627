"""What does a run cost? Requests and repetitions are counted, those of all threads and those of each by itself."""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Costs:
    """What something took.

    :param requests: all that were sent, repetitions included.
    :param retries: how many of them were sent again.
    :param seconds: from the beginning to the end.
    """

    requests: int = 0
    retries: int = 0
    seconds: float = 0.0

    def __add__(self, other: Costs) -> Costs:
        return Costs(
            self.requests + other.requests,
            self.retries + other.retries,
            self.seconds + other.seconds,
        )


class Meter:
    """Counts, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mine = threading.local()
        self._all = Costs()

    @property
    def all(self) -> Costs:
        """What all threads have counted; the seconds are not."""
        return self._all

    @property
    def mine(self) -> Costs:
        """What this thread has counted."""
        return getattr(self._mine, "costs", Costs())

    def sent(self) -> None:
        """Count a request."""
        self._add(Costs(requests=1))

    def repeats(self) -> None:
        """Count that a request is going to be sent again."""
        self._add(Costs(retries=1))

    def _add(self, costs: Costs) -> None:
        self._mine.costs = self.mine + costs
        with self._lock:
            self._all += costs
