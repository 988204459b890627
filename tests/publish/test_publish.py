"""Publishing into the sandbox: what is there afterwards, what it cost, and what the person was told."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.errors import (
    ConfigurationError,
    ConflictError,
    ConfluenceError,
    MissingScope,
    NotFound,
    PublishError,
    RestError,
)
from sphinx_to_confluence.sandbox import LABEL_SCOPES, TWELVE_SCOPES


def three_pages(desk):
    """Write a small tree: index over guide over details."""
    desk.page("guide", text="How to", links=["index", "details"], files={"a.png": b"picture"})
    desk.page("details", parent="guide", text="More")


class TestFirstPublish:
    """Nothing of the project is on Confluence yet."""

    def test_tree_and_texts(self, desk):
        """Every page is below its parent with its text, and links have addresses for people."""
        three_pages(desk)
        desk.publish()
        index, details = desk.remote("Index").id, desk.remote("Details").id
        site = "https://example.atlassian.net/wiki/spaces/DOC/pages"
        links = (
            f'<p><a href="{site}/{index}#top">index</a>'
            f'<a href="{site}/{details}#top">details</a></p>'
        )
        home = desk.sandbox.store.page(desk.sandbox.store.space("DOC").homepage_id).title
        assert desk.tree() == [
            ("Details", "Guide", "<p>More</p>"),
            ("Guide", "Index", f"<p>How to</p>\n{links}"),
            ("Index", home, "<p>index</p>"),
        ]

    def test_files_are_there_before_the_text(self, desk):
        """A picture that the text shows is uploaded before it, with its hash in the comment."""
        three_pages(desk)
        desk.publish()
        (file,) = desk.sandbox.store.attachments(desk.remote("Guide").id)
        assert desk.sandbox.store.data(file.id) == b"picture"
        assert file.comment.startswith("sphinx-to-confluence sha256:")
        assert desk.writes[:3] == ["create_page"] * 3
        assert sorted(desk.writes[3:-1]) == [
            "put_attachments",
            *["unwatch"] * 3,
            *["update_page"] * 3,
        ]
        assert desk.writes[-1] == "create_page_property"
        guide = [call.operation for call in desk.sandbox.writes if file.page_id in call.path]
        assert guide == ["put_attachments", "update_page", "unwatch"]

    def test_report(self, desk):
        """The numbers and the address of the root page are told."""
        three_pages(desk)
        report = desk.publish()
        assert report.summary() == "3 pages: 3 created; attachments: 1 uploaded"
        assert report.root_url == (
            f"https://example.atlassian.net/wiki/spaces/DOC/pages/{desk.remote('Index').id}"
        )
        assert "[1/6] create index" in desk.said
        last = [line.partition("] ")[2] for line in desk.said if line.startswith("[")][3:]
        assert sorted(last) == ["write details", "write guide", "write index"]

    def test_siblings_keep_their_order(self, desk):
        """Pages are created in the order of the toctree, so no page has to be moved."""
        for name in ("zebra", "apple", "mango"):
            desk.page(name)
        desk.publish()
        children = desk.sandbox.store.children(desk.remote("Index").id)
        assert [page.title for page in children] == ["Zebra", "Apple", "Mango"]


class TestSecondPublish:
    """The project is on Confluence already."""

    def test_nothing_changed(self, desk):
        """No write, and no request per page: tenant, space, manifest, one listing."""
        three_pages(desk)
        desk.publish()
        report = desk.publish()
        assert desk.writes == []
        assert [call.method for call in desk.sandbox.requests] == ["GET"] * 4
        assert report.summary() == "3 pages: 3 unchanged"

    def test_one_page_changed(self, desk):
        """Only that page is written, and the manifest that knows its version."""
        three_pages(desk)
        desk.publish()
        desk.page("details", parent="guide", text="Even more")
        report = desk.publish()
        assert desk.writes == ["update_page", "update_page_property"]
        assert report.updated == ["details"]
        assert ("Details", "Guide", "<p>Even more</p>") in desk.tree()

    def test_retitled_page_keeps_its_id(self, desk):
        """The same page has another title; nothing was created."""
        three_pages(desk)
        desk.publish()
        before = desk.remote("Details").id
        desk.page("details", "Fine print", parent="guide", text="More")
        desk.publish()
        assert desk.remote("Fine print").id == before
        assert "create_page" not in desk.writes

    def test_renamed_document_keeps_its_page(self, desk):
        """The file has another name, the title is the same: the page is handed on."""
        three_pages(desk)
        desk.publish()
        before = desk.remote("Details").id
        del desk.pages["details"]
        desk.page("guide", text="How to", links=["index", "fine"], files={"a.png": b"picture"})
        desk.page("fine", "Details", parent="guide", text="Other words")
        report = desk.publish()
        assert desk.remote("Details").id == before
        assert report.orphans == []
        assert desk.publish().summary() == "3 pages: 3 unchanged"

    def test_renamed_and_retitled_document_keeps_its_page(self, desk):
        """The file and the title have other names, the text is the same: the page is handed on, and retitled."""
        three_pages(desk)
        desk.publish()
        before = desk.remote("Details").id
        del desk.pages["details"]
        desk.page("guide", text="How to", links=["index"], files={"a.png": b"picture"})
        desk.page("fine", "Fine print", parent="guide", text="More")
        report = desk.publish()
        assert desk.remote("Fine print").id == before
        assert (report.created, report.orphans) == ([], [])
        assert desk.publish().summary() == "3 pages: 3 unchanged"

    def test_only_the_case_of_a_title_changes(self, desk):
        """The page stays the same, and the second run has nothing to do."""
        desk.page("guide", "Guide to REST")
        desk.publish()
        before = desk.remote("Guide to REST").id
        desk.page("guide", "Guide to Rest")
        desk.publish()
        assert [title for title, _, _ in desk.tree()] == ["Guide to Rest", "Index"]
        assert desk.remote("Guide to Rest").id == before
        assert desk.publish().summary() == "2 pages: 2 unchanged"

    def test_swapped_titles(self, desk):
        """Two pages exchange their titles; both keep their ids."""
        desk.page("one")
        desk.page("two")
        desk.publish()
        one, two = desk.remote("One").id, desk.remote("Two").id
        desk.page("one", "Two")
        desk.page("two", "One")
        desk.publish()
        assert (desk.remote("Two").id, desk.remote("One").id) == (one, two)
        assert desk.publish().summary() == "3 pages: 3 unchanged"

    def test_a_page_that_makes_room_keeps_its_text(self, desk):
        """When the second of two swapped pages is refused, the text of neither is lost."""
        desk.page("one")
        desk.page("two")
        desk.publish()
        desk.page("one", "Two")
        desk.page("two", "One")
        (desk.directory / "one.conf").write_text("<p>a < b</p>", encoding="utf-8")
        with pytest.raises(PublishError):
            desk.publish()
        assert {"<p>one</p>", "<p>two</p>"} <= {text for _, _, text in desk.tree()}
        desk.page("one", "Two")
        desk.publish()
        assert ("Two", "Index", "<p>one</p>") in desk.tree()

    def test_moved_page(self, desk):
        """A page that is elsewhere in the toctree is below its new parent."""
        three_pages(desk)
        desk.publish()
        desk.page("details", parent="index", text="More")
        desk.publish()
        assert ("Details", "Index", "<p>More</p>") in desk.tree()

    def test_file_name_in_another_case_without_a_manifest(self, desk):
        """The file of the first name is not removed, since it may have become the one of the second."""
        desk.page("guide", files={"A.png": b"1"})
        desk.publish()
        home = desk.sandbox.store.space("DOC").homepage_id
        with desk.connected() as (client, _):
            for shard in client.properties(home):
                client.delete_property(home, shard)
        desk.page("guide", files={"a.png": b"1"})
        desk.page("new")
        assert desk.publish().detached == 0

    def test_files(self, desk):
        """A changed picture is sent again, an unchanged one is not, one that is gone is removed - if it was ours."""
        desk.page("guide", files={"a.png": b"1", "b.png": b"2", "c.png": b"3"})
        desk.publish()
        guide = desk.remote("Guide").id
        desk.page("guide", files={"a.png": b"1", "b.png": b"new"})
        report = desk.publish()
        store = desk.sandbox.store
        assert {file.filename: store.data(file.id) for file in store.attachments(guide)} == {
            "a.png": b"1",
            "b.png": b"new",
        }
        assert (report.uploaded, report.detached) == (1, 1)

    def test_orphan_is_named_and_left(self, desk):
        """The page of a document that is gone stays, and is told again each time."""
        three_pages(desk)
        desk.publish()
        del desk.pages["details"]
        desk.page("guide", text="How to", links=["index"], files={"a.png": b"picture"})
        for _ in range(2):
            report = desk.publish()
            assert [orphan.docname for orphan in report.orphans] == ["details"]
        assert "its document is gone" in report.summary()
        assert desk.remote("Details") is not None

    def test_lost_manifest(self, desk):
        """Without the manifest the pages are found by their marks: none is written or created."""
        three_pages(desk)
        desk.publish()
        store = desk.sandbox.store
        store.database.execute("DELETE FROM property")
        report = desk.publish()
        assert report.summary() == "3 pages: 3 unchanged"
        assert desk.writes == ["create_page_property"]

    def test_force(self, desk):
        """With confluence_publish_force everything is written again."""
        three_pages(desk)
        desk.publish()
        assert desk.publish(publish_force=True).summary() == "3 pages: 3 updated"


class TestPeopleOnConfluence:
    """Somebody works on the pages too."""

    def test_edited_page_stops_the_run(self, desk):
        """By default nothing at all is written, and the page, its version and both ways on are named."""
        three_pages(desk)
        desk.publish()
        desk.edit("Details")
        desk.page("index", text="changed")
        with pytest.raises(ConflictError) as caught:
            desk.publish()
        assert desk.writes == []
        assert "conflict  details: somebody edited it on Confluence" in str(caught.value)
        assert "'keep'" in str(caught.value)
        assert "'overwrite'" in str(caught.value)

    @pytest.mark.parametrize("flavour", ["desk", "data_center_desk"])
    def test_kept_and_moved(self, flavour, request):
        """An edit that is kept while its page is moved is still an edit for the next run."""
        desk = request.getfixturevalue(flavour)
        three_pages(desk)
        desk.publish()
        desk.edit("Details")
        desk.page("details", parent="index", text="More")
        for _ in range(2):
            assert desk.publish(edited_pages="keep").kept == ["details"]
        with pytest.raises(ConflictError):
            desk.publish()

    def test_edited_page_is_kept(self, desk):
        """The policy keep leaves the edit and publishes the others, run after run."""
        three_pages(desk)
        desk.publish()
        desk.edit("Details")
        desk.page("index", text="changed")
        for expected in (
            "3 pages: 1 updated, 1 unchanged, 1 kept as edited on Confluence",
            "3 pages: 2 unchanged, 1 kept as edited on Confluence",
        ):
            summary = desk.publish(edited_pages="keep").summary()
            assert summary.splitlines() == [expected, "kept    details: edited on Confluence"]
        assert desk.sandbox.store.body(desk.remote("Details").id) == "<p>by a person</p>"

    def test_edited_page_is_overwritten(self, desk):
        """The policy overwrite replaces the edit, which stays in the history."""
        three_pages(desk)
        desk.publish()
        desk.edit("Details")
        desk.publish(edited_pages="overwrite")
        page = desk.remote("Details")
        store = desk.sandbox.store
        assert store.body(page.id) == "<p>More</p>"
        assert store.body(page.id, 3) == "<p>by a person</p>"

    def test_foreign_page_with_our_title(self, desk):
        """A page of somebody else that has a title of ours is never taken over; nothing is written."""
        three_pages(desk)
        desk.publish(project_id="other")
        with pytest.raises(ConflictError) as caught:
            desk.publish()
        assert desk.writes == []
        assert "which another project publishes" in str(caught.value)

    def test_archived_page_with_our_title(self, desk):
        """An archived page keeps its title: it is found before anything is written, with its address."""
        other = desk.sandbox.add_page("DOC", "Details")
        desk.sandbox.archive_page(other.id)
        three_pages(desk)
        with pytest.raises(ConflictError, match="which is in the archive") as caught:
            desk.publish()
        assert f"https://example.atlassian.net/wiki/spaces/DOC/pages/{other.id}" in str(
            caught.value
        )
        assert "restore that page" in str(caught.value)
        assert desk.writes == []

    def test_retitled_onto_a_foreign_page(self, desk):
        """Also a mere change of title looks at all titles first."""
        three_pages(desk)
        desk.publish()
        desk.sandbox.add_page("DOC", "Fine print")
        desk.page("details", "Fine print", parent="guide", text="More")
        with pytest.raises(ConflictError, match="not known to be of this project"):
            desk.publish()
        assert desk.writes == []

    def test_foreign_file_of_the_same_name(self, desk):
        """A file that somebody attached under our name is neither overwritten nor removed, unless so decided."""
        desk.page("guide")
        desk.publish()
        guide = desk.remote("Guide").id
        desk.sandbox.add_attachment(guide, "a.png", b"somebody's")
        desk.page("guide", files={"a.png": b"ours"})
        with pytest.raises(PublishError, match="may be somebody's work"):
            desk.publish()
        (file,) = desk.sandbox.store.attachments(guide)
        assert desk.sandbox.store.data(file.id) == b"somebody's"
        desk.publish(edited_pages="overwrite")
        assert desk.sandbox.store.data(file.id) == b"ours"

    def test_page_in_the_trash_is_made_again(self, desk):
        """Somebody trashed a page: it is created anew, and pages that link to it follow."""
        three_pages(desk)
        desk.publish()
        before = desk.remote("Details").id
        desk.sandbox.trash_page(before)
        report = desk.publish()
        assert report.created == ["details"]
        assert report.updated == ["guide"]
        assert desk.remote("Details").id != before


class TestWhere:
    """The page to publish below, or into."""

    @pytest.mark.parametrize("by", ["title", "id"])
    def test_below_a_page(self, desk, by):
        """confluence_parent_page is a title or an id."""
        desk.publish(project_id="other")
        parent = desk.remote("Index")
        desk.pages.clear()
        desk.page("index", "Manual")
        desk.publish(parent_page=parent.title if by == "title" else int(parent.id))
        assert ("Manual", "Index", "<p>index</p>") in desk.tree()

    def test_into_a_page(self, desk):
        """confluence_publish_root is the page that becomes the root page, where it stands."""
        root = int(desk.sandbox.store.space("DOC").homepage_id)
        three_pages(desk)
        desk.publish(publish_root=root)
        page = desk.sandbox.store.page(str(root))
        assert (page.title, page.parent_id) == ("Index", None)
        assert desk.publish(publish_root=root).summary() == "3 pages: 3 unchanged"

    @pytest.mark.parametrize(
        ("settings", "words"),
        [
            ({"parent_page": "No such page"}, 'cannot publish below the page "No such page"'),
            ({"parent_page": 999999}, "cannot publish below the page 999999"),
            ({"publish_root": 999999}, "(confluence_publish_root)"),
            ({"space_key": "NOPE"}, "NOPE"),
        ],
    )
    def test_no_such_place(self, desk, settings, words):
        """What was not found is named, and nothing is written."""
        with pytest.raises(NotFound) as caught:
            desk.publish(**settings)
        assert words in str(caught.value)
        assert caught.value.remedy
        assert desk.writes == []

    def test_space_key_is_needed(self, desk):
        """Without a space there is a clear error, not a traceback."""
        with pytest.raises(ConfigurationError, match="confluence_space_key"):
            desk.publish(space_key=None)

    def test_below_one_of_our_own_pages(self, desk):
        """The root page named as its own parent is a mistake in the configuration, and told as one."""
        three_pages(desk)
        desk.publish()
        with pytest.raises(ConfigurationError, match="is itself a page of this documentation"):
            desk.publish(parent_page="Index")
        assert desk.writes == []

    def test_another_checkout_of_the_same_name(self, desk):
        """Pages are not taken from where another project of the same name has them."""
        desk.publish()
        other = desk.sandbox.add_page("DOC", "Another place")
        with pytest.raises(ConfigurationError, match="confluence_project_id"):
            desk.publish(parent_page=int(other.id))
        assert desk.writes == []

    def test_from_a_parent_to_a_root_page(self, desk):
        """A second page cannot become the root page while the first one is there."""
        desk.publish()
        root = int(desk.sandbox.add_page("DOC", "Another place").id)
        with pytest.raises(ConfigurationError, match="is published as page"):
            desk.publish(publish_root=root)
        assert desk.writes == []

    def test_edited_root_page_without_manifest(self, desk):
        """The page named as root was ours and then edited: that it was named does not make the edit void."""
        root = int(desk.sandbox.store.space("DOC").homepage_id)
        three_pages(desk)
        desk.publish(publish_root=root)
        desk.edit("Index")
        desk.sandbox.store.database.execute("DELETE FROM property")
        with pytest.raises(ConflictError, match="somebody edited it"):
            desk.publish(publish_root=root)

    def test_two_projects_below_one_page(self, desk):
        """Two projects with titles of their own do not touch each other's pages."""
        desk.page("index", "First")
        desk.publish(project_id="first")
        desk.pages.clear()
        desk.page("index", "Second")
        desk.publish(project_id="second")
        assert [title for title, _, _ in desk.tree()] == ["First", "Second"]
        desk.pages.clear()
        desk.page("index", "First")
        assert desk.publish(project_id="first").summary() == "1 page: 1 unchanged"


