"""Carrying a plan out: what runs beside what, what it costs, and what people do meanwhile."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager

import pytest

from sphinx_to_confluence.errors import AnswerLost, PublishError
from sphinx_to_confluence.sandbox import TWELVE_SCOPES


class Overlaps:
    """Notes which requests that write were under way at the same time, by the page that they write below."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.lock = threading.Lock()
        self.under_way = []
        self.same_parent = []
        self.most = 0

    @contextmanager
    def __call__(self, request):
        """Around each request."""
        parent = self.parent_of(request)
        if parent is None:
            yield
            return
        with self.lock:
            if parent in self.under_way:
                self.same_parent.append((request.method, request.url))
            self.under_way.append(parent)
            self.most = max(self.most, len(self.under_way))
        threading.Event().wait(0.003)  # long enough for others to begin
        try:
            yield
        finally:
            with self.lock:
                self.under_way.remove(parent)

    def parent_of(self, request):
        """The parent of the page that a request writes; ``None`` for what writes no page."""
        beside = any(part in request.url for part in ("/properties", "/user/watch"))
        if request.method == "GET" or beside:
            return None
        body = request.body if isinstance(request.body, bytes) else b""
        if request.method == "POST" and request.url.endswith(("/pages", "/content")):
            data = json.loads(body)
            return data.get("parentId") or data["ancestors"][-1]["id"]
        pages = [part for part in request.url.split("?")[0].split("/") if part.isdigit()]
        page = self.sandbox.store.page(pages[0]) if pages else None
        return page.parent_id if page is not None else None


def wide_tree(desk, text=""):
    """Write six sections of five pages, every second page with a file."""
    for section in "abcdef":
        desk.page(section, f"Section {section}", text=f"{section} {text}")
        for number in range(5):
            name = f"{section}{number}"
            files = {f"{name}.png": f"{name} {text}".encode()} if number % 2 else None
            desk.page(name, parent=section, text=f"{name} {text}", files=files)


@pytest.mark.parametrize("flavour", ["desk", "data_center_desk"])
def test_never_two_writes_below_one_parent(flavour, request):
    """Pages of different parents are written at the same time, those of one parent never; first and second time."""
    desk = request.getfixturevalue(flavour)
    desk.watch = Overlaps(desk.sandbox)
    for text in ("", "changed"):
        wide_tree(desk, text)
        desk.publish()
        assert desk.watch.same_parent == []
    assert desk.watch.most > 1


def test_siblings_are_created_in_order(desk):
    """Whatever runs beside them: no page has to be moved."""
    wide_tree(desk)
    desk.publish()
    store = desk.sandbox.store
    sections = store.children(desk.remote("Index").id)
    assert [page.title for page in sections] == [f"Section {name}" for name in "abcdef"]
    for page in sections:
        name = page.title[-1].upper()
        assert [child.title for child in store.children(page.id)] == [
            f"{name}{n}" for n in range(5)
        ]
    assert "move_page" not in desk.writes


def test_progress_tells_what_failed(desk):
    """A page that failed is not told as written; all steps are counted."""
    desk.page("one")
    desk.page("two")
    desk.sandbox.faults.fail("PUT", path="pages/", nth=2, status=400)
    with pytest.raises(PublishError):
        desk.publish(publish_workers=1)
    steps = [line.split("] ")[1] for line in desk.said if line.startswith("[")]
    assert len(steps) == 6
    (failed,) = [step.removeprefix("failed ") for step in steps if step.startswith("failed ")]
    assert f"write {failed}" not in steps


def test_the_report_is_always_in_the_same_order(desk):
    """Pages are told in the order of the bundle, whichever was done first."""
    wide_tree(desk)
    report = desk.publish()
    assert report.created == list(desk.pages)


class TestCosts:
    """How many requests it takes."""

    def test_first_publish(self, desk):
        """Two for each page, one for each file, and five besides (and the cloud id)."""
        wide_tree(desk)
        desk.publish(watch=True)
        files = sum(len(page.attachments) for page in desk.pages.values())
        assert len(desk.sandbox.requests) <= 2 * len(desk.pages) + files + 5 + 1

    def test_watching_is_stopped_for_new_pages(self, desk):
        """By default one more for each new page."""
        wide_tree(desk)
        desk.publish()
        assert desk.writes.count("unwatch") == len(desk.pages)

    def test_one_page_changed(self, desk):
        """The text that is there, for its comments, the page and the manifest; its files are not asked for."""
        wide_tree(desk)
        desk.publish()
        desk.publish()
        nothing = len(desk.sandbox.requests)
        desk.page("a1", parent="a", text="changed", files={"a1.png": b"a1 "})
        desk.publish()
        assert desk.writes == ["update_page", "update_page_property"]
        assert len(desk.sandbox.requests) == nothing + 3

    def test_one_file_changed(self, desk):
        """The list of its files, the file, the page and the manifest."""
        wide_tree(desk)
        desk.publish()
        desk.page("a1", parent="a", text="a1 ", files={"a1.png": b"other"})
        desk.publish()
        assert desk.writes == ["put_attachments", "update_page", "update_page_property"]

    def test_wide_new_page(self, desk):
        """A new page has nothing that could be asked for."""
        desk.page("wide", full_width=True, labels=("a",))
        desk.scopes = TWELVE_SCOPES | {"write:label:confluence", "read:label:confluence"}
        desk.publish()
        wide = desk.remote("Wide").id
        reads = [call for call in desk.sandbox.requests if call.method == "GET"]
        assert [call for call in reads if wide in call.path] == []


