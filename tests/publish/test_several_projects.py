"""Several projects, versions and languages in one space, below one page: none touches the pages of another."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.errors import ConfigurationError, ConflictError

PROJECTS = ("manual", "manual-2.0", "manual-de")


def write(desk, project, *names):
    """Make these the documents of the project: the same names in all projects, titles of their own."""
    desk.pages = {}
    for name in ("index", *names):
        desk.page(name, f"{name} of {project}", text=project)


def everything(desk):
    """All pages of the space as (title, parent, text, version)."""
    return {
        page.title: (page.parent_id, desk.sandbox.store.body(page.id), page.version.number)
        for page in desk.sandbox.store.pages("DOC")
    }


def of_others(pages, project):
    """The pages that are not of this project."""
    return {title: facts for title, facts in pages.items() if not title.endswith(f" {project}")}


@pytest.fixture
def three(desk):
    """Three projects with the same documents, below the home page of the space."""
    for project in PROJECTS:
        write(desk, project, "a", "b", "c")
        desk.publish(project)
    return desk


@pytest.mark.parametrize("project", PROJECTS)
@pytest.mark.parametrize("lost", [False, True], ids=["manifest", "lost manifest"])
def test_changes_stay_with_the_project(three, project, lost):
    """One changes all there is to change, trashes what is gone, and even lost its list of pages."""
    desk = three
    before = of_others(everything(desk), project)
    if lost:
        desk.sandbox.store.database.execute("DELETE FROM property")
    write(desk, project, "c", "new", "a")
    desk.page("a", f"another of {project}", parent="c", text="changed")
    report = desk.publish(project, orphans="trash")
    assert report.created == ["new"]
    assert of_others(everything(desk), project) == before
    assert desk.remote(f"b of {project}") is None
    for other in PROJECTS:
        if other != project:
            write(desk, other, "a", "b", "c")
            assert desk.publish(other, orphans="trash").summary() == "4 pages: 4 unchanged"


def test_one_manifest_each(three):
    """All three lists are on the home page, and none has a page of another."""
    store = three.sandbox.store
    from sphinx_to_confluence.sandbox.records import Holder

    home = store.space("DOC").homepage_id
    values = [item.value for item in store.properties(Holder.PAGE, home)]
    assert sorted(value["project"] for value in values) == sorted(PROJECTS)
    ids = [entry[0] for value in values for entry in value["pages"].values()]
    assert len(ids) == len(set(ids)) == 12


def test_a_title_of_another_project(three):
    """It is a conflict that says so, and nothing is written."""
    write(three, "manual", "a", "b", "c")
    three.page("new", "a of manual-de")
    with pytest.raises(ConflictError, match="which another project publishes") as caught:
        three.publish("manual")
    assert "confluence_publish_prefix" in caught.value.remedy
    assert three.writes == []


def test_one_project_below_a_page_of_another(three):
    """A page of one project may well be the place of another one; it is not removed under it."""
    desk = three
    below = desk.remote("b of manual")
    write(desk, "plugin", "a")
    desk.publish("plugin", parent_page=int(below.id))
    write(desk, "manual", "a", "c")
    report = desk.publish("manual", orphans="trash")
    (orphan,) = report.orphans
    assert "pages that stay are below it" in str(orphan)
    assert desk.remote("index of plugin").parent_id == below.id


def test_the_same_project_in_two_places(three):
    """A second checkout with the same id is told before it takes the pages of the first one."""
    desk = three
    elsewhere = desk.sandbox.add_page("DOC", "Elsewhere")
    write(desk, "manual", "a", "b", "c")
    with pytest.raises(ConfigurationError, match="published elsewhere in the space"):
        desk.publish("manual", parent_page=int(elsewhere.id))
    assert desk.writes == []
