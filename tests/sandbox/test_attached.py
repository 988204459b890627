"""What hangs on a page: files, content properties, labels, watchers."""

from __future__ import annotations

import pytest
import requests

from sphinx_to_confluence.sandbox import LABEL_SCOPES, TWELVE_SCOPES
from sphinx_to_confluence.sandbox.records import Status


@pytest.fixture
def page_id(sandbox):
    """A page to hang things on."""
    return sandbox.add_page("DOC", "Page").id


class TestFiles:
    """Uploading through version 1, listing and deleting through version 2."""

    def test_create_and_list(self, sandbox, api, page_id):
        """Name, media type, comment and bytes are kept as they are."""
        answer = api.upload(
            "POST", f"content/{page_id}/child/attachment", "ä b%2F.png", content=b"\0\xff"
        )
        (made,) = answer.json()["results"]
        (listed,) = api.v2("GET", f"pages/{page_id}/attachments").json()["results"]
        assert listed["id"] == made["id"]
        assert (listed["title"], listed["mediaType"]) == ("ä b%2F.png", "image/png")
        assert (listed["comment"], listed["version"]["message"]) == ("note", "note")
        assert (listed["fileSize"], listed["pageId"]) == (2, page_id)
        assert sandbox.store.data(made["id"]) == b"\0\xff"

    def test_several_at_once(self, sandbox, api, page_id):
        """All of them or none; comments are given for all of them."""
        path = f"content/{page_id}/child/attachment"
        assert api.upload("POST", path, "a.png", "b.png").json()["size"] == 2
        assert api.upload("POST", path, "c.png", "a.png").status_code == 400
        files = [("file", (name, b"x")) for name in ("d", "e")]
        one_comment = api.v1("POST", path, files=files, data={"comment": "only one"})
        assert one_comment.status_code == 400
        assert [a.filename for a in sandbox.store.attachments(page_id)] == ["a.png", "b.png"]

    def test_name_taken(self, api, page_id):
        """POST makes new files only."""
        path = f"content/{page_id}/child/attachment"
        api.upload("POST", path, "a.png")
        answer = api.upload("POST", path, "a.png")
        assert (answer.status_code, answer.json()["message"]) == (
            400,
            "Cannot add a new attachment with same file name as an existing attachment: a.png",
        )

    def test_create_or_update(self, sandbox, api, page_id):
        """PUT makes a file, and then its next version; the old bytes are kept."""
        path = f"content/{page_id}/child/attachment"
        api.upload("PUT", path, "a.png", content=b"one")
        (again,) = api.upload("PUT", path, "a.png", content=b"two").json()["results"]
        assert again["version"]["number"] == 2
        assert sandbox.store.data(again["id"]) == b"two"
        assert sandbox.store.data(again["id"], 1) == b"one"

    def test_new_version_by_id(self, sandbox, api, page_id):
        """The file keeps its name whatever the upload is called."""
        path = f"content/{page_id}/child/attachment"
        (made,) = api.upload("POST", path, "a.png").json()["results"]
        answer = api.upload("POST", f"{path}/{made['id']}/data", "other.png", comment="next")
        assert (answer.json()["title"], answer.json()["version"]["number"]) == ("a.png", 2)
        assert sandbox.store.attachment(made["id"]).comment == "next"
        assert api.upload("POST", f"{path}/att999/data", "a.png").status_code == 404

    def test_description(self, sandbox, api, page_id):
        """Name and comment can be changed without an upload."""
        path = f"content/{page_id}/child/attachment"
        (made,) = api.upload("POST", path, "a.png").json()["results"]
        data = {"title": "b.png", "metadata": {"comment": "other"}}
        api.v1("PUT", f"{path}/{made['id']}", json=data).raise_for_status()
        file = sandbox.store.attachment(made["id"])
        assert (file.filename, file.comment) == ("b.png", "other")

    def test_header_against_forms(self, api, page_id):
        """Without X-Atlassian-Token an upload could be a form of another web site."""
        path = f"rest/api/content/{page_id}/child/attachment"
        assert api("POST", path, files={"file": ("a", b"a")}).status_code == 403

    @pytest.mark.parametrize("status", [413, 404])
    def test_over_the_limit(self, sandbox, api, page_id, status):
        """Documents and experience differ on the status."""
        sandbox.options.attachment_limit_bytes = 3
        sandbox.options.too_large_status = status
        path = f"content/{page_id}/child/attachment"
        answer = api.upload("POST", path, "a.png", content=b"four")
        assert (answer.status_code, answer.json()["message"]) == (
            status,
            "The attachment exceeds the maximum size of 3 bytes",
        )

    def test_switched_off(self, sandbox, api, page_id):
        """Uploads can be forbidden for a site."""
        sandbox.options.attachments = False
        path = f"content/{page_id}/child/attachment"
        assert api.upload("POST", path, "a.png").status_code == 403

    def test_delete(self, sandbox, api, page_id):
        """A deleted file is in the trash, and its name is free."""
        path = f"content/{page_id}/child/attachment"
        (made,) = api.upload("POST", path, "a.png").json()["results"]
        assert api.v2("DELETE", f"attachments/{made['id']}").status_code == 204
        assert api.v2("DELETE", f"attachments/{made['id']}").status_code == 404
        assert sandbox.store.attachment(made["id"]).status is Status.TRASHED
        assert api.upload("POST", path, "a.png").status_code == 200

    def test_narrowed(self, api, page_id):
        """By name; of two hundred files fifty come at once."""
        path = f"content/{page_id}/child/attachment"
        for start in range(0, 60, 20):
            api.upload("POST", path, *(f"{n}.png" for n in range(start, start + 20)))
        listing = f"pages/{page_id}/attachments"
        first = api.v2("GET", listing).json()
        assert len(first["results"]) == 50
        rest = api("GET", first["_links"]["next"].removeprefix("/wiki/")).json()
        assert len(rest["results"]) == 10
        named = api.v2("GET", listing, params={"filename": "7.png"}).json()["results"]
        assert [file["title"] for file in named] == ["7.png"]

    @pytest.mark.parametrize("door", ["gateway", "site"])
    def test_download(self, sandbox, caller, page_id, door):
        """A download leads to another server, which refuses the credentials of this one."""
        sandbox.add_attachment(page_id, "a b.png", b"old")
        api = caller(door, "scoped" if door == "gateway" else "classic")
        file = sandbox.store.attachments(page_id)[0].public_id
        path = f"content/{page_id}/child/attachment/{file}"
        api.upload("POST", f"{path}/data", "a b.png", content=b"new").raise_for_status()
        answer = api.v1("GET", f"{path}/download", allow_redirects=False)
        location = answer.headers["Location"]
        assert answer.status_code == 302
        assert location.startswith("https://api.media.atlassian.com/file/")
        assert api.v1("GET", f"{path}/download").content == b"new"
        assert api.v1("GET", f"{path}/download", params={"version": 1}).content == b"old"
        assert api.v1("GET", f"{path}/download", params={"version": 3}).status_code == 400
        nobody = requests.Session()
        nobody.mount("https://", sandbox.adapter())
        statuses = [
            nobody.get(url, headers=headers).status_code
            for url, headers in (
                (location, {}),
                (location, {"Authorization": "Bearer x"}),
                (location.replace("token=", "token=x"), {}),
            )
        ]
        assert statuses == [200, 401, 401]
        assert sandbox.requests[-1].operation == "media"


