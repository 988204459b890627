"""How is the site made from Sphinx's environment?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_to_confluence.builder.collector import facts_of
from sphinx_to_confluence.pages.facts import PageFacts
from sphinx_to_confluence.pages.hierarchy import build_hierarchy
from sphinx_to_confluence.pages.site import Site
from sphinx_to_confluence.pages.titles import TitleNotice, TitleRules, assign_titles

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinx_to_confluence.bundle.model import Editor
    from sphinx_to_confluence.config.settings import Settings


def site_of(
    env: BuildEnvironment, settings: Settings, editor: Editor
) -> tuple[Site, tuple[TitleNotice, ...]]:
    """Build the site when all documents have been read and their sections numbered."""
    collected = facts_of(env)
    facts = {docname: collected.get(docname, PageFacts(docname, "")) for docname in env.all_docs}
    numbers = env.toc_secnumbers if settings.add_secnumbers else {}
    hierarchy = build_hierarchy(
        env.config.root_doc, facts.keys(), env.toctree_includes, nested=settings.page_hierarchy
    )
    titles = assign_titles(
        {docname: item.title for docname, item in facts.items()},
        hierarchy,
        TitleRules(
            overrides=settings.title_overrides,
            prefix=settings.publish_prefix,
            postfix=settings.publish_postfix,
            bare_root=settings.ignore_titlefix_on_index,
            numbers={
                docname: ".".join(map(str, by_anchor[""])) + settings.secnumber_suffix
                for docname, by_anchor in numbers.items()
                if by_anchor.get("")
            },
        ),
    )
    site = Site(
        facts=facts,
        hierarchy=hierarchy,
        titles=titles,
        editor=editor,
        numbers=numbers,
        number_suffix=settings.secnumber_suffix,
        title_in_body=not settings.remove_title,
    )
    return site, titles.notices
