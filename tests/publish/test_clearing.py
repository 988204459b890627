"""Removing everything of a project: what goes, what stays, and that it can be taken back."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager

import pytest

from sphinx_to_confluence.errors import ConfigurationError, ConflictError, PublishError
from sphinx_to_confluence.publish.clearing import clear
from sphinx_to_confluence.publish.clearing_text import clearing_data, clearing_lines
from sphinx_to_confluence.publish.journal import read_journals
from sphinx_to_confluence.publish.progress import PlainProgress
from sphinx_to_confluence.sandbox import edit


def remove(desk, project_id="project", *, confirm=True, settings=None, **more):
    """Remove everything of a project; what was shown is in ``desk.said``."""
    desk.sandbox.reset_requests()
    desk.said.clear()
    with desk.connected(**(settings or {})) as (client, chosen):

        def show(plan, space):
            base = desk.sandbox.addresses.site_url
            lines = clearing_lines(plan, space.key, lambda page: client.page_url(space, page))
            desk.said += [line.replace(base, "https://site") for line in lines]

        return clear(
            client,
            chosen,
            desk.directory,
            project_id=project_id,
            show=show,
            confirm=(lambda _plan: confirm) if isinstance(confirm, bool) else confirm,
            progress=PlainProgress(lambda _line: None),
            warn=desk.warned.append,
            **more,
        )


@pytest.fixture(params=["desk", "data_center_desk"])
def published(request):
    """A desk before each flavour, with a tree of pages that are published."""
    desk = request.getfixturevalue(request.param)
    desk.page("guide", files={"a.png": b"a"})
    desk.page("guide/setup", parent="guide")
    desk.page("guide/use", parent="guide")
    desk.page("api")
    desk.publish()
    return desk


def state(desk):
    """What a reader sees, and what publishing goes by."""
    with desk.connected() as (client, _):
        space = client.space("DOC")
        properties = {item.key: item.value for item in client.properties(space.homepage_id)}
    return desk.tree(), set(properties)


def test_everything(published):
    """All pages go, those below others first; then the list of them."""
    desk = published
    cleared = remove(desk)
    assert desk.said == [
        "5 pages of the space DOC will be moved to the trash:",
        "  trash  Index (index)",
        "  trash    Guide (guide)",
        "  trash      Guide/Setup (guide/setup)",
        "  trash      Guide/Use (guide/use)",
        "  trash    Api (api)",
    ]
    assert sorted(cleared.removed[:2]) == ["guide/setup", "guide/use"]
    assert (sorted(cleared.removed[2:4]), cleared.removed[4:]) == (["api", "guide"], ("index",))
    assert desk.tree() == []
    assert desk.writes[-1].startswith("delete_") or "propert" in desk.writes[-1]
    with pytest.raises(ConfigurationError, match="nothing of the project project is published"):
        remove(desk)


def test_undone(published):
    """It is taken back as a whole: places, order, the list of pages; then nothing is left to publish."""
    desk = published
    before = state(desk)
    order = desk.sandbox.outline("DOC")
    remove(desk)
    undone = desk.undo()
    assert undone.left == ()
    assert state(desk) == before
    assert json.dumps(desk.sandbox.outline("DOC")) == json.dumps(order)
    assert desk.publish().summary() == "5 pages: 5 unchanged"


def test_undone_with_edits(published):
    """What somebody had written before it was removed is theirs afterwards: the next publish does not write over it."""
    desk = published
    desk.edit("Api")
    remove(desk)
    assert desk.undo().left == ()
    with pytest.raises(ConflictError) as raised:
        desk.publish()
    assert "conflict  api: somebody edited it on Confluence" in raised.value.answered
    assert desk.publish(edited_pages="keep").summary().startswith("5 pages: 4 unchanged, 1 kept")


def test_only_looked_at(published):
    """Without a yes nothing is written, and there is no journal of it."""
    desk = published
    count = len(read_journals(desk.directory))
    cleared = remove(desk, confirm=False)
    assert (cleared.removed, desk.writes) == ((), [])
    assert len(read_journals(desk.directory)) == count


def test_changed_while_the_person_thought(published):
    """What was shown is not what is there any more, so nothing is removed."""
    desk = published

    def thinking(_plan):
        desk.sandbox.add_page("DOC", "Notes", parent=desk.remote("Api"))
        return True

    before = len(desk.tree())
    with pytest.raises(ConflictError, match="other pages are there than were shown"):
        remove(desk, confirm=thinking, look_again=True)
    assert desk.writes == []
    assert len(desk.tree()) == before + 1
    cleared = remove(desk, look_again=True)
    assert "api" not in cleared.removed
    assert "guide" in cleared.removed


def test_pages_of_others(published):
    """They are not taken along: those above them stay, and are named; the next publish knows these."""
    desk = published
    sandbox = desk.sandbox
    foreign = sandbox.add_page("DOC", "Notes", parent=desk.remote("Guide/Setup"))
    sandbox.add_page("DOC", "More notes", parent=foreign)
    desk.edit("Api")
    sandbox.add_inline_comment(desk.remote("Guide/Use").id, "guide/use")
    cleared = remove(desk)
    urls = {
        name: next(each.split("https://site")[1] for each in desk.said if name in each)
        for name in ("Notes,", "left    index", "left    guide:", "left    guide/setup")
    }
    assert desk.said == [
        "2 pages of the space DOC will be moved to the trash:",
        "  stays  Index (index)",
        "  stays    Guide (guide)",
        "  stays      Guide/Setup (guide/setup)",
        f"             not of this project: Notes, https://site{urls['Notes,']}",
        "  trash      Guide/Use (guide/use), 1 inline comment",
        "  trash    Api (api), edited by hand",
        f"left    index: a page below it stays: https://site{urls['left    index']}",
        f"left    guide: a page below it stays: https://site{urls['left    guide:']}",
        "left    guide/setup: pages that are not of this project are below it: "
        f"https://site{urls['left    guide/setup']}",
    ]
    assert set(cleared.removed) == {"guide/use", "api"}
    assert [title for title, *_ in desk.tree()] == [
        "Guide",
        "Guide/Setup",
        "Index",
        "More notes",
        "Notes",
    ]
    data = clearing_data(cleared.plan, cleared.removed)
    assert [(each["docname"], each["edited"]) for each in data["removed"]] == [
        ("guide/use", False),
        ("api", True),
    ]
    assert [(each["docname"], each["reason"]) for each in data["left"]] == [
        ("index", "above"),
        ("guide", "above"),
        ("guide/setup", "foreign"),
    ]
    assert remove(desk).removed == ()
    assert desk.writes == []
    assert desk.publish().summary() == "5 pages: 2 created, 3 unchanged"


def test_other_projects(published):
    """Those in the same space keep their pages and their list."""
    desk = published
    mine = dict(desk.pages)
    desk.pages = {}
    desk.page("index", "Other")
    desk.page("x")
    desk.publish("other")
    remove(desk)
    assert [title for title, *_ in desk.tree()] == ["Other", "X"]
    assert desk.publish("other").summary() == "2 pages: 2 unchanged"
    desk.pages = mine
    assert desk.publish().summary().startswith("5 pages: 5 created")


def test_the_page_that_was_named(published):
    """A page that was there before stays, unless a person says that it goes as well."""
    desk = published
    remove(desk)
    page = desk.sandbox.add_page("DOC", "Handbook")
    named = {"publish_root": int(page.id)}
    desk.publish(**named)
    remove(desk, settings=named)
    assert desk.said[1] == "  stays  Index (index)"
    assert [title for title, *_ in desk.tree()] == ["Index"]
    assert remove(desk, settings=named).removed == ()
    desk.publish(**named)
    before = desk.tree()
    remove(desk, settings=named, with_root=True)
    assert desk.tree() == []
    assert desk.undo(**named).left == ()
    assert desk.tree() == before


def test_pages_that_only_the_list_calls_ours(published):
    """Whoever may edit the page with the list can put a page of others on it; an edit of ours is no such page."""
    desk = published
    foreign = desk.sandbox.add_page("DOC", "Mine")
    desk.edit("Api")
    with desk.connected() as (client, _):
        holder = client.space("DOC").homepage_id
        (shard,) = client.properties(holder)
        rows = {**shard.value["pages"], "mine": [foreign.id, 1, "0" * 16, {}]}
        changed = {**shard.value, "pages": rows}
        client.set_property(holder, shard.key, changed, existing=shard)
    assert set(remove(desk).removed) == {"index", "guide", "guide/setup", "guide/use", "api"}
    assert "no version of it says so" in desk.said[-1]
    assert desk.remote("Mine") is not None


def test_home_page_stays(published):
    """Also when it was named, and whatever is said."""
    desk = published
    remove(desk)
    named = {"publish_root": int(desk.sandbox.store.space("DOC").homepage_id)}
    desk.publish(**named)
    remove(desk, settings=named, with_root=True)
    assert desk.said[-1].startswith("left    index: it is the home page of the space")
    assert desk.tree() == []


def test_found_by_their_marks(desk):
    """Pages that the list does not know bear a mark; without a list they are found all the same."""
    desk.page("guide")
    desk.publish()
    home = desk.sandbox.store.space("DOC").homepage_id
    with desk.connected() as (client, _):
        for item in client.properties(home):
            client.delete_property(home, item)
    remove(desk)
    assert desk.tree() == []


def test_trashed_and_moved_by_hand(desk):
    """What is in the trash already is passed over; what was moved elsewhere in the space goes from there."""
    desk.page("guide")
    desk.page("api")
    foreign = desk.sandbox.add_page("DOC", "Foreign")
    desk.publish()
    desk.sandbox.trash_page(desk.remote("Guide").id)
    edit.move_below(desk.sandbox.store, desk.remote("Api"), foreign.id)
    assert set(remove(desk).removed) == {"api", "index"}
    assert [title for title, *_ in desk.tree()] == ["Foreign"]


def test_archived_pages_stay(desk):
    """Confluence does not move them to the trash; nor those above them."""
    desk.page("guide")
    desk.publish()
    desk.sandbox.archive_page(desk.remote("Guide").id)
    assert remove(desk).removed == ()
    assert [line.partition(": http")[0] for line in desk.said[-2:]] == [
        "left    index: a page below it stays",
        "left    guide: it was archived; restore it on Confluence, or delete it there",
    ]


class Killed(BaseException):
    """Ends a run as a kill does: no part of it gets to do anything more."""


def killed_at(desk, count):
    """Remove, and end that at so many requests; return whether there were so many."""
    lock, begun, dead = threading.Lock(), [], threading.Event()

    @contextmanager
    def watch(_request):
        with lock:
            begun.append(1)
            if len(begun) == count:
                dead.set()
        if dead.is_set():
            raise Killed
        yield

    desk.watch = watch
    try:
        remove(desk)
    except Killed:
        return True
    finally:
        desk.watch = None
    return dead.is_set()


@pytest.mark.parametrize("count", [6, 8, 10, 11])
def test_killed_and_run_again(published, count):
    """It goes on where it was, and both runs are undone together."""
    desk = published
    before = state(desk)
    assert killed_at(desk, count)
    remove(desk)
    assert desk.tree() == []
    assert read_journals(desk.directory)[0].run.act == "removal"
    assert desk.undo().left == ()
    assert desk.said[0].startswith("The removal of ")
    assert state(desk) == before


def test_a_stopped_removal_is_no_publish(published):
    """The next publish does not say that it continues it."""
    desk = published
    desk.sandbox.faults.fail("DELETE", status=403, nth=5)
    with pytest.raises(PublishError, match="some pages could not be removed"):
        remove(desk)
    desk.sandbox.faults.clear()
    desk.publish()
    assert not [line for line in desk.said if line.startswith("Continuing")]
    assert len(desk.tree()) == 5


def test_a_page_that_cannot_be_removed(published):
    """Those above it stay as well, and are on the list still."""
    desk = published
    desk.sandbox.faults.fail("DELETE", status=403, nth=1)
    with pytest.raises(PublishError):
        remove(desk, settings={"publish_workers": 1})
    assert [title for title, *_ in desk.tree()] == ["Guide", "Guide/Use", "Index"]
    desk.sandbox.faults.clear()
    assert set(remove(desk).removed) == {"guide/use", "guide", "index"}
