"""Documents keep their pages when their files get another name."""

from __future__ import annotations

import dataclasses

import pytest
from planning import all_published, bundle, changed, entry, page, published

from sphinx_to_confluence.publish.identity import hand_on
from sphinx_to_confluence.rest.model import Status

INDEX = page("index")
OLD = page("old", body_sha256="ab" * 32)
OTHER = page("other", body_sha256="cd" * 32)


def owners(wanted, *before, **changes):
    """Return which document has the page of which one now."""
    pages = {name: dataclasses.replace(p, **changes) for name, p in all_published(*before).items()}
    manifest = {wanted_page.docname: entry(wanted_page) for wanted_page in before}
    ids = {remote.id: docname for docname, remote in pages.items()}
    handed = hand_on(pages, manifest, bundle(*wanted), "7")
    return {docname: ids[remote.id] for docname, remote in handed.items()}


def test_same_title():
    """The new document has the title of one that is gone."""
    new = page("new", title="Old", body_sha256="ef" * 32)
    assert owners([INDEX, new], INDEX, OLD) == {"index": "index", "new": "old"}


def test_same_text():
    """The title changed as well, with a prefix for example, but the text is the very same."""
    new = changed(OLD, docname="new", title="New")
    assert owners([INDEX, new], INDEX, OLD) == {"index": "index", "new": "old"}


@pytest.mark.parametrize(
    ("new", "before"),
    [
        (["one", "two"], [OLD]),
        (["one"], [OLD, changed(OTHER, body_sha256=OLD.body_sha256)]),
    ],
)
def test_same_text_more_than_once(new, before):
    """Which one is meant cannot be told, so no page is handed on."""
    wanted = [INDEX, *(changed(OLD, docname=name, title=name) for name in new)]
    known = {wanted_page.docname: wanted_page.docname for wanted_page in (INDEX, *before)}
    assert owners(wanted, INDEX, *before) == known


def test_a_text_that_many_documents_have():
    """Boilerplate tells nothing, also when but one such document is new and one is gone."""
    stays = changed(OTHER, body_sha256=OLD.body_sha256)
    new = changed(OLD, docname="new", title="New")
    assert owners([INDEX, stays, new], INDEX, stays, OLD) == {
        "index": "index",
        "other": "other",
        "old": "old",
    }


def test_the_title_goes_first():
    """One has the title and another one the text: the page goes by its title, and to one document only."""
    titled = page("titled", title="Old", body_sha256="ef" * 32)
    same = changed(OLD, docname="same", title="Same")
    assert owners([INDEX, same, titled], INDEX, OLD) == {"index": "index", "titled": "old"}


def test_a_document_that_has_a_page():
    """It keeps its own, whatever the page of the one that is gone looks like."""
    twin = changed(OTHER, body_sha256=OLD.body_sha256)
    assert owners([INDEX, twin], INDEX, OLD, OTHER) == {
        "index": "index",
        "old": "old",
        "other": "other",
    }


@pytest.mark.parametrize(
    "changes", [{"status": Status.ARCHIVED}, {"status": Status.TRASHED}, {"space_id": "8"}]
)
def test_pages_out_of_reach_are_not_handed_on(changes):
    """What is archived, in the trash or in another space stays what it is."""
    new = page("new", title="Old")
    assert owners([new], OLD, **changes) == {"old": "old"}


def test_a_page_in_the_trash_makes_way():
    """The page of the new document is in the trash, so the one of the same title is welcome."""
    new = page("new", title="Old")
    trashed = published(new, status=Status.TRASHED)
    handed = hand_on({"new": trashed, "old": published(OLD)}, {}, bundle(INDEX, new), "7")
    assert handed == {"new": published(OLD)}
