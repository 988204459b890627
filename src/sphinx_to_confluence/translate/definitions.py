"""How are terms and what they mean written?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from docutils import nodes

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.storage.elements import Node
from sphinx_to_confluence.storage.kinds import Kind, kind_of
from sphinx_to_confluence.translate.blocks import indent
from sphinx_to_confluence.translate.page import Out, PageContext, cramped, inside
from sphinx_to_confluence.translate.registry import handles
from sphinx_to_confluence.translate.tables import two_columns

_IN_LISTS = frozenset({None, Kind.PARAGRAPH, Kind.LIST, Kind.CODE, Kind.IMAGE})
"""What a point of a list can hold on Cloud without being written in another way."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One or more terms and their definition, written."""

    node: nodes.Node
    terms: list[Node]
    blocks: list[Node]


@handles(
    nodes.definition_list,
    becomes="Terms in bold, and below each what it means: indented paragraphs; or a list of points where a meaning has "
    "lists, code or images, which cannot be indented. :confval:`confluence_definition_lists` chooses one form for all.",
    editor=Editor.CLOUD,
)
def definition_list(node: nodes.definition_list, page: PageContext, out: Out) -> None:
    """Terms and what they mean. Cloud has no such list, so it is written in one of three forms."""
    page.anchors(node)
    entries = [_entry(item, page, out) for item in node.children]
    _FORMS[_form(node, entries, page)](node, entries, page, out)


def _entry(item: nodes.Node, page: PageContext, out: Out) -> _Entry:
    with out.collect() as terms:
        page.each([part for part in item.children if not isinstance(part, nodes.definition)])
    with out.collect() as blocks:
        page.each([part for part in item.children if isinstance(part, nodes.definition)])
    return _Entry(item, terms.children, blocks.children)


def _form(node: nodes.definition_list, entries: list[_Entry], page: PageContext) -> str:
    """The form that was asked for, if it is possible here, or the one that shows best what belongs to which term."""
    if cramped(node):
        return "list"
    asked = page.settings.definition_lists
    if asked != "auto":
        return asked
    kinds = {kind_of(block) for entry in entries for block in entry.blocks}
    if kinds <= {None, Kind.PARAGRAPH}:
        # In another definition, which may be a point of a list, paragraphs could not be indented either.
        return "list" if inside(node, nodes.definition) else "paragraphs"
    return "list" if kinds <= _IN_LISTS else "paragraphs"


def _as_paragraphs(
    _node: nodes.definition_list, entries: list[_Entry], _page: PageContext, out: Out
) -> None:
    for entry in entries:
        out.put(entry.terms)
        with out.collect() as meaning:
            out.put(entry.blocks)
        indent(meaning, 1)
        out.put(meaning.children)


def _as_list(
    node: nodes.definition_list, entries: list[_Entry], _page: PageContext, out: Out
) -> None:
    with out.element("ul", at=node):
        for entry in entries:
            with out.element("li", at=entry.node):
                out.put(entry.terms)
                out.put(entry.blocks)


def _as_table(
    node: nodes.definition_list, entries: list[_Entry], page: PageContext, out: Out
) -> None:
    with two_columns(node, page, out):
        for entry in entries:
            with out.element("tr", at=entry.node):
                with out.element("th"):
                    out.put(entry.terms)
                with out.element("td"):
                    out.put(entry.blocks)


_FORMS: dict[str, Callable[[nodes.definition_list, list[_Entry], PageContext, Out], None]] = {
    "paragraphs": _as_paragraphs,
    "list": _as_list,
    "table": _as_table,
}


@handles(nodes.definition_list, becomes="A definition list.", editor=Editor.DATA_CENTER)
def html_definition_list(node: nodes.definition_list, page: PageContext, out: Out) -> None:
    """Terms and what they mean."""
    page.anchors(node)
    with out.element("dl", at=node):
        page.children(node)


@handles(nodes.definition_list_item, becomes="Its terms and their definition.")
def definition_list_item(node: nodes.definition_list_item, page: PageContext, _out: Out) -> None:
    """Terms, and one definition for all of them."""
    page.children(node)


@handles(nodes.term, becomes="A paragraph in bold; in a table a heading cell.", editor=Editor.CLOUD)
def term(node: nodes.term, page: PageContext, out: Out) -> None:
    """A term, with what it is classified as."""
    with out.element("p", at=node):
        _term(node, page, out)


@handles(nodes.term, becomes="A term of the list, in bold.", editor=Editor.DATA_CENTER)
def html_term(node: nodes.term, page: PageContext, out: Out) -> None:
    """A term, with what it is classified as."""
    with out.element("dt", at=node):
        _term(node, page, out)


def _term(node: nodes.term, page: PageContext, out: Out) -> None:
    page.anchors(node)
    with out.element("strong"):
        page.each([part for part in node.children if not isinstance(part, nodes.classifier)])
    siblings = node.parent.children
    following = siblings[siblings.index(node) + 1 :]
    for part in (*node.children, *_until_other(following)):
        if isinstance(part, nodes.classifier):
            with out.element("em"):
                out.text(" : ")
                page.children(part)


def _until_other(following: list[nodes.Node]) -> Iterator[nodes.Node]:
    """The classifiers right behind a term."""
    for part in following:
        if not isinstance(part, nodes.classifier):
            return
        yield part


@handles(nodes.classifier, becomes="Italics behind the term.")
def classifier(_node: nodes.classifier, _page: PageContext, _out: Out) -> None:
    """Written by its term."""


@handles(
    nodes.definition, becomes="Blocks below the term, or beside it in a table.", editor=Editor.CLOUD
)
def definition(node: nodes.definition, page: PageContext, _out: Out) -> None:
    """What a term means."""
    page.anchors(node)
    page.children(node)


@handles(nodes.definition, becomes="A definition of the list.", editor=Editor.DATA_CENTER)
def html_definition(node: nodes.definition, page: PageContext, out: Out) -> None:
    """What a term means."""
    with out.element("dd", at=node):
        page.anchors(node)
        page.children(node)
