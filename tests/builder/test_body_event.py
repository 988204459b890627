"""``confluence-page-body``: an extension has the last word on what a page holds."""

from __future__ import annotations

import pytest

HANDLER = """
def sign(app, docname, body):
    {handler}

def setup(app):
    app.connect("confluence-page-body", sign)
"""


@pytest.fixture
def built(project):
    """Build two pages, with the lines of a handler."""
    project.write({"index.rst": "Top\n===\n\n.. toctree::\n\n   a\n", "a.rst": "A\n=\n\nText.\n"})

    def build(handler):
        project.conf(HANDLER.format(handler=handler))
        return project.build()

    return build


def test_another_body(built):
    """What a handler returns is what the page holds, and what its hash is of."""
    result = built("return body + '<p>By ' + docname + '.</p>' if docname == 'a' else None")
    assert result.text("a.conf").endswith("<p>By a.</p>")
    assert "By" not in result.text("index.conf")
    assert result.warnings == []


def test_only_looking(built):
    """A handler that returns nothing changes nothing."""
    assert built("seen = body").text("a.conf") == "<p>Text.</p>\n"


def test_what_confluence_would_refuse(built):
    """It is left out with a warning that names the place; the page stays as it was."""
    result = built("return body + '<p>no end' if docname == 'a' else None")
    assert result.text("a.conf") == "<p>Text.</p>\n"
    (warning,) = result.warnings
    assert "a handler of confluence-page-body" in warning
    assert warning.endswith("[confluence.bad_markup]")
