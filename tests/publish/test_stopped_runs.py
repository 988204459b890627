"""Runs that end early: by Ctrl-C, by SIGTERM, by a kill; and what the next run makes of them."""

from __future__ import annotations

import os
import re
import signal
import threading
from contextlib import contextmanager

import pytest

from sphinx_to_confluence.errors import ConflictError, PublishError, RunStopped
from sphinx_to_confluence.publish.journal import (
    STOPPED,
    created_pages,
    journal_paths,
    read_journals,
)


def tree(desk):
    """Write three sections of four pages, each with a file."""
    for section in "abc":
        desk.page(section, f"Section {section}")
        for number in range(4):
            name = f"{section}{number}"
            desk.page(name, parent=section, files={f"{name}.png": name.encode()})


def after(count, act):
    """Around each request: do something when so many writes have begun."""
    lock, begun = threading.Lock(), []

    @contextmanager
    def watch(request):
        if request.method != "GET":
            with lock:
                begun.append(request)
                now = len(begun) == count
            if now:
                act()
        yield

    return watch


class Killed(BaseException):
    """Ends a run as a kill does: nothing more is written."""


@pytest.mark.parametrize("count", [1, 5, 16, 20, 30])
def test_interrupted(desk, count):
    """The requests under way end, the manifest is written, and the next run does the rest: nothing twice."""
    tree(desk)
    desk.watch = after(count, lambda: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(RunStopped) as caught:
        desk.publish()
    assert caught.value.exit_code == 130
    assert "of 16 pages are done" in str(caught.value)
    assert "Run the same command again" in str(caught.value)
    assert desk.writes[-1] in {"create_page_property", "update_page_property"}
    assert all(call.answered for call in desk.sandbox.requests)
    (journal,) = read_journals(desk.directory)
    assert journal.end == STOPPED
    desk.watch = None
    first = desk.writes
    desk.publish()
    assert any(line.startswith("Continuing the run that stopped at 20") for line in desk.said)
    assert (first + desk.writes).count("create_page") == 16
    assert (first + desk.writes).count("put_attachments") == 12
    assert desk.publish().summary() == "16 pages: 16 unchanged"


def test_nothing_is_said_of_a_run_that_was_finished(desk):
    """Only what stopped is continued."""
    tree(desk)
    desk.publish()
    desk.page("a", "Section a", text="changed")
    desk.publish()
    assert not any("Continuing" in line for line in desk.said)
    assert [journal.run.continues for journal in read_journals(desk.directory)] == [None, None]


def test_a_document_that_was_retitled_since(desk):
    """The journal knows the page that was created, whatever its title: it is not made a second time."""
    tree(desk)
    desk.publish()
    desk.page("new", "Old title")

    @contextmanager
    def die_before_the_text(request):
        if request.method == "PUT":
            raise Killed
        yield

    desk.watch = die_before_the_text
    with pytest.raises(Killed):
        desk.publish()
    desk.watch = None
    stub = desk.remote("Old title").id
    desk.page("new", "New title")
    assert desk.publish().created == []
    assert desk.remote("New title").id == stub
    assert desk.remote("Old title") is None


def test_a_run_that_finds_all_done_finishes_the_one_that_stopped(desk):
    """What is published later is not counted to that one, so that undoing it does not take both back."""
    tree(desk)
    desk.publish()
    (path,) = journal_paths(desk.directory)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:-1]))  # killed when all was written
    desk.publish()
    assert desk.writes == []
    desk.page("a", "Section a", text="changed")
    desk.publish()
    assert not any("Continuing" in line for line in desk.said)
    assert read_journals(desk.directory)[0].run.continues is None


def kill_at(desk, count, *, after=False):
    """Publish, and end the run as a kill does: at so many requests, before or after it is carried out.

    :return: whether there were so many.
    """
    lock, begun, dead = threading.Lock(), [], threading.Event()

    @contextmanager
    def watch(request):
        with lock:
            begun.append(request)
            if len(begun) == count and not after:
                dead.set()
            is_last = len(begun) == count
        if dead.is_set():
            raise Killed
        yield
        if is_last:
            dead.set()
        if dead.is_set():
            raise Killed

    desk.watch = watch
    try:
        desk.publish(publish_retry_attempts=0)
    except Killed:
        return True
    finally:
        desk.watch = None
    return dead.is_set()


