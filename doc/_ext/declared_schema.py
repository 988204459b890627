"""The directive ``declared-schema``: the fields of the files that a build or a publish writes, from their JSON schemas.

``.. declared-schema:: manifest page`` lists the fields of one kind of object in ``manifest.json``, ``declared-schema::
manifest`` those of the file itself; likewise for ``report.json``, the plan and the report of a publish.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, ClassVar

from generated import Generated, list_table, literals
from sphinx.application import Sphinx
from sphinx.util import rst
from sphinx.util.typing import ExtensionMetadata

from sphinx_to_confluence import bundle, publish
from sphinx_to_confluence.bundle.model import SCHEMA_VERSION
from sphinx_to_confluence.bundle.report import REPORT_VERSION
from sphinx_to_confluence.publish.operations import PLAN_VERSION
from sphinx_to_confluence.publish.report_json import PUBLISH_REPORT_VERSION

_SCHEMAS = {
    "manifest": (bundle, SCHEMA_VERSION),
    "report": (bundle, REPORT_VERSION),
    "plan": (publish, PLAN_VERSION),
    "publish-report": (publish, PUBLISH_REPORT_VERSION),
}

_KINDS_IN_WORDS = {
    "array": "list",
    "boolean": "true or false",
    "integer": "whole number",
    "null": "null",
    "number": "number",
    "object": "object",
    "string": "text",
}


class DeclaredSchema(Generated):
    """List the fields of a kind of object."""

    required_arguments = 1
    optional_arguments = 1
    sources: ClassVar = (bundle, publish)

    def lines(self) -> Iterator[str]:
        """Write a table with a row for each field; all of them have a description."""
        name = self.chosen(tuple(_SCHEMAS))
        package, version = _SCHEMAS[name]
        resource = files(package).joinpath(f"{name}-{version}.schema.json")
        self.env.note_dependency(str(resource))
        schema = json.loads(resource.read_text(encoding="utf-8"))
        described = schema["$defs"][self.arguments[1]] if self.arguments[1:] else schema
        rows = (
            (f"``{field}``", _kind(value), rst.escape(value["description"]))
            for field, value in described["properties"].items()
        )
        yield from list_table(("Field", "Type", "Meaning"), rows, widths=(18, 22, 60))


def _kind(value: Mapping[str, Any]) -> str:
    if "$ref" in value:
        return str(value["$ref"]).rpartition("/")[2]
    if "const" in value or "enum" in value:
        return literals(map(json.dumps, value.get("enum", [value.get("const")])))
    kinds = [value["type"]] if isinstance(value["type"], str) else value["type"]
    text = " or ".join(_KINDS_IN_WORDS[kind] for kind in kinds)
    return f"{text} of {_kind(value['items'])}" if "items" in value else text


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make the directive known."""
    app.add_directive("declared-schema", DeclaredSchema)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
