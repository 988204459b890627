"""One source serves all builders: what only Confluence has is something sensible in the others."""

from __future__ import annotations

import re

import pytest

from sphinx_to_confluence.directives import setup

from .conftest import EVERYTHING

BUILDERS = [
    "html", "dirhtml", "singlehtml", "epub", "latex", "text", "man", "texinfo", "gettext", "linkcheck", "xml",
    "pseudoxml", "dummy",
]  # fmt: skip


class _Recorder:
    """Notes what is registered."""

    def __init__(self):
        self.directives, self.roles = set(), set()

    def add_directive(self, name, _class):
        """Note a directive."""
        self.directives.add(name)

    def add_role(self, name, _role):
        """Note a role."""
        self.roles.add(name)

    def __getattr__(self, _name):
        return lambda *_, **__: None


def test_the_project_uses_all_that_there_is():
    """What is added later is tested in all builders, too."""
    recorder = _Recorder()
    setup(recorder)
    assert set(re.findall(r"^\.\. (\w+)::", EVERYTHING, re.MULTILINE)) >= recorder.directives
    assert set(re.findall(r":(\w+):`", EVERYTHING)) == recorder.roles


@pytest.mark.parametrize("builder", BUILDERS)
def test_no_builder_complains(everything, builder):
    """No builder meets a node that it does not know, or has anything else to say."""
    built = everything.build(builder)
    assert (built.warnings, built.statuscode) == ([], 0)


def test_plain_text(everything):
    """Plain text says all of it."""
    assert everything.build("text").text("index.txt") == TEXT


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(
            '<details class="confluence-expand">\n<summary>How it <em>works</em></summary>\n'
            "<p>Hidden at first.</p>\n</details>",
            id="expand",
        ),
        pytest.param(
            '<div class="confluence-panel admonition" style="background-color: #DEEBFF">\n'
            '<p class="admonition-title" style="color: #0052CC">Mind this</p>\n<p>In a panel.</p>',
            id="panel",
        ),
        pytest.param('href="#first-section" id="id1">First section</a>', id="contents"),
        pytest.param('href="https://jira.example.org/browse/DOC-12">DOC-12</a>', id="issue"),
        pytest.param("?jql=project%20%3D%20DOC", id="query"),
        pytest.param('href="sub/page.html"><span class="doc">Sub page</span></a>', id="page"),
        pytest.param('href="https://www.example.org/">The example</a>', id="link"),
        pytest.param('/data.csv"><code', id="file"),
        pytest.param('<s class="strike">wrong</s>', id="struck out"),
        pytest.param("<b>Bright</b>", id="HTML"),
        pytest.param("confluence-status-red", id="status"),
    ],
)
def test_html(everything, expected):
    """HTML has an element for expands, the colours of panels, and links."""
    assert expected in everything.build("html").text("index.html")


def test_what_is_hidden_is_for_other_pages(everything):
    """What Confluence would not show on the page, nobody else shows either."""
    html = everything.build("html").text("index.html")
    assert "For other pages only" not in html
    assert "for reports only" not in html


def test_title_in_other_documents(everything):
    """Where a toctree shows a title with a status, it shows the status."""
    everything.write({"sub/page.rst": ":confluence_status:`new <green>` page\n=================\n"})
    html = everything.build("html").text("index.html")
    assert re.search(r'href="sub/page.html"><span class="confluence-status[^>]*><strong>new', html)


def test_what_was_read_for_html_serves_confluence(everything):
    """Documents are read once, whatever the first builder is."""
    everything.build("html", doctrees="shared")
    built = everything.build("confluence", doctrees="shared", out="second")
    assert 'ac:name="expand"' in built.text("index.conf")
    assert "0 added, 0 changed, 0 removed" in built.status


TEXT = """\
Everything **beta**
*******************

* First section

-[ How it *works* ]-

Hidden at first.

-[ Mind this ]-

In a panel.

In short.

Owner:
   Ada Lovelace

* Everything beta

* Sub page

Sub page

*Holidays*

* Sub page

*Policies*

Sub page

The example

"data.csv"

"manual.pdf"

* "data.csv"

* "manual.pdf"



   a^2

+------------------------------------------------------------------------------------------------------+
| In a table                                                                                           |
+------------------------------------------------------------------------------------------------------+

Jira issues: project = DOC

DOC-12

* ☐ To be done

* ☑ Has been done

  * ☑ A part

* We decided.


First section
=============

Sub page, ✅, b^2, https://www.example.org/x, ada, **late**,
~~wrong~~, Jan 31, 2026, DOC-13.

* Sub page
"""
