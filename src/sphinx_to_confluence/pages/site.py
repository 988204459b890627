"""What can one page know of the others? Titles, places and link targets of the whole tree."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import cached_property

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.pages.anchors import reliable_ids
from sphinx_to_confluence.pages.depth import heading_level, is_heading
from sphinx_to_confluence.pages.facts import PageFacts, SectionFacts
from sphinx_to_confluence.pages.hierarchy import Hierarchy
from sphinx_to_confluence.pages.titles import Titles
from sphinx_to_confluence.storage.anchors import anchor_name

SectionNumbers = Mapping[str, Mapping[str, tuple[int, ...] | None]]
"""By docname and anchor, as Sphinx keeps them: ``""`` for the title, ``#id`` for the sections."""


class Site:
    """The tree of pages, before any of them is written.

    :param numbers: of the sections; empty when headings show none.
    :param number_suffix: between the number and the heading.
    :param title_in_body: whether the title of a document is a heading of the page as well.
    """

    def __init__(
        self,
        *,
        facts: Mapping[str, PageFacts],
        hierarchy: Hierarchy,
        titles: Titles,
        editor: Editor,
        numbers: SectionNumbers,
        number_suffix: str,
        title_in_body: bool,
    ) -> None:
        self._facts = facts
        self._hierarchy = hierarchy
        self._titles = titles.by_docname
        self._editor = editor
        self._numbers = numbers
        self._number_suffix = number_suffix
        self._title_in_body = title_in_body
        self._heading_ids: dict[str, Mapping[str, str]] = {}

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

    def fragment(self, docname: str, node_id: str) -> str:
        """What follows the ``#`` in a link to a place on a page, not quoted.

        The automatic id of the heading where :meth:`heading_is_anchor`, else the name of an anchor macro; empty for the
        title of the page, which is at its top. Places and pages that do not exist get a name all the same.
        """
        return self._automatic_ids(docname).get(node_id, anchor_name(node_id))

    def heading_is_anchor(self, docname: str, node_id: str) -> bool:
        """Whether ``node_id`` is reached by the id of a heading, or as the top of the page, without a macro."""
        return node_id in self._automatic_ids(docname)

    def fragments(self, docname: str) -> Mapping[str, str]:
        """All ids of sections of a page that are reached by the automatic id of their heading, and these ids."""
        return dict(self._automatic_ids(docname))

    def _automatic_ids(self, docname: str) -> Mapping[str, str]:
        # Data Center makes the id from the title of the page as well, so a rename would break every link.
        if self._editor is not Editor.CLOUD or docname not in self._facts:
            return {}
        if docname not in self._heading_ids:
            sections = self._facts[docname].sections
            headings = [item for item in sections if self._has_heading(item)]
            ids = reliable_ids((self._text(docname, item), item.plain) for item in headings)
            found = {
                node_id: heading_id
                for section, heading_id in zip(headings, ids, strict=True)
                if heading_id is not None
                for node_id in section.ids
            }
            if not self._title_in_body:
                top = (item.ids for item in sections if item.depth == 0)
                found |= dict.fromkeys(itertools.chain.from_iterable(top), "")
            self._heading_ids[docname] = found
        return self._heading_ids[docname]

    def _has_heading(self, section: SectionFacts) -> bool:
        """Whether the section has a real heading on the page; deeper ones are bold paragraphs."""
        return is_heading(heading_level(section.depth, title_in_body=self._title_in_body))

    def _text(self, docname: str, section: SectionFacts) -> str:
        anchor = f"#{section.ids[0]}" if section.depth and section.ids else ""
        number = self._numbers.get(docname, {}).get(anchor)
        if not number:
            return section.text
        return ".".join(map(str, number)) + self._number_suffix + section.text
