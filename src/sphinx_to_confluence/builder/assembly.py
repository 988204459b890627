"""How do all documents become one? As a doctree in which every id is there once and every link stays on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx import addnodes

from sphinx_to_confluence.bundle.model import DOC_LINK_SCHEME
from sphinx_to_confluence.pages.site import Locate

if TYPE_CHECKING:
    from sphinx.builders import Builder

_Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """All documents that the root reaches by its toctrees, as one.

    :param doctree: of it, with its references resolved.
    :param section_numbers: by ``#`` and the id of the section, as Sphinx keeps them for a document.
    :param figure_numbers: by the kind of figure and the id.
    :param locate: finds what is in a document; the root document is the page.
    """

    doctree: nodes.document
    section_numbers: dict[str, _Numbers]
    figure_numbers: dict[str, dict[str, _Numbers]]
    locate: Locate


def assemble(builder: Builder, *, keep_toctrees: bool) -> Whole:
    """Put each document in the place of the toctree entry that names it first; references are resolved.

    :param keep_toctrees: whether the lists of links stay, before the documents.
    """
    env, root = builder.env, builder.config.root_doc
    doctree = env.get_doctree(root)
    if next(doctree.findall(nodes.section), None) is None:
        # The first section of the first document must not be taken for the title of all.
        children = doctree.children
        doctree.clear()
        title = nodes.title("", builder.config.project)
        doctree += nodes.section("", title, *children, ids=["document-root"])
    _put_documents_in(doctree, builder, {root}, keep_toctrees=keep_toctrees)
    env.resolve_references(doctree, root, builder)
    _resolve_toctrees(doctree, builder)
    places = _Places(root)
    places.settle(doctree)
    return Whole(
        doctree,
        {
            places.section(docname, anchor): number
            for docname, numbers in env.toc_secnumbers.items()
            for anchor, number in numbers.items()
        },
        _figure_numbers(env.toc_fignumbers, places),
        places.locate,
    )


def _put_documents_in(
    tree: nodes.Element, builder: Builder, put_in: set[str], *, keep_toctrees: bool
) -> None:
    """Replace the toctrees of a document by the documents that they name and that are not there yet."""
    for toctree in list(tree.findall(addnodes.toctree)):
        around = toctree.parent
        # Sphinx puts a toctree into an element of its own; that would be around the documents.
        alone = isinstance(around, nodes.compound) and len(around) == 1
        place: nodes.Element = around if alone else toctree
        found: list[nodes.Node] = []
        if keep_toctrees and not toctree.get("hidden"):
            found.append(toctree.deepcopy())
        elif caption := toctree.get("caption"):
            found.append(nodes.rubric("", caption))
        heads = len(found)
        if not toctree.get("hidden") and not keep_toctrees:
            found += _links_elsewhere(toctree)
        for docname in map(str, toctree["includefiles"]):
            if docname in put_in or docname not in builder.env.all_docs:
                continue
            put_in.add(docname)
            document = builder.env.get_doctree(docname)
            _put_documents_in(document, builder, put_in, keep_toctrees=keep_toctrees)
            file = addnodes.start_of_file("", *document.children, docname=docname)
            file.source = str(builder.env.doc2path(docname))
            found.append(file)
        if len(found) == heads and not keep_toctrees:
            found = []
        if place["ids"]:
            found.insert(0, nodes.target("", "", ids=place["ids"]))
        place.parent.replace(place, found)


def _links_elsewhere(toctree: addnodes.toctree) -> list[nodes.Node]:
    """The entries of a toctree that are addresses, as a list; they stand before the documents, not in one of them."""
    items = [
        nodes.list_item("", nodes.paragraph("", "", nodes.reference("", title or ref, refuri=ref)))
        for title, ref in toctree["entries"]
        if "://" in ref
    ]
    return [nodes.bullet_list("", *items)] if items else []


def _resolve_toctrees(doctree: nodes.document, builder: Builder) -> None:
    """Make lists of links of the toctrees that were kept."""
    for toctree in list(doctree.findall(addnodes.toctree)):
        docname = builder.config.root_doc
        resolved = builder.env.resolve_toctree(docname, builder, toctree)
        toctree.parent.replace(toctree, [] if resolved is None else [resolved])


def _figure_numbers(
    by_docname: Mapping[str, Mapping[str, Mapping[str, _Numbers]]], places: _Places
) -> dict[str, dict[str, _Numbers]]:
    found: dict[str, dict[str, _Numbers]] = {}
    for docname, by_kind in by_docname.items():
        for kind, numbers in by_kind.items():
            for node_id, number in numbers.items():
                found.setdefault(kind, {})[places.id(docname, node_id)] = number
    return found


@dataclass
class _Places:
    """The ids of all documents, and what each of them is on the page.

    :param ids: by docname and the id in that document.
    :param starts: id of where a document begins, but for the root.
    """

    root: str
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    starts: dict[str, str] = field(default_factory=dict)

    def settle(self, doctree: nodes.document) -> None:
        """Make every id unique, and have all that refers to one of them refer to what it has become."""
        members = list(_with_documents(doctree, self.root))
        taken: set[str] = set()
        for node, docname in members:
            node["ids"] = [self._settled(docname, node_id, taken) for node_id in node["ids"]]
        for node, docname in members:
            if isinstance(node, addnodes.start_of_file):
                self.starts[docname] = self._start(node, docname, taken)
        for node, docname in members:
            self._refer(node, docname)

    def id(self, docname: str, node_id: str) -> str:
        """What the id of a document is on the page."""
        return self.ids.get((docname, node_id), node_id)

    def section(self, docname: str, anchor: str) -> str:
        """The same for the anchor by which Sphinx keeps the number of a section."""
        node_id = self.id(docname, anchor[1:]) if anchor else self.starts.get(docname, "")
        return f"#{node_id}" if node_id else ""

    def locate(self, docname: str, node_id: str) -> tuple[str, str]:
        """The page and the id there of what has an id in a document, if the document is on the page."""
        if docname == self.root or docname in self.starts:
            return self.root, self.section(docname, node_id and f"#{node_id}")[1:]
        return docname, node_id

    def _settled(self, docname: str, node_id: str, taken: set[str]) -> str:
        known = self.ids.get((docname, node_id))
        if known is None:
            known = self.ids[docname, node_id] = _free(docname, node_id, taken)
        return known

    def _start(self, file: addnodes.start_of_file, docname: str, taken: set[str]) -> str:
        first = file.children[0] if file.children else None
        if isinstance(first, nodes.section) and first["ids"]:
            return str(first["ids"][0])
        start = _free(docname, "document", taken)
        file["ids"] = [start]
        return start

    def _refer(self, node: nodes.Element, docname: str) -> None:
        if "refid" in node:
            node["refid"] = self.id(docname, node["refid"])
        if "backrefs" in node:
            node["backrefs"] = [self.id(docname, node_id) for node_id in node["backrefs"]]
        address = node.get("refuri", "")
        if address.startswith("#"):
            node["refuri"] = f"#{quote(self.id(docname, unquote(address[1:])))}"
        if not address.startswith(DOC_LINK_SCHEME):
            return
        path, _, fragment = address.removeprefix(DOC_LINK_SCHEME).partition("#")
        page, node_id = self.locate(unquote(path), unquote(fragment))
        if page != self.root:
            return
        node["refuri"] = f"{DOC_LINK_SCHEME}{quote(page)}{node_id and '#' + quote(node_id)}"
        if "anchorname" in node:
            node["anchorname"] = node_id and f"#{node_id}"


def _free(docname: str, node_id: str, taken: set[str]) -> str:
    """An id that nothing on the page has: the one that is wished for, or one with the document in it."""
    free = node_id
    count = 1
    while free in taken:
        free = f"{nodes.make_id(docname)}-{node_id}" + (f"-{count}" if count > 1 else "")
        count += 1
    taken.add(free)
    return free


def _with_documents(doctree: nodes.document, root: str) -> Iterator[tuple[nodes.Element, str]]:
    """All elements in order, each with the document that it comes from."""
    waiting: list[tuple[nodes.Element, str]] = [(doctree, root)]
    while waiting:
        node, docname = waiting.pop()
        if isinstance(node, addnodes.start_of_file):
            docname = node["docname"]
        yield node, docname
        waiting.extend(
            (child, docname)
            for child in reversed(node.children)
            if isinstance(child, nodes.Element)
        )