class TestDryRun:
    """The plan without its execution."""

    def test_conflicts_end_a_dry_run(self, desk):
        """A publish that would stop is not green as a dry run either."""
        three_pages(desk)
        desk.publish()
        desk.edit("Details")
        with pytest.raises(ConflictError):
            desk.publish(publish_dryrun=True)

    def test_nothing_is_written(self, desk):
        """The plan is told, Confluence is only read."""
        three_pages(desk)
        report = desk.publish(publish_dryrun=True)
        assert desk.writes == []
        assert '+ create      guide: "Guide", 3 lines; new file a.png (7 bytes)' in desk.said
        assert report.summary() == "3 pages: 3 would be created"


class TestLabelsAndWidth:
    """What belongs to a page besides its text."""

    def test_labels(self, desk):
        """A token that may write labels writes them; labels of people stay."""
        desk.scopes = TWELVE_SCOPES | LABEL_SCOPES
        desk.page("guide", labels=("alpha", "beta"))
        desk.publish()
        guide = desk.remote("Guide").id
        assert [label.name for label in desk.sandbox.store.labels(guide)] == ["alpha", "beta"]
        desk.page("guide", labels=("beta", "gamma"))
        desk.publish()
        names = [label.name for label in desk.sandbox.store.labels(guide)]
        assert names == ["alpha", "beta", "gamma"]
        desk.page("guide", labels=("gamma",))
        desk.publish(append_labels=False)
        assert [label.name for label in desk.sandbox.store.labels(guide)] == ["gamma"]

    def test_labels_without_their_scopes(self, desk):
        """With the twelve scopes the pages are published, and one warning says what is missing."""
        desk.page("guide", labels=("alpha",))
        desk.page("other", labels=("alpha",))
        desk.publish()
        (warning,) = desk.warned
        assert "write:label:confluence" in warning
        assert desk.remote("Other") is not None
        assert desk.publish().summary() == "3 pages: 3 unchanged"

    def test_width(self, desk):
        """The width is a content property, for readers and for the editor; unset it is left alone."""
        desk.page("guide", full_width=True)
        desk.publish()
        from sphinx_to_confluence.sandbox.records import Holder

        store = desk.sandbox.store
        properties = store.properties(Holder.PAGE, desk.remote("Guide").id)
        assert {item.key: item.value for item in properties} == {
            "content-appearance-published": "full-width",
            "content-appearance-draft": "full-width",
        }
        assert store.properties(Holder.PAGE, desk.remote("Index").id) == []


