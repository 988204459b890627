"""How are sections, their headings and other large parts of a document written?"""

from __future__ import annotations

from docutils import nodes
from docutils.languages import get_language
from sphinx import addnodes

from sphinx_to_confluence.pages.depth import (
    DEEPEST_HEADING,
    ancestors,
    heading_level,
    is_heading,
)
from sphinx_to_confluence.storage.macros import TOC
from sphinx_to_confluence.translate.numbers import section_number
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import Look, panel
from sphinx_to_confluence.translate.registry import PerEditor, handles


@handles(nodes.document, becomes="The page.")
@handles(nodes.compound, addnodes.glossary, addnodes.acks, becomes="What it holds.")
@handles(
    addnodes.only,
    "sphinx.ext.ifconfig.ifconfig",
    becomes="What it holds, when its condition is met.",
)
@handles(addnodes.pending_xref, becomes="Its text, when the reference leads nowhere.")
def children_only(node: nodes.Element, page: PageContext, _out: Out) -> None:
    """Nodes around others that readers do not see."""
    page.anchors(node)
    page.children(node)


@handles(addnodes.start_of_file, becomes="What it holds, where documents are put together.")
def document_of_several(node: addnodes.start_of_file, page: PageContext, _out: Out) -> None:
    """A document on a page of several."""
    page.anchors(node)
    around, page.document = page.document, node["docname"]
    page.children(node)
    page.document = around


@handles(
    nodes.section,
    becomes=PerEditor(
        "A heading and what follows; links lead to the id that Confluence gives the heading, if that can be foreseen.",
        "A heading with an anchor, and what follows.",
    ),
)
def section(node: nodes.section, page: PageContext, _out: Out) -> None:
    """A section; on Cloud the id of its heading is where links lead, if it can be foreseen."""
    if not isinstance(_first(node), nodes.title):
        page.anchors(node)
    page.children(node)


@handles(
    nodes.title,
    becomes="A heading, below the sixth level a bold line. That of the document is the title of the page.",
)
def title(node: nodes.title, page: PageContext, out: Out) -> None:
    """The heading of a section; other titles are written by what they stand in."""
    parent = node.parent
    if not isinstance(parent, (nodes.section, nodes.document)):
        bold_line(node, page, out)
        return
    level = page.section_level(parent)
    if level == 0:
        # Confluence shows the title of the page itself.
        page.anchors(parent)
        page.anchors(node)
        return
    if not is_heading(level):
        page.demote("heading", "seventh level", node)
        with out.element("p", at=node):
            _heading_anchors(node, parent, page)
            with out.element("strong"):
                _heading(node, parent, page, out)
    else:
        with out.element(f"h{level}", at=node):
            if not page.on_cloud:
                _heading_anchors(node, parent, page)
            _heading(node, parent, page, out)
    if page.on_cloud:
        # Within the heading they would change its id.
        _heading_anchors(node, parent, page)


def _heading_anchors(node: nodes.title, parent: nodes.Element, page: PageContext) -> None:
    page.anchors(parent)
    page.anchors(node)


def _heading(node: nodes.title, parent: nodes.Element, page: PageContext, out: Out) -> None:
    out.text(section_number(parent, page))
    page.children(node)


@handles(nodes.subtitle, becomes="A line in italics.")
def subtitle(node: nodes.subtitle, page: PageContext, out: Out) -> None:
    """A second title, as a line in italics."""
    with out.element("p", at=node), out.element("em"):
        page.anchors(node)
        page.children(node)


@handles(
    nodes.rubric,
    becomes="A bold line, in no table of contents; a heading if it has the option ``heading-level``.",
)
def rubric(node: nodes.rubric, page: PageContext, out: Out) -> None:
    """A heading that is no section."""
    if "heading-level" not in node:
        bold_line(node, page, out)
        return
    # The option counts the title of the document as the first level.
    level = heading_level(node["heading-level"] - 1, title_in_body=not page.settings.remove_title)
    page.anchors(node)
    with out.element(f"h{min(max(level, 1), DEEPEST_HEADING)}", at=node):
        page.children(node)


def bold_line(node: nodes.Element, page: PageContext, out: Out) -> None:
    """A line in bold."""
    with out.element("p", at=node):
        page.anchors(node)
        with out.element("strong"):
            page.children(node)


