"""How does a run end? As its journal says: finished, stopped by a person, or by an error that every step would meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sphinx_to_confluence.errors import RestError, RunStopped
from sphinx_to_confluence.publish.journal import FINISHED, STOPPED, Journaling
from sphinx_to_confluence.publish.stopping import Stop, stopped_by_signals
from sphinx_to_confluence.rest.model import Client


@contextmanager
def journaled(
    client: Client,
    journal: Journaling,
    stop: Stop,
    *,
    stopped: Callable[[], RunStopped],
    is_whole: Callable[[], bool] = lambda: True,
) -> Iterator[None]:
    """Take Ctrl-C and SIGTERM within the block as a wish to stop, and note in the journal how the block ended.

    :param stopped: makes the error of a run that a person stopped.
    :param is_whole: whether all was done that the block was for; another run has to finish it otherwise.
    :raises RunStopped: when a person stopped it.
    """
    try:
        with stopped_by_signals(stop):
            client.governor.leave_when(lambda: stop.by_person)
            yield
    except RestError as error:
        journal.end(STOPPED, type(error).__name__)
        raise
    else:
        if stop.by_person:
            journal.end(STOPPED, "by a person")
            raise stopped()
        journal.end(FINISHED if is_whole() else STOPPED)
    finally:
        journal.close()
