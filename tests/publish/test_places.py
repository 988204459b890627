"""The plan puts pages below their parents and behind their siblings."""

from __future__ import annotations

import dataclasses

from planning import (
    IDS,
    after,
    all_published,
    bundle,
    changed,
    conflict,
    create,
    entry,
    page,
    plan,
    published,
    same,
    snapshot,
)

from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.publish.operations import Move, Reorder
from sphinx_to_confluence.publish.plan import make_plan
from sphinx_to_confluence.publish.policy import EditedPages, Policy
from sphinx_to_confluence.rest.model import RemotePage, Status

INDEX, A, B, C = page("index"), page("a"), page("b"), page("c")
BELOW = page("below", parent="a")


def test_one_of_many_is_moved():
    """Only the page that stands wrongly is put elsewhere."""
    assert plan(bundle(INDEX, C, A, B), after(INDEX, A, B, C)) == [
        same("index"),
        Reorder("c", IDS["c"], before="a"),
        same("a"),
        same("b"),
    ]


def test_a_new_page_between_others():
    """It is made as the last one and then put behind its neighbour."""
    assert plan(bundle(INDEX, A, B, C), after(INDEX, A, C)) == [
        same("index"),
        same("a"),
        create(B),
        Reorder("b", None, after="a"),
        same("c"),
    ]


def test_a_new_page_at_the_end_needs_no_move():
    """It is the last child anyway."""
    assert plan(bundle(INDEX, A, B), after(INDEX, A)) == [same("index"), same("a"), create(B)]


def test_a_page_that_comes_from_elsewhere():
    """It becomes the last child, after those that are made."""
    moved = changed(BELOW, parent="index")
    assert plan(bundle(INDEX, A, moved, C), after(INDEX, A, BELOW))[2:] == [
        Move("below", IDS["below"], IDS["a"], "index"),
        Reorder("below", IDS["below"], after="a"),
        create(C),
    ]


def test_a_page_from_the_top_of_the_space_goes_below_a_new_one():
    """Neither has the parent that is to be an id yet, nor the page a parent."""
    moved = changed(B, parent="a")
    pages = all_published(INDEX) | {"b": published(B, parent_id=None)}
    assert plan(bundle(INDEX, A, moved), snapshot(pages))[1:] == [
        create(A),
        Move("b", IDS["b"], None, "a"),
    ]


def test_where_positions_are_not_told():
    """The order is not known then, and nothing is moved, lest each run moves all."""
    state = after(INDEX, A, B)
    pages = {
        name: dataclasses.replace(remote, position=None) for name, remote in state.pages.items()
    }
    state = dataclasses.replace(state, pages=pages)
    assert plan(bundle(INDEX, B, A), state) == [same("index"), same("b"), same("a")]


def test_where_the_order_cannot_be_changed():
    """On Data Center the plan says which pages stand wrongly, and leaves them."""
    state = dataclasses.replace(after(INDEX, A, B), can_order=False)
    result = make_plan(bundle(INDEX, B, A), state, Policy())
    assert (result.is_empty, result.unordered) == (True, ("b",))


def test_two_pages_change_places_in_the_tree():
    """Parent and child swap: the one that comes first in the tree is moved first."""
    child = page("b", parent="a")
    wanted = bundle(INDEX, page("b"), page("a", parent="b"))
    assert plan(wanted, after(INDEX, A, child))[1:] == [
        Move("b", IDS["b"], IDS["a"], "index"),
        Move("a", IDS["a"], IDS["index"], "b"),
    ]


ARCHIVED = published(A, status=Status.ARCHIVED)


def test_below_a_page_that_cannot_be_had():
    """What is to stand below an archived page waits for the decision on that one, and so does what is below it."""
    remote = {"index": published(INDEX), "a": ARCHIVED}
    deep = page("deep", parent="below")
    assert plan(bundle(INDEX, A, BELOW, deep, B), snapshot(remote))[1:] == [
        conflict("a", ARCHIVED, Hindrance.ARCHIVED),
        conflict("below", ARCHIVED, Hindrance.ABOVE),
        conflict("deep", ARCHIVED, Hindrance.ABOVE),
        create(B),
    ]


def test_a_page_that_exists_below_one_that_cannot_be_had():
    """It stays where it is, and the pages below it are published."""
    deep = page("deep", parent="below")
    remote = all_published(INDEX, A, BELOW) | {"a": ARCHIVED}
    assert plan(bundle(INDEX, A, BELOW, deep), snapshot(remote))[2:] == [
        conflict("below", ARCHIVED, Hindrance.ABOVE, IDS["below"]),
        create(deep),
    ]


def test_below_a_title_that_is_taken():
    """A page that cannot be made has no pages below it; the one with the title is named for all of them."""
    foreign = RemotePage("99", "A", "7", "1", Status.CURRENT, 5, "")
    state = snapshot({"index": published(INDEX)}, foreign=[foreign])
    assert plan(bundle(INDEX, A, BELOW), state)[1:] == [
        conflict("a", foreign, Hindrance.TITLE_FOREIGN),
        conflict("below", foreign, Hindrance.ABOVE),
    ]


def test_never_below_itself():
    """A page that has to stay below the one that is to go below it: that one stays, too."""
    remote = all_published(INDEX, A, BELOW)
    # "a" is to be below an archived page and so stays where it is: below "below", where somebody put it.
    remote["a"] = dataclasses.replace(remote["a"], parent_id=IDS["below"])
    remote["below"] = dataclasses.replace(remote["below"], parent_id=IDS["index"])
    remote["c"] = published(C, status=Status.ARCHIVED)
    below_archived = changed(A, parent="c")
    assert plan(bundle(INDEX, C, below_archived, BELOW), snapshot(remote))[1:] == [
        conflict("c", remote["c"], Hindrance.ARCHIVED),
        conflict("a", remote["c"], Hindrance.ABOVE, IDS["a"]),
        conflict("below", remote["c"], Hindrance.ABOVE, IDS["below"]),
    ]


def test_a_title_in_conflict_does_not_hold_the_place():
    """The page keeps its title and its text; the tree is put right, so that those below it can be published."""
    foreign = RemotePage("99", "Other", "7", "1", Status.CURRENT, 5, "")
    retitled = changed(BELOW, parent="index", title="Other")
    state = snapshot(all_published(INDEX, A, BELOW), foreign=[foreign])
    assert plan(bundle(INDEX, A, retitled), state)[2:] == [
        conflict("below", foreign, Hindrance.TITLE_FOREIGN, IDS["below"]),
        Move("below", IDS["below"], IDS["a"], "index"),
    ]


def test_a_kept_page_is_put_in_order():
    """The text is the person's, the place is the project's."""
    edited = published(B, position=2, version=3, message="fixed a typo")
    pages = all_published(INDEX, A) | {"b": edited}
    state = snapshot(pages, manifest={"index": entry(INDEX), "a": entry(A), "b": entry(B)})
    assert plan(bundle(INDEX, B, A), state, Policy(EditedPages.KEEP))[1:] == [
        same("b", edited=True),
        Reorder("b", IDS["b"], before="a"),
        same("a"),
    ]