class TestMeanwhile:
    """Somebody does something between our looking and our writing."""

    @pytest.fixture
    def edited(self, desk):
        """A project of two changed pages, one of which somebody saves just before it is written."""
        desk.page("one")
        desk.page("two")
        desk.publish()
        one = desk.remote("One").id
        desk.page("one", text="changed")
        desk.page("two", text="changed")
        once = threading.Lock()

        @contextmanager
        def edit(request):
            if request.method == "PUT" and one in request.url and once.acquire(blocking=False):
                desk.edit("One")
            yield

        desk.watch = edit
        return desk

    def texts(self, desk):
        """The texts by title."""
        return {title: text for title, _, text in desk.tree()}

    def test_fail(self, edited):
        """The page is reported and keeps the edit; the other one is written."""
        with pytest.raises(PublishError) as caught:
            edited.publish()
        assert "one: could not update" in str(caught.value)
        assert "saved" in str(caught.value)
        texts = self.texts(edited)
        assert (texts["One"], texts["Two"]) == ("<p>by a person</p>", "<p>changed</p>")

    def test_keep(self, edited):
        """The page keeps the edit, and that is no failure."""
        report = edited.publish(edited_pages="keep")
        assert (report.kept, report.updated) == (["one"], ["two"])
        assert self.texts(edited)["One"] == "<p>by a person</p>"

    def test_overwrite(self, edited):
        """The page is looked at again and written; the edit is in its history."""
        report = edited.publish(edited_pages="overwrite")
        assert report.updated == ["one", "two"]
        assert self.texts(edited)["One"] == "<p>changed</p>"
        store = edited.sandbox.store
        assert store.body(edited.remote("One").id, 3) == "<p>by a person</p>"
        edited.watch = None
        assert edited.publish().summary() == "3 pages: 3 unchanged"

    @pytest.mark.parametrize("flavour", ["desk", "data_center_desk"])
    def test_trashed(self, flavour, request):
        """A page that is in the trash when it is written comes out with its new text, not with the old one."""
        desk = request.getfixturevalue(flavour)
        desk.page("one")
        desk.publish()
        one = desk.remote("One").id
        desk.page("one", text="changed")
        once = threading.Lock()

        @contextmanager
        def trash(request):
            if request.method == "PUT" and one in request.url and once.acquire(blocking=False):
                desk.sandbox.trash_page(one)
            yield

        desk.watch = trash
        desk.publish()
        assert desk.remote("One").id == one
        assert ("One", "Index", "<p>changed</p>") in desk.tree()
        (warning,) = desk.warned
        assert '"One" was in the trash' in warning
        desk.watch = None
        assert desk.publish().summary() == "2 pages: 2 unchanged"

    def test_the_connection_is_no_good(self, desk):
        """One lost answer concerns its page; after a few of them the run ends, and does not try each page."""
        desk.publish()
        for number in range(12):
            desk.page(f"page{number}")
        desk.sandbox.faults.drop("POST", path="/pages$")
        with pytest.raises(AnswerLost) as caught:
            desk.publish(publish_retry_attempts=0)
        assert "1 of 13 pages are done. Run the same command again" in caught.value.remedy
        assert "sphinx-to-confluence undo " in caught.value.remedy
        tries = [call for call in desk.sandbox.requests if call.operation == "create_page"]
        assert len(tries) == 4
        desk.sandbox.faults.clear()
        desk.publish()
        assert desk.publish().summary() == "13 pages: 13 unchanged"

    def test_parent_deleted(self, desk):
        """The page above is gone for good: what cannot be made is told, the rest is published."""
        desk.page("section")
        desk.publish()
        section = desk.remote("Section").id
        desk.page("leaf", parent="section")
        desk.page("other")

        @contextmanager
        def delete(request):
            if request.method == "POST" and b'"Leaf"' in (request.body or b""):
                desk.sandbox.trash_page(section)
            yield

        desk.watch = delete
        with pytest.raises(PublishError) as caught:
            desk.publish()
        assert "leaf: could not create" in str(caught.value)
        desk.watch = None
        desk.publish()
        assert {"Leaf", "Other", "Section"} <= self.texts(desk).keys()
        assert desk.publish().summary() == "4 pages: 4 unchanged"
