"""Pages whose documents are gone: what becomes of them, and what speaks against removing them."""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager, nullcontext

import pytest
from planning import IDS, after, bundle, changed, page, published, same

from sphinx_to_confluence.errors import ConfigurationError, ConflictError, PublishError
from sphinx_to_confluence.publish.operations import Archive, Orphan, Stays, Trash
from sphinx_to_confluence.publish.orphans import candidates
from sphinx_to_confluence.publish.plan import make_plan
from sphinx_to_confluence.publish.policy import EditedPages, Orphans, Policy
from sphinx_to_confluence.rest.model import RemotePage, Status

INDEX, KEPT, OLD = page("index"), page("kept"), page("old")
BELOW = page("below", parent="old")
ARCHIVE, TRASH = Policy(orphans=Orphans.ARCHIVE), Policy(orphans=Orphans.TRASH)


def left_over(wanted, state, policy, *, children=()):
    """Return what becomes of pages without documents; ``children`` are pairs of ids, parent and child."""
    below = {remote.id: frozenset() for remote in candidates(wanted, state, policy)}
    for parent, child in children:
        if parent in below:
            below[parent] |= {child}
    state = dataclasses.replace(state, children=below)
    operations = make_plan(wanted, state, policy).operations
    return [item for item in operations if isinstance(item, Archive | Trash | Orphan)]


def stays(docname, why, title=None):
    """The operation for a page that is left."""
    page_id = IDS[docname]
    return Orphan(docname, page_id, title or docname.title(), why, f"https://wiki/{page_id}")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Policy(), stays("old", Stays.REPORT)),
        (ARCHIVE, Archive("old", IDS["old"], "Old")),
        (TRASH, Trash("old", IDS["old"], "Old")),
    ],
)
def test_policies(policy, expected):
    """The page is named, archived or moved to the trash."""
    assert left_over(bundle(INDEX, KEPT), after(INDEX, KEPT, OLD), policy) == [expected]


def test_from_the_bottom_up():
    """A page goes before the one that it is below."""
    state = after(INDEX, KEPT, OLD, BELOW)
    pair = (IDS["old"], IDS["below"])
    assert left_over(bundle(INDEX, KEPT), state, TRASH, children=[pair]) == [
        Trash("below", IDS["below"], "Below"),
        Trash("old", IDS["old"], "Old"),
    ]


def test_an_edited_page_stays_and_those_above_it():
    """Somebody's work is not removed, and neither is what it stands below."""
    state = after(INDEX, KEPT, OLD, BELOW)
    edited = published(BELOW, version=3, message="fixed a typo")
    state = dataclasses.replace(state, pages={**state.pages, "below": edited})
    pair = (IDS["old"], IDS["below"])
    assert left_over(bundle(INDEX, KEPT), state, TRASH, children=[pair]) == [
        stays("below", Stays.EDITED),
        stays("old", Stays.CHILDREN),
    ]


def test_a_page_with_pages_of_others_stays():
    """They would be moved elsewhere by Confluence."""
    state = after(INDEX, KEPT, OLD)
    assert left_over(bundle(INDEX, KEPT), state, ARCHIVE, children=[(IDS["old"], "99")]) == [
        stays("old", Stays.CHILDREN)
    ]


def test_children_that_are_moved_away_do_not_hold_it():
    """They are put elsewhere before anything is removed."""
    moved = changed(BELOW, parent="kept")
    state = after(INDEX, KEPT, OLD, BELOW)
    pair = (IDS["old"], IDS["below"])
    assert left_over(bundle(INDEX, KEPT, moved), state, TRASH, children=[pair]) == [
        Trash("old", IDS["old"], "Old")
    ]


def test_what_was_not_looked_at_is_not_removed():
    """Nobody asked what stands below the page."""
    operations = make_plan(bundle(INDEX, KEPT), after(INDEX, KEPT, OLD), TRASH).operations
    assert operations[2:] == (stays("old", Stays.CHILDREN),)


