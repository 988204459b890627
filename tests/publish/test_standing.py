"""What is told of what is published: by ``status``."""

from __future__ import annotations

import dataclasses
import re
from functools import partial

import pytest

from sphinx_to_confluence.bundle.model import Origin
from sphinx_to_confluence.errors import ConfigurationError
from sphinx_to_confluence.publish.journal import journal_paths, unfinished_runs
from sphinx_to_confluence.publish.standing import Touch, standing
from sphinx_to_confluence.publish.standing_text import standing_data, standing_lines, when
from sphinx_to_confluence.sandbox import TWELVE_SCOPES, edit

COMMIT = "4f1c2ab09d12" + "0" * 28


@pytest.fixture
def committed(desk, monkeypatch):
    """A desk whose bundles are of a commit, with four pages that are published."""
    desk.page("guide")
    desk.page("guide/setup", parent="guide")
    desk.page("api", text="An interface")
    bundle = desk.bundle

    def of_commit(project_id="project", commit=COMMIT):
        origin = Origin(commit, directory="doc")
        return dataclasses.replace(bundle(project_id), origin=origin, generator="tool 1.0")

    monkeypatch.setattr(desk, "bundle", of_commit)
    desk.publish()
    return desk


def look(desk, *, bundle=True, warn=pytest.fail, data=False, settings=None, **more):
    """What is told: the lines, or the data."""
    desk.sandbox.reset_requests()
    given = desk.bundle() if bundle is True else bundle
    with desk.connected(**(settings or {})) as (client, chosen):
        found = standing(client, chosen, bundle=given or None, warn=warn, **more)
        told = standing_data if data else standing_lines
        result = told(
            found,
            name_of=client.name_of,
            url_of=partial(client.page_url, found.space),
            bundle=given or None,
            unfinished=unfinished_runs(desk.directory, found.project_id),
        )
        return result if data else _same(list(result), desk)


def _same(lines, desk):
    """The lines without what is another in each run."""
    text = "\n".join(lines).replace(str(desk.directory), "build")
    text = text.replace(desk.sandbox.addresses.site_url, "https://site")
    text = re.sub(r"/pages/\d+", "/pages/0", text)
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "TIME", text)


def test_as_published(committed):
    """Where it is, since when, by whom, from which commit; and that a publish would change nothing."""
    assert (
        look(committed)
        == """\
Project (project)
  space      DOC, “Documentation”
  pages      4
  root page  “Index”: https://site/spaces/DOC/pages/0
  published  TIME UTC by writer
  commit     4f1c2ab09d12
  release    1
  built by   tool 1.0
  bundle     build, commit 4f1c2ab09d12
             the same as what is published
Nobody has changed a page on Confluence since."""
    )
    assert committed.writes == []


def test_what_people_did(committed):
    """Edits with who, when and why; what was moved, retitled and thrown away; each with its address."""
    desk = committed
    desk.edit("Api")
    setup = desk.remote("Guide/Setup")
    edit.move_below(desk.sandbox.store, setup, desk.remote("Index").id)
    desk.sandbox.edit_page(desk.remote("Index").id, title="Home\x1b[31m")
    desk.sandbox.trash_page(desk.remote("Guide").id)
    told = look(desk).partition("Changed on Confluence since:\n")[2]
    assert (
        told
        == """\
  edited  api: “Api”, version 3 by Admin, TIME UTC: fixed a typo
    https://site/spaces/DOC/pages/0
  trashed  guide: “Guide”
    https://site/spaces/DOC/pages/0
  moved  guide/setup: “Guide/Setup”, now below “Home\x1b[31m”
    https://site/spaces/DOC/pages/0
  retitled  index: “Home\x1b[31m”, version 3 by Admin, TIME UTC
    https://site/spaces/DOC/pages/0"""
    )


def test_what_is_no_edit(committed):
    """A version that only has the marker of a comment, or another commit's way to put pages, is nobody's change."""
    desk = committed
    desk.sandbox.add_inline_comment(desk.remote("Api").id, "interface", new_version=True)
    desk.page("guide/setup", "Guide/Setup", parent="index")
    other = desk.bundle(commit="b" * 40)
    told = look(desk, bundle=other)
    assert "Nobody has changed a page" in told
    assert "a publish: 1 would be updated" in told