@handles(addnodes.centered, becomes="A bold line in the middle.")
def centered(node: addnodes.centered, page: PageContext, out: Out) -> None:
    """A bold line in the middle."""
    with out.element("p", {"style": "text-align: center;"}, at=node):
        page.anchors(node)
        with out.element("strong"):
            page.children(node)


@handles(nodes.transition, becomes="A line across the page.")
def transition(node: nodes.transition, page: PageContext, out: Out) -> None:
    """A line across the page."""
    page.anchors(node)
    out.empty("hr", at=node)


@handles(
    nodes.topic,
    becomes=PerEditor(
        "A grey panel that begins with the title in bold. The contents of a page are a table of contents that "
        "Confluence keeps up to date, those of a section are a list of links.",
        "A grey panel with a title. The contents of a page are a table of contents that Confluence keeps up to date, "
        "those of a section are a list of links.",
    ),
)
def topic(node: nodes.topic, page: PageContext, out: Out) -> None:
    """A table of contents, or a box with a title."""
    if "contents" in node["classes"]:
        _contents(node, page, out)
    else:
        panel(node, page, out, Look.BOX, title=_title_of(node), body=_without_title(node))


@handles(
    nodes.sidebar,
    becomes=PerEditor(
        "A grey panel where it stands in the text, with title and subtitle.",
        "A grey panel where it stands in the text, with a title.",
    ),
)
def sidebar(node: nodes.sidebar, page: PageContext, out: Out) -> None:
    """A box, where it stands in the text: neither editor floats one beside it."""
    page.approximate("a sidebar stands in the text", node)
    panel(node, page, out, Look.BOX, title=_title_of(node), body=_without_title(node))


def _contents(node: nodes.topic, page: PageContext, out: Out) -> None:
    page.anchors(node)
    if heading := _title_of(node):
        with out.element("p", at=node), out.element("strong"):
            page.each(heading)
    if _covers_page(node, page):
        # All but a local one begin with the title of the document.
        levels = max(_list_depth(node) - ("local" not in node["classes"]), 1)
        lowest = 1 if page.settings.remove_title else 2
        parameters = {"minLevel": str(lowest), "maxLevel": str(lowest + levels - 1)}
        out.add(TOC.element(parameters), at=node)
    else:
        page.each(_without_title(node))


def _covers_page(node: nodes.topic, page: PageContext) -> bool:
    """Whether a table of contents lists the sections of the whole page."""
    sections = [around for around in ancestors(node) if isinstance(around, nodes.section)]
    return not sections or sections == [page.title_section]


def _list_depth(node: nodes.Element) -> int:
    deepest = 0
    for item in node.findall(nodes.bullet_list):
        depth = 1 + sum(isinstance(outer, nodes.bullet_list) for outer in ancestors(item))
        deepest = max(deepest, depth)
    return deepest


def _title_of(node: nodes.Element) -> list[nodes.Node]:
    heading = _first(node)
    return list(heading.children) if isinstance(heading, nodes.title) else []


def _without_title(node: nodes.Element) -> list[nodes.Node]:
    return [child for child in node.children if not isinstance(child, nodes.title)]


def _first(node: nodes.Element) -> nodes.Node | None:
    return node.children[0] if node.children else None


@handles(nodes.docinfo, becomes="A table of two columns.")
def docinfo(node: nodes.docinfo, page: PageContext, out: Out) -> None:
    """What the beginning of a document says about it, as a table."""
    with out.element("table", at=node), out.element("tbody"):
        page.children(node)


@handles(
    nodes.author, nodes.organization, nodes.address, nodes.contact, nodes.version,
    nodes.revision, nodes.status, nodes.date, nodes.copyright, nodes.authors,
    becomes="A row of that table.",
)  # fmt: skip
def docinfo_entry(node: nodes.Element, page: PageContext, out: Out) -> None:
    """An entry of the docinfo."""
    language = page.builder.config.language or "en"
    with out.element("tr", at=node):
        with out.element("th"), out.element("p"):
            out.text(_bibliographic_label(type(node).__name__, language))
        with out.element("td"):
            if isinstance(node, nodes.authors):
                for author in node.children:
                    with out.element("p"):
                        page.children(author)
            else:
                page.children(node)


def _bibliographic_label(name: str, language: str) -> str:
    labels = get_language(language).labels
    return labels.get(name, name.capitalize())
