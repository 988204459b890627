"""The sandbox against Atlassian's own documents: its table of calls, and the shape of its answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sphinx_to_confluence.sandbox import LABEL_SCOPES, TWELVE_SCOPES, operations
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


class Schemas:
    """A light check of values against the schemas of a document: types, required fields, enumerations."""

    def __init__(self, document):
        self._document = document

    def response(self, method, path, status):
        """The schema of an answer."""
        for known, methods in self._document["paths"].items():
            if shape(known) == path and method.lower() in methods:
                answer = methods[method.lower()]["responses"][str(status)]
                return answer.get("content", {}).get("application/json", {}).get("schema")
        raise KeyError(path)

    def faults(self, schema, value, where="$"):
        """What is wrong, each as place and reason."""
        while "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[-1]
            schema = self._document["components"]["schemas"][name]
        for part in schema.get("allOf", []):
            yield from self.faults(part, value, where)
        # The documents leave "nullable" out nearly everywhere; Atlassian's own examples have null for absent links.
        if value is None:
            return
        kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
        kind = kinds.get(schema.get("type"))
        if kind is not None and not isinstance(value, kind):
            yield where, f"{value!r} is no {schema['type']}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield where, f"{value!r} is none of {schema['enum']}"
        if isinstance(value, dict):
            for name in schema.get("required", []):
                if name not in value:
                    yield f"{where}.{name}", "is missing"
            for name, part in schema.get("properties", {}).items():
                if name in value:
                    yield from self.faults(part, value[name], f"{where}.{name}")
        if isinstance(value, list) and isinstance(schema.get("items"), dict):
            for index, item in enumerate(value):
                yield from self.faults(schema["items"], item, f"{where}[{index}]")


@needs_specs
def test_answers_of_cloud(sandbox, caller):
    """A tour through the calls: every answer has a status and a shape that the documents know."""
    v2, v1 = (
        Schemas(load(name))
        for name in ("confluence-cloud-openapi-v2.v3.json", "confluence-cloud-swagger.v3.json")
    )
    api = caller(scopes=TWELVE_SCOPES | LABEL_SCOPES)
    space = sandbox.store.space("DOC")
    found = []

    def see(method, path, template, *, status=200, **values):
        second = path.startswith("api/v2/")
        headers = {} if second else {"X-Atlassian-Token": "no-check"}
        answer = api(method, path, headers=headers, **values)
        assert answer.status_code == status, answer.text
        known = template.removeprefix("api/v2") if second else f"/wiki/{template}"
        schemas = v2 if second else v1
        schema = schemas.response(method, known, status)
        if answer.content:
            value = answer.json()
            found.extend((path, *fault) for fault in schemas.faults(schema or {}, value))
            return value
        return None

    see("GET", "api/v2/spaces", "api/v2/spaces")
    see("GET", f"api/v2/spaces/{space.id}", "api/v2/spaces/{}")
    see("GET", f"api/v2/spaces/{space.id}/operations", "api/v2/spaces/{}/operations")
    storage = {"representation": "storage", "value": "<p>x</p>"}
    data = {"spaceId": space.id, "title": "Page", "body": storage}
    page = see("POST", "api/v2/pages", "api/v2/pages", json=data)["id"]
    data |= {"id": page, "status": "current", "version": {"number": 2, "message": "m"}}
    see("PUT", f"api/v2/pages/{page}", "api/v2/pages/{}", json=data)
    title = {"status": "current", "title": "Other"}
    see("PUT", f"api/v2/pages/{page}/title", "api/v2/pages/{}/title", json=title)
    one = {"key": "k", "value": 1}
    properties = f"api/v2/pages/{page}/properties"
    made = see("POST", properties, "api/v2/pages/{}/properties", json=one)["id"]
    one["version"] = {"number": 2}
    see("PUT", f"{properties}/{made}", "api/v2/pages/{}/properties/{}", json=one)
    files = {"file": ("a.png", b"x", "image/png")}
    upload = f"rest/api/content/{page}/child/attachment"
    template = "rest/api/content/{}/child/attachment"
    kept = see("PUT", upload, template, files=files, data={"minorEdit": "true"})
    file = kept["results"][0]["id"]
    see("POST", f"{upload}/{file}/data", f"{template}/{{}}/data", files=files)
    see("POST", f"rest/api/content/{page}/label", "rest/api/content/{}/label", json=[{"name": "a"}])
    includes = ("labels", "properties", "operations", "versions")
    query = {f"include-{name}": "true" for name in includes} | {"body-format": "storage"}
    see("GET", f"api/v2/pages/{page}", "api/v2/pages/{}", params=query)
    see("GET", "api/v2/pages", "api/v2/pages", params={"limit": 1, "body-format": "storage"})
    see("GET", f"api/v2/spaces/{space.id}/pages", "api/v2/spaces/{}/pages")
    for name in ("labels", "versions", "attachments", "ancestors", "operations", "properties"):
        see("GET", f"api/v2/pages/{page}/{name}", f"api/v2/pages/{{}}/{name}")
    see("GET", f"api/v2/pages/{page}/versions/2", "api/v2/pages/{}/versions/{}")
    see("GET", f"api/v2/pages/{space.homepage_id}/children", "api/v2/pages/{}/children")
    see("GET", f"api/v2/attachments/{file}", "api/v2/attachments/{}")
    see("GET", f"api/v2/attachments/{file}/versions", "api/v2/attachments/{}/versions")
    types = "api/v2/content/convert-ids-to-types"
    see("POST", types, types, json={"contentIds": [page, "999"]})
    see("GET", "rest/api/user/current", "rest/api/user/current")
    everything = "version,ancestors,space,metadata.labels,children.attachment,history"
    query = {"cql": "type=page", "expand": everything}
    see("GET", "rest/api/content/search", "rest/api/content/search", params=query)
    other = sandbox.add_page("DOC", "Target").id
    move = "rest/api/content/{}/move/{}/{}"
    see("PUT", f"rest/api/content/{page}/move/after/{other}", move)
    watch = f"rest/api/user/watch/content/{page}"
    see("DELETE", watch, "rest/api/user/watch/content/{}", status=204)
    old = {"pages": [{"id": int(other)}]}
    archive = "rest/api/content/archive"
    task = see("POST", archive, archive, status=202, json=old)["id"]
    see("GET", f"rest/api/longtask/{task}", "rest/api/longtask/{}")
    see("DELETE", f"{properties}/{made}", "api/v2/pages/{}/properties/{}", status=204)
    see("DELETE", f"api/v2/attachments/{file}", "api/v2/attachments/{}", status=204)
    see("DELETE", f"api/v2/pages/{page}", "api/v2/pages/{}", status=204)
    assert found == []
