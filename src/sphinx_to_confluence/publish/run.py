"""What does every step of a publish work with? What the run is about, what is known by now, how work is done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar, cast

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import (
    AnswerLost,
    BadCredentials,
    ConnectionFailed,
    Gone,
    InvalidBody,
    MissingScope,
    NotConfluence,
    RateLimited,
    RestError,
    TitleTaken,
)
from sphinx_to_confluence.publish.chains import Outcome, Task, run_chains
from sphinx_to_confluence.publish.journal import Journaling
from sphinx_to_confluence.publish.known import Known
from sphinx_to_confluence.publish.operations import Plan
from sphinx_to_confluence.publish.progress import Progress
from sphinx_to_confluence.publish.report import Failure, Report
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.source_lines import source_of
from sphinx_to_confluence.publish.stopping import Stop, Stopped
from sphinx_to_confluence.rest.meter import Costs
from sphinx_to_confluence.rest.model import Client

T = TypeVar("T")

_AFTERWARDS = "\nafterwards"
"""What the names of tasks end with that follow another one; no document has such a name."""

STOPPERS = (BadCredentials, MissingScope, ConnectionFailed, Gone, NotConfluence, RateLimited)
"""What the next page would meet as well: the run ends there."""


MOST_LOST = 3
"""Answers that may be lost in a run, be it that nobody can tell what became of the requests."""


class Patience:
    """Tells errors that concern one page from those that every other page would meet as well."""

    def __init__(self) -> None:
        self._lost = 0

    def is_at_end(self, error: BaseException) -> bool:
        """Whether an error ends the run. A lost answer happens; several of them mean that the connection is no good."""
        if isinstance(error, AnswerLost):
            self._lost += 1
            return self._lost > MOST_LOST
        return isinstance(error, STOPPERS) or not isinstance(error, RestError)


class Refusals:
    """What this run does without, since its token may not do it; each is told once."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        self._warn = warn
        self._lock = threading.Lock()
        self._features: set[str] = set()

    def __contains__(self, feature: object) -> bool:
        return feature in self._features

    def note(self, feature: str, consequence: str, error: RestError) -> None:
        """Leave a feature out from now on."""
        with self._lock:
            if feature in self._features:
                return
            self._features.add(feature)
        self._warn(f"{consequence}: {error}")


def _afterwards(
    tasks: Sequence[Task[T]], work: Callable[[str], None] | None
) -> Iterator[Task[Any]]:
    """What follows each of these tasks, in a chain of its own."""
    if work is not None:
        for task in tasks:
            name = task.name + _AFTERWARDS
            yield Task(name, name, partial(work, task.name), needs=task.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRun:
    """One run over a plan.

    :param known: what is known by now.
    :param journal: gets a note of each write.
    :param stop: says when the run is to end early.
    :param refusals: what it does without.
    """

    client: Client
    bundle: Bundle
    settings: Settings
    snapshot: Snapshot
    plan: Plan
    report: Report
    known: Known
    journal: Journaling
    stop: Stop
    progress: Progress
    refusals: Refusals
    patience: Patience = field(default_factory=Patience)
    warn: Callable[[str], None]

    def in_chains(
        self,
        tasks: Sequence[Task[T]],
        then: Callable[[str, T], None],
        *,
        afterwards: Callable[[str], None] | None = None,
        telling: str | Callable[[T], str] = "",
    ) -> None:
        """Do tasks that are named by the documents of their pages; those that fail are in the report.

        :param then: gets the docname and what the task returned, when it succeeded; in this thread.
        :param afterwards: gets the docname, later than ``then`` and in any thread, for what no other page has to wait
            for; not called for all of them when the run is to stop.
        :param telling: what the person is told about each page that is done, before its docname; empty for nothing. May
            depend on what the task returned.
        :raises RestError: for what would meet every other page as well (:data:`STOPPERS`).
        """

        def tell(outcome: Outcome[T]) -> None:
            docname = outcome.task.name
            if docname.endswith(_AFTERWARDS):
                return
            if outcome.is_done:
                value = cast("T", outcome.value)
                self._tell_step(telling if isinstance(telling, str) else telling(value), docname)
                then(docname, value)
                return
            self._tell_step(telling and "failed", docname)
            if isinstance(outcome.error, RestError):
                self.known.given_up.add(docname)
                self.report.failures.append(self.failure(docname, outcome.error))
            else:
                self.leave_out(docname)

        all_tasks: list[Task[Any]] = [*tasks, *_afterwards(tasks, afterwards)]
        run_chains(
            [replace(task, run=partial(self._measured, task)) for task in all_tasks],
            workers=self.settings.publish_workers,
            stop=self.stop,
            is_fatal=self.patience.is_at_end,
            tell=tell,
        )

    def _measured(self, task: Task[T]) -> T:
        """Do a task and note what that cost, in any thread."""
        meter = self.client.governor.meter
        before, began = meter.mine, time.monotonic()
        try:
            return task.run()
        finally:
            costs = Costs(
                meter.mine.requests - before.requests,
                meter.mine.retries - before.retries,
                time.monotonic() - began,
            )
            self.report.note_costs(task.name.removesuffix(_AFTERWARDS), costs)

    def _tell_step(self, what: str, docname: str) -> None:
        if what:
            self.progress.step(f"{what} {docname}")

    def chain_of(self, docname: str) -> str:
        """The chain of a page that exists: pages below one parent follow each other."""
        return str(self.known.pages[docname].parent_id)

    def page_path(self, docname: str) -> str | None:
        """The address of a document's page, relative to the base address of the site; ``None`` when there is none."""
        page_id = self.known.ids.get(docname)
        return None if page_id is None else self.client.page_path(self.snapshot.space, page_id)

    def leave_out(self, docname: str) -> None:
        """Give a page up, since the one above it could not be published."""
        self.known.given_up.add(docname)
        if docname not in self.report.left_out:
            self.report.left_out.append(docname)

    def failure(self, docname: str, error: RestError) -> Failure:
        """Add what only the publisher knows: the source line of a bad body, who holds a title."""
        if docname not in self.bundle:
            return Failure(docname, error)
        page = self.bundle.page(docname)
        source = page.source
        if isinstance(error, InvalidBody) and error.row is not None:
            source = source_of(self.bundle, page, error.row) or source
            if source != page.source:
                error.cause = f"This comes from {source}. {error.cause}".strip()
        if isinstance(error, TitleTaken):
            # Rare: the plan has looked at all titles, so it was taken since.
            with suppress(RestError, Stopped):
                for holder in self.client.pages_by_title(self.snapshot.space, page.title):
                    url = self.snapshot.page_url(holder.id)
                    error.cause = f"The {holder.status.value} page {holder.id} has it: {url}"
        return Failure(docname, error, source)
