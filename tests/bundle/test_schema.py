"""The documented schema of the manifest."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from sphinx_to_confluence.bundle.model import SCHEMA_VERSION


@pytest.fixture(scope="module")
def schema():
    """The schema that is shipped for the current version."""
    name = f"manifest-{SCHEMA_VERSION}.schema.json"
    text = files("sphinx_to_confluence.bundle").joinpath(name).read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def test_schema_is_valid(schema):
    """The schema is one."""
    Draft202012Validator.check_schema(schema.schema)


def test_written_manifest(schema, folder):
    """What is written follows the schema."""
    assert [error.message for error in schema.iter_errors(folder.manifest)] == []


def test_all_fields_are_described(schema, folder):
    """Every field that is written is in the schema."""
    page = folder.manifest["pages"][1]
    definitions = schema.schema["$defs"]
    assert folder.manifest.keys() == schema.schema["properties"].keys()
    assert page.keys() == definitions["page"]["properties"].keys()
    assert page["attachments"][0].keys() == definitions["attachment"]["properties"].keys()


@pytest.mark.parametrize("path", ["/a", "../a", "a/../b", "a/..", ""])
def test_paths_stay_inside(schema, folder, path):
    """A path that leaves the bundle does not follow the schema."""
    manifest = folder.manifest
    manifest["pages"][0]["body"] = path
    assert len(list(schema.iter_errors(manifest))) == 1
