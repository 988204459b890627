"""A page that Confluence would refuse is told before anything is written."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.errors import PublishError

LIMIT = 5 * 1024 * 1024


def test_nothing_is_written(desk):
    """One page that is too large stops the publish, and the error says which, how large and why."""
    desk.page("index", "Manual")
    desk.page("guide/big", "Big", text="é" * (LIMIT // 2))
    with pytest.raises(PublishError) as caught:
        desk.publish()
    assert desk.writes == []
    assert str(caught.value).splitlines()[:3] == [
        "nothing was published: a page is larger than Confluence takes, which is 5.0 MiB.",
        '  guide/big.rst: "Big" takes 5.0 MiB',
        "    5.0 MiB paragraph",
    ]
    assert "confluence_max_page_size" in caught.value.remedy


def test_all_such_pages_are_named(desk):
    """So that a person need not try again for each."""
    desk.page("index", "Manual")
    for name in ("a", "b"):
        desk.page(name, text="x" * LIMIT)
    with pytest.raises(PublishError, match="2 pages are larger") as caught:
        desk.publish(publish_dryrun=True)
    assert [name for name in ("a.rst", "b.rst") if name in caught.value.answered] == [
        "a.rst",
        "b.rst",
    ]


def test_what_counts_is_what_is_sent(desk):
    """Line breaks and quotation marks take two bytes each in a request."""
    desk.page("index", "Manual", text='"' * (LIMIT // 2))
    with pytest.raises(PublishError, match="larger than Confluence takes"):
        desk.publish()


def test_addresses_count(desk):
    """The addresses that take the place of document names can make a page too large."""
    desk.page("index", "Manual", links=["index"] * (LIMIT // 90))
    assert (desk.directory / "index.conf").stat().st_size < LIMIT
    with pytest.raises(PublishError, match="larger than Confluence takes"):
        desk.publish()


def test_a_page_just_below_the_limit(desk):
    """It is taken."""
    desk.page("index", "Manual", text="x" * (LIMIT - 5000))
    assert desk.publish().created == ["index"]


def test_a_page_that_is_not_written_may_be_large(desk):
    """Of a page that stays as it is, nothing is sent."""
    desk.page("index", "Manual", text="x" * 100_000)
    desk.publish()
    assert desk.publish(max_page_size=50_000).unchanged == ["index"]


def test_the_limit_is_an_option(desk):
    """An administrator may have set a lower or a higher one."""
    desk.page("index", "Manual", text="x" * 100_000)
    with pytest.raises(PublishError, match="which is 49 KiB"):
        desk.publish(max_page_size=50_000)