class TestKilled:
    """The process dies, at whatever request."""

    def test_pages_that_only_the_journal_knows(self, desk):
        """The next run in the same directory takes the very pages, and does not look for them one by one."""
        tree(desk)
        assert kill_at(desk, 12)
        created = {page.title: page.id for page in desk.sandbox.store.pages("DOC")}
        assert "create_page_property" not in desk.writes
        desk.publish()
        assert {desk.remote(title).id for title in created} == set(created.values())
        known = created_pages(read_journals(desk.directory)[1:])
        assert len(known) > 4
        single = [call.path for call in desk.sandbox.requests if call.operation == "get_page"]
        assert [path for path in single if path.rpartition("/")[2] in known.values()] == []
        assert desk.publish().summary() == "16 pages: 16 unchanged"

    def test_without_the_journal(self, desk, tmp_path):
        """On another machine they are found by their stubs."""
        tree(desk)
        assert kill_at(desk, 12)
        created = {page.title: page.id for page in desk.sandbox.store.pages("DOC")}
        for journal in (tmp_path / "_publish").iterdir():
            journal.unlink()
        desk.publish()
        assert {desk.remote(title).id for title in created} == set(created.values())

    def test_the_journal_is_not_believed_blindly(self, desk):
        """A page that a person made something else of meanwhile is theirs, whatever the journal says."""
        desk.page("guide")
        assert kill_at(desk, 8, after=True)
        title = next(
            iter({"Guide", "Index"} & {page.title for page in desk.sandbox.store.pages("DOC")})
        )
        desk.edit(title)
        with pytest.raises(ConflictError):
            desk.publish()
        assert desk.sandbox.store.body(desk.remote(title).id) == "<p>by a person</p>"

    @pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
    @pytest.mark.parametrize("flavour", ["desk", "data_center_desk"])
    def test_at_each_request(self, flavour, after, request):
        """A second run ends in the state of an undisturbed one: creates, renames, moves, files and swaps included."""
        desk = request.getfixturevalue(flavour)
        first_version(desk)
        desk.publish()
        second_version(desk)
        desk.publish()
        expected = state(desk)
        for count in range(1, 200):
            wipe(desk)
            first_version(desk)
            desk.publish()
            second_version(desk)
            if not kill_at(desk, count, after=after):
                break
            desk.publish()
            assert state(desk) == expected, f"request {count}"
            assert desk.publish().summary() == "7 pages: 7 unchanged"
        assert count > 25


@pytest.mark.parametrize("flavour", ["desk", "data_center_desk"])
@pytest.mark.parametrize("how", ["lost", "refused for a moment", "never sent"])
def test_each_request_in_trouble(flavour, how, request):
    """One request at a time is in trouble that passes: it ends as an undisturbed run, with nothing twice.

    Only a page or file that may have been created, and is nowhere to be seen, takes a second run.
    """
    desk = request.getfixturevalue(flavour)
    first_version(desk)
    desk.publish()
    second_version(desk)
    desk.publish()
    expected, writes = state(desk), len(desk.writes)
    for count in range(1, 200):
        wipe(desk)
        first_version(desk)
        desk.publish()
        second_version(desk)
        faults = desk.sandbox.faults
        if how == "lost":
            faults.drop("PUT", "POST", "DELETE", nth=count, after=True)
        elif how == "never sent":
            faults.drop("PUT", "POST", "DELETE", nth=count)
        else:
            faults.fail("PUT", "POST", "DELETE", nth=count, status=503)
        try:
            desk.publish()
        except PublishError as error:
            assert re.search("could not (create|upload)", str(error))
            assert how != "lost"
            desk.publish()
        faults.clear()
        assert desk.warned == [], f"write {count}"
        assert state(desk) == expected, f"write {count}"
        assert desk.publish().summary() == "7 pages: 7 unchanged", f"write {count}"
        if count > writes:
            break
    assert count > 15


def first_version(desk):
    """Write a project as it was."""
    desk.pages = {"index": desk.pages["index"]}
    desk.page("one", files={"a.png": b"1"})
    desk.page("two", parent="one", links=["one"])
    desk.page("three", parent="one")
    desk.page("four", files={"b.png": b"1", "c.png": b"1"})


def second_version(desk):
    """Write it as it is: titles swapped, a page moved, a new section, files changed and gone."""
    desk.pages = {"index": desk.pages["index"]}
    desk.page("one", "Two", files={"a.png": b"2"})
    desk.page("two", "One", parent="one", links=["one", "five"])
    desk.page("five", files={"d.png": b"1"})
    desk.page("six", parent="five")
    desk.page("three", parent="five", text="changed")
    desk.page("four", files={"b.png": b"1"})


def wipe(desk):
    """Leave nothing of the project on Confluence, nor any journal."""
    store = desk.sandbox.store
    home = store.space("DOC").homepage_id
    for page in reversed(store.pages("DOC")):
        if page.id != home:
            desk.sandbox.trash_page(page.id)
    store.database.execute("DELETE FROM property")
    for journal in (desk.directory / "_publish").glob("*"):
        journal.unlink()


def state(desk):
    """What is on Confluence, without the addresses of pages."""
    ids = {page.id: page.title for page in desk.sandbox.store.pages("DOC")}
    text = repr(sorted(desk.sandbox.state("DOC"), key=lambda page: page["path"]))
    for page_id, title in ids.items():
        for address in ("pages/", "pageId="):
            text = text.replace(f"{address}{page_id}", f"{address}{title}")
    return re.sub(r"\[sphinx:\S+\]", "", text)
