"""Frames around text: expands, panels, excerpts and page properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from sphinx_to_confluence.directives.base import ConfluenceDirective, confluence_title
from sphinx_to_confluence.directives.options import boolean, choice, colour, length, text

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class confluence_expand(nodes.container):
    """What is hidden until somebody opens it; its title, if it has one, is its first child."""


class confluence_panel(nodes.container):
    """A box with colours of its own; its title, if it has one, is its first child.

    ``parameters`` are those of the macro, but for the title.
    """


class confluence_excerpt(nodes.container):
    """A part of a page that other pages can show; ``parameters`` are those of the macro."""


class confluence_page_properties(nodes.container):
    """Facts about a page, which a report on another page can gather; ``parameters`` are those of the macro."""


class Expand(ConfluenceDirective):
    """``.. confluence_expand::``."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "title": text,
        "name": directives.unchanged,
        "class": directives.class_option,
    }

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        node = confluence_expand(classes=["confluence-expand", *self.options.get("class", [])])
        self.add_name(node)
        title = self.title(self.options["title"]) if "title" in self.options else []
        return self.filled(node, *title)


class Panel(ConfluenceDirective):
    """``.. confluence_panel::``."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "title": text,
        "bg-color": colour,
        "border-color": colour,
        "border-style": choice(
            "solid", "dashed", "none", "dotted", "double", "groove", "ridge", "inset", "outset"
        ),
        "border-width": length,
        "title-bg-color": colour,
        "title-color": colour,
        "name": directives.unchanged,
        "class": directives.class_option,
    }

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        parameters = self.parameters(
            {
                "border-style": "borderStyle",
                "border-color": "borderColor",
                "border-width": "borderWidth",
                "bg-color": "bgColor",
                "title-bg-color": "titleBGColor",
                "title-color": "titleColor",
            }
        )
        classes = ["confluence-panel", *self.options.get("class", [])]
        node = confluence_panel(parameters=parameters, classes=classes)
        self.add_name(node)
        title = self.title(self.options["title"]) if "title" in self.options else []
        return self.filled(node, *title)


class Excerpt(ConfluenceDirective):
    """``.. confluence_excerpt::``."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "atlassian-macro-output-type": choice("block", "inline"),
        "hidden": boolean,
        "name": text,
    }

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        names = {
            "atlassian-macro-output-type": "atlassian-macro-output-type",
            "hidden": "hidden",
            "name": "name",
        }
        parameters = self.parameters(names)
        if output := parameters.get("atlassian-macro-output-type"):
            parameters["atlassian-macro-output-type"] = output.upper()
        return self.filled(confluence_excerpt(parameters=parameters))


class PageProperties(ConfluenceDirective):
    """``.. confluence_page_properties::``."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"id": text, "hidden": boolean}

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        parameters = self.parameters({"id": "id", "hidden": "hidden"})
        return self.filled(confluence_page_properties(parameters=parameters))


def is_hidden(node: nodes.Node) -> bool:
    """Whether this is something that readers of its own page do not see."""
    return (
        isinstance(node, (confluence_excerpt, confluence_page_properties))
        and node["parameters"].get("hidden") == "true"
    )


_STYLES = {
    "bgColor": "background-color",
    "borderColor": "border-color",
    "borderStyle": "border-style",
    "borderWidth": "border-width",
}
_TITLE_STYLES = {"titleBGColor": "background-color", "titleColor": "color"}


def _style(node: nodes.Element, styles: dict[str, str]) -> dict[str, Any]:
    given = node["parameters"]
    found = "; ".join(f"{styles[name]}: {given[name]}" for name in styles if name in given)
    return {"style": found} if found else {}


def _start_expand(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "details"))


def _end_expand(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</details>\n")


def _start_panel(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "div", CLASS="admonition", **_style(node, _STYLES)))


def _end_panel(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</div>\n")


def _start_title(self: HTML5Translator, node: nodes.Element) -> None:
    frame = node.parent
    if isinstance(frame, confluence_expand):
        self.body.append(self.starttag(node, "summary", ""))
        self.context.append("</summary>\n")
        return
    style = _style(frame, _TITLE_STYLES) if isinstance(frame, confluence_panel) else {}
    self.body.append(self.starttag(node, "p", "", CLASS="admonition-title", **style))
    self.context.append("</p>\n")


def _end_title(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append(self.context.pop())


def setup(app: Sphinx) -> None:
    """Register directives and nodes."""
    app.add_directive("confluence_expand", Expand)
    app.add_directive("confluence_panel", Panel)
    app.add_directive("confluence_excerpt", Excerpt)
    app.add_directive("confluence_page_properties", PageProperties)
    app.add_node(confluence_expand, html=(_start_expand, _end_expand))
    app.add_node(confluence_panel, html=(_start_panel, _end_panel))
    app.add_node(confluence_title, html=(_start_title, _end_title))
    app.add_node(confluence_excerpt)
    app.add_node(confluence_page_properties)
