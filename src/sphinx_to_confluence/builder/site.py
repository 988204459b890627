"""How is the site made from Sphinx's environment?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from sphinx_to_confluence.builder.collector import facts_of
from sphinx_to_confluence.builder.furniture import neighbours
from sphinx_to_confluence.builder.generated import GeneratedPage, toctrees_with
from sphinx_to_confluence.builder.metadata import own_title
from sphinx_to_confluence.pages.facts import PageFacts, SectionFacts
from sphinx_to_confluence.pages.hierarchy import Hierarchy, build_hierarchy
from sphinx_to_confluence.pages.outline import Numbers, Outline, number_of, outline_of
from sphinx_to_confluence.pages.site import Locate, Site, where_it_was
from sphinx_to_confluence.pages.titles import TitleNotice, TitleRules, assign_titles

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment
    from sphinx.util.tags import Tags

    from sphinx_to_confluence.bundle.model import Editor
    from sphinx_to_confluence.config.settings import Settings


def site_of(
    env: BuildEnvironment,
    settings: Settings,
    editor: Editor,
    tags: Tags,
    generated: Mapping[str, GeneratedPage],
    leaf_through: Callable[[list[str]], Iterable[str]],
) -> tuple[Site, tuple[TitleNotice, ...]]:
    """Build the site when all documents have been read and their sections numbered.

    :param generated: the pages without a document.
    :param leaf_through: puts documents into the order in which a page leads to the next.
    """
    collected = facts_of(env)
    holds = cache(partial(_holds, tags))
    outlines = {
        docname: outline_of(collected.get(docname, PageFacts(docname)), holds)
        for docname in env.all_docs
    }
    outlines |= {docname: page.outline for docname, page in generated.items()}
    numbers = env.toc_secnumbers if settings.add_secnumbers else {}
    hierarchy = build_hierarchy(
        env.config.root_doc,
        outlines.keys(),
        toctrees_with(generated, env),
        nested=settings.page_hierarchy,
    )
    around = neighbours(leaf_through(_in_reading_order(env, hierarchy)))
    return _site(env, outlines, hierarchy, numbers, settings, editor, around)


def site_of_one(
    env: BuildEnvironment,
    settings: Settings,
    editor: Editor,
    tags: Tags,
    sections: Iterable[SectionFacts] | None = None,
    locate: Locate = where_it_was,
) -> tuple[Site, tuple[TitleNotice, ...]]:
    """Build the site of one page that holds all documents.

    :param sections: of the page, when they are known. Its title is that of the root document all the same, or the name
        of the project.
    :param locate: finds what is in a document on the page.
    """
    root = env.config.root_doc
    facts = facts_of(env).get(root, PageFacts(root))
    title = outline_of(facts, cache(partial(_holds, tags))).title or env.config.project
    outline = Outline(title)
    if sections is not None:
        # What does not hold has been left out of the page.
        outline = replace(outline_of(PageFacts(root, tuple(sections)), lambda _: True), title=title)
    numbers = env.toc_secnumbers if settings.add_secnumbers and sections is not None else {}
    hierarchy = build_hierarchy(root, {root}, {}, nested=True)
    return _site(env, {root: outline}, hierarchy, numbers, settings, editor, {}, locate)


def _site(
    env: BuildEnvironment,
    outlines: Mapping[str, Outline],
    hierarchy: Hierarchy,
    numbers: Mapping[str, Numbers],
    settings: Settings,
    editor: Editor,
    around: Mapping[str, tuple[str, str]],
    locate: Locate = where_it_was,
) -> tuple[Site, tuple[TitleNotice, ...]]:
    wished = {
        docname: title
        for docname in outlines
        if (title := own_title(env.metadata.get(docname, {}))) is not None
    }
    titles = assign_titles(
        {docname: outline.title for docname, outline in outlines.items()},
        hierarchy,
        TitleRules(
            overrides={**wished, **settings.title_overrides},
            prefix=settings.publish_prefix,
            postfix=settings.publish_postfix,
            bare_root=settings.ignore_titlefix_on_index,
            numbers={
                docname: ".".join(map(str, number)) + settings.secnumber_suffix
                for docname, outline in outlines.items()
                if outline.sections
                and (number := number_of(outline.sections[0], numbers.get(docname, {})))
            },
        ),
    )
    site = Site(
        outlines=outlines,
        hierarchy=hierarchy,
        titles=titles,
        editor=editor,
        numbers=numbers,
        number_suffix=settings.secnumber_suffix,
        title_in_body=not settings.remove_title,
        neighbours=around,
        object_headings=settings.api_headings != "none",
        locate=locate,
    )
    return site, titles.notices


def _in_reading_order(env: BuildEnvironment, hierarchy: Hierarchy) -> list[str]:
    """The documents that a reader reaches by the toctrees of the root."""
    reached = env.collect_relations()
    return [docname for docname in hierarchy.order if docname in reached]


def _holds(tags: Tags, expression: str) -> bool:
    """Whether what stands in an ``only`` directive stays; as Sphinx decides it, also when it cannot."""
    try:
        return tags.eval_condition(expression)
    except Exception:  # noqa: BLE001 - whatever is wrong with the expression, Sphinx has warned about it
        return True
