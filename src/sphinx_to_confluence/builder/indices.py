"""How does an index become a document? Lists and tables of links, which the translator then writes like any others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.domains import IndexEntry
from sphinx.environment.adapters.indexentries import IndexEntries

from sphinx_to_confluence.translate.generated import letters

if TYPE_CHECKING:
    from sphinx.builders import Builder

_Targets = Sequence[tuple[str | None, object]]
"""Where an entry of the index leads: whether it is a main entry, and the address."""

_GROUP_MEMBER = 2
"""Subtype of an entry of a domain's index that is below the one before it."""


def general_index(builder: Builder) -> list[nodes.Node]:
    """The index: a section for each letter, with a list of entries."""
    groups = IndexEntries(builder.env).create_index(builder)
    sections = [
        nodes.section(
            "",
            nodes.title("", letter),
            nodes.bullet_list(
                "",
                *(_entry(name, targets, below) for name, (targets, below, _category) in entries),
            ),
        )
        for letter, entries in groups
    ]
    return [letters(), *sections]


def _entry(
    name: str, targets: _Targets, below: Iterable[tuple[str, _Targets]] = ()
) -> nodes.list_item:
    """An entry, with its own entries in a list."""
    item = nodes.list_item("", nodes.paragraph("", "", *_links(name, targets)))
    if below:
        item += nodes.bullet_list("", *(_entry(*part) for part in below))
    return item


def _links(name: str, targets: _Targets) -> list[nodes.Node]:
    """The name, which leads to the first place, and numbers for the others."""
    links: list[nodes.Node] = []
    for number, (main, address) in enumerate(targets):
        label: nodes.Node = nodes.Text(f"[{number}]" if number else name)
        if main:
            label = nodes.strong("", "", label)
        if links:
            links.append(nodes.Text(", "))
        links.append(nodes.reference("", "", label, internal=True, refuri=address))
    return links or [nodes.Text(name)]


def domain_index(
    groups: Sequence[tuple[str, Sequence[IndexEntry]]], builder: Builder
) -> list[nodes.Node]:
    """The index of a domain: a table with a row for each entry, and one for each letter."""
    rows: list[nodes.row] = []
    for letter, entries in groups:
        head = nodes.strong("", letter)
        rows.append(nodes.row("", nodes.entry("", nodes.paragraph("", "", head), morecols=1)))
        rows += (_row(entry, builder) for entry in entries)
    columns = [nodes.colspec(colwidth=width) for width in (40, 60)]
    group = nodes.tgroup("", *columns, nodes.tbody("", *rows), cols=len(columns))
    return [nodes.table("", group)]


def _row(entry: IndexEntry, builder: Builder) -> nodes.row:
    name: nodes.Node = nodes.literal("", entry.name)
    if entry.docname:
        address = builder.get_relative_uri("", entry.docname)
        address += f"#{entry.anchor}" if entry.anchor else ""
        name = nodes.reference("", "", name, internal=True, refuri=address)
    indent = [nodes.Text("\u2003")] if entry.subtype == _GROUP_MEMBER else []
    cell = nodes.paragraph("", "", *indent, name)
    if entry.extra:
        cell += [nodes.Text(" "), nodes.emphasis("", f"({entry.extra})")]
    described = nodes.paragraph()
    if entry.qualifier:
        described += nodes.strong("", f"{entry.qualifier}:" if entry.descr else entry.qualifier)
        described += nodes.Text(" ")
    described += nodes.Text(entry.descr)
    return nodes.row("", nodes.entry("", cell), nodes.entry("", described))
