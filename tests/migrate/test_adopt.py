"""Pages of the established extension become ours, in place, without being written to."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from sphinx_to_confluence.errors import ConfigurationError, ConflictError, MissingScope
from sphinx_to_confluence.migrate.adopt import Edited, survey
from sphinx_to_confluence.migrate.matching import Doubt, How


def known(found):
    """How the page of each document was known."""
    return {each.match.docname: each.match.how for each in found.adoptions}


def test_pages_keep_their_ids_their_history_and_their_comments(moving):
    """The first publish afterwards updates each page in place, and makes none twice."""
    before = moving.ids()
    moving.sandbox.add_inline_comment(before["Install"], "some words")
    found = moving.adopt()
    assert known(found) == {
        "index": How.TITLE,
        "guide/index": How.TITLE,
        "guide/install": How.TITLE,
    }
    assert found.undecided == found.missing == found.others == found.strangers == ()
    report = moving.publish()
    assert sorted(report.updated) == ["guide/index", "guide/install", "index"]
    assert report.created == []
    assert moving.ids() == before
    page = moving.page("Install")
    assert page.version.number == 2
    (comment,) = moving.sandbox.comments(page.id)
    assert "guide/install" in moving.sandbox.store.body(page.id)
    assert comment.ref in moving.sandbox.store.body(page.id)
    again = moving.publish()
    assert len(again.unchanged) == 3


def test_adopting_writes_nothing_on_pages(moving):
    """But one property of the page that is published below."""
    moving.sandbox.reset_requests()
    moving.adopt()
    writes = [call.operation for call in moving.sandbox.writes if call.operation != "convert_ids"]
    assert len(writes) == 1
    assert "property" in writes[0]
    assert all(page.version.number == 1 for page in moving.sandbox.store.pages("DOC"))


def test_looking_writes_nothing(moving):
    """So that it can be shown before somebody says yes."""
    moving.sandbox.reset_requests()
    assert len(moving.survey().adoptions) == 3
    assert [call for call in moving.sandbox.writes if call.operation != "convert_ids"] == []


def test_a_second_time_there_is_nothing_to_do(moving):
    """Pages that are ours are no candidates any more."""
    moving.adopt()
    found = moving.survey()
    assert found.adoptions == ()
    assert found.owned == ("index", "guide/index", "guide/install")
    moving.publish()
    assert moving.survey().owned == found.owned


def test_pages_that_are_found_later(moving):
    """A second adoption adds to the list, and what it says of the last publish stays."""
    moving.adopt()
    moving.publish()
    moving.document("guide/use", "Use", "guide/index")
    moving.theirs("Use", "Guide")
    with moving.connected() as (client, _):
        before = client.properties(moving.page("Manuals").id)
        moving.adopt()
        after = client.properties(moving.page("Manuals").id)
    (shard,), (was,) = ([item.value for item in each] for each in (after, before))
    assert set(shard["pages"]) == {*was["pages"], "guide/use"}
    assert {key: shard[key] for key in shard if key != "pages"} == {
        key: was[key] for key in was if key != "pages"
    }
    report = moving.publish()
    assert (report.updated, report.created) == (["guide/use"], [])


def test_undo_gives_the_pages_back(moving):
    """After undoing the publish the texts are theirs again; undoing once more forgets the adoption."""
    body = moving.sandbox.store.body(moving.page("Install").id)
    moving.adopt()
    moving.publish()
    moving.undo()
    assert moving.sandbox.store.body(moving.page("Install").id) == body
    assert len(moving.survey().owned) == 3
    moving.said.clear()
    moving.undo()
    assert moving.said[0].startswith("The adoption of ")
    assert len(moving.survey().adoptions) == 3


class TestEdits:
    """What people did to pages after the extension wrote them."""

    def test_an_edit_is_told_and_kept_from_being_overwritten(self, moving):
        """As an edit of a page of ours is: the policy decides."""
        moving.sandbox.edit_page(moving.page("Install").id, body="<p>by hand</p>")
        found = moving.adopt()
        edits = {each.match.docname: each.remark for each in found.adoptions if each.remark}
        assert edits == {"guide/install": "edited by hand since (version 2)"}
        with pytest.raises(ConflictError, match="1 page needs a decision"):
            moving.publish()
        report = moving.publish(edited_pages="keep")
        assert report.kept == ["guide/install"]
        assert moving.sandbox.store.body(moving.page("Install").id) == "<p>by hand</p>"

    def test_a_version_that_says_the_same_is_no_edit(self, moving):
        """Such as one of a comment, or of saving without a change."""
        page = moving.page("Install")
        moving.sandbox.add_inline_comment(page.id, "some words", new_version=True)
        assert moving.page("Install").version.number == 2
        assert all(each.edited is Edited.NO for each in moving.adopt().adoptions)
        assert "guide/install" in moving.publish().updated

    def test_an_old_release_left_no_number(self, moving):
        """Then an edit shows only in what somebody said of it."""
        moving.document("guide/use", "Use", "guide/index")
        moving.document("guide/end", "End", "guide/index")
        moving.theirs("Use", "Guide", numbered=False)
        moving.theirs("End", "Guide", numbered=False)
        moving.sandbox.edit_page(moving.page("Use").id, body="<p>x</p>", message="mended")
        remarks = {each.match.docname: each.remark for each in moving.adopt().adoptions}
        assert remarks["guide/use"] == 'perhaps edited by hand: the last version says "mended"'
        assert remarks["guide/end"] == ""

    def test_an_edit_after_the_adoption_is_one(self, moving):
        """It came in between."""
        moving.adopt()
        moving.sandbox.edit_page(moving.page("Install").id, body="<p>by hand</p>")
        with pytest.raises(ConflictError):
            moving.publish()


class TestFiles:
    """What the extension attached to pages."""

    def test_files_of_theirs_are_replaced(self, moving):
        """They are not taken for somebody's work, and one that is the same is not sent."""
        page = moving.page("Install")
        for name, content in (("same.png", b"same"), ("new.png", b"old"), ("left.png", b"left")):
            digest = hashlib.sha256(content).hexdigest()
            lines = "\n".join(f"SCB_KEY:{digest}"[at : at + 16] for at in range(0, 72, 16))
            moving.sandbox.add_attachment(page.id, name, content, comment=lines)
        moving.document(
            "guide/install",
            "Install",
            "guide/index",
            files=(("same.png", b"same"), ("new.png", b"new")),
        )
        moving.adopt()
        report = moving.publish()
        assert report.failures == []
        assert report.uploaded == 1
        versions = {
            item.filename: item.version.number for item in moving.sandbox.store.attachments(page.id)
        }
        assert versions == {"same.png": 1, "new.png": 2, "left.png": 1}

    def test_files_of_people_stay(self, moving):
        """The page with the same name of file is refused, as ever."""
        moving.sandbox.add_attachment(moving.page("Install").id, "new.png", b"hand")
        moving.document("guide/install", "Install", "guide/index", files=(("new.png", b"new"),))
        moving.adopt()
        with pytest.raises(Exception, match="somebody's work"):
            moving.publish()


