"""What may a handler know? The page that is being written, and what it needs of the project around it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.util import logging

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.bundle.report import APPROXIMATED, DEMOTED, Finding
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.pages.depth import ancestors, heading_level, section_depth
from sphinx_to_confluence.storage.build import Cursor
from sphinx_to_confluence.storage.elements import Source
from sphinx_to_confluence.storage.fit import Demoted
from sphinx_to_confluence.storage.macros import anchor
from sphinx_to_confluence.storage.templates import Template
from sphinx_to_confluence.translate.compat import LegacyHandlers, Pair
from sphinx_to_confluence.translate.registry import STANDARD, Handler, Registry
from sphinx_to_confluence.warnings import ConfluenceWarning

logger = logging.getLogger(__name__)

Out = Cursor[nodes.Node]

Attach = Callable[[Path, str | None], str]
"""Puts a file on the page, under a preferred name; returns the name it has there."""


class Site(Protocol):
    """What one page has to know of the others."""

    def title(self, docname: str) -> str:
        """The final title of a page."""

    def title_ids(self, docname: str) -> Collection[str] | None:
        """The ids that lead to the section with the title of a page; ``None`` when the page is not known."""

    def docname_titled(self, title: str) -> str | None:
        """The document whose page has this title, whatever the case of its letters."""

    def locate(self, docname: str, node_id: str) -> tuple[str, str]:
        """The page and the id there of what has an id in a document; the id may be empty, for the document itself."""

    def fragment(self, docname: str, node_id: str) -> str:
        """What follows the ``#`` in a link to a place on a page, not quoted."""

    def heading_is_anchor(self, docname: str, node_id: str) -> bool:
        """Whether an id is reached by the id of a heading, or as the top of the page, without a macro."""

    def heading_counts(self, docname: str) -> Mapping[str, int]:
        """How many headings of sections have the same id but for its number."""

    def __contains__(self, docname: object) -> bool: ...