class TestProperties:
    """Content properties."""

    def test_width_that_is_there_already(self, sandbox, api, page_id):
        """Confluence may have made the property itself in the meantime."""
        sandbox.options.own_widths = True
        path, key = f"pages/{page_id}/properties", "content-appearance-published"
        answer = api.v2("POST", path, json={"key": key, "value": "full-width"})
        assert answer.status_code == 409
        (found,) = api.v2("GET", path, params={"key": key}).json()["results"]
        data = {"key": key, "value": "full-width", "version": {"number": 2}}
        assert api.v2("PUT", f"{path}/{found['id']}", json=data).status_code == 200
        assert api.v2("POST", path, json={"key": "other", "value": 1}).status_code == 200

    def test_life(self, api, page_id):
        """Created in version 1, updated in the next one, deleted."""
        path = f"pages/{page_id}/properties"
        made = api.v2("POST", path, json={"key": "k", "value": {"a": [1, None, "ä"]}}).json()
        assert (made["key"], made["value"]) == ("k", {"a": [1, None, "ä"]})
        assert made["version"]["number"] == 1
        data = {"key": "k", "value": 2, "version": {"number": 2, "message": "m"}}
        updated = api.v2("PUT", f"{path}/{made['id']}", json=data).json()
        assert (updated["value"], updated["version"]["message"]) == (2, "m")
        assert api.v2("GET", f"{path}/{made['id']}").json() == updated
        assert api.v2("DELETE", f"{path}/{made['id']}").status_code == 204
        assert api.v2("GET", f"{path}/{made['id']}").status_code == 404

    def test_on_a_file(self, api, page_id):
        """A file has properties of its own, and a page does not know them."""
        path = f"content/{page_id}/child/attachment"
        (file,) = api.upload("POST", path, "a.png").json()["results"]
        path = f"attachments/{file['id']}/properties"
        made = api.v2("POST", path, json={"key": "k", "value": 1}).json()
        data = {"key": "k", "value": 2, "version": {"number": 2}}
        updated = api.v2("PUT", f"{path}/{made['id']}", json=data).json()
        assert api.v2("GET", path, params={"key": "k"}).json()["results"] == [updated]
        assert api.v2("GET", f"{path}/{made['id']}").json()["value"] == 2
        assert api.v2("GET", f"pages/{page_id}/properties").json()["results"] == []
        assert api.v2("DELETE", f"{path}/{made['id']}").status_code == 204
        assert api.v2("GET", path).json()["results"] == []
        api.v2("DELETE", f"attachments/{file['id']}")
        assert api.v2("POST", path, json={"key": "k", "value": 1}).status_code == 404

    def test_key_taken(self, api, page_id):
        """A key exists once."""
        path = f"pages/{page_id}/properties"
        api.v2("POST", path, json={"key": "k", "value": 1})
        answer = api.v2("POST", path, json={"key": "k", "value": 2})
        assert answer.status_code == 409
        assert "already exists" in answer.json()["errors"][0]["title"]

    def test_wrong_version(self, api, page_id):
        """Only the next version is taken, under the same key."""
        path = f"pages/{page_id}/properties"
        made = api.v2("POST", path, json={"key": "k", "value": 1}).json()["id"]
        data = {"key": "k", "value": 2, "version": {"number": 3}}
        assert api.v2("PUT", f"{path}/{made}", json=data).status_code == 409
        data = {"key": "K", "value": 2, "version": {"number": 2}}
        assert api.v2("PUT", f"{path}/{made}", json=data).status_code == 400

    def test_by_key(self, api, page_id):
        """Keys are compared with their case."""
        path = f"pages/{page_id}/properties"
        for key in ("k", "K"):
            api.v2("POST", path, json={"key": key, "value": key})
        found = api.v2("GET", path, params={"key": "K"}).json()["results"]
        assert [p["value"] for p in found] == ["K"]

    def test_over_the_limit(self, api, page_id):
        """A value has at most 32 KB."""
        path = f"pages/{page_id}/properties"
        fits = api.v2("POST", path, json={"key": "fits", "value": "x" * (32 * 1024 - 2)})
        over = api.v2("POST", path, json={"key": "over", "value": "x" * (32 * 1024 - 1)})
        assert (fits.status_code, over.status_code) == (200, 400)


