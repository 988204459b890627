"""Other pages: what is included from them, links that look like cards, lists of pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.nodes import Node, system_message
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join
from sphinx.util.docutils import ReferenceRole

from sphinx_to_confluence.directives.base import (
    STORAGE_FORMAT,
    ConfluenceDirective,
    bullet_points,
    untranslated,
)
from sphinx_to_confluence.directives.frames import is_hidden
from sphinx_to_confluence.directives.options import between, boolean, choice, text
from sphinx_to_confluence.pages.labels import join_labels, labels_in, split_labels

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_DEEPEST = 100

_EXPLICIT = re.compile(r"(?P<label>.+?)\s*<(?P<target>[^<>]+)>", re.DOTALL)
_SPACE_AND_TITLE = re.compile(r"(?P<space>~?[\w.@-]+):(?P<title>\S.*)")


class confluence_include(nodes.paragraph):
    """Another page in this place, or a part of it.

    ``document`` names a page of ours, else ``title`` one of Confluence, and ``space`` its space unless it is the same.
    ``macro`` is the one that shows the whole page or an excerpt of it, ``parameters`` are its. Other builders show a
    link or the title.
    """


class confluence_card(nodes.paragraph):
    """A link in a line of its own; ``card`` is ``block`` or ``embed``, which may have ``layout`` and ``width``."""


class confluence_inline_card(nodes.inline):
    """A link in a line of text that Confluence shows with the icon and the title of what it leads to."""


class confluence_children(nodes.container):
    """A list of the pages below a page; ``document`` or ``title`` and ``space`` name it unless it is this one."""


class confluence_page_properties_report(nodes.container):
    """A table of the properties of pages with some labels; ``parameters`` are those of the macro."""


def document_link(docname: str, target: str, label: str = "") -> addnodes.pending_xref:
    """A reference to a document, as the role ``doc`` makes it."""
    shown = nodes.inline("", label or target, classes=["std", "std-doc"])
    return addnodes.pending_xref(
        "",
        shown,
        refdoc=docname,
        refdomain="std",
        reftype="doc",
        reftarget=target,
        refexplicit=bool(label),
        refwarn=True,
    )


def _name_page(node: nodes.Element, argument: str, docname: str) -> nodes.Node:
    """Put into a node which page is meant, and return what other builders show for it."""
    if argument.startswith("!"):
        target = argument[1:].strip()
        node["document"] = docname_join(docname, target)
        return document_link(docname, target)
    match = _SPACE_AND_TITLE.fullmatch(argument)
    if match:
        node["space"] = match["space"]
    node["title"] = match["title"].strip() if match else argument
    return nodes.emphasis("", node["title"])


class _Including(ConfluenceDirective):
    """A directive that shows (a part of) another page."""

    required_arguments = 1
    final_argument_whitespace = True
    macro: ClassVar[str]
    names: ClassVar[dict[str, str]] = {}

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        argument = text(self.arguments[0])
        if not argument.removeprefix("!").strip():
            raise self.mistake("no page is named: !docname, SPACE:Title or Title")
        node = confluence_include(macro=self.macro, parameters=self.parameters(self.names))
        self.located(untranslated(node))
        node += _name_page(node, argument, self.env.docname)
        return [node]


class Include(_Including):
    """``.. confluence_include::``."""

    macro = "include"


class ExcerptInclude(_Including):
    """``.. confluence_excerpt_include::``."""

    macro = "excerpt-include"
    option_spec: ClassVar[dict[str, Any]] = {"name": text, "nopanel": boolean}
    names: ClassVar[dict[str, str]] = {"name": "name", "nopanel": "nopanel"}


class _Card(ConfluenceDirective):
    """A directive that makes a card of a link."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "card": choice("block", "embed"),
        "layout": choice("align-start", "align-end", "center", "wrap-left", "wrap-right"),
        "width": between(1, 1800),
    }

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        card = self.options.get("card", "block")
        frame = {name: self.options[name] for name in ("layout", "width") if name in self.options}
        if frame and card != "embed":
            raise self.mistake('layout and width are for ":card: embed" only')
        match = _EXPLICIT.fullmatch(self.arguments[0].strip())
        label, target = (match["label"], match["target"]) if match else ("", self.arguments[0])
        node = confluence_card("", "", self.link(target.strip(), label), card=card, **frame)
        return [self.located(untranslated(node))]

    def link(self, target: str, label: str) -> nodes.Node:
        """The link that the card is made of."""
        raise NotImplementedError


class DocCard(_Card):
    """``.. confluence_doc::``."""

    def link(self, target: str, label: str) -> nodes.Node:
        """A link to a document."""
        return document_link(self.env.docname, target, label)


class LinkCard(_Card):
    """``.. confluence_link::``."""

    def link(self, target: str, label: str) -> nodes.Node:
        """A link to an address."""
        return nodes.reference("", label or target, refuri=target)


