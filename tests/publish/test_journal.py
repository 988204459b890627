"""The journal: what is in it, what survives a kill, and what is read again."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest

from sphinx_to_confluence.errors import BundleError, VersionConflict
from sphinx_to_confluence.publish.journal import (
    FINISHED,
    KEPT,
    STOPPED,
    Journaling,
    Run,
    created_pages,
    journal_paths,
    read_journal,
    read_journals,
    stopped_run,
    with_those_before,
)
from sphinx_to_confluence.publish.writes import (
    Archived,
    Created,
    Detached,
    Labelled,
    Moved,
    Placed,
    PropertySet,
    Restored,
    Trashed,
    Updated,
    Uploaded,
)

RUN = Run(project="project", site="https://example.atlassian.net/wiki", space="DOC", root="65")

CREATED = Created(docname="guide", title="Guide", parent_id="65")


@pytest.fixture
def begin(tmp_path):
    """Begin a journal, each a second after the one before; those left open are closed after the test."""
    times = iter(range(10_000))
    warned = []
    begun = []

    def begin(run=RUN):
        start = datetime(2026, 11, 25, 12, tzinfo=UTC) + timedelta(seconds=next(times))
        journal = Journaling(tmp_path, run, warn=warned.append, now=lambda: start)
        journal.warned = warned
        begun.append(journal)
        return journal

    yield begin
    for journal in begun:
        journal.end(STOPPED)


def test_every_kind_of_write_is_read_as_it_was(begin, tmp_path):
    """Each kind of write, with texts of all languages, comes back as the same value."""
    page = {"docname": "gäste/a b", "page_id": "70"}
    writes = (
        Created(docname="index", title="Ä “quoted” \n", parent_id=None),
        Updated(
            **page, version=3, title="Old", parent_id="65", new_title="New", message="[sphinx:…]"
        ),
        Moved(**page, version=3, parent_id="65", new_parent_id="66", after="69", before="71"),
        Placed(**page, after="69", before=None),
        Uploaded(
            **page,
            filename="a.png",
            media_type="image/png",
            comment="sha256:1",
            replaced=2,
            replaced_comment="sha256:0",
        ),
        Detached(**page, filename="a.png"),
        Labelled(**page, added=("a", "b"), removed=()),
        PropertySet(**page, key="width", before=[1, 2], after={"pages": {"a": [1]}}),
        Archived(**page, title="Gone", version=4, parent_id="65", after="69"),
        Trashed(**page, title="Gone", version=4, parent_id="65", before="71"),
        Restored(**page, version=4),
    )
    journal = begin()
    for number, write in enumerate(writes):
        with journal.noting(write) as done:
            done["version"] = number
    journal.end(FINISHED)
    (read,) = read_journals(tmp_path)
    assert [entry.write for entry in read.entries] == list(writes)
    assert [entry.done for entry in read.entries] == [{"version": n} for n in range(len(writes))]
    assert (read.run, read.is_finished) == (RUN, True)


def test_lines_are_on_the_disk_at_once(begin, tmp_path):
    """Before a write is sent its line is there; a kill in between leaves a write of which nobody knows."""
    journal = begin()
    with journal.noting(CREATED):
        (read,) = read_journals(tmp_path)
        assert [(entry.write, entry.done) for entry in read.entries] == [(CREATED, None)]
        assert read.end is None


def test_a_torn_line(begin, tmp_path):
    """What a kill left of the last line is passed over, wherever it was torn."""
    journal = begin()
    with journal.noting(CREATED) as done:
        done.update(page_id="70", version=1)
    (path,) = journal_paths(tmp_path)
    whole = path.read_bytes()
    second = len(b"".join(whole.splitlines(keepends=True)[:2]))
    for length in range(second, len(whole)):
        path.write_bytes(whole[:length])
        assert [entry.done for entry in read_journal(path).entries] == [None]
    path.write_bytes(whole[:10])
    assert read_journals(tmp_path) == []


def test_a_failed_write(begin, tmp_path):
    """It is noted with the kind of the error alone, and proves nothing: a lost answer may stand behind it."""
    journal = begin()
    with pytest.raises(VersionConflict), journal.noting(CREATED):
        raise VersionConflict("could not", answered="a secret")
    journal.end(STOPPED, "VersionConflict")
    (read,) = read_journals(tmp_path)
    assert [entry.done for entry in read.entries] == [None]
    assert read.end == STOPPED
    assert "a secret" not in read.path.read_text()


def test_many_threads(begin, tmp_path):
    """Lines of several threads never run into each other."""
    journal = begin()

    def work(name):
        for number in range(50):
            write = Created(docname=f"{name}{number}", title="é" * 100, parent_id=None)
            with journal.noting(write) as done:
                done["page_id"] = f"{name}{number}"

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal.end(FINISHED)
    (read,) = read_journals(tmp_path)
    assert len(read.entries) == 200
    assert all(entry.done["page_id"] == entry.write.docname for entry in read.entries)


def test_nothing_written_leaves_no_journal(begin, tmp_path):
    """So runs with nothing to do do not push out those that can be undone."""
    begin().end(FINISHED)
    assert journal_paths(tmp_path) == []


def test_the_newest_are_kept(begin, tmp_path):
    """There are never more than ten, two of the same second included."""
    started = [begin() for _ in range(KEPT + 3)]
    started.append(Journaling(tmp_path, RUN, warn=str, now=started[-1]._now))
    for journal in started:
        with journal.noting(CREATED):
            pass
        journal.end(FINISHED)
    kept = [path.name for path in journal_paths(tmp_path)]
    assert kept == [journal.name for journal in reversed(started)][:KEPT]
    assert kept[0].endswith("Z-1.jsonl")


def test_a_clock_that_goes_back(tmp_path):
    """The newest journal is that of the last run, also when the clock was set back, and in the same second."""
    names = []
    for second in [5, *[3] * (KEPT + 2), 5, 7, 6]:
        start = datetime(2026, 11, 25, 12, second=second, tzinfo=UTC)
        journal = Journaling(tmp_path, RUN, warn=pytest.fail, now=lambda start=start: start)
        with journal.noting(CREATED):
            pass
        journal.end(FINISHED)
        names.append(journal.name)
        assert [path.name for path in journal_paths(tmp_path)] == names[::-1][:KEPT]


def test_no_disk_to_write_on(begin, tmp_path):
    """The run goes on, and one warning says that it cannot be undone."""
    (tmp_path / "_publish").write_text("in the way")
    journal = begin()
    for _ in range(2):
        with journal.noting(CREATED):
            pass
    journal.end(FINISHED)
    (warning,) = journal.warned
    assert "cannot be undone" in warning


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"schema": 99}\n', "version 99"),
        ("nothing of ours\n", "damaged"),
        ('{"schema": 1}\n', "damaged"),
        ('["schema"]\n', "damaged"),
    ],
)
def test_what_is_no_journal(tmp_path, content, words):
    """A file that cannot be understood is an error that names it."""
    path = tmp_path / "journal.jsonl"
    path.write_text(content)
    with pytest.raises(BundleError) as caught:
        read_journal(path)
    assert str(path) in str(caught.value)
    assert words in str(caught.value)


def test_every_line_stands_alone(begin, tmp_path):
    """Any program can read it: one JSON object for each line, with the time."""
    journal = begin()
    with journal.noting(CREATED):
        pass
    (path,) = journal_paths(tmp_path)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [sorted(row)[:2] for row in rows] == [
        ["act", "at"],
        ["at", "docname"],
        ["at", "done"],
    ]


class TestRunsAfterEachOther:
    """Which run continues which."""

    def run(self, begin, how=None, **changes):
        """A run that created a page, and ended in some way or not at all."""
        facts = {"project": "project", "site": RUN.site, "space": "DOC", "root": "65"}
        journal = begin(Run(**(facts | changes)))
        with journal.noting(CREATED) as done:
            done.update(page_id=str(hash(journal)), version=1)
        if how:
            journal.end(how)
        return journal

    def test_continued(self, begin, tmp_path):
        """A run that was killed is the one to continue, and so are those that it continued itself."""
        self.run(begin, FINISHED)
        first = self.run(begin)
        second = self.run(begin, STOPPED, continues=first.name)
        journals = read_journals(tmp_path)
        last = stopped_run(journals, "project", "DOC")
        assert last.name == second.name
        chain = with_those_before(last, journals)
        assert [journal.name for journal in chain] == [second.name, first.name]
        assert created_pages(chain) == {"guide": str(hash(second))}

    @pytest.mark.parametrize(
        "changes",
        [{"how": FINISHED}, {"space": "OTHER"}, {"project": "x"}, {"undoes": ("journal",)}],
        ids=["finished", "another space", "another project", "an undo"],
    )
    def test_not_continued(self, begin, tmp_path, changes):
        """A run that was finished, was about other pages, or took something back has nothing to go on with."""
        self.run(begin, **changes)
        assert stopped_run(read_journals(tmp_path), "project", "DOC") is None