class TestDoubt:
    """What a person has to decide."""

    def test_a_page_without_a_mark(self, moving):
        """A page that somebody wrote by hand may have the same title; --by-title takes it."""
        moving.document("guide/use", "Use", "guide/index")
        page = moving.theirs("Use", "Guide", mark=False)
        (open_,) = moving.survey().undecided
        assert (open_.docname, open_.doubt) == ("guide/use", Doubt.UNMARKED)
        assert [each.id for each in open_.candidates] == [page.id]
        assert known(moving.survey(by_title=True))["guide/use"] is How.TITLE
        assert known(moving.survey(mapped={"guide/use": page.id}))["guide/use"] is How.MAPPED

    def test_a_page_elsewhere(self, moving):
        """It may be of another project, so it is not taken unasked."""
        moving.document("guide/use", "Use", "guide/index")
        moving.theirs("Use", "Documentation")
        (open_,) = moving.survey().undecided
        assert (open_.docname, open_.doubt) == ("guide/use", Doubt.ELSEWHERE)

    def test_what_no_document_has_is_listed(self, moving):
        """Pages of theirs, and pages of people."""
        moving.theirs("Old chapter", "Guide")
        moving.theirs("Notes", "Guide", mark=False)
        found = moving.survey()
        assert [page.title for page in found.others] == ["Old chapter"]
        assert [page.title for page in found.strangers] == ["Notes"]

    def test_documents_without_a_page_are_made(self, moving):
        """They are new."""
        moving.document("guide/use", "Use", "guide/index")
        assert moving.survey().missing == ("guide/use",)
        moving.adopt()
        assert moving.publish().created == ["guide/use"]

    def test_another_project_of_ours(self, moving):
        """Its page is not taken away."""
        moving.adopt()
        moving.publish()
        with moving.connected() as (client, chosen):
            other = replace(moving.bundle(), project_id="other")
            found = survey(client, other, chosen, mapped={}, listed={})
        assert {each.doubt for each in found.undecided} == {Doubt.OTHER_PROJECT}
        assert found.adoptions == ()


@pytest.mark.parametrize(
    ("mapped", "problem"),
    [
        ({"nothing": "1"}, "nothing is no document"),
        ({"index": "1"}, "has no page 1"),
        ({"index": "{Guide}", "guide/index": "{Guide}"}, "given to several"),
    ],
)
def test_what_cannot_be_mapped(moving, mapped, problem):
    """All mistakes are told."""
    guide = moving.page("Guide").id
    mapped = {name: page_id.replace("{Guide}", guide) for name, page_id in mapped.items()}
    with pytest.raises(ConfigurationError, match=problem):
        moving.survey(mapped=mapped)


def test_the_root_page_by_its_id(moving):
    """With confluence_publish_root the page need not even have the title."""
    page = moving.page("The manual")
    moving.sandbox.edit_page(page.id, title="Another title")
    moving.settings = {"publish_root": int(page.id)}
    found = moving.adopt()
    assert known(found)["index"] is How.ROOT
    assert sorted(moving.publish(edited_pages="overwrite").updated)[-1] == "index"
    assert moving.page("The manual").id == page.id


def test_the_whole_space(moving):
    """Without a page to publish below, the extension has put its root page at the top of the space."""
    moving.settings = {}
    assert len(known(moving.adopt())) == 3
    assert len(moving.publish().updated) == 3


def test_the_home_page_as_root_page(moving):
    """The extension can make its root page that; the option that keeps it so is named."""
    home = moving.page("Documentation")
    moving.sandbox.edit_page(moving.page("The manual").id, title="Another")
    moving.sandbox.edit_page(home.id, title="The manual")
    moving.settings = {}
    with pytest.raises(ConfigurationError) as caught:
        moving.survey()
    assert f"confluence_publish_root = {home.id}" in str(caught.value)
    moving.settings = {"publish_root": int(home.id)}
    assert known(moving.survey())["index"] is How.ROOT


def test_missing_scope(moving):
    """Says which one."""
    if moving.sandbox.flavour == "cloud":
        moving.scopes = moving.scopes - {"read:page:confluence"}
        with pytest.raises(MissingScope):
            moving.survey()
