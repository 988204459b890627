"""Formulas, and HTML for the macro of Data Center."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.nodes import Node, system_message

from sphinx_to_confluence.directives.base import ConfluenceDirective
from sphinx_to_confluence.directives.inline import ConfluenceRole
from sphinx_to_confluence.directives.options import choice

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# What says in LaTeX that a formula begins; Sphinx says so itself.
_DELIMITED = re.compile(r"\$\$(.*)\$\$|\\\[(.*)\\\]|\\\((.*)\\\)|\$(.*)\$", re.DOTALL)


class confluence_html(nodes.raw):
    """HTML: to other builders raw HTML, to Confluence the macro ``html`` of Data Center."""


class Latex(ConfluenceDirective):
    """``.. confluence_latex::``: a formula like that of the directive ``math``."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"align": choice("left", "center", "right")}

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        self.assert_has_content()
        source = _bare("\n".join(self.content))
        node = nodes.math_block(
            source, source, docname=self.env.docname, number=None, label=None, nowrap=False
        )
        node["no-wrap"] = False
        if "align" in self.options:
            node["align"] = self.options["align"]
        return [self.located(node)]


class LatexRole(ConfluenceRole):
    """``:confluence_latex:`a^2```: a formula like that of the role ``math``."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Make the node."""
        # As the role math does: with its backslashes, which are no escapes here.
        quoted = re.search("`(.*)`", self.rawtext, re.DOTALL)
        source = quoted[1] if quoted else self.text
        return self.shown(nodes.math(), nodes.Text(_bare(source)))


def _bare(source: str) -> str:
    """A formula without what says that it is one."""
    match = _DELIMITED.fullmatch(source.strip())
    return next(part for part in match.groups() if part is not None).strip() if match else source


class Html(ConfluenceDirective):
    """``.. confluence_html::``."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        self.assert_has_content()
        text = "\n".join(self.content)
        return [self.located(confluence_html(text, text, format="html"))]


def setup(app: Sphinx) -> None:
    """Register directives, role and nodes."""
    app.add_directive("confluence_latex", Latex)
    app.add_directive("confluence_html", Html)
    app.add_role("confluence_latex", LatexRole())
    app.add_node(confluence_html)
