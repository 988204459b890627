"""The plan: a pure function of what should be, what is, and what a person decided."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from sphinx_to_confluence.bundle.model import Bundle, Editor, Page
from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.publish.identity import hand_on
from sphinx_to_confluence.publish.operations import (
    Change,
    Conflict,
    Create,
    Move,
    Orphan,
    Plan,
    Rename,
    Skip,
    Update,
)
from sphinx_to_confluence.publish.plan import make_plan
from sphinx_to_confluence.publish.policy import EditedPages, Policy
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
        "url_pattern": "https://wiki/{id}",
        "titles": {
            remote.title.casefold(): remote
            for remote in (*pages.values(), *foreign)
            if remote.status is Status.CURRENT
        },
    }
    return Snapshot(**(values | changes))


def same(docname, **changes):
    """The operation for a page that is as it should be."""
    return Skip(docname, IDS[docname], docname.title(), **changes)


def create(wanted):
    """The operation that makes a page."""
    return Create(wanted.docname, wanted.title, wanted.parent)


def update(wanted, *changes, version=2, **more):
    """The operation that writes a page."""
    page_id = IDS[wanted.docname]
    return Update(wanted.docname, page_id, version, wanted.title, changes, **more)


def conflict(docname, remote, hindrance, own_id=None):
    """The operation for a page that a person has to decide about."""
    url = f"https://wiki/{remote.id}"
    return Conflict(docname, remote.id, hindrance, remote.title, remote.version, own_id, url)


def rename(wanted, old_title, via_title=None):
    """The operation that retitles a page."""
    return Rename(wanted.docname, IDS[wanted.docname], old_title, wanted.title, via_title)


def all_published(*pages):
    """Return the pages as a publish left them, by docname."""
    return {wanted.docname: published(wanted) for wanted in pages}


def plan(wanted, remote, policy=None):
    """Return the operations of the plan."""
    return list(make_plan(wanted, remote, policy or Policy()).operations)


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


@pytest.mark.parametrize("change", [{"body_sha256": "11" * 32}, {"labels": ("new",)}])
def test_a_changed_page_is_written(change):
    """The plan says why a page is written, and leaves the others."""
    remote = all_published(INDEX, GUIDE, API)
    changed = dataclasses.replace(API, **change)
    assert plan(bundle(INDEX, GUIDE, changed), snapshot(remote))[2:] == [
        update(changed, Change.UNKNOWN)
    ]


def test_a_page_with_another_parent_is_moved():
    """Only the place differs: the text is not sent again."""
    remote = all_published(INDEX, GUIDE, API)
    moved = dataclasses.replace(API, parent="guide")
    assert plan(bundle(INDEX, GUIDE, moved), snapshot(remote))[2:] == [
        Move("api", "12", "10", "guide")
    ]


def test_a_moved_page_with_another_text_is_moved_and_written():
    """These are two operations on one page."""
    remote = all_published(INDEX, GUIDE, API)
    moved = dataclasses.replace(API, parent="guide", body_sha256="11" * 32)
    result = make_plan(bundle(INDEX, GUIDE, moved), snapshot(remote), Policy())
    assert result.of("api") == (
        Move("api", "12", "10", "guide"),
        update(moved, Change.UNKNOWN),
    )


def test_a_retitled_page_keeps_its_id():
    """Identity is the document name: a new title is an update of the same page."""
    remote = all_published(INDEX, GUIDE)
    changed = dataclasses.replace(GUIDE, title="Handbook")
    assert plan(bundle(INDEX, changed), snapshot(remote))[1:] == [
        rename(changed, "Guide"),
        update(changed, Change.UNKNOWN, Change.TITLE),
    ]


def test_a_renamed_document_keeps_its_page():
    """A new document with the title of one that is gone gets its page, instead of a title conflict."""
    moved = page("manual", title="Guide")
    wanted = bundle(INDEX, moved)
    remote = hand_on(all_published(INDEX, GUIDE), wanted)
    assert plan(wanted, snapshot(remote)) == [
        same("index"),
        Skip("manual", IDS["guide"], "Guide"),
    ]


def test_swapped_titles_go_through_a_temporary_one():
    """Neither of two pages can get the other's title at once."""
    remote = all_published(INDEX, GUIDE, API)
    guide, api = dataclasses.replace(GUIDE, title="Api"), dataclasses.replace(API, title="Guide")
    assert plan(bundle(INDEX, guide, api), snapshot(remote))[1:] == [
        rename(guide, "Guide", "Api (11)"),
        update(guide, Change.UNKNOWN, Change.TITLE),
        rename(api, "Api", "Guide (12)"),
        update(api, Change.UNKNOWN, Change.TITLE),
    ]


def test_only_the_case_of_a_title_changes():
    """The page itself holds the title that it is to have: no conflict and no temporary title."""
    remote = all_published(INDEX, GUIDE)
    changed = dataclasses.replace(GUIDE, title="GUIDE")
    assert plan(bundle(INDEX, changed), snapshot(remote))[1:] == [
        rename(changed, "Guide"),
        update(changed, Change.UNKNOWN, Change.TITLE),
    ]


def test_a_page_moved_by_hand_is_put_back():
    """The tree is the project's: only the place is a reason then."""
    remote = all_published(INDEX, GUIDE, API)
    remote["guide"] = dataclasses.replace(remote["guide"], parent_id="12")
    assert plan(bundle(INDEX, GUIDE, API), snapshot(remote))[1:] == [
        Move("guide", "11", "12", "index"),
        same("api"),
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
        (EditedPages.OVERWRITE, update(GUIDE, Change.EDITED, version=3, overwrites=True)),
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
        Orphan("guide", "11", "Guide"),
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
    index = dataclasses.replace(INDEX, links=("guide",))
    remote = {"index": published(index), "guide": published(GUIDE, status=Status.TRASHED)}
    assert plan(bundle(index, GUIDE), snapshot(remote)) == [
        update(index, Change.UNKNOWN),
        create(GUIDE),
    ]


def test_pages_of_documents_that_are_gone_are_named():
    """An orphan is told and left alone."""
    remote = all_published(INDEX, GUIDE)
    assert plan(bundle(INDEX), snapshot(remote)) == [
        same("index"),
        Orphan("guide", "11", "Guide"),
    ]


def test_force_writes_what_has_not_changed():
    """With confluence_publish_force every page is written, and the reason says so."""
    remote = all_published(INDEX)
    assert plan(bundle(INDEX), snapshot(remote), Policy(force=True)) == [
        update(INDEX, Change.FORCED)
    ]


def test_the_page_named_as_root_is_taken_over():
    """confluence_publish_root is the person's word that this very page is to be overwritten; it stays in its place."""
    named = RemotePage("50", "Welcome", "7", "3", Status.CURRENT, 8, "")
    state = snapshot({"index": named}, manifest={}, parent_id=None, adopted=frozenset({"index"}))
    assert plan(bundle(INDEX), state) == [
        Rename("index", "50", "Welcome", "Index"),
        Update("index", "50", 8, "Index", (Change.UNKNOWN, Change.TITLE)),
    ]
