"""The plan: a pure function of what should be, what is, and what a person decided."""

from __future__ import annotations

import dataclasses

import pytest
from planning import (
    IDS,
    after,
    all_published,
    bundle,
    changed,
    conflict,
    create,
    digest,
    entry,
    page,
    plan,
    published,
    rename,
    same,
    snapshot,
    update,
)

from sphinx_to_confluence.bundle.model import Attachment
from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.publish.operations import (
    Attach,
    Change,
    Detach,
    Label,
    Move,
    Orphan,
    Plan,
    Rename,
    SetProperty,
    Skip,
    Update,
)
from sphinx_to_confluence.publish.plan import make_plan
from sphinx_to_confluence.publish.policy import EditedPages, Policy
from sphinx_to_confluence.publish.state import NOT_WRITTEN, Entry, Mark
from sphinx_to_confluence.rest.model import RemotePage, Status

INDEX, GUIDE, API = page("index"), page("guide"), page("api")

EDITED = published(GUIDE, version=3, message="fixed a typo")


def test_first_publish_creates_everything_in_order():
    """Parents come before children, siblings in the order of the bundle."""
    assert plan(bundle(INDEX, GUIDE, API), snapshot({})) == [
        create(INDEX),
        create(GUIDE),
        create(API),
    ]


def test_nothing_changed_means_nothing_to_write():
    """Pages that bear the right mark, title and parent are left alone."""
    remote = all_published(INDEX, GUIDE)
    result = make_plan(bundle(INDEX, GUIDE), snapshot(remote), Policy())
    assert result == Plan((same("index"), same("guide")))
    assert (result.is_empty, result.counts) == (True, {"skip": 2})


PICTURE = Attachment("a.png", "a.png", "image/png", "ab" * 32, 1)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"body_sha256": "11" * 32}, Change.TEXT),
        ({"labels": ("new",)}, Change.LABELS),
        ({"attachments": (PICTURE,)}, Change.FILES),
        ({"full_width": True}, Change.WIDTH),
        ({"links": ("guide",)}, Change.LINKS),
    ],
)
def test_a_changed_page_is_written(change, told):
    """The plan says why a page is written, and leaves the others."""
    wanted = changed(API, **change)
    result = make_plan(bundle(INDEX, GUIDE, wanted), after(INDEX, GUIDE, API), Policy())
    assert result.find("api", Update) == update(wanted, told)
    assert result.all(Skip) == (same("index"), same("guide"))


def test_without_facts_the_reason_is_not_known():
    """When the manifest is lost, the mark says that something changed, and everything is named."""
    wanted = changed(API, attachments=(PICTURE,), labels=("new",), full_width=False)
    state = snapshot(all_published(INDEX, API), manifest={})
    assert plan(bundle(INDEX, wanted), state)[1:] == [
        Attach("api", "a.png", "ab" * 32),
        Label("api", ("new",)),
        SetProperty("api", "content-appearance-published", "default"),
        SetProperty("api", "content-appearance-draft", "default"),
        update(wanted, Change.UNKNOWN, is_known=False),
    ]


def test_facts_of_another_version_are_not_believed():
    """The mark is newer than the manifest: a run died in between, and what it left besides is not known."""
    wanted = changed(API)
    manifest = {"index": entry(INDEX), "api": entry(changed(API, title="Older"))}
    state = snapshot(all_published(INDEX, API), manifest=manifest)
    assert plan(bundle(INDEX, wanted), state)[1:] == [
        update(wanted, Change.UNKNOWN, is_known=False)
    ]


def test_a_page_that_was_not_written_to_its_end():
    """A page that gave its title away and whose run died then says so."""
    remote = all_published(INDEX, API)
    unfinished = Mark.of("project", "api", NOT_WRITTEN).message("")
    remote["api"] = dataclasses.replace(remote["api"], version=3, message=unfinished)
    assert plan(bundle(INDEX, API), snapshot(remote))[1:] == [
        update(API, Change.UNFINISHED, version=3, is_known=False)
    ]


