"""Comments of both flavours, and pages that are left to a few users."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.sandbox import (
    ADMIN_EMAIL,
    COMMENT_SCOPES,
    TWELVE_SCOPES,
    Resolution,
    Sandbox,
)


@pytest.fixture
def page(sandbox):
    """A page that can be commented on."""
    return sandbox.add_page("DOC", "Page", "<p>One <strong>two</strong> three, one two.</p>")


@pytest.fixture
def api(caller):
    """A caller who may read, write and delete comments."""
    return caller(scopes=TWELVE_SCOPES | COMMENT_SCOPES)


def storage(text):
    """A body as comments have it."""
    return {"representation": "storage", "value": text}


class TestMarkers:
    """What becomes of an inline comment when its page changes."""

    def test_in_the_body(self, sandbox, page):
        """The markers are in the stored body, within the newest version or in one of its own."""
        first = sandbox.add_inline_comment(page.id, "One two", user="reader@example.com")
        assert sandbox.store.body(page.id).count(f'ac:ref="{first.ref}"') == 2
        assert sandbox.store.page(page.id).version.number == 1
        sandbox.add_inline_comment(page.id, "three", new_version=True)
        assert sandbox.store.page(page.id).version.number == 2
        assert [(c.words, c.anchored, c.resolution) for c in sandbox.comments(page.id)] == [
            ("One two", True, "open"),
            ("three", True, "open"),
        ]

    def test_dangling(self, sandbox, page):
        """A comment dangles while its markers are gone, and is at its words again when they are back."""
        made = sandbox.add_inline_comment(page.id, "two", occurrence=2)
        body = sandbox.store.body(page.id)
        sandbox.edit_page(page.id, body="<p>Nothing</p>")
        (found,) = sandbox.comments(page.id)
        assert (found.resolution, found.words, found.selection) == (
            Resolution.DANGLING,
            None,
            "two",
        )
        sandbox.edit_page(page.id, body=body)
        assert sandbox.comments(page.id) == [made]

    def test_resolved(self, sandbox, page):
        """A resolved comment stays resolved."""
        made = sandbox.add_inline_comment(page.id, "two")
        sandbox.resolve_comment(made.id)
        sandbox.edit_page(page.id, body="<p>Nothing</p>")
        assert sandbox.comments(page.id)[0].resolution is Resolution.RESOLVED


class TestCloud:
    """Version 2."""

    def test_listed(self, sandbox, api, page):
        """With ref, words and resolution; narrowed to resolutions; footer comments by themselves."""
        made = sandbox.add_inline_comment(page.id, "three", "<p>Why?</p>")
        sandbox.add_footer_comment(page.id, "<p>Well</p>")
        sandbox.resolve_comment(sandbox.add_inline_comment(page.id, "one").id)
        path = f"pages/{page.id}/inline-comments"
        query = {"resolution-status": "open,dangling", "body-format": "storage"}
        (found,) = api.v2("GET", path, params=query).json()["results"]
        assert found["properties"] == {
            "inlineMarkerRef": made.ref,
            "inlineOriginalSelection": "three",
        }
        assert (found["resolutionStatus"], found["pageId"]) == ("open", page.id)
        assert found["body"]["storage"] == storage("<p>Why?</p>")
        assert len(api.v2("GET", path).json()["results"]) == 2
        footer = api.v2("GET", f"pages/{page.id}/footer-comments").json()["results"]
        assert [one["title"] for one in footer] == ["Re: Page"]

    def test_inline_life(self, sandbox, api, page):
        """Made on the words that the client counted, answered, resolved, deleted."""
        data = {
            "pageId": page.id,
            "body": storage("<p>Why?</p>"),
            "inlineCommentProperties": {
                "textSelection": "two",
                "textSelectionMatchCount": 2,
                "textSelectionMatchIndex": 1,
            },
        }
        made = api.v2("POST", "inline-comments", json=data)
        assert made.status_code == 201
        path = f"inline-comments/{made.json()['id']}"
        answer = {"parentCommentId": made.json()["id"], "body": storage("<p>So</p>")}
        assert api.v2("POST", "inline-comments", json=answer).status_code == 201
        (child,) = api.v2("GET", f"{path}/children").json()["results"]
        assert child["parentCommentId"] == made.json()["id"]
        data = {"version": {"number": 2}, "body": storage("<p>Ah</p>"), "resolved": True}
        assert api.v2("PUT", path, json=data).json()["resolutionStatus"] == "resolved"
        assert api.v2("PUT", path, json=data).status_code == 409
        data = {"version": {"number": 3}, "resolved": False}
        assert api.v2("PUT", path, json=data).json()["resolutionStatus"] == "reopened"
        assert api.v2("DELETE", path).status_code == 204
        assert api.v2("GET", path).status_code == 404
        assert sandbox.comments(page.id) == []

    def test_footer_life(self, api, page):
        """Made, changed, deleted; what is no footer comment is not found as one."""
        data = {"pageId": page.id, "body": storage("<p>Hm</p>")}
        made = api.v2("POST", "footer-comments", json=data).json()
        path = f"footer-comments/{made['id']}"
        data = {"version": {"number": 2}, "body": storage("<p>Ah</p>")}
        assert api.v2("PUT", path, json=data).json()["body"]["storage"]["value"] == "<p>Ah</p>"
        assert api.v2("GET", f"inline-comments/{made['id']}").status_code == 404
        assert api.v2("DELETE", path).status_code == 204

    @pytest.mark.parametrize(
        "given",
        [
            {"textSelection": "two", "textSelectionMatchCount": 1, "textSelectionMatchIndex": 0},
            {"textSelection": "two", "textSelectionMatchCount": 2, "textSelectionMatchIndex": 2},
            {"textSelection": "six", "textSelectionMatchCount": 1, "textSelectionMatchIndex": 0},
            None,
        ],
    )
    def test_wrong_selection(self, sandbox, api, page, given):
        """Words that are not there, or not as often as the client thinks, are refused."""
        data = {"pageId": page.id, "body": storage(""), "inlineCommentProperties": given}
        assert api.v2("POST", "inline-comments", json=data).status_code == 400
        assert "marker" not in sandbox.store.body(page.id)

    def test_scopes(self, caller, page):
        """The twelve scopes are not for comments."""
        answer = caller().v2("GET", f"pages/{page.id}/inline-comments")
        assert (answer.status_code, answer.json()["message"]) == (
            401,
            "Unauthorized; scope does not match",
        )


class TestDataCenter:
    """Comments are content there."""

    @pytest.fixture
    def sandbox(self, data_center):
        """The site that the caller calls."""
        return data_center.sandbox

    def test_listed(self, sandbox, data_center, page):
        """By location, with what is expanded."""
        made = sandbox.add_inline_comment(page.id, "three", "<p>Why?</p>")
        sandbox.resolve_comment(sandbox.add_inline_comment(page.id, "one").id)
        expand = "body.storage,extensions.inlineProperties,extensions.resolution,history"
        query = {"location": "inline", "expand": expand}
        path = f"content/{page.id}/child/comment"
        (found,) = data_center.v1("GET", path, params=query).json()["results"]
        assert found["extensions"] == {
            "location": "inline",
            "inlineProperties": {"originalSelection": "three", "markerRef": made.ref},
            "resolution": {"status": "open"},
        }
        assert found["history"]["createdBy"]["displayName"] == "Admin"
        both = data_center.v1("GET", path, params={"location": ["inline", "resolved"]}).json()
        assert both["size"] == 2

    def test_life(self, sandbox, data_center, page):
        """Made below a page, answered, changed, deleted."""
        data = {
            "type": "comment",
            "container": {"id": page.id, "type": "page"},
            "body": {"storage": storage("<p>Hm</p>")},
        }
        made = data_center.v1("POST", "content", json=data).json()
        answer = data_center.v1("POST", "content", json=data | {"ancestors": [{"id": made["id"]}]})
        assert answer.status_code == 200
        path = f"content/{page.id}/child/comment"
        assert data_center.v1("GET", path).json()["size"] == 1
        assert data_center.v1("GET", path, params={"depth": "all"}).json()["size"] == 2
        changed = {
            "type": "comment",
            "version": {"number": 2},
            "body": {"storage": storage("<p>Ah</p>")},
        }
        answer = data_center.v1("PUT", f"content/{made['id']}", json=changed)
        assert answer.json()["body"]["storage"]["value"] == "<p>Ah</p>"
        assert data_center.v1("GET", f"content/{made['id']}").json()["type"] == "comment"
        assert data_center.v1("DELETE", f"content/{made['id']}").status_code == 204
        assert sandbox.comments(page.id) == []


class TestRestrictions:
    """Pages that are left to some users."""

    def test_changing(self, sandbox, api, caller, page):
        """Others may read it but not change it: version 2 hides it then, version 1 says so."""
        other = sandbox.add_user("other@example.com", "Other")
        sandbox.restrict_page(page.id, other)
        assert api.v2("GET", f"pages/{page.id}").status_code == 200
        assert api.update(page.id, "Page", 2).status_code == 404
        moved = api.v1("PUT", f"content/{page.id}/move/append/{page.parent_id}")
        upload = api.upload("PUT", f"content/{page.id}/child/attachment", "a.png")
        assert (moved.status_code, upload.status_code) == (403, 403)
        assert caller(user=other).update(page.id, "Page", 2).status_code == 200
        shown = api.v1("GET", f"content/{page.id}/restriction/byOperation").json()
        users = shown["update"]["restrictions"]["user"]["results"]
        assert [user["displayName"] for user in users] == ["Other"]
        assert shown["read"]["restrictions"]["user"]["size"] == 0
        sandbox.restrict_page(page.id)
        assert api.update(page.id, "Page", 3).status_code == 200

    def test_reading(self, sandbox, api, page):
        """Others see neither the page nor what is below it, but its title is taken."""
        below = sandbox.add_page("DOC", "Below", parent=page)
        other = sandbox.add_user("other@example.com", "Other")
        sandbox.restrict_page(page.id, other, operation="read")
        for hidden in (page, below):
            assert api.v2("GET", f"pages/{hidden.id}").status_code == 404
        listed = api.v2("GET", f"spaces/{page.space_id}/pages").json()["results"]
        assert [one["title"] for one in listed] == ["Documentation"]
        assert api.v2("GET", f"pages/{page.parent_id}/children").json()["results"] == []
        assert api.create("page").status_code == 400

    def test_data_center(self, call_as):
        """The same by version 1."""
        with Sandbox(flavour="datacenter") as sandbox:
            sandbox.add_space("DOC", "Documentation")
            page = sandbox.add_page("DOC", "Page")
            sandbox.restrict_page(page.id, sandbox.add_user("other@example.com", "Other"))
            auth = (ADMIN_EMAIL, sandbox.add_token("password"))
            me = call_as(sandbox, sandbox.addresses.site_url, auth)
            data = {"type": "page", "title": "Page", "version": {"number": 2}}
            answer = me.v1("PUT", f"content/{page.id}", json=data)
            assert (answer.status_code, answer.json()["message"]) == (
                403,
                f"User not permitted to edit page with id {page.id}",
            )
