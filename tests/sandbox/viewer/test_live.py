"""What a page says about the build that it comes from, and how an open page is told of the next one."""

from __future__ import annotations

import re
import threading

import pytest

from sphinx_to_confluence.sandbox import Sandbox
from sphinx_to_confluence.sandbox.viewer import Problem

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def sandbox():
    """A Confluence with one space."""
    with Sandbox() as sandbox:
        sandbox.add_space("DOC", "Documentation")
        yield sandbox


@pytest.fixture
def browse(sandbox):
    """Get a page of the viewer."""
    with sandbox.serve() as server:
        import requests

        yield lambda path: requests.get(f"{server.site_url}{path}", timeout=10)


def test_pages_say_nothing_while_nobody_builds(browse):
    """The sandbox alone has no panel, and no script for it."""
    html = browse("/spaces/DOC").text
    assert "live.js" not in html
    assert "data-news" not in html


def test_warnings_are_shown_with_their_source(sandbox, browse):
    """Each with its place and the lines around; nothing of it is markup."""
    excerpt = ((40, "before"), (41, HOSTILE))
    sandbox.live.done([Problem(HOSTILE, "guide/a.rst:41", 41, excerpt)], changed=True)
    html = browse("/spaces/DOC").text
    panel = re.search(r'<section class="live .*?</section>', html, re.DOTALL)[0]
    text = " ".join(re.sub(r"<[^>]+>", " ", panel).split())
    hostile = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")
    assert text == f"1 warning Show it guide/a.rst:41 {hostile} 40 before 41 {hostile}"
    assert panel.count("live-here") == 1


def test_a_failed_build_says_why(sandbox, browse):
    """The pages stay what they were: the edition is the same."""
    sandbox.live.done([], changed=True)
    sandbox.live.failed("conf.py: SyntaxError", [])
    html = browse("/spaces/DOC").text
    assert '<pre class="live-failure" tabindex="0">conf.py: SyntaxError</pre>' in html
    assert browse("/_live?seen=1").json()["edition"] == 1


def test_a_page_that_waits_is_told_at_once(sandbox, browse):
    """It need not ask again and again."""
    sandbox.live.building()
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(browse("/_live?seen=1").json()))
    waiting.start()
    sandbox.live.done([], changed=True)
    waiting.join(10)
    (answer,) = answers
    assert (answer["number"], answer["edition"]) == (2, 1)
    assert "Up to date" in answer["html"]


def test_nobody_waits_for_a_sandbox_that_has_ended(sandbox):
    """Closing it lets go of the pages that wait."""
    waiting = threading.Thread(target=lambda: sandbox.live.wait(0, 60))
    waiting.start()
    sandbox.close()
    waiting.join(10)
    assert not waiting.is_alive()
