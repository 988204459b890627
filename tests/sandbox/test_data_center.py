"""The API of Data Center, below a context path."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.sandbox import ADMIN_EMAIL


@pytest.fixture
def sandbox(data_center):
    """The site that the caller calls."""
    return data_center.sandbox


def content(title, *, parent=None, body="<p>text</p>", **values):
    """What a page is created or updated from."""
    data = {
        "type": "page",
        "title": title,
        "space": {"key": "DOC"},
        "body": {"storage": {"value": body, "representation": "storage"}},
    }
    if parent is not None:
        data["ancestors"] = [{"id": parent}]
    return data | values


class TestDoor:
    """Who is let in."""

    def test_token_and_password(self, sandbox, data_center, call_as):
        """A personal access token as Bearer, a password as Basic; the reply names the user."""
        by_password = call_as(
            sandbox, data_center.url, (ADMIN_EMAIL, sandbox.add_token("password"))
        )
        for caller in (data_center, by_password):
            answer = caller.v1("GET", "user/current")
            assert answer.json()["username"] == ADMIN_EMAIL
            assert answer.headers["X-AUSERNAME"] == ADMIN_EMAIL
            assert "accountId" not in answer.json()

    def test_login_page(self, sandbox, data_center, call_as, bearer):
        """Nobody and strangers get a page for logging in, which is no JSON."""
        for auth in (None, bearer("nonsense"), bearer(sandbox.add_token("pat", expired=True))):
            answer = call_as(sandbox, data_center.url, auth).v1("GET", "space/DOC")
            assert answer.status_code == 401
            assert answer.headers["Content-Type"] == "text/html;charset=utf-8"
            assert "Log In" in answer.text

    def test_captcha(self, sandbox, data_center, call_as):
        """After three wrong passwords the right one does not help either; a token does."""
        right, other = sandbox.add_token("password"), sandbox.add_user("other@example.com", "Other")

        def call(password, email=ADMIN_EMAIL):
            return call_as(sandbox, data_center.url, (email, password)).v1("GET", "user/current")

        statuses = [call(one).status_code for one in ("x", "x", right, "x", "x", "x", right)]
        assert statuses == [401, 401, 200, 401, 401, 401, 403]
        denied = call(right).headers
        assert denied["X-Authentication-Denied-Reason"].startswith("CAPTCHA_CHALLENGE")
        assert call(sandbox.add_token("password", user=other), other.email).status_code == 200
        assert data_center.v1("GET", "user/current").status_code == 200
        sandbox.options.captcha_after = 0
        assert call(right).status_code == 200

    def test_anonymous_access(self, sandbox, data_center, call_as, bearer):
        """Strangers may look at everything as nobody, and change nothing."""
        sandbox.options.anonymous_access = True
        stranger = call_as(sandbox, data_center.url, bearer("nonsense"))
        seen = stranger.v1("GET", "space/DOC")
        assert (seen.status_code, seen.headers["X-AUSERNAME"]) == (200, "anonymous")
        assert stranger.v1("POST", "content", json=content("Page")).status_code == 401

    def test_no_access_to_the_product(self, sandbox, data_center):
        """A user of the directory who may not use Confluence."""
        sandbox.options.no_product_access.add(ADMIN_EMAIL)
        answer = data_center.v1("GET", "user/current")
        assert answer.status_code == 403
        assert answer.json()["message"] == "Current user not permitted to use Confluence"

    def test_single_sign_on(self, sandbox, data_center):
        """A proxy may send everybody to a login page."""
        sandbox.options.single_sign_on = True
        answer = data_center.v1("GET", "user/current", allow_redirects=False)
        assert (answer.status_code, answer.headers["Location"][:8]) == (302, "https://")

    def test_no_cloud(self, sandbox, call_as):
        """There is no tenant info, no version 2 and nothing beside the context path."""
        origin = sandbox.addresses.origin
        someone = call_as(sandbox, origin, None)
        paths = ("_edge/tenant_info", "rest/api/space/DOC", "confluence/api/v2/spaces")
        assert [someone("GET", path).status_code for path in paths] == [404, 404, 404]


class TestPages:
    """Creating, reading and changing pages."""

    def test_spaces(self, sandbox, data_center):
        """All of them in parts, or those that are named."""
        sandbox.add_space("OPS", "Operations")
        first = data_center.v1("GET", "space", params={"limit": 1}).json()
        assert ([row["key"] for row in first["results"]], first["size"]) == (["DOC"], 1)
        assert "start=1" in first["_links"]["next"]
        named = data_center.v1("GET", "space", params={"spaceKey": "ops"}).json()
        assert [row["key"] for row in named["results"]] == ["OPS"]

    def test_history(self, sandbox, data_center):
        """Who made it, the newest version and the one before."""
        page = sandbox.add_page("DOC", "Page")
        path = f"content/{page.id}/history"
        assert "previousVersion" not in data_center.v1("GET", path).json()
        sandbox.edit_page(page.id, message="typo")
        shown = data_center.v1("GET", path).json()
        assert (shown["lastUpdated"]["number"], shown["lastUpdated"]["message"]) == (2, "typo")
        assert shown["previousVersion"]["number"] == 1
        assert shown["createdBy"]["username"] == ADMIN_EMAIL

    def test_space(self, sandbox, data_center):
        """A space with its home page."""
        answer = data_center.v1("GET", "space/DOC", params={"expand": "homepage"}).json()
        assert (answer["key"], answer["name"]) == ("DOC", "Documentation")
        assert answer["homepage"]["id"] == sandbox.store.space("DOC").homepage_id
        missing = data_center.v1("GET", "space/NONE")
        assert (missing.status_code, missing.json()["message"]) == (404, "No space with key : NONE")

    def test_life(self, sandbox, data_center):
        """Created below a parent with properties, updated with a message, deleted."""
        home = sandbox.store.space("DOC").homepage_id
        data = content("Page", parent=home, metadata={"properties": {"k": {"value": [1]}}})
        made = data_center.v1("POST", "content", json=data).json()
        assert [a["id"] for a in made["ancestors"]] == [home]
        assert made["_links"]["base"] == "https://wiki.example.com/confluence"
        path = f"content/{made['id']}"
        assert data_center.v1("GET", f"{path}/property/k").json()["value"] == [1]
        data = content("Renamed", version={"number": 2, "message": "m", "minorEdit": True})
        updated = data_center.v1("PUT", path, json=data).json()
        assert (updated["title"], updated["version"]["minorEdit"]) == ("Renamed", True)
        assert [a["id"] for a in updated["ancestors"]] == [home]
        assert data_center.v1("DELETE", path).status_code == 204
        assert data_center.v1("GET", path).status_code == 404
        assert data_center.v1("GET", path, params={"status": "trashed"}).status_code == 200
        assert data_center.v1("DELETE", path, params={"status": "trashed"}).status_code == 204
        assert sandbox.store.page(made["id"]) is None

    def test_older_version(self, sandbox, data_center):
        """A version is shown with its title and body to those who ask for historical ones."""
        page = sandbox.add_page("DOC", "Page", "<p>first</p>")
        sandbox.edit_page(page.id, title="Other", body="<p>second</p>", message="again")

        def read(**query):
            query |= {"expand": "body.storage,version"}
            answer = data_center.v1("GET", f"content/{page.id}", params=query)
            if answer.status_code != 200:
                return answer.status_code
            data = answer.json()
            body = data["body"]["storage"]["value"]
            return data["status"], data["title"], body, data["version"]["number"]

        first = ("historical", "Page", "<p>first</p>", 1)
        assert [read(version=1, status=status) for status in ("any", "historical")] == [first] * 2
        assert read(version=2) == ("current", "Other", "<p>second</p>", 2)
        assert (read(version=1), read(version=3, status="any")) == (404, 404)

    def test_out_of_the_trash(self, sandbox, data_center):
        """By its status alone; nothing else is changed then."""
        page = sandbox.add_page("DOC", "Page", "<p>old</p>")
        sandbox.trash_page(page.id)
        path = f"content/{page.id}"
        data = content("Other", version={"number": 2})
        assert data_center.v1("PUT", path, json=data).status_code == 404
        restored = data_center.v1("PUT", path, json=data | {"status": "current"}).json()
        assert (restored["title"], restored["status"]) == ("Page", "current")
        assert sandbox.store.body(page.id) == "<p>old</p>"

    def test_position(self, sandbox, data_center):
        """A number among those of the siblings; -1 is none."""
        pages = [sandbox.add_page("DOC", title).id for title in ("A", "B", "C")]
        for page, position in ((pages[2], 1), (pages[0], -1)):
            title = sandbox.store.page(page).title
            data = content(title, version={"number": 2}, position=position)
            assert (
                data_center.v1("PUT", f"content/{page}", json=data).json()["position"] == position
            )
        assert list(sandbox.outline("DOC")["Documentation"]) == ["C", "B", "A"]

    def test_errors(self, sandbox, data_center):
        """Version 1 has wordings of its own."""
        page = sandbox.add_page("DOC", "Page")
        taken = data_center.v1("POST", "content", json=content("page"))
        conflict = data_center.v1(
            "PUT", f"content/{page.id}", json=content("Page", version={"number": 1})
        )
        loop = data_center.v1(
            "PUT",
            f"content/{page.id}",
            json=content("Page", parent=page.id, version={"number": 2}),
        )
        unknown = data_center.v1("GET", "content/999")
        broken = data_center.v1("POST", "content", json=content("Broken", body="<p>"))
        assert [
            (answer.status_code, answer.json()["message"])
            for answer in (taken, conflict, loop, unknown, broken)
        ] == [
            (
                400,
                "A page with this title already exists: A page already exists with the title page"
                " in the space with key DOC",
            ),
            (409, "Version must be incremented on update. Current version is: 1"),
            (400, "Can not set page as its own parent"),
            (404, "No content found with id : ContentId{id=999}"),
            (
                400,
                "Error parsing xhtml: mismatched tag\n at [row,col {unknown-source}]: [1,4]",
            ),
        ]

    def test_nested_macros(self, data_center):
        """There is no new editor that could refuse them."""
        panel = '<ac:structured-macro ac:name="note"><ac:rich-text-body>{}</ac:rich-text-body></ac:structured-macro>'
        data = content("Page", body=panel.format(panel.format("<p>x</p>")))
        assert data_center.v1("POST", "content", json=data).status_code == 200

    def test_listings(self, sandbox, data_center):
        """By title, by ids, by offset and by scanning."""
        pages = [sandbox.add_page("DOC", title).id for title in ("A", "B", "C")]

        def titles(path, **query):
            answer = data_center.v1("GET", path, params=query).json()
            return [page["title"] for page in answer["results"]], answer

        assert titles("content", spaceKey="DOC", title="b")[0] == ["B"]
        assert titles("content", ids=",".join(pages[:2]))[0] == ["A", "B"]
        first, answer = titles("space/DOC/content/page", limit=3)
        assert first == ["Documentation", "A", "B"]
        assert answer["_links"]["next"].startswith("/rest/api/space/DOC/content/page?")
        assert titles("space/DOC/content/page", limit=3, start=3)[0] == ["C"]
        first, answer = titles("content/scan", spaceKey="DOC", limit=3, expand="version")
        assert first == ["Documentation", "A", "B"]
        assert answer["results"][0]["version"]["number"] == 1
        last, answer = titles("content/scan", spaceKey="DOC", limit=3, cursor=answer["nextCursor"])
        assert (last, answer["nextCursor"]) == (["C"], None)

    def test_expanded(self, sandbox, data_center):
        """Properties, labels and files of pages come with a listing on demand."""
        page = sandbox.add_page("DOC", "Page")
        sandbox.add_attachment(page.id, "a.txt", b"a", comment="note")
        data_center.v1(
            "PUT", f"content/{page.id}/property/k", json={"value": 1, "version": {"number": 1}}
        )
        data_center.v1("POST", f"content/{page.id}/label", json=[{"name": "alpha"}])
        expand = "metadata.properties.k,metadata.labels,children.attachment"
        query = {"title": "Page", "spaceKey": "DOC", "expand": expand}
        (shown,) = data_center.v1("GET", "content", params=query).json()["results"]
        assert shown["metadata"]["properties"]["k"]["value"] == 1
        assert [one["name"] for one in shown["metadata"]["labels"]["results"]] == ["alpha"]
        (file,) = shown["children"]["attachment"]["results"]
        assert (file["title"], file["metadata"]["comment"]) == ("a.txt", "note")


class TestAttached:
    """Files and properties."""

    def test_files(self, sandbox, data_center):
        """New by POST, new version by /data, deleted; PUT does not create."""
        page = sandbox.add_page("DOC", "Page")
        path = f"content/{page.id}/child/attachment"
        (made,) = data_center.upload("POST", path, "a.png").json()["results"]
        data_center.upload("POST", f"{path}/{made['id']}/data", "a.png", content=b"2")
        assert sandbox.store.data(made["id"]) == b"2"
        assert data_center.upload("PUT", path, "b.png").status_code == 404
        listed = data_center.v1("GET", path, params={"filename": "a.png"}).json()
        assert [one["version"]["number"] for one in listed["results"]] == [2]
        assert data_center.v1("DELETE", f"{path}/{made['id']}").status_code == 204
        assert sandbox.store.attachments(page.id) == []

    def test_download(self, sandbox, data_center, call_as):
        """At the address in the listing, for users; people in a browser need not sign in to a sandbox."""
        page = sandbox.add_page("DOC", "Page")
        sandbox.add_attachment(page.id, "ä b.txt", b"old")
        path = f"content/{page.id}/child/attachment"
        (file,) = data_center.v1("GET", path).json()["results"]
        data_center.upload("POST", f"{path}/{file['id']}/data", "ä b.txt", content=b"new")
        sandbox.reset_requests()
        link = file["_links"]["download"].removeprefix("/")
        assert data_center("GET", link).content == b"old"
        assert data_center("GET", link.partition("?")[0]).content == b"new"
        stranger = call_as(sandbox, data_center.url, ("nobody@example.com", "x"))
        assert stranger("GET", link).status_code == 401
        assert call_as(sandbox, data_center.url, None)("GET", link).content == b"old"
        assert [call.operation for call in sandbox.requests] == ["dc_download"] * 3

    def test_properties(self, sandbox, data_center):
        """PUT with version 1 creates; the next version replaces; another one is a conflict."""
        path = f"content/{sandbox.add_page('DOC', 'Page').id}/property/k"
        statuses = [
            data_center.v1("PUT", path, json={"value": n, "version": {"number": n}}).status_code
            for n in (2, 1, 1, 2)
        ]
        assert statuses == [409, 200, 409, 200]
        assert data_center.v1("GET", path).json()["version"]["number"] == 2
        assert data_center.v1("DELETE", path).status_code == 204
        assert data_center.v1("GET", path).status_code == 404
