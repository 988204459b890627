"""What can one page know of the others? Titles, places and link targets of the whole tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.pages.anchors import cloud_heading_id, data_center_name, reliable_ids
from sphinx_to_confluence.pages.depth import heading_level, is_heading
from sphinx_to_confluence.pages.hierarchy import Hierarchy
from sphinx_to_confluence.pages.outline import Numbers, Outline, Section, number_of
from sphinx_to_confluence.pages.titles import Titles
from sphinx_to_confluence.storage.anchors import anchor_name, another_name

Locate = Callable[[str, str], tuple[str, str]]
"""The page and the id there of what has an id in a document; the id may be empty, for the document itself."""


def where_it_was(docname: str, node_id: str) -> tuple[str, str]:
    """Where something is when every document is a page."""
    return docname, node_id


class Site:
    """The tree of pages, before any of them is written.

    :param numbers: of the sections; empty when headings show none.
    :param number_suffix: between the number and the heading.
    :param neighbours: for each page that readers can leaf through the one before and the one after it.
    :param title_in_body: whether the title of a document is a heading of the page as well.
    :param object_headings: whether described objects have headings.
    :param locate: finds what is in a document, where a page holds several.
    """

    def __init__(
        self,
        *,
        outlines: Mapping[str, Outline],
        hierarchy: Hierarchy,
        titles: Titles,
        editor: Editor,
        numbers: Mapping[str, Numbers],
        number_suffix: str,
        title_in_body: bool,
        neighbours: Mapping[str, tuple[str, str]] = MappingProxyType({}),
        object_headings: bool = False,
        locate: Locate = where_it_was,
    ) -> None:
        self._outlines = outlines
        self._hierarchy = hierarchy
        self._titles = titles.by_docname
        self._editor = editor
        self._numbers = numbers
        self._number_suffix = number_suffix
        self._title_in_body = title_in_body
        self._neighbours = neighbours
        self._object_headings = object_headings
        self._locate = locate
        self._places: dict[str, _Places] = {}

    def __contains__(self, docname: object) -> bool:
        return docname in self._titles

    @property
    def order(self) -> tuple[str, ...]:
        """All docnames: parents before children, siblings as the toctrees have them."""
        return self._hierarchy.order

    @cached_property
    def root(self) -> str:
        """The root document."""
        return self.order[0]

    def title(self, docname: str) -> str:
        """The final title of a page.

        :raises KeyError: when there is no such page.
        """
        return self._titles[docname]

    def parent(self, docname: str) -> str | None:
        """Docname of the parent page; ``None`` for the root.

        :raises KeyError: when there is no such page.
        """
        return self._hierarchy.parents[docname]

    def is_loose(self, docname: str) -> bool:
        """Whether no chain of toctrees leads to a page from the root."""
        return docname in self._hierarchy.loose

    def neighbours(self, docname: str) -> tuple[str, str]:
        """The page before a page and the one after it, for readers; each may be empty."""
        return self._neighbours.get(docname, ("", ""))

    def title_ids(self, docname: str) -> Collection[str] | None:
        """The ids that lead to the section with the title of a page; ``None`` when the page is not known."""
        outline = self._outlines.get(docname)
        return None if outline is None else outline.title_ids

    def docname_titled(self, title: str) -> str | None:
        """The document whose page has this title, whatever the case of its letters."""
        return self._docnames.get(title.casefold())

    @cached_property
    def _docnames(self) -> Mapping[str, str]:
        return {title.casefold(): docname for docname, title in self._titles.items()}

    def locate(self, docname: str, node_id: str) -> tuple[str, str]:
        """The page and the id there of what has an id in a document; the id may be empty, for the document itself."""
        return self._locate(docname, node_id)

    def fragment(self, docname: str, node_id: str) -> str:
        """What follows the ``#`` in a link to a place on a page, not quoted.

        The automatic id of the heading where :meth:`heading_is_anchor`, else the name of an anchor macro; empty for the
        title of the page, which is at its top. Places and pages that do not exist get a name all the same.
        """
        places = self._places_of(docname)
        fragment = places.automatic.get(node_id)
        if fragment is not None:
            return fragment
        name = anchor_name(node_id)
        owners = places.headings.get(name)
        # "class Setup" below the heading "Setup of the server" is one thing, below "Setup" another.
        return name if owners is None or node_id in owners else another_name(name)

    def heading_is_anchor(self, docname: str, node_id: str) -> bool:
        """Whether ``node_id`` is reached by the id of a heading, or as the top of the page, without a macro."""
        return node_id in self._places_of(docname).automatic

    def fragments(self, docname: str) -> Mapping[str, str]:
        """All ids of sections of a page that are reached by the automatic id of their heading, and these ids."""
        return dict(self._places_of(docname).automatic)

    def heading_counts(self, docname: str) -> Mapping[str, int]:
        """How many headings of sections have the same id but for its number, for the ids that links rely on."""
        return self._places_of(docname).counts

    def _places_of(self, docname: str) -> _Places:
        if docname not in self._places:
            outline = self._outlines.get(docname, Outline())
            headings = [item for item in outline.sections if self._has_heading(item)]
            texts = [self._text(docname, item) for item in headings]
            if self._editor is Editor.CLOUD:
                self._places[docname] = self._on_cloud(outline, headings, texts)
            else:
                # Data Center makes the id from the title of the page as well, so a rename would break every link.
                names = map(data_center_name, texts)
                self._places[docname] = _Places({}, _owners(names, headings))
        return self._places[docname]

    def _on_cloud(
        self, outline: Outline, headings: Sequence[Section], texts: Sequence[str]
    ) -> _Places:
        known = ((text, item.plain) for text, item in zip(texts, headings, strict=True))
        # Headings that are no sections may stand before or after one of the same text, or be left out.
        others = (*outline.rubrics, *(outline.objects if self._object_headings else ()))
        ids = reliable_ids([*known, *((text, False) for text in others)])
        automatic = {
            node_id: heading_id
            for section, heading_id in zip(headings, ids, strict=False)
            if heading_id is not None
            for node_id in section.ids
        }
        if not self._title_in_body:
            automatic |= dict.fromkeys(outline.title_ids, "")
        seen: dict[str, int] = {}
        names = [cloud_heading_id(text, seen) for text in texts]
        relied_on = {
            cloud_heading_id(text, {})
            for text, section in zip(texts, headings, strict=True)
            if any(automatic.get(node_id) for node_id in section.ids)
        }
        counts = {base: count for base, count in seen.items() if base in relied_on}
        return _Places(automatic, _owners(names, headings), counts)

    def _has_heading(self, section: Section) -> bool:
        """Whether the section has a real heading on the page; deeper ones are bold paragraphs."""
        return is_heading(heading_level(section.depth, title_in_body=self._title_in_body))

    def _text(self, docname: str, section: Section) -> str:
        number = number_of(section, self._numbers.get(docname, {}))
        if not number:
            return section.text
        return ".".join(map(str, number)) + self._number_suffix + section.text


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the sections of a page can be jumped to without an anchor macro.

    :param automatic: the automatic ids that links can rely on, by the id of the section.
    :param headings: all automatic ids there are or may be, and the ids of their sections.
    :param counts: how many headings have the same automatic id but for its number, where links rely on it.
    """

    automatic: Mapping[str, str]
    headings: Mapping[str, frozenset[str]]
    counts: Mapping[str, int] = field(default_factory=dict)


def _owners(names: Iterable[str], sections: Sequence[Section]) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(section.ids) for name, section in zip(names, sections, strict=True)}
