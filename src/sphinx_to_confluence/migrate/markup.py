"""What else do people know from the established extension, and what becomes of it? Directives, roles, events and so on.

The table in the manual is made from these rows, and the command ``migrate`` looks for some of them in the sources.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sphinx_to_confluence.migrate.verdicts import Verdict, read_table


@dataclass(frozen=True, slots=True)
class Known:
    """One thing.

    :param kind: the chapter of the table.
    :param note: how it differs, or why it is dropped; inline reStructuredText.
    """

    kind: str
    name: str
    verdict: Verdict
    note: str = ""


# name | verdict | how it differs, or why
_TABLE = r"""
# Builders
confluence | same
singleconfluence | same
internal-confluence-report | dropped | ``sphinx-to-confluence check`` reports on a configuration
# Directives
confluence_doc | better | other builders have a link
confluence_excerpt | better | other builders show the text
confluence_excerpt_include | better | other builders have a link to the document
confluence_expand | better | HTML has one as well, other builders a title and the text
confluence_html | same
confluence_latex | better | a formula like any other, also without LaTeX and without an app
confluence_link | better | other builders have a link
confluence_metadata | better | fields at the top of a document do the same
confluence_newline | same
confluence_panel | better | HTML has one as well, other builders a title and the text
confluence_table_width | same
confluence_toc | better | other builders list the sections
confluence_viewpdf | better | other builders have a link to the file
jira | better | other builders link to the issues, where ``confluence_jira_servers`` has an address
jira_issue | better | as ``jira``
# Roles
confluence_doc | better | other builders have a link
confluence_emoticon | better | all of Confluence's; other builders have the emoji
confluence_latex | better | a formula like any other, also without LaTeX and without an app
confluence_link | better | other builders have a link
confluence_mention | better | a name that leads to nobody is shown as text, with a warning
confluence_status | better | the colour is written so that Confluence shows it
confluence_strike | better | HTML shows it as well
jira | better | other builders link to the issue
# Metadata
confluence_metadata :labels: | same
confluence_metadata :full-width: | same
confluence_metadata :guid: | same
confluence_metadata :editor: | dropped | ``confluence_editor`` is for all pages; the option is accepted, with a hint
# Classes and formats
class collapse | same | of containers and code blocks
class confluence-theme-… | same | of code blocks, on Data Center
class strike | same
raw:: confluence_storage | better | what is not well-formed is a warning with its line, not a page that is refused
only:: confluence | same | also ``confluence_storage`` and ``singleconfluence``; rarely needed, since the directives
    are there for every builder
# Events and functions
event confluence-publish-page | same | emitted when all pages are published; the id is a text
event confluence-publish-point | same | emitted when all pages are published
event confluence-publish-attachment | dropped | ``_publish/report.json`` in the output directory tells of files
event confluence-publish-override-pageid | dropped | ``sphinx-to-confluence migrate --map DOCNAME=ID`` says it once
app.add_node(…, confluence=(visit, depart)) | same | malformed markup of such functions is a warning, and their
    content stays
# Commands
sphinx-build-confluence | dropped | ``sphinx-build -b confluence`` builds, and its exit code tells of warnings with
    ``-W``; ``sphinx-to-confluence publish`` publishes what was built
sphinx-build-confluence connection-test | dropped | ``sphinx-to-confluence check``, which also looks at each scope
sphinx-build-confluence report | dropped | ``sphinx-to-confluence check --json``; it shows no secret whatever is given
sphinx-build-confluence wipe | dropped | ``sphinx-to-confluence remove`` removes the pages of this project and no
    others
CONFLUENCEBUILDER_NO_GETPASS_HOOK | dropped | what is typed is never shown
CONFLUENCEBUILDER_LEGACY_NOCHECK | dropped | the header is sent where Confluence wants it
# Behaviour
A document gets a new title | better | its page is renamed; theirs makes another page and leaves the first one
A document is moved or its file renamed | better | its page goes with it, with its comments and all links to it
Somebody edited a page | different | nothing is published before you say what is to happen
    (``confluence_edited_pages``); theirs writes over it
A page has inline comments | better | they stay on their words
Two documents have one title | different | the second page is called after the page above it as well, not "(2)"
A document has no title | different | its page is called after its file, not "autogen-…"
A title is longer than 255 characters | different | what was cut shows
Somebody else's page has the title of a document | better | is told before anything is written
An archived page has the title | better | is left alone; theirs deletes it
One page cannot be published | better | the others are, and the run ends with an exit code of its own
The connection breaks | better | requests are repeated where that is safe, and the next run goes on
Building with ``-j`` | better | works, and is faster
Order of pages | better | that of the toctrees, on Cloud also for pages that exist
Documents outside of all toctrees | different | are below the root page, not beside it
``genindex``, ``modindex``, ``search`` | different | are below the root page, not beside it
Without ``confluence_parent_page`` on Data Center | different | pages are below the home page, not at the
    top of the space
Links between pages | better | lead to ids on Cloud, so they bear a new title
Content property ``sphinxcontrib.confluencebuilder`` | dropped | the list of the project's pages is one property of the
    page that is published below; theirs stay and do no harm
``sphinxcontrib-confluencebuilder`` among the requirements | renamed | ``sphinx-to-confluence``
``scb-manifest.json`` | dropped | the output directory is a bundle with a documented ``manifest.json``
``-D confluence_api_token=…`` | better | works, with a hint: every user of the machine can see it
"""


def known_things() -> tuple[Known, ...]:
    """All rows, in the order of the table."""
    return tuple(Known(*row) for row in read_table(_TABLE))


IN_SOURCES: Mapping[str, re.Pattern[str]] = {
    "confluence_metadata :editor:": re.compile(r"^\s*:editor:\s*v[12]\s*$"),
}
"""What is looked for in the sources, by the name of its row: what differs there, and can be seen in one line."""

IN_PYTHON: Mapping[str, re.Pattern[str]] = {
    f"event {name}": re.compile(rf"""["']{name}["']""")
    for name in (
        "confluence-publish-attachment",
        "confluence-publish-override-pageid",
    )
}
"""The same for ``conf.py`` and other extensions of the project."""

REQUIREMENT = "``sphinxcontrib-confluencebuilder`` among the requirements"

IN_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "sphinx-build-confluence": re.compile(
        r"\bsphinx-build-confluence\b|-m\s+sphinxcontrib\.confluencebuilder\b"
    ),
    REQUIREMENT: re.compile(r"\bsphinxcontrib[-_]confluencebuilder\b"),
    "CONFLUENCEBUILDER_NO_GETPASS_HOOK": re.compile(r"\bCONFLUENCEBUILDER_NO_GETPASS_HOOK\b"),
    "CONFLUENCEBUILDER_LEGACY_NOCHECK": re.compile(r"\bCONFLUENCEBUILDER_LEGACY_NOCHECK\b"),
}
"""The same for what runs a build."""
