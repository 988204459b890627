"""What is known of a document once it has been read, whatever the settings?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """A section of a document.

    :param ids: every id that leads to it, its own first, then those of the targets before it.
    :param text: of the heading as it will be written, but for its section number.
    :param around: how many sections it stands in.
    :param plain: whether the text is certain to be what Confluence makes the id of the heading from; not so when the
        heading holds more than text, or when the section stands in something that may do anything with it.
    :param only: the expressions of the ``only`` directives that it stands in.
    """

    ids: tuple[str, ...]
    text: str
    around: int
    plain: bool
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A document.

    :param sections: in the order of the document.
    :param rubrics: texts of rubrics that have the level of a heading.
    :param objects: texts of the headings that described objects may have.
    """

    docname: str
    sections: tuple[SectionFacts, ...] = ()
    rubrics: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