class TestLabels:
    """Labels, which need scopes beyond the twelve."""

    def test_life(self, caller, page_id):
        """Added in version 1, listed in version 2, in lower case."""
        api = caller(scopes=TWELVE_SCOPES | LABEL_SCOPES)
        path = f"content/{page_id}/label"
        given = [{"prefix": "global", "name": "Alpha"}, {"name": "beta"}]
        assert api.v1("POST", path, json=given).json()["size"] == 2
        api.v1("DELETE", f"{path}/beta").raise_for_status()
        labels = api.v2("GET", f"pages/{page_id}/labels").json()["results"]
        assert [(label["prefix"], label["name"]) for label in labels] == [("global", "alpha")]
        api.v1("DELETE", path, params={"name": "alpha"}).raise_for_status()
        assert api.v2("GET", f"pages/{page_id}/labels").json()["results"] == []

    @pytest.mark.parametrize("name", ["two words", "", "a" * 256, "a,b"])
    def test_bad_name(self, caller, page_id, name):
        """Blanks and signs of punctuation are not for labels."""
        api = caller(scopes=LABEL_SCOPES)
        answer = api.v1("POST", f"content/{page_id}/label", json=[{"name": name}])
        assert answer.status_code == 400

    @pytest.mark.parametrize("given", [{}, "a", {"name": 1}, {"name": "a", "prefix": [1]}, None])
    def test_no_label(self, caller, page_id, given):
        """What is no label at all is refused."""
        answer = caller(scopes=LABEL_SCOPES).v1("POST", f"content/{page_id}/label", json=[given])
        assert answer.status_code == 400


def test_watching(sandbox, api, page_id):
    """Pages and files are watched and not watched any more; the header is needed."""
    path = f"user/watch/content/{page_id}"
    assert sandbox.store.watchers(page_id) == [sandbox.admin]
    assert api("DELETE", f"rest/api/{path}").status_code == 403
    assert api.v1("DELETE", path).status_code == 204
    assert sandbox.store.watchers(page_id) == []
    assert api.v1("POST", path).status_code == 204
    assert sandbox.store.watchers(page_id) == [sandbox.admin]
    sandbox.add_attachment(page_id, "a", b"a")
    file = sandbox.store.attachments(page_id)[0].public_id
    assert api.v1("DELETE", f"user/watch/content/{file}").status_code == 204
    assert api.v1("DELETE", "user/watch/content/999").status_code == 404