class TestBelongings:
    """Files, labels and width, told from what the manifest says."""

    def test_a_new_page(self):
        """All that it is to have is named."""
        wanted = changed(API, attachments=(PICTURE,), labels=("new",), full_width=True)
        assert plan(bundle(INDEX, wanted), after(INDEX))[1:] == [
            create(wanted),
            Attach("api", "a.png", "ab" * 32),
            Label("api", ("new",)),
            SetProperty("api", "content-appearance-published", "full-width"),
            SetProperty("api", "content-appearance-draft", "full-width"),
        ]

    def test_files(self):
        """One that changed is replaced, one that is gone is taken off, one that is the same is not named."""
        other, third = (dataclasses.replace(PICTURE, filename=name) for name in ("b.png", "c.png"))
        before = changed(API, attachments=(PICTURE, other, third))
        wanted = changed(API, attachments=(dataclasses.replace(PICTURE, sha256="cd" * 32), other))
        assert plan(bundle(INDEX, wanted), after(INDEX, before))[1:] == [
            Attach("api", "a.png", "cd" * 32, is_new=False),
            Detach("api", "c.png"),
            update(wanted, Change.FILES),
        ]

    def test_a_file_whose_name_changes_in_case_only(self):
        """It may be the same file for Confluence, so nothing is taken off."""
        wanted = changed(API, attachments=(dataclasses.replace(PICTURE, filename="A.png"),))
        before = changed(API, attachments=(PICTURE,))
        assert plan(bundle(INDEX, wanted), after(INDEX, before))[1:] == [
            Attach("api", "A.png", "ab" * 32),
            update(wanted, Change.FILES),
        ]

    @pytest.mark.parametrize(
        ("append", "expected"),
        [(True, Label("api", ("c",))), (False, Label("api", ("c",), ("a",), is_exact=True))],
    )
    def test_labels(self, append, expected):
        """New ones are put on; old ones are taken off when the page is to have no others."""
        before, wanted = changed(API, labels=("a", "b")), changed(API, labels=("b", "c"))
        policy = Policy(append_labels=append)
        assert plan(bundle(INDEX, wanted), after(INDEX, before), policy)[1:] == [
            expected,
            update(wanted, Change.LABELS),
        ]

    def test_what_did_not_change(self):
        """Another text alone costs nothing else."""
        before = changed(API, attachments=(PICTURE,), labels=("a",), full_width=True)
        wanted = changed(before)
        assert plan(bundle(INDEX, wanted), after(INDEX, before))[1:] == [
            update(wanted, Change.TEXT)
        ]

    def test_force(self):
        """Everything is looked at again, as if nothing were known."""
        before = changed(API, attachments=(PICTURE,), labels=("a",))
        assert plan(bundle(INDEX, before), after(INDEX, before), Policy(force=True))[1:] == [
            Attach("api", "a.png", "ab" * 32),
            Label("api", ("a",)),
            update(before, Change.FORCED, is_known=False),
        ]


def test_a_page_with_another_parent_is_moved():
    """Only the place differs: the text is not sent again."""
    moved = changed(API, parent="guide")
    assert plan(bundle(INDEX, GUIDE, moved), after(INDEX, GUIDE, API))[2:] == [
        Move("api", "12", "10", "guide")
    ]


def test_a_moved_page_with_another_text_is_moved_and_written():
    """These are two operations on one page."""
    moved = changed(API, parent="guide", body_sha256="11" * 32)
    result = make_plan(bundle(INDEX, GUIDE, moved), after(INDEX, GUIDE, API), Policy())
    assert result.of("api") == (Move("api", "12", "10", "guide"), update(moved, Change.TEXT))


def test_a_retitled_page_keeps_its_id():
    """Identity is the document name: a new title is an update of the same page."""
    wanted = changed(GUIDE, title="Handbook")
    assert plan(bundle(INDEX, wanted), after(INDEX, GUIDE))[1:] == [
        rename(wanted, "Guide"),
        update(wanted, Change.TITLE),
    ]


def test_swapped_titles_go_through_a_temporary_one():
    """Neither of two pages can get the other's title at once."""
    guide, api = changed(GUIDE, title="Api"), changed(API, title="Guide")
    assert plan(bundle(INDEX, guide, api), after(INDEX, GUIDE, API))[1:] == [
        rename(guide, "Guide", "Api (11)"),
        update(guide, Change.TITLE),
        rename(api, "Api", "Guide (12)"),
        update(api, Change.TITLE),
    ]


def test_only_the_case_of_a_title_changes():
    """The page itself holds the title that it is to have: no conflict; it steps aside to be on the safe side."""
    wanted = changed(GUIDE, title="GUIDE")
    assert plan(bundle(INDEX, wanted), after(INDEX, GUIDE))[1:] == [
        rename(wanted, "Guide", "GUIDE (11)"),
        update(wanted, Change.TITLE),
    ]


