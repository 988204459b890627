"""How are lists of tasks and decisions written?"""

from __future__ import annotations

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.directives.tasks import (
    confluence_decisions,
    confluence_task,
    confluence_tasks,
)
from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import handles


@handles(confluence_tasks)
def tasks(node: confluence_tasks, page: PageContext, out: Out) -> None:
    """A list of tasks."""
    page.anchors(node)
    with out.element("ac:task-list", at=node):
        page.children(node)


@handles(confluence_task)
def task(node: confluence_task, page: PageContext, out: Out) -> None:
    """A task; what is more than a line of text finds its place by the rules of the editor."""
    line, *more = node.children
    status = "complete" if node["done"] else "incomplete"
    with out.element("ac:task", at=node):
        out.add(Element("ac:task-id", children=[str(page.count("task"))]))
        out.add(Element("ac:task-status", children=[status]))
        with out.element("ac:task-body", at=node):
            page.children(line)
            page.each(more)


@handles(confluence_decisions, editor=Editor.CLOUD)
def decisions(node: confluence_decisions, page: PageContext, out: Out) -> None:
    """Decisions, of which only the editor of Cloud has a kind of list."""
    page.anchors(node)
    items: list[Element] = []
    for item in node.children:
        with out.collect() as fragment:
            for line in item.children:
                page.children(line)
        state = Element("ac:adf-attribute", {"key": "state"}, ["DECIDED"])
        content = Element("ac:adf-content", children=fragment.children)
        items.append(Element("ac:adf-node", {"type": "decision-item"}, [state, content]))
    listed = Element("ac:adf-node", {"type": "decision-list"}, items)
    out.add(Element("ac:adf-extension", children=[listed]), at=node)
