"""What became of the last build? Told by whoever builds, shown in every page, and waited for by pages that are open."""

from __future__ import annotations

import enum
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace


class Progress(enum.Enum):
    """Where the build of the documentation stands, as the style sheet calls it."""

    BUILDING = "building"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Problem:
    """A warning or an error of a build.

    :param place: file and line as far as they are known, such as ``guide/tables.rst:41``.
    :param excerpt: lines of the source around, with their numbers.
    :param line: the number of the line that it is about.
    """

    text: str
    place: str = ""
    line: int | None = None
    excerpt: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of the last build.

    :param number: grows with whatever is told.
    :param edition: grows when pages have changed.
    :param failure: why there are no new pages; empty if there are.
    """

    number: int = 0
    edition: int = 0
    progress: Progress = Progress.DONE
    failure: str = ""
    problems: Sequence[Problem] = ()


class Live:
    """Hands what is told on to the pages that wait for it."""

    def __init__(self) -> None:
        self._report = Report()
        self._told = threading.Condition()
        self._is_over = False

    @property
    def report(self) -> Report:
        """What was told last; its number is 0 while nobody builds anything."""
        return self._report

    def building(self) -> None:
        """Tell that a build has begun; what the last one complained about stays until it has ended."""
        self._tell(replace(self._report, progress=Progress.BUILDING))

    def done(self, problems: Sequence[Problem], *, changed: bool) -> None:
        """Tell that the pages are those of the sources, and whether any of them is another one than before."""
        edition = self._report.edition + changed
        self._tell(Report(0, edition, Progress.DONE, "", tuple(problems)))

    def failed(self, failure: str, problems: Sequence[Problem]) -> None:
        """Tell that a build has failed; the pages stay what they were."""
        edition = self._report.edition
        self._tell(Report(0, edition, Progress.FAILED, failure, tuple(problems)))

    def wait(self, seen: int, timeout_s: float) -> Report:
        """Return what was told last, as soon as its number is another one than the one that was seen, or time is up."""
        with self._told:
            self._told.wait_for(lambda: self._is_over or self._report.number != seen, timeout_s)
            return self._report

    def close(self) -> None:
        """Let nobody wait any more."""
        with self._told:
            self._is_over = True
            self._told.notify_all()

    def _tell(self, report: Report) -> None:
        with self._told:
            self._report = replace(report, number=self._report.number + 1)
            self._told.notify_all()