def test_never_after_a_conflict():
    """Something may be about to get that page, or its contents may not have arrived elsewhere."""
    foreign = RemotePage("99", "New", "7", "1", Status.CURRENT, 5, "")
    state = after(INDEX, KEPT, OLD)
    state = dataclasses.replace(state, titles={**state.titles, "new": foreign})
    assert left_over(bundle(INDEX, KEPT, page("new")), state, TRASH) == [
        stays("old", Stays.PARTIAL)
    ]


def test_never_more_than_a_share():
    """When more documents are gone than a person allows, none is removed; two always may."""
    pages = [page(f"page-{number}") for number in range(9)]
    state = after(INDEX, *pages)
    two, three = bundle(INDEX, *pages[2:]), bundle(INDEX, *pages[3:])
    assert left_over(two, state, TRASH) == [
        Trash(name, IDS[name], name.title()) for name in ("page-0", "page-1")
    ]
    assert left_over(three, state, TRASH) == [
        stays(name, Stays.LIMIT) for name in ("page-0", "page-1", "page-2")
    ]
    raised = dataclasses.replace(TRASH, orphans_limit=0.3)
    assert len(left_over(three, state, raised)) == 3
    assert all(isinstance(item, Trash) for item in left_over(three, state, raised))


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"space_id": "8"}, Stays.ELSEWHERE), ({"id": "1"}, Stays.HOME)],
)
def test_pages_that_are_more_than_ours(changes, why):
    """The home page of a space is not removed, and neither is what somebody took to another space."""
    state = after(INDEX, KEPT, OLD)
    other = published(OLD, **changes)
    state = dataclasses.replace(state, pages={**state.pages, "old": other})
    (item,) = left_over(bundle(INDEX, KEPT), state, TRASH)
    assert item.stays is why


def test_a_page_in_use_is_no_orphan():
    """The old name of a document whose page was handed on is forgotten."""
    state = after(INDEX, KEPT)
    pages = {**state.pages, "gone": state.pages["kept"]}
    state = dataclasses.replace(state, pages=pages)
    assert make_plan(bundle(INDEX, KEPT), state, TRASH).operations == (same("index"), same("kept"))


