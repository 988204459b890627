"""How does a document become a page?

The handlers are registered by importing their modules, below; nothing else in them runs at import.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from docutils import nodes
from sphinx.builders import Builder

from sphinx_to_confluence.bundle.model import Editor, SourceLine
from sphinx_to_confluence.bundle.report import Finding
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.pages.links import PageLinks
from sphinx_to_confluence.storage.fit import fit
from sphinx_to_confluence.storage.room import room_for_calls
from sphinx_to_confluence.storage.serialize import serialize
from sphinx_to_confluence.storage.templates import Template
from sphinx_to_confluence.storage.whitespace import collapse
from sphinx_to_confluence.translate import (  # noqa: F401 - imported for their handlers
    admonitions,
    api,
    blocks,
    code,
    definitions,
    extensions,
    fields,
    generated,
    grammar,
    images,
    inline,
    lists,
    markup,
    math,
    notes,
    raw,
    references,
    silence,
    structure,
    tables,
)
from sphinx_to_confluence.translate.compat import LegacyHandlers
from sphinx_to_confluence.translate.furniture import NO_FURNITURE, Furniture, after, before
from sphinx_to_confluence.translate.page import Attach, PageContext, Site
from sphinx_to_confluence.translate.reach import read_reach
from sphinx_to_confluence.translate.unknown import UnknownNodes


@dataclass(frozen=True, slots=True)
class TranslatedPage:
    """A page in storage format.

    :param rows: where the rows of the body come from.
    :param links: docnames that the body links to by ``confluence-doc:`` addresses.
    :param places: where the page can be jumped to, and what it refers to.
    :param uses: docnames that the page shows something of besides those that the document refers to.
    :param files: those that addresses in the text may mean, be they there or not.
    :param findings: what is on the page in another way than in the source, or not at all.
    """

    body: str
    rows: tuple[SourceLine, ...]
    links: frozenset[str]
    places: PageLinks
    findings: tuple[Finding, ...] = ()
    uses: frozenset[str] = frozenset()
    files: frozenset[Path] = frozenset()


def translate(
    doctree: nodes.document,
    *,
    docname: str,
    builder: Builder,
    settings: Settings,
    editor: Editor,
    site: Site,
    attach: Attach,
    templates: Mapping[str, Template] = MappingProxyType({}),
    furniture: Furniture = NO_FURNITURE,
) -> TranslatedPage:
    """Write a resolved document, which is not changed, as a page for an editor.

    :param attach: puts a file on the page under a preferred name; returns the name it has there.
    :param templates: how macros of apps are written, by the names in :mod:`.app_macros`.
    :param furniture: what the page gets around the text of the document.
    """
    page = PageContext(
        doctree=doctree,
        docname=docname,
        builder=builder,
        settings=settings,
        editor=editor,
        site=site,
        attach=attach,
        unknown=UnknownNodes(),
        templates=templates,
        legacy=LegacyHandlers.of(builder),
    )
    with room_for_calls(_depth(doctree)):
        before(furniture, page, page.out)
        page.visit(doctree)
        after(furniture, page, page.out)
        fitted = fit(page.out.root, editor, page.note_demoted, page.complain)
        collapse(fitted)
        reach = read_reach(fitted, page)
        written = serialize(fitted)
    return TranslatedPage(
        body=written.text,
        rows=written.rows,
        links=frozenset(reach.documents),
        places=reach.links(),
        findings=tuple(page.findings),
        uses=frozenset(page.uses),
        files=frozenset(page.files),
    )


def _depth(doctree: nodes.document) -> int:
    deepest = 0
    level: list[nodes.Node] = [doctree]
    while level:
        deepest += 1
        level = [child for node in level for child in node.children]
    return deepest
