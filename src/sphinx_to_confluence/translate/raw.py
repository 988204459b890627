"""How is raw markup written? Storage format as it is, HTML as what it says; what is for other builders is left out."""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.directives.formulas import confluence_html
from sphinx_to_confluence.storage.elements import CData, Element
from sphinx_to_confluence.storage.macros import MACRO
from sphinx_to_confluence.storage.mend import drop_unknown_attributes
from sphinx_to_confluence.storage.parse import MalformedStorageError, parse
from sphinx_to_confluence.translate.html import write_html
from sphinx_to_confluence.translate.html.tree import tags_left_open
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import handles
from sphinx_to_confluence.warnings import ConfluenceWarning

STORAGE_FORMATS = frozenset({"confluence", "confluence_storage", "singleconfluence"})


@handles(
    nodes.raw,
    becomes="What it holds, for the formats ``confluence`` and ``confluence_storage``, if it is well-formed. "
    "Of HTML, what it says: see :doc:`/extensions/raw-html`. Other formats are left out.",
)
def raw(node: nodes.raw, page: PageContext, out: Out) -> None:
    """Markup for a builder."""
    page.anchors(node)
    if not STORAGE_FORMATS.isdisjoint(node.get("format", "").split()):
        _storage(node, page, out)
    elif _is_html(node):
        _html(node, page, out)


@handles(confluence_html)
def html_for_macro(node: confluence_html, page: PageContext, out: Out) -> None:
    """HTML that is meant for a macro, in it if the editor has one."""
    macro = _known_html_macro(page)
    if macro:
        _in_macro(macro, node, out)
    else:
        raw(node, page, out)


def _in_macro(name: str, node: nodes.raw, out: Out) -> None:
    body = Element("ac:plain-text-body", children=[CData(node.astext())])
    out.add(Element(MACRO, {"ac:name": name}, [body]), at=node)


def _html(node: nodes.raw, page: PageContext, out: Out) -> None:
    """HTML, with the nodes between it and the HTML that belongs to it."""
    macro = _html_macro(page)
    others = _belonging_to(node)
    if macro and not others and not isinstance(node.parent, nodes.TextElement):
        _in_macro(macro, node, out)
        return
    page.take(others)
    parts = (part.astext() if _is_html(part) else part for part in (node, *others))
    write_html(parts, page, node)


def _is_html(node: nodes.Node) -> bool:
    return isinstance(node, nodes.raw) and "html" in node.get("format", "").split()


def _belonging_to(node: nodes.raw) -> list[nodes.Node]:
    """The nodes that follow, up to the HTML that ends what this HTML begins.

    MyST makes a node of every tag, so that ``<details>`` and ``</details>`` have ordinary nodes between them; people
    write the same with two ``raw`` directives.
    """
    _, left = tags_left_open(node.astext())
    if not left or node.parent is None:
        return []
    siblings = node.parent.children
    begin = last = siblings.index(node)
    open_ = [(name, begin) for name in left]
    for position in range(begin + 1, len(siblings)):
        if not open_:
            break
        if not _is_html(siblings[position]):
            continue
        ended, left = tags_left_open(siblings[position].astext())
        for name in ended:
            found = next((i for i in reversed(range(len(open_))) if open_[i][0] == name), None)
            if found is None:
                continue
            if open_[found][1] <= last:
                last = position
            del open_[found:]
        open_ += [(name, position) for name in left]
    return siblings[begin + 1 : last + 1]


def _storage(node: nodes.raw, page: PageContext, out: Out) -> None:
    try:
        parsed = parse(node.astext(), source=page.locate(node))
    except MalformedStorageError as error:
        page.warn(
            ConfluenceWarning.BAD_MARKUP,
            "raw storage format is not well-formed: %s",
            error,
            node=node,
        )
        return
    drop_unknown_attributes(parsed, page.editor, page.complain)
    out.add(*parsed, at=node)


def _html_macro(page: PageContext) -> str | None:
    """The macro that shows HTML as it is, when the project wants that and the editor has one."""
    permitted = page.settings.permit_raw_html
    if isinstance(permitted, str):
        return permitted
    return _known_html_macro(page) if permitted else None


def _known_html_macro(page: PageContext) -> str | None:
    """The macro that shows HTML as it is, if the editor has one; Cloud has none but those of apps."""
    return page.settings.html_macro or (None if page.on_cloud else "html")
