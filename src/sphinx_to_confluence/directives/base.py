"""What do all our directives have in common? Where their nodes come from, and titles of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docutils import nodes
from docutils.parsers.rst import DirectiveError
from sphinx.util.docutils import SphinxDirective

STORAGE_FORMAT = "confluence_storage"
"""What our own builders write; others get what they can show."""


class confluence_title(nodes.rubric):
    """The title of an expand or a panel, its first child; to builders that do not know it, a rubric."""


class ConfluenceDirective(SphinxDirective):
    """A directive whose nodes know their source line."""

    def located(self, node: nodes.Element) -> nodes.Element:
        """The node, with the place of the directive."""
        self.set_source_info(node)
        return node

    def mistake(self, message: str) -> DirectiveError:
        """An error that names the directive, as those of docutils do."""
        return self.error(f'Error in "{self.name}" directive: {message}.')

    def title(self, text: str) -> list[nodes.Node]:
        """A title, whose markup is read, and what was wrong with that."""
        parsed, messages = self.parse_inline(text)
        line = confluence_title(text, "", *parsed)
        self.set_source_info(line)
        return [line, *messages]

    def filled(self, node: nodes.Element, *lead: nodes.Node) -> list[nodes.Node]:
        """The node with a lead and the content of the directive in it."""
        self.assert_has_content()
        self.located(node)
        node += [*lead, *self.parse_content_to_nodes()]
        return [node]

    def parameters(self, names: dict[str, str]) -> dict[str, str]:
        """The options that were given, as parameters of a macro; ``names`` has those of the options first."""
        return {
            parameter: _spelt(self.options[option])
            for option, parameter in names.items()
            if self.options.get(option) is not None
        }


def _spelt(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def untranslated(node: nodes.Element) -> nodes.Element:
    """Keep what we put into a node from translators: it was made, not written."""
    node["translatable"] = False
    return node


def bullet_points(items: Sequence[Sequence[nodes.Node]]) -> nodes.bullet_list:
    """A list; for builders that cannot look things up as Confluence does."""
    return nodes.bullet_list("", *(nodes.list_item("", *blocks) for blocks in items))
