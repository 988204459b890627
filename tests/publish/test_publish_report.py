"""What a publish leaves for programs and for the page of a CI job."""

from __future__ import annotations

import dataclasses
import json
import re
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from sphinx_to_confluence.bundle.model import Origin
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import BadCredentials, ConfluenceError, PublishError
from sphinx_to_confluence.publish import publish_with
from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.publish.markdown import code, escaped, link
from sphinx_to_confluence.publish.report import Report
from sphinx_to_confluence.publish.report_json import PUBLISH_REPORT_VERSION, Outcome
from sphinx_to_confluence.publish.report_markdown import summary_in_markdown
from sphinx_to_confluence.publish.telling import told_to_programs


@pytest.fixture(scope="module")
def validator():
    """The schema that is shipped for the current version."""
    name = f"publish-report-{PUBLISH_REPORT_VERSION}.schema.json"
    text = files("sphinx_to_confluence.publish").joinpath(name).read_text(encoding="utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


class Told:
    """Publishes from a desk and reads what was left."""

    def __init__(self, desk, validator):
        self.desk, self.validator, self.log = desk, validator, []
        self.directory = desk.directory / "_publish"

    def publish(self, *, environ=None, **settings):
        """Publish, however that ends; return the report for programs."""
        desk = self.desk
        bundle = dataclasses.replace(desk.bundle(), origin=Origin("4f1c2ab09d12" + "0" * 28))
        report = Report(total=len(bundle.pages), dry_run=settings.get("publish_dryrun", False))
        with desk.connected(**settings) as (client, chosen):
            try:
                with told_to_programs(
                    bundle,
                    chosen,
                    report,
                    log=self.log.append,
                    warn=desk.warned.append,
                    environ=environ or {},
                ):
                    publish_with(
                        client,
                        bundle,
                        chosen,
                        say=desk.said.append,
                        warn=desk.warned.append,
                        report=report,
                    )
            except ConfluenceError:
                pass
        data = json.loads((self.directory / "report.json").read_text(encoding="utf-8"))
        self.validator.validate(data)
        return data

    @property
    def summary(self):
        """The summary, without what is another in each run."""
        text = (self.directory / "summary.md").read_text(encoding="utf-8")
        text = text.replace(self.desk.sandbox.addresses.site_url, "https://site")
        return re.sub(
            r"/pages/\d+", "/pages/0", re.sub(r"\d+ requests,.* \d+ s(?=[.,])", "R", text)
        )


@pytest.fixture
def told(desk, validator):
    """A desk with three pages, one of them with a title that wants to be more."""
    desk.page("guide", "Guide @everybody [x](https://evil.example) <b> #12")
    desk.page("more", parent="guide")
    return Told(desk, validator)


def test_report_of_a_first_publish(told):
    """Each page with its id, its address, what was done and what that took."""
    data = told.publish()
    ids = {page["docname"]: page["page_id"] for page in data["pages"]}
    assert ids["more"] == told.desk.remote("More").id
    assert [(page["docname"], page["outcome"], page["changes"]) for page in data["pages"]] == [
        ("index", "created", ["new"]),
        ("guide", "created", ["new"]),
        ("more", "created", ["new"]),
    ]
    assert all(page["url"].endswith(f"/pages/{page['page_id']}") for page in data["pages"])
    assert all(page["requests"] >= 2 for page in data["pages"])
    assert data["requests"] >= sum(page["requests"] for page in data["pages"])
    assert data["counts"]["created"] == 3
    assert (data["exit_code"], data["error"], data["commit"][:7]) == (0, None, "4f1c2ab")
    assert data["root_url"] == data["pages"][0]["url"]


def test_retries_are_counted(told):
    """A request that is sent again counts for its page."""
    told.desk.sandbox.faults.fail("PUT", nth=1)
    data = told.publish()
    assert data["retries"] == 1
    assert sum(page["retries"] for page in data["pages"]) == 1


def test_summary_of_a_first_publish(told):
    """Numbers, where it is, and the pages; titles call nobody and link nowhere."""
    told.publish()
    joiner = "\u2060"
    assert (
        told.summary
        == f"""\
## Confluence: Project, published

[Index](<https://site/spaces/DOC/pages/0>) · space `DOC` · release `1` · commit `4f1c2ab09d12`

| Pages | 3 |
| :-- | --: |
| Created | 3 |

R.

<details><summary>Created (3)</summary>

- [Index](<https://site/spaces/DOC/pages/0>)
- [Guide @{joiner}everybody \\[x\\](https{joiner}://evil.example) \\<b\\> #{joiner}12](<https://site/spaces/DOC/pages/0>)
- [More](<https://site/spaces/DOC/pages/0>)

</details>
"""
    )


def test_a_publish_in_part(told):
    """What failed is told with its line, its cause and what to do; the pages below it as left out."""
    told.desk.page("guide", "Guide", text="<b>never closed")
    record = told.desk.directory / "_pages" / "guide.json"
    record.parent.mkdir()
    record.write_text(json.dumps({"rows": [[1, "guide.rst", 41]]}))
    data = told.publish()
    assert (data["exit_code"], data["error"]["type"]) == (5, "PublishError")
    problem = data["pages"][1].pop("problem")
    assert data["pages"][1]["outcome"] == "failed"
    assert (problem["type"], problem["line"], problem["status"]) == ("InvalidBody", 41, 400)
    assert told.summary.startswith("## Confluence: Project, published in part\n")
    failed = told.summary.partition("### Failed (1)\n\n")[2].splitlines()[0]
    assert failed.startswith(
        '- **`guide.rst:41`**: could not update the page "Guide"<br>The server answered 400: '
    )
    assert "<br>This comes from guide.rst:41." in failed


def test_an_error_in_its_parts(desk):
    """The numbers are what was tried; what was kept and what failed is what came of it."""
    desk.page("guide")
    desk.page("more")
    desk.publish()
    desk.edit("More")
    desk.page("more", text="new")
    desk.page("guide", text="<b>never closed")
    with pytest.raises(PublishError) as raised:
        desk.publish(edited_pages="keep")
    error = raised.value
    assert error.tried == (
        "some pages were not published: 3 pages: 1 unchanged, 1 kept as edited on Confluence, 1 failed"
    )
    assert error.answered.startswith(
        "kept    more: edited on Confluence\n  guide: could not update"
    )


def test_a_conflict(told):
    """The summary says what stands against it, and what to do."""
    told.desk.publish()
    told.desk.edit("More")
    data = told.publish()
    assert data["exit_code"] == 6
    assert data["counts"] | {"unchanged": 0} == dict.fromkeys(data["counts"], 0) | {
        "conflict": 1,
        "not_reached": 2,
    }
    edited = "somebody edited it on Confluence since the last publish (version 3)"
    advice = Hindrance.EDITED.advice
    assert (
        told.summary
        == f"""\
## Confluence: Project, nothing was published

[Index](<https://site/spaces/DOC/pages/0>) · space `DOC` · release `1` · commit `4f1c2ab09d12`

| Pages | 3 |
| :-- | --: |
| In conflict | 1 |
| Not reached | 2 |

R.

### In conflict (1)

- [More](<https://site/spaces/DOC/pages/0>) (`more`): {edited}

What to do:

- {advice}
"""
    )


def test_a_token_that_is_refused(told):
    """What ended it is told, though nothing is known of the pages."""
    told.desk.scopes = frozenset()
    data = told.publish()
    assert data["exit_code"] == 4
    assert data["error"]["type"] == "MissingScope"
    assert data["counts"]["not_reached"] == 3
    assert "### What went wrong" in told.summary


@pytest.mark.parametrize(
    ("raised", "code"), [(ValueError("token=secret"), 1), (KeyboardInterrupt(), 130)]
)
def test_an_end_that_nobody_expected(desk, raised, code):
    """A report never says that all is well when it is not; nor what an error of others says."""

    def publish():
        with told_to_programs(
            desk.bundle(), Settings(), Report(total=1), log=str, warn=pytest.fail, environ={}
        ):
            raise raised

    with pytest.raises(type(raised)):
        publish()
    text = (desk.directory / "_publish" / "report.json").read_text()
    assert json.loads(text)["exit_code"] == code
    assert "secret" not in text


def test_a_dry_run(told):
    """It tells what would be done, and says so."""
    data = told.publish(publish_dryrun=True)
    assert (data["dry_run"], data["counts"]["created"]) == (True, 3)
    assert told.summary.startswith("## Confluence: Project, what would be published\n")


def test_where_else(told, tmp_path):
    """The files go where the options say as well, and the summary is appended to what GitHub shows."""
    step = tmp_path / "step.md"
    step.write_text("# Before\n\n")
    elsewhere = {"publish_report": f"{tmp_path}/r.json", "publish_summary": f"{tmp_path}/s.md"}
    data = told.publish(environ={"GITHUB_STEP_SUMMARY": str(step)}, **elsewhere)
    assert json.loads((tmp_path / "r.json").read_text()) == data
    summary = (tmp_path / "s.md").read_text()
    assert step.read_text() == f"# Before\n\n{summary}"


def test_annotations_in_the_log(told):
    """GitHub gets them when it is GitHub that runs the job."""
    told.desk.publish()
    told.desk.edit("More")
    told.publish(environ={"GITHUB_ACTIONS": "true"})
    assert [line.split("::")[1] for line in told.log] == [
        "error file=more.rst,title=Needs a decision%3A more"
    ]


def test_a_disk_that_is_full(told, tmp_path):
    """That the report cannot be written does not make a publish fail."""
    told.publish(publish_report=str(tmp_path))
    assert [line.partition(":")[0] for line in told.desk.warned] == [
        "the report of the publish cannot be written"
    ]


def test_much_is_cut(desk):
    """A summary stays short, however many pages there are."""
    for number in range(120):
        desk.page(f"p{number}")
    bundle = desk.bundle()
    report = Report(total=121, created=[page.docname for page in bundle.pages])
    summary = summary_in_markdown(Outcome(bundle, report))
    assert "- and 71 more\n" in summary
    assert len(summary.splitlines()) < 75


def test_an_error_of_several_lines(desk):
    """Each of its four answers is a line of a list."""
    error = BadCredentials("could not sign in", answered="401", cause="Expired.", remedy="Renew.")
    summary = summary_in_markdown(Outcome(desk.bundle(), Report(total=1), error))
    assert summary.endswith(
        "### What went wrong\n\n- could not sign in\n- 401\n- Expired.\n- Renew.\n"
    )
    assert Settings().annotations == "auto"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a_b_c _d_ *e* `f`", "a_b_c \\_d\\_ \\*e\\* \\`f\\`"),
        ("# no heading", "\\# no heading"),
        ("- no list", "\\- no list"),
        ("1. no list", "1\u2060. no list"),
        ("@team #12 !7", "@\u2060team #\u206012 !\u20607"),
        ("<script>&amp;|", "\\<script\\>\\&amp;\\|"),
        ("two\nlines\x1b[0m", "two lines \\[0m"),
    ],
)
def test_text_in_markdown(text, markdown):
    """What others wrote is shown as it is."""
    assert escaped(text) == markdown


def test_code_and_links_in_markdown():
    """A code span ends where its text ends, and only addresses of the web are linked."""
    assert code("a`b``c") == "```a`b``c```"
    assert code("`a") == "`` `a ``"
    assert link("x", "javascript:alert(1)") == "x"
    assert link("[x]", "https://a.example/1") == "[\\[x\\]](<https://a.example/1>)"
