"""Undoing a publish: Confluence looks as before, and what people did since is left."""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager

import pytest

from sphinx_to_confluence.errors import ConfigurationError, ConflictError, Gone, PublishError
from sphinx_to_confluence.publish.journal import read_journals
from sphinx_to_confluence.sandbox import LABEL_SCOPES, TWELVE_SCOPES
from sphinx_to_confluence.sandbox.records import Holder


class Killed(BaseException):
    """Ends a run as a kill does."""


def first_version(desk):
    """Write a project as it was."""
    desk.pages = {"index": desk.pages["index"]}
    desk.page("index", text="index")
    desk.page("one", files={"a.png": b"1"}, text="first")
    desk.page("two", parent="one", links=["one"])
    desk.page("three", parent="one")
    desk.page("four", files={"b.png": b"1", "c.png": b"1"})


def second_version(desk):
    """Write it as it is: titles swapped, a page moved, a new section, files changed and new, the order another."""
    desk.pages = {"index": desk.pages["index"]}
    desk.page("four", files={"b.png": b"1", "c.png": b"2", "e.png": b"1"})
    desk.page("one", "Two", files={"a.png": b"2"}, text="second")
    desk.page("two", "One", parent="one", links=["one", "five"])
    desk.page("five", "Five", files={"d.png": b"1"})
    desk.page("six", parent="five")
    desk.page("three", "Three!", parent="five", text="changed")


def state(desk):
    """All that people and the next publish see; without the order of pages where it cannot be changed."""
    pages = sorted(desk.sandbox.state("DOC"), key=lambda page: page["path"])
    # As a text: dictionaries are equal in whatever order they are.
    return pages, json.dumps(desk.sandbox.outline("DOC")) if desk.sandbox.flavour == "cloud" else ""


def published_twice(desk):
    """Publish the first version and the second one; return the state in between."""
    first_version(desk)
    desk.publish()
    before = state(desk)
    second_version(desk)
    desk.publish()
    assert state(desk) != before
    return before


@pytest.mark.parametrize("flavour", ["desk", "data_center_desk"])
def test_everything_is_as_before(flavour, request):
    """Texts, titles, comments of versions, places, files; and the next publish of that version writes nothing."""
    desk = request.getfixturevalue(flavour)
    before = published_twice(desk)
    undone = desk.undo()
    assert (undone.left, desk.warned) == ((), [])
    assert state(desk) == before
    first_version(desk)
    assert desk.publish().summary() == "5 pages: 5 unchanged"
    assert desk.writes == []


def test_first_publish(desk):
    """Nothing of the project is left, and a later publish makes it anew."""
    before = state(desk)
    first_version(desk)
    desk.publish()
    desk.undo()
    assert state(desk) == before
    home = desk.sandbox.store.space("DOC").homepage_id
    assert desk.sandbox.store.properties(Holder.PAGE, home) == []
    assert desk.publish().summary() == "5 pages: 5 created; attachments: 3 uploaded"


def test_what_it_will_do_is_shown_first(desk):
    """All steps are told before the question; without a yes nothing is written."""
    published_twice(desk)
    after = state(desk)
    undone = desk.undo(confirm=lambda: False)
    assert (undone.count, desk.writes) == (0, [])
    assert state(desk) == after
    shown = "\n".join(desk.said)
    assert 'text    one: "One" as it was in version 2' in shown
    assert 'trash   six: "Six"' in shown
    assert "The publish of 20" in shown


