"""How is that written which only the pages have that the builder makes itself?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.pages.depth import heading_level
from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.macros import PAGE_TREE_SEARCH, TOC
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import handles


class letters(nodes.General, nodes.Element):  # noqa: N801 - nodes are called like that
    """A line of links to the sections of the page."""


class search_form(nodes.General, nodes.Element):  # noqa: N801
    """A field to search the pages of the project with."""


@handles(letters)
def letters_line(_node: letters, page: PageContext, out: Out) -> None:
    """A table of contents on one line."""
    level = str(heading_level(1, title_in_body=not page.settings.remove_title))
    out.add(TOC.element({"type": "flat", "minLevel": level, "maxLevel": level}))


@handles(search_form)
def search(_node: search_form, page: PageContext, out: Out) -> None:
    """A search over the page of the root document and all below it."""
    top = page.builder.config.root_doc
    page.uses.add(top)
    root = Element("ri:page", {"ri:content-title": page.site.title(top)})
    if page.settings.space_key and not page.on_cloud:
        root.attributes["ri:space-key"] = page.settings.space_key
    macro = PAGE_TREE_SEARCH.element()
    link = Element("ac:link", children=[root])
    macro.children.append(Element("ac:parameter", {"ac:name": "root"}, [link]))
    out.add(macro)
