"""What did a run write? One line for each fact, put on the disk before and after each write.

A journal outlives the process that wrote it, however that ended: the next run in the same output directory knows the
pages that it had created, and ``undo`` knows what was there before. It holds no secrets and no texts of pages; what was
there before is had from the history of the pages themselves.

The lines, each a JSON object: first what run it is; then for each write one before it, ``{"n": 3, "write": …}``, and
one after it, ``{"n": 3, "done": …}`` or ``{"n": 3, "failed": …}``; last how the run ended.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from sphinx_to_confluence.bundle.model import PUBLISH_NOTES
from sphinx_to_confluence.config.foreign_json import read_json
from sphinx_to_confluence.errors import BundleError, ConfluenceError
from sphinx_to_confluence.publish.writes import Created, Write, write_from_json, write_to_json

JOURNAL_SCHEMA = 1
"""Raised when an older release would misunderstand a journal."""

KEPT = 10
"""How many journals are kept."""

FINISHED, STOPPED = "finished", "stopped"
PUBLISH, REMOVAL, ADOPTION = "publish", "removal", "adoption"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Which run a journal is of.

    :param site: address of the site, or of the API where that is not known.
    :param root: the page that carries the manifest.
    :param bundle: digest of what is published.
    :param continues: name of the journal of the run before, when that one was not finished.
    :param undoes: names of the journals that this run takes back; empty for all others.
    :param act: what the run is: :data:`PUBLISH`, or :data:`REMOVAL` of everything, or :data:`ADOPTION` of pages that
        another tool published; undoing has that of what it undoes.
    """

    project: str
    site: str
    space: str
    root: str
    release: str = ""
    bundle: str = ""
    continues: str | None = None
    undoes: tuple[str, ...] = ()
    act: str = PUBLISH

    def is_of_same_place(self, other: Run) -> bool:
        """Whether both runs were about the same pages."""
        mine = (self.project, self.site, self.space, self.root)
        return mine == (other.project, other.site, other.space, other.root)