class TestPeople:
    """Somebody has worked on the pages since."""

    def test_edited_page(self, desk):
        """It is named, and keeps the edit; all else is undone."""
        published_twice(desk)
        desk.edit("Two")
        undone = desk.undo()
        assert undone.left == (
            "one: it was edited since (version 5), so it keeps that text and its files",
            f'two: another page, {desk.remote("Two").id}, has the title "Two", so this one keeps its own',
        )
        assert desk.sandbox.store.body(desk.remote("Two").id) == "<p>by a person</p>"

    @pytest.mark.parametrize("page", ["Five", "One"])
    def test_page_of_others_in_a_journal(self, desk, page):
        """A journal that came with a bundle has no page of others taken away or written onto."""
        published_twice(desk)
        ours, foreign = desk.remote(page), desk.sandbox.add_page("DOC", "Mine", "<p>of others</p>")
        desk.sandbox.edit_page(foreign.id, body="<p>of others still</p>")
        journal = read_journals(desk.directory)[0].path
        text = journal.read_text(encoding="utf-8")
        journal.write_text(text.replace(f'"{ours.id}"', f'"{foreign.id}"'), encoding="utf-8")
        undone = desk.undo()
        said = 'nothing says that "Mine" is a page of this project'
        assert any(line.endswith(said) for line in undone.left)
        assert desk.remote("Mine").version.number == 2
        assert desk.sandbox.store.body(foreign.id) == "<p>of others still</p>"

    def test_edited_new_page(self, desk):
        """A page that was created and edited since stays, and so does the new page above it."""
        published_twice(desk)
        desk.edit("Six")
        undone = desk.undo()
        assert [line.partition(":")[0] for line in undone.left] == ["six", "five"]
        assert desk.remote("Six") is not None
        assert desk.remote("Five") is not None

    def test_files_of_an_edited_page(self, desk):
        """Whoever edited it saw the files that the publish had put there, so they stay too."""
        published_twice(desk)
        for title in ("Four", "Five"):
            page = desk.remote(title)
            desk.sandbox.edit_page(page.id, body=desk.sandbox.store.body(page.id) + "<p>More</p>")
        desk.undo()
        store = desk.sandbox.store
        assert {file.filename for file in store.attachments(desk.remote("Five").id)} == {"d.png"}
        # The text of four was not written, only its files were: nothing speaks against taking them back.
        assert "e.png" in {file.filename for file in store.attachments(desk.remote("Four").id)}

    def test_foreign_page_below_a_new_one(self, desk):
        """A page above somebody's page is not moved to the trash."""
        published_twice(desk)
        desk.sandbox.add_page("DOC", "Mine", parent=desk.remote("Five"))
        undone = desk.undo()
        assert undone.left == ('five: another page is below the new page "Five", so it stays',)
        assert desk.remote("Mine").parent_id == desk.remote("Five").id

    def test_moved_page(self, desk):
        """A page that somebody has moved since stays there."""
        published_twice(desk)
        home = desk.sandbox.store.space("DOC").homepage_id
        with desk.connected() as (client, _):
            page = next(iter(client.pages_by_id([desk.remote("Three!").id])))
            client.move_page(page, parent_id=home)
        undone = desk.undo()
        assert undone.left == ("three: somebody has moved it since, so it stays where it is",)
        assert desk.remote("Three").parent_id == home

    @pytest.mark.parametrize("flavour", ["desk", "data_center_desk"])
    def test_moved_page_that_somebody_had_edited(self, flavour, request):
        """It goes back, and the next publish still knows that its text is somebody's."""
        desk = request.getfixturevalue(flavour)
        first_version(desk)
        desk.publish()
        desk.edit("Three")
        desk.page("three", parent="four")
        desk.publish(edited_pages="keep")
        assert desk.undo().left == ()
        assert desk.remote("Three").parent_id == desk.remote("One").id
        desk.page("three", parent="one", text="changed")
        desk.publish(edited_pages="keep")
        assert desk.sandbox.store.body(desk.remote("Three").id) == "<p>by a person</p>"

    @pytest.mark.parametrize("flavour", ["desk", "data_center_desk"])
    def test_edit_that_was_overwritten(self, flavour, request):
        """It is back, and nobody's but theirs: neither the next publish nor another undo takes it for ours."""
        desk = request.getfixturevalue(flavour)
        first_version(desk)
        desk.publish()
        desk.edit("Three")
        desk.edit("Two")
        desk.page("three", parent="one", text="changed")
        desk.page("two", parent="four", links=["one"], text="changed")
        desk.publish(edited_pages="overwrite")
        assert desk.undo().left == ()
        with pytest.raises(ConflictError, match="2 pages need a decision"):
            desk.publish()
        undone = desk.undo()
        assert {line.partition(":")[0] for line in undone.left} >= {"two", "three"}
        for title in ("Two", "Three"):
            assert desk.sandbox.store.body(desk.remote(title).id) == "<p>by a person</p>"

    def test_edited_before_the_run_that_went_on(self, desk):
        """What the run that died wrote was edited, and kept by the one that went on, which moved it: it stays."""
        first_version(desk)
        desk.publish()
        desk.page("three", parent="one", text="changed")
        desk.page("four", files={"b.png": b"1", "c.png": b"1"}, text="changed")
        desk.sandbox.faults.fail("PUT", path=f"/pages/{desk.remote('Four').id}$", status=410)
        with pytest.raises(Gone):
            desk.publish(publish_workers=1)
        desk.sandbox.faults.clear()
        desk.edit("Three")
        desk.page("three", parent="four", text="changed")
        desk.publish(edited_pages="keep")
        undone = desk.undo()
        assert undone.left == (
            "three: it was edited since (version 4), so it keeps that text and its files",
        )
        assert desk.sandbox.store.body(desk.remote("Three").id) == "<p>by a person</p>"

    def test_inline_comments(self, desk):
        """Comments made since stay on words that the older text has as well; the others are named."""
        desk.page("guide", text="Some words stay.")
        desk.publish()
        desk.page("guide", text="Some words stay. New ones come.")
        desk.publish()
        guide = desk.remote("Guide").id
        desk.sandbox.add_inline_comment(guide, "words")
        desk.sandbox.add_inline_comment(guide, "New ones")
        undone = desk.undo()
        body = desk.sandbox.store.body(guide)
        assert body.count("ac:inline-comment-marker ") == 1
        assert ">words</ac:inline-comment-marker> stay.</p>" in body
        (line,) = undone.left
        assert 'guide: a comment on "New ones" has lost its place' in line

    def test_replaced_file(self, desk):
        """A file that somebody has replaced since stays."""
        published_twice(desk)
        four = desk.remote("Four").id
        path = desk.directory / "c.png"
        path.write_bytes(b"by a person")
        with desk.connected() as (client, _):
            item = next(each for each in client.attachments(four) if each.filename == "c.png")
            client.upload_attachment(
                four,
                path,
                filename="c.png",
                media_type="image/png",
                comment="mine",
                existing=item,
                minor_edit=False,
            )
        undone = desk.undo()
        assert undone.left == ("four: the file c.png was replaced since, so it stays",)

    def test_page_in_the_trash(self, desk):
        """A page that somebody has trashed since is not brought back."""
        published_twice(desk)
        desk.sandbox.trash_page(desk.remote("Four").id)
        undone = desk.undo()
        assert [line for line in undone.left if "is trashed by now" in line]

    def test_taken_title(self, desk):
        """A title that somebody has taken since is a failure that names the page; the rest is undone."""
        first_version(desk)
        desk.publish()
        desk.page("four", "Fourth")
        desk.page("one", text="second")
        desk.publish()
        desk.sandbox.add_page("DOC", "Four")
        with pytest.raises(PublishError, match="could not be undone"):
            desk.undo()
        assert desk.sandbox.store.body(desk.remote("One").id) == "<p>first</p>"
        desk.sandbox.trash_page(desk.remote("Four").id)
        desk.undo()
        assert desk.remote("Fourth") is None