@dataclass(kw_only=True)
class PageContext:
    """A page while it is written.

    :param document: docname of what is being written; differs from ``docname`` where a page holds several documents.
    :param unknown: writes nodes that nobody knows.
    :param uses: docnames that the page shows something of besides those it links to; grows.
    :param files: those that addresses in the text may mean or a graph shows, be they there or not; grows.
    :param findings: what is on the page in another way than in the source, or not at all; grows.
    """

    doctree: nodes.document
    docname: str
    builder: Builder
    settings: Settings
    editor: Editor
    site: Site
    attach: Attach
    unknown: Handler
    templates: Mapping[str, Template] = field(default_factory=dict)
    out: Out = field(init=False)
    document: str = field(init=False)
    registry: Registry = STANDARD
    legacy: LegacyHandlers = field(default_factory=LegacyHandlers)
    uses: set[str] = field(default_factory=set)
    files: set[Path] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    _handlers: dict[type[nodes.Node], Handler] = field(default_factory=dict)
    _anchors: set[str] = field(default_factory=set)
    _relative: dict[str, str] = field(default_factory=dict)
    _once: set[tuple[str, str]] = field(default_factory=set)
    _counts: Counter[str] = field(default_factory=Counter)
    _taken: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.out = Cursor(self.locate)
        self.document = self.docname

    @property
    def on_cloud(self) -> bool:
        """Whether the page is for the Cloud editor."""
        return self.editor is Editor.CLOUD

    @cached_property
    def title_section(self) -> nodes.section | None:
        """The section that has the title of the page; ``None`` when it is not part of what is written.

        It is the first one, unless the first one as the site knows the document was left out by an extension.
        """
        sections = self.doctree.findall(nodes.section)
        known = self.site.title_ids(self.docname)
        if known is None:
            return next(sections, None)
        return next((section for section in sections if set(known) & set(section["ids"])), None)

    def visit(self, node: nodes.Node) -> None:
        """Write a node at the cursor."""
        node_class = type(node)
        handler = self._handlers.get(node_class)
        if handler is None:
            handler = self._handlers[node_class] = self._handler_of(node)
        handler(node, self, self.out)

    def _handler_of(self, node: nodes.Node) -> Handler:
        """What writes nodes of this class: functions that an extension registered go first.

        Not so those that come with the node, from its own module, when we know that very node as well.
        """
        kind = type(node)
        pair = self.legacy.find(node)
        if pair is not None and isinstance(node, nodes.Element):
            comes_with_it = getattr(pair[0], "__module__", "") == kind.__module__
            if not (comes_with_it and self.registry.knows(kind, self.editor)):
                return partial(_write_as_told, pair)
        return self.registry.find(kind, self.editor) or self.unknown

    def children(self, node: nodes.Node) -> None:
        """Write what is inside a node at the cursor."""
        self.each(node.children)

    def each(self, members: Sequence[nodes.Node]) -> None:
        """Write nodes one after the other; a handler may change the list that they came from."""
        for child in tuple(members):
            if not self._taken or id(child) not in self._taken:
                self.visit(child)

    def take(self, members: Iterable[nodes.Node]) -> None:
        """Say that nodes are written with one that stands before them: nothing is written when their turn comes."""
        self._taken.update(map(id, members))

    def anchors(self, node: nodes.Element) -> None:
        """Write a place to link to for every id of the node, wherever the cursor is.

        Anchors need no paragraph: :mod:`sphinx_to_confluence.storage.paragraphs` finds them one.
        """
        for node_id in node["ids"]:
            self.anchor(node_id)

    def anchor(self, node_id: str) -> None:
        """Write a place to link to, unless the automatic id of a heading is one or it is there already."""
        if self.site.heading_is_anchor(self.docname, node_id):
            return
        name = self.site.fragment(self.docname, node_id)
        if name not in self._anchors:
            self._anchors.add(name)
            self.out.add(anchor(name))

    def template(self, name: str) -> Template | None:
        """How the project wants a macro of some app to be written; the names are in :mod:`.app_macros`."""
        return self.templates.get(name)

    def section_level(self, section: nodes.Element) -> int:
        """Level of the heading of a section; 0 for the title of the document when it is not part of the body."""
        depth = 0
        if isinstance(section, nodes.section):
            depth = section_depth(section, self.title_section)
        return heading_level(depth, title_in_body=not self.settings.remove_title)

    def first_time(self, topic: str, what: str) -> bool:
        """Whether this is asked for the first time on this page."""
        new = (topic, what) not in self._once
        self._once.add((topic, what))
        return new

    def count(self, topic: str) -> int:
        """The next number for something that is counted on this page, from 1."""
        self._counts[topic] += 1
        return self._counts[topic]

    def locate(self, node: nodes.Node) -> Source | None:
        """Where a node stands in the sources.

        Rows and cells carry no line, nor do tables before docutils 0.23: the first that is known within serves as well.
        """
        source = _nearest(node, "source")
        line = node.line or _line_without(node)
        if not isinstance(source, str):
            return Source(self.document, line)
        return Source(self.relative(source), line)

    def relative(self, source: str) -> str:
        """A source file as people know it: relative to the source directory, with forward slashes."""
        known = self._relative.get(source)
        if known is None:
            path, colon, rest = source.partition(":docstring of ")
            if Path(path).is_absolute():
                path = os.path.relpath(path, self.builder.srcdir)
            known = self._relative[source] = Path(path).as_posix() + colon + rest
        return known

    def image_path(self, uri: str) -> Path:
        """The file of an image that the builder has processed."""
        return Path(self.builder.srcdir, uri)

    def warn(self, code: ConfluenceWarning, message: str, *args: object, node: nodes.Node) -> None:
        """Tell about something on this page that a person can mend."""
        self.note(code, message % args if args else message, node)
        logger.warning(
            message, *args, location=self.place_of(node), type="confluence", subtype=code.value
        )

    def complain(self, message: str, source: Source | None) -> None:
        """Tell about markup on this page that somebody wrote and Confluence would not take as it is."""
        code = ConfluenceWarning.BAD_MARKUP.value
        self._find(code, message, source)
        place: tuple[str, int | None] | str = self.docname
        if source is not None:
            path = Path(self.builder.srcdir, source.path)
            place = f"{path}:{'' if source.line is None else source.line}"
        logger.warning(
            "storage format: %s", message, location=place, type="confluence", subtype=code
        )

    def warn_once(self, code: ConfluenceWarning, message: str, *, node: nodes.Node) -> None:
        """Tell about something that holds for the whole build, and put it into the report of every page."""
        self.note(code, message, node)
        logger.warning(
            "%s",
            message,
            location=self.place_of(node),
            type="confluence",
            subtype=code.value,
            once=True,
        )

    def note(self, code: ConfluenceWarning, message: str, node: nodes.Node) -> None:
        """Put something into the report that needs no warning, or that Sphinx has warned of."""
        self._find(code.value, message, self.locate(node))

    def demote(self, what: str, where: str, node: nodes.Node) -> None:
        """Note that something is said in another way than the source does.

        :param what: what is said so; with its reason, when no place is the reason.
        :param where: the place that cannot hold it.
        """
        self.note_demoted(Demoted(what, where, self.locate(node)))

    def approximate(self, message: str, node: nodes.Node) -> None:
        """Note that something looks other than the source asks for, or lacks an ornament; nothing is lost."""
        self._find(APPROXIMATED, message, self.locate(node))

    def note_demoted(self, demoted: Demoted) -> None:
        """Note what the rules of the editor had said in another way."""
        self._find(DEMOTED, str(demoted), demoted.source)

    def lost(self, message: str, node: nodes.Node) -> None:
        """Tell that something of the source cannot be on the page in any form."""
        self.warn(ConfluenceWarning.LOST, message, node=node)

    def _find(self, kind: str, message: str, source: Source | None) -> None:
        """Remember something for the report."""
        self.findings.append(Finding(kind, message, *(source or self.document_source)))

    @property
    def document_source(self) -> Source:
        """The file of the document."""
        return Source(self.relative(str(self.builder.env.doc2path(self.docname))))

    def place_of(self, node: nodes.Node) -> nodes.Node | tuple[str, int | None] | str:
        """Where a message about a node says that it stands, as Sphinx takes it."""
        if node.source and node.line:
            return node
        source = self.locate(node)
        return (self.document, source.line) if source else self.document


