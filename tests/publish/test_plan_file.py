"""A plan that is kept, and published later when it still fits."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from sphinx_to_confluence.errors import BundleError, ConflictError
from sphinx_to_confluence.publish import publish_with
from sphinx_to_confluence.publish.plan_file import PLAN_NAME, read_plan, write_plan
from sphinx_to_confluence.publish.survey import survey


@pytest.fixture
def plan_path(desk):
    """Where a plan is kept beside the bundle."""
    return desk.directory / "_publish" / PLAN_NAME


def _keep(desk, path, **settings):
    with desk.connected(**settings) as (client, chosen):
        write_plan(path, desk.bundle(), survey(client, desk.bundle(), chosen, warn=print))


def _publish(desk, path, **settings):
    """Publish what was reviewed."""
    desk.sandbox.reset_requests()
    with desk.connected(**settings) as (client, chosen):
        return publish_with(
            client,
            desk.bundle(),
            chosen,
            say=desk.said.append,
            warn=desk.warned.append,
            reviewed=read_plan(path),
        )


@pytest.fixture
def reviewed(desk, plan_path):
    """A plan to update one page and to make another one."""
    desk.page("guide", text="Old words.")
    desk.publish()
    desk.page("guide", text="New words.")
    desk.page("more")
    _keep(desk, plan_path)
    return plan_path


def test_follows_the_schema(reviewed, desk):
    """With what it was made from, and the same bytes for the same plan."""
    text = files("sphinx_to_confluence.publish").joinpath("plan-1.schema.json").read_text("utf-8")
    data = json.loads(reviewed.read_text(encoding="utf-8"))
    Draft202012Validator(json.loads(text)).validate(data)
    made = data["made_from"]
    assert (made["basis"], made["bundle"], made["space"]) == ("confluence", "..", "DOC")
    assert made["pages"]["guide"]["version"] == 2
    before = reviewed.read_bytes()
    _keep(desk, reviewed)
    assert reviewed.read_bytes() == before
    assert desk.token not in before.decode()


def test_publishes_what_was_reviewed(desk, reviewed):
    """When nothing has changed since; then the plan is gone, since it has been carried out."""
    report = _publish(desk, reviewed)
    assert (report.updated, report.created) == (["guide"], ["more"])
    assert not reviewed.exists()


class TestRefused:
    """What does not fit any more is not published, and it is said why."""

    @staticmethod
    def _answer(desk, path, **settings):
        with pytest.raises(ConflictError) as raised:
            _publish(desk, path, **settings)
        assert desk.writes == []
        assert raised.value.exit_code == 6
        assert "sphinx-to-confluence plan" in raised.value.remedy
        return raised.value.answered

    def test_an_edit(self, desk, reviewed):
        """Named by the page, with the versions and what the person said about it."""
        desk.edit("Guide")
        assert self._answer(desk, reviewed) == 'guide: was version 2, is 3 ("fixed a typo")'

    def test_an_edit_of_a_page_that_was_not_to_be_written(self, desk, reviewed):
        """It would be told as a conflict now."""
        desk.edit("Index")
        assert self._answer(desk, reviewed) == 'index: was version 2, is 3 ("fixed a typo")'

    def test_another_publish(self, desk, reviewed):
        """Of the same project."""
        desk.publish()
        desk.page("guide", text="Newer words.")
        _keep(desk, reviewed)
        text = reviewed.read_text(encoding="utf-8")
        desk.publish()
        reviewed.write_text(text, encoding="utf-8")
        assert self._answer(desk, reviewed).startswith(
            "guide: was version 3, is 4, which was published"
        )

    def test_a_page_that_is_gone(self, desk, reviewed):
        """What has become of it is said."""
        desk.sandbox.trash_page(desk.remote("Guide").id)
        assert self._answer(desk, reviewed) == "guide: was current, is trashed"

    def test_another_bundle(self, desk, reviewed):
        """Even if the same pages were to be written."""
        desk.page("guide", text="Still newer words.")
        assert self._answer(desk, reviewed) == (
            "the bundle is another one than the plan was made for"
        )

    def test_other_options(self, desk, reviewed):
        """Options that decide what is done."""
        answer = self._answer(desk, reviewed, orphans="trash", edited_pages="keep")
        assert answer.splitlines() == [
            "confluence_edited_pages: was 'fail', is 'keep'",
            "  confluence_orphans: was 'report', is 'trash'",
        ]

    def test_another_space(self, desk, reviewed):
        """The pages there have nothing to do with those of the plan."""
        desk.sandbox.add_space("OTHER", "Other")
        assert self._answer(desk, reviewed, space_key="OTHER") == "the space was DOC, is OTHER"

    def test_a_stranger_took_the_title(self, desk, reviewed):
        """No page of the project has changed, but its document is in conflict now."""
        desk.sandbox.add_page("DOC", "More")
        answer = self._answer(desk, reviewed)
        assert answer.startswith("more: the page ")
        assert 'has the title "More"' in answer

    def test_a_plan_that_was_tampered_with(self, desk, reviewed):
        """It can keep a publish from happening, and nothing else."""
        data = json.loads(reviewed.read_text(encoding="utf-8"))
        data["operations"] = [None]
        reviewed.write_text(json.dumps(data), encoding="utf-8")
        assert self._answer(desk, reviewed).splitlines() == [
            "guide: something else is to be done than the plan says",
            "  index: something else is to be done than the plan says",
            "  more: something else is to be done than the plan says",
        ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema_version": 1, "operations": []}',
        '{"schema_version": 1, "made_from": 7}',
    ],
)
def test_what_is_no_plan(tmp_path, text):
    """It is said so, and how to make one."""
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BundleError) as raised:
        read_plan(path)
    assert "It is no plan of a publish" in raised.value.answered


def test_a_plan_that_was_made_offline(reviewed):
    """Nobody has looked at Confluence for it."""
    text = reviewed.read_text(encoding="utf-8")
    reviewed.write_text(text.replace('"confluence"', '"manifest"'), encoding="utf-8")
    with pytest.raises(BundleError) as raised:
        read_plan(reviewed)
    assert "made offline" in raised.value.answered


def test_a_plan_of_another_version(reviewed):
    """Its facts may mean something else."""
    text = reviewed.read_text(encoding="utf-8")
    reviewed.write_text(text.replace('"schema_version": 1', '"schema_version": 9'), "utf-8")
    with pytest.raises(BundleError) as raised:
        read_plan(reviewed)
    assert "of version 9" in raised.value.answered


def test_a_plan_that_does_nothing_stays(desk, plan_path):
    """It is as true after the publish as before."""
    desk.publish()
    _keep(desk, plan_path)
    _publish(desk, plan_path)
    assert plan_path.exists()
