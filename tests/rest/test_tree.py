"""Moving, ordering, archiving, deleting and restoring pages, and reading them in bulk; in both flavours."""

from __future__ import annotations

import pytest

from sphinx_to_confluence import errors
from sphinx_to_confluence.rest.model import PageVersion, Status
from sphinx_to_confluence.sandbox import edit

MOVED = "PUT", "/move/|rest/api/content/"
TRASHED = "DELETE", "/(pages|content)/"


class TestReading:
    """Bodies, versions and types."""

    def test_bodies(self, wiki):
        """Many bodies come with few requests; what is in the trash is found, what is not there is left out."""
        pages = {wiki.page(f"Page {n}", f"<p>{n}</p>").id: f"<p>{n}</p>" for n in range(30)}
        wiki.sandbox.trash_page(next(iter(pages)))
        wiki.sandbox.reset_requests()
        assert wiki.client.page_bodies([*pages, "999999"]) == pages
        assert len(wiki.sandbox.requests) == 2
        assert wiki.client.page_bodies([]) == {}

    def test_versions(self, wiki):
        """An older version has the title, the body and the message that it had."""
        page = wiki.page()
        page = wiki.update(page, message="first mark")
        wiki.update(page, title="Renamed", body="<p>z</p>", message="second mark")
        assert [wiki.client.page_version(page.id, number) for number in (1, 2, 3)] == [
            PageVersion(1, "Setup", "<p>x</p>", ""),
            PageVersion(2, "Setup", "<p>y</p>", "first mark"),
            PageVersion(3, "Renamed", "<p>z</p>", "second mark"),
        ]
        with pytest.raises(errors.NotFound, match='could not read version 4 of the page "Renamed"'):
            wiki.client.page_version(page.id, 4)

    def test_types(self, wiki):
        """Unknown ids are left out."""
        page = wiki.page()
        assert wiki.client.content_types([page.id, "999999"]) == {page.id: "page"}
        assert wiki.client.content_types([]) == {}

    def test_types_on_cloud(self, cloud_wiki):
        """Folders are told from pages, and more ids than one request takes are asked for in several."""
        folder = cloud_wiki.sandbox.add_folder("DOC", "Folder")
        unknown = [str(number) for number in range(900_000, 900_150)]
        assert cloud_wiki.client.content_types([*unknown, folder.id]) == {folder.id: "folder"}

    def test_parent_in_a_folder(self, cloud_wiki):
        """The listing says what the parent is."""
        folder = cloud_wiki.sandbox.add_folder("DOC", "Folder")
        page = cloud_wiki.page(parent_id=folder.id)
        assert (page.parent_id, page.parent_type) == (folder.id, "folder")
        assert cloud_wiki.seen(page).parent_type == "folder"

    def test_pages_of_other_statuses(self, wiki):
        """The listing of a space has what is asked for; on Data Center nothing is archived."""
        current, archived, trashed = (wiki.page(title) for title in "ABC")
        if wiki.client.can_archive:
            wiki.sandbox.archive_page(archived.id)
        wiki.sandbox.trash_page(trashed.id)

        def listed(*statuses):
            return {page.id for page in wiki.client.pages_in_space(wiki.space, statuses)}

        assert listed(Status.TRASHED) == {trashed.id}
        assert listed(Status.ARCHIVED) == ({archived.id} if wiki.client.can_archive else set())
        assert {current.id, archived.id, trashed.id} <= listed(*Status)


class TestMoving:
    """Below another parent."""

    def test_last_child(self, wiki):
        """Text, title and mark stay; the page comes behind the children that are there."""
        parent, page = wiki.page("Parent"), wiki.update(wiki.page())
        wiki.page("First child", parent_id=parent.id)
        moved = wiki.client.move_page(page, parent_id=parent.id)
        seen = wiki.seen(page)
        assert (moved.parent_id, moved.version, moved.message) == (
            parent.id,
            seen.version,
            seen.message,
        )
        assert (seen.title, seen.parent_id, seen.message) == ("Setup", parent.id, "mark")
        assert wiki.client.page_body(page.id) == "<p>y</p>"
        assert wiki.sandbox.outline("DOC") == {
            "Documentation": {"Parent": {"First child": {}, "Setup": {}}}
        }
        assert seen.version == (2 if wiki.client.can_order else 3)

    @pytest.mark.parametrize("after", [True, False])
    def test_lost_answer(self, wiki, after):
        """Whether it was done or not, the page ends up there once."""
        parent, page = wiki.page("Parent"), wiki.update(wiki.page())
        method, path = MOVED
        wiki.sandbox.faults.drop(method, path=path, nth=1, after=after)
        moved = wiki.client.move_page(page, parent_id=parent.id)
        assert (moved.parent_id, moved.version) == (parent.id, wiki.seen(page).version)
        assert wiki.client.page_body(page.id) == "<p>y</p>"

    def test_edited_meanwhile(self, open_wiki):
        """On Data Center, where a move writes the text, that of somebody else is never overwritten."""
        wiki = open_wiki("datacenter")
        parent, page = wiki.page("Parent"), wiki.page()
        wiki.sandbox.edit_page(page.id, body="<p>mine</p>")
        with pytest.raises(errors.VersionConflict) as caught:
            wiki.client.move_page(page, parent_id=parent.id)
        assert caught.value.tried == 'could not move the page "Setup" below the page "Parent"'
        assert wiki.client.page_body(page.id) == "<p>mine</p>"

    def test_into_itself(self, wiki):
        """A loop is refused."""
        page = wiki.page()
        child = wiki.page("Child", parent_id=page.id)
        with pytest.raises(errors.InvalidRequest, match='could not move the page "Setup" below'):
            wiki.client.move_page(page, parent_id=child.id)

    def test_just_created(self, cloud_wiki):
        """What Cloud does not know yet is waited for."""
        cloud_wiki.sandbox.faults.read_lag = 2
        parent, page = cloud_wiki.page("Parent"), cloud_wiki.page()
        assert cloud_wiki.client.move_page(page, parent_id=parent.id).parent_id == parent.id


