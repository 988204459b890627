"""All traffic of publishing against Atlassian's OpenAPI documents, both flavours."""

from __future__ import annotations

from pathlib import Path

import pytest
from openapi import violations

from sphinx_to_confluence.sandbox import COMMENT_SCOPES, LABEL_SCOPES, TWELVE_SCOPES

SPECS = Path(__file__).parents[2] / ".." / "shared" / "reference" / "specs"
pytestmark = pytest.mark.skipif(
    not SPECS.is_dir(), reason="Atlassian's OpenAPI documents are not here (../shared)"
)

OF_CLOUD = {
    *("create_page", "update_page", "move_page", "archive_pages", "get_long_task", "delete_page"),
    *("put_attachments", "delete_attachment", "download_attachment", "unwatch", "add_labels"),
    *("remove_label_by_name", "create_page_property", "update_page_property"),
    *("list_inline_comments", "create_footer_comment"),
}
OF_DATA_CENTER = {
    *("dc_create_content", "dc_update_content", "dc_delete_content", "v1_list_comments"),
    *("add_attachments", "add_attachment_version", "dc_download", "unwatch", "add_labels"),
    *("remove_label_by_name", "dc_create_property", "dc_put_property"),
}


def write(desk):
    """A project with files, labels, widths and a tree of three levels."""
    desk.page("index", text="Start", links=("guide", "more"))
    desk.page("guide", text="How to do it", files={"a.png": b"a", "b c.png": b"b"})
    desk.page("guide/one", parent="guide", text="The first step", labels=("alpha", "beta"))
    desk.page("guide/two", parent="guide", text="The second step", full_width=True)
    desk.page("more", text="More", links=("guide/one",))
    desk.page("old", text="Old")


def rewrite(desk):
    """The same, and everything of it in another way."""
    desk.pages.clear()
    desk.page("index", text="Start here", links=("more",))
    desk.page("more", text="Still more")
    desk.page("guide", "Handbook", text="How to do it well", files={"a.png": b"other"})
    desk.page("guide/two", "The first step", parent="guide", text="The second", full_width=False)
    desk.page("guide/one", "Guide/two", parent="more", text="The first step", labels=("gamma",))


@pytest.mark.parametrize("flavour", ["cloud", "datacenter"])
def test_full_publish(request, flavour):
    """At first, again, after all has changed with pages archived or trashed, taken back, and page by page edited."""
    desk = request.getfixturevalue("desk" if flavour == "cloud" else "data_center_desk")
    desk.scopes = TWELVE_SCOPES | LABEL_SCOPES | COMMENT_SCOPES
    desk.settings |= {"orphans_limit": 1.0, "lost_comments": "footer"}
    sandbox = desk.sandbox
    sandbox.keep_content = True
    sandbox.options.task_polls = 1
    steps = (
        (write, desk.publish, {}),
        (write, desk.publish, {}),
        (rewrite, desk.publish, {"orphans": "archive" if flavour == "cloud" else "trash"}),
        (rewrite, desk.undo, {}),
        (rewrite, desk.publish, {"orphans": "trash"}),
    )
    found, asked = [], set()
    for change, do, settings in steps:
        change(desk)
        do(**settings)
        found += violations(sandbox, SPECS)
        asked |= {call.operation for call in sandbox.requests}
        page = desk.remote("More").id
        words = "ore" if change is rewrite else "More"
        sandbox.add_inline_comment(page, words, user="reader@example.com")
        sandbox.reset_requests()
    assert found == []
    # Nothing was left out by chance.
    assert asked >= (OF_CLOUD if flavour == "cloud" else OF_DATA_CENTER)


@pytest.mark.parametrize("flavour", ["cloud", "datacenter"])
def test_answers_that_were_lost(request, flavour):
    """What is sent to find out what became of a request is documented, too."""
    desk = request.getfixturevalue("desk" if flavour == "cloud" else "data_center_desk")
    desk.sandbox.keep_content = True
    write(desk)
    desk.sandbox.faults.drop("POST", "PUT", every=3, after=True)
    desk.publish()
    assert any(not call.answered for call in desk.sandbox.requests)
    assert violations(desk.sandbox, SPECS) == []
