"""The inventory for other projects: beside the bundle and on the root page, and how it gets and stays there."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.errors import ConfluenceError, PublishError
from sphinx_to_confluence.sandbox import TWELVE_SCOPES

NAME = "objects.inv"


@pytest.fixture
def offering(desk):
    """A desk whose pages can be referred to."""
    desk.page("guide", text="How to", files={"a.png": b"picture"})
    desk.offer(("std:doc", "index", "index", ""), ("std:label", "setup", "guide", "Set-up"))
    return desk


SITE = "https://example.atlassian.net/wiki/"


@pytest.fixture
def addresses(read_objects_inv):
    """Names and addresses in an inventory."""
    return lambda data: {name: uri for (_, name), (uri, _) in read_objects_inv(data, SITE).items()}


@pytest.fixture
def attached(addresses):
    """The inventory on the root page: names and addresses; ``None`` when there is none."""

    def read(desk):
        files = desk.sandbox.store.attachments(desk.remote("Index").id)
        found = (desk.sandbox.store.data(file.id) for file in files if file.filename == NAME)
        data = next(found, None)
        return None if data is None else addresses(data)

    return read


def expected(desk):
    """Names and addresses that there should be."""
    pages = f"{SITE}spaces/DOC/pages/"
    return {
        "index": f"{pages}{desk.remote('Index').id}",
        "setup": f"{pages}{desk.remote('Guide').id}#Set-up",
    }


def test_first_publish(offering, attached, addresses):
    """It is written beside the bundle and attached to the root page, after all pages and before the manifest."""
    report = offering.publish()
    assert attached(offering) == expected(offering)
    assert addresses((offering.directory / NAME).read_bytes()) == expected(offering)
    assert offering.writes[-2:] == ["put_attachments", "create_page_property"]
    assert report.summary() == "2 pages: 2 created; attachments: 2 uploaded"
    assert [line for line in offering.said if NAME in line] == [
        f"Other projects refer to these pages by {offering.directory / NAME}, "
        "below https://example.atlassian.net/wiki/"
    ]


def test_second_publish(offering):
    """What is there already costs neither a write nor a request."""
    offering.publish()
    offering.publish()
    assert (offering.writes, len(offering.sandbox.requests)) == ([], 4)
    assert not [line for line in offering.said if NAME in line]


def test_something_new(offering, attached):
    """Another label means another file, in its next version."""
    offering.publish()
    offering.offer(("std:label", "more", "guide", "More"))
    offering.publish()
    assert offering.writes == ["put_attachments", "update_page_property"]
    assert list(attached(offering)) == ["more"]
    (file,) = offering.sandbox.store.attachments(offering.remote("Index").id)
    assert file.version.number == 2


def test_root_page_changes(offering, attached):
    """A root page that is written again keeps the file; files that it no longer shows go."""
    offering.page("index", files={"b.png": b"other"})
    offering.publish()
    offering.page("index", text="New")
    offering.publish()
    assert "put_attachments" not in offering.writes
    assert attached(offering) == expected(offering)
    assert len(offering.sandbox.store.attachments(offering.remote("Index").id)) == 1


def test_page_made_again(offering, attached):
    """A page that got another id has another address."""
    offering.publish()
    before = attached(offering)
    offering.sandbox.trash_page(offering.remote("Guide").id)
    offering.publish()
    assert attached(offering) == expected(offering) != before


def test_not_attached(offering, attached, addresses):
    """Without the option it is beside the bundle only, and is taken off the root page again."""
    offering.publish(publish_intersphinx=False)
    assert attached(offering) is None
    assert addresses((offering.directory / NAME).read_bytes()) == expected(offering)
    offering.publish()
    assert attached(offering) == expected(offering)
    offering.publish(publish_intersphinx=False)
    assert attached(offering) is None
    offering.publish(publish_intersphinx=False)
    assert offering.writes == []


def test_dry_run(offering):
    """Nothing is written, here or there."""
    offering.publish(publish_dryrun=True)
    assert offering.writes == []
    assert not (offering.directory / NAME).exists()


def test_bundle_of_an_earlier_release(desk, attached):
    """Without an inventory in the bundle there is none of the pages; one that is there stays."""
    desk.publish()
    assert attached(desk) is None
    assert not (desk.directory / NAME).exists()


@pytest.mark.parametrize("status", [400, 403, 413, 415])
def test_site_that_refuses(offering, status, attached):
    """The pages are published with a warning, and the next run tries again."""
    offering.sandbox.faults.fail("PUT", path="/child/attachment", nth=2, status=status)
    report = offering.publish()
    assert report.summary() == "2 pages: 2 created; attachments: 1 uploaded"
    (warning,) = offering.warned
    assert warning.startswith("the inventory for intersphinx on the root page is not up to date; ")
    offering.sandbox.faults.clear()
    offering.publish()
    assert offering.writes == ["put_attachments", "update_page_property"]
    assert attached(offering) == expected(offering)


def test_directory_that_cannot_be_written(offering, attached):
    """The pages are published with a warning."""
    (offering.directory / NAME).mkdir()
    offering.publish()
    assert "could not be written" in offering.warned[0]
    assert attached(offering) is None


def test_file_of_a_person(offering, attached):
    """A file of that name that we did not attach is left alone, unless edits are to be overwritten."""
    offering.publish(publish_intersphinx=False)
    root = offering.remote("Index").id
    offering.sandbox.add_attachment(root, NAME, b"by a person")
    offering.publish()
    assert offering.warned == [
        "the root page has a file objects.inv that somebody put there; the inventory for intersphinx is not attached"
    ]
    offering.publish(publish_intersphinx=False)
    assert (offering.warned, offering.writes) == ([], [])
    offering.publish(edited_pages="overwrite")
    assert attached(offering) == expected(offering)


def test_file_of_the_documentation(offering, attached):
    """A file of that name that the root page offers for download goes first, as long as it is there."""
    offering.page("index", files={NAME: b"for download"})
    offering.publish()
    assert "that is part of the documentation" in offering.warned[0]
    (file,) = offering.sandbox.store.attachments(offering.remote("Index").id)
    assert offering.sandbox.store.data(file.id) == b"for download"
    offering.page("index")
    offering.publish()
    assert attached(offering) == expected(offering)


def test_page_that_confluence_refuses(offering, attached):
    """It can be referred to as soon as it has an address."""
    offering.sandbox.faults.fail("POST", path="/pages", nth=2, status=400)
    with pytest.raises(PublishError):
        offering.publish()
    assert list(attached(offering)) == ["index"]
    offering.sandbox.faults.clear()
    offering.publish()
    assert attached(offering) == expected(offering)


@pytest.mark.parametrize("how", ["refused", "answer lost", "killed"])
def test_every_request_in_turn(offering, how, attached):
    """Whichever write breaks the run, the next run ends in the same state, and the one after it writes nothing."""
    offering.publish()
    count = len(offering.writes)
    for nth in range(1, count + 1):
        offering.sandbox.store.database.execute("DELETE FROM property")
        for title in ("Guide", "Index"):
            offering.sandbox.trash_page(offering.remote(title).id)
        if how == "refused":
            offering.sandbox.faults.fail("POST", "PUT", "DELETE", nth=nth, status=400)
        else:
            offering.sandbox.faults.drop("POST", "PUT", "DELETE", nth=nth, after=True)
        try:
            offering.publish(publish_retry_attempts=0)
        except ConfluenceError as error:
            assert error.remedy or error.answered
        offering.sandbox.faults.clear()
        if how == "killed":  # what a run writes on its way out is not there either
            offering.sandbox.store.database.execute("DELETE FROM property")
        offering.publish()
        assert attached(offering) == expected(offering), f"write {nth}"
        (file,) = offering.sandbox.store.attachments(offering.remote("Index").id)
        assert file.version.number <= 2
        offering.publish()
        assert offering.writes == []


@pytest.mark.parametrize("scope", sorted(TWELVE_SCOPES))
def test_each_scope_taken_away(offering, scope, attached):
    """No scope beyond the twelve is needed, and a run with all of them finishes what one without could not."""
    offering.scopes = TWELVE_SCOPES - {scope}
    try:
        offering.publish()
    except ConfluenceError as error:
        assert scope in str(error)
    offering.scopes = TWELVE_SCOPES
    offering.publish()
    assert attached(offering) == expected(offering)


def test_data_center(data_center_desk, read_objects_inv):
    """The same on Data Center, whose anchors have the title of the page in their ids."""
    desk = data_center_desk
    desk.page("guide", "The guide")
    desk.offer(("std:label", "setup", "guide", "set-up"))
    desk.publish()
    data = (desk.directory / NAME).read_bytes()
    base = "https://wiki.example.com/confluence/"
    page_id = desk.remote("The guide").id
    address = f"{base}pages/viewpage.action?pageId={page_id}#Theguide-set-up"
    assert read_objects_inv(data, base) == {("std:label", "setup"): (address, "-")}
    (file,) = desk.sandbox.store.attachments(desk.remote("Index").id)
    assert desk.sandbox.store.data(file.id) == data
    desk.publish()
    assert desk.writes == []