class TestFiles:
    """Files of pages."""

    def test_removed_file_is_named(self, desk):
        """There is no way to take it out of the trash, so the person is told."""
        first_version(desk)
        desk.publish()
        desk.page("four", files={"b.png": b"1"})
        desk.publish()
        undone = desk.undo()
        (line,) = undone.left
        assert line.startswith("four: the file c.png was removed")

    def test_removed_file_comes_with_the_next_publish(self, desk):
        """Publishing the sources that show it uploads it, and writes only this page."""
        first_version(desk)
        desk.publish()
        before = state(desk)
        desk.page("four", files={"b.png": b"1"})
        desk.publish()
        desk.undo()
        first_version(desk)
        report = desk.publish()
        assert report.summary() == "5 pages: 1 updated, 4 unchanged; attachments: 1 uploaded"
        assert state(desk) == before


class TestOrphans:
    """Pages whose documents are gone, which the publish removed."""

    def remove_section(self, desk, **settings):
        """Publish a section of two pages between others, and then without it; return the state in between."""
        desk.page("before")
        desk.page("section", text="first", files={"a.png": b"1"})
        desk.page("leaf", parent="section")
        desk.page("later")
        desk.publish()
        state_before = state(desk)
        for name in ("section", "leaf"):
            del desk.pages[name]
        desk.publish(orphans_limit=1.0, **settings)
        assert state(desk) != state_before
        return state_before

    @pytest.mark.parametrize("flavour", ["desk", "data_center_desk"])
    def test_trash(self, flavour, request):
        """They come out of the trash, below each other, where they were; publishing the old sources writes nothing."""
        desk = request.getfixturevalue(flavour)
        pages = dict(desk.pages)
        expected = self.remove_section(desk, orphans="trash")
        assert desk.undo().left == ()
        assert state(desk) == expected
        desk.pages = {**pages, "index": desk.pages["index"]}
        desk.page("before")
        desk.page("section", text="first", files={"a.png": b"1"})
        desk.page("leaf", parent="section")
        desk.page("later")
        assert desk.publish().summary() == "5 pages: 5 unchanged"
        assert desk.writes == []

    def test_archive(self, desk):
        """They come out of the archive, or are named."""
        expected = self.remove_section(desk, orphans="archive")
        assert desk.undo().left == ()
        assert state(desk) == expected

    def test_archive_that_gives_nothing_back(self, desk):
        """Whether Confluence takes pages out of the archive is not written anywhere: if it refuses, they are named."""
        self.remove_section(desk, orphans="archive")
        desk.sandbox.faults.fail("PUT", path=r"/pages/\d+$", status=400)
        undone = desk.undo()
        assert [line.partition(":")[0] for line in undone.left] == ["section", "leaf"]
        assert "by hand" in undone.left[0]

    def test_deleted_for_good(self, desk):
        """What somebody has deleted for good since is named."""
        self.remove_section(desk, orphans="trash")
        store = desk.sandbox.store
        store.database.execute("DELETE FROM page WHERE title = 'Leaf'")
        undone = desk.undo()
        assert len(undone.left) == 1
        assert "was deleted for good" in undone.left[0]


