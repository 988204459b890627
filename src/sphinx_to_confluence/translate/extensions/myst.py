"""How is what MyST-Parser has no nodes for written?"""

from __future__ import annotations

import itertools

from docutils import nodes

from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import PerEditor, marked

_SIGNS = {False: "\N{BALLOT BOX}", True: "\N{BALLOT BOX WITH CHECK}"}


@marked(
    nodes.bullet_list,
    classes="contains-task-list",
    becomes=PerEditor(
        "A task list; of a task, what is more than text follows it.",
        "A task list.",
    ),
)
def task_list(node: nodes.bullet_list, page: PageContext, out: Out) -> None:
    """A list with boxes to tick, as Markdown has them; items without a box among them are a list of points."""
    page.anchors(node)
    for is_task, items in itertools.groupby(node.children, lambda item: _box(item) is not None):
        with out.element("ac:task-list" if is_task else "ul", at=node):
            for item in items:
                if is_task:
                    _task(item, page, out)
                else:
                    page.visit(item)


@marked(
    nodes.list_item,
    classes="task-list-item",
    becomes="In a list with numbers, a point that begins with ☐ or ☑.",
)
def ticked_item(node: nodes.list_item, page: PageContext, out: Out) -> None:
    """An item with a box in a list with numbers, which tasks do not have: the box is a sign."""
    box = _box(node)
    with out.element("li", at=node):
        page.anchors(node)
        if box is None:
            page.children(node)
            return
        with out.element("p", at=node):
            out.text(f"{_SIGNS[_is_ticked(box)]} ")
            _text_of_task(box, page)
        page.each(node.children[1:])


@marked(nodes.math_block, classes="amsmath")
def latex_environment(node: nodes.math_block, page: PageContext, out: Out) -> None:
    """A LaTeX environment. Its id is another one whenever it is read, so that no link can name it."""
    formula = node.deepcopy()
    formula.parent, formula["ids"] = node.parent, []
    write = page.registry.by_class(type(node), page.editor)
    assert write is not None  # noqa: S101 - the mark is on a class that has one
    write(formula, page, out)


def _task(item: nodes.Node, page: PageContext, out: Out) -> None:
    box = _box(item)
    assert box is not None  # noqa: S101 - only items with a box come here
    status = "complete" if _is_ticked(box) else "incomplete"
    with out.element("ac:task", at=item):
        out.add(Element("ac:task-id", children=[str(page.count("task"))]))
        out.add(Element("ac:task-status", children=[status]))
        with out.element("ac:task-body", at=item):
            if isinstance(item, nodes.Element):
                page.anchors(item)
            _text_of_task(box, page)
            page.each(item.children[1:])


def _text_of_task(box: nodes.raw, page: PageContext) -> None:
    """What stands in the paragraph behind a box."""
    page.anchors(box.parent)
    page.each(box.parent.children[1:])


def _box(item: nodes.Node) -> nodes.raw | None:
    """The box that begins an item: MyST-Parser has no node for it, but writes HTML."""
    if not item.children or not isinstance(item.children[0], nodes.paragraph):
        return None
    first = next(iter(item.children[0].children), None)
    if isinstance(first, nodes.raw) and 'type="checkbox"' in first.astext():
        return first
    return None


def _is_ticked(box: nodes.raw) -> bool:
    return "checked" in box.astext()
