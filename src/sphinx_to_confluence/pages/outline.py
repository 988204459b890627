"""Which sections does a page have in this build, and which of them has its title?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sphinx_to_confluence.pages.facts import PageFacts

Numbers = Mapping[str, tuple[int, ...] | None]
"""The section numbers of a document as Sphinx keeps them: ``""`` for its first section, ``#id`` for the others."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a page.

    :param ids: every id that leads to it, its own first.
    :param depth: 0 for the section whose heading is the title of the page, 1 for those below it.
    :param plain: whether the text is certain to be what Confluence makes the id of the heading from.
    """

    ids: tuple[str, ...]
    text: str
    depth: int
    plain: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """The title and the sections of a page.

    :param title: empty when the document has none.
    :param rubrics: texts of headings that are no sections.
    :param objects: texts of the headings of described objects, when these have any.
    """

    title: str = ""
    sections: tuple[Section, ...] = ()
    rubrics: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()

    @property
    def title_ids(self) -> tuple[str, ...]:
        """The ids that lead to the section with the title."""
        return self.sections[0].ids if self.sections else ()


def outline_of(facts: PageFacts, holds: Callable[[str], bool]) -> Outline:
    """Leave out what this build leaves out, and find the depth of what stays.

    The first section that stays has the title. What stands beside it is part of the same page, so it is as deep as what
    stands in it.

    :param holds: whether the expression of an ``only`` directive is true.
    """
    kept = [item for item in facts.sections if all(map(holds, item.only))]
    if not kept:
        # Nothing else is known that the page could be called.
        title = facts.sections[0].text if facts.sections else ""
        return Outline(title, (), facts.rubrics, facts.objects)
    first = kept[0].around
    sections = []
    below = True
    for index, item in enumerate(kept):
        below = below and (index == 0 or item.around > first)
        depth = item.around - first if below else item.around + 1
        sections.append(Section(item.ids, item.text, depth, item.plain))
    return Outline(kept[0].text, tuple(sections), facts.rubrics, facts.objects)


def number_of(section: Section, numbers: Numbers) -> tuple[int, ...] | None:
    """The number of a section; ``None`` when it has none."""
    own = f"#{section.ids[0]}" if section.ids else ""
    return numbers.get(own if section.depth or own in numbers else "")