def test_labels_and_width(desk):
    """They are what they were; labels of people are not touched."""
    desk.scopes = TWELVE_SCOPES | LABEL_SCOPES
    desk.page("guide", labels=("a", "b"), full_width=True)
    desk.publish()
    guide = desk.remote("Guide").id
    store = desk.sandbox.store
    desk.page("guide", labels=("b", "c"), full_width=False)
    desk.publish(append_labels=False)
    assert [label.name for label in store.labels(guide)] == ["b", "c"]
    desk.undo()
    assert sorted(label.name for label in store.labels(guide)) == ["a", "b"]
    assert {item.value for item in store.properties(Holder.PAGE, guide)} == {"full-width"}


class TestWhichRun:
    """What is chosen."""

    def test_one_after_the_other(self, desk):
        """Undoing again takes back the publish before."""
        before = state(desk)
        between = published_twice(desk)
        desk.undo()
        assert state(desk) == between
        desk.undo()
        assert state(desk) == before
        with pytest.raises(ConfigurationError, match="nothing to undo"):
            desk.undo()

    def test_no_journal(self, desk):
        """Without a publish there is nothing to undo."""
        with pytest.raises(ConfigurationError, match="There is no journal"):
            desk.undo()

    def test_named(self, desk):
        """An older one can be named; what was written again since is left."""
        published_twice(desk)
        old = read_journals(desk.directory)[-1].name
        undone = desk.undo(name=old)
        assert any("edited" in line for line in undone.left)
        with pytest.raises(ConfigurationError, match="no publish x"):
            desk.undo(name="x")

    def test_elsewhere(self, desk):
        """Another space than that of the publish is refused."""
        published_twice(desk)
        desk.sandbox.add_space("OTHER", "Other")
        with pytest.raises(ConfigurationError, match="into the space DOC"):
            desk.undo(space_key="OTHER")
        assert desk.writes == []

    def test_key_of_the_space_in_another_case(self, desk):
        """Confluence does not care, so nor does undoing."""
        desk.settings["space_key"] = "doc"
        first_version(desk)
        desk.publish()
        assert desk.undo().left == ()

    def test_with_the_run_that_it_continued(self, desk):
        """A publish that was killed and the one that finished it are undone together."""
        first_version(desk)
        desk.publish()
        before = state(desk)
        second_version(desk)
        assert kill_at(desk, lambda: desk.publish(publish_retry_attempts=0), 14)
        desk.publish()
        desk.said.clear()
        undone = desk.undo()
        assert undone.left == ()
        assert state(desk) == before
        assert re.fullmatch("The publish of 20.* UTC, release 1,", desk.said[0])
        assert re.fullmatch("continued at 20.* UTC, release 1:", desk.said[1])


