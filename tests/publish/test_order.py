"""Siblings get into order with the fewest moves, and nobody else's page is touched."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_to_confluence.publish.order import fewest_moves

PAGES = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@st.composite
def orders(draw):
    """Return a list of our pages and foreign ones (capital letters) as it is, and ours as they should be."""
    ours = draw(PAGES)
    standing = draw(st.permutations([*ours, *draw(st.sets(st.sampled_from("XYZ")))]))
    return standing, draw(st.permutations(ours))


def carried_out(standing, moves):
    """Return the list after the moves, done one by one as Confluence does them."""
    now = list(standing)
    for item, after, before in moves:
        assert (after is None) != (before is None)
        now.remove(item)
        now.insert(now.index(after) + 1 if after is not None else now.index(before), item)
    return now


def longest_rising(current, wanted):
    """Return the length of the longest run that stands rightly, found by trying all of them."""
    ranks = [wanted.index(item) for item in current]
    return next(
        length
        for length in range(len(ranks), -1, -1)
        if any(list(some) == sorted(some) for some in combinations(ranks, length))
    )


@given(orders())
def test_any_order(case):
    """Ours are in order afterwards with the fewest moves possible, and the others stand as before."""
    standing, wanted = case
    current = [item for item in standing if item.islower()]
    moves = list(fewest_moves(current, wanted))
    now = carried_out(standing, moves)
    assert [item for item in now if item.islower()] == wanted
    assert [item for item in now if item.isupper()] == [i for i in standing if i.isupper()]
    assert len(moves) == len(wanted) - longest_rising(current, wanted)


@pytest.mark.parametrize(
    ("current", "wanted", "moves"),
    [
        ("", "", []),
        ("abc", "abc", []),
        ("abcd", "dabc", [("d", None, "a")]),
        ("abcd", "bcda", [("a", "d", None)]),
        ("abc", "cba", [("c", None, "a"), ("b", "c", None)]),
    ],
)
def test_which_pages_move(current, wanted, moves):
    """What follows each other rightly stays, the others are put beside what is in place by then."""
    assert list(fewest_moves(current, wanted)) == moves


def test_many_pages_take_no_time():
    """A thousand siblings turned round are no trouble."""
    names = list(range(1000))
    assert len(list(fewest_moves(names[::-1], names))) == 999
