"""Does what goes over the wire agree with an OpenAPI document? Requests and answers of the sandbox, word for word.

Requests are read strictly: what the document does not declare is a violation, also where its schemas leave the door
open by not saying ``additionalProperties``. In answers, ``null`` is taken for absent: the documents leave
``nullable`` out nearly everywhere, and their own examples have ``null``.
"""

from __future__ import annotations

import enum
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema
from werkzeug.formparser import parse_form_data

Json = Any
_METHODS = ("get", "put", "post", "delete", "patch")


class Kind(enum.StrEnum):
    """What is wrong."""

    UNKNOWN_CALL = "a call that is not in the document"
    UNKNOWN_PARAMETER = "a parameter that is not declared"
    WRONG_PARAMETER = "a parameter of another type, or out of its range"
    MISSING_PARAMETER = "a parameter that is required"
    BODY = "a body where none is declared, or none where one is required"
    REQUEST = "a request body that does not fit its schema"
    STATUS = "a status that is not declared"
    ANSWER = "an answer that does not fit its schema"


@dataclass(frozen=True, slots=True)
class Violation:
    """One disagreement.

    :param call: method and path template, or path where there is none.
    :param where: name of a parameter, a status, or the place in a body, list indices left out.
    """

    kind: Kind
    call: str
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.call}: {self.kind}: {self.where or '-'}: {self.detail}"


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    template: str
    pattern: re.Pattern[str]
    declared: Mapping[str, Json]
    parameters: tuple[Mapping[str, Json], ...]

    @property
    def name(self) -> str:
        """How violations name it."""
        return f"{self.method} {self.template}"