def kill_at(desk, act, count, *, after=False):
    """Do something, and end it as a kill does at so many requests; return whether there were so many."""
    lock, begun, dead = threading.Lock(), [], threading.Event()

    @contextmanager
    def watch(_request):
        with lock:
            begun.append(1)
            is_last = len(begun) == count
            if is_last and not after:
                dead.set()
        if dead.is_set():
            raise Killed
        yield
        if is_last:
            dead.set()
        if dead.is_set():
            raise Killed

    desk.watch = watch
    try:
        act()
    except Killed:
        return True
    finally:
        desk.watch = None
    return dead.is_set()


@pytest.mark.parametrize("flavour", ["desk", "data_center_desk"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_each_request(flavour, after, request):
    """Undoing that was killed is finished by undoing again, with nothing written twice."""
    desk = request.getfixturevalue(flavour)
    first_version(desk)
    desk.publish()
    before = state(desk)
    for count in range(1, 200):
        second_version(desk)
        desk.publish()
        was_killed = kill_at(desk, lambda: desk.undo(publish_retry_attempts=0), count, after=after)
        if was_killed:
            try:
                undone = desk.undo()
            except ConfigurationError:
                # Only the answer to the last request was lost, and it was no write that has to be noted.
                break
            assert undone.left == (), f"request {count}"
        assert state(desk) == before, f"request {count}"
        first_version(desk)
        assert desk.publish().summary() == "5 pages: 5 unchanged", f"request {count}"
        if not was_killed:
            break
    assert count > 25


@pytest.mark.parametrize("flavour", ["desk", "data_center_desk"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_publish_killed_at_each_request(flavour, after, request):
    """A publish that was killed can be undone wherever that was."""
    desk = request.getfixturevalue(flavour)
    first_version(desk)
    desk.publish()
    before = state(desk)
    for count in range(1, 200):
        for journal in (desk.directory / "_publish").iterdir():
            journal.unlink()
        second_version(desk)
        was_killed = kill_at(
            desk, lambda: desk.publish(publish_retry_attempts=0), count, after=after
        )
        if read_journals(desk.directory):  # else it died before it wrote anything
            assert desk.undo().left == (), f"request {count}"
        assert state(desk) == before, f"request {count}"
        first_version(desk)
        assert desk.publish().summary() == "5 pages: 5 unchanged", f"request {count}"
        if not was_killed:
            break
    assert count > 25
