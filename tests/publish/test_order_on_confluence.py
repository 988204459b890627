"""The order of the toctree gets to Confluence, and the pages of others stay where they are."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.errors import PublishError


def write(desk, *names):
    """Write pages below the root page, in this order."""
    desk.pages = {"index": desk.pages["index"]}
    for name in names:
        desk.page(name)


def children(desk):
    """Titles below the root page, in order."""
    return [page.title for page in desk.sandbox.store.children(desk.remote("Index").id)]


def test_first_publish_needs_no_move(desk):
    """Pages are created in the order of the toctree."""
    write(desk, "zebra", "apple", "mango")
    desk.publish()
    assert children(desk) == ["Zebra", "Apple", "Mango"]
    assert "move_page" not in desk.writes


def test_new_and_moved_pages(desk):
    """Each page that stands wrongly costs one request, whatever else there is; a second run costs none."""
    write(desk, "one", "two", "three", "four")
    desk.publish()
    foreign = desk.sandbox.add_page("DOC", "Foreign", parent=desk.remote("Index"))
    write(desk, "zero", "four", "one", "two", "new", "three")
    report = desk.publish()
    assert report.summary() == "7 pages: 2 created, 1 moved, 4 unchanged"
    assert [title for title in children(desk) if title != foreign.title] == [
        "Zero",
        "Four",
        "One",
        "Two",
        "New",
        "Three",
    ]
    assert desk.writes.count("move_page") == 3
    assert desk.publish().summary() == "7 pages: 7 unchanged"
    assert desk.writes == []


def test_beside_a_page_that_could_not_be_moved(desk):
    """Nothing is put beside a page that stayed below another parent, since it would go there itself."""
    write(desk, "one", "two", "three")
    desk.page("four", parent="three")
    desk.publish()
    write(desk, "four", "two", "one", "three")
    desk.sandbox.faults.fail("PUT", path=f"/{desk.remote('Four').id}/move/append/", status=400)
    with pytest.raises(PublishError, match="1 failed"):
        desk.publish()
    assert sorted(children(desk)) == ["One", "Three", "Two"]
    desk.sandbox.faults.clear()
    desk.publish()
    assert children(desk) == ["Four", "Two", "One", "Three"]


def test_data_center_says_that_it_cannot(data_center_desk):
    """There is no call for it: one line of a plan, and of a publish that does something, says which stand wrongly."""
    desk = data_center_desk
    write(desk, "one", "two")
    desk.publish()
    write(desk, "two", "one")
    assert desk.publish().summary() == "3 pages: 3 unchanged"
    assert desk.writes == []
    assert [line for line in desk.said if "order" in line] == []
    for settings in ({"publish_dryrun": True}, {"publish_force": True}):
        desk.publish(**settings)
        (line,) = [line for line in desk.said if "order" in line]
        assert line.endswith("out of order: two")
