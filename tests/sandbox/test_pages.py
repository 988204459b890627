"""Creating, reading, changing and deleting pages through version 2."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.sandbox.records import Holder, Status


def refusal(answer):
    """Status and text of a refusal of version 2."""
    return answer.status_code, answer.json()["errors"][0]["title"]


TAKEN = (
    400,
    "A page with this title already exists: A page already exists with the same TITLE in this space",
)


class TestCreate:
    """POST /pages."""

    def test_below_the_home_page(self, sandbox, api):
        """A page without a parent goes below the home page; its first version has no message."""
        page = api.create("Page").json()
        assert page["parentId"] == sandbox.store.space("DOC").homepage_id
        assert page["parentType"] == "page"
        assert (page["version"]["number"], page["version"]["message"]) == (1, "")
        assert sandbox.outline("DOC") == {"Documentation": {"Page": {}}}

    @pytest.mark.parametrize("more", [{}, {"representation": "storage"}])
    def test_body_under_the_name_of_its_format(self, sandbox, api, more):
        """The documents know a second form of the body, which need not say its representation again."""
        body = {"storage": {"value": "<p>text</p>", **more}}
        data = {"spaceId": sandbox.store.space("DOC").id, "title": "Page", "body": body}
        answer = api.v2("POST", "pages", json=data)
        assert sandbox.store.body(answer.json()["id"]) == "<p>text</p>"

    def test_slash_at_the_end(self, sandbox, api):
        """Clients that others wrote end addresses with a slash, and sites do not mind."""
        data = {"spaceId": sandbox.store.space("DOC").id, "title": "Page"}
        assert api.v2("POST", "pages/", json=data).status_code == 200

    def test_at_the_top(self, sandbox, api):
        """Unless the root level is asked for."""
        data = {"spaceId": sandbox.store.space("DOC").id, "title": "Top"}
        answer = api.v2("POST", "pages", params={"root-level": "true"}, json=data)
        assert answer.json()["parentId"] is None
        assert sandbox.outline("DOC") == {"Documentation": {}, "Top": {}}

    def test_below_a_folder(self, sandbox, api):
        """A folder is as good a parent."""
        folder = sandbox.add_folder("DOC", "Folder")
        page = api.create("Page", parentId=folder.id).json()
        assert (page["parentId"], page["parentType"]) == (folder.id, "folder")
        assert api.v2("GET", f"pages/{folder.id}").status_code == 404

    def test_in_order(self, sandbox, api):
        """Siblings stand in the order in which they were made, with room in between."""
        positions = [api.create(title).json()["position"] for title in ("b", "a", "c")]
        assert positions == sorted(positions)
        assert sandbox.outline("DOC") == {"Documentation": {"b": {}, "a": {}, "c": {}}}

    def test_creator_watches(self, sandbox, api):
        """Who makes a page is told of its changes."""
        page = api.create("Page").json()
        assert sandbox.store.watchers(page["id"]) == [sandbox.admin]

    @pytest.mark.parametrize("title", ["Taken", "TAKEN", " taken ", "Archived"])
    def test_title_taken(self, sandbox, api, title):
        """Whatever the case, and by archived pages as well."""
        sandbox.add_page("DOC", "Taken")
        sandbox.archive_page(sandbox.add_page("DOC", "Archived").id)
        assert refusal(api.create(title)) == TAKEN

    def test_title_free_again(self, sandbox, api):
        """Trashed pages and folders do not keep a title, other spaces have their own."""
        sandbox.trash_page(sandbox.add_page("DOC", "Trashed").id)
        sandbox.add_folder("DOC", "Folder")
        sandbox.add_space("OTHER", "Other")
        sandbox.add_page("OTHER", "Elsewhere")
        statuses = [api.create(t).status_code for t in ("Trashed", "Folder", "Elsewhere")]
        assert statuses == [200, 200, 200]

    @pytest.mark.parametrize(
        ("title", "expected"),
        [
            ("", "Title is required and must not be blank"),
            ("   ", "Title is required and must not be blank"),
            ("x" * 256, "Title cannot be longer than 255 characters."),
        ],
    )
    def test_bad_title(self, api, title, expected):
        """Titles have 1 to 255 characters."""
        assert refusal(api.create(title)) == (400, expected)

    def test_parent_elsewhere(self, sandbox, api):
        """The parent has to be in the space, and not in the trash."""
        other = sandbox.add_space("OTHER", "Other").homepage_id
        trashed = sandbox.add_page("DOC", "Trashed").id
        sandbox.trash_page(trashed)
        for parent in (other, trashed, "999"):
            assert refusal(api.create("Page", parentId=parent)) == (
                404,
                f"Cannot find a page with id [{parent}]",
            )

    def test_unknown_space(self, api):
        """The space has to be there."""
        answer = api.create("Page", spaceId="999")
        assert refusal(answer) == (404, "Could not find space with id [999]")

    def test_body_over_the_limit(self, sandbox, api):
        """Requests over 5 MB are not taken."""
        sandbox.options.body_limit_bytes = 100
        assert api.create("Page", "x" * 100).status_code == 413

    def test_no_json(self, api):
        """A body that is no JSON is refused."""
        answer = api.v2("POST", "pages", data="no json")
        assert refusal(answer) == (400, "The request body is not valid JSON")

    def test_draft(self, sandbox, api):
        """Drafts keep no title, are not listed and are found on demand only."""
        sandbox.add_page("DOC", "Page")
        draft = api.create("Page", status="draft").json()["id"]
        assert api.v2("GET", f"pages/{draft}").status_code == 404
        assert api.v2("GET", f"pages/{draft}", params={"get-draft": "true"}).status_code == 200
        published = api.update(draft, "Published", 1)
        assert (published.json()["status"], published.json()["version"]["number"]) == ("current", 1)


class TestGet:
    """GET /pages/{id}."""

    def test_with_everything(self, sandbox, api):
        """What a page can bring along."""
        page = sandbox.add_page("DOC", "My page", "<p>text</p>")
        api.v2("POST", f"pages/{page.id}/properties", json={"key": "k", "value": {"a": 1}})
        wanted = ("labels", "properties", "operations", "versions")
        answer = api.v2(
            "GET",
            f"pages/{page.id}",
            params={"body-format": "storage"} | {f"include-{name}": "true" for name in wanted},
        ).json()
        assert answer["body"]["storage"]["value"] == "<p>text</p>"
        assert answer["labels"]["results"] == []
        assert [p["value"] for p in answer["properties"]["results"]] == [{"a": 1}]
        assert [v["number"] for v in answer["versions"]["results"]] == [1]
        assert {"operation": "update", "targetType": "page"} in answer["operations"]["results"]
        assert answer["_links"]["base"] == "https://example.atlassian.net/wiki"
        assert answer["_links"]["webui"] == f"/spaces/DOC/pages/{page.id}/My+page"

    def test_older_version(self, sandbox, api):
        """A version is shown with its title and body."""
        page = sandbox.add_page("DOC", "Page", "<p>first</p>")
        sandbox.edit_page(page.id, title="Other", body="<p>second</p>", message="again")
        path = f"pages/{page.id}"
        first = api.v2("GET", path, params={"version": 1, "body-format": "storage"}).json()
        assert (first["title"], first["body"]["storage"]["value"]) == ("Page", "<p>first</p>")
        assert first["status"] == "historical"
        versions = api.v2("GET", f"{path}/versions").json()["results"]
        assert [(v["number"], v["message"]) for v in versions] == [(2, "again"), (1, "")]
        assert api.v2("GET", f"{path}/versions/1").json()["nextVersion"] == 2
        assert api.v2("GET", path, params={"version": 3}).status_code == 404

    def test_trashed(self, sandbox, api):
        """A trashed page is still there for those who know its id."""
        page = sandbox.add_page("DOC", "Page")
        sandbox.trash_page(page.id)
        answer = api.v2("GET", f"pages/{page.id}").json()
        assert (answer["status"], answer["parentId"]) == ("trashed", None)

    @pytest.mark.parametrize("page_id", ["999", "abc", "att5"])
    def test_unknown(self, api, page_id):
        """The refusal names the id."""
        answer = api.v2("GET", f"pages/{page_id}")
        assert refusal(answer) == (404, f"Cannot find a page with id [{page_id}]")


class TestUpdate:
    """PUT /pages/{id}."""

    def test_new_version(self, sandbox, api):
        """Title, body and message are saved, and the old version is kept."""
        page = sandbox.add_page("DOC", "Page", "<p>old</p>")
        answer = api.update(page.id, "Renamed", 2).json()
        assert (answer["title"], answer["version"]["message"]) == ("Renamed", "changed")
        assert sandbox.store.body(page.id) == "<p>new</p>"
        assert sandbox.store.body(page.id, 1) == "<p>old</p>"

    @pytest.mark.parametrize("number", [1, 3, None, "2"])
    def test_version_conflict(self, sandbox, api, number):
        """Only the next number is taken."""
        page = sandbox.add_page("DOC", "Page")
        given = number if isinstance(number, int) else None
        assert refusal(api.update(page.id, "Page", number)) == (
            409,
            "Version must be incremented when updating a page."
            f" Current Version: [1]. Provided version: [{given}]",
        )
        assert sandbox.store.page(page.id).version.number == 1

    def test_other_parent(self, sandbox, api):
        """A page moves with what stands below it, and becomes the last child."""
        a, b = sandbox.add_page("DOC", "A"), sandbox.add_page("DOC", "B")
        sandbox.add_page("DOC", "B1", parent=b)
        sandbox.add_page("DOC", "A1", parent=a)
        api.update(b.id, "B", 2, parentId=a.id).raise_for_status()
        assert sandbox.outline("DOC") == {"Documentation": {"A": {"A1": {}, "B": {"B1": {}}}}}

    def test_loop(self, sandbox, api):
        """A page cannot stand below itself."""
        a = sandbox.add_page("DOC", "A")
        b = sandbox.add_page("DOC", "B", parent=a)
        for parent in (a.id, b.id):
            answer = api.update(a.id, "A", 2, parentId=parent)
            assert refusal(answer) == (400, "Can not set page as its own parent")

    def test_case_of_its_own_title(self, sandbox, api):
        """A page may change the case of its title."""
        page = sandbox.add_page("DOC", "Page")
        assert api.update(page.id, "PAGE", 2).json()["title"] == "PAGE"

    def test_title_of_another(self, sandbox, api):
        """But not take that of another page."""
        page = sandbox.add_page("DOC", "Page")
        sandbox.add_page("DOC", "Other")
        assert refusal(api.update(page.id, "other", 2)) == TAKEN

    def test_trashed_page_comes_back_without_the_new_body(self, sandbox, api):
        """Restoring ignores the body, so it takes two updates."""
        page = sandbox.add_page("DOC", "Page", "<p>old</p>")
        sandbox.trash_page(page.id)
        api.update(page.id, "Page", 2).raise_for_status()
        assert sandbox.store.page(page.id).status is Status.CURRENT
        assert sandbox.store.body(page.id) == "<p>old</p>"
        api.update(page.id, "Page", 3).raise_for_status()
        assert sandbox.store.body(page.id) == "<p>new</p>"

    @pytest.mark.parametrize("missing", ["id", "status", "title", "body", "version"])
    def test_required_fields(self, sandbox, api, missing):
        """All of them are needed."""
        page = sandbox.add_page("DOC", "Page")
        assert api.update(page.id, "Page", 2, **{missing: None}).status_code == 400

    def test_message_over_the_limit(self, sandbox, api):
        """Messages have at most 255 characters."""
        page = sandbox.add_page("DOC", "Page")
        answer = api.update(page.id, "Page", 2, version={"number": 2, "message": "x" * 256})
        assert answer.status_code == 400
        assert sandbox.store.page(page.id).version.number == 1

    def test_title_only(self, sandbox, api):
        """PUT /title makes a version whose message is null."""
        page = sandbox.add_page("DOC", "Page", "<p>text</p>")
        data = {"status": "current", "title": "Renamed"}
        answer = api.v2("PUT", f"pages/{page.id}/title", json=data).json()
        assert (answer["title"], answer["version"]["number"]) == ("Renamed", 2)
        assert answer["version"]["message"] is None
        assert sandbox.store.body(page.id) == "<p>text</p>"


class TestDelete:
    """DELETE /pages/{id}."""

    def test_children_move_up(self, sandbox, api):
        """One page goes to the trash; what stood below it stands where it stood."""
        a = sandbox.add_page("DOC", "A")
        b = sandbox.add_page("DOC", "B", parent=a)
        sandbox.add_page("DOC", "C", parent=b)
        sandbox.add_page("DOC", "D", parent=a)
        answer = api.v2("DELETE", f"pages/{b.id}")
        assert (answer.status_code, answer.content) == (204, b"")
        assert sandbox.outline("DOC") == {"Documentation": {"A": {"D": {}, "C": {}}}}
        assert sandbox.store.page(b.id).status is Status.TRASHED

    def test_twice(self, sandbox, api):
        """A trashed page cannot be trashed again, but purged, with all that hangs on it."""
        page = sandbox.add_page("DOC", "Page")
        sandbox.add_attachment(page.id, "a.txt", b"a")
        api.v2("POST", f"pages/{page.id}/properties", json={"key": "k", "value": 1})
        path = f"pages/{page.id}"
        assert api.v2("DELETE", path, params={"purge": "true"}).status_code == 400
        assert api.v2("DELETE", path).status_code == 204
        assert api.v2("DELETE", path).status_code == 404
        assert api.v2("DELETE", path, params={"purge": "true"}).status_code == 204
        assert sandbox.store.page(page.id) is None
        assert sandbox.store.properties(Holder.PAGE, page.id) == []
        assert sandbox.store.attachments(page.id) == []


class TestTree:
    """What stands above and below."""

    @pytest.fixture
    def tree(self, sandbox):
        """Home, a folder, a page in it, a page below that."""
        folder = sandbox.add_folder("DOC", "Folder")
        page = sandbox.add_page("DOC", "Page", parent=folder)
        below = sandbox.add_page("DOC", "Below", parent=page)
        return sandbox.store.space("DOC").homepage_id, folder.id, page.id, below.id

    def test_ancestors(self, api, tree):
        """Topmost first, of pages and of folders."""
        home, folder, page, below = tree
        answer = api.v2("GET", f"pages/{below}/ancestors").json()["results"]
        assert answer == [
            {"id": home, "type": "page"},
            {"id": folder, "type": "folder"},
            {"id": page, "type": "page"},
        ]
        answer = api.v2("GET", f"folders/{folder}/ancestors").json()["results"]
        assert answer == [{"id": home, "type": "page"}]

    def test_children_without_folders(self, api, tree):
        """The old listing of children does not see folders."""
        home, _, page, below = tree
        assert api.v2("GET", f"pages/{home}/children").json()["results"] == []
        assert [c["id"] for c in api.v2("GET", f"pages/{page}/children").json()["results"]] == [
            below
        ]

    def test_descendants_are_two_levels_deep(self, caller, tree):
        """Unless more are asked for; what is deeper is silently missing."""
        home, folder, page, below = tree
        api = caller(scopes={"read:hierarchical-content:confluence"})
        path = f"pages/{home}/descendants"
        ids = [d["id"] for d in api.v2("GET", path).json()["results"]]
        assert ids == [folder, page]
        ids = [d["id"] for d in api.v2("GET", path, params={"depth": 5}).json()["results"]]
        assert ids == [folder, page, below]
        for depth in ("", "0", "11", "x"):
            assert api.v2("GET", path, params={"depth": depth}).status_code == 400

    def test_types_of_ids(self, sandbox, api, tree):
        """Unknown ids have no type."""
        home, folder, *_ = tree
        sandbox.add_attachment(home, "a.txt", b"a")
        file = sandbox.store.attachments(home)[0].public_id
        data = {"contentIds": [home, int(folder), file, "999"]}
        assert api.v2("POST", "content/convert-ids-to-types", json=data).json() == {
            "results": {home: "page", folder: "folder", file: "attachment", "999": None}
        }
        data = {"contentIds": list(range(101))}
        assert api.v2("POST", "content/convert-ids-to-types", json=data).status_code == 400


def test_space_without_home_page(sandbox, api):
    """Pages stand at its top then."""
    space = sandbox.add_space("BARE", "Bare", homepage=False)
    assert api.v2("GET", f"spaces/{space.id}").json()["homepageId"] is None
    assert api.create("Page", space="BARE").json()["parentId"] is None
    assert sandbox.outline("BARE") == {"Page": {}}
