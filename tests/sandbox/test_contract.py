"""The sandbox against Atlassian's own documents: its table of calls, and a tour of all of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from openapi import EXCUSES, Document, Kind, all_violations, violations

from sphinx_to_confluence.sandbox import ADMIN_EMAIL, Sandbox, operations
from sphinx_to_confluence.sandbox.app import HANDLERS

SPECS = Path(__file__).parents[2] / ".." / "shared" / "reference" / "specs"
needs_specs = pytest.mark.skipif(
    not SPECS.is_dir(), reason="Atlassian's OpenAPI documents are not here (../shared)"
)


def load(name):
    """One of the documents."""
    return json.loads((SPECS / name).read_text(encoding="utf-8"))


def shape(path):
    """A path with its parameters unnamed."""
    return re.sub(r"\{[^}]+\}", "{}", path)


@needs_specs
def test_calls_of_cloud():
    """Every call is in the documents with the same scopes, but for those that were removed from them."""
    known = {
        (row["method"], shape(row["path"])): {
            frozenset(names)
            for kind in ("Current", "Beta")
            for names in row["scopes"].get(kind, [])
        }
        for row in load("cloud-operations.json")
    }
    for operation in operations.CLOUD:
        key = (operation.method, shape(f"/{operation.path}"))
        if operation.removed:
            assert key not in known
        else:
            assert known[key] == set(operation.scopes), operation.name


@needs_specs
def test_calls_of_data_center():
    """Every call is in the document, which has ``{type}`` where two of them say ``page``; files are no calls."""
    paths = load("confluence-dc-10.0.3-openapi.json")["paths"]
    known = {
        (method.upper(), shape(path).removeprefix("/").removeprefix("confluence/"))
        for path, methods in paths.items()
        for method in methods
    }
    missing = {
        operation.name
        for operation in operations.DATA_CENTER
        if (operation.method, shape(operation.path)) not in known
    }
    assert missing == {"dc_list_child_pages", "dc_list_space_pages", "dc_download"}


def test_every_call_has_a_handler():
    """And every handler a call."""
    names = {operation.name for operation in operations.CLOUD + operations.DATA_CENTER}
    assert set(HANDLERS) == names


NO_CHECK = {"X-Atlassian-Token": "no-check"}
STORAGE = {"representation": "storage", "value": "<p>One two</p>"}
FILE = {"file": ("a.png", b"x", "image/png")}


@pytest.fixture
def tour(call_as, bearer):
    """Call the sandbox of a flavour with somebody who may do everything, and keep what is said."""
    opened = []

    class Tour:
        def __init__(self, flavour):
            self.sandbox = Sandbox(flavour=flavour, keep_content=True)
            opened.append(self.sandbox)
            self.space = self.sandbox.add_space("DOC", "Documentation")
            url = self.sandbox.addresses.site_url
            if flavour == "cloud":
                auth = (ADMIN_EMAIL, self.sandbox.add_token("classic"))
            else:
                auth = bearer(self.sandbox.add_token("pat"))
            self.caller = call_as(self.sandbox, url, auth)

        def __call__(self, method, path, *, status=200, **values):
            answer = self.caller(method, path, headers=NO_CHECK, **values)
            assert answer.status_code == status, (path, answer.text)
            return answer.json() if answer.content and status < 300 else None

    yield Tour
    for sandbox in opened:
        sandbox.close()


def needless(sandbox):
    """Excuses that excuse nothing."""
    found = all_violations(sandbox, SPECS)
    excuses = EXCUSES[sandbox.flavour]
    return [one for one in excuses if not any(one.covers(violation) for violation in found)]


def left_out(sandbox, table):
    """The names of calls that were not made; those that were removed from Cloud need not be."""
    made = {call.operation for call in sandbox.requests}
    return {one.name for one in table if not one.removed} - made


@needs_specs
def test_tour_of_cloud(tour):
    """Every call is made and agrees with the documents, requests and answers."""
    see = tour("cloud")
    _pages_of_cloud(see)
    _attached_of_cloud(see)
    _comments_of_cloud(see)
    _rest_of_cloud(see)
    assert left_out(see.sandbox, operations.CLOUD) == set()
    assert violations(see.sandbox, SPECS) == []
    assert needless(see.sandbox) == []


def _pages_of_cloud(see):
    space, v2 = see.space, "api/v2"
    see("GET", f"{v2}/spaces", params={"keys": "DOC", "limit": 1})
    for name in ("", "/operations", "/pages", "/properties"):
        see("GET", f"{v2}/spaces/{space.id}{name}")
    data = {"spaceId": space.id, "title": "Page", "body": STORAGE, "status": "current"}
    page = see("POST", f"{v2}/pages", json=data)["id"]
    see("POST", f"{v2}/pages", json=data, status=400)
    data |= {"id": page, "version": {"number": 2, "message": "m", "minorEdit": True}}
    see("PUT", f"{v2}/pages/{page}", json=data)
    see("PUT", f"{v2}/pages/{page}/title", json={"status": "current", "title": "Other"})
    includes = ("labels", "properties", "operations", "versions")
    query = {f"include-{name}": "true" for name in includes} | {"body-format": "storage"}
    see("GET", f"{v2}/pages/{page}", params=query)
    see("GET", f"{v2}/pages/{page}", params={"version": 1, "body-format": "storage"})
    see("GET", f"{v2}/pages", params={"limit": 1, "body-format": "storage", "status": "current"})
    for name in ("labels", "versions", "ancestors", "operations", "versions/2"):
        see("GET", f"{v2}/pages/{page}/{name}")
    for name in ("children", "direct-children", "descendants"):
        see("GET", f"{v2}/pages/{space.homepage_id}/{name}")
    made = see("POST", f"{v2}/folders", json={"spaceId": space.id, "title": "Folder"})["id"]
    see("GET", f"{v2}/folders/{made}")
    see("GET", f"{v2}/folders/{made}/ancestors")
    see("POST", f"{v2}/content/convert-ids-to-types", json={"contentIds": [page, made, "9"]})
    see("DELETE", f"{v2}/pages/{page}", status=204)
    see("GET", f"{v2}/pages/{page}")
    see("DELETE", f"{v2}/pages/{page}", status=404)


def _attached_of_cloud(see):
    page = see.sandbox.add_page("DOC", "Attached").id
    path = f"rest/api/content/{page}/child/attachment"
    kept = see("PUT", path, files=FILE, data={"minorEdit": "true", "comment": "c"})
    file = kept["results"][0]["id"]
    see("POST", path, files=FILE, data={"minorEdit": "true"}, status=400)
    see("POST", path, files={"file": ("b.png", b"x")}, data={"minorEdit": "true"})
    see("POST", f"{path}/{file}/data", files=FILE, data={"minorEdit": "true"})
    renamed = {"id": file, "type": "attachment", "title": "c.png", "version": {"number": 2}}
    see("PUT", f"{path}/{file}", json=renamed)
    see("GET", f"{path}/{file}/download", status=302, allow_redirects=False)
    see("GET", f"api/v2/pages/{page}/attachments", params={"filename": "c.png"})
    see("GET", f"api/v2/attachments/{file}")
    see("GET", f"api/v2/attachments/{file}/versions")
    for holder in (f"pages/{page}", f"attachments/{file}"):
        path = f"api/v2/{holder}/properties"
        made = see("POST", path, json={"key": "k", "value": {"a": 1}})["id"]
        see("GET", path, params={"key": "k"})
        see("GET", f"{path}/{made}")
        data = {"key": "k", "value": 2, "version": {"number": 2}}
        see("PUT", f"{path}/{made}", json=data)
        see("DELETE", f"{path}/{made}", status=204)
    see("DELETE", f"api/v2/attachments/{file}", status=204)
    path = f"rest/api/content/{page}/label"
    see("POST", path, json=[{"prefix": "global", "name": "a"}, {"prefix": "global", "name": "b"}])
    see("GET", "api/v2/labels")
    see("DELETE", path, params={"name": "a"}, status=204)
    see("DELETE", f"{path}/b", status=204)


def _comments_of_cloud(see):
    page = see.sandbox.add_page("DOC", "Commented", "<p>One two</p>").id
    words = {
        "textSelection": "two",
        "textSelectionMatchCount": 1,
        "textSelectionMatchIndex": 0,
    }
    for kind, more in (("inline", {"inlineCommentProperties": words}), ("footer", {})):
        path = f"api/v2/{kind}-comments"
        data = {"pageId": page, "body": STORAGE} | more
        made = see("POST", path, json=data, status=201)["id"]
        see("POST", path, json={"parentCommentId": made, "body": STORAGE}, status=201)
        see("GET", f"{path}/{made}/children", params={"body-format": "storage"})
        see("GET", f"api/v2/pages/{page}/{kind}-comments", params={"body-format": "storage"})
        see("GET", f"{path}/{made}", params={"body-format": "storage"})
        see("PUT", f"{path}/{made}", json={"version": {"number": 2}, "body": STORAGE})
        see("DELETE", f"{path}/{made}", status=204)


def _rest_of_cloud(see):
    sandbox, v1 = see.sandbox, "rest/api"
    page, target = (sandbox.add_page("DOC", title).id for title in ("Moved", "Target"))
    sandbox.restrict_page(page, sandbox.admin)
    see("GET", f"{v1}/content/{page}/restriction/byOperation")
    see("PUT", f"{v1}/content/{page}/move/after/{target}")
    see("PUT", f"{v1}/content/{page}/move/append/{target}")
    for method, status in (("POST", 204), ("GET", 200), ("DELETE", 204)):
        see(method, f"{v1}/user/watch/content/{page}", status=status)
    account = see("GET", f"{v1}/user/current")["accountId"]
    see("GET", f"{v1}/user", params={"accountId": account})
    expand = "version,ancestors,space,metadata.labels,children.attachment,history"
    see("GET", f"{v1}/content/search", params={"cql": "type=page", "expand": expand})
    see("GET", f"{v1}/search", params={"cql": "type=page", "limit": 1})
    sandbox.options.task_polls = 1
    task = see("POST", f"{v1}/content/archive", json={"pages": [{"id": int(target)}]}, status=202)
    for _ in range(2):
        see("GET", f"{v1}/longtask/{task['id']}")
    see("POST", f"{v1}/content/archive", json={"pages": [{"id": int(target)}]}, status=400)


@needs_specs
def test_tour_of_data_center(tour):
    """The same for Data Center, whose document was made from Java classes and shows it."""
    see = tour("datacenter")
    _pages_of_data_center(see)
    _attached_of_data_center(see)
    assert left_out(see.sandbox, operations.DATA_CENTER) == set()
    assert violations(see.sandbox, SPECS) == []
    assert needless(see.sandbox) == []


def _pages_of_data_center(see):
    home, root = see.space.homepage_id, "rest/api"
    see("GET", f"{root}/space/DOC", params={"expand": "homepage"})
    see("GET", f"{root}/server-information")
    data = {
        "type": "page",
        "title": "Page",
        "space": {"key": "DOC"},
        "ancestors": [{"id": home}],
        "body": {"storage": STORAGE},
    }
    page = see("POST", f"{root}/content", json=data)["id"]
    data |= {"version": {"number": 2, "message": "m", "minorEdit": True}, "position": 1}
    see("PUT", f"{root}/content/{page}", json=data, params={"expand": "version"})
    expand = "version,ancestors,space,history,operations,body.storage,metadata.labels,children.attachment"
    see("GET", f"{root}/content/{page}", params={"expand": expand})
    see("GET", f"{root}/content/{page}", params={"status": "historical", "version": 1})
    for path, query in (
        ("content", {"spaceKey": "DOC", "title": "Page", "expand": expand}),
        ("content/scan", {"spaceKey": "DOC", "type": "page", "limit": 1, "expand": expand}),
        ("content/search", {"cql": "type=page", "expand": "version"}),
        ("search", {"cql": "type=page", "limit": 1}),
        ("space", {"limit": 1}),
        ("space/DOC/content/page", {"limit": 1, "start": 0}),
        (f"content/{page}/history", {}),
        (f"content/{home}/child/page", {"expand": "version"}),
        (f"content/{page}/restriction/byOperation", {}),
        ("user/current", {}),
    ):
        see("GET", f"{root}/{path}", params=query)
    comment = {
        "type": "comment",
        "container": {"id": page, "type": "page"},
        "body": {"storage": STORAGE},
    }
    see("POST", f"{root}/content", json=comment)
    see("GET", f"{root}/content/{page}/child/comment", params={"depth": "all", "expand": expand})
    for method, status in (("POST", 200), ("GET", 200), ("DELETE", 204)):
        see(method, f"{root}/user/watch/content/{page}", status=status)
    see("DELETE", f"{root}/content/{page}", status=204)
    see("GET", f"{root}/content/{page}", status=404)


def _attached_of_data_center(see):
    page = see.sandbox.add_page("DOC", "Attached").id
    path = f"rest/api/content/{page}/child/attachment"
    file = see("POST", path, files=FILE, data={"minorEdit": "true"})["results"][0]["id"]
    see("GET", path, params={"filename": "a.png", "expand": "version"})
    see("POST", f"{path}/{file}/data", files=FILE, data={"minorEdit": "true"})
    renamed = {"id": file, "type": "attachment", "title": "c.png", "version": {"number": 2}}
    see("PUT", f"{path}/{file}", json=renamed)
    see.caller("GET", f"download/attachments/{page}/c.png").raise_for_status()
    see("DELETE", f"{path}/{file}", status=204)
    path = f"rest/api/content/{page}/property"
    see("POST", path, json={"key": "j", "value": {"a": 1}})
    see("POST", f"{path}/k", json={"key": "k", "value": {"a": 1}})
    see("PUT", f"{path}/k", json={"key": "k", "value": {"a": 2}, "version": {"number": 2}})
    see("GET", path)
    see("GET", f"{path}/k")
    see("DELETE", f"{path}/k", status=204)
    path = f"rest/api/content/{page}/label"
    see("POST", path, json=[{"prefix": "global", "name": "a"}, {"prefix": "global", "name": "b"}])
    see("GET", path)
    see("DELETE", path, params={"name": "a"}, status=204)
    see("DELETE", f"{path}/b", status=204)


@needs_specs
@pytest.mark.parametrize(
    ("kind", "method", "path", "values"),
    [
        (Kind.UNKNOWN_CALL, "GET", "rest/api/content/1/nothing", {}),
        (Kind.UNKNOWN_PARAMETER, "GET", "api/v2/pages", {"params": {"titel": "x"}}),
        (Kind.WRONG_PARAMETER, "GET", "api/v2/pages", {"params": {"limit": 251}}),
        (Kind.WRONG_PARAMETER, "GET", "api/v2/pages", {"params": {"status": "current,old"}}),
        (Kind.WRONG_PARAMETER, "GET", "api/v2/pages/abc", {}),
        (Kind.MISSING_PARAMETER, "GET", "rest/api/content/search", {}),
        (Kind.BODY, "POST", "api/v2/pages", {}),
        (Kind.BODY, "POST", "api/v2/pages", {"files": FILE}),
        (Kind.BODY, "DELETE", "api/v2/pages/1", {"json": {}}),
        (Kind.REQUEST, "POST", "api/v2/pages", {"json": {"spaceId": "1", "parentid": "2"}}),
        (Kind.REQUEST, "POST", "api/v2/pages", {"json": {"spaceId": "1", "status": "old"}}),
        (Kind.REQUEST, "POST", "api/v2/pages", {"json": {"title": "x"}}),
        (Kind.REQUEST, "POST", "rest/api/content/archive", {"json": {"pages": [{"id": "1"}]}}),
        (Kind.STATUS, "GET", "api/v2/spaces", {"fault": 418}),
    ],
)
def test_what_is_found(tour, kind, method, path, values):
    """Each kind of mistake is seen."""
    see = tour("cloud")
    if status := values.pop("fault", None):
        see.sandbox.faults.fail(status=status)
    see.caller(method, path, headers=NO_CHECK, **values)
    assert kind in {found.kind for found in all_violations(see.sandbox, SPECS)}


@needs_specs
def test_answers_are_looked_at(tour):
    """An answer of another shape is seen; ``null`` is taken for absent."""
    see = tour("cloud")
    see("GET", f"api/v2/spaces/{see.space.id}")
    (kept,) = see.sandbox.transcripts
    document = Document(SPECS / "confluence-cloud-openapi-v2.v3.json", "wiki/api/v2")
    assert list(document.violations(kept)) == []
    value = kept.received.json() | {"id": 5, "name": None}
    other = replace(kept, received=replace(kept.received, data=json.dumps(value).encode()))
    (found,) = document.violations(other)
    assert (found.kind, found.where) == (Kind.ANSWER, "id")