class Document:
    """An OpenAPI document.

    :param base: what its paths begin with in a transcript and not in the document.
    """

    def __init__(self, file: Path, base: str) -> None:
        self._json = json.loads(file.read_text(encoding="utf-8"))
        self._base = base
        schemas = self._json["components"]["schemas"]
        self._open = {"schemas": {name: self._schema(one) for name, one in schemas.items()}}
        self._closed = {
            "schemas": {name: self._schema(one, closed=True) for name, one in schemas.items()}
        }
        calls = [
            self._call(path, methods, method)
            for path, methods in self._json["paths"].items()
            for method in methods
            if method in _METHODS
        ]
        # A path without values goes before one that has some in the same place.
        self._calls = sorted(calls, key=lambda call: call.template.count("{"))

    def knows(self, path: str) -> bool:
        """Whether the path of a transcript is a matter of this document."""
        return path.startswith(self._base)

    def violations(self, transcript: Any) -> Iterator[Violation]:
        """All disagreements of one request and its answer."""
        path, method = transcript.path.removeprefix(self._base), transcript.call.method
        call = self._find(method, "/" + path.lstrip("/"))
        if call is None:
            yield Violation(Kind.UNKNOWN_CALL, f"{method} {path}", "", "")
            return
        yield from self._parameters(call, "/" + path.lstrip("/"), transcript.call.query)
        yield from self._request(call, transcript.sent)
        yield from self._answer(call, transcript.call.status, transcript.received)

    def _find(self, method: str, path: str) -> _Call | None:
        return next(
            (c for c in self._calls if c.method == method and c.pattern.fullmatch(path)), None
        )

    def _call(self, path: str, methods: Json, method: str) -> _Call:
        template = "/" + path.lstrip("/").removeprefix("confluence/")
        pattern = re.compile(re.sub(r"\\\{[^}]*\\\}", "([^/]+)", re.escape(template)))
        declared = methods[method]
        given = [*methods.get("parameters", []), *declared.get("parameters", [])]
        parameters = tuple(self._resolved(one) for one in given)
        return _Call(method.upper(), template, pattern, declared, parameters)

    def _parameters(self, call: _Call, path: str, query: str) -> Iterator[Violation]:
        match = call.pattern.fullmatch(path)
        names = re.findall(r"\{([^}]*)\}", call.template)
        in_path = zip(names, match.groups() if match else (), strict=True)
        given = [("path", *one) for one in in_path]
        given += [("query", *one) for one in parse_qsl(query, keep_blank_values=True)]
        for place, name, text in given:
            # The document of Data Center declares many twice, as text and then as what they are.
            rows = [p for p in call.parameters if (p["in"], p["name"]) == (place, name)]
            if not rows and place == "query":
                yield Violation(Kind.UNKNOWN_PARAMETER, call.name, name, text)
            elif rows and (wrong := self._wrong(rows[-1].get("schema", {}), text)):
                yield Violation(Kind.WRONG_PARAMETER, call.name, name, wrong)
        seen = {name for place, name, _ in given if place == "query"}
        for row in call.parameters:
            if row["in"] == "query" and row.get("required") and row["name"] not in seen:
                yield Violation(Kind.MISSING_PARAMETER, call.name, row["name"], "")

    def _wrong(self, schema: Json, text: str) -> str:
        """What is wrong with a parameter; empty when nothing is. Lists may be given with commas."""
        schema = self._resolved(schema)
        if schema.get("type") == "array":
            item = schema.get("items", {})
            return next((w for part in text.split(",") if (w := self._wrong(item, part))), "")
        kind, value = schema.get("type"), text
        if kind in {"integer", "number", "boolean"}:
            try:
                value = json.loads(text)
            except ValueError:
                return f"{text!r} is no {kind}"
        return next((e.message for e in self._errors(schema, value, self._open)), "")

    def _request(self, call: _Call, sent: Any) -> Iterator[Violation]:
        declared = call.declared.get("requestBody")
        if declared is None:
            if sent.data:
                yield Violation(Kind.BODY, call.name, "", "none is declared")
            return
        declared = self._resolved(declared)
        if not sent.data:
            if declared.get("required"):
                yield Violation(Kind.BODY, call.name, "", "one is required")
            return
        media_type = sent.media_type.partition(";")[0].strip()
        content = declared["content"]
        if media_type not in content and "*/*" not in content:
            yield Violation(Kind.BODY, call.name, "", f"{media_type} is not declared")
            return
        schema = content.get(media_type, content.get("*/*", {})).get("schema", {})
        if media_type == "multipart/form-data":
            value = _form(sent, self._resolved(schema).get("properties", {}))
        else:
            value = sent.json()
        for error in self._errors(self._schema(schema, closed=True), value, self._closed):
            yield Violation(Kind.REQUEST, call.name, *_place(error))

    def _answer(self, call: _Call, status: int | None, received: Any) -> Iterator[Violation]:
        if status == 401:
            return  # the gateway answers for the API, and is in no document
        answers = call.declared["responses"]
        if str(status) not in answers and "default" not in answers:
            yield Violation(Kind.STATUS, call.name, str(status), "")
            return
        declared = self._resolved(answers.get(str(status), answers.get("default")))
        schema = declared.get("content", {}).get("application/json", {}).get("schema")
        if schema is None or not received.media_type.startswith("application/json"):
            return
        value = _without_nulls(received.json())
        for error in self._errors(self._schema(schema), value, self._open):
            yield Violation(Kind.ANSWER, f"{call.name} {status}", *_place(error))

    def _errors(self, schema: Json, value: Json, components: Json) -> Iterator[Any]:
        validator = jsonschema.Draft4Validator({"allOf": [schema], "components": components})
        yield from validator.iter_errors(value)

    def _resolved(self, node: Json) -> Json:
        """What a reference stands for."""
        while "$ref" in node:
            target = self._json
            for part in node["$ref"].split("/")[1:]:
                target = target[part]
            node = target
        return node

    def _schema(self, schema: Json, *, closed: bool = False) -> Json:
        """A schema of OpenAPI 3.0 as JSON Schema, draft 4, which it is nearly.

        :param closed: let objects have no properties but those that are declared.
        """
        if "$ref" in schema:
            return schema
        if closed and "allOf" in schema:
            schema = self._merged(schema)
        made = dict(schema)
        for name in ("allOf", "oneOf", "anyOf"):
            if name in made:
                made[name] = [self._schema(part, closed=closed) for part in made[name]]
        if "properties" in made:
            parts = made["properties"].items()
            made["properties"] = {name: self._schema(one, closed=closed) for name, one in parts}
            if closed:
                made.setdefault("additionalProperties", False)
        for name in ("items", "additionalProperties"):
            if isinstance(made.get(name), dict):
                made[name] = self._schema(made[name], closed=closed)
        # Draft 4 wants what it knows to be well-formed: these are not, in places, and say nothing of values.
        for name in ("example", "default", "format"):
            made.pop(name, None)
        return {"anyOf": [made, {"type": "null"}]} if made.pop("nullable", False) else made

    def _merged(self, schema: Json) -> Json:
        """An ``allOf`` as one object, because each part would forbid what the others declare."""
        parts = [self._resolved(part) for part in schema["allOf"]]
        parts = [self._merged(part) if "allOf" in part else part for part in parts]
        made: dict[str, Json] = {"type": "object", "properties": {}, "required": []}
        for part in [*parts, {k: v for k, v in schema.items() if k != "allOf"}]:
            made["properties"] |= part.get("properties", {})
            made["required"] = [*made["required"], *part.get("required", [])]
        return {key: value for key, value in made.items() if value}


