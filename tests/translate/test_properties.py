"""What holds for every page, whatever stands in whatever?

Random documents in which everything stands in everything that docutils allows, on both editors. A few that are always
the same are tried; ``PROPERTY_EXAMPLES=20000 pytest tests/translate/test_properties.py`` tries others.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from doctrees import WORD, documents
from docutils import nodes
from hypothesis import HealthCheck, given, settings
from one_page import empty_project, translate_page
from sphinx.application import Sphinx
from storage_judge import anchors, problems

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.bundle.report import DEMOTED
from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.fit import fit
from sphinx_to_confluence.storage.parse import parse
from sphinx_to_confluence.storage.serialize import serialize
from sphinx_to_confluence.storage.whitespace import collapse
from sphinx_to_confluence.translate import TranslatedPage

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "0"))

_often = settings(
    max_examples=EXAMPLES or 250,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

Check = Callable[[nodes.document, TranslatedPage, Editor], None]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sphinx]:
    """A project with nothing but a small image in it."""
    with empty_project(tmp_path_factory.mktemp("properties")) as app:
        yield app


@pytest.mark.parametrize("editor", Editor)
@given(doctree=documents())
@_often
def test_any_document(app: Sphinx, editor: Editor, doctree: nodes.document) -> None:
    """The page is one that the editor holds, and says all that the document says."""
    doctree["source"] = doctree.source = str(Path(app.srcdir) / "index.rst")
    page = translate_page(app, doctree, editor)
    for check in CHECKS:
        check(doctree, page, editor)


def fits_the_editor(_doctree: nodes.document, page: TranslatedPage, editor: Editor) -> None:
    """A judge that shares nothing with our rules has nothing to say."""
    assert problems(page.body, editor.value) == []


def says_every_word(doctree: nodes.document, page: TranslatedPage, _editor: Editor) -> None:
    """No word is lost."""
    assert set(_words(doctree)) - set(WORD.findall(page.body)) == set()


def keeps_the_order(doctree: nodes.document, page: TranslatedPage, _editor: Editor) -> None:
    """The words are in the order of the document.

    A table in a table is written as a list, in which a heading stands before each of the cells below it. So headings
    are left out here, and cells over several rows may be there more than once.
    """
    said = iter(WORD.findall(page.body))
    headings = set(_words_in_headings_of_inner_tables(doctree))
    misplaced = [word for word in _words(doctree) if word not in headings and word not in said]
    assert misplaced == []


def has_every_anchor_once(doctree: nodes.document, page: TranslatedPage, _editor: Editor) -> None:
    """Whatever has an id can be linked to."""
    ids = {node_id for node in doctree.findall(nodes.Element) for node_id in node["ids"]}
    assert sorted(anchors(page.body)) == sorted(ids)


def fits_after_fitting(_doctree: nodes.document, page: TranslatedPage, editor: Editor) -> None:
    """To what fits, the rules do nothing."""
    demoted: list[str] = []
    fitted = fit(
        Element("", children=parse(page.body)), editor, lambda item: demoted.append(str(item))
    )
    collapse(fitted)
    assert (serialize(fitted).text, demoted) == (page.body, [])


def tells_the_source(doctree: nodes.document, page: TranslatedPage, _editor: Editor) -> None:
    """What is demoted names a line, and no markup but that of people is complained of."""
    demoted = [item for item in page.findings if item.kind == DEMOTED]
    assert [item for item in demoted if item.line is None] == []
    if next(doctree.findall(nodes.raw), None) is None:
        assert "bad_markup" not in {item.kind for item in page.findings}


CHECKS: tuple[Check, ...] = (
    fits_the_editor,
    says_every_word,
    keeps_the_order,
    has_every_anchor_once,
    fits_after_fitting,
    tells_the_source,
)


def _words(node: nodes.Node) -> Iterator[str]:
    for text in node.findall(nodes.Text):
        yield from WORD.findall(text.astext())


def _words_in_headings_of_inner_tables(doctree: nodes.document) -> Iterator[str]:
    in_cells = (nodes.entry, nodes.field_body, nodes.description)
    for head in doctree.findall(nodes.thead):
        outer: nodes.Node | None = head.parent
        while outer is not None and not isinstance(outer, in_cells):
            outer = outer.parent
        if outer is not None:
            yield from _words(head)
