"""How are our frames around text written? Expands, panels, excerpts, page properties."""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.directives.base import confluence_title
from sphinx_to_confluence.directives.contents import confluence_newline
from sphinx_to_confluence.directives.frames import (
    confluence_excerpt,
    confluence_expand,
    confluence_page_properties,
    confluence_panel,
)
from sphinx_to_confluence.storage.macros import EXCERPT, EXPAND, PAGE_PROPERTIES, PANEL
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import GREY, plain_text
from sphinx_to_confluence.translate.registry import handles


@handles(confluence_expand)
def expand(node: confluence_expand, page: PageContext, out: Out) -> None:
    """An expand; without a title Confluence gives it one."""
    titles, body = _parts(node)
    page.anchors(node)
    with out.collect() as fragment:
        page.each(body)
    title = plain_text(titles, page, out)
    out.add(EXPAND.element({"title": title} if title else {}, fragment.children), at=node)


@handles(confluence_panel, editor=Editor.DATA_CENTER)
def panel(node: confluence_panel, page: PageContext, out: Out) -> None:
    """A panel, with all that the macro knows."""
    titles, body = _parts(node)
    with out.collect() as fragment:
        page.anchors(node)
        page.each(body)
    title = plain_text(titles, page, out)
    parameters = {"title": title} if title else {}
    out.add(PANEL.element({**parameters, **node["parameters"]}, fragment.children), at=node)


@handles(confluence_panel, editor=Editor.CLOUD)
def coloured_panel(node: confluence_panel, page: PageContext, out: Out) -> None:
    """A panel of the Cloud editor: a colour; the title is its first line, there are no borders.

    Without a colour the macro would be a purple note with an icon.
    """
    given = node["parameters"]
    titles, body = _parts(node)
    with out.collect() as fragment:
        page.anchors(node)
        if titles:
            _coloured_title(titles, given.get("titleColor", ""), page, out)
        page.each(body)
    if given.keys() & {"borderColor", "borderStyle", "borderWidth", "titleBGColor"}:
        page.approximate("a panel has no border and no bar for its title", node)
    out.add(PANEL.element({"bgColor": given.get("bgColor", GREY)}, fragment.children), at=node)


def _coloured_title(titles: list[nodes.Node], colour: str, page: PageContext, out: Out) -> None:
    with out.element("p", at=titles[0]), out.element("strong"):
        if colour:
            with out.element("span", {"style": f"color: {colour};"}):
                page.each(titles)
        else:
            page.each(titles)


@handles(confluence_title)
def stray_title(node: confluence_title, page: PageContext, _out: Out) -> None:
    """The title of an expand or a panel, which knows where it goes."""
    page.children(node)


@handles(confluence_excerpt)
def excerpt(node: confluence_excerpt, page: PageContext, out: Out) -> None:
    """What other pages can show of this one."""
    with out.collect() as fragment:
        page.anchors(node)
        page.children(node)
    out.add(EXCERPT.element(node["parameters"], fragment.children), at=node)


@handles(confluence_page_properties)
def page_properties(node: confluence_page_properties, page: PageContext, out: Out) -> None:
    """Facts for reports on other pages."""
    with out.collect() as fragment:
        page.anchors(node)
        page.children(node)
    out.add(PAGE_PROPERTIES.element(node["parameters"], fragment.children), at=node)


@handles(confluence_newline)
def newline(node: confluence_newline, _page: PageContext, out: Out) -> None:
    """An empty line."""
    with out.element("p", at=node):
        out.empty("br")


def _parts(node: nodes.Element) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """The title of a frame, if it has one, and what it holds."""
    has_title = bool(node.children) and isinstance(node.children[0], confluence_title)
    return node.children[:has_title], node.children[has_title:]
