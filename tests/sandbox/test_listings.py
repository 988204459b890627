"""Listing spaces and pages: what is found, in which order, and in which parts."""

from __future__ import annotations

import pytest


@pytest.fixture
def pages(sandbox):
    """Three current pages, an archived and a trashed one."""
    made = {
        name: sandbox.add_page("DOC", name) for name in ("One", "two", "Three", "Old", "Rubbish")
    }
    sandbox.archive_page(made["Old"].id)
    sandbox.trash_page(made["Rubbish"].id)
    return made


def titles(answer):
    """The titles of a listing."""
    answer.raise_for_status()
    return [page["title"] for page in answer.json()["results"]]


def error(answer):
    """Status and code of a refusal of version 2."""
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_space_by_key_in_any_case(sandbox, api):
    """The whole of a space as a listing shows it."""
    space = sandbox.store.space("DOC")
    assert api.v2("GET", "spaces", params={"keys": "doc"}).json() == {
        "results": [
            {
                "id": space.id,
                "key": "DOC",
                "name": "Documentation",
                "type": "global",
                "status": "current",
                "authorId": sandbox.admin.account_id,
                "spaceOwnerId": sandbox.admin.account_id,
                "currentActiveAlias": "DOC",
                "createdAt": space.created_at,
                "homepageId": space.homepage_id,
                "description": None,
                "icon": None,
                "_links": {"webui": "/spaces/DOC"},
            }
        ],
        "_links": {"base": "https://example.atlassian.net/wiki"},
    }
    assert api.v2("GET", "spaces", params={"keys": "NONE"}).json()["results"] == []


@pytest.mark.usefixtures("pages")
def test_current_and_archived_by_default(api):
    """Archived pages are listed unless only current ones are asked for."""
    assert titles(api.v2("GET", "pages")) == ["Documentation", "One", "two", "Three", "Old"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"status": "current"}, ["Documentation", "One", "two", "Three"]),
        ({"status": ["archived", "trashed"]}, ["Old", "Rubbish"]),
        ({"status": "archived,trashed"}, ["Old", "Rubbish"]),
        ({"status": "deleted"}, []),
        ({"title": "TWO"}, ["two"]),
        ({"title": "tw"}, []),
        ({"title": ""}, []),
        ({"sort": "title", "status": "current"}, ["Documentation", "One", "Three", "two"]),
        ({"sort": "-id", "limit": "2"}, ["Old", "Three"]),
        ({"subtype": "live"}, []),
    ],
)
@pytest.mark.usefixtures("pages")
def test_narrowed(api, query, expected):
    """Status in both forms, title whole and in any case, order."""
    assert titles(api.v2("GET", "pages", params=query)) == expected


def test_by_ids(pages, api):
    """Ids may be repeated or joined; unknown ones are left out."""
    one, two = pages["One"].id, pages["two"].id
    assert titles(api.v2("GET", "pages", params={"id": [one, two, "999"]})) == ["One", "two"]
    assert titles(api.v2("GET", "pages", params={"id": f"{one},{two}"})) == ["One", "two"]


@pytest.mark.usefixtures("pages")
def test_root_pages_of_a_space(sandbox, api):
    """Only what stands at the top."""
    space = sandbox.store.space("DOC")
    path = f"spaces/{space.id}/pages"
    assert titles(api.v2("GET", path, params={"depth": "root"})) == ["Documentation"]
    assert api.v2("GET", "spaces/999/pages").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"status": "draft"},
        {"limit": "0"},
        {"limit": "251"},
        {"limit": "many"},
        {"cursor": "nonsense!"},
        {"sort": "colour"},
        {"id": "abc"},
        {"id": ",".join(map(str, range(1, 252)))},
        {"body-format": "wiki"},
    ],
)
def test_refused_parameters(api, query):
    """What the API does not take is a 400 with the code for parameters."""
    assert error(api.v2("GET", "pages", params=query)) == (400, "INVALID_REQUEST_PARAMETER")


@pytest.mark.usefixtures("pages")
def test_parts(api):
    """The address of the next part is one of the site, in body and header; the last part has none."""
    first = api.v2("GET", "pages", params={"limit": 2, "status": "current"})
    link = first.json()["_links"]["next"]
    assert link.startswith("/wiki/api/v2/pages?limit=2&status=current&cursor=")
    assert first.headers["Link"] == f'<{link}>; rel="next"'
    rest = api("GET", link.removeprefix("/wiki/"))
    assert titles(first) + titles(rest) == ["Documentation", "One", "two", "Three"]
    assert "next" not in rest.json()["_links"]
    assert "Link" not in rest.headers


def test_parts_while_pages_come_and_go(sandbox, pages, api):
    """A cursor is a place in the order, so nothing is skipped or shown twice."""
    first = api.v2("GET", "pages", params={"limit": 2})
    sandbox.trash_page(pages["One"].id)
    rest = api("GET", first.json()["_links"]["next"].removeprefix("/wiki/"))
    assert titles(first) + titles(rest) == ["Documentation", "One", "two", "Three"]


def test_bodies_in_a_listing(sandbox, api):
    """Bodies come on demand only."""
    home = sandbox.add_page("DOC", "Page", "<p>text</p>").id
    plain = api.v2("GET", "pages", params={"id": home})
    storage = api.v2("GET", "pages", params={"id": home, "body-format": "storage"})
    assert plain.json()["results"][0]["body"] == {}
    assert storage.json()["results"][0]["body"] == {
        "storage": {"representation": "storage", "value": "<p>text</p>"}
    }
