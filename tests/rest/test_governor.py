"""The governor alone: how many at once, who waits, what is told; with real threads, without any time passing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sphinx_to_confluence.rest.clock import SystemClock
from sphinx_to_confluence.rest.governor import PAGE_WRITES, RUN, Governor, Stopped

PATIENCE_S = 20
"""For what would otherwise hang; nothing here waits for it."""


@pytest.fixture
def said():
    """What the person was told."""
    return []


@pytest.fixture
def governor_of(clock, said):
    """Make a governor for so many workers."""
    return lambda workers, clock=clock, **more: Governor(
        clock, workers=workers, notify=said.append, **more
    )


def fall(governor):
    """Be refused once, without a pause."""
    with governor.turn() as turn:
        pass
    governor.slow_down(turn, 0.0, "Refused.")


def together(governor, count, *, writes_page=False):
    """Have so many turns at the same time; raises when they do not all come to be."""
    meeting = threading.Barrier(count, timeout=PATIENCE_S)

    def one():
        with governor.turn(writes_page=writes_page):
            meeting.wait()

    with ThreadPoolExecutor(count) as pool:
        for future in [pool.submit(one) for _ in range(count)]:
            future.result()


class TestAtOnce:
    """How many requests are under way."""

    @pytest.mark.parametrize("workers", [1, 2, 4])
    def test_as_many_as_there_are_workers(self, governor_of, workers):
        """All of them, and never more."""
        governor = governor_of(workers)
        meeting = threading.Barrier(workers, timeout=PATIENCE_S)

        def one():
            with governor.turn():
                meeting.wait()

        with ThreadPoolExecutor(workers * 3) as pool:
            for future in [pool.submit(one) for _ in range(workers * 3)]:
                future.result()
        assert governor.peak == workers

    def test_page_writes(self, governor_of):
        """Two at a time, while others pass them by."""
        governor = governor_of(4)
        writing = threading.Barrier(PAGE_WRITES + 1, timeout=PATIENCE_S)
        done = threading.Barrier(PAGE_WRITES + 1, timeout=PATIENCE_S)
        seen = []

        def write():
            with governor.turn(writes_page=True):
                seen.append(1)
                writing.wait()
                done.wait()

        with ThreadPoolExecutor(8) as pool:
            writes = [pool.submit(write) for _ in range(PAGE_WRITES * 3)]
            for number in range(1, 4):
                writing.wait()
                assert len(seen) == PAGE_WRITES * number
                together(governor, 2)
                done.wait()
            for future in writes:
                future.result()

    def test_a_request_that_raises(self, governor_of):
        """Its place is free again."""
        governor = governor_of(1)
        with pytest.raises(ZeroDivisionError), governor.turn(writes_page=True):
            raise ZeroDivisionError
        with governor.turn(writes_page=True):
            assert governor.peak == 1


class TestFewerAndMore:
    """Half as many when the server asks for it, one more after a run of good answers."""

    def test_halved(self, governor_of):
        """Down to one, and not below."""
        governor = governor_of(8)
        limits = []
        for _ in range(5):
            fall(governor)
            limits.append(governor.limit)
        assert limits == [4, 2, 1, 1, 1]

    def test_refused_together(self, governor_of):
        """Requests that were under way when the first was refused are the same reason to slow down."""
        governor = governor_of(4)
        with governor.turn() as first, governor.turn() as second, governor.turn() as third:
            pass
        for turn in (first, second, third):
            governor.slow_down(turn, 0.0, "Refused.")
        assert governor.limit == 2
        fall(governor)
        assert governor.limit == 1

    def test_grows_back(self, governor_of):
        """One by one, up to where it began."""
        governor = governor_of(4)
        fall(governor)
        limits = []
        for _ in range(4):
            for _ in range(RUN):
                governor.went_well(near_limit=False)
            limits.append(governor.limit)
        assert limits == [3, 4, 4, 4]
        together(governor, 4)

    def test_near_the_limit(self, governor_of):
        """A server that says so is not asked for more."""
        governor = governor_of(4)
        fall(governor)
        for _ in range(5 * RUN):
            governor.went_well(near_limit=True)
        for _ in range(RUN - 1):
            governor.went_well(near_limit=False)
        assert governor.limit == 2
        governor.went_well(near_limit=False)
        assert governor.limit == 3

    def test_a_refusal_ends_a_run(self, governor_of):
        """Good answers from before do not count."""
        governor = governor_of(4)
        fall(governor)
        for _ in range(RUN - 1):
            governor.went_well(near_limit=False)
        fall(governor)
        governor.went_well(near_limit=False)
        assert governor.limit == 1


class TestPauses:
    """Nobody sends while the server wants to be left in peace."""

    def test_all_wait_and_one_tells(self, governor_of, clock, said):
        """Time passes once, whoever waits, and one sentence is said."""
        governor = governor_of(4)
        with governor.turn() as turn:
            pass
        governor.slow_down(turn, 7.5, "Too many requests.")
        with ThreadPoolExecutor(8) as pool:
            for future in [pool.submit(together, governor, 1) for _ in range(8)]:
                future.result()
        assert clock.waits == [7.5]
        assert said == ["Too many requests. Trying again in 8 s."]
        assert governor.peak <= 2

    def test_longer_meanwhile(self, governor_of, said):
        """What was told to wait longer while all wait already is waited for as well, and said if it is much."""
        waits = []

        class Clock:
            """Refuses another request while somebody sleeps."""

            def now(self):
                return 100.0 + sum(waits)

            def sleep(self, seconds, woken):  # noqa: ARG002
                waits.append(seconds)
                if more:
                    governor.slow_down(0, more.pop(), "Still too many.")

        governor = governor_of(4, Clock())
        more = [30.0, 4.0]
        governor.slow_down(0, 2.0, "Too many requests.")
        together(governor, 1)
        assert waits == [2.0, 4.0, 30.0]
        assert said == [
            "Too many requests. Trying again in 2 s.",
            "Still too many. Trying again in 30 s.",
        ]

    def test_shorter_meanwhile(self, governor_of, clock):
        """The longest counts."""
        governor = governor_of(4)
        for seconds in (9.0, 1.0):
            governor.slow_down(0, seconds, "Too many requests.")
        together(governor, 1)
        assert clock.waits == [9.0]

    def test_a_wait_of_ones_own(self, governor_of, clock):
        """Holds up nobody else."""
        governor = governor_of(1)
        governor.sleep(3.0)
        with governor.turn():
            assert clock.waits == [3.0]


class TestDelay:
    """A person wants requests to keep a distance."""

    def test_between_requests(self, governor_of, clock, said):
        """The first begins at once, the others that much later each, and nothing is said."""
        governor = governor_of(4, delay_s=0.5)
        with ThreadPoolExecutor(4) as pool:
            for future in [pool.submit(together, governor, 1) for _ in range(4)]:
                future.result()
        assert (clock.waits, said) == ([0.5] * 3, [])

    def test_time_that_passes_by_itself(self, governor_of, clock):
        """Counts."""
        governor = governor_of(1, delay_s=2.0)
        for _ in range(2):
            together(governor, 1)
            clock.start += 1.5
        together(governor, 1)
        assert clock.waits == [pytest.approx(0.5)] * 2

    def test_refused(self, governor_of, clock, said):
        """What the server wants goes first, and is told."""
        governor = governor_of(1, delay_s=0.5)
        with governor.turn() as turn:
            pass
        governor.slow_down(turn, 3.0, "Too many requests.")
        together(governor, 1)
        assert clock.waits == [3.0]
        assert said == ["Too many requests. Trying again in 3 s."]

    def test_leaving(self, governor_of, clock):
        """Whoever has only the distance to keep is let through at once: a run that stops has its list to write."""
        governor = governor_of(1, delay_s=5.0)
        together(governor, 1)
        governor.leave_when(lambda: True)
        together(governor, 1)
        assert clock.waits == []


class TestLeaving:
    """A person wants to leave."""

    def test_nobody_waits_any_more(self, governor_of):
        """Those who sleep on the real clock, wait for those, or wait for their turn leave; nobody is disturbed."""
        governor = governor_of(1, SystemClock())
        wished = threading.Event()
        governor.leave_when(wished.is_set)
        begun = threading.Barrier(2, timeout=PATIENCE_S)
        may_end = threading.Event()

        def hold():
            with governor.turn():
                begun.wait()
                may_end.wait(PATIENCE_S)
            return "was not disturbed"

        with ThreadPoolExecutor(8) as pool:
            holder = pool.submit(hold)
            begun.wait()
            waiting = [pool.submit(together, governor, 1) for _ in range(3)]
            governor.slow_down(0, 3600.0, "Too many requests.")
            waiting += [pool.submit(together, governor, 1) for _ in range(3)]
            waiting += [pool.submit(governor.sleep, 3600.0)]
            wished.set()
            may_end.set()
            for future in waiting:
                assert isinstance(future.exception(PATIENCE_S), Stopped)
            assert holder.result() == "was not disturbed"

    def test_what_need_not_wait(self, governor_of, clock):
        """It is still sent, so that things can be left in order; not while the server wants peace."""
        governor = governor_of(1)
        governor.leave_when(lambda: True)
        together(governor, 1)
        governor.slow_down(0, 5.0, "Too many requests.")
        with pytest.raises(Stopped), governor.turn():
            pass
        assert clock.waits == []
        clock.waits.append(5.0)  # time passes by itself
        together(governor, 1)

    def test_a_wait_of_ones_own(self, governor_of):
        """It ends, too."""
        governor = governor_of(1)
        governor.leave_when(lambda: True)
        with pytest.raises(Stopped):
            governor.sleep(1.0)

    def test_interrupted_sleeper(self, governor_of):
        """When the thread that sleeps for all is interrupted, the next one takes over."""
        calls = []

        class Clock:
            """Interrupts the first who sleeps."""

            def now(self):
                return 100.0

            def sleep(self, seconds, woken):  # noqa: ARG002
                calls.append(seconds)
                if len(calls) == 1:
                    raise KeyboardInterrupt

        governor = governor_of(2, Clock())
        governor.slow_down(0, 5.0, "Too many requests.")
        with pytest.raises(KeyboardInterrupt), governor.turn():
            pass
        together(governor, 1)
        assert calls == [5.0, 5.0]
