"""Digests of what pages are made from."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from sphinx_to_confluence.builder.inputs import digest, last_word


class Thing:
    """An object without a text of its own."""


@pytest.mark.parametrize(
    "make",
    [
        lambda: {"a": 1, 2: [None, True, 1.5]},
        lambda: {("x", 1): {"b", "a"}},
        lambda: digest,
        Thing,
        lambda: [functools.partial(digest, 1)],
        lambda: [Path("x"), re.compile("y"), b"z"],
    ],
)
def test_digest_is_stable(make):
    """Two values that were made alike have one digest, wherever they are in memory."""
    first, second = make(), make()
    assert digest(first) == digest(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [([1, 2], [2, 1]), ("1", 1), (None, ""), ({"a": 1}, {"a": 2}), (digest, last_word)],
)
def test_digest_tells_apart(one, other):
    """What differs has another digest."""
    assert digest(one) != digest(other)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("orm.Mapper", "mapper"),
        ("~orm.Mapper", "mapper"),
        ("ns::Type", "type"),
        ("run()", "run"),
        ("tool --Verbose", "verbose"),
        ("/guide/index", "index"),
        ("", ""),
    ],
)
def test_last_word(target, expected):
    """The end of a name is what references and objects have in common in every domain."""
    assert last_word(target) == expected