@dataclass(frozen=True, slots=True)
class Entry:
    """A write, and what came of it.

    :param done: what is known since it was done; ``None`` when nobody knows whether it was.
    """

    write: Write
    done: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal that was read.

    :param started: in UTC, as a text of ISO 8601.
    :param end: :data:`FINISHED`, :data:`STOPPED` with a reason, or ``None`` when the process was killed.
    :param last: the time of the last line.
    """

    path: Path
    run: Run
    started: str
    entries: tuple[Entry, ...]
    end: str | None
    last: str

    @property
    def name(self) -> str:
        """The name of its file, which other journals refer to."""
        return self.path.name

    @property
    def is_finished(self) -> bool:
        """Whether the run did all that it could."""
        return self.end == FINISHED


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Journaling:
    """Writes the journal of one run; from any thread. There is no file before the first write.

    Without a disk to write on the run goes on, and cannot be undone: that is told once.

    ``count`` is how many writes were noted so far.

    :param directory: the output directory.
    :param warn: gets that sentence.
    """

    def __init__(
        self,
        directory: Path,
        run: Run,
        *,
        warn: Callable[[str], None],
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._folder = directory / PUBLISH_NOTES
        self._run = run
        self._warn = warn
        self._now = now
        self._lock = threading.Lock()
        self._file: TextIO | None = None
        self._is_broken = False
        self.count = 0
        self.name: str | None = None

    @contextmanager
    def noting(self, write: Write) -> Iterator[dict[str, Any]]:
        """Note a write before and after the block that does it; the block fills in what is known then."""
        with self._lock:
            self.count += 1
            number = self.count
            self._put({"n": number, **write_to_json(write)})
        done: dict[str, Any] = {}
        try:
            yield done
        except ConfluenceError as error:
            # Not its text: it quotes what the server said. Nor does it prove that nothing was done.
            with self._lock:
                self._put({"n": number, "failed": type(error).__name__})
            raise
        with self._lock:
            self._put({"n": number, "done": done})

    def end(self, how: str, why: str = "") -> None:
        """Note how the run ended; a run that wrote nothing leaves no journal, unless it finished another one."""
        with self._lock:
            if self._file is None and (how != FINISHED or self._run.continues is None):
                return
            self._put({"end": how, "why": why})
        self.close()

    def close(self) -> None:
        """Write nothing more."""
        with self._lock:
            self._is_broken = True
            if self._file is not None:
                self._file.close()
                self._file = None

    def _put(self, row: dict[str, Any]) -> None:
        if self._is_broken:
            return
        try:
            if self._file is None:
                self._file = self._open()
            self._write_line(self._file, row)
        except OSError as error:
            self._is_broken = True
            self._warn(f"no journal can be written, so that this run cannot be undone: {error}")

    def _open(self) -> TextIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        directory = self._folder.parent
        time, attempt = f"{self._now():%Y%m%dT%H%M%S}Z", 0
        if older := journal_paths(directory):
            # Whatever the clock says, the newest is the one with the last name.
            last_time, last_attempt = _age(older[0])
            if last_time >= time:
                time, attempt = last_time, last_attempt + 1
        while True:
            suffix = f"-{attempt}" if attempt else ""
            path = self._folder / f"journal-{time}{suffix}.jsonl"
            try:
                file = path.open("x", encoding="utf-8")
            except FileExistsError:
                attempt += 1
                continue
            self.name = path.name
            self._write_line(file, {"schema": JOURNAL_SCHEMA, **asdict(self._run)})
            for old in journal_paths(directory)[KEPT:]:
                old.unlink(missing_ok=True)
            return file

    def _write_line(self, file: TextIO, row: dict[str, Any]) -> None:
        row = {**row, "at": self._now().isoformat(timespec="milliseconds")}
        file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
        file.flush()


def journal_paths(directory: Path) -> list[Path]:
    """The journals of an output directory, the newest first."""
    return sorted((directory / PUBLISH_NOTES).glob("journal-*.jsonl"), key=_age, reverse=True)


def _age(path: Path) -> tuple[str, int]:
    time, _, attempt = path.stem.removeprefix("journal-").partition("-")
    return time, int(attempt) if attempt.isdecimal() else 0


def read_journals(
    directory: Path, *, otherwise: Callable[[BundleError], None] | None = None
) -> list[Journal]:
    """All journals of an output directory, the newest first; those that died before their first line are left out.

    :param otherwise: gets the errors of journals that cannot be read, which are left out then.
    :raises BundleError: when one cannot be read, and nobody wants to go on without.
    """
    journals = []
    for path in journal_paths(directory):
        try:
            journal = read_journal(path)
        except BundleError as error:
            if otherwise is None:
                raise
            otherwise(error)
        else:
            journals += [] if journal is None else [journal]
    return journals


def read_journal(path: Path) -> Journal | None:
    """Read a journal; ``None`` when its run died before it said which one it is.

    A last line that is torn is passed over: its write was not begun, or what came of it is not known.

    :raises BundleError: when it cannot be read, or is of another version.
    """
    try:
        lines = path.read_bytes().split(b"\n")
        # What follows the last line break is empty, or torn.
        rows = [read_json(line) for line in lines[:-1]]
        if not rows:
            return None
        if rows[0]["schema"] != JOURNAL_SCHEMA:
            raise BundleError(
                f"cannot read the journal {path}",
                answered=f"It is of version {rows[0]['schema']}; this release reads version {JOURNAL_SCHEMA}.",
                remedy="Use the release that published.",
            )
        return _journal(path, rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleError(
            f"cannot read the journal {path}",
            answered=f"{type(error).__name__}: {error}",
            cause="It is damaged, or no journal of this tool.",
            remedy="Name another one, or remove it: publishing does not need it.",
        ) from None


def _journal(path: Path, rows: list[dict[str, Any]]) -> Journal:
    head = rows[0]
    facts: dict[str, Any] = {
        field.name: tuple(value) if isinstance(value := head[field.name], list) else value
        for field in fields(Run)
        if field.name in head
    }
    done = {row["n"]: dict(row["done"]) for row in rows if "done" in row}
    return Journal(
        path=path,
        run=Run(**facts),
        started=head["at"],
        entries=tuple(
            Entry(write_from_json(row), done.get(row["n"])) for row in rows if "write" in row
        ),
        end=next((row["end"] for row in rows if "end" in row), None),
        last=rows[-1]["at"],
    )


def with_those_before(journal: Journal, journals: Sequence[Journal]) -> list[Journal]:
    """A run and those that it continued, the newest first."""
    by_name = {each.name: each for each in journals}
    runs = [journal]
    while (before := by_name.get(runs[-1].run.continues or "")) is not None and before not in runs:
        runs.append(before)
    return runs


def stopped_run(
    journals: Sequence[Journal], project: str, space: str, act: str = PUBLISH
) -> Journal | None:
    """The last publish of a project into a space, when it was not finished; or the last removal."""
    last = next(iter(journals), None)
    is_to_continue = (
        last is not None
        and not last.is_finished
        and not last.run.undoes
        and last.run.act == act
        and last.run.project == project
        and is_same_space(last.run.space, space)
    )
    return last if is_to_continue else None


def is_same_space(one: str, other: str) -> bool:
    """Whether two keys name the same space: Confluence does not care for the case of letters."""
    return one.casefold() == other.casefold()


def created_pages(journals: Iterable[Journal]) -> dict[str, str]:
    """Ids by docname of the pages that these runs, the newest first, are known to have created."""
    ids: dict[str, str] = {}
    for journal in journals:
        for entry in journal.entries:
            if isinstance(entry.write, Created) and entry.done:
                ids.setdefault(entry.write.docname, str(entry.done["page_id"]))
    return ids


def unfinished_runs(directory: Path, project: str) -> list[Journal]:
    """The last run of a project from an output directory, when it was not finished; a list of one or none.

    What came before it was gone on with, or is not to be gone on with any more. Journals that cannot be read are no
    matter here.
    """
    last = next(iter(read_journals(directory, otherwise=lambda _error: None)), None)
    return [last] if last and not last.is_finished and last.run.project == project else []