def test_moved_away(committed):
    """A page below a page of others was moved by somebody, whatever the bundle says; the root page, too."""
    desk = committed
    foreign = desk.sandbox.add_page("DOC", "Foreign")
    for title in ("Guide/Setup", "Index"):
        edit.move_below(desk.sandbox.store, desk.remote(title), foreign.id)
    found = look(desk, bundle=None, data=True)
    assert [(each["docname"], each["what"]) for each in found["touched"]] == [
        ("guide/setup", ["moved"]),
        ("index", ["moved"]),
    ]


def test_without_a_bundle(committed):
    """The one project of the place is meant; five requests are enough, with those for the cloud id and a name."""
    told = look(committed, bundle=None)
    assert told.startswith("Project (project)\n  space      DOC")
    assert "bundle" not in told
    assert len(committed.sandbox.requests) == 5


def test_which_project(committed):
    """Of several, one has to be named; of none, the options are wrong."""
    desk = committed
    desk.page("index", "Other root")
    desk.pages = {"index": desk.pages["index"]}
    desk.publish("other")
    with pytest.raises(ConfigurationError, match="2 are published at this place: other, project"):
        look(desk, bundle=None)
    assert look(desk, bundle=None, project_id="other").startswith("Project (other)\n")
    elsewhere = {"parent_page": int(desk.remote("Other root").id)}
    with pytest.raises(ConfigurationError, match="None is published at this place"):
        look(desk, bundle=None, settings=elsewhere)


def test_a_publish_that_had_nothing_to_do(committed):
    """It writes nothing, so the commit stays that of the one that wrote something."""
    desk = committed
    bundle = desk.bundle
    desk.bundle = lambda project_id="project": bundle(project_id, commit="b" * 40)
    desk.publish()
    assert desk.writes == []
    assert "commit     4f1c2ab09d12\n" in look(desk)
    desk.page("api", text="new")
    desk.publish()
    assert "commit     bbbbbbbbbbbb\n" in look(desk)


def test_a_publish_that_failed(committed):
    """What is not complete is called so, here and on Confluence."""
    desk = committed
    desk.page("api", text="<b>never closed")
    with pytest.raises(Exception, match="some pages were not published"):
        desk.publish()
    told = look(desk)
    assert "             not all of it was done\n" in told
    assert "a publish: 1 would be updated" in told


def test_a_run_that_was_killed(committed):
    """Its journal says so, and how to go on."""
    desk = committed
    desk.page("api", text="new")
    desk.publish()
    journal = unfinished_runs(desk.directory, "project")
    assert journal == []
    path = journal_paths(desk.directory)[0]
    path.write_text("".join(line + "\n" for line in path.read_text().splitlines()[:-1]))
    assert look(desk).splitlines()[-1] == (
        "The publish of TIME UTC was not finished. Run the same command again to go on, or take it back: "
        "sphinx-to-confluence undo build"
    )


def test_open_comments(committed):
    """They are told with their words, when the token may read them."""
    desk = committed
    page_id = desk.remote("Api").id
    desk.sandbox.add_inline_comment(page_id, "An", "<p>Which one?</p>", user="ada@example.com")
    resolved = desk.sandbox.add_inline_comment(page_id, "interface")
    desk.sandbox.resolve_comment(resolved.id)
    warned = []
    told = look(desk, with_comments=True, warn=warned.append)
    assert "Open comments" not in told
    assert warned[0].startswith("open comments are not told: ")
    desk.scopes = TWELVE_SCOPES | {"read:comment:confluence"}
    told = look(desk, with_comments=True).splitlines()
    assert told[-2:] == [
        "Open comments on api: https://site/spaces/DOC/pages/0",
        "  “An” ada: Which one?",
    ]


def test_data_center(data_center_desk):
    """The same, where listings say who saved a page."""
    desk = data_center_desk
    desk.page("guide")
    desk.publish()
    desk.sandbox.edit_page(desk.remote("Index").id, title="Home")
    told = look(desk)
    assert "published  TIME UTC by writer\n" in told
    assert "  retitled  index: “Home”, version 3 by Admin" in told


def test_times():
    """Whatever zone Confluence writes."""
    assert when("2026-11-25T20:56:12.345Z") == "2026-11-25 20:56 UTC"
    assert when("2026-11-25T20:56:12+00:00") == "2026-11-25 20:56 UTC"
    assert when("2026-11-25T20:56:12.345+0100") == "2026-11-25 20:56 +0100"


def test_words_of_touches():
    """All of them have one."""
    assert all(touch.value for touch in Touch)


def test_one_page_in_conflict(committed):
    """One page is told of in the singular."""
    desk = committed
    desk.edit("Api")
    assert "a publish: 1 needs a decision" in look(desk, bundle=desk.bundle())
