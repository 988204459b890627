"""Plans without a network: against what the last publish left, or against another bundle."""

from __future__ import annotations

import dataclasses
import json

import pytest

from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import BundleError, PublishError
from sphinx_to_confluence.publish.left_behind import as_published, left_path, read_left
from sphinx_to_confluence.publish.plan_view import PlanView
from sphinx_to_confluence.publish.survey import BUNDLE, MANIFEST, survey, survey_offline
from sphinx_to_confluence.publish.texts import compare_bundles


def _offline(desk, **settings):
    """The plan against what the last publish left."""
    snapshot, site = read_left(left_path(desk.directory), desk.bundle())
    return survey_offline(desk.bundle(), Settings(**settings), snapshot, MANIFEST, site)


def _live(desk, **settings):
    with desk.connected(**settings) as (client, chosen):
        return survey(client, desk.bundle(), chosen, warn=print)


def _three(desk):
    desk.page("guide", files={"a.png": b"x"}, labels=("one",))
    desk.page("guide/more", parent="guide", links=["index"])
    desk.page("last")


@pytest.mark.parametrize("settings", [{}, {"orphans": "trash", "orphans_limit": 1.0}])
def test_the_same_as_with_a_look_at_confluence(desk, settings):
    """As long as nobody has touched the pages since."""
    _three(desk)
    desk.publish()
    assert _offline(desk).plan.is_empty
    desk.page("guide", "Handbook", text="New", files={"b.png": b"y"})
    desk.page("guide/more", parent="index", links=["index"])
    desk.page("new", parent="guide")
    del desk.pages["last"]
    found = _offline(desk, **settings)
    assert found.plan == _live(desk, **settings).plan
    assert found.plan.counts["create"] == 1
    desk.publish(**settings)
    assert _offline(desk).plan == _live(desk).plan


def test_an_edit_that_was_kept(desk):
    """It is an edit offline, too."""
    desk.page("guide")
    desk.publish()
    desk.edit("Guide")
    desk.page("guide", text="New")
    desk.publish(edited_pages="keep")
    assert _offline(desk, edited_pages="keep").plan == _live(desk, edited_pages="keep").plan
    assert len(_offline(desk).plan.conflicts) == 1


def test_on_data_center(data_center_desk):
    """There pages have no property for their width, and no order."""
    desk = data_center_desk
    _three(desk)
    desk.publish()
    assert _offline(desk).plan == _live(desk).plan
    desk.page("guide", text="New")
    assert _offline(desk).plan == _live(desk).plan


def test_a_page_that_could_not_be_written(desk):
    """What was left there is what the next publish finds."""
    desk.page("guide")
    desk.publish()
    desk.page("new")
    desk.page("guide", text="New")
    desk.sandbox.faults.fail(operation="update_page", status=400, nth=1)
    with pytest.raises(PublishError):
        desk.publish()
    assert _offline(desk).plan == _live(desk).plan


def test_no_secrets_and_no_texts(desk):
    """The file may be an artifact of a job."""
    desk.page("guide", text="Some words of the page")
    desk.publish()
    text = left_path(desk.directory).read_text(encoding="utf-8")
    assert desk.token not in text
    assert "Some words" not in text
    assert sorted(json.loads(text)["pages"]) == ["guide", "index"]


def test_forgotten_by_an_undo(desk):
    """What the publish left is not there any more."""
    desk.page("guide")
    desk.publish()
    assert left_path(desk.directory).exists()
    desk.undo()
    assert not left_path(desk.directory).exists()


class TestRefused:
    """What cannot be compared with."""

    @staticmethod
    def _answer(desk):
        with pytest.raises(BundleError) as raised:
            _offline(desk)
        return raised.value

    def test_no_file(self, desk):
        """There was no publish from this directory."""
        assert "FileNotFoundError" in self._answer(desk).answered

    def test_another_project(self, desk):
        """Its pages are others."""
        desk.publish("other")
        assert '"other"' in self._answer(desk).answered

    @pytest.mark.parametrize(
        "change", [{"schema_version": 9}, {"pages": {"index": {}}}, {"space": 7}, {"pages": []}]
    )
    def test_a_damaged_file(self, desk, change):
        """It is an error for people, whatever is in it."""
        desk.publish()
        path = left_path(desk.directory)
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
        assert "_publish/manifest.json" in self._answer(desk).remedy


class TestAgainstAnotherBundle:
    """Two builds, as in a job for a pull request that has no token."""

    def test_all_that_is_different(self, desk, tmp_path_factory):
        """Texts, titles, places, files: as if the other one had been published."""
        _three(desk)
        other = self._copy(desk, tmp_path_factory)
        assert self._view(desk, other).plan.is_empty
        desk.page("guide", "Handbook", text="New", files={"b.png": b"y"}, labels=("two",))
        desk.page("guide/more", parent="index", links=["index"])
        desk.page("new", parent="guide")
        del desk.pages["last"]
        view = self._view(desk, other)
        assert {each.docname: each.mark.word for each in view.shown} == {
            "guide": "update",
            "guide/more": "move",
            "new": "create",
            "last": "left",
        }
        assert view.comparisons["guide"].diff.lines == ("@@ @@", "-guide", "+New")

    def test_another_name_of_the_project(self, desk, tmp_path_factory):
        """The build of another branch may have one; the pages are the same all the same."""
        other = dataclasses.replace(self._copy(desk, tmp_path_factory), project_id="other")
        assert self._view(desk, other).plan.is_empty

    @staticmethod
    def _copy(desk, tmp_path_factory):
        directory = tmp_path_factory.mktemp("main")
        for path in desk.directory.rglob("*.conf"):
            target = directory / path.relative_to(desk.directory)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
        return dataclasses.replace(desk.bundle(), directory=directory)

    @staticmethod
    def _view(desk, other):
        snapshot = as_published(other, "project")
        found = survey_offline(desk.bundle(), Settings(), snapshot, BUNDLE, "")
        texts = compare_bundles(desk.bundle(), other, found.snapshot, found.plan)
        return PlanView(found, texts)
