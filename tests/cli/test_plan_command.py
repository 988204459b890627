"""``sphinx-to-confluence plan``: what a publish would do, and publishing just that."""

from __future__ import annotations

import hashlib
import io
import json
import sys

import pytest

from sphinx_to_confluence.bundle.model import Bundle, Editor, Page
from sphinx_to_confluence.bundle.writer import write_manifest
from sphinx_to_confluence.cli import main


@pytest.fixture
def site(job, monkeypatch, tmp_path):
    """A sandbox, and the environment of a job that publishes into its space, in a directory of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONFLUENCE_SPACE_KEY", "DOC")
    return job


@pytest.fixture
def build(tmp_path):
    """Write a bundle of pages, given by text; returns its name."""

    def write(name, **texts):
        directory = tmp_path / name
        directory.mkdir(exist_ok=True)
        pages = []
        for docname, text in texts.items():
            body = f"<p>{text}</p>"
            (directory / f"{docname}.conf").write_text(body, encoding="utf-8")
            digest = hashlib.sha256(body.encode()).hexdigest()
            pages.append(
                Page(
                    docname=docname,
                    title=docname.title(),
                    parent=None if docname == "index" else "index",
                    body=f"{docname}.conf",
                    body_sha256=digest,
                    source=f"{docname}.rst",
                )
            )
        bundle = Bundle(
            directory=directory,
            project_id="example",
            project="Example",
            release="1.0",
            editor=Editor.CLOUD,
            pages=tuple(pages),
        )
        write_manifest(bundle)
        return name

    return write


@pytest.fixture
def changed(site, build, capsys):
    """A bundle that was published, and the build that follows it."""
    build("bundle", index="Hello.", guide="Old words.")
    assert main(["publish", "bundle"]) == 0
    build("next", index="Hello.", guide="New words.", more="More.")
    capsys.readouterr()
    return site


def _edit(site, title="Guide"):
    page = site.store.page_by_title("DOC", title)
    site.edit_page(page.id, body="<p>by a person</p>", message="a word")


@pytest.mark.usefixtures("changed")
def test_shows_what_a_publish_would_do(site, capsys):
    """Tree, differences and numbers; the exit code says that there is something to do, and nothing is written."""
    site.reset_requests()
    assert main(["plan", "next"]) == 7
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "            index",
        "~ update      guide: text +1 -1",
        '+ create      more: "More", 1 line',
        "",
        'guide: "Guide" (version 2)',
        "@@ @@",
        "-Old words.",
        "+New words.",
        "",
        "3 pages: 1 to create, 1 to update, 1 unchanged; text: +1 -1 lines",
        "The plan is in next/_publish/plan.json",
    ]
    assert err == ""
    assert site.writes == []


@pytest.mark.usefixtures("changed")
def test_what_is_shown(capsys):
    """Less, or more."""
    assert main(["plan", "next", "--no-diff", "--exit-zero"]) == 0
    assert "New words." not in capsys.readouterr().out
    assert main(["plan", "next", "--new-pages", "--lines", "1"]) == 7
    out = capsys.readouterr().out
    assert "+More." in out
    assert "@@ 3 more lines of this page are not shown @@" in out


@pytest.mark.usefixtures("changed")
def test_nothing_to_do(capsys):
    """It ends with 0."""
    assert main(["plan", "bundle"]) == 0
    assert capsys.readouterr().out == "Nothing to do: all 2 pages are as they should be.\n"


@pytest.mark.usefixtures("changed")
def test_colours(capsys, monkeypatch):
    """On a terminal new lines are green."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert main(["plan", "next"]) == 7
    assert "\x1b[32m+New words.\x1b[0m" in capsys.readouterr().out


def test_a_conflict(changed, capsys):
    """It has a code of its own, and what can be done is said."""
    _edit(changed)
    assert main(["plan", "next"]) == 6
    out = capsys.readouterr().out
    assert "! conflict    guide: somebody edited it on Confluence since the last publish" in out
    assert "-by a person" in out
    assert "note  For pages that were edited, set confluence_edited_pages" in out


@pytest.mark.usefixtures("changed")
def test_for_programs(capsys):
    """The plan, and what is shown of it."""
    assert main(["plan", "next", "--json"]) == 7
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert (data["command"], data["exit_code"]) == ("plan", 7)
    assert data["plan"]["counts"] == {"create": 1, "update": 1, "skip": 1}
    (guide, more) = data["pages"]
    assert guide["diff"] == ["@@ @@", "-Old words.", "+New words."]
    assert (more["docname"], more["mark"]) == ("more", "create")
    assert "~ update" in err


def test_an_output_without_the_characters(site, build, monkeypatch):
    """They are escapes; the plan does not end for that."""
    build("bundle", index="Hello.", guide="日本語")
    output = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", output)
    assert main(["plan", "bundle", "--new-pages"]) == 7
    output.flush()
    assert b"+\\u65e5\\u672c\\u8a9e" in output.buffer.getvalue()
    assert not site.writes


