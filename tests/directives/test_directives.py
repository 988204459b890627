"""What directives and roles do besides what the text fixtures of the translator show."""

from __future__ import annotations

import re

import pytest

from sphinx_to_confluence.config.checks import jira_servers


def _messages(built):
    text = "\n".join(built.warnings)
    return re.sub(r"\n *", " ", text)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (".. confluence_expand::\n   :titel: x\n\n   Text.", 'unknown option: "titel"'),
        (".. confluence_expand::\n   :title:\n\n   Text.", "must have a value"),
        (".. confluence_panel::\n   :bg-color: light blue\n\n   Text.", 'must be a colour, such as "#DEEBFF"'),
        (".. confluence_panel::\n   :border-style: wavy\n\n   Text.", '"wavy" unknown; choose from "solid"'),
        (".. confluence_panel::\n   :border-width: thick\n\n   Text.", 'must be a length, such as "20px"'),
        (".. confluence_excerpt::\n   :hidden: perhaps\n\n   Text.", "must be true or false"),
        (".. confluence_toc::\n   :max-level: 8", "must be between 1 and 7"),
        (".. confluence_link:: https://www.example.org\n   :card: inline", 'choose from "block", or "embed"'),
    ],
)  # fmt: skip
def test_wrong_options(project, markup, expected):
    """Docutils says what is wrong with an option, and in which line."""
    project.write({"index.rst": f"Title\n=====\n\n{markup}\n"})
    built = project.build("dummy")
    assert built.warnings[0].startswith("index.rst:4: ERROR: Error in")
    assert expected in _messages(built)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"main": {"id": "1", "name": "Jira"}}, None),
        ({"main": {"id": "1", "name": "Jira", "url": "https://jira.example.org"}}, None),
        ({"main": "Jira"}, "has a server that is no dictionary, or whose name is no text"),
        ({"main": {"id": "1"}}, "has no 'name' in 'main'"),
        ({"main": {"id": 1, "name": "x"}}, "has a value that is empty or no text in 'main'"),
        ({"main": {"ident": "1"}}, "has 'ident', which is none of id, name, url in 'main'"),
    ],
)
def test_jira_servers(value, expected):
    """The option says what is wrong with a server."""
    assert jira_servers(value) == expected


def test_only_server(project):
    """The only server that there is need not be named."""
    project.conf("confluence_jira_servers = {'main': {'id': '1', 'name': 'System JIRA'}}")
    project.write({"index.rst": "Title\n=====\n\n:jira:`DOC-1`\n"})
    assert '<ac:parameter ac:name="serverId">1</ac:parameter>' in project.build().text("index.conf")


def test_other_servers_have_documents_read_again(project):
    """The documents hold what the option said when they were read."""
    project.write({"index.rst": "Title\n=====\n\n:confluence_mention:`ada`\n"})
    account = "557058:550e8400-e29b-41d4-a716-446655440000"
    project.build(options={"confluence_mentions": {"ada": "557058:1"}})
    built = project.build(options={"confluence_mentions": {"ada": account}})
    assert account in built.text("index.conf")


def test_metadata(project):
    """The directive and the fields add up; a width in the fields goes before one in the directive."""
    project.write(
        {
            "index.rst": """
                :labels: manual

                Title
                =====

                .. confluence_metadata::
                   :labels: how-to, setup
                   :full-width: true
                   :guid: 1234

                .. confluence_metadata::
                   :labels: more

                .. toctree::

                   narrow
                """,
            "narrow.rst": """
                :full-width: false

                Narrow
                ======

                .. confluence_metadata::
                   :full-width:
                """,
        }
    )
    built = project.build()
    facts = [(page["labels"], page["full_width"]) for page in built.manifest["pages"]]
    assert facts == [(["how-to", "manual", "more", "setup"], True), ([], False)]
    assert built.warnings == []


def test_editor_of_a_page(project):
    """The editor of a page was an option elsewhere; here it is a hint."""
    project.write({"index.rst": "Title\n=====\n\n.. confluence_metadata::\n   :editor: v2\n"})
    assert project.build().warnings == [
        "index.rst:4: WARNING: the editor of a single page cannot be chosen: confluence_editor is for all of them "
        "[confluence.option]"
    ]


def test_metadata_survives_parallel_reading(project):
    """What a process that reads finds out reaches the others."""
    names = [f"page-{number}" for number in range(8)]
    entries = "".join(f"   {name}\n" for name in names)
    page = "Page {}\n======\n\n.. confluence_metadata::\n   :labels: {}\n\n.. confluence_tasks::\n\n   - [ ] Do\n"
    project.write(
        {
            "index.rst": f"Title\n=====\n\n.. toctree::\n\n{entries}",
            **{f"{name}.rst": page.format(name[-1], name) for name in names},
        }
    )
    built = project.build(jobs=2)
    assert [page["labels"] for page in built.manifest["pages"]] == [[], *([name] for name in names)]
    assert built.warnings == []