def test_titles_in_a_circle():
    """Whoever has a title that another page wants steps aside; who does not, does not."""
    last = page("last")
    wanted = [
        changed(GUIDE, title="Api"),
        changed(API, title="Last"),
        changed(last, title="Fresh"),
        page("new", title="Guide"),
    ]
    result = make_plan(bundle(INDEX, *wanted), after(INDEX, GUIDE, API, last), Policy())
    assert result.all(Rename) == (
        rename(wanted[0], "Guide", "Api (11)"),
        rename(wanted[1], "Api", "Last (12)"),
        rename(wanted[2], "Last", f"Fresh ({IDS['last']})"),
    )


def test_a_temporary_title_is_not_too_long():
    """Confluence takes 255 characters."""
    guide, api = changed(GUIDE, title="x" * 255), changed(API, title="Guide")
    (room, _) = make_plan(bundle(INDEX, guide, api), after(INDEX, GUIDE, API), Policy()).all(Rename)
    assert len(room.via_title) < 255


def test_a_page_moved_by_hand_is_put_back():
    """The tree is the project's: only the place is a reason then."""
    remote = all_published(INDEX, GUIDE, API)
    remote["api"] = dataclasses.replace(remote["api"], parent_id="11")
    assert plan(bundle(INDEX, GUIDE, API), snapshot(remote))[1:] == [
        same("guide"),
        Move("api", "12", "11", "index"),
    ]


def test_a_page_that_is_kept_is_moved_all_the_same():
    """The text is the person's, the place is the project's."""
    edited = dataclasses.replace(EDITED, parent_id="12")
    remote = {"index": published(INDEX), "guide": edited}
    policy = Policy(EditedPages.KEEP)
    assert plan(bundle(INDEX, GUIDE), snapshot(remote), policy)[1:] == [
        Move("guide", "11", "12", "index"),
        same("guide", edited=True),
    ]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (EditedPages.FAIL, conflict("guide", EDITED, Hindrance.EDITED, "11")),
        (EditedPages.KEEP, same("guide", edited=True)),
        (
            EditedPages.OVERWRITE,
            update(GUIDE, Change.EDITED, version=3, overwrites=True, is_known=False),
        ),
    ],
)
def test_a_page_edited_by_a_person(policy, expected):
    """A version without our mark that the manifest does not know is somebody's work: the policy decides."""
    remote = {"index": published(INDEX), "guide": EDITED}
    assert plan(bundle(INDEX, GUIDE), snapshot(remote), Policy(policy))[1] == expected


def test_the_manifest_vouches_when_a_listing_has_no_comments():
    """Version and digest in the manifest are evidence enough that a page is as we left it."""
    remote = {"index": published(INDEX), "guide": published(GUIDE, message="")}
    manifest = {
        "index": Entry("10", 2, digest(INDEX)),
        "guide": Entry("11", 2, digest(GUIDE)),
    }
    assert plan(bundle(INDEX, GUIDE), snapshot(remote, manifest=manifest)) == [
        same("index"),
        same("guide"),
    ]


def test_marks_suffice_when_the_manifest_is_lost():
    """Without a manifest the marks say that the pages are ours and unchanged."""
    remote = all_published(INDEX, GUIDE)
    assert plan(bundle(INDEX, GUIDE), snapshot(remote, manifest={})) == [
        same("index"),
        same("guide"),
    ]


def test_a_title_of_a_foreign_page_is_never_taken():
    """A page of that title which is not ours is a conflict, told before anything is written."""
    foreign = RemotePage("99", "GUIDE", "7", "1", Status.CURRENT, 5, "")
    remote = {"index": published(INDEX)}
    assert plan(bundle(INDEX, GUIDE), snapshot(remote, foreign=[foreign]))[1] == conflict(
        "guide", foreign, Hindrance.TITLE_FOREIGN
    )


@pytest.mark.parametrize(
    ("changes", "hindrance"),
    [
        ({"status": Status.ARCHIVED}, Hindrance.TITLE_ARCHIVED),
        ({"message": Mark.of("other", "guide", "0" * 16).message("")}, Hindrance.TITLE_PROJECT),
    ],
)
def test_who_has_the_title(changes, hindrance):
    """What can be done differs: restore a page that is archived, tell apart projects."""
    holder = RemotePage("99", "Guide", "7", "1", Status.CURRENT, 5, "")
    holder = dataclasses.replace(holder, **changes)
    state = snapshot({"index": published(INDEX)})
    state = dataclasses.replace(state, titles={**state.titles, "guide": holder})
    assert plan(bundle(INDEX, GUIDE), state)[1:] == [conflict("guide", holder, hindrance)]


