"""The event ``confluence-plan``: extensions learn what is to be done, before it is."""

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
            import pathlib
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

            def setup(app):
                app.connect("confluence-plan", tell)
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