class TestOnConfluence:
    """Through everything, into the sandbox."""

    @pytest.fixture
    def old(self, desk):
        """A project of which a page and the one below it are to go."""
        for name in ("one", "two", "three"):
            desk.page(name)
        desk.page("old")
        desk.page("below", parent="old")
        desk.publish()
        del desk.pages["old"], desk.pages["below"]
        return desk.remote("Old"), desk.remote("Below")

    @pytest.mark.parametrize(
        ("settings", "status", "words"),
        [
            ({"orphans": "archive"}, "archived", "2 archived"),
            ({"cleanup_archive": True}, "archived", "2 archived"),
            ({"orphans": "trash"}, "trashed", "2 moved to the trash"),
            ({"cleanup_purge": True}, "trashed", "2 moved to the trash"),
        ],
    )
    def test_removed(self, desk, old, settings, status, words):
        """Both are gone, the report says so, and the next run knows nothing of them."""
        report = desk.publish(**settings)
        assert report.summary() == f"4 pages: 4 unchanged, {words}"
        store = desk.sandbox.store
        assert {store.page(gone.id).status for gone in old} == {status}
        assert desk.publish(**settings).summary() == "4 pages: 4 unchanged"
        assert desk.writes == []

    @pytest.mark.usefixtures("old")
    def test_dry_run(self, desk):
        """It says what would be removed and removes nothing."""
        report = desk.publish(orphans="trash", publish_dryrun=True)
        assert report.summary() == "4 pages: 4 unchanged, 2 would be moved to the trash"
        assert desk.writes == []

    @pytest.mark.usefixtures("old")
    def test_dry_run_names_each_once(self, desk):
        """The lines of the plan name what is left; the summary does not do so again."""
        report = desk.publish(orphans="report", publish_dryrun=True)
        assert [line[0] for line in desk.said if "its document is gone" in line] == ["?", "?"]
        assert report.summary() == "4 pages: 4 unchanged"

    @pytest.mark.usefixtures("old")
    def test_a_page_of_somebody_else_below(self, desk):
        """It stays with the page that it is below, and the summary says why."""
        desk.sandbox.add_page("DOC", "Notes", parent=desk.remote("Old"))
        report = desk.publish(orphans="trash")
        assert report.trashed == ["below"]
        assert "pages that stay are below it" in report.summary()
        assert desk.remote("Old") is not None

    def test_costs_nothing_when_nothing_is_to_go(self, desk):
        """The space is listed only when pages are to be removed."""
        desk.publish()
        desk.publish(orphans="trash")
        assert len(desk.sandbox.requests) == 4

    @pytest.mark.usefixtures("old")
    @pytest.mark.parametrize("policy", ["archive", "trash"])
    def test_edited_while_the_others_are_published(self, desk, policy):
        """A page that somebody saves after the plan was made stays, and so does the one above it."""
        desk.page("one", text="changed")

        @contextmanager
        def edit_once(request):
            if request.method == "PUT":
                desk.watch = None
                desk.edit("Below")
                edited.append(request)
            yield

        edited = []
        desk.watch = lambda request: nullcontext() if edited else edit_once(request)
        report = desk.publish(orphans=policy)
        assert (report.archived, report.trashed) == ([], [])
        assert [(each.docname, each.stays) for each in report.orphans] == [
            ("below", Stays.EDITED),
            ("old", Stays.CHILDREN),
        ]
        assert desk.remote("Old") is not None

    @pytest.mark.usefixtures("old")
    def test_not_when_a_page_fails(self, desk):
        """The text may not have arrived where it went."""
        (desk.directory / "one.conf").write_text("<p>a < b</p>", encoding="utf-8")
        with pytest.raises(PublishError) as caught:
            desk.publish(orphans="trash", publish_force=True)
        assert "as long as other pages cannot be published" in str(caught.value)
        assert desk.remote("Old") is not None

    @pytest.mark.usefixtures("old")
    def test_not_when_a_page_is_in_conflict(self, desk):
        """With the policy overwrite, a title that is taken is a conflict that lets the others be published."""
        desk.sandbox.add_page("DOC", "New")
        desk.page("new")
        with pytest.raises(ConflictError):
            desk.publish(orphans="trash")
        with pytest.raises(PublishError) as caught:
            desk.publish(orphans="trash", edited_pages=EditedPages.OVERWRITE.value)
        assert "confluence_publish_prefix" in caught.value.remedy
        assert desk.remote("Old") is not None

    def test_archived_one_by_one_up_to_a_failure(self, desk):
        """Where Confluence does not archive in bulk, the report tells what is put away from what is not."""
        for name in ("old", "older"):
            desk.page(name)
        desk.publish()
        del desk.pages["old"], desk.pages["older"]
        desk.sandbox.options.edition = "standard"
        desk.sandbox.faults.fail("POST", path="content/archive", nth=3, status=400)
        with pytest.raises(PublishError, match="1 archived"):
            desk.publish(orphans="archive")
        assert desk.publish(orphans="archive").archived == ["older"]

    def test_data_center_cannot_archive(self, data_center_desk):
        """That is told before anything is written, with what can be done."""
        desk = data_center_desk
        with pytest.raises(ConfigurationError, match="cannot be archived") as caught:
            desk.publish(orphans="archive")
        assert "'trash'" in caught.value.remedy
        assert desk.writes == []

    def test_data_center_trash(self, data_center_desk):
        """Pages can be moved to the trash there."""
        desk = data_center_desk
        desk.page("old")
        desk.publish()
        old = desk.remote("Old")
        del desk.pages["old"]
        assert desk.publish(orphans="trash").trashed == ["old"]
        assert desk.sandbox.store.page(old.id).status == "trashed"
