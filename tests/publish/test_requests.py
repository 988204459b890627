"""What it costs to find out what is on Confluence: requests, counted by the sandbox."""

from __future__ import annotations

import math
import shutil
from collections import Counter

import pytest

from sphinx_to_confluence.errors import ConfigurationError, ConflictError
from sphinx_to_confluence.publish.snapshot import take_snapshot
from sphinx_to_confluence.publish.state import Entry, Written, page_digest, write_manifest


def write(desk, count):
    """Write a root page and pages below it, ``count`` in all."""
    desk.pages = {"index": desk.pages["index"]}
    for number in range(1, count):
        desk.page(f"page-{number}")


def pretend_published(desk):
    """Leave on Confluence what a publish of all pages would, without the requests for it."""
    bundle = desk.bundle()
    root = desk.sandbox.add_page("DOC", "Index")
    ids = {"index": root.id}
    for page in bundle.pages[1:]:
        ids[page.docname] = desk.sandbox.add_page("DOC", page.title, parent=root).id
    entries = {
        page.docname: Entry(
            ids[page.docname], 1, page_digest(page, ids), Written.of(page, ids, bundle.editor)
        )
        for page in bundle.pages
    }
    home = desk.sandbox.store.space("DOC").homepage_id
    with desk.connected() as (client, _):
        for key, value in write_manifest(entries, bundle.project_id).items():
            client.set_property(home, key, value, existing=None)


def fill(desk, count):
    """Put pages of others into the space."""
    for number in range(count):
        desk.sandbox.add_page("DOC", f"Foreign {number}")


def requests(desk):
    """Operations that were asked for, and how often."""
    return Counter(call.operation for call in desk.sandbox.requests)


class TestNothingChanged:
    """A publish that has nothing to do, on a machine that has never seen the project."""

    @pytest.mark.parametrize("count", [1, 3, 249, 250, 251])
    def test_cloud(self, desk, count):
        """Cloud id, space, manifest, and a listing for each 250 pages, whatever else is in the space."""
        write(desk, count)
        pretend_published(desk)
        fill(desk, 30)
        report = desk.publish()
        assert len(report.unchanged) == count
        assert desk.writes == []
        assert len(desk.sandbox.requests) == 3 + math.ceil(count / 250)

    @pytest.mark.parametrize("count", [3, 100, 101])
    def test_data_center(self, data_center_desk, count):
        """Space, manifest, and a listing for each 100 pages."""
        desk = data_center_desk
        write(desk, count)
        pretend_published(desk)
        report = desk.publish()
        assert len(report.unchanged) == count
        assert desk.writes == []
        assert len(desk.sandbox.requests) == 2 + math.ceil(count / 100)

    def test_below_a_page(self, desk):
        """A page named by its id costs nothing more, and one named by its title one request."""
        parent = desk.sandbox.add_page("DOC", "Manuals")
        write(desk, 3)
        desk.publish(parent_page=int(parent.id))
        desk.publish(parent_page=int(parent.id))
        assert len(desk.sandbox.requests) == 4
        desk.publish(parent_page="Manuals")
        assert len(desk.sandbox.requests) == 5

    def test_into_a_page(self, desk):
        """The page that became the root page is in the listing with all others."""
        root = int(desk.sandbox.store.space("DOC").homepage_id)
        write(desk, 3)
        desk.publish(publish_root=root)
        desk.publish(publish_root=root)
        assert len(desk.sandbox.requests) == 4


