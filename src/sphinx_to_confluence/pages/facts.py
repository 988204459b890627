"""What is known of a document once it has been read, whatever the settings?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """A section of a document.

    :param ids: every id that leads to it, its own first, then those of the targets before it.
    :param text: of the heading as it will be written, but for its section number.
    :param depth: 0 for the section whose heading is the title of the document, 1 for those below it.
    :param plain: whether the text is certain to be what Confluence makes the id of the heading from; not so when the
        heading holds more than text, or when the section may be left out.
    """

    ids: tuple[str, ...]
    text: str
    depth: int
    plain: bool


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A document.

    :param title: text of its first heading; empty when it has none.
    :param sections: in the order of the document.
    """

    docname: str
    title: str
    sections: tuple[SectionFacts, ...] = ()
