"""The client for Data Center, in the sandbox; odd answers in ``test_errors_of`` and ``test_retry``."""

from __future__ import annotations

import pytest

from sphinx_to_confluence import errors
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.rest.model import RemoteAttachment, RemotePage, Space, Status
from sphinx_to_confluence.sandbox import ADMIN_EMAIL, Sandbox


@pytest.fixture
def sandbox():
    """A Data Center in this process, below a context path, with the space DOC."""
    with Sandbox(flavour="datacenter", context_path="/confluence") as box:
        box.add_space("DOC", "Documentation")
        yield box


@pytest.fixture
def client(sandbox, clock):
    """A client with a personal access token."""
    made = connect(
        Settings(server_url=sandbox.addresses.site_url),
        Credentials(publish_token=sandbox.add_token("pat")),
        adapters=sandbox.adapters(),
        clock=clock,
    )
    yield made
    made.close()


@pytest.fixture
def space(client):
    """The space DOC."""
    return client.space("DOC")


def make(client, space, title="Setup", body="<p>x</p>"):
    """Create a page below the home page."""
    return client.create_page(space, parent_id=space.homepage_id, title=title, body=body)


def update(client, page, **changes):
    """Write the next version of a page."""
    given = {
        "title": page.title,
        "body": "<p>y</p>",
        "parent_id": page.parent_id,
        "message": "mark",
        "minor_edit": True,
    }
    return client.update_page(page, **(given | changes))


def test_space(space, sandbox):
    """The key is the id."""
    assert space == Space("DOC", "DOC", "Documentation", sandbox.store.space("DOC").homepage_id)


def test_no_such_space(client):
    """A wrong key."""
    with pytest.raises(errors.NotFound, match="could not find the space NONE"):
        client.space("NONE")


def test_password(sandbox, clock):
    """A user and a password do as well; a wrong one is told."""
    password = sandbox.add_token("password")
    for secret in (password, "wrong-one"):
        client = connect(
            Settings(server_url=sandbox.addresses.site_url),
            Credentials(server_user=ADMIN_EMAIL, server_pass=secret),
            adapters=sandbox.adapters(),
            clock=clock,
        )
        if secret == password:
            assert client.space("DOC").key == "DOC"
        else:
            with pytest.raises(errors.BadCredentials):
                client.space("DOC")
        client.close()


def test_page_life(client, space):
    """Created, found in each way, updated, renamed and moved."""
    other, page = make(client, space, "Other"), make(client, space)
    assert page == RemotePage(
        page.id, "Setup", "DOC", space.homepage_id, Status.CURRENT, 1, "", page.position, "page"
    )
    assert client.page_body(page.id) == "<p>x</p>"
    written = update(client, page, title="Renamed", parent_id=other.id)
    assert (written.title, written.parent_id, written.version, written.message) == (
        "Renamed",
        other.id,
        2,
        "mark",
    )
    assert client.page_body(page.id) == "<p>y</p>"
    for found in (
        {item.id: item for item in client.pages_in_space(space)}[page.id],
        *client.pages_by_id([page.id]),
        *client.pages_by_title(space, "Renamed"),
    ):
        assert (found.id, found.version, found.message, found.parent_id) == (
            page.id,
            2,
            "mark",
            other.id,
        )
    assert client.page_url(space, page.id).endswith(
        f"/confluence/pages/viewpage.action?pageId={page.id}"
    )


def test_trashed_page(client, space, sandbox):
    """A page in the trash is found by its id, with its status."""
    page = make(client, space)
    sandbox.trash_page(page.id)
    assert [found.status for found in client.pages_by_id([page.id, "999999"])] == [Status.TRASHED]


def test_refusals(client, space, sandbox):
    """Conflicts and titles that are taken."""
    page = make(client, space)
    with pytest.raises(errors.TitleTaken):
        make(client, space)
    sandbox.edit_page(page.id, body="<p>mine</p>")
    with pytest.raises(errors.VersionConflict):
        update(client, page)
    with pytest.raises(errors.InvalidBody):
        update(client, *client.pages_by_id([page.id]), body="<p>")


