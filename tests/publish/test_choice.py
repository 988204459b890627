"""A publish of some pages only: the others are as they were."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.errors import ConfigurationError


@pytest.fixture
def manual(desk):
    """A published documentation of which every page has changed since, and has a new neighbour."""
    desk.page("guide")
    desk.page("guide/install", parent="guide")
    desk.page("api")
    desk.publish()
    for docname in ("index", "guide", "guide/install", "api"):
        parent = "guide" if docname == "guide/install" else "index"
        desk.page(docname, parent=parent, text="changed")
    desk.page("guide/new", parent="guide")
    desk.page("news")
    return desk


def test_only_new_pages(manual):
    """confluence_publish_onlynew makes what is missing and writes nothing else."""
    report = manual.publish(publish_onlynew=True)
    assert report.created == ["guide/new", "news"]
    assert report.updated == []
    assert report.passed_over == ["index", "guide", "guide/install", "api"]
    assert "4 passed over" in report.summary()
    assert "changed" not in manual.sandbox.store.body(manual.remote("Guide").id)
    assert len(manual.publish().updated) == 4


def test_chosen_documents(manual):
    """The others are not written, made, moved or taken for gone."""
    report = manual.publish(publish_allowlist=("guide/*",), orphans="trash", orphans_limit=1.0)
    assert report.created == ["guide/new"]
    assert report.updated == ["guide/install"]
    assert report.passed_over == ["index", "guide", "api"]
    assert report.trashed == []
    assert manual.remote("News") is None
    report = manual.publish()
    assert report.created == ["news"]
    assert report.updated == ["index", "guide", "api"]


def test_documents_that_are_not_chosen(manual):
    """The denylist goes before the allowlist."""
    report = manual.publish(publish_allowlist=("*",), publish_denylist=("guide*", "news"))
    assert report.created == []
    assert report.updated == ["index", "api"]
    assert report.passed_over == ["guide", "guide/install"]


def test_documents_in_no_toctree(manual):
    """Without confluence_publish_orphan they are passed over."""
    manual.page("api", text="changed", is_loose=True)
    manual.page("news", is_loose=True)
    report = manual.publish(publish_orphan=False)
    assert report.created == ["guide/new"]
    assert report.passed_over == ["api"]
    assert manual.publish().created == ["news"]


def test_a_page_that_is_passed_over_keeps_its_title_and_its_place(manual):
    """Until it is published."""
    manual.page("guide/install", "Setup", parent="api")
    manual.publish(publish_denylist=("guide/install",))
    page = manual.remote("Guide/Install")
    assert page.parent_id == manual.remote("Guide").id
    manual.publish()
    assert manual.remote("Setup").id == page.id
    assert manual.remote("Setup").parent_id == manual.remote("Api").id


def test_an_edit_of_a_page_that_is_passed_over_is_no_conflict(manual):
    """And is still one when the page is published."""
    manual.edit("Api")
    assert manual.publish(publish_denylist=("api",)).conflicts == []
    assert manual.publish(edited_pages="keep").kept == ["api"]


def test_below_a_page_that_is_not_made(manual):
    """A page stands below the next one above until its parent is there."""
    manual.page("news/today", parent="news")
    manual.publish(publish_denylist=("news",))
    assert manual.remote("News/Today").parent_id == manual.remote("Index").id
    manual.publish()
    assert manual.remote("News/Today").parent_id == manual.remote("News").id


def test_links_to_a_page_that_is_not_made(desk):
    """Lead nowhere until it is there; then the page is written again."""
    desk.page("index", links=("news",))
    desk.page("news")
    desk.publish(publish_denylist=("news",))
    assert 'href="#"' in desk.sandbox.store.body(desk.remote("Index").id)
    report = desk.publish()
    assert (report.created, report.updated) == (["news"], ["index"])
    assert desk.remote("News").id in desk.sandbox.store.body(desk.remote("Index").id)


def test_without_the_root_page(desk):
    """Nothing can stand below a page that is not there."""
    desk.page("guide")
    with pytest.raises(ConfigurationError, match="root document index"):
        desk.publish(publish_allowlist=("guide",))


def test_names_of_nothing(manual):
    """A slip of the pen is told."""
    manual.publish(publish_allowlist=("index", "gide/*"))
    assert manual.warned == ["confluence_publish_allowlist names no document with: gide/*"]


def test_a_dry_run_says_so(manual):
    """With the number of the pages that are passed over."""
    manual.publish(publish_dryrun=True, publish_allowlist=("guide",))
    assert any("left as they are" in line for line in manual.said)
    assert any("~ update      guide" in line for line in manual.said)
