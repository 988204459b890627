"""The table of calls against Atlassian's own documents."""

from __future__ import annotations

import json
import re

import pytest

from sphinx_to_confluence.rest.operations import (
    TWELVE_SCOPES,
    Api,
    Cloud,
    DataCenter,
    Repeat,
    operations,
)
from sphinx_to_confluence.rest.routes import filled

CLOUD = list(operations(Cloud))
DATA_CENTER = list(operations(DataCenter))


def shape(path):
    """A path template without the names of its values."""
    return "/" + re.sub(r"\{[^}]*\}", "{}", path).lstrip("/")


@pytest.fixture(scope="session")
def cloud_documents(specs):
    """Operations of Cloud by method and shape of the path."""
    rows = json.loads((specs / "cloud-operations.json").read_text(encoding="utf-8"))
    return {(row["method"], shape(row["path"])): row for row in rows}


@pytest.fixture(scope="session")
def openapi(specs):
    """Operations of Cloud by method and shape of the path, from the OpenAPI documents themselves."""
    found = {}
    for name, prefix in (
        ("confluence-cloud-openapi-v2.v3.json", "/wiki/api/v2"),
        ("confluence-cloud-swagger.v3.json", ""),
    ):
        document = json.loads((specs / name).read_text(encoding="utf-8"))
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                found[method.upper(), shape(prefix + path)] = operation
    return found


@pytest.mark.parametrize("row", CLOUD, ids=lambda row: row.name)
def test_cloud_row(row, openapi, cloud_documents):
    """Method, path and scopes are those of the documents, and the call is not on its way out."""
    operation = openapi[row.method, shape(row.path)]
    state = "Current" if row.api is Api.CLOUD_V2 else "Beta"
    scopes = {entry["state"]: entry["scopes"] for entry in operation["x-atlassian-oauth2-scopes"]}
    assert sorted(scopes[state]) == sorted(row.granular)
    assert row.classic == (() if row.api is Api.CLOUD_V2 else tuple(scopes["Current"]))
    assert not operation.get("deprecated", False)
    derived = cloud_documents[row.method, shape(row.path)]
    assert derived["allowed_with_12"] == TWELVE_SCOPES.issuperset(row.granular)


@pytest.mark.parametrize("row", DATA_CENTER, ids=lambda row: row.name)
def test_data_center_row(row, specs):
    """Method and path are in the document of Data Center, unless it is one for browsers."""
    if row.gives_file:
        pytest.skip("files have no call in the REST API, they are where browsers find them")
    document = json.loads((specs / "confluence-dc-10.0.3-openapi.json").read_text(encoding="utf-8"))
    known = {
        (method.upper(), shape(path))
        for path, methods in document["paths"].items()
        for method in methods
    }
    assert (row.method, shape(row.path)) in known
    assert row.granular == row.classic == ()


def test_twelve_scopes_suffice():
    """Everything but writing labels and comments works with the twelve scopes of the requirement."""
    beyond = {row.name for row in CLOUD if not TWELVE_SCOPES.issuperset(row.granular)}
    assert beyond == {
        "known_labels",
        "add_labels",
        "remove_label",
        "inline_comments",
        "footer_comments",
        "add_footer_comment",
    }


def test_twelve_scopes_are_those_required(specs):
    """The constant is the list of the requirement."""
    text = (specs.parent / "scoped-token-requirement.txt").read_text(encoding="utf-8")
    assert set(re.findall(r"``((?:read|write|delete):[\w.-]+:confluence)``", text)) == TWELVE_SCOPES


@pytest.mark.parametrize("rows", [CLOUD, DATA_CENTER], ids=["cloud", "data center"])
def test_rows_are_sound(rows):
    """Names are unique, each row says what it is for, and what creates or counts versions is never repeated blindly."""
    assert len({row.name for row in rows}) == len(rows)
    assert all(row.feature for row in rows)
    assert {row.name for row in rows if row.repeat is Repeat.LOOK_FIRST} == {
        "create_page",
        "update_page",
        "create_property",
        "update_property",
        "add_footer_comment",
        "create_attachment" if rows is DATA_CENTER else "archive_pages",
    }


def test_values_in_paths_are_quoted():
    """A value fills one segment, whatever is in it."""
    assert (
        filled("rest/api/space/{key}", {"key": "~a/b c?ü"}) == "rest/api/space/~a%2Fb%20c%3F%C3%BC"
    )


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_values_that_lead_elsewhere_are_refused(value):
    """A value cannot climb up in the path."""
    with pytest.raises(ValueError, match="key is"):
        filled("rest/api/space/{key}", {"key": value})
