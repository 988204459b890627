"""Which sections a page has, and which of them has its title."""

from __future__ import annotations

from sphinx_to_confluence.pages.facts import PageFacts, SectionFacts
from sphinx_to_confluence.pages.outline import Outline, Section, number_of, outline_of


def facts(*rows):
    """A document from ``name, around, only`` of its sections."""
    sections = (
        SectionFacts((name.lower(),), name, around, plain=True, only=tuple(only.split()))
        for name, around, only in rows
    )
    return PageFacts("a", tuple(sections))


def depths(outline):
    """Text and depth of all sections."""
    return [(section.text, section.depth) for section in outline.sections]


def outline(*rows):
    """The outline when everything but ``html`` is kept."""
    return outline_of(facts(*rows), lambda expression: expression != "html")


def test_below_the_title():
    """The first section has the title; those in it are one deeper each."""
    found = outline(("T", 0, ""), ("A", 1, ""), ("B", 2, ""), ("C", 1, ""))
    assert (found.title, found.title_ids) == ("T", ("t",))
    assert depths(found) == [("T", 0), ("A", 1), ("B", 2), ("C", 1)]


def test_beside_the_title():
    """A second part is as deep as what the first holds, and so is what is below it."""
    found = outline(("T", 0, ""), ("A", 1, ""), ("T2", 0, ""), ("Sub", 1, ""))
    assert depths(found) == [("T", 0), ("A", 1), ("T2", 1), ("Sub", 2)]


def test_left_out():
    """What is left out is not there, whatever it stands in besides."""
    found = outline(
        ("T", 0, ""), ("A", 1, "html"), ("B", 2, "html confluence"), ("C", 1, "confluence")
    )
    assert depths(found) == [("T", 0), ("C", 1)]


def test_title_left_out():
    """The first section that stays has the title."""
    found = outline(("For HTML", 0, "html"), ("For us", 0, "confluence"), ("A", 1, "confluence"))
    assert (found.title, depths(found)) == ("For us", [("For us", 0), ("A", 1)])


def test_nothing_stays():
    """A page without sections is called as its document."""
    assert outline(("T", 0, "html")) == Outline("T", ())
    assert outline() == Outline()


def test_numbers():
    """Sphinx keeps the number of the first section apart, also when that is not the one with the title."""
    title, part = Section(("t", "x"), "T", 0, plain=True), Section(("p",), "P", 1, plain=True)
    assert number_of(title, {"": (1,), "#p": (1, 1)}) == (1,)
    assert number_of(part, {"": (1,), "#p": (1, 1)}) == (1, 1)
    assert number_of(part, {"": (1,)}) is None
    assert number_of(title, {"": (1,), "#t": (2,)}) == (2,)