class TestFailures:
    """Things go wrong; nothing is lost and nothing is done twice."""

    def test_a_page_that_confluence_refuses(self, desk):
        """The others are published; the error names document and source line; the next run sends only that page."""
        three_pages(desk)
        (desk.directory / "details.conf").write_text("<p>fine</p>\n<p>a < b</p>", encoding="utf-8")
        record = desk.directory / "_pages" / "details.json"
        record.parent.mkdir()
        record.write_text('{"rows": [[1, "details.rst", 4], [2, "details.rst", 9]]}')
        with pytest.raises(PublishError) as caught:
            desk.publish()
        assert "details.rst:9" in str(caught.value)
        assert "2 created, 1 failed" in str(caught.value)
        desk.page("details", parent="guide", text="More")
        report = desk.publish()
        assert report.summary() == "3 pages: 1 updated, 2 unchanged"

    @pytest.mark.parametrize("how", ["refused", "answer lost", "killed"])
    def test_every_request_in_turn(self, desk, how):
        """Whichever write breaks the run, a second run ends in the state of an undisturbed one, nothing twice."""
        three_pages(desk)
        desk.publish()
        count = len(desk.writes)
        expected = [(title, parent) for title, parent, _ in desk.tree()]
        for nth in range(1, count + 1):
            desk.sandbox.store.database.execute("DELETE FROM property")
            for title in ("Details", "Guide", "Index"):
                desk.sandbox.trash_page(desk.remote(title).id)
            if how != "refused":
                desk.sandbox.faults.drop("POST", "PUT", "DELETE", nth=nth, after=True)
            else:
                desk.sandbox.faults.fail("POST", "PUT", "DELETE", nth=nth, status=400)
            try:
                desk.publish(publish_retry_attempts=0)
            except ConfluenceError as error:
                assert error.remedy or error.answered
            desk.sandbox.faults.clear()
            if how == "killed":  # what a run writes on its way out is not there either
                desk.sandbox.store.database.execute("DELETE FROM property")
            desk.publish()
            assert [(title, parent) for title, parent, _ in desk.tree()] == expected, f"write {nth}"
            assert desk.publish().summary() == "3 pages: 3 unchanged"

    @pytest.mark.parametrize("scope", sorted(TWELVE_SCOPES))
    def test_each_scope_taken_away(self, desk, scope):
        """A run either does its job without the scope, or names it and what it is for; then it can be finished."""
        three_pages(desk)
        desk.scopes = TWELVE_SCOPES - {scope}
        try:
            desk.publish()
        except MissingScope as error:
            assert scope in str(error)
            assert error.feature
            assert "token" in str(error)
        desk.scopes = TWELVE_SCOPES
        desk.publish()
        assert len(desk.tree()) == 3
        assert desk.publish().summary() == "3 pages: 3 unchanged"

    def test_busy_site(self, desk):
        """A site that answers every fifth request with 429 is waited for."""
        three_pages(desk)
        desk.sandbox.faults.rate_limit(every=5)
        assert desk.publish().summary() == "3 pages: 3 created; attachments: 1 uploaded"

    def test_somebody_saves_in_between(self, desk):
        """A version saved between our reading and our writing is not overwritten."""
        three_pages(desk)
        desk.publish()
        desk.page("details", parent="guide", text="Even more")
        desk.sandbox.faults.fail("PUT", path="/pages/", nth=1, status=409)
        with pytest.raises(PublishError):
            desk.publish()
        assert ("Details", "Guide", "<p>More</p>") in desk.tree()

    def test_no_error_carries_the_token(self, desk):
        """Whatever breaks, neither message nor representation of the error holds the token."""
        desk.sandbox.faults.fail(path="/api/v2/", status=400)
        with pytest.raises(RestError) as caught:
            desk.publish()
        assert desk.token not in f"{caught.value} {caught.value!r} {desk.said} {desk.warned}"