def test_contents_between_two_levels(project):
    """Other builders list the same sections as Confluence does, wherever the list stands."""
    project.write(
        {
            "index.rst": """
                Title
                =====

                First
                -----

                .. confluence_toc::
                   :min-level: 2
                   :max-level: 2

                Second
                ^^^^^^

                Third
                ~~~~~

                Last
                ----

                Other
                ^^^^^
                """
        }
    )
    html = project.build("html").text("index.html")
    contents = html.partition('<nav class="contents')[2].partition("</nav>")[0]
    assert re.findall(r">([A-Z]\w+)</a>", contents) == ["Second", "Other"]


def test_pages_below(project):
    """Other builders list the documents in the toctrees of a document, as deep as asked for."""
    project.write(
        {
            "index.rst": "Title\n=====\n\n.. confluence_children::\n   :all:\n\n.. toctree::\n   :hidden:\n\n   one\n",
            "one.rst": "One\n===\n\n.. toctree::\n   :hidden:\n\n   two\n",
            "two.rst": "Two\n===\n\n.. confluence_children:: !index\n",
        }
    )
    assert project.build("text").text("index.txt") == "Title\n*****\n\n* One\n\n  * Two\n"
    assert project.build("text").text("two.txt") == "Two\n***\n\n* One\n"


def test_report_of_page_properties(project):
    """Other builders list the documents with all of the labels, those that every page has included."""
    project.conf("confluence_global_labels = ['manual']")
    project.write(
        {
            "index.rst": """
                Title
                =====

                .. confluence_page_properties_report:: manual how-to

                .. toctree::
                   :hidden:

                   one
                   two
                """,
            "one.rst": ":labels: how-to\n\nOne\n===\n",
            "two.rst": "Two\n===\n",
        }
    )
    assert project.build("text").text("index.txt") == "Title\n*****\n\n* One\n"


def test_titles_are_translated(project):
    """Titles go to the translators and come back; so do tasks, without their boxes."""
    project.write(
        {
            "index.rst": """
                Title
                =====

                .. confluence_expand::
                   :title: How it works

                   Text.

                .. confluence_tasks::

                   - [x] Write it
                """,
            "locale/de/LC_MESSAGES/index.po": """
                msgid ""
                msgstr "Content-Type: text/plain; charset=utf-8\\n"

                msgid "How it works"
                msgstr "Wie es geht"

                msgid "Write it"
                msgstr "Schreiben"
                """,
        }
    )
    template = project.build("gettext", out="gettext").text("index.pot")
    messages = set(re.findall(r'^msgid "(.+)"', template, re.MULTILINE))
    assert messages == {"Title", "How it works", "Text.", "Write it"}
    options = {"language": "de", "locale_dirs": ["locale"]}
    body = project.build(options=options).text("index.conf")
    assert '<ac:parameter ac:name="title">Wie es geht</ac:parameter>' in body
    assert "<ac:task-body>Schreiben</ac:task-body>" in body
    assert "☑ Schreiben" in project.build("text", out="text", options=options).text("index.txt")


def test_myst(project):
    """Directives and roles work in Markdown."""
    pytest.importorskip("myst_parser")
    project.conf("extensions.append('myst_parser')")
    project.write(
        {
            "index.md": """
                # Title {confluence_status}`beta <yellow>`

                ```{confluence_expand}
                :title: How it *works*

                Text with {confluence_mention}`5b10ac8d82e05b22cc7d4ef5`.
                ```

                ```{confluence_tasks}
                - [x] Done
                ```

                {confluence_latex}`\\alpha` {jira}`DOC-1` {confluence_doc}`index`

                ```{confluence_metadata}
                :labels: how-to
                ```
                """
        }
    )
    built = project.build()
    body = built.text("index.conf")
    assert built.warnings == []
    assert '<ac:parameter ac:name="title">How it works</ac:parameter>' in body
    assert "<ac:task-status>complete</ac:task-status>" in body
    assert r"\alpha" in body
    assert built.manifest["pages"][0]["labels"] == ["how-to"]


def test_title_of_an_included_page(project):
    """Macros name pages by title: another title of the page has those written again that show it."""
    project.write(
        {
            "index.rst": "Title\n=====\n\n.. confluence_include:: !other\n\n.. toctree::\n   :hidden:\n\n   other\n",
            "other.rst": "Old title\n=========\n",
        }
    )
    project.build()
    project.write({"other.rst": "New title\n=========\n"})
    built = project.build()
    assert 'ri:content-title="New title"' in built.text("index.conf")
    assert built.written == {"index", "other"}


def test_page_of_another_project(project):
    """A list of the pages below one that is not in this project is its title elsewhere."""
    project.write({"index.rst": "Title\n=====\n\n.. confluence_children:: HR:Policies\n"})
    assert project.build("text").text("index.txt") == "Title\n*****\n\n*Policies*\n"
