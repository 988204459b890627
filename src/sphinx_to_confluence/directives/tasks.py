"""Lists that Confluence treats in a way of its own: tasks and decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import DirectiveError
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_to_confluence.directives.base import STORAGE_FORMAT, ConfluenceDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_BOX = re.compile(r"\[(?P<mark>[ xX])\]\s+")
_DONE, _TO_DO = "\N{BALLOT BOX WITH CHECK} ", "\N{BALLOT BOX} "


class confluence_tasks(nodes.bullet_list):
    """A list of tasks; its items, and those of lists within, are :class:`confluence_task`."""


class confluence_task(nodes.list_item):
    """A task: a paragraph, and perhaps other blocks. ``done`` says whether it is."""


class confluence_decisions(nodes.bullet_list):
    """A list of decisions; each item is a paragraph."""


class _List(ConfluenceDirective):
    """A directive whose content is a list."""

    has_content = True

    def points(self) -> nodes.bullet_list:
        """The list that the directive has been given."""
        self.assert_has_content()
        found = [
            node
            for node in self.parse_content_to_nodes()
            if not isinstance(node, nodes.system_message)
        ]
        if len(found) != 1 or not isinstance(found[0], nodes.bullet_list):
            raise self.mistake("it holds a bullet list and nothing else")
        return found[0]

    def unfit(self, item: nodes.Node, expected: str) -> DirectiveError:
        """The error that says what an item has to be."""
        beginning = " ".join(item.astext().split())[:30]
        return self.mistake(f'{expected}; the item "{beginning}" is none')


class Tasks(_List):
    """``.. confluence_tasks::`` and a list whose items begin with ``[ ]`` or ``[x]``."""

    def run(self) -> list[nodes.Node]:
        """Make the nodes."""
        return [self.located(self._tasks(self.points()))]

    def _tasks(self, points: nodes.bullet_list) -> confluence_tasks:
        tasks = confluence_tasks(bullet=points.get("bullet", "-"), classes=["confluence-tasks"])
        tasks.source, tasks.line = points.source, points.line
        tasks += list(self._items(points))
        return tasks

    def _items(self, points: nodes.bullet_list) -> Iterator[confluence_task]:
        for item in points.children:
            line, more = (item.children or [item])[0], item.children[1:]
            text = line.children[0].astext() if line.children else ""
            match = _BOX.match(text)
            if match is None or not isinstance(line, nodes.paragraph):
                raise self.unfit(item, "a task begins with [ ] or [x] and text")
            done = match["mark"] != " "
            task = confluence_task(done=done)
            task.source, task.line = item.source, item.line
            line[0] = nodes.Text(text[match.end() :])
            # What translators get to see.
            line.rawsource = _BOX.sub("", line.rawsource, count=1)
            task += [line, *(self._below(block) for block in more)]
            yield task

    def _below(self, block: nodes.Node) -> nodes.Node:
        return self._tasks(block) if isinstance(block, nodes.bullet_list) else block


class Decisions(_List):
    """``.. confluence_decisions::`` and a list."""

    def run(self) -> list[nodes.Node]:
        """Make the nodes."""
        points = self.points()
        for item in points.children:
            if len(item.children) != 1 or not isinstance(item.children[0], nodes.paragraph):
                raise self.unfit(item, "a decision is one paragraph")
        node = confluence_decisions(
            "", *points.children, bullet=points.get("bullet", "-"), classes=["confluence-decisions"]
        )
        return [self.located(node)]


class BoxesForOthers(SphinxPostTransform):
    """Other builders have no boxes to tick; they show a character for one."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Put the characters before the text, after translation."""
        for task in self.document.findall(confluence_task):
            line = task[0]
            if isinstance(line, nodes.Element):
                line.insert(0, nodes.Text(_DONE if task["done"] else _TO_DO))


def _for_other_builders(app: Sphinx) -> None:
    if app.builder.format != STORAGE_FORMAT:
        app.add_post_transform(BoxesForOthers)


def setup(app: Sphinx) -> None:
    """Register directives and nodes."""
    app.add_directive("confluence_tasks", Tasks)
    app.add_directive("confluence_decisions", Decisions)
    for node in (confluence_tasks, confluence_task, confluence_decisions):
        app.add_node(node)
    app.connect("builder-inited", _for_other_builders)
