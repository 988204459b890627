"""Every call that the clients make against Atlassian's OpenAPI documents, word for word; in both flavours."""

from __future__ import annotations

import re

import pytest
from openapi import violations

from sphinx_to_confluence import errors
from sphinx_to_confluence.rest.inquiry import Inquiry
from sphinx_to_confluence.rest.model import Status
from sphinx_to_confluence.rest.operations import Cloud, DataCenter, operations
from sphinx_to_confluence.sandbox import COMMENT_SCOPES, LABEL_SCOPES, TWELVE_SCOPES


def tour(wiki, path):
    """Do all that a client can do, and all that it does to find out what became of a lost request."""
    client, faults = wiki.client, wiki.sandbox.faults
    client.space("DOC")
    first, second = wiki.page("First", "<p>Some words</p>"), wiki.page("Second")
    list(client.pages_in_space(wiki.space, list(Status)))
    list(client.pages_by_id([first.id]))
    client.pages_by_title(wiki.space, "First")
    client.page_body(first.id)
    client.page_bodies([first.id, second.id])
    client.content_types([first.id, "999"])
    first = wiki.update(first, body="<p>Other words</p>")
    client.page_version(first.id, 1)
    client.page_version(first.id, 2)
    client.upload_attachment(
        first.id,
        path,
        filename="a b.png",
        media_type="image/png",
        comment="c",
        existing=None,
        minor_edit=True,
    )
    (file,) = client.attachments(first.id)
    client.upload_attachment(
        first.id,
        path,
        filename="a b.png",
        media_type="image/png",
        comment="d",
        existing=file,
        minor_edit=True,
    )
    client.attachment_data(first.id, file, 1)
    client.attachment_data(first.id, file)
    client.delete_attachment(file)
    made = client.set_property(first.id, "k", {"a": 1}, existing=None)
    made = client.set_property(first.id, "k", [], existing=made)
    client.properties(first.id)
    client.delete_property(first.id, made)
    client.add_labels(first.id, ["alpha", "beta"])
    client.labels(first.id)
    client.remove_label(first.id, "alpha")
    wiki.sandbox.add_inline_comment(first.id, "words")
    client.inline_comments(first.id)
    faults.drop("POST", path="footer-comments$|content$", nth=1, after=True)
    client.add_footer_comment(first.id, "<p>below</p>")
    client.unwatch(first.id)
    second = client.move_page(second, parent_id=first.id)
    if client.can_order:
        third = wiki.page("Third", parent_id=first.id)
        client.place_page(third.id, before=second.id)
        client.place_page(third.id, after=second.id)
    client.trash_page(second.id)
    client.restore_page(second)
    if client.can_archive:
        client.archive_pages([second.id])
    faults.fail("GET", path="content/scan", status=404)
    list(client.pages_in_space(wiki.space))
    with pytest.raises(errors.NotFound):
        client.space("NONE")
    inquiry = Inquiry(client._caller)
    inquiry.signed_in()
    inquiry.space_rights(wiki.space)
    inquiry.page_rights(first.id)


@pytest.mark.parametrize("flavour", ["cloud", "datacenter"])
def test_every_call(open_wiki, specs, tmp_path, flavour):
    """All calls of the table are made, as the documents say and as the sandbox understands them."""
    wiki = open_wiki(flavour, scopes=TWELVE_SCOPES | LABEL_SCOPES | COMMENT_SCOPES)
    wiki.sandbox.keep_content = True
    path = tmp_path / "x"
    path.write_bytes(b"x")
    tour(wiki, path)
    if flavour == "datacenter":
        assert Inquiry(wiki.client._caller).release() == "10.2.0"
    assert violations(wiki.sandbox, specs) == []
    made = [(call.method, call.path) for call in wiki.sandbox.requests]
    table = Cloud if flavour == "cloud" else DataCenter
    unused = {row.name for row in operations(table) if not any(is_use(row, *one) for one in made)}
    # Asked for nothing but a scope; see test_probes.
    assert unused == ({"known_labels"} if flavour == "cloud" else set())


def is_use(row, method, path):
    """Whether a request is a use of a row of the table."""
    pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(row.path))
    return method == row.method and re.search(rf"/{pattern}$", path) is not None