class TestTitles:
    """Pages are to be made or retitled: who holds their titles is known before anything is written."""

    def reads(self, desk):
        """What a first publish reads besides space, properties and the page to publish below."""
        with desk.connected() as (client, settings):
            desk.sandbox.reset_requests()
            take_snapshot(client, desk.bundle(), settings)
        return requests(desk) - Counter(["list_spaces", "list_page_properties", "list_pages"])

    def test_small_space(self, desk):
        """One listing tells all titles."""
        write(desk, 40)
        fill(desk, 100)
        assert self.reads(desk) == {"list_space_pages": 1}

    def test_large_space(self, desk):
        """The listing is given up when asking title by title costs less: 1.25 requests a page at most."""
        write(desk, 8)
        fill(desk, 1500)
        assert self.reads(desk) == {"list_space_pages": 2, "list_pages": 7}

    def test_large_project_in_a_large_space(self, desk):
        """The whole space is listed as long as that costs less."""
        write(desk, 40)
        fill(desk, 1500)
        assert self.reads(desk) == {"list_space_pages": 7}

    def test_one_new_page_in_a_large_space(self, desk):
        """Only its title is asked for."""
        write(desk, 3)
        desk.publish()
        fill(desk, 600)
        write(desk, 4)
        desk.publish()
        assert requests(desk)["list_pages"] == 2
        assert requests(desk)["list_space_pages"] == 0

    def test_a_title_that_is_taken_in_a_large_space(self, desk):
        """It is found by asking for it."""
        write(desk, 4)
        fill(desk, 600)
        desk.sandbox.add_page("DOC", "Page-2")
        with pytest.raises(ConflictError, match="not known to be of this project"):
            desk.publish()
        assert desk.writes == []


class TestLostManifest:
    """Somebody removed the property: pages are found by their marks, or by their titles and marks."""

    @pytest.mark.parametrize("foreign", [0, 1500])
    def test_pages_are_found(self, desk, foreign):
        """None is written or made, in a small space and in a large one."""
        write(desk, 5)
        desk.publish()
        desk.sandbox.store.database.execute("DELETE FROM property")
        fill(desk, foreign)
        assert desk.publish().summary() == "5 pages: 5 unchanged"
        assert desk.writes == ["create_page_property"]

    def test_stubs_in_a_large_space(self, desk):
        """A run died after it had made the pages; they are known by their titles and stubs, read in bulk."""
        write(desk, 5)
        desk.sandbox.faults.drop("PUT")
        with pytest.raises(Exception, match="could not"):
            desk.publish(publish_retry_attempts=0)
        desk.sandbox.faults.clear()
        desk.sandbox.store.database.execute("DELETE FROM property")
        shutil.rmtree(desk.directory / "_publish")
        fill(desk, 600)
        report = desk.publish()
        assert (len(report.updated), report.created) == (5, [])
        assert requests(desk)["get_page"] == 0

    def test_documents_that_are_gone(self, desk):
        """Their pages bear our mark: they are named as left over, and not forgotten again."""
        write(desk, 3)
        desk.publish()
        desk.sandbox.store.database.execute("DELETE FROM property")
        write(desk, 2)
        desk.page("new")
        for _ in range(2):
            (orphan,) = desk.publish().orphans
            assert (orphan.title, orphan.page_id) == ("Page-2", desk.remote("Page-2").id)
        write(desk, 3)
        before = desk.remote("Page-2").id
        assert "page-2" in desk.publish().unchanged
        assert desk.remote("Page-2").id == before


class TestFolder:
    """A folder can be published below, with the twelve scopes alone."""

    def test_publish(self, desk):
        """The root page is in the folder; the list of pages is kept by the home page of the space."""
        folder = desk.sandbox.add_folder("DOC", "Manuals")
        write(desk, 3)
        desk.publish(parent_page=int(folder.id))
        assert desk.remote("Index").parent_id == folder.id
        assert desk.remote("Page-1").parent_id == desk.remote("Index").id
        assert desk.publish(parent_page=int(folder.id)).summary() == "3 pages: 3 unchanged"
        assert desk.writes == []
        assert len(desk.sandbox.requests) == 6

    def test_space_without_home_page(self, desk):
        """There is no page to keep the list, and the error says so."""
        desk.sandbox.add_space("BARE", "Bare", homepage=False)
        folder = desk.sandbox.add_folder("BARE", "Manuals")
        with pytest.raises(ConfigurationError, match="has no home page"):
            desk.publish(parent_page=int(folder.id), space_key="BARE")
        assert desk.writes == []


def test_space_without_home_page(desk):
    """Below a page that is named nothing more is needed."""
    desk.sandbox.add_space("BARE", "Bare", homepage=False)
    parent = desk.sandbox.add_page("BARE", "Manuals")
    write(desk, 3)
    place = {"parent_page": int(parent.id), "space_key": "BARE"}
    assert desk.publish(**place).summary() == "3 pages: 3 created"
    assert desk.publish(**place).summary() == "3 pages: 3 unchanged"
