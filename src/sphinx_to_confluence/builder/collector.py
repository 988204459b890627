"""What does every document tell the others? Collected while Sphinx reads, whatever builder it reads for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.environment.collectors import EnvironmentCollector

from sphinx_to_confluence.pages.depth import ancestors
from sphinx_to_confluence.pages.facts import PageFacts, SectionFacts
from sphinx_to_confluence.pages.objects import object_heading

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_PLAIN = (
    nodes.Text,
    nodes.emphasis,
    nodes.strong,
    nodes.literal,
    nodes.subscript,
    nodes.superscript,
    nodes.title_reference,
    nodes.math,  # its source, as code
    addnodes.literal_emphasis,
    addnodes.literal_strong,
)

_TRANSPARENT = (nodes.section, nodes.document, addnodes.only, addnodes.start_of_file)

# Roles of Sphinx that are text and nothing else; other classes may become a macro, which spoils the id of a heading.
_PLAIN_CLASSES = frozenset({"accelerator", "guilabel", "menuselection"})


class PageFactsCollector(EnvironmentCollector):
    """Keeps the :class:`.PageFacts` of every document on the environment.

    The facts do not depend on any option of ours, so that an environment which was read for another builder serves
    as well.
    """

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:  # noqa: ARG002
        """Forget a document that is gone or about to be read again."""
        facts_of(env).pop(docname, None)

    def merge_other(
        self,
        app: Sphinx,  # noqa: ARG002
        env: BuildEnvironment,
        docnames: AbstractSet[str],
        other: BuildEnvironment,
    ) -> None:
        """Take over what another process has read."""
        read = facts_of(other)
        facts_of(env).update((docname, read[docname]) for docname in docnames if docname in read)

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Look at a document that has just been read.

        By now its targets have passed their ids on to their sections, its text is translated and its quotes are
        curly (``doctree-read`` comes after all of these transforms); references are not resolved yet.
        """
        docname = app.env.docname
        facts_of(app.env)[docname] = collect_facts(docname, doctree)


def facts_of(env: BuildEnvironment) -> dict[str, PageFacts]:
    """The facts of all documents that have been read, by docname."""
    facts: dict[str, PageFacts] = vars(env).setdefault("confluence_facts", {})
    return facts


def collect_facts(docname: str, doctree: nodes.document) -> PageFacts:
    """Gather the headings of a document."""
    return PageFacts(
        docname,
        tuple(_sections(doctree)),
        rubrics=tuple(
            _text(rubric) for rubric in doctree.findall(nodes.rubric) if "heading-level" in rubric
        ),
        objects=tuple(filter(None, map(object_heading, doctree.findall(addnodes.desc)))),
    )


def _sections(doctree: nodes.document) -> Iterator[SectionFacts]:
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title, descend=True)
        if title is None or title.parent is not section:
            continue
        around = list(ancestors(section))
        # Of an "only" that is true its children are left, and nothing of the others.
        certain = all(isinstance(item, _TRANSPARENT) for item in around)
        yield SectionFacts(
            ids=tuple(section["ids"]),
            text=_text(title),
            around=sum(isinstance(item, nodes.section) for item in around),
            plain=certain and all(map(_is_plain, title.findall())),
            only=tuple(item["expr"] for item in around if isinstance(item, addnodes.only)),
        )


def _text(heading: nodes.Element) -> str:
    """Text of a heading. Newlines of the source become spaces on the page; spaces that do not break stay."""
    return re.sub("[ \t\r\n\f\v]+", " ", heading.astext()).strip(" ")


def _is_plain(node: nodes.Node) -> bool:
    if isinstance(node, nodes.inline):
        return _PLAIN_CLASSES.issuperset(node["classes"])
    return isinstance(node, (nodes.title, *_PLAIN))
