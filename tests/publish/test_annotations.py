"""What GitHub and GitLab get, to be shown beside the lines of a pull request."""

from __future__ import annotations

import dataclasses
import json
from functools import partial

import pytest

from sphinx_to_confluence.bundle.model import Origin
from sphinx_to_confluence.bundle.report import DEMOTED, Finding
from sphinx_to_confluence.config.annotating import Style, style_of
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import BadCredentials, ConflictError, InvalidBody, PublishError
from sphinx_to_confluence.publish import publish_with
from sphinx_to_confluence.publish.annotations import code_quality, github_commands
from sphinx_to_confluence.publish.notes import (
    Level,
    Note,
    in_repository,
    notes_of,
    notes_of_findings,
    place_of,
)
from sphinx_to_confluence.publish.report import Failure, LostComment, Report
from sphinx_to_confluence.publish.telling import annotate


@pytest.fixture
def bundle(desk):
    """Three pages, whose sources are in a folder of the repository."""
    desk.page("guide/setup")
    desk.page("guide/use")
    return dataclasses.replace(desk.bundle(), origin=Origin("ab" * 20, directory="doc"))


def of_github(bundle, notes):
    """The lines that GitHub reads."""
    return list(github_commands(notes, partial(in_repository, bundle)))


def test_a_publish_that_failed(bundle):
    """The line of a bad body, the page below it, and a comment that lost its words."""
    error = InvalidBody(
        'could not update the page "Guide/Setup"',
        answered="Error parsing xhtml: Unexpected close tag </p>, at 50% of it",
        cause="This comes from guide/setup.rst:41.",
    )
    report = Report(
        total=3,
        failures=[Failure("guide/setup", error, "guide/setup.rst:41")],
        left_out=["guide/use"],
        comments_lost=[
            LostComment(
                "index", "Index", "https://x.example/1", "index.rst:7", "a, b: c", "Ada", "Why?"
            )
        ],
    )
    assert of_github(bundle, notes_of(bundle, report, PublishError("some failed"))) == [
        "::error file=doc/guide/setup.rst,line=41,title=Not published%3A guide/setup::"
        'could not update the page "Guide/Setup".%0A'
        "  Error parsing xhtml: Unexpected close tag </p>, at 50%25 of it%0A"
        "  This comes from guide/setup.rst:41.",
        "::warning file=doc/guide/use.rst,title=Not published%3A guide/use::"
        "It is left out, since the page above it could not be published.",
        "::warning file=doc/index.rst,line=7,title=An inline comment has lost its words::"
        'the words "a, b: c", which an inline comment by Ada is about, are not on the page "Index" any more; '
        'it says "Why?": https://x.example/1',
    ]


def test_a_token_that_is_wrong(bundle):
    """What is about no page points at none; it comes first."""
    error = BadCredentials("could not find the space DOC", answered="401", remedy="Make another.")
    assert of_github(bundle, notes_of(bundle, Report(total=3), error)) == [
        "::error title=Nothing more was published::"
        "could not find the space DOC.%0A  401%0A  Make another."
    ]


def test_a_plan_that_does_not_fit_any_more(bundle):
    """A conflict that is one of no page is told as well."""
    error = ConflictError("the plan is not what there is to do any more", remedy="Plan again.")
    assert of_github(bundle, notes_of(bundle, Report(total=3), error)) == [
        "::error title=Nothing more was published::"
        "the plan is not what there is to do any more.%0A  Plan again."
    ]


def test_pages_that_are_kept(desk, bundle):
    """Conflicts are errors when they stop a publish, and what is kept by a policy is a notice."""
    desk.publish()
    desk.edit("Guide/Setup")
    page_id = desk.remote("Guide/Setup").id
    url = f"{desk.sandbox.addresses.site_url}/spaces/DOC/pages/{page_id}"
    report = Report(total=3)
    with desk.connected() as (client, settings), pytest.raises(ConflictError) as raised:
        publish_with(client, bundle, settings, say=str, warn=str, report=report)
    assert of_github(bundle, notes_of(bundle, report, raised.value)) == [
        "::error file=doc/guide/setup.rst,title=Needs a decision%3A guide/setup::"
        "Not published: somebody edited it on Confluence since the last publish (version 3): "
        f"{url}%0AFor pages that were edited, set confluence_edited_pages to 'keep' (leave them) or 'overwrite' "
        "(replace them; the edit stays in the history), or give it once: -D confluence_edited_pages=keep.",
    ]
    report = desk.publish(edited_pages="keep")
    assert of_github(bundle, notes_of(bundle, report, None)) == [
        "::notice file=doc/guide/setup.rst,title=Kept%3A guide/setup::"
        f"It was edited on Confluence, and keeps that text: {url}"
    ]


