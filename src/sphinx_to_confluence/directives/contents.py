"""The contents of a page, and empty lines between its blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from docutils.transforms.parts import Contents

from sphinx_to_confluence.directives.base import ConfluenceDirective
from sphinx_to_confluence.directives.options import between, boolean, choice, length, text

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_LEVELS = between(1, 7)


class confluence_toc(nodes.topic):
    """The contents of the whole page: ``parameters`` of the macro, and a list for builders without one."""


class confluence_newline(nodes.line_block):
    """An empty line."""


class Toc(ConfluenceDirective):
    """``.. confluence_toc::``."""

    option_spec: ClassVar[dict[str, Any]] = {
        "absolute-url": boolean,
        "exclude": text,
        "include": text,
        "indent": length,
        "max-level": _LEVELS,
        "min-level": _LEVELS,
        "outline": boolean,
        "printable": boolean,
        "separator": text,
        "style": choice(
            "none", "default", "disc", "circle", "square", "decimal",
            "lower-alpha", "lower-roman", "upper-alpha", "upper-roman",
        ),
        "type": choice("list", "flat"),
    }  # fmt: skip

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        lowest, highest = self.options.get("min-level", 1), self.options.get("max-level", 7)
        if lowest > highest:
            raise self.mistake(f"min-level {lowest} is deeper than max-level {highest}")
        parameters = self.parameters(
            {
                "type": "type",
                "outline": "outline",
                "style": "style",
                "min-level": "minLevel",
                "max-level": "maxLevel",
                "indent": "indent",
                "separator": "separator",
                "include": "include",
                "exclude": "exclude",
                "printable": "printable",
                "absolute-url": "absoluteUrl",
            }
        )
        node = confluence_toc(parameters=parameters, classes=["contents", "local"])
        self.located(node)
        pending = nodes.pending(PageContents, {"lowest": lowest, "depth": highest - lowest + 1})
        node += pending
        self.state.document.note_pending(pending)
        return [node]


class PageContents(Contents):
    """Lists the sections of the whole document between two depths, wherever the list stands."""

    def apply(self) -> None:
        """Put the list in the place of the pending node."""
        self.toc_id = ""
        self.backlinks = "none"
        mark = cast("nodes.pending", self.startnode)
        sections = list(_first_level(self.document))
        for _ in range(mark.details["lowest"] - 1):
            sections = [below for section in sections for below in _sections_in(section)]
        # It takes anything that sections can be taken from.
        listed = self.build_contents(cast("nodes.Element", sections))
        if isinstance(listed, nodes.bullet_list):
            mark.replace_self(listed)
        else:
            mark.parent.parent.remove(mark.parent)


def _first_level(document: nodes.document) -> Iterator[nodes.section]:
    """The sections below the title of the page, and those beside it, which are on the same page."""
    # As Sphinx does, whatever stands before or after it.
    top = next(document.findall(nodes.section), None)
    if top is not None:
        yield from _sections_in(top)
    yield from (section for section in _sections_in(document) if section is not top)


def _sections_in(node: nodes.Element) -> Iterator[nodes.section]:
    return (child for child in node.children if isinstance(child, nodes.section))


class Newline(ConfluenceDirective):
    """``.. confluence_newline::``."""

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        return [self.located(confluence_newline("", nodes.line()))]


def setup(app: Sphinx) -> None:
    """Register directives and nodes."""
    app.add_directive("confluence_toc", Toc)
    app.add_directive("confluence_newline", Newline)
    app.add_node(confluence_toc)
    app.add_node(confluence_newline)
