"""Do pages become what their editor can hold, saying the same in the same order?"""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from storage_judge import problems

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.storage.elements import Element, Source, text_of
from sphinx_to_confluence.storage.fit import Demoted, fit
from sphinx_to_confluence.storage.kinds import Kind
from sphinx_to_confluence.storage.parse import parse
from sphinx_to_confluence.storage.rules import ALLOWED, Place, demotion
from sphinx_to_confluence.storage.serialize import serialize
from sphinx_to_confluence.storage.whitespace import collapse

_TEXT = r"((?:(?!\.\n).*\n)*)\.\n"
FIXTURES = Path(__file__).parent / "fixtures" / "fit.txt"
_CASES = re.findall(rf"(.+)\n\.\n{_TEXT}{_TEXT}", FIXTURES.read_text(encoding="utf-8"))
CASES = [pytest.param(text, expected, id=title) for title, text, expected in _CASES]
"""``title . page . page that fits, and after exclamation marks what was demoted .``"""


def _fitted(text: str, editor: Editor = Editor.CLOUD) -> tuple[str, list[str]]:
    demoted: list[Demoted] = []
    root = fit(Element("", children=parse(text)), editor, demoted.append)
    collapse(root)
    return serialize(root).text, [str(item) for item in demoted]


def _words(text: str) -> list[str]:
    """Every character of the text that readers see, in order; titles of macros are capital letters."""
    return [character for character in text_of(parse(text)) if character in string.ascii_lowercase]


def _shown(text: str) -> str:
    fitted, demoted = _fitted(text)
    return fitted + "".join(f"! {item}\n" for item in demoted)


def test_regen(request: pytest.FixtureRequest) -> None:
    """With ``--regen`` the expected texts are written anew."""
    if request.config.getoption("--regen"):
        parts = [f"{title}\n.\n{text}.\n{_shown(text)}.\n" for title, text, _ in _CASES]
        FIXTURES.write_text("\n".join(parts), encoding="utf-8")


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_cloud(text: str, expected: str) -> None:
    """The Cloud editor gets what its schema holds, and what was demoted is told."""
    assert _shown(text) == expected


@pytest.mark.parametrize(("text", "_expected"), CASES)
def test_no_violation(text: str, _expected: str) -> None:
    """A judge that knows the published schema, but not our rules, has nothing to say."""
    assert problems(_fitted(text)[0], "v2") == []
    assert problems(_fitted(text, Editor.DATA_CENTER)[0], "v1") == []


@pytest.mark.parametrize(("text", "_expected"), CASES)
def test_words_stay_in_order(text: str, _expected: str) -> None:
    """No rule loses or moves a word; in lists that were tables, some are repeated."""
    said = iter(_words(_fitted(text)[0]))
    assert [word for word in _words(text) if word not in said] == []


@pytest.mark.parametrize(("text", "_expected"), CASES)
def test_fitting_again_changes_nothing(text: str, _expected: str) -> None:
    """What was fitted fits."""
    once, _ = _fitted(text)
    assert _fitted(once) == (once, [])


def test_data_center_keeps_what_it_is_given() -> None:
    """Data Center can hold nearly everything in everything."""
    text = (
        "<dl>\n<dt><strong><code>a</code></strong></dt>\n<dd>\n<blockquote>\n"
        "<table>\n<tr>\n<td>b</td>\n</tr>\n</table>\n</blockquote>\n</dd>\n</dl>\n"
    )
    assert _fitted(text, Editor.DATA_CENTER) == (text, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<ul><li>a<ac:image/>, b</li></ul>", "<ul>\n<li>a<ac:image/>, b</li>\n</ul>\n"),
        ("<ul><li><ac:image/></li></ul>", "<ul>\n<li>\n<p><ac:image/></p>\n</li>\n</ul>\n"),
        ("<ac:image/> a", "<p><ac:image/> a</p>\n"),
        ("<ac:image/><ac:image/>", "<p><ac:image/></p>\n<p><ac:image/></p>\n"),
        ("<p>a</p><ac:image/><p>b</p>", "<p>a</p>\n<p><ac:image/></p>\n<p>b</p>\n"),
    ],
)
def test_images_in_text_on_data_center(text: str, expected: str) -> None:
    """On Data Center an image stands in the line of the text next to it; images alone each have a line."""
    image = '<ac:image><ri:url ri:value="u"/></ac:image>'
    fitted = _fitted(text.replace("<ac:image/>", image), Editor.DATA_CENTER)
    assert fitted == (expected.replace("<ac:image/>", image), [])


def test_demotions_name_their_source() -> None:
    """What is demoted is told with the nearest source that is known."""
    table = parse("<table><tr><td>a</td></tr></table>")
    item = Element("li", children=table, source=Source("a.rst", 7))
    demoted: list[Demoted] = []
    fit(Element("", children=[Element("ul", children=[item])]), Editor.CLOUD, demoted.append)
    assert demoted == [Demoted("table", "list item", Source("a.rst", 7))]


@pytest.mark.parametrize("editor", Editor)
def test_every_pair_has_a_rule(editor: Editor) -> None:
    """What a place cannot hold has a demotion, for every place and kind."""
    for place in Place:
        for kind in Kind:
            assert kind in ALLOWED[editor][place] or demotion(kind, place)


def test_deep_nesting() -> None:
    """Two hundred levels are no problem for the rules."""
    text = "<ul><li>" * 200 + "x" + "</li></ul>" * 200
    assert _fitted(text)[0].count("<ul>") == 200