def test_more_than_github_shows(bundle):
    """The last one that is shown says how many there are besides; each level has its own."""
    notes = [Note(Level.WARNING, "c", "t", f"{number}") for number in range(13)]
    commands = of_github(bundle, [*notes, Note(Level.ERROR, "c", "t", "one")])
    assert len(commands) == 11
    assert commands[0] == "::error title=t::one"
    assert commands[9] == "::warning title=t::8"
    assert commands[10] == (
        "::warning title=Confluence%3A and more::4 more warnings are in the log and in the report."
    )


def test_what_others_wrote_is_no_command(bundle):
    """No second command, property or colour can come of a title or an answer."""
    note = Note(Level.ERROR, "c", "a,line=1::b\x1b[31m", "one\r\n::set-env::\x1b[0m%0A", "x,y.rst")
    assert of_github(bundle, [note]) == [
        "::error file=doc/x%2Cy.rst,title=a%2Cline=1%3A%3Ab[31m::one%0A::set-env::[0m%250A"
    ]


def test_code_quality(bundle):
    """GitLab gets a file of issues, each with a path and a line; the same issue twice has two fingerprints."""
    twice = Note(Level.WARNING, "confluence.lost", "Not as in the sources", "a film", "a.rst", 3)
    notes = [twice, dataclasses.replace(twice, line=9), Note(Level.ERROR, "c", "t", "no token")]
    issues = json.loads(code_quality(notes, partial(in_repository, bundle), "index.rst"))
    fingerprints = [issue.pop("fingerprint") for issue in issues]
    assert len(set(fingerprints)) == 3
    assert all(len(each) == 64 for each in fingerprints)
    assert issues == [
        {
            "description": "Not as in the sources: a film",
            "check_name": "confluence.lost",
            "severity": "minor",
            "location": {"path": "doc/a.rst", "lines": {"begin": 3}},
        },
        {
            "description": "Not as in the sources: a film",
            "check_name": "confluence.lost",
            "severity": "minor",
            "location": {"path": "doc/a.rst", "lines": {"begin": 9}},
        },
        {
            "description": "t: no token",
            "check_name": "c",
            "severity": "major",
            "location": {"path": "doc/index.rst", "lines": {"begin": 1}},
        },
    ]


def test_findings_of_a_build():
    """Warnings are told, each once; what is merely said in another way is not."""
    lost = Finding("lost", "a film", "a.rst", 3)
    findings = [lost, Finding(DEMOTED, "table in list item", "a.rst", 9), lost]
    assert notes_of_findings(findings) == [
        Note(Level.WARNING, "confluence.lost", "Not as in the sources", "a film", "a.rst", 3)
    ]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("guide/setup.rst:41", ("guide/setup.rst", 41)),
        ("guide/setup.rst", ("guide/setup.rst", None)),
        ("../src/a.py:docstring of a.B:3", ("../src/a.py", None)),
        ("../src/a.py:docstring of a.B", ("../src/a.py", None)),
        ("", ("", None)),
    ],
)
def test_places(source, place):
    """A line counts within the file that is named, which it does not for a docstring."""
    assert place_of(source) == place


@pytest.mark.parametrize(
    ("directory", "file", "path"),
    [
        ("doc", "guide/setup.rst", "doc/guide/setup.rst"),
        ("doc", "../src/a.py", "src/a.py"),
        (".", "index.rst", "index.rst"),
        ("", "index.rst", "index.rst"),
        ("doc", "../../other/a.rst", ""),
        ("doc", "/usr/lib/a.py", ""),
        ("doc", "", ""),
    ],
)
def test_paths_in_the_repository(bundle, directory, file, path):
    """Files of the repository only: there are no lines to be shown of others."""
    bundle = dataclasses.replace(bundle, origin=Origin(directory=directory))
    assert in_repository(bundle, file) == path


@pytest.mark.parametrize(
    ("wish", "environ", "style"),
    [
        ("auto", {"GITHUB_ACTIONS": "true"}, Style.GITHUB),
        ("auto", {"GITLAB_CI": "true"}, Style.GITLAB),
        ("auto", {"GITHUB_ACTIONS": "false"}, Style.NONE),
        ("auto", {}, Style.NONE),
        ("none", {"GITHUB_ACTIONS": "true"}, Style.NONE),
        ("gitlab", {"GITHUB_ACTIONS": "true"}, Style.GITLAB),
    ],
)
def test_for_whom(wish, environ, style):
    """The environment decides unless the option does."""
    assert style_of(wish, environ) is style


def test_the_file_for_gitlab(bundle):
    """It is written also when there is nothing to tell, so that what is mended is known as mended."""
    settings = Settings(annotations="gitlab")
    annotate([], bundle, settings, log=pytest.fail, warn=pytest.fail, environ={})
    assert json.loads((bundle.directory / "_publish" / "code-quality.json").read_text()) == []