def put(client, page, path, existing=None, **changes):
    """Upload a file."""
    given = {
        "filename": "ä b.png",
        "media_type": "image/png",
        "comment": "größe",
        "minor_edit": True,
    }
    client.upload_attachment(page.id, path, existing=existing, **(given | changes))


def test_files(client, space, tmp_path):
    """A new file, a new version, and one that is there already though nobody knew of it."""
    page, path = make(client, space), tmp_path / "x"
    path.write_bytes(b"one")
    put(client, page, path)
    (first,) = client.attachments(page.id)
    assert first == RemoteAttachment(first.id, "ä b.png", "image/png", 3, "größe", 1)
    for existing, content in ((first, b"two22"), (None, b"three33")):
        path.write_bytes(content)
        put(client, page, path, existing)
        (found,) = client.attachments(page.id)
        assert (found.id, found.size_bytes) == (first.id, len(content))
    client.delete_attachment(first)
    assert list(client.attachments(page.id)) == []


@pytest.mark.parametrize("after", [True, False])
def test_upload_with_a_lost_answer(client, space, sandbox, tmp_path, after):
    """It is looked for: a file that is there gets a new version, one that does not appear is sent again."""
    page, path = make(client, space), tmp_path / "x"
    path.write_bytes(b"one")
    sandbox.faults.drop("POST", path="attachment$", nth=1, after=after)
    put(client, page, path)
    assert [found.size_bytes for found in client.attachments(page.id)] == [3]


def test_upload_that_never_works(client, space, sandbox, tmp_path):
    """It is sent three times, and then the error says that it is not known."""
    page, path = make(client, space), tmp_path / "x"
    path.write_bytes(b"one")
    sandbox.faults.drop("POST", path="attachment$")
    sandbox.reset_requests()
    with pytest.raises(errors.AnswerLost):
        put(client, page, path)
    assert [call.method for call in sandbox.writes] == ["POST"] * 3


@pytest.mark.parametrize("after", [True, False])
def test_lost_answers(client, space, sandbox, after):
    """Creations are looked for before they are repeated; updates end in one version."""
    sandbox.faults.drop("POST", path="content$", nth=1, after=after)
    page = make(client, space)
    assert [found.id for found in client.pages_by_title(space, "Setup")] == [page.id]
    sandbox.faults.drop("PUT", path="content/", nth=1, after=after)
    assert update(client, page).version == 2


def test_properties(client, space):
    """Created, written, raced for, removed."""
    page = make(client, space)
    first = client.set_property(page.id, "k", {"a": 1}, existing=None)
    second = client.set_property(page.id, "k", [1], existing=first)
    third = client.set_property(page.id, "k", "x", existing=None)
    assert [item.version for item in (first, second, third)] == [1, 2, 3]
    assert [(item.key, item.value, item.version) for item in client.properties(page.id)] == [
        ("k", "x", 3)
    ]
    client.delete_property(page.id, third)
    assert list(client.properties(page.id)) == []


def test_labels_and_watching(client, space):
    """Labels are added, listed and taken off; watching ends."""
    page = make(client, space)
    client.add_labels(page.id, ["b", "a"])
    client.remove_label(page.id, "b")
    assert list(client.labels(page.id)) == ["a"]
    client.unwatch(page.id)


def test_long_listing(client, space, sandbox):
    """More pages than a listing holds."""
    for number in range(230):
        sandbox.add_page("DOC", f"Page {number}")
    titles = [page.title for page in client.pages_in_space(space)]
    assert len(titles) == len(set(titles)) == 231


def test_draft_in_a_listing(talk, confluence):
    """``status=any`` may give drafts and older pages as well; they are left out."""

    def row(page_id, **state):
        return {
            "id": page_id,
            "title": "Setup",
            "space": {"key": "DOC"},
            "version": {"number": 1},
        } | state

    rows = [row("1"), row("2", status="draft"), row("3", status="trashed")]
    conversation = talk(confluence.listing(*rows), server=confluence.server)
    assert [page.id for page in conversation.client.pages_by_id(["1", "2", "3"])] == ["1", "3"]