class TestOrder:
    """Among siblings."""

    def test_after_and_before(self, cloud_wiki):
        """Behind or before another page, also one below another parent."""
        a, b, c = (cloud_wiki.page(title) for title in "ABC")
        child = cloud_wiki.page("D", parent_id=a.id)
        cloud_wiki.client.place_page(a.id, after=b.id)
        assert list(cloud_wiki.sandbox.outline("DOC")["Documentation"]) == ["B", "A", "C"]
        cloud_wiki.client.place_page(c.id, before=b.id)
        assert list(cloud_wiki.sandbox.outline("DOC")["Documentation"]) == ["C", "B", "A"]
        cloud_wiki.client.place_page(b.id, after=child.id)
        assert cloud_wiki.sandbox.outline("DOC")["Documentation"]["A"] == {"D": {}, "B": {}}

    def test_lost_answer(self, cloud_wiki):
        """It is sent again."""
        a, b = cloud_wiki.page("A"), cloud_wiki.page("B")
        cloud_wiki.sandbox.faults.drop("PUT", path="/move/", nth=1, after=True)
        cloud_wiki.client.place_page(a.id, after=b.id)
        assert list(cloud_wiki.sandbox.outline("DOC")["Documentation"]) == ["B", "A"]

    def test_names_in_errors(self, cloud_wiki):
        """An error says which pages."""
        a = cloud_wiki.page("A")
        with pytest.raises(errors.NotFound) as caught:
            cloud_wiki.client.place_page(a.id, before="999")
        assert caught.value.tried == 'could not put the page "A" before the page 999'

    def test_beside_nothing(self, cloud_wiki):
        """Which page is to be named."""
        with pytest.raises(ValueError, match="which page"):
            cloud_wiki.client.place_page("7")

    def test_on_data_center(self, open_wiki):
        """There is no call for it, and the client says so beforehand."""
        client = open_wiki("datacenter").client
        assert not client.can_order
        with pytest.raises(NotImplementedError):
            client.place_page("7", after="8")


class TestTrash:
    """Deleting and restoring."""

    def test_children_stay(self, wiki):
        """Only the page itself goes, and it can be found in the trash."""
        page = wiki.page()
        wiki.page("Child", parent_id=page.id)
        wiki.client.trash_page(page.id)
        assert wiki.sandbox.outline("DOC") == {"Documentation": {"Child": {}}}
        assert wiki.seen(page).status is Status.TRASHED

    @pytest.mark.parametrize("after", [True, False])
    def test_lost_answer(self, wiki, after):
        """To find the page gone is as good as an answer."""
        page = wiki.page()
        method, path = TRASHED
        wiki.sandbox.faults.drop(method, path=path, nth=1, after=after)
        wiki.client.trash_page(page.id)
        assert wiki.seen(page).status is Status.TRASHED

    def test_gone_before(self, wiki):
        """A page that was gone before anything was sent is told."""
        page = wiki.page()
        wiki.sandbox.trash_page(page.id)
        with pytest.raises(errors.NotFound, match='could not delete the page "Setup"'):
            wiki.client.trash_page(page.id)

    def test_restored(self, wiki):
        """With its body and its mark, below the parent that it had."""
        parent = wiki.page("Parent")
        page = wiki.update(wiki.page(parent_id=parent.id))
        wiki.client.trash_page(page.id)
        restored = wiki.client.restore_page(page)
        assert restored == wiki.seen(page)
        assert (restored.status, restored.parent_id, restored.message) == (
            Status.CURRENT,
            parent.id,
            "mark",
        )
        assert wiki.client.page_body(page.id) == "<p>y</p>"

    @pytest.mark.parametrize("after", [True, False])
    def test_restored_with_a_lost_answer(self, wiki, after):
        """It is looked up, and there is one new version; Data Center needs another one for the parent."""
        page = wiki.update(wiki.page())
        wiki.client.trash_page(page.id)
        wiki.sandbox.faults.drop("PUT", path="/(pages|content)/", nth=1, after=after)
        expected = 4 if wiki.sandbox.flavour == "datacenter" else 3
        assert wiki.client.restore_page(page).version == expected

    def test_restored_twice(self, wiki):
        """A page that is current is only put where it belongs."""
        parent, page = wiki.page("Parent"), wiki.page()
        assert wiki.client.restore_page(page) == page
        home = wiki.space.homepage_id
        moved = wiki.client.move_page(page, parent_id=parent.id)
        assert moved.parent_id == parent.id
        assert wiki.client.restore_page(page).parent_id == home

    def test_title_taken_meanwhile(self, wiki):
        """Another page has the title now."""
        page = wiki.page()
        wiki.client.trash_page(page.id)
        wiki.page()
        with pytest.raises(errors.TitleTaken, match='could not restore the page "Setup"'):
            wiki.client.restore_page(page)

    def test_purged(self, wiki):
        """A page that is not even in the trash."""
        page = wiki.page()
        edit.purge_page(wiki.sandbox.store, wiki.sandbox.store.page(page.id))
        with pytest.raises(errors.NotFound, match='could not restore the page "Setup"'):
            wiki.client.restore_page(page)