def _write_as_told(pair: Pair, node: nodes.Element, page: PageContext, _out: Out) -> None:
    """Write a node with the functions that an extension registered for it."""
    page.legacy.write(pair, node, page)


def inside(node: nodes.Node, *classes: type) -> bool:
    """Whether a node stands, at any depth, in one of these."""
    return any(isinstance(outer, classes) for outer in ancestors(node))


_CRAMPED: tuple[type, ...] = (
    nodes.list_item,
    nodes.entry,
    nodes.field_body,
    nodes.description,
    nodes.Admonition,
    nodes.sidebar,
    nodes.topic,
)


def cramped(node: nodes.Node) -> bool:
    """Whether a node stands in a list, a cell or a box, where Cloud indents nothing and has no columns."""
    return any(
        # Sphinx takes descriptions of objects for admonitions.
        isinstance(outer, _CRAMPED) and not isinstance(outer, addnodes.desc)
        for outer in ancestors(node)
    )


def _nearest(node: nodes.Node, attribute: str) -> object:
    current: nodes.Node | None = node
    while current is not None:
        value = getattr(current, attribute, None)
        if value:
            return value
        current = current.parent
    return None


def _line_without(node: nodes.Node) -> int | None:
    """The line of a node that does not say: of what is in it, else of what is around it."""
    above = _nearest(node, "line")
    within = next((child.line for child in node.findall() if child.line), None)
    if isinstance(above, int) and (within is None or within < above):
        # In tables within lists, docutils counts from the beginning of the cell.
        return above
    return within
