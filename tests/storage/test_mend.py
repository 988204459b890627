"""Is markup that somebody wrote put right, with nothing to read lost?"""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from storage_judge import problems

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.storage.elements import Element, Source, text_of
from sphinx_to_confluence.storage.fit import fit
from sphinx_to_confluence.storage.known import KNOWN_ATTRIBUTES, KNOWN_ELEMENTS, PARTS
from sphinx_to_confluence.storage.mend import drop_unknown_attributes, mend
from sphinx_to_confluence.storage.parse import parse
from sphinx_to_confluence.storage.serialize import serialize
from sphinx_to_confluence.storage.whitespace import collapse

FIXTURES = Path(__file__).parent / "fixtures" / "mend.txt"
_TEXT = r"((?:(?!\.\n).*\n)*)\.\n"
_CASES = re.findall(rf"(.+)\n\.\n{_TEXT}{_TEXT}", FIXTURES.read_text(encoding="utf-8"))
CASES = [pytest.param(text, expected, id=title) for title, text, expected in _CASES]
"""``title . markup . the same put right, and after exclamation marks the complaints .``"""


def _mended(text: str, editor: Editor = Editor.CLOUD) -> tuple[str, list[str]]:
    complaints: list[str] = []
    root = Element("", children=parse(text.rstrip("\n")))
    mend(root, editor, lambda message, _source: complaints.append(message))
    return serialize(root).text, complaints


def _shown(text: str) -> str:
    mended, complaints = _mended(text)
    return mended + "".join(f"! {complaint}\n" for complaint in complaints)


def test_regen(request: pytest.FixtureRequest) -> None:
    """With ``--regen`` the expected texts are written anew."""
    if request.config.getoption("--regen"):
        parts = [f"{title}\n.\n{text}.\n{_shown(text)}.\n" for title, text, _ in _CASES]
        FIXTURES.write_text("\n".join(parts), encoding="utf-8")


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_mended(text: str, expected: str) -> None:
    """Parts get their wholes, what says nothing goes, and each is complained of."""
    assert _shown(text) == expected


@pytest.mark.parametrize(("text", "_expected"), CASES)
def test_nothing_is_complained_of_twice(text: str, _expected: str) -> None:
    """What was put right is right."""
    mended, _ = _mended(text)
    again, complaints = _mended(mended)
    assert (again.replace("\n", ""), complaints) == (mended.replace("\n", ""), [])


@pytest.mark.parametrize("editor", Editor)
@pytest.mark.parametrize(("text", "_expected"), CASES)
def test_fits(text: str, _expected: str, editor: Editor) -> None:
    """With the rules of the editors applied as well, a judge of its own has nothing to say, and no word is lost."""
    root = fit(Element("", children=parse(text)), editor, lambda _demoted: None)
    collapse(root)
    body = serialize(root).text
    assert problems(body, editor.value) == []
    assert [c for c in text_of(root.children) if c in string.ascii_lowercase and c not in "xu"] >= [
        c for c in text_of(parse(text)) if c in string.ascii_lowercase and c not in "xu"
    ]


@pytest.mark.parametrize("whole", sorted(KNOWN_ELEMENTS))
def test_every_part_in_every_whole(whole: str) -> None:
    """Whatever stands in whatever: it is put right, once and for all."""
    for part in sorted(KNOWN_ELEMENTS):
        root = Element("", children=[Element(whole, children=["a", Element(part, children=["b"])])])
        mend(root, Editor.CLOUD, lambda _message, _source: None)
        for element in root.walk():
            for child in element.elements():
                assert element.name in PARTS.get(child.name, {element.name})


def test_unknown_attributes_are_dropped() -> None:
    """Attributes that Confluence does not know go, with the element and the source named."""
    text = '<p onclick="x" style="a"><a href="u" data-x="y" ri:value="z">b</a></p>'
    nodes = parse(text, source=Source("a.rst", 3))
    complaints: list[tuple[str, str]] = []
    drop_unknown_attributes(
        nodes, Editor.CLOUD, lambda message, source: complaints.append((message, str(source)))
    )
    assert serialize(Element("", children=nodes)).text == '<p style="a"><a href="u">b</a></p>\n'
    assert sorted(complaints) == [
        ("<a> has no attribute data-x", "a.rst:3"),
        ("<a> has no attribute ri:value", "a.rst:3"),
        ("<p> has no attribute onclick", "a.rst:3"),
    ]


def test_data_center_keeps_data() -> None:
    """Attributes that begin with ``data-`` are for scripts of Data Center."""
    nodes = parse('<p data-x="y">a</p>')
    drop_unknown_attributes(nodes, Editor.DATA_CENTER, lambda *_: pytest.fail("a complaint"))
    assert serialize(Element("", children=nodes)).text == '<p data-x="y">a</p>\n'


def test_every_element_has_attributes() -> None:
    """The tables speak of elements that exist."""
    assert KNOWN_ATTRIBUTES.keys() == KNOWN_ELEMENTS
    assert PARTS.keys() <= KNOWN_ELEMENTS