class _CardRole(ReferenceRole):
    """A role that makes a card of a link."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Make the node."""
        label = self.title if self.has_explicit_title else ""
        node = confluence_inline_card("", "", self.link(self.target, label))
        node["classes"] = ["confluence-card"]
        self.set_source_info(node)
        return [node], []

    def link(self, target: str, label: str) -> nodes.Node:
        """The link that the card is made of."""
        raise NotImplementedError


class DocRole(_CardRole):
    """``:confluence_doc:`docname```."""

    def link(self, target: str, label: str) -> nodes.Node:
        """A link to a document."""
        return document_link(self.env.docname, target, label)


class LinkRole(_CardRole):
    """``:confluence_link:`https://…```."""

    def link(self, target: str, label: str) -> nodes.Node:
        """A link to an address."""
        return nodes.reference("", label or target, refuri=target)


class Children(ConfluenceDirective):
    """``.. confluence_children::``."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "all": boolean,
        "depth": between(1, 100),
        "first": between(1, 1000),
        "style": choice("h1", "h2", "h3", "h4", "h5", "h6"),
        "sort": choice("creation", "title", "modified"),
        "reverse": boolean,
        "excerpt": choice("none", "simple", "rich"),
    }

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        parameters = self.parameters({name: name for name in self.option_spec})
        excerpt = parameters.pop("excerpt", "")
        if excerpt:
            parameters["excerptType"] = "rich content" if excerpt == "rich" else excerpt
        node = confluence_children(parameters=parameters)
        self.located(node)
        if self.arguments:
            shown = _name_page(node, text(self.arguments[0]), self.env.docname)
            line = nodes.paragraph("", "", shown)
            node += untranslated(line)
        return [node]


class PagePropertiesReport(ConfluenceDirective):
    """``.. confluence_page_properties_report::`` and the labels of the pages."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "id": text,
        "headings": text,
        "first-column": text,
        "sort-by": text,
        "reverse": boolean,
        "page-size": between(1, 1000),
    }

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        labels = join_labels(split_labels(self.arguments[0]))
        if not labels:
            raise self.mistake("none of these is a label that Confluence allows")
        parameters = self.parameters(
            {
                "id": "id",
                "headings": "headings",
                "first-column": "firstcolumn",
                "sort-by": "sortBy",
                "reverse": "reverseSort",
                "page-size": "pageSize",
            }
        )
        return [
            self.located(
                confluence_page_properties_report(labels=list(labels), parameters=parameters)
            )
        ]


class ListsForOthers(SphinxPostTransform):
    """What Confluence looks up, other builders get as a list of links; what is hidden they do not get at all."""

    default_priority = 5  # before references are resolved

    def run(self, **_: Any) -> None:
        """Fill in the lists."""
        for node in self.document.findall(confluence_children):
            if "title" not in node:
                docname = node.get("document", self.env.docname)
                node.children = []
                node += _below(docname, self.env, _depth(node), {docname})
        for report in self.document.findall(confluence_page_properties_report):
            if found := _labelled(set(report["labels"]), self.env):
                report += bullet_points([[_line(docname, self.env)] for docname in found])
        for frame in list(self.document.findall(is_hidden)):
            frame.parent.remove(frame)


def _depth(node: nodes.Element) -> int:
    parameters = node["parameters"]
    return _DEEPEST if parameters.get("all") == "true" else int(parameters.get("depth", 1))


def _below(docname: str, env: BuildEnvironment, depth: int, seen: set[str]) -> list[nodes.Node]:
    """The list of the documents in the toctrees of a document, each once."""
    names = [name for name in env.toctree_includes.get(docname, ()) if name not in seen]
    if not names or not depth:
        return []
    seen.update(names)
    return [
        bullet_points([[_line(name, env), *_below(name, env, depth - 1, seen)] for name in names])
    ]


def _labelled(labels: set[str], env: BuildEnvironment) -> list[str]:
    """The documents whose pages have all of these labels."""
    everywhere = env.config.confluence_global_labels or ()
    return [
        docname
        for docname in sorted(env.found_docs)
        if labels <= set(join_labels(labels_in(env.metadata[docname]), everywhere))
    ]


def _line(docname: str, env: BuildEnvironment) -> nodes.paragraph:
    return nodes.paragraph("", "", document_link(env.docname, f"/{docname}"))


def _for_other_builders(app: Sphinx) -> None:
    if app.builder.format != STORAGE_FORMAT:
        app.add_post_transform(ListsForOthers)


def setup(app: Sphinx) -> None:
    """Register directives, roles and nodes."""
    app.add_directive("confluence_include", Include)
    app.add_directive("confluence_excerpt_include", ExcerptInclude)
    app.add_directive("confluence_doc", DocCard)
    app.add_directive("confluence_link", LinkCard)
    app.add_directive("confluence_children", Children)
    app.add_directive("confluence_page_properties_report", PagePropertiesReport)
    app.add_role("confluence_doc", DocRole())
    app.add_role("confluence_link", LinkRole())
    for node in (
        confluence_include,
        confluence_card,
        confluence_inline_card,
        confluence_children,
        confluence_page_properties_report,
    ):
        app.add_node(node)
    app.connect("builder-inited", _for_other_builders)
