"""The same publisher on Data Center: only the client differs, so a few runs through everything suffice."""

from __future__ import annotations

import dataclasses

import pytest

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.errors import ConfigurationError, ConflictError
from sphinx_to_confluence.publish import publish_bundle


def tree(desk):
    """Write a small tree: index over guide over details."""
    desk.page("guide", text="How to", files={"a.png": b"picture"}, labels=("alpha",))
    desk.page("details", parent="guide", text="More")


def test_first_and_second_publish(data_center_desk):
    """Pages, files and labels get there; the second run writes nothing and asks nothing for single pages."""
    desk = data_center_desk
    tree(desk)
    report = desk.publish()
    assert report.summary() == "3 pages: 3 created; attachments: 1 uploaded"
    assert report.root_url == (
        f"https://wiki.example.com/confluence/pages/viewpage.action?pageId={desk.remote('Index').id}"
    )
    assert [(title, parent) for title, parent, _ in desk.tree()] == [
        ("Details", "Guide"),
        ("Guide", "Index"),
        ("Index", "Documentation"),
    ]
    guide = desk.remote("Guide").id
    assert [label.name for label in desk.sandbox.store.labels(guide)] == ["alpha"]
    assert desk.publish().summary() == "3 pages: 3 unchanged"
    assert desk.writes == []
    assert len(desk.sandbox.requests) == 3


def test_changes(data_center_desk):
    """A new title, a new parent and a new picture arrive on the same page."""
    desk = data_center_desk
    tree(desk)
    desk.publish()
    before = desk.remote("Guide").id
    desk.page("guide", "Handbook", text="How to", files={"a.png": b"other"}, labels=("alpha",))
    desk.page("details", parent="index", text="More")
    report = desk.publish()
    assert report.summary() == "3 pages: 1 updated, 1 moved, 1 unchanged; attachments: 1 uploaded"
    assert desk.remote("Handbook").id == before
    assert ("Details", "Index", "<p>More</p>") in desk.tree()
    assert desk.publish().summary() == "3 pages: 3 unchanged"


def test_edited_page_stops_the_run(data_center_desk):
    """What a person edited is not overwritten here either."""
    desk = data_center_desk
    tree(desk)
    desk.publish()
    desk.edit("Details")
    with pytest.raises(ConflictError, match="somebody edited it on Confluence"):
        desk.publish()
    assert desk.writes == []


def test_pages_for_the_other_editor(data_center_desk):
    """Pages that were built for Cloud are refused with the option that mends it; nothing is written."""
    desk = data_center_desk
    bundle = desk.bundle
    desk.bundle = lambda project_id: dataclasses.replace(bundle(project_id), editor=Editor.CLOUD)
    with pytest.raises(ConfigurationError, match="confluence_editor = 'v1'"):
        desk.publish()
    assert desk.writes == []


def test_publishing_needs_no_open_client(data_center_desk):
    """``publish_bundle`` opens the connection itself, and says so when there is nobody to answer."""
    from sphinx_to_confluence.config.credentials import Credentials
    from sphinx_to_confluence.config.settings import Settings
    from sphinx_to_confluence.errors import ConnectionFailed

    settings = Settings(
        server_url="http://127.0.0.1:9", space_key="DOC", publish_retry_attempts=0, timeout=2.0
    )
    with pytest.raises(ConnectionFailed) as caught:
        publish_bundle(
            data_center_desk.bundle(),
            settings,
            lambda: Credentials(publish_token="token"),
            say=lambda _line: None,
            warn=lambda _line: None,
        )
    assert caught.value.remedy