@pytest.mark.usefixtures("changed")
def test_markdown(capsys, tmp_path):
    """Into a file, or to standard output, where there is nothing else then."""
    assert main(["plan", "next", "--markdown", "plan.md"]) == 7
    text = (tmp_path / "plan.md").read_text(encoding="utf-8")
    assert text.startswith("<!-- sphinx-to-confluence plan: example -->\n### ")
    capsys.readouterr()
    assert main(["plan", "next", "--markdown", "-"]) == 7
    out, err = capsys.readouterr()
    assert out == text
    assert "~ update" in err
    assert main(["plan", "next", "--markdown", "-", "--json"]) == 2


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("option", ["--out", "--markdown"])
def test_no_place_to_write_to(capsys, option):
    """It is shown all the same, and said what can be done."""
    assert main(["plan", "next", option, "next/index.conf/plan"]) == 2
    out, err = capsys.readouterr()
    assert "~ update      guide" in out
    assert "cannot write" in err
    assert "--out FILE" in err


@pytest.mark.usefixtures("changed")
def test_bundle_that_cannot_be_written_to(capsys, tmp_path):
    """The plan is shown, and its exit code is the one of a plan; only that it is not kept is told."""
    (tmp_path / "next" / "_publish").write_text("in the way")
    assert main(["plan", "next"]) == 7
    out, err = capsys.readouterr()
    assert "~ update      guide" in out
    assert "The plan is in" not in out
    assert err.startswith("warning: the plan is not kept: cannot write next/_publish/plan.json")


class TestReviewed:
    """Publishing the plan that somebody has looked at."""

    def test_published(self, changed, capsys):
        """As it was reviewed; afterwards there is nothing to do."""
        assert main(["plan", "next"]) == 7
        assert main(["publish", "next/_publish/plan.json"]) == 0
        assert "1 created, 1 updated, 1 unchanged" in capsys.readouterr().out
        assert main(["plan", "next"]) == 0
        assert changed.store.page_by_title("DOC", "More") is not None

    def test_dry_run(self, changed, capsys):
        """It shows the plan, if it is the one that was reviewed."""
        assert main(["plan", "next"]) == 7
        shown = capsys.readouterr().out
        plan = "next/_publish/plan.json"
        assert main(["publish", plan, "--dry-run"]) == 7
        assert capsys.readouterr().out == shown
        _edit(changed)
        assert main(["publish", plan, "--dry-run"]) == 6
        assert "guide: was version 2, is 3" in capsys.readouterr().err

    def test_refused(self, changed, capsys):
        """When somebody has edited a page since."""
        assert main(["plan", "next", "--out", "kept/plan.json"]) == 7
        _edit(changed, "Index")
        changed.reset_requests()
        assert main(["publish", "kept/plan.json"]) == 6
        err = capsys.readouterr().err
        assert 'index: was version 2, is 3 ("a word")' in err
        assert "sphinx-to-confluence plan next" in err
        assert changed.writes == []

    @pytest.mark.usefixtures("changed")
    def test_what_is_no_plan(self, capsys):
        """Another file."""
        assert main(["publish", "next/index.conf"]) == 3
        assert "It is no plan" in capsys.readouterr().err


class TestOffline:
    """Without a token, and without a network."""

    @pytest.fixture(autouse=True)
    def _no_token(self, changed, monkeypatch):
        for name in ("API_TOKEN", "SERVER_URL", "API_GATEWAY"):
            monkeypatch.delenv(f"CONFLUENCE_{name}")
        changed.reset_requests()
        yield
        assert not changed.requests

    def test_against_what_the_last_publish_left(self, capsys):
        """In the file that it wrote beside its bundle."""
        assert main(["plan", "next", "--offline", "bundle/_publish/manifest.json"]) == 7
        out = capsys.readouterr().out
        assert "Compared with what the last publish left: bundle/_publish/manifest.json\n" in out
        assert "~ update      guide: text\n" in out
        assert main(["plan", "--offline", "bundle"]) == 0
        assert "Nothing to do" in capsys.readouterr().out
        assert main(["plan", "next", "--offline"]) == 3

    def test_against_another_build(self, capsys):
        """With the differences of the texts."""
        assert main(["plan", "next", "--against", "bundle"]) == 7
        out = capsys.readouterr().out
        assert "Compared with another build: bundle\n" in out
        assert "-Old words.\n+New words." in out

    def test_both(self, capsys):
        """Pages as the last publish left them, texts of the bundle that it published."""
        manifest = "bundle/_publish/manifest.json"
        assert main(["plan", "next", "--offline", manifest, "--against", "bundle"]) == 7
        assert "-Old words.\n+New words." in capsys.readouterr().out

    def test_such_a_plan_cannot_be_published(self, capsys):
        """Nobody has looked at what is on Confluence."""
        assert main(["plan", "next", "--against", "bundle"]) == 7
        assert main(["publish", "next/_publish/plan.json"]) == 3
        assert "made offline" in capsys.readouterr().err


def test_pages_that_are_too_large(changed, build, capsys):
    """A publish would refuse them, so the plan says so."""
    build("large", index="x" * 2000)
    assert main(["plan", "large", "--no-diff", "-D", "confluence_max_page_size=1000"]) == 5
    assert "larger than Confluence takes" in capsys.readouterr().err
    assert changed.store.page_by_title("DOC", "Guide") is not None
