"""Signals become a wish to stop; a second one does what it always did."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from sphinx_to_confluence.publish.stopping import Stop, Stopped, stopped_by_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_first_signal(number):
    """It interrupts nothing, and work leaves off at the next look."""
    stop = Stop()
    with stopped_by_signals(stop):
        os.kill(os.getpid(), number)
        assert (stop.wished, stop.by_person) == (True, True)
        with pytest.raises(Stopped):
            stop.check()


def test_second_signal():
    """Ctrl-C interrupts at once when it comes again."""
    with stopped_by_signals(Stop()):
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_ignored_signal():
    """A job in the background, which is not to be disturbed, is not."""
    stop = Stop()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with stopped_by_signals(stop):
        os.kill(os.getpid(), signal.SIGINT)
    assert (stop.wished, stop.by_person) == (False, False)


def test_handlers_are_put_back():
    """Outside of the block signals act as before."""
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with stopped_by_signals(Stop()):
        assert signal.getsignal(signal.SIGTERM) != before[1]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_in_another_thread():
    """Where signals cannot be caught, the block does nothing."""
    stop = Stop()

    def work():
        with stopped_by_signals(stop):
            stop.wish()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert (stop.wished, stop.by_person) == (True, False)
