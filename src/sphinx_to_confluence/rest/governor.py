"""How many requests may be under way, and who has to wait? All requests of a client pass through one governor.

The number of requests at the same time follows what the server says, as on a network (AIMD): half as many when it asks
to slow down, one more after a run of good answers. While it wants to be left in peace, nobody sends.
Figures: Atlassian's rules for API tokens are about bursts, and its clients are told not to use concurrency to evade
them (https://developer.atlassian.com/cloud/confluence/rate-limiting/).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sphinx_to_confluence.rest.clock import Clock
from sphinx_to_confluence.rest.meter import Meter

PAGE_WRITES = 2
"""Pages that are written at the same time; more of them end in optimistic locks that were not so optimistic."""

RUN = 10
"""Good answers in a row before there is one request more."""

_NEW_PAUSE_S = 5.0
"""What is told once is not told again because a pause has become longer by less than that."""


class Stopped(BaseException):
    """What was under way was left at a safe point. No :class:`Exception`, so that nothing takes it for a failure."""


@dataclass(slots=True)
class _Pause:
    """A time in which nobody sends.

    :param why: a sentence for the person.
    """

    begin: float
    seconds: float
    why: str
    told: bool = False

    def left(self, now: float) -> float:
        """Seconds until it is over."""
        # A clock that is set back makes nobody wait for longer.
        return min(self.seconds, self.seconds - (now - self.begin))


class Governor:
    """Lets requests through, from any thread, and counts them (:attr:`meter`).

    :param workers: most requests at the same time.
    :param delay_s: least time from the beginning of a request to that of the next one.
    :param notify: gets a sentence for each pause, from whichever thread waits it out.
    """

    def __init__(
        self, clock: Clock, *, workers: int, notify: Callable[[str], None], delay_s: float = 0.0
    ) -> None:
        self.meter = Meter()
        self._clock = clock
        self._delay_s = delay_s
        self._notify = notify
        self._most = self._limit = workers
        self._changed = threading.Condition()
        self._under_way = 0
        self._writing = 0
        self._peak = 0
        self._good = 0
        self._slowdowns = 0
        self._pause: _Pause | None = None
        self._somebody_waits = False  # one thread sleeps for all of them
        self._leaving: Callable[[], bool] = lambda: False

    @property
    def peak(self) -> int:
        """The most requests that were under way at the same time so far."""
        return self._peak

    @property
    def limit(self) -> int:
        """How many may be under way at the same time just now."""
        return self._limit

    @property
    def under_way(self) -> int:
        """How many are under way."""
        return self._under_way

    @property
    def waits(self) -> tuple[float, str] | None:
        """For how many seconds nobody sends, and why; ``None`` when requests go through."""
        pause = self._pause
        if pause is None or not pause.why:
            return None
        left = pause.left(self._clock.now())
        return (left, pause.why) if left > 0 else None

    def leave_when(self, wished: Callable[[], bool]) -> None:
        """Let nobody wait any more once a person wishes to leave: who would have to raises :class:`Stopped` instead.

        Requests that are under way are not disturbed, and those that need not wait are still sent.

        :param wished: asked by any thread at any time, so it should take no locks.
        """
        self._leaving = wished

    @contextmanager
    def turn(self, *, writes_page: bool = False) -> Iterator[int]:
        """Wait for one's turn, and have it within the block; to be handed to :meth:`slow_down`.

        :raises Stopped: when it would have to be waited for, and a person wishes to leave.
        """
        with self._changed:
            self._wait_for_turn(writes_page=writes_page)
            self._under_way += 1
            self.meter.sent()
            self._writing += writes_page
            self._peak = max(self._peak, self._under_way)
            turn = self._slowdowns
            if self._delay_s > 0:
                self._hold(self._delay_s)
        try:
            yield turn
        finally:
            with self._changed:
                self._under_way -= 1
                self._writing -= writes_page
                self._changed.notify_all()

    def went_well(self, *, near_limit: bool) -> None:
        """Note a good answer.

        :param near_limit: whether the server says that there should not be many more of them.
        """
        with self._changed:
            self._good = 0 if near_limit else self._good + 1
            if self._good >= RUN and self._limit < self._most:
                self._good = 0
                self._limit += 1
                self._changed.notify_all()

    def slow_down(self, turn: int, seconds: float, why: str) -> None:
        """Send nothing for so long, and then less at the same time.

        Several requests that were refused together are one reason to slow down, not several.

        :param turn: what the refused request got.
        :param why: a sentence for the person.
        """
        with self._changed:
            self._hold(seconds, why)
            self._good = 0
            if turn == self._slowdowns:
                self._slowdowns += 1
                self._limit = max(1, self._limit // 2)

    def _hold(self, seconds: float, why: str = "") -> None:
        """Have nobody begin a request for so long; without a reason nothing is told."""
        now = self._clock.now()
        before = self._pause
        left = 0.0 if before is None else before.left(now)
        if seconds > left:
            is_as_before = before is not None and bool(before.why) and seconds - left < _NEW_PAUSE_S
            told = not why or (before is not None and is_as_before and before.told)
            self._pause = _Pause(now, seconds, why, told)

    def sleep(self, seconds: float) -> None:
        """Let time pass for this thread alone, which should not have its turn.

        :raises Stopped: when a person wishes to leave.
        """
        self._clock.sleep(seconds, self._leaving)
        if self._leaving():
            raise Stopped

    def _wait_for_turn(self, *, writes_page: bool) -> None:
        waited = False
        while True:
            held = self._is_held()
            may_go = not held and self._has_room(writes_page=writes_page)
            if (waited or not may_go) and self._leaving():
                raise Stopped
            if may_go:
                return
            waited = True
            if held and not self._somebody_waits:
                self._wait_for_all()
            else:
                self._changed.wait()

    def _is_held(self) -> bool:
        if self._pause is None:
            return False
        is_pace = not self._pause.why
        if is_pace and self._leaving():
            return False  # the few requests that have a run end in good order need no distance
        if not self._somebody_waits and self._pause.left(self._clock.now()) <= 0:
            self._pause = None
        return self._pause is not None

    def _has_room(self, *, writes_page: bool) -> bool:
        return self._under_way < self._limit and not (writes_page and self._writing >= PAGE_WRITES)

    def _wait_for_all(self) -> None:
        """Sleep the pause out, while the other threads wait for this one."""
        pause, self._somebody_waits = self._pause, True
        is_over = False
        self._changed.release()
        try:
            if pause is not None:
                self._sleep(pause)
            is_over = not self._leaving()
        finally:
            self._changed.acquire()
            self._somebody_waits = False
            if is_over and self._pause is pause:  # else it has become longer
                self._pause = None
            self._changed.notify_all()

    def _sleep(self, pause: _Pause) -> None:
        left = pause.left(self._clock.now())
        if left > 0:
            if not pause.told:
                pause.told = True
                self._notify(f"{pause.why} Trying again in {left:.0f} s.")
            self._clock.sleep(left, self._leaving)
