"""The plan: a pure function of what should be, what is, and what a person decided."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from sphinx_to_confluence.bundle.model import Bundle, Editor, Page
from sphinx_to_confluence.publish.plan import (
    Conflict,
    Create,
    EditedPages,
    Hindrance,
    Orphan,
    Plan,
    Policy,
    Reason,
    Skip,
    Update,
    make_plan,
)
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.state import Entry, Mark, page_digest
from sphinx_to_confluence.rest.model import RemotePage, Space, Status

PROJECT = "project"
IDS = {"index": "10", "guide": "11", "api": "12"}


def page(docname, *, parent="index", **changes):
    """Return a page as the build wants it."""
    values = {
        "docname": docname,
        "title": docname.title(),
        "parent": None if docname == "index" else parent,
        "body": f"{docname}.conf",
        "body_sha256": "00" * 32,
        "source": f"{docname}.rst",
    }
    return Page(**(values | changes))


INDEX, GUIDE, API = page("index"), page("guide"), page("api")


def bundle(*pages):
    """Return a bundle of these pages."""
    return Bundle(
        directory=Path(),
        project_id=PROJECT,
        project="Project",
        release="1",
        editor=Editor.CLOUD,
        pages=pages,
    )


def published(wanted, *, ids=IDS, **changes):
    """The page on Confluence as a publish of ``wanted`` left it."""
    parent_id = "1" if wanted.parent is None else ids[wanted.parent]
    mark = Mark.of(PROJECT, wanted.docname, page_digest(wanted, ids))
    remote = RemotePage(
        ids[wanted.docname], wanted.title, "7", parent_id, Status.CURRENT, 2, mark.message("")
    )
    return dataclasses.replace(remote, **changes)


def snapshot(pages, *, manifest=None, foreign=(), **changes):
    """Return the state in which our pages and foreign ones are on Confluence."""
    if manifest is None:
        manifest = {docname: Entry(remote.id, 2, "") for docname, remote in pages.items()}
    values = {
        "space": Space("7", "DOC", "Docs", "1"),
        "parent_id": "1",
        "manifest_page_id": "1",
        "manifest": manifest,
        "shards": {},
        "pages": pages,
        "titles": {
            remote.title.casefold(): remote
            for remote in (*pages.values(), *foreign)
            if remote.status is Status.CURRENT
        },
    }
    return Snapshot(**(values | changes))


def all_published(*pages):
    """Return the pages as a publish left them, by docname."""
    return {wanted.docname: published(wanted) for wanted in pages}


def plan(wanted, remote, policy=None):
    """Return the actions of the plan."""
    return list(make_plan(wanted, remote, policy or Policy()).actions)


def test_first_publish_creates_everything_in_order():
    """Parents come before children, siblings in the order of the bundle."""
    assert plan(bundle(INDEX, GUIDE, API), snapshot({})) == [
        Create(INDEX),
        Create(GUIDE),
        Create(API),
    ]


def test_nothing_changed_means_nothing_to_write():
    """Pages that bear the right mark, title and parent are left alone."""
    remote = all_published(INDEX, GUIDE)
    result = make_plan(bundle(INDEX, GUIDE), snapshot(remote), Policy())
    assert result == Plan((Skip(INDEX, remote["index"]), Skip(GUIDE, remote["guide"])))
    assert (result.creates, result.updates) == ((), ())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"body_sha256": "11" * 32}, Reason.CONTENT),
        ({"labels": ("new",)}, Reason.CONTENT),
        ({"parent": "guide"}, Reason.PARENT),
    ],
)
def test_a_changed_page_is_written(change, reason):
    """The plan says why a page is written, and leaves the others."""
    remote = all_published(INDEX, GUIDE, API)
    changed = dataclasses.replace(API, **change)
    assert plan(bundle(INDEX, GUIDE, changed), snapshot(remote))[2] == Update(
        changed, remote["api"], (reason,)
    )


def test_a_retitled_page_keeps_its_id():
    """Identity is the document name: a new title is an update of the same page."""
    remote = all_published(INDEX, GUIDE)
    changed = dataclasses.replace(GUIDE, title="Handbook")
    assert plan(bundle(INDEX, changed), snapshot(remote))[1] == Update(
        changed, remote["guide"], (Reason.CONTENT, Reason.TITLE)
    )


def test_a_renamed_document_keeps_its_page():
    """A new document with the title of one that is gone gets its page, instead of a title conflict."""
    remote = all_published(INDEX, GUIDE)
    moved = page("manual", title="Guide")
    assert plan(bundle(INDEX, moved), snapshot(remote)) == [
        Skip(INDEX, remote["index"]),
        Skip(moved, remote["guide"]),
    ]


def test_swapped_titles_go_through_a_temporary_one():
    """Neither of two pages can get the other's title at once."""
    remote = all_published(INDEX, GUIDE, API)
    guide, api = dataclasses.replace(GUIDE, title="Api"), dataclasses.replace(API, title="Guide")
    reasons = (Reason.CONTENT, Reason.TITLE)
    assert plan(bundle(INDEX, guide, api), snapshot(remote))[1:] == [
        Update(guide, remote["guide"], reasons, via_title="Api (11)"),
        Update(api, remote["api"], reasons, via_title="Guide (12)"),
    ]


