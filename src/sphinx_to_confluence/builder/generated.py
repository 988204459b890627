"""Which pages has no document a source for? The index, the indices of the domains and the search page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.domains import Index
from sphinx.locale import _
from sphinx.util.docutils import new_document

from sphinx_to_confluence.builder.indices import domain_index, general_index
from sphinx_to_confluence.pages.outline import Outline, Section
from sphinx_to_confluence.translate.generated import search_form

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_to_confluence.config.settings import Settings

GENINDEX = "genindex"
MODINDEX = "py-modindex"
SEARCH = "search"

SOURCE = "conf.py"
"""What messages name as the source of these pages: it is there that they are asked for."""

# What toctrees call them, where that is not the docname.
_IN_TOCTREES = {"modindex": MODINDEX}


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page that the builder makes itself.

    :param contents: makes what is below the title; takes its time for an index.
    """

    docname: str
    title: str
    contents: Callable[[Builder], Sequence[nodes.Node]]

    @property
    def outline(self) -> Outline:
        """What the other pages know of it: its title."""
        return Outline(self.title, (Section((self.docname,), self.title, 0, plain=True),))

    def doctree(self, builder: Builder) -> nodes.document:
        """Make the page as a document without references that have to be resolved."""
        title = nodes.title("", self.title)
        section = nodes.section("", title, *self.contents(builder), ids=[self.docname])
        document = new_document(SOURCE, builder.env.settings)
        document.source = SOURCE
        document += section
        return document


def generated_pages(env: BuildEnvironment, settings: Settings) -> Mapping[str, GeneratedPage]:
    """Find the pages that are wanted and have something to show, by docname.

    A page is wanted when its option says so or, unless that says no, when a toctree names it. A document of the same
    name takes its place.
    """
    named = set(_named_in_toctrees(env))
    pages: list[GeneratedPage] = []
    if _wanted(settings.use_index, GENINDEX, named) and any(
        env.domains.index_domain.entries.values()
    ):
        pages.append(GeneratedPage(GENINDEX, _("Index"), general_index))
    for docname, index in _domain_indices(env):
        if _wanted(settings.domain_indices, docname, named):
            groups = index.generate()[0]
            if groups:
                pages.append(GeneratedPage(docname, index.localname, partial(domain_index, groups)))
    if _wanted(settings.include_search, SEARCH, named):
        pages.append(GeneratedPage(SEARCH, _("Search"), lambda _: [search_form()]))
    return {page.docname: page for page in pages if page.docname not in env.all_docs}


def complaint_about_indices(env: BuildEnvironment, settings: Settings) -> str:
    """What is wrong with the names of indices in the configuration; empty when there are all of them."""
    wanted = settings.domain_indices
    known = [docname for docname, _index in _domain_indices(env)]
    unknown = (
        [] if wanted is None or isinstance(wanted, bool) else [x for x in wanted if x not in known]
    )
    if not unknown:
        return ""
    names = ", ".join(map(repr, unknown))
    return (
        f"confluence_domain_indices names what is no index: {names}; there are {', '.join(known)}"
    )


def toctrees_with(generated: Iterable[str], env: BuildEnvironment) -> Mapping[str, Sequence[str]]:
    """The toctrees of all documents, by docname, so that all generated pages are in one: at the end if in no other."""
    toctrees = {
        docname: [_IN_TOCTREES.get(child, child) for child in children]
        for docname, children in env.toctree_includes.items()
    }
    named = {child for children in toctrees.values() for child in children}
    root = toctrees.setdefault(env.config.root_doc, [])
    root += [docname for docname in generated if docname not in named]
    return toctrees


def _named_in_toctrees(env: BuildEnvironment) -> Iterator[str]:
    for children in env.toctree_includes.values():
        for child in children:
            yield _IN_TOCTREES.get(child, child)


def _wanted(option: bool | Sequence[str] | None, docname: str, named: set[str]) -> bool:
    if option is None:
        return docname in named
    return option if isinstance(option, bool) else docname in option


def _domain_indices(env: BuildEnvironment) -> Iterator[tuple[str, Index]]:
    for _name, domain in sorted(env.domains.items()):
        for index in domain.indices:
            yield f"{domain.name}-{index.name}", index(domain)
