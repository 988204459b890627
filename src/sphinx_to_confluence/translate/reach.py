"""Where can a finished page be jumped to, and what does it refer to? Read from its elements, as Confluence does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import unquote

from sphinx_to_confluence.bundle.model import DOC_LINK_SCHEME
from sphinx_to_confluence.pages.anchors import cloud_heading_id, data_center_name
from sphinx_to_confluence.pages.links import PageLinks
from sphinx_to_confluence.storage.elements import Element, Node, Source, text_of
from sphinx_to_confluence.storage.kinds import HEADINGS
from sphinx_to_confluence.storage.macros import MACRO, macro_name, parameter
from sphinx_to_confluence.translate.page import PageContext
from sphinx_to_confluence.warnings import ConfluenceWarning

# What Atlassian's renderer puts into the id of a heading for something in it that has no text (getHeadingId in
# @atlaskit/renderer).
_SIGNS = {
    "br": "[hardBreak]",
    "time": "[date]",
    "ac:image": "[mediaInline]",
    MACRO: "[inlineExtension]",
}


def read_reach(root: Element, page: PageContext) -> Reach:
    """Read a finished page; what is not as the other pages expect is warned of."""
    reach = Reach(page)
    reach.read(root, page.document_source)
    for text, count in page.site.heading_counts(page.docname).items():
        if reach.headings.get(text, 0) > count:
            page.warn(
                ConfluenceWarning.LINK,
                'the heading "%s" is there more often than sections have it: links to such a section may lead to '
                "another",
                text,
                node=page.doctree,
            )
    return reach


class Reach:
    """The places and the links of one page.

    :ivar documents: docnames in addresses that publishing has to replace.
    :ivar headings: how many headings have the same id but for the number.
    """

    def __init__(self, page: PageContext) -> None:
        self._page = page
        self._names: set[str] = set()
        self._jumps: dict[str, dict[str, list[str]]] = {}
        self._files: dict[str, dict[str, list[str]]] = {}
        self.documents: set[str] = set()
        self.headings: dict[str, int] = {}
        self._in_expands: dict[str, int] = {}
        self._readers: Mapping[str, Callable[[Element, Source], None]] = {
            MACRO: self._macro,
            "a": self._address,
            "ac:link": self._link,
            "ri:attachment": self._file,
        }

    def links(self) -> PageLinks:
        """What was found."""
        return PageLinks(sorted(self._names), self._jumps, self._files)

    def read(self, root: Element, source: Source) -> None:
        """Read all elements in their order.

        :param source: of the page, for elements that know no other.
        """
        waiting: list[tuple[Element, Source, bool]] = [(root, source, False)]
        while waiting:
            element, source, in_expand = waiting.pop()
            source = element.source or source
            name = element.name
            if name in HEADINGS:
                self._heading(element, in_expand=in_expand)
            elif read := self._readers.get(name):
                in_expand = in_expand or macro_name(element) == "expand"
                read(element, source)
            waiting.extend(
                (child, source, in_expand)
                for child in reversed(element.children)
                if isinstance(child, Element)
            )

    def _heading(self, element: Element, *, in_expand: bool) -> None:
        if not self._page.on_cloud:
            self._names.add(data_center_name(text_of(element.children)))
            return
        # Headings within expands are counted by themselves.
        seen = self._in_expands if in_expand else self.headings
        self._names.add(cloud_heading_id(_heading_text(element.children), seen))

    def _macro(self, element: Element, _source: Source) -> None:
        if macro_name(element) == "anchor":
            self._names.add(self._anchor(parameter(element, "")))

    def _address(self, element: Element, source: Source) -> None:
        address = element.attributes.get("href", "")
        if address.startswith(DOC_LINK_SCHEME):
            document, _, fragment = address.removeprefix(DOC_LINK_SCHEME).partition("#")
            docname = unquote(document)
            self.documents.add(docname)
        elif address.startswith("#"):
            docname, fragment = self._page.docname, address[1:]
        else:
            return
        # Data Center would need the title of the page in it; nothing of ours writes such an address for it.
        _add(self._jumps, docname, unquote(fragment) if self._page.on_cloud else "", source)

    def _link(self, element: Element, source: Source) -> None:
        resource = next((part for part in element.elements() if part.name.startswith("ri:")), None)
        docname = self._page.docname if resource is None else self._document(resource)
        if docname is not None:
            _add(
                self._jumps, docname, self._anchor(element.attributes.get("ac:anchor", "")), source
            )

    def _file(self, element: Element, source: Source) -> None:
        holder = next(element.elements(), None)
        docname = self._page.docname if holder is None else self._document(holder)
        if docname is not None:
            _add(self._files, docname, element.attributes.get("ri:filename", ""), source)

    def _document(self, resource: Element) -> str | None:
        """The document of ours that a resource names; ``None`` for anything else."""
        title = resource.attributes.get("ri:content-title")
        ours = self._page.settings.space_key
        if title is None or resource.attributes.get("ri:space-key", ours) != ours:
            return None
        return self._page.site.docname_titled(title)

    def _anchor(self, name: str) -> str:
        return cloud_heading_id(name, {}) if self._page.on_cloud else data_center_name(name)


def _add(targets: dict[str, dict[str, list[str]]], docname: str, name: str, source: Source) -> None:
    places = targets.setdefault(docname, {}).setdefault(name, [])
    if str(source) not in places:
        places.append(str(source))


def _heading_text(nodes: list[Node]) -> str:
    parts: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif macro_name(node) == "status":
            parts.append(parameter(node, "title"))
        elif node.name == "ac:emoticon":
            parts.append(node.attributes.get("ac:emoji-shortname", ""))
        elif node.name == "a" and "data-card-appearance" in node.attributes:
            parts.append("[inlineCard]")
        else:
            parts.append(_SIGNS.get(node.name) or _heading_text(node.children))
    return "".join(parts)
