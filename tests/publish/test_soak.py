"""Bad weather: a documentation and its readers go on changing things while the network does what networks do.

After every publish Confluence has to be what the documentation says, nothing of anybody else may be touched, and an
edit of a person is still there or was reported. ``SOAK=full`` in the environment makes the documentation large and the
weather long; see ``benchmarks/README.rst``.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from world import PROJECT, SPACE, Doc, Killed, new_world

from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConflictError, ConfluenceError
from sphinx_to_confluence.publish.links import resolve_links
from sphinx_to_confluence.publish.state import Mark
from sphinx_to_confluence.sandbox import Fault, Rule, edit
from sphinx_to_confluence.sandbox.records import Status

IS_FULL = os.environ.get("SOAK") == "full"
WORKERS = Settings().publish_workers
PAGES = 100 if IS_FULL else 7
PROFILE = settings(
    max_examples=int(os.environ.get("SOAK_EXAMPLES", "2")) if IS_FULL else 8,
    stateful_step_count=20 if IS_FULL else 8,
    deadline=None,
    derandomize=not IS_FULL,
    database=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)

INDEX = st.integers(min_value=0, max_value=10**6)
ORPHANS = st.sampled_from(["report", "trash", "archive"])
POLICIES = st.sampled_from(["fail", "keep", "overwrite"])
HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "change_text",
                "change_links",
                "change_files",
                "change_title",
                "change_case_of_title",
                "swap_titles",
                "move",
                "reorder",
                "add",
                "remove",
                "somebody_edits",
                "somebody_comments",
                "somebody_writes_a_page",
                "title_of_somebody",
                "somebody_trashes",
                "somebody_moves",
            ]
        ),
        INDEX,
        INDEX,
    ),
    max_size=12 if IS_FULL else 5,
)
"""Methods of :class:`Soak`, with two numbers that choose what they happen to."""
_MARKER = re.compile(r"</?ac:inline-comment-marker[^>]*>")


def weather(faults, seed):
    """Too many requests, errors of servers, broken connections before and after, and pages that appear late."""
    faults.clear()
    faults._random.seed(seed)
    faults.add(Rule(Fault.STATUS, probability=0.1, status=429, retry_after="1"))
    faults.add(Rule(Fault.STATUS, probability=0.01, status=500))
    faults.add(Rule(Fault.STATUS, probability=0.01, status=503, retry_after="2"))
    faults.add(Rule(Fault.DROP_BEFORE, probability=0.005))
    faults.add(Rule(Fault.DROP_AFTER, probability=0.005))
    faults.add(Rule(Fault.STATUS_AFTER, probability=0.005, status=502))
    faults.read_lag = faults.search_lag = 1


@dataclass
class Edit:
    """What a person left on a page of ours: the title and the text of their version."""

    page_id: str
    docname: str
    title: str
    text: str


class Soak(RuleBasedStateMachine):
    """What happens to a documentation, to its pages, and between."""

    flavour = "cloud"

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.world = new_world(self.folder, self.flavour)
        self.world.settings["orphans"] = "report"
        self.counter = 0
        self.foreign = {}
        self.edits = []
        self.orphans = {}
        self.pages = {}
        self.removed = set()
        self.comments = []

    def teardown(self):
        """Give everything back."""
        self.world.sandbox.close()
        shutil.rmtree(self.folder)

    # --- the documentation ------------------------------------------------------------------------------------

    @initialize()
    def write(self):
        """Begin with a tree of pages, a third of them with pictures."""
        docs = self.world.docs
        docs["index"] = Doc("Index", None)
        names = ["index"]
        for number in range(1, PAGES):
            name = f"d{number}"
            parent = names[number // 4]
            docs[name] = Doc(
                f"Title {number}",
                parent,
                text=self.fresh("text"),
                files={f"{number}.png": name.encode()} if number % 3 == 0 else {},
                links=(names[number // 2],),
            )
            names.append(name)

    def fresh(self, what):
        """Words that were never used before."""
        self.counter += 1
        return f"{what} {self.counter}"

    def pick(self, number, *, root=True):
        """One of the documents."""
        names = [name for name in self.world.docs if root or name != "index"]
        return names[number % len(names)]

    def change_text(self, number, _other):
        """Write something else."""
        self.world.docs[self.pick(number)].text = self.fresh("text")

    def change_links(self, number, other):
        """Link to another page."""
        self.world.docs[self.pick(number)].links = (self.pick(other),)

    def change_files(self, number, other):
        """Change the pictures of a page, or remove them."""
        files = self.world.docs[self.pick(number)].files
        if files and other % 2:
            files[sorted(files)[0]] = self.fresh("picture").encode()
        elif files:
            files.clear()
        else:
            files["new.png"] = b"new"

    def change_title(self, number, _other):
        """Give a page a new title."""
        self.world.docs[self.pick(number)].title = self.fresh("Title")

    def change_case_of_title(self, number, _other):
        """Give a page the same title in other letters."""
        doc = self.world.docs[self.pick(number)]
        doc.title = doc.title.swapcase()

    def swap_titles(self, number, other):
        """Give two pages the titles of each other."""
        one, two = self.world.docs[self.pick(number)], self.world.docs[self.pick(other)]
        one.title, two.title = two.title, one.title

    def move(self, number, other):
        """Put a section below another page."""
        name, parent = self.pick(number, root=False), self.pick(other)
        if parent != name and parent not in self.world.descendants(name):
            self.world.docs[name].parent = parent

    def reorder(self, number, other):
        """Put a page elsewhere among the documents."""
        name = self.pick(number, root=False)
        rest = [(key, doc) for key, doc in self.world.docs.items() if key != name]
        rest.insert(1 + other % len(rest), (name, self.world.docs[name]))
        self.world.docs = dict(rest)

    def add(self, number, _other):
        """Write one more page."""
        name = self.fresh("doc").replace(" ", "")
        self.world.docs[name] = Doc(
            self.fresh("Title"), self.pick(number), text=self.fresh("text"), files={"a.png": b"a"}
        )

    def remove(self, number, _other):
        """Remove a page; those below it go up."""
        if len(self.world.docs) <= 3:
            return
        name = self.pick(number, root=False)
        gone = self.world.docs.pop(name)
        for doc in self.world.docs.values():
            if doc.parent == name:
                doc.parent = gone.parent
        if (page := self.published(name)) is not None:
            self.orphans[name] = page.id

    # --- people -----------------------------------------------------------------------------------------------

    def published(self, name):
        """The page of a document as the last publish left it, unless somebody has thrown it away."""
        page = self.world.store.page(self.pages.get(name, ""))
        return page if page is not None and page.status is Status.CURRENT else None

    def pick_published(self, number):
        """A document with its page, if it has one."""
        name = self.pick(number)
        return name, self.published(name)

    def somebody_edits(self, number, other):
        """Save another text, and perhaps another title, in the browser."""
        name, page = self.pick_published(number)
        if page is None or any(item.docname == name for item in self.edits):
            return
        text = f"<p>{self.fresh('by hand')}</p>"
        title = self.fresh("By hand") if other % 2 else page.title
        self.world.sandbox.edit_page(page.id, title=title, body=text)
        self.comments = [item for item in self.comments if item[1] != name]
        self.edits.append(Edit(page.id, name, title, text))

    def somebody_comments(self, number, _other):
        """Comment on words of a page that every version of it will have."""
        name, page = self.pick_published(number)
        words = f"of {name}"
        if page is not None and words in self.world.store.body(page.id):
            comment = self.world.sandbox.add_inline_comment(page.id, words)
            self.comments.append((comment.id, name, page.id))

    def somebody_writes_a_page(self, number, other):
        """Make a page of one's own, below one of ours; perhaps with a title that ours had or will have."""
        title = ("Minutes", "Title 1", "TITLE 3", "Agenda")[other % 4]
        if self.world.store.page_by_title(SPACE, title) is not None:
            return
        _, parent = self.pick_published(number)
        page = self.world.sandbox.add_page(SPACE, title, "<p>not yours</p>", parent=parent)
        self.foreign[page.id] = self.world.history(page.id)

    def title_of_somebody(self, number, _other):
        """Want a title that a page of somebody else has."""
        taken = [self.world.store.page(page_id).title for page_id in self.foreign]
        if taken:
            self.world.docs[self.pick(number)].title = taken[number % len(taken)]

    def somebody_trashes(self, number, _other):
        """Throw a page of ours away."""
        name, page = self.pick_published(number)
        if page is not None and not any(item.docname == name for item in self.edits):
            self.world.sandbox.trash_page(page.id)

    def somebody_moves(self, number, other):
        """Drag a page of ours below another one."""
        _, page = self.pick_published(number)
        _, target = self.pick_published(other)
        if page is None or target is None:
            return
        if target.id not in {page.id, *(p.id for p in self.world.store.descendants(page.id))}:
            edit.move_below(self.world.store, page, target.id)

    # --- publishing -------------------------------------------------------------------------------------------

    @rule(happenings=HAPPENINGS, seed=INDEX, policy=POLICIES, orphans=ORPHANS)
    def publish(self, happenings, seed, policy, orphans):
        """Publish in bad weather, as often as it takes."""
        self.let_happen(happenings)
        self.world.settings["orphans"] = (
            orphans if self.world.is_cloud else orphans.replace("archive", "trash")
        )
        weather(self.world.sandbox.faults, seed)
        for _ in range(3):
            try:
                self.send(edited_pages=policy)
            except ConflictError:
                break
            except ConfluenceError:
                continue
            break
        self.world.sandbox.faults.clear()
        self.settle(policy)

    @rule(
        happenings=HAPPENINGS,
        request=st.integers(min_value=1, max_value=6 * PAGES),
        policy=POLICIES,
        meanwhile=HAPPENINGS,
    )
    def die(self, happenings, request, policy, meanwhile):
        """Publish on a machine that fails in between, and later, when more has happened, on another one."""
        self.let_happen(happenings)
        try:
            self.send(last_request=request, edited_pages=policy)
        except (Killed, ConfluenceError):
            self.world.move_to_another_machine()
        self.let_happen(meanwhile)
        self.settle(policy)

    def send(self, **settings):
        """Publish, with good manners."""
        try:
            return self.world.publish(**settings)
        finally:
            assert not self.world.sandbox.overlaps, "two page writes below one parent at once"
            assert self.world.sandbox.peak <= WORKERS

    def let_happen(self, happenings):
        """Change things between two publishes."""
        for name, number, other in happenings:
            getattr(self, name)(number, other)
        self.have_unique_titles()

    def have_unique_titles(self):
        """The build sees to that, and people see to titles that an orphan still has."""
        seen = {
            self.world.store.page(page_id).title.casefold() for page_id in self.orphans.values()
        }
        for doc in self.world.docs.values():
            if doc.title.casefold() in seen:
                doc.title = self.fresh("Title")
            seen.add(doc.title.casefold())

    def settle(self, policy):
        """Publish in good weather; decide what a person has to decide; then look."""
        kept = set()
        try:
            report = self.send(edited_pages=policy)
            kept = set(report.kept)
        except ConfluenceError as error:
            self.check_complaint(error, policy)
            self.give_way()
            report = self.send(edited_pages="overwrite")
        self.check(kept)
        self.send(edited_pages="keep" if kept else "fail")
        assert self.world.writes == []

    def check_complaint(self, error, policy):
        """It says what is the matter, and there is something: an edit, or a title that somebody else has."""
        taken = {self.world.store.page(page_id).title.casefold() for page_id in self.foreign}
        clashes = [name for name, doc in self.world.docs.items() if doc.title.casefold() in taken]
        edited = [item.docname for item in self.edits if item.docname in self.world.docs]
        assert clashes or edited, str(error)
        for name in clashes:
            assert f"conflict  {name}: " in str(error)
        if isinstance(error, ConflictError):
            assert self.world.writes == []
        if policy == "fail":
            for item in self.edits:
                assert self.world.store.body(item.page_id) == item.text

    def give_way(self):
        """Choose other titles than those that people took."""
        taken = {self.world.store.page(page_id).title.casefold() for page_id in self.foreign}
        for doc in self.world.docs.values():
            if doc.title.casefold() in taken:
                doc.title = self.fresh("Title")

    def check(self, kept):
        """Confluence is as the documentation says, and all that people did is there."""
        world, store = self.world, self.world.store
        pages = {name: self.page_of(name, kept) for name in world.docs}
        home = store.space(SPACE).homepage_id
        for name, doc in world.docs.items():
            page = pages[name]
            if name not in kept:
                self.check_page(name, page, pages)
            expected = home if doc.parent is None else pages[doc.parent].id
            assert page.parent_id == expected, f"{name} is in the wrong place"
        self.check_order(pages)
        self.check_people(kept)
        self.check_comments(pages)
        self.pages = {name: page.id for name, page in pages.items()}

    def check_comments(self, pages):
        """Comments stay on their words, as long as the page is the same and nobody wrote it anew by hand."""
        self.comments = [
            item for item in self.comments if item[1] in pages and pages[item[1]].id == item[2]
        ]
        for comment_id, name, _ in self.comments:
            assert self.world.store.comment(comment_id).words == f"of {name}"

    def check_order(self, pages):
        """Siblings stand as their documents do; Data Center has no call for that."""
        if not self.world.is_cloud:
            return
        for parent in self.world.docs:
            wanted = [
                pages[name].id for name, doc in self.world.docs.items() if doc.parent == parent
            ]
            there = [page.id for page in self.world.store.children(pages[parent].id)]
            assert [page_id for page_id in there if page_id in wanted] == wanted

    def page_of(self, name, kept):
        """The page of a document: the one that bears its mark, or the edit that was kept."""
        if name in kept:
            return self.published(name)
        mark = Mark.of(PROJECT, name, "").owner
        found = [
            page
            for page in self.world.store.pages(SPACE)
            if (read := Mark.read(page.version.message or "")) is not None and read.owner == mark
        ]
        assert len(found) == 1, f"{name} has {len(found)} pages"
        return found[0]

    def check_page(self, name, page, pages):
        """A page is what its document says."""
        world, doc = self.world, self.world.docs[name]
        assert page.title == doc.title
        site = world.sandbox.addresses.site_url
        addresses = {
            docname: f"{site}/spaces/{SPACE}/pages/{other.id}" if world.is_cloud else None
            for docname, other in pages.items()
        }
        body = _MARKER.sub("", world.store.body(page.id))
        if world.is_cloud:
            assert body == resolve_links(world.body(name), addresses.get)
        else:
            assert doc.text in body
        files = {
            item.filename: world.store.data(item.id) for item in world.store.attachments(page.id)
        }
        if name == "index":
            assert files.pop("objects.inv")
        assert files == doc.files

    def check_people(self, kept):
        """What people wrote is untouched, or in the history of pages that were written over by their leave."""
        world = self.world
        for page_id, history in self.foreign.items():
            assert world.history(page_id) == history
            assert world.store.page(page_id).status is Status.CURRENT
        for item in self.edits:
            assert item.text in [text for _, text, _ in world.history(item.page_id)]
            if item.docname in kept:
                assert world.store.body(item.page_id) == item.text
        for page_id in self.orphans.values():
            page = world.store.page(page_id)
            is_edited = any(item.page_id == page_id for item in self.edits)
            if is_edited or self.world.settings["orphans"] == "report":
                assert page.status is Status.CURRENT or page_id in self.removed
            elif page.status is not Status.CURRENT:
                self.removed.add(page_id)
        self.edits = [item for item in self.edits if item.docname in kept]


class DataCenterSoak(Soak):
    """The same before Data Center."""

    flavour = "datacenter"


@pytest.mark.parametrize("machine", [Soak, DataCenterSoak], ids=["cloud", "datacenter"])
def test_soak(machine):
    """Whatever happens, in whatever weather."""
    run_state_machine_as_test(machine, settings=PROFILE)