def test_only_the_case_of_a_title_changes():
    """The page itself holds the title that it is to have: no conflict and no temporary title."""
    remote = all_published(INDEX, GUIDE)
    changed = dataclasses.replace(GUIDE, title="GUIDE")
    assert plan(bundle(INDEX, changed), snapshot(remote))[1] == Update(
        changed, remote["guide"], (Reason.CONTENT, Reason.TITLE)
    )


def test_a_page_moved_by_hand_is_put_back():
    """The tree is the project's: only the place is a reason then."""
    remote = all_published(INDEX, GUIDE, API)
    remote["guide"] = dataclasses.replace(remote["guide"], parent_id="12")
    assert plan(bundle(INDEX, GUIDE, API), snapshot(remote))[1] == Update(
        GUIDE, remote["guide"], (Reason.PARENT,)
    )


EDITED = published(GUIDE, version=3, message="fixed a typo")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (EditedPages.FAIL, Conflict(GUIDE, EDITED, Hindrance.EDITED)),
        (EditedPages.KEEP, Skip(GUIDE, EDITED, edited=True)),
        (EditedPages.OVERWRITE, Update(GUIDE, EDITED, (Reason.CONTENT,))),
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
        "index": Entry("10", 2, page_digest(INDEX, IDS)),
        "guide": Entry("11", 2, page_digest(GUIDE, IDS)),
    }
    assert plan(bundle(INDEX, GUIDE), snapshot(remote, manifest=manifest)) == [
        Skip(INDEX, remote["index"]),
        Skip(GUIDE, remote["guide"]),
    ]


def test_marks_suffice_when_the_manifest_is_lost():
    """Without a manifest the marks say that the pages are ours and unchanged."""
    remote = all_published(INDEX, GUIDE)
    assert plan(bundle(INDEX, GUIDE), snapshot(remote, manifest={})) == [
        Skip(INDEX, remote["index"]),
        Skip(GUIDE, remote["guide"]),
    ]


def test_a_title_of_a_foreign_page_is_never_taken():
    """A page of that title which is not ours is a conflict, told before anything is written."""
    foreign = RemotePage("99", "GUIDE", "7", "1", Status.CURRENT, 5, "")
    remote = {"index": published(INDEX)}
    assert plan(bundle(INDEX, GUIDE), snapshot(remote, foreign=[foreign]))[1] == Conflict(
        GUIDE, foreign, Hindrance.TITLE_FOREIGN
    )


