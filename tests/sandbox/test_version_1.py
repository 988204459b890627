"""What version 1 is still needed for: order, archiving, searching, users."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.sandbox.records import Status


class TestMove:
    """PUT /content/{id}/move/{position}/{target}."""

    @pytest.fixture
    def pages(self, sandbox):
        """A, B and C below the home page, D below C."""
        pages = {title: sandbox.add_page("DOC", title) for title in "ABC"}
        pages["D"] = sandbox.add_page("DOC", "D", parent=pages["C"])
        return {title: page.id for title, page in pages.items()}

    @pytest.mark.parametrize(
        ("page", "position", "target", "expected"),
        [
            ("C", "before", "A", {"C": {"D": {}}, "A": {}, "B": {}}),
            ("A", "after", "B", {"B": {}, "A": {}, "C": {"D": {}}}),
            ("D", "after", "A", {"A": {}, "D": {}, "B": {}, "C": {}}),
            ("A", "append", "C", {"B": {}, "C": {"D": {}, "A": {}}}),
            ("A", "before", "D", {"B": {}, "C": {"A": {}, "D": {}}}),
            ("B", "before", "C", {"A": {}, "B": {}, "C": {"D": {}}}),
        ],
    )
    def test_places(self, sandbox, api, pages, page, position, target, expected):
        """Beside or below another page, without a new version."""
        answer = api.v1("PUT", f"content/{pages[page]}/move/{position}/{pages[target]}")
        assert (answer.status_code, answer.json()) == (200, {"pageId": pages[page]})
        (children,) = sandbox.outline("DOC").values()
        assert (children, list(children)) == (expected, list(expected))
        assert sandbox.store.page(pages[page]).version.number == 1

    @pytest.mark.parametrize(
        ("position", "target"),
        [("append", "C"), ("append", "D"), ("after", "D"), ("after", "C"), ("inside", "A")],
    )
    def test_refused(self, api, pages, position, target):
        """A page cannot stand below or beside itself, nor anywhere else."""
        path = f"content/{pages['C']}/move/{position}/{pages[target]}"
        assert api.v1("PUT", path).status_code == 400

    def test_unknown(self, sandbox, api, pages):
        """Both pages have to be there."""
        assert api.v1("PUT", f"content/{pages['A']}/move/after/999").status_code == 404
        assert api.v1("PUT", f"content/999/move/after/{pages['A']}").status_code == 404
        sandbox.trash_page(pages["B"])
        assert api.v1("PUT", f"content/{pages['A']}/move/after/{pages['B']}").status_code == 404


class TestArchive:
    """POST /content/archive."""

    def test_archived(self, sandbox, api):
        """The pages are archived when the task is finished; they keep parent and title."""
        page = sandbox.add_page("DOC", "Page")
        answer = api.v1("POST", "content/archive", json={"pages": [{"id": int(page.id)}]})
        assert answer.status_code == 202
        task = api.v1("GET", f"longtask/{answer.json()['id']}").json()
        assert (task["finished"], task["successful"]) == (True, True)
        archived = sandbox.store.page(page.id)
        assert (archived.status, archived.parent_id) == (Status.ARCHIVED, page.parent_id)

    @pytest.mark.parametrize("which", ["archived", "as text", "unknown", "none", "too many"])
    def test_refused(self, sandbox, api, which):
        """All of it or nothing: every page has to be current, ids are numbers, at most 300."""
        good, old = sandbox.add_page("DOC", "Good"), sandbox.add_page("DOC", "Old")
        sandbox.archive_page(old.id)
        ids = {
            "archived": [int(good.id), int(old.id)],
            "as text": [good.id],
            "unknown": [int(good.id), 999],
            "none": [],
            "too many": [int(good.id)] * 301,
        }[which]
        answer = api.v1("POST", "content/archive", json={"pages": [{"id": one} for one in ids]})
        assert answer.status_code == 400
        assert sandbox.store.page(good.id).status is Status.CURRENT

    def test_takes_its_time(self, sandbox, api):
        """While a task is running its pages are current, and no other one can begin."""
        sandbox.options.task_polls = 2
        a, b = sandbox.add_page("DOC", "A"), sandbox.add_page("DOC", "B")
        task = api.v1("POST", "content/archive", json={"pages": [{"id": int(a.id)}]}).json()["id"]
        refused = api.v1("POST", "content/archive", json={"pages": [{"id": int(b.id)}]})
        assert (refused.status_code, "already running" in refused.text) == (400, True)
        seen = [
            (api.v1("GET", f"longtask/{task}").json()["finished"], sandbox.store.page(a.id).status)
            for _ in range(4)
        ]
        current, archived = (False, Status.CURRENT), (True, Status.ARCHIVED)
        assert seen == [current, current, archived, archived]

    def test_editions(self, sandbox, api):
        """Without Premium one page at a time; free sites cannot archive."""
        a, b = (int(sandbox.add_page("DOC", title).id) for title in "AB")
        statuses = []
        for edition, ids in (("free", [a]), ("standard", [a, b]), ("standard", [a])):
            sandbox.options.edition = edition
            data = {"pages": [{"id": one} for one in ids]}
            statuses.append(api.v1("POST", "content/archive", json=data).status_code)
        assert statuses == [400, 400, 202]

    def test_children_move_up(self, sandbox, api):
        """What is not archived with its parent stands where the parent stood."""
        a = sandbox.add_page("DOC", "A")
        b = sandbox.add_page("DOC", "B", parent=a)
        sandbox.add_page("DOC", "C", parent=b)
        data = {"pages": [{"id": int(a.id)}, {"id": int(b.id)}]}
        api.v1("POST", "content/archive", json=data).raise_for_status()
        assert sandbox.outline("DOC") == {"Documentation": {"C": {}}}

    def test_unknown_task(self, api):
        """Tasks that nobody began are not found."""
        assert api.v1("GET", "longtask/none").status_code == 404


class TestSearch:
    """GET /content/search."""

    @pytest.fixture
    def pages(self, sandbox):
        """A with B and C below each other, an archived page, and another space."""
        a = sandbox.add_page("DOC", "A")
        b = sandbox.add_page("DOC", 'B "quoted"', parent=a)
        c = sandbox.add_page("DOC", "C", parent=b)
        sandbox.archive_page(sandbox.add_page("DOC", "Old", parent=a).id)
        sandbox.add_space("OTHER", "Other")
        return {"a": a.id, "b": b.id, "c": c.id}

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("ancestor = {a}", ['B "quoted"', "C"]),
            ("parent={a} and type=page", ['B "quoted"']),
            ("space = doc AND title = 'c'", ["C"]),
            ('title = "b \\"quoted\\""', ['B "quoted"']),
            ("title ~ 'quot' order by created", ['B "quoted"']),
            ("id in ({a}, {c})", ["A", "C"]),
            ("space != DOC", ["Other"]),
            ("type = folder", []),
        ],
    )
    def test_found(self, api, pages, query, expected):
        """Conditions are joined; archived pages are never found."""
        answer = api.v1("GET", "content/search", params={"cql": query.format(**pages)})
        assert [page["title"] for page in answer.json()["results"]] == expected

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "ancestor",
            "colour = red",
            "title = a or title = b",
            "id in 1",
            "title = 'a",
            "a b c d",
        ],
    )
    def test_not_understood(self, api, query):
        """What is beyond the sandbox is refused, never guessed."""
        answer = api.v1("GET", "content/search", params={"cql": query})
        assert (answer.status_code, answer.json()["message"]) == (
            400,
            f"Could not parse cql : {query}",
        )

    def test_parts_and_expansion(self, api, pages):
        """Parts by cursor; the address of the next one lacks the ``/wiki``."""
        query = {"cql": f"ancestor = {pages['a']}", "limit": 1, "expand": "version,ancestors"}
        first = api.v1("GET", "content/search", params=query).json()
        assert first["results"][0]["version"]["number"] == 1
        assert [a["title"] for a in first["results"][0]["ancestors"]] == ["Documentation", "A"]
        link = first["_links"]["next"]
        assert link.startswith("/rest/api/content/search?cql=")
        rest = api("GET", link.removeprefix("/")).json()
        assert [page["title"] for page in rest["results"]] == ["C"]
        assert "next" not in rest["_links"]


def test_search_for_people(sandbox, api):
    """GET /search finds the same and says of each where people read it."""
    page = sandbox.add_page("DOC", "My page")
    answer = api.v1("GET", "search", params={"cql": 'title = "My page"'}).json()
    (found,) = answer["results"]
    assert (found["content"]["id"], found["entityType"]) == (page.id, "content")
    assert found["url"] == f"/spaces/DOC/pages/{page.id}/My+page"
    assert (answer["totalSize"], answer["cqlQuery"]) == (1, 'title = "My page"')


def test_users(sandbox, api):
    """The current user, and others by account id."""
    other = sandbox.add_user("other@example.com", "Other")
    me = api.v1("GET", "user/current").json()
    assert (me["displayName"], "username" in me) == ("Admin", False)
    found = api.v1("GET", "user", params={"accountId": other.account_id}).json()
    assert (found["accountId"], found["displayName"]) == (other.account_id, "Other")
    assert api.v1("GET", "user", params={"accountId": "none"}).status_code == 404
