"""Images that the build makes are made once, and kept whole."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sphinx_to_confluence.translate.pictures import make_once, remove_unfinished


@pytest.fixture
def page(tmp_path):
    """As much of a page as this needs."""
    return SimpleNamespace(builder=SimpleNamespace(doctreedir=tmp_path))


def writes(content, **facts):
    """A maker that writes one file, and counts how often."""

    def make(made):
        make.calls += 1
        made.file(".txt").write_text(content)
        return facts

    make.calls = 0
    return make


def test_made_once(page):
    """The second time everything is there already, also for another page; other input is made anew."""
    make = writes("one", below=3)
    first = make_once(page, "formula", {"tex": "x"}, make)
    second = make_once(page, "formula", {"tex": "x"}, make)
    assert (make.calls, first, second.facts) == (1, second, {"below": 3})
    assert second.file(".txt").read_text() == "one"
    assert second.file(".txt").name.startswith("formula-")
    make_once(page, "formula", {"tex": "y"}, make)
    assert make.calls == 2


def test_failure_leaves_nothing(page, tmp_path):
    """What could not be made is tried again, and is no half of anything."""

    def fail(made):
        made.file(".txt").write_text("half")
        raise ValueError("not today")

    with pytest.raises(ValueError, match="not today"):
        make_once(page, "formula", {}, fail)
    assert list((tmp_path / "confluence-images").iterdir()) == []


def test_killed(page, tmp_path):
    """What a killed build has left is removed by the next one, and what it has finished is kept."""
    kept = make_once(page, "formula", {}, writes("one"))
    half = tmp_path / "confluence-images" / "unfinished-abc"
    half.mkdir()
    remove_unfinished(tmp_path)
    assert list((tmp_path / "confluence-images").iterdir()) == [kept.folder]


def test_two_at_the_same_time(page):
    """Of two that make the same, the first to finish counts."""
    other = writes("other")

    def make(made):
        make_once(page, "formula", {}, other)
        made.file(".txt").write_text("mine")

    assert make_once(page, "formula", {}, make).file(".txt").read_text() == "other"


def test_damaged(page):
    """What somebody has damaged is made again."""
    make = writes("one")
    made = make_once(page, "formula", {}, make)
    (made.folder / "facts.json").write_text("{")
    assert make_once(page, "formula", {}, make).file(".txt").read_text() == "one"
    assert make.calls == 2