def test_a_title_of_a_page_that_stays():
    """A page that keeps its title, as edited or as an orphan, is named as the one in the way."""
    remote = {"index": published(INDEX), "guide": EDITED, "api": published(API)}
    wanted = dataclasses.replace(API, title="Guide")
    renamed = dataclasses.replace(GUIDE, title="Handbook")
    policy = Policy(EditedPages.KEEP)
    assert plan(bundle(INDEX, renamed, wanted), snapshot(remote), policy)[1:] == [
        Skip(renamed, EDITED, edited=True),
        Conflict(wanted, EDITED, Hindrance.TITLE_KEPT, own=remote["api"]),
    ]
    remote["guide"] = published(GUIDE)
    assert plan(bundle(INDEX, wanted), snapshot(remote))[1:] == [
        Conflict(wanted, remote["guide"], Hindrance.TITLE_ORPHAN, own=remote["api"]),
        Orphan("guide", remote["guide"]),
    ]


def test_a_refused_title_refuses_those_behind_it():
    """In a chain of renames whose head cannot move, nobody moves, and nothing is put aside."""
    foreign = RemotePage("99", "Taken", "7", "1", Status.CURRENT, 5, "")
    remote = all_published(INDEX, GUIDE, API)
    guide, api = dataclasses.replace(GUIDE, title="Taken"), dataclasses.replace(API, title="Guide")
    state = snapshot(remote, foreign=[foreign])
    assert plan(bundle(INDEX, guide, api), state)[1:] == [
        Conflict(guide, foreign, Hindrance.TITLE_FOREIGN, own=remote["guide"]),
        Conflict(api, remote["guide"], Hindrance.TITLE_KEPT, own=remote["api"]),
    ]


def test_a_page_in_another_space():
    """Somebody moved it there: a decision, not an error about a page that cannot be found."""
    moved = published(GUIDE, space_id="8")
    remote = {"index": published(INDEX), "guide": moved}
    assert plan(bundle(INDEX, GUIDE), snapshot(remote))[1] == Conflict(
        GUIDE, moved, Hindrance.ELSEWHERE
    )


def test_a_page_in_use_is_no_orphan():
    """The old entry of a renamed document does not make the page of the new one an orphan."""
    remote = {"index": published(INDEX), "old": published(GUIDE), "guide": published(GUIDE)}
    assert plan(bundle(INDEX, GUIDE), snapshot(remote)) == [
        Skip(INDEX, remote["index"]),
        Skip(GUIDE, remote["guide"]),
    ]


def test_an_archived_page_needs_a_decision():
    """Somebody archived it on purpose; it is neither written nor made again."""
    archived = published(GUIDE, status=Status.ARCHIVED)
    remote = {"index": published(INDEX), "guide": archived}
    assert plan(bundle(INDEX, GUIDE), snapshot(remote))[1] == Conflict(
        GUIDE, archived, Hindrance.ARCHIVED
    )


def test_a_trashed_page_is_made_again_and_links_follow():
    """The new page has a new id, so pages that link to it are written too."""
    index = dataclasses.replace(INDEX, links=("guide",))
    remote = {"index": published(index), "guide": published(GUIDE, status=Status.TRASHED)}
    assert plan(bundle(index, GUIDE), snapshot(remote)) == [
        Update(index, remote["index"], (Reason.CONTENT,)),
        Create(GUIDE),
    ]


def test_pages_of_documents_that_are_gone_are_named():
    """An orphan is told and left alone."""
    remote = all_published(INDEX, GUIDE)
    assert plan(bundle(INDEX), snapshot(remote)) == [
        Skip(INDEX, remote["index"]),
        Orphan("guide", remote["guide"]),
    ]


def test_force_writes_what_has_not_changed():
    """With confluence_publish_force every page is written, and the reason says so."""
    remote = all_published(INDEX)
    assert plan(bundle(INDEX), snapshot(remote), Policy(force=True)) == [
        Update(INDEX, remote["index"], (Reason.FORCED,))
    ]


def test_the_page_named_as_root_is_taken_over():
    """confluence_publish_root is the person's word that this very page is to be overwritten; it stays in its place."""
    named = RemotePage("50", "Welcome", "7", "3", Status.CURRENT, 8, "")
    state = snapshot({"index": named}, manifest={}, parent_id=None, adopted=frozenset({"index"}))
    assert plan(bundle(INDEX), state) == [Update(INDEX, named, (Reason.CONTENT, Reason.TITLE))]
