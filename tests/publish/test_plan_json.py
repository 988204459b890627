"""The plan as a file for programs."""

from __future__ import annotations

import dataclasses
import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from planning import after, bundle, changed, page, published

from sphinx_to_confluence.bundle.model import Attachment
from sphinx_to_confluence.errors import ConflictError
from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.publish.operations import (
    KINDS,
    PLAN_VERSION,
    Archive,
    Change,
    Plan,
    Stays,
)
from sphinx_to_confluence.publish.plan import make_plan
from sphinx_to_confluence.publish.policy import EditedPages, Orphans, Policy
from sphinx_to_confluence.rest.model import RemotePage, Status

INDEX, GUIDE, API, SAME = page("index"), page("guide"), page("api", parent="guide"), page("same")
OLD, LEFT = page("old"), page("left")
PICTURE = Attachment("a.png", "a.png", "image/png", "ab" * 32, 1)


@pytest.fixture(scope="module")
def validator():
    """The schema that is shipped for the current version."""
    name = f"plan-{PLAN_VERSION}.schema.json"
    text = files("sphinx_to_confluence.publish").joinpath(name).read_text(encoding="utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture
def everything():
    """A bundle and a plan in which each kind of operation occurs, but for the archive."""
    before = changed(GUIDE, attachments=(PICTURE, dataclasses.replace(PICTURE, filename="b.png")))
    wanted = bundle(
        INDEX,
        page("new", attachments=(PICTURE,), labels=("one", "two"), full_width=True),
        SAME,
        changed(before, title="Handbook", attachments=(PICTURE,)),
        changed(API, parent="index"),
        page("taken"),
    )
    state = after(INDEX, before, API, SAME, OLD, LEFT)
    foreign = RemotePage("99", "Taken", "7", "1", Status.CURRENT, 5, "")
    titles = {**state.titles, "taken": foreign}
    pages = {**state.pages, "left": published(LEFT, version=3, message="fixed a typo")}
    state = dataclasses.replace(state, titles=titles, pages=pages)
    return wanted, make_plan(wanted, state, Policy(EditedPages.KEEP, orphans=Orphans.TRASH))


def test_follows_the_schema(validator, everything):
    """So does a plan in which nothing is done."""
    _, plan = everything
    for each in (plan, Plan(), Plan((Archive("old", "1", "Old"),), unordered=("a", "b"))):
        assert [error.message for error in validator.iter_errors(json.loads(each.to_json()))] == []


def test_all_fields_are_described(validator):
    """Every kind of operation, every field of it and every word for a reason is in the schema."""
    described = validator.schema["$defs"]
    assert [name for name in described if name != "made_from"] == list(KINDS.values())
    for kind, name in KINDS.items():
        fields = {field.name for field in dataclasses.fields(kind)} | {"operation"}
        assert described[name]["properties"].keys() - {"message"} == fields
        assert described[name]["required"] == list(described[name]["properties"])
    words = {
        Change: described["update"]["properties"]["changes"]["items"]["enum"],
        Hindrance: described["conflict"]["properties"]["hindrance"]["enum"],
        Stays: described["orphan"]["properties"]["stays"]["enum"],
    }
    for kinds, known in words.items():
        assert known == [member.name.lower() for member in kinds]


def test_the_same_plan_gives_the_same_text(everything):
    """It can be compared with the one of another day."""
    wanted, plan = everything
    assert Plan(plan.operations, plan.unordered).to_json() == plan.to_json()
    data = json.loads(plan.to_json())
    assert data["counts"] == plan.counts
    assert [item["operation"] for item in data["operations"]][:3] == ["skip", "create", "attach"]
    assert wanted.pages[1].docname == data["operations"][1]["docname"]


class TestDryRun:
    """What a person gets who only wants to know."""

    def test_lines_and_file(self, desk, validator):
        """The plan is said in lines and written beside the bundle; Confluence is only read."""
        desk.page("guide", text="How to")
        report = desk.publish(publish_dryrun=True)
        assert desk.writes == []
        path = desk.directory / "_publish" / "plan.json"
        assert desk.said == [
            '+ create    index: "Index", 1 line',
            '+ create      guide: "Guide", 1 line',
            f"The plan is in {path}",
            f"For the differences of the texts: sphinx-to-confluence plan {desk.directory}",
        ]
        assert report.summary() == "2 pages: 2 would be created"
        validator.validate(json.loads(path.read_text(encoding="utf-8")))

    def test_with_conflicts(self, desk):
        """The file is there too when the run ends with an error."""
        desk.publish()
        desk.edit("Index")
        with pytest.raises(ConflictError):
            desk.publish(publish_dryrun=True)
        data = json.loads((desk.directory / "_publish" / "plan.json").read_text(encoding="utf-8"))
        (conflict,) = data["operations"]
        assert conflict["hindrance"] == "edited"
        assert conflict["url"].endswith(f"/spaces/DOC/pages/{desk.remote('Index').id}")
