"""The events of a publish: extensions learn what is to be done, before it is, and what pages there are then."""

from __future__ import annotations

import json

import pytest

from sphinx_to_confluence.sandbox import ADMIN_EMAIL, TWELVE_SCOPES, Sandbox


@pytest.fixture
def site(project):
    """A project that publishes into a sandbox behind a socket."""
    with Sandbox() as sandbox, sandbox.serve() as addresses:
        sandbox.add_space("DOC", "Documentation")
        token = sandbox.add_token("scoped", scopes=TWELVE_SCOPES)
        project.write({"index.rst": "Manual\n======\n\nText.\n"})
        project.conf(
            f"""
            import json, pathlib
            confluence_publish = True
            confluence_server_url = {addresses.site_url!r}
            confluence_api_gateway = {addresses.origin + "/ex/confluence/"!r}
            confluence_api_token_scoped = True
            confluence_server_user = {ADMIN_EMAIL!r}
            confluence_api_token = {token!r}
            confluence_space_key = "DOC"

            def tell(app, plan):
                pathlib.Path(app.outdir, "told.json").write_text(plan.to_json())
                if app.tags.has("veto"):
                    raise ValueError("not today")
                if app.tags.has("change"):
                    plan.operations = ()

            def note(app, *facts):
                with pathlib.Path(app.outdir, "pages.txt").open("a") as file:
                    print(json.dumps(facts), file=file)

            def setup(app):
                app.connect("confluence-plan", tell)
                app.connect("confluence-publish-page", note)
                app.connect("confluence-publish-point", note)
            """
        )
        yield sandbox


def test_handlers_get_the_plan(project, site):
    """They are told what a publish does, and a dry run does the same without writing on Confluence."""
    built = project.build(options={"confluence_publish_dryrun": True})
    told = built.outdir / "told.json"
    noted = built.outdir / "_publish" / "plan.json"
    assert site.writes == []
    assert json.loads(told.read_text())["operations"] == json.loads(noted.read_text())["operations"]
    project.write({"other.rst": ":orphan:\n\nOther\n=====\n"})
    project.build()
    assert "create_page" in {call.operation for call in site.writes}
    assert json.loads(told.read_text())["counts"]["create"] == 2
    assert not noted.exists()  # it was carried out


@pytest.mark.parametrize(("tag", "error"), [("veto", "not today"), ("change", "operations")])
def test_an_error_ends_the_publish(project, site, tag, error):
    """Nothing is written then; that also meets who tries to change the plan."""
    with pytest.raises(Exception, match=error):
        project.build(tags=[tag])
    assert site.writes == []


def test_handlers_get_the_pages(project, site):
    """All that are there, also those that have not changed; not in a dry run."""
    other = ":orphan:\n\nOther\n=====\n\n.. confluence_metadata::\n   :guid: 1-2\n"
    project.build(options={"confluence_publish_dryrun": True})
    assert not (project.build(options={"confluence_publish": False}).outdir / "pages.txt").exists()
    project.build()
    project.write({"other.rst": other})
    built = project.build()
    told = [json.loads(line) for line in (built.outdir / "pages.txt").read_text().splitlines()]
    ids = {page.title: page.id for page in site.store.pages("DOC")}
    manual = ["index", ids["Manual"], {"guid": None, "new": False, "title": "Manual"}]
    assert told[0] == ["index", ids["Manual"], {"guid": None, "new": True, "title": "Manual"}]
    assert told[2:4] == [
        manual,
        ["other", ids["Other"], {"guid": "1-2", "new": True, "title": "Other"}],
    ]
    assert told[1] == told[4]
    assert ids["Manual"] in told[1][0]


def test_titles_are_no_commands_for_github(project, site, monkeypatch):
    """What a page is called is told by sphinx-build as a text, not as something that a runner does."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    title = "Manual ##[add-mask]x"
    project.write({"index.rst": f"{title}\n{'=' * len(title)}\n"})
    site.add_page("DOC", title)
    built = project.build(options={"confluence_annotations": "none"})
    said = "\n".join(built.warnings)
    assert "add-mask" in said
    assert "##[" not in said
