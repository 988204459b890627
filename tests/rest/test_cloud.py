"""The client for Cloud, in the sandbox; odd answers in ``test_errors_of`` and ``test_retry``."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_to_confluence import errors
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.rest.model import RemotePage, Space, Status
from sphinx_to_confluence.sandbox import LABEL_SCOPES, TWELVE_SCOPES


@pytest.fixture
def desk(in_sandbox):
    """A client with the twelve scopes and labels, and the space DOC."""

    class Desk:
        talk = in_sandbox(scopes=TWELVE_SCOPES | LABEL_SCOPES)
        client = talk.client
        space = client.space("DOC")

        def page(self, title="Setup", body="<p>x</p>", parent_id=None):
            return self.client.create_page(
                self.space, parent_id=parent_id or self.space.homepage_id, title=title, body=body
            )

        def update(self, page, **changes):
            given = {
                "title": page.title,
                "body": "<p>y</p>",
                "parent_id": page.parent_id,
                "message": "mark",
                "minor_edit": True,
            }
            return self.client.update_page(page, **(given | changes))

    return Desk()


class TestSpace:
    """Finding the space."""

    @pytest.mark.parametrize("key", ["DOC", "doc"])
    def test_found(self, in_sandbox, sandbox, key):
        """The key counts in any case; id and home page are known."""
        home = sandbox.store.space("DOC").homepage_id
        space = in_sandbox().client.space(key)
        assert space == Space(space.id, "DOC", "Documentation", home)

    def test_wrong_key(self, in_sandbox):
        """With good credentials it is the key, or what this user may see; the user is named."""
        with pytest.raises(errors.NotFound) as caught:
            in_sandbox().client.space("NONE")
        assert str(caught.value) == (
            "could not find the space NONE.\n"
            "  Confluence shows no space with this key to Admin.\n"
            "  The key is spelt differently, or this user may not see the space.\n"
            "  Set confluence_space_key to the part after /spaces/ in the address of a page of the space."
        )

    def test_name_with_control_characters(self, talk, confluence):
        """What people call themselves cannot steer the terminal."""
        conversation = talk(
            confluence.listing(), confluence.reply(200, {"displayName": "\x1b[2JMe\r\nor you"})
        )
        with pytest.raises(errors.NotFound) as caught:
            conversation.client.space("DOC")
        assert caught.value.answered == ("Confluence shows no space with this key to [2JMe or you.")

    def test_nobody(self, talk, confluence):
        """Nothing found by somebody who is not signed in is a matter of credentials."""
        conversation = talk(confluence.listing(), confluence.reply(200, {"type": "anonymous"}))
        with pytest.raises(errors.BadCredentials):
            conversation.client.space("DOC")

    def test_without_the_scope_to_ask(self, in_sandbox):
        """A token that may not ask who it is still gets the plain answer."""
        scopes = TWELVE_SCOPES - {"read:content-details:confluence"}
        with pytest.raises(errors.NotFound, match="this user"):
            in_sandbox(scopes=scopes).client.space("NONE")

    @pytest.mark.parametrize("kind", ["scoped", "classic"])
    def test_expired_token(self, in_sandbox, kind):
        """A token that does not count any more, on the site and on the gateway."""
        with pytest.raises(errors.BadCredentials):
            in_sandbox(kind, expired=True).client.space("DOC")


class TestPages:
    """Reading and writing pages."""

    def test_create(self, desk):
        """What comes back is the page as the listing shows it."""
        page = desk.page()
        assert page == RemotePage(
            page.id,
            "Setup",
            desk.space.id,
            desk.space.homepage_id,
            Status.CURRENT,
            1,
            "",
            page.position,
            "page",
        )
        assert desk.client.page_body(page.id) == "<p>x</p>"
        assert page.id in [found.id for found in desk.client.pages_in_space(desk.space)]

    def test_create_below_the_home_page(self, desk):
        """Without a parent a page goes below the home page."""
        page = desk.client.create_page(desk.space, parent_id=None, title="T", body="")
        assert page.parent_id == desk.space.homepage_id

    def test_update(self, desk):
        """The next version, with its message; title and parent are written as well."""
        other, page = desk.page("Other"), desk.page()
        written = desk.update(page, title="Renamed", parent_id=other.id)
        assert (written.title, written.parent_id, written.version, written.message) == (
            "Renamed",
            other.id,
            2,
            "mark",
        )
        assert desk.client.page_body(page.id) == "<p>y</p>"
        assert list(desk.client.pages_by_id([page.id])) == [written]

    def test_conflict(self, desk, sandbox):
        """A page that somebody saved in between."""
        page = desk.page()
        sandbox.edit_page(page.id, body="<p>mine</p>")
        with pytest.raises(errors.VersionConflict) as caught:
            desk.update(page)
        assert caught.value.tried == 'could not update the page "Setup"'
        assert desk.client.page_body(page.id) == "<p>mine</p>"

    @pytest.mark.parametrize("title", ["Setup", "SETUP"])
    def test_title_taken(self, desk, title):
        """A title that is taken, in whatever case."""
        desk.page()
        with pytest.raises(errors.TitleTaken, match="could not create the page"):
            desk.page(title)
        assert [page.title for page in desk.client.pages_by_title(desk.space, title)] == ["Setup"]

    def test_title_of_an_archived_page(self, desk, sandbox):
        """An archived page keeps its title, is found by it, and is not in the listing of the space."""
        page = desk.page()
        sandbox.archive_page(page.id)
        with pytest.raises(errors.TitleTaken):
            desk.page()
        assert [found.status for found in desk.client.pages_by_title(desk.space, "setup")] == [
            Status.ARCHIVED
        ]
        assert page.id not in [found.id for found in desk.client.pages_in_space(desk.space)]

    def test_pages_by_id(self, desk, sandbox):
        """Pages of any status are found, unknown ids are left out."""
        current, archived, trashed = desk.page("A"), desk.page("B"), desk.page("C")
        sandbox.archive_page(archived.id)
        sandbox.trash_page(trashed.id)
        found = desk.client.pages_by_id([current.id, archived.id, trashed.id, "999999"])
        assert {page.id: page.status for page in found} == {
            current.id: Status.CURRENT,
            archived.id: Status.ARCHIVED,
            trashed.id: Status.TRASHED,
        }

    def test_page_from_the_trash(self, desk, sandbox):
        """It takes two versions, since the first one leaves the old body in."""
        page = desk.page()
        sandbox.trash_page(page.id)
        (trashed,) = desk.client.pages_by_id([page.id])
        written = desk.update(trashed, parent_id=desk.space.homepage_id)
        assert (written.status, desk.client.page_body(page.id)) == (Status.CURRENT, "<p>y</p>")

    def test_own_parent(self, desk):
        """A page cannot be below itself."""
        page = desk.page()
        with pytest.raises(errors.InvalidRequest, match="as its own parent"):
            desk.update(page, parent_id=page.id)

    def test_broken_body(self, desk):
        """Row and column of the mistake come along."""
        page = desk.page()
        with pytest.raises(errors.InvalidBody) as caught:
            desk.update(page, body="<p>one</p>\n<p>two</b>")
        assert caught.value.row == 2

    def test_too_large(self, desk):
        """A body over the limit."""
        page = desk.page()
        with pytest.raises(errors.TooLarge):
            desk.update(page, body="<p>" + "x" * 5_300_000 + "</p>")

    def test_long_listing(self, desk, sandbox):
        """More pages than a listing holds, through the gateway."""
        for number in range(260):
            sandbox.add_page("DOC", f"Page {number}")
        sandbox.reset_requests()
        titles = [page.title for page in desk.client.pages_in_space(desk.space)]
        assert len(titles) == len(set(titles)) == 261
        assert [call.status for call in sandbox.requests] == [200, 200]

    def test_page_that_is_not_known_everywhere_yet(self, desk, sandbox):
        """A page that this run created may be unknown for a moment; one of others that is unknown is so for good."""
        sandbox.faults.read_lag = 2
        page = desk.page()
        assert desk.client.page_body(page.id) == "<p>x</p>"
        with pytest.raises(errors.NotFound):
            desk.client.page_body("999999")

    def test_read_only_space(self, in_sandbox, sandbox):
        """A user who may not write learns that, as far as Confluence says so."""
        client = in_sandbox().client
        space = client.space("DOC")
        page = sandbox.add_page("DOC", "Theirs")
        sandbox.set_access("DOC", sandbox.admin, "read")
        with pytest.raises((errors.NotFound, errors.PermissionDenied)):
            client.create_page(space, parent_id=space.homepage_id, title="T", body="")
        with pytest.raises(errors.PermissionDenied):
            client.upload_attachment(
                page.id,
                Path(__file__),
                filename="f",
                media_type="a/b",
                comment="",
                existing=None,
                minor_edit=True,
            )


class TestFiles:
    """Attachments."""

    def put(self, desk, page, path, **changes):
        """Upload a file."""
        given = {
            "filename": "Übersicht 1.png",
            "media_type": "image/png",
            "comment": "sha256:größe",
            "existing": None,
            "minor_edit": True,
        }
        desk.client.upload_attachment(page.id, path, **(given | changes))

    def test_create_and_update(self, desk, sandbox, tmp_path):
        """One call for both, by the name of the file; name and comment arrive as they are."""
        page, path = desk.page(), tmp_path / "x"
        for content in (b"one", b"two"):
            path.write_bytes(content)
            self.put(desk, page, path)
        (found,) = desk.client.attachments(page.id)
        assert (found.filename, found.media_type, found.size_bytes, found.comment) == (
            "Übersicht 1.png",
            "image/png",
            3,
            "sha256:größe",
        )
        assert sandbox.store.data(sandbox.store.attachments(page.id)[0].id) == b"two"

    def test_delete(self, desk, tmp_path):
        """A file goes to the trash, and out of the listing."""
        page, path = desk.page(), tmp_path / "x"
        path.write_bytes(b"x")
        self.put(desk, page, path)
        (found,) = desk.client.attachments(page.id)
        desk.client.delete_attachment(found)
        assert list(desk.client.attachments(page.id)) == []

    @pytest.mark.parametrize("status", [404, 413])
    def test_too_large(self, desk, sandbox, tmp_path, status):
        """Sites differ in how they say it."""
        sandbox.options.attachment_limit_bytes = 10
        sandbox.options.too_large_status = status
        path = tmp_path / "x"
        path.write_bytes(b"x" * 11)
        with pytest.raises(errors.TooLarge, match="could not upload the file"):
            self.put(desk, desk.page(), path)

    def test_after_a_lost_answer(self, desk, sandbox, tmp_path):
        """The upload is sent again, and there is one file."""
        page, path = desk.page(), tmp_path / "x"
        path.write_bytes(b"x" * 100_000)
        sandbox.faults.drop("PUT", path="attachment", nth=1, after=True)
        self.put(desk, page, path)
        assert [found.size_bytes for found in desk.client.attachments(page.id)] == [100_000]


class TestProperties:
    """Content properties."""

    def test_life(self, desk):
        """Created, read, written again, removed; any JSON."""
        page = desk.page()
        first = desk.client.set_property(page.id, "k", {"a": [1, None, "ü"]}, existing=None)
        assert (first.key, first.value, first.version) == ("k", {"a": [1, None, "ü"]}, 1)
        second = desk.client.set_property(page.id, "k", "full-width", existing=first)
        assert (second.id, second.value, second.version) == (first.id, "full-width", 2)
        assert second in desk.client.properties(page.id)
        desk.client.delete_property(page.id, second)
        assert "k" not in [found.key for found in desk.client.properties(page.id)]

    def test_appeared_meanwhile(self, desk):
        """One that exists is replaced, though nobody knew of it."""
        page = desk.page()
        desk.client.set_property(page.id, "k", 1, existing=None)
        written = desk.client.set_property(page.id, "k", 2, existing=None)
        assert (written.value, written.version) == (2, 2)

    def test_written_by_another_run(self, desk):
        """One that somebody else wrote is a conflict."""
        page = desk.page()
        first = desk.client.set_property(page.id, "k", 1, existing=None)
        desk.client.set_property(page.id, "k", 2, existing=first)
        with pytest.raises(errors.VersionConflict):
            desk.client.set_property(page.id, "k", 3, existing=first)


class TestLabels:
    """Labels, which need more than the twelve scopes."""

    def test_life(self, desk):
        """Added, listed, taken off."""
        page = desk.page()
        desk.client.add_labels(page.id, ["b", "a", "a/c"])
        assert sorted(desk.client.labels(page.id)) == ["a", "a/c", "b"]
        desk.client.remove_label(page.id, "a/c")
        assert sorted(desk.client.labels(page.id)) == ["a", "b"]

    def test_without_the_scopes(self, in_sandbox, sandbox):
        """Listing works with the twelve scopes; writing names what is missing."""
        client = in_sandbox().client
        page = sandbox.add_page("DOC", "T")
        assert list(client.labels(page.id)) == []
        with pytest.raises(errors.MissingScope) as caught:
            client.add_labels(page.id, ["a"])
        assert caught.value.scopes == ("read:label:confluence", "write:label:confluence")
        with pytest.raises(errors.MissingScope) as caught:
            client.remove_label(page.id, "a")
        assert (caught.value.scopes, caught.value.feature) == (
            ("write:label:confluence",),
            "labels",
        )


def test_unwatch(desk, sandbox):
    """Watching ends."""
    page = desk.page()
    sandbox.reset_requests()
    desk.client.unwatch(page.id)
    assert [(call.method, call.status) for call in sandbox.requests] == [("DELETE", 204)]


class TestLostAnswers:
    """The sandbox does it and hangs up."""

    @pytest.mark.parametrize("body", ["", "<p>x</p>", "<p>a<br/>b</p>"])
    def test_created_page_is_found(self, desk, sandbox, body):
        """It is looked up, and there is one."""
        sandbox.faults.drop("POST", path="/pages$", nth=1, after=True)
        page = desk.page(body=body)
        assert (page.title, page.version) == ("Setup", 1)
        assert [call.method for call in sandbox.writes] == ["POST"]
        assert [found.title for found in desk.client.pages_in_space(desk.space)].count("Setup") == 1

    def test_page_that_was_not_created(self, desk, sandbox):
        """Nothing is there, however often it is looked for: it is sent again, and there is one."""
        sandbox.faults.drop("POST", path="/pages$", nth=1)
        page = desk.page()
        assert [call.method for call in sandbox.writes] == ["POST", "POST"]
        assert [found.id for found in desk.client.pages_by_title(desk.space, "Setup")] == [page.id]

    @pytest.mark.parametrize("after", [True, False])
    def test_update(self, desk, sandbox, after):
        """Whether it was done or not, in the end there is one new version."""
        page = desk.page()
        sandbox.faults.drop("PUT", path="/pages/", nth=1, after=after)
        assert desk.update(page).version == 2
        assert [found.version for found in desk.client.pages_by_id([page.id])] == [2]

    @pytest.mark.parametrize("after", [True, False])
    def test_property(self, desk, sandbox, after):
        """The same for properties, when they are made and when they are written."""
        page = desk.page()
        sandbox.faults.drop("POST", path="properties", nth=1, after=after)
        first = desk.client.set_property(page.id, "k", 1, existing=None)
        sandbox.faults.drop("PUT", path="properties", nth=1, after=after)
        second = desk.client.set_property(page.id, "k", 2, existing=first)
        assert (first.version, second.version) == (1, 2)


def test_upload_over_a_socket(sandbox, clock, tmp_path):
    """A large file is read from disk while it goes out, with its length announced."""
    content = bytes(range(256)) * 20_000
    path = tmp_path / "x"
    path.write_bytes(content)
    page = sandbox.add_page("DOC", "Setup")
    with sandbox.serve() as addresses:
        client = connect(
            Settings(server_url=addresses.gateway_url),
            Credentials(
                server_user="admin@example.com",
                api_token=sandbox.add_token("scoped", scopes=TWELVE_SCOPES),
            ),
            clock=clock,
        )
        client.upload_attachment(
            page.id,
            path,
            filename="日本語.bin",
            media_type="application/octet-stream",
            comment="",
            existing=None,
            minor_edit=True,
        )
        client.close()
    (stored,) = sandbox.store.attachments(page.id)
    assert (stored.filename, sandbox.store.data(stored.id)) == ("日本語.bin", content)
