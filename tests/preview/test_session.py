"""A documentation that is changed while it is previewed: what is built, published, kept and said."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.preview.building import Order
from sphinx_to_confluence.preview.session import Session
from sphinx_to_confluence.preview.site import local_site
from sphinx_to_confluence.preview.watch import Watcher
from sphinx_to_confluence.sandbox import Sandbox


@pytest.fixture
def preview(source, tmp_path):
    """A sandbox, a session on it, and what it has printed."""
    out = tmp_path / "out"
    said = []
    with Sandbox() as sandbox:
        sandbox.add_space("DOC", "Preview")
        with sandbox.serve() as server:
            order = Order(
                str(source),
                str(source),
                str(out),
                local_site(sandbox, server, "DOC"),
                {"today": "1"},
            )
            watcher = Watcher([source], ignored=[out])
            yield sandbox, Session(order, sandbox, watcher, said.append), said


def _bodies(sandbox):
    return {page.title: sandbox.store.body(page.id) for page in sandbox.store.pages("DOC")}


def test_writing_goes_on(source, preview):
    """What has changed is published; what fails leaves the pages and is said in them; extensions are read anew."""
    sandbox, session, said = preview
    first = session.build()
    assert (first.failure, first.changed, first.problem_count) == ("", True, 1)
    assert said[0] == "2 documents to read"
    assert sandbox.live.report.problems[0].place == "more.rst:4"
    assert "Hello" in _bodies(sandbox)["Example"]

    (source / "more.rst").write_text("More\n====\n\nAll is well.\n")
    second = session.build()
    assert (second.failure, second.changed, second.problem_count) == ("", True, 0)
    page = next(page for page in sandbox.store.pages("DOC") if page.title == "Example")
    assert not [call for call in sandbox.writes if page.id in call.path]
    assert "All is well" in _bodies(sandbox)["More"]

    (source / "greeting.py").write_text("def setup(app):\n    raise RuntimeError('no greeting')\n")
    before = _bodies(sandbox)
    third = session.build()
    assert "no greeting" in third.failure
    assert _bodies(sandbox) == before
    assert sandbox.live.report.progress.value == "failed"
    assert sandbox.live.report.edition == 2

    (source / "greeting.py").write_text(
        "def setup(app):\n    app.config.rst_epilog = '.. |greeting| replace:: Good morning'\n"
    )
    assert session.build().failure == ""
    assert "Good morning" in _bodies(sandbox)["Example"]
    assert sandbox.live.report.edition == 3

    fifth = session.build()
    assert (fifth.failure, fifth.changed) == ("", False)
    assert sandbox.live.report.edition == 3


def test_a_build_that_breaks_off_is_told_of(source, preview):
    """With what it has printed last."""
    sandbox, session, _ = preview
    (source / "greeting.py").write_text(
        "import os, sys\n\ndef setup(app):\n    print('going', flush=True)\n    os._exit(3)\n"
    )
    done = session.build()
    assert done.failure == "The build has ended with exit code 3.\ngoing"
    assert sandbox.live.report.failure == done.failure


def test_a_wrong_option_is_told_of(source, preview):
    """As sphinx-build would tell it."""
    _, session, _ = preview
    with (source / "conf.py").open("a") as conf:
        conf.write("confluence_timeout = 'soon'\n")
    assert "confluence_timeout" in session.build().failure
