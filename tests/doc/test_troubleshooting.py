"""Whoever searches the manual for an error message finds it."""

from __future__ import annotations

import re

import pytest
from diagnoses import HOLE, SOURCES, diagnoses
from docutils import nodes

from sphinx_to_confluence import errors


@pytest.fixture(scope="module")
def headings(manual) -> list[str]:
    """The messages that the page has."""
    doctree = manual.env.get_doctree("troubleshooting")
    return [_plain(title.astext()) for title in doctree.findall(nodes.title)]


def _plain(text: str) -> str:
    return text.replace("“", '"').replace("”", '"').replace("’", "'").rstrip(". ")


def _pattern(text: str) -> str:
    """A text in whose holes a message may have anything."""
    return ".+".join(map(re.escape, text.split(HOLE)))


def _begins(heading: str, text: str) -> bool:
    """Whether a text is what the heading says, or goes on where it ends."""
    begins = re.match(_pattern(heading.rstrip(f". {HOLE}")), text)
    return bool(begins) or bool(re.fullmatch(_pattern(text.rstrip(". ")), heading))


def test_every_diagnosis_has_an_entry(headings):
    """Each thing that the product can tell about a failure begins as a heading of the page does."""
    missing = [
        f"{told.where}: {' / '.join(told.texts)}"
        for told in diagnoses()
        if not any(_begins(heading, text) for heading in headings for text in told.texts)
    ]
    assert not missing, "add entries to doc/troubleshooting.rst:\n" + "\n".join(missing)


def test_every_class_of_errors_is_told_somewhere():
    """No class of errors is left without a diagnosis, which would be one without an entry."""
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in SOURCES.rglob("*.py")
        if path.name != "errors.py"
    )
    unused = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type)
        and issubclass(value, errors.ConfluenceError)
        and not value.__subclasses__()
        and not re.search(rf"\b{name}\b", sources)
    }
    assert unused == set()
