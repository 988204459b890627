"""Which runs are to be undone, and has that been begun already?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_to_confluence.errors import ConfigurationError
from sphinx_to_confluence.publish.journal import Journal, with_those_before


@dataclass(frozen=True, slots=True)
class Choice:
    """What is undone.

    :param publishes: the runs, the oldest first: the last one and those that it continued.
    :param undos: runs that have begun to undo these and did not finish, the oldest first.
    :param later: runs that have undone what came after them, the oldest first.
    """

    publishes: tuple[Journal, ...]
    undos: tuple[Journal, ...] = ()
    later: tuple[Journal, ...] = ()

    @property
    def last(self) -> Journal:
        """The last of the runs."""
        return self.publishes[-1]


def choose(journals: Sequence[Journal], name: str | None = None) -> Choice:
    """Choose the last publish that is not undone yet, or what an undo that died was about, or the named one.

    :param journals: of an output directory, the newest first.
    :param name: of the file of a journal.
    :raises ConfigurationError: when there is none.
    """
    finished = [journal for journal in journals if journal.run.undoes and journal.is_finished]
    undone = {each for journal in finished for each in journal.run.undoes}
    candidates = [
        journal
        for journal in journals
        if not journal.run.undoes and journal.name not in undone and name in {None, journal.name}
    ]
    newest = next(iter(journals), None)
    if name is None and newest is not None and newest.run.undoes and not newest.is_finished:
        candidates = [journal for journal in candidates if journal.name in newest.run.undoes]
    if not candidates:
        raise ConfigurationError(
            "there is nothing to undo",
            answered=_why_nothing(journals, name, undone),
            cause="Only a publish that wrote something, from this output directory and on this machine, can be undone.",
        )
    runs = [run for run in with_those_before(candidates[0], journals) if run.name not in undone]
    names = {run.name for run in runs}
    undos = [run for run in journals if names & set(run.run.undoes) and not run.is_finished]
    later = [run for run in finished if journals.index(run) < journals.index(runs[0])]
    return Choice(tuple(reversed(runs)), tuple(reversed(undos)), tuple(reversed(later)))


def _why_nothing(journals: Sequence[Journal], name: str | None, undone: set[str]) -> str:
    if name is not None and name in undone:
        return f"{name} is undone already."
    if name is not None:
        return f"There is no publish {name}."
    return "All publishes are undone already." if journals else "There is no journal of a publish."
