"""How are sets of tabs written, whichever extension they come from?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docutils import nodes

from sphinx_to_confluence.storage.elements import Node
from sphinx_to_confluence.storage.kinds import Kind, kind_of
from sphinx_to_confluence.storage.templates import Template
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import expand, plain_text
from sphinx_to_confluence.translate.places import at_top


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a set.

    :param node: where it comes from, and what links to it may name.
    """

    node: nodes.Element
    label: Sequence[nodes.Node]
    body: Sequence[nodes.Node]


def place_of_tab(node: nodes.Element, ids: Sequence[str]) -> nodes.Element:
    """What stands for a tab as the place that links lead to: a node there with other ids."""
    place = nodes.container(ids=list(ids))
    place.source, place.line, place.parent = node.source, node.line, node.parent
    return place


def write_tabs(node: nodes.Element, tabs: Sequence[Tab], page: PageContext, out: Out) -> None:
    """Write a set of tabs.

    That is the macro that the project has a template for. Without one, all can be read one after the other: code with
    its label above it, and what is longer in expands.

    :param node: where the set stands; its own anchors are written by the caller.
    """
    template = page.template("tab")
    if template is not None and _can_be_macros(node, template, page):
        _write_macros(node, tabs, template, page, out)
    elif len(tabs) == 1 or all(map(_is_code, tabs)):
        for tab in tabs:
            _write_labelled(tab, page, out)
    else:
        for tab in tabs:
            expand(tab.node, page, out, title=tab.label, body=tab.body)


def _can_be_macros(node: nodes.Element, template: Template, page: PageContext) -> bool:
    """Whether the macros of the templates can stand here: on Cloud no macro with a body is in another one."""
    if not page.on_cloud:
        return True
    around = page.template("tabs")
    if at_top(node, page) and not (around and _has_body(around) and _has_body(template)):
        return True
    page.demote("macro for tabs", "macro with a body", node)
    return False


def _has_body(template: Template) -> bool:
    return any(kind_of(part) is Kind.BODIED for part in template.nodes)


def _write_macros(
    node: nodes.Element, tabs: Sequence[Tab], template: Template, page: PageContext, out: Out
) -> None:
    filled: list[Node] = []
    for index, tab in enumerate(tabs):
        with out.collect() as fragment:
            page.anchors(tab.node)
            page.each(tab.body)
        filled += template.fill(
            content=fragment.children,
            title=plain_text(tab.label, page, out).strip(),
            id=f"tab-{page.count('tab')}",
            first="" if index else "true",
        )
    around = page.template("tabs")
    if around is not None:
        filled = around.fill(content=filled, id=f"tabs-{page.count('tabs')}")
    out.add(*filled, at=node)


def _write_labelled(tab: Tab, page: PageContext, out: Out) -> None:
    with out.element("p", at=tab.node):
        page.anchors(tab.node)
        with out.element("strong"):
            page.each(tab.label)
    page.each(tab.body)


def _is_code(tab: Tab) -> bool:
    """Whether a tab is a block of code and nothing else."""
    body = [node for node in tab.body if not isinstance(node, nodes.Invisible)]
    if len(body) != 1:
        return False
    (only,) = body
    return isinstance(only, nodes.literal_block) or (
        isinstance(only, nodes.container) and bool(only.get("literal_block"))
    )