def _place(error: Any) -> tuple[str, str]:
    """Where an error is, and what; of alternatives, that of the one which fits best."""
    best = error
    while best.context:
        best = max(best.context, key=lambda one: (len(one.absolute_path), -len(one.message)))
    parts = [str(part) for part in best.absolute_path if not isinstance(part, int)]
    return ".".join(parts), best.message[:300]


def _form(sent: Any, properties: Json) -> dict[str, Json]:
    """The fields of a form, where everything is text; of files only that they are there."""
    environ = {
        "wsgi.input": io.BytesIO(sent.data),
        "CONTENT_TYPE": sent.media_type,
        "CONTENT_LENGTH": str(len(sent.data)),
        "REQUEST_METHOD": "POST",
    }
    _, form, files = parse_form_data(environ)
    fields: dict[str, Json] = dict.fromkeys(files, "")
    for name in files:
        for file in files.getlist(name):
            file.close()
    for name in form:
        text = form.getlist(name)[-1]
        is_flag = properties.get(name, {}).get("type") == "boolean" and text in {"true", "false"}
        fields[name] = text == "true" if is_flag else text
    return fields


def _without_nulls(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Excuse:
    """Where a document is wrong, or tells less than is done on purpose.

    :param call: empty for all.
    :param where: what the place of the violation begins with.
    """

    kind: Kind
    call: str
    where: str
    reason: str

    def covers(self, found: Violation) -> bool:
        """Whether it is about this violation."""
        same = found.kind is self.kind and self.call in {"", found.call}
        return same and found.where.startswith(self.where)


EXCUSES = {
    "cloud": (
        Excuse(
            Kind.REQUEST,
            "PUT /pages/{id}",
            "version",
            "minorEdit is not declared; other tools send it and get no error, it may keep mails back",
        ),
        Excuse(
            Kind.REQUEST,
            "PUT /wiki/rest/api/content/{id}/child/attachment/{attachmentId}",
            "version",
            "the schema is that of an answer, with the time and the author of the version",
        ),
        Excuse(
            Kind.WRONG_PARAMETER,
            "GET /attachments/{attachment-id}/properties/{property-id}",
            "attachment-id",
            "the pattern (att)?0-9+ lacks its brackets",
        ),
        Excuse(
            Kind.WRONG_PARAMETER,
            "DELETE /attachments/{id}",
            "id",
            "ids of files begin with att in every answer, and the other calls declare them as text",
        ),
    ),
    "datacenter": (
        Excuse(
            Kind.UNKNOWN_PARAMETER,
            "PUT /rest/api/content/{contentId}",
            "expand",
            "not declared here but for POST; what is ignored does no harm",
        ),
        Excuse(
            Kind.STATUS,
            "GET /rest/api/content/{id}/child/attachment",
            "200",
            "the document says 201 for reading a list",
        ),
        *(
            Excuse(
                Kind.REQUEST,
                f"{method} /rest/api/content/{{id}}/property{key}",
                "value",
                "the schema is that of the Java class for JSON, not of the JSON in it",
            )
            for method, key in (("POST", ""), ("POST", "/{key}"), ("PUT", "/{key}"))
        ),
        Excuse(
            Kind.ANSWER,
            "",
            "data.errors",
            "an Iterable of Java is declared as an object; it is a list",
        ),
    ),
}
"""What is not held against anybody, by flavour."""

# What is no call of the API: the cloud id, and the bytes of files.
_OTHERS = {"tenant_info", "media", "dc_download"}
_DOCUMENTS = {
    "cloud": (
        ("confluence-cloud-openapi-v2.v3.json", "wiki/api/v2"),
        ("confluence-cloud-swagger.v3.json", ""),
    ),
    "datacenter": (("confluence-dc-10.0.3-openapi.json", ""),),
}


def all_violations(sandbox: Any, specs: Path) -> list[Violation]:
    """All disagreements of what a sandbox was asked and answered with the documents of its flavour, each once."""
    documents = [Document(specs / name, base) for name, base in _DOCUMENTS[sandbox.flavour]]
    found: dict[Violation, None] = {}
    for transcript in sandbox.transcripts:
        if transcript.call.operation not in _OTHERS:
            document = next(one for one in documents if one.knows(transcript.path))
            found |= dict.fromkeys(document.violations(transcript))
    return list(found)


def violations(sandbox: Any, specs: Path) -> list[str]:
    """The same as lines of text, without what has an excuse."""
    excuses = EXCUSES[sandbox.flavour]
    found = all_violations(sandbox, specs)
    return [str(one) for one in found if not any(excuse.covers(one) for excuse in excuses)]