def test_a_title_of_a_page_that_stays():
    """A page that keeps its title, as edited or as an orphan, is named as the one in the way."""
    remote = {"index": published(INDEX), "guide": EDITED, "api": published(API)}
    wanted = dataclasses.replace(API, title="Guide")
    renamed = dataclasses.replace(GUIDE, title="Handbook")
    policy = Policy(EditedPages.KEEP)
    assert plan(bundle(INDEX, renamed, wanted), snapshot(remote), policy)[1:] == [
        same("guide", edited=True),
        conflict("api", EDITED, Hindrance.TITLE_KEPT, "12"),
    ]
    remote["guide"] = published(GUIDE)
    assert plan(bundle(INDEX, wanted), snapshot(remote))[1:] == [
        conflict("api", remote["guide"], Hindrance.TITLE_ORPHAN, "12"),
        Orphan("guide", "11", "Guide", url="https://wiki/11"),
    ]


def test_a_refused_title_refuses_those_behind_it():
    """In a chain of renames whose head cannot move, nobody moves, and nothing is put aside."""
    foreign = RemotePage("99", "Taken", "7", "1", Status.CURRENT, 5, "")
    remote = all_published(INDEX, GUIDE, API)
    guide, api = dataclasses.replace(GUIDE, title="Taken"), dataclasses.replace(API, title="Guide")
    state = snapshot(remote, foreign=[foreign])
    assert plan(bundle(INDEX, guide, api), state)[1:] == [
        conflict("guide", foreign, Hindrance.TITLE_FOREIGN, "11"),
        conflict("api", remote["guide"], Hindrance.TITLE_KEPT, "12"),
    ]


def test_a_page_in_another_space():
    """Somebody moved it there: a decision, not an error about a page that cannot be found."""
    moved = published(GUIDE, space_id="8")
    remote = {"index": published(INDEX), "guide": moved}
    assert plan(bundle(INDEX, GUIDE), snapshot(remote))[1] == conflict(
        "guide", moved, Hindrance.ELSEWHERE
    )


def test_a_page_in_use_is_no_orphan():
    """The old entry of a renamed document does not make the page of the new one an orphan."""
    remote = {"index": published(INDEX), "old": published(GUIDE), "guide": published(GUIDE)}
    assert plan(bundle(INDEX, GUIDE), snapshot(remote)) == [
        same("index"),
        same("guide"),
    ]


def test_an_archived_page_needs_a_decision():
    """Somebody archived it on purpose; it is neither written nor made again."""
    archived = published(GUIDE, status=Status.ARCHIVED)
    remote = {"index": published(INDEX), "guide": archived}
    assert plan(bundle(INDEX, GUIDE), snapshot(remote))[1] == conflict(
        "guide", archived, Hindrance.ARCHIVED
    )


def test_a_trashed_page_is_made_again_and_links_follow():
    """The new page has a new id, so pages that link to it are written too."""
    index = changed(INDEX, links=("guide",))
    remote = {"index": published(index), "guide": published(GUIDE, status=Status.TRASHED)}
    manifest = {"index": entry(index), "guide": entry(GUIDE)}
    assert plan(bundle(index, GUIDE), snapshot(remote, manifest=manifest)) == [
        update(index, Change.LINKS),
        create(GUIDE),
    ]


def test_pages_of_documents_that_are_gone_are_named():
    """An orphan is told and left alone."""
    remote = all_published(INDEX, GUIDE)
    assert plan(bundle(INDEX), snapshot(remote)) == [
        same("index"),
        Orphan("guide", "11", "Guide", url="https://wiki/11"),
    ]


def test_the_page_named_as_root_is_taken_over():
    """confluence_publish_root is the person's word that this very page is to be overwritten; it stays in its place."""
    named = RemotePage("50", "Welcome", "7", "3", Status.CURRENT, 8, "")
    state = snapshot({"index": named}, manifest={}, parent_id=None, adopted=frozenset({"index"}))
    assert plan(bundle(INDEX), state) == [
        Rename("index", "50", "Welcome", "Index"),
        Update("index", "50", 8, "Index", (Change.TAKEN_OVER, Change.TITLE), is_known=False),
    ]
