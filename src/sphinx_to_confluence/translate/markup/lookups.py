"""How is written what Confluence looks up itself? Contents, other pages, lists of pages, files."""

from __future__ import annotations

from collections.abc import Mapping

from docutils import nodes

from sphinx_to_confluence.directives.contents import confluence_toc
from sphinx_to_confluence.directives.files import confluence_attachments, confluence_view_file
from sphinx_to_confluence.directives.other_pages import (
    confluence_children,
    confluence_include,
    confluence_page_properties_report,
)
from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.macros import (
    ATTACHMENTS,
    CHILDREN,
    EXCERPT_INCLUDE,
    INCLUDE,
    PAGE_PROPERTIES_REPORT,
    TOC,
    VIEW_FILE,
    VIEW_PDF,
    Macro,
)
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import handles

_MACROS: Mapping[str, Macro] = {
    macro.name: macro for macro in (INCLUDE, EXCERPT_INCLUDE, VIEW_FILE, VIEW_PDF)
}


@handles(confluence_toc)
def toc(node: confluence_toc, page: PageContext, out: Out) -> None:
    """The contents of the page."""
    page.anchors(node)
    out.add(TOC.element(node["parameters"]), at=node)


@handles(confluence_include)
def include(node: confluence_include, page: PageContext, out: Out) -> None:
    """Another page, or its excerpt."""
    page.anchors(node)
    named = _page_link(node, page)
    if named is None:
        _as_text(node, page, out)
        return
    out.add(_MACROS[node["macro"]].element({"": named, **node["parameters"]}), at=node)


@handles(confluence_children)
def children(node: confluence_children, page: PageContext, out: Out) -> None:
    """The pages below this one, or below another."""
    page.anchors(node)
    parameters = dict(node["parameters"])
    if "document" in node or "title" in node:
        named = _page_link(node, page)
        if named is None:
            page.children(node)
            return
        parameters["page"] = named
    out.add(CHILDREN.element(parameters), at=node)


@handles(confluence_page_properties_report)
def page_properties_report(
    node: confluence_page_properties_report, page: PageContext, out: Out
) -> None:
    """The properties of other pages, as a table."""
    page.anchors(node)
    query = " and ".join(f'label = "{label}"' for label in node["labels"])
    parameters = {"cql": f"{query} and space = currentSpace()", **node["parameters"]}
    out.add(PAGE_PROPERTIES_REPORT.element(parameters), at=node)


@handles(confluence_view_file)
def view_file(node: confluence_view_file, page: PageContext, out: Out) -> None:
    """A file, shown on the page; without the file what Sphinx has made of the reference to it."""
    page.anchors(node)
    with out.collect() as fragment:
        page.children(node)
    file = next((part for part in fragment.walk() if part.name == "ri:attachment"), None)
    if file is None:
        with out.element("p", at=node):
            out.put(fragment.children)
        return
    out.add(_MACROS[node["macro"]].element({"name": file, **node["parameters"]}), at=node)


@handles(confluence_attachments)
def attachments(node: confluence_attachments, page: PageContext, out: Out) -> None:
    """The files on the page."""
    page.anchors(node)
    out.add(ATTACHMENTS.element(node["parameters"]), at=node)


def _page_link(node: nodes.Element, page: PageContext) -> Element | None:
    """The page that a node names, as macros want it: by title; ``None`` when it is none of ours (Sphinx said so).

    Without a space it is that of the page itself. Data Center is told, as with other links; on Cloud pages stay the
    same when they are published into another space.
    """
    attributes: dict[str, str] = {}
    if "document" in node:
        if node["document"] not in page.site:
            return None
        attributes["ri:content-title"] = page.site.title(node["document"])
    else:
        attributes["ri:content-title"] = node["title"]
    space = node.get("space") or (None if page.on_cloud else page.settings.space_key)
    if space:
        attributes["ri:space-key"] = space
    return Element("ac:link", children=[Element("ri:page", attributes)])


def _as_text(node: nodes.Element, page: PageContext, out: Out) -> None:
    with out.element("p", at=node):
        page.children(node)
