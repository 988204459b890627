"""What a reader sees of a stored body, and what is different for a reader between two of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinx_to_confluence.publish.rendered.blocks import rendered_lines
from sphinx_to_confluence.publish.rendered.diff import text_diff, whole_text
from sphinx_to_confluence.publish.rendered.lines import printable

FIXTURES = Path(__file__).parent / "fixtures"
_TEXT = r"((?:(?!\.\n).*\n)*)\.\n"
_ONE = re.compile(rf"(.+)\n\.\n{_TEXT}{_TEXT}")
_TWO = re.compile(rf"(.+)\n\.\n{_TEXT}{_TEXT}{_TEXT}")


def _lines(storage):
    """Every line with all of its asides."""
    return "".join(
        f"{line.shown(lambda _aside: True)}\n" for line in rendered_lines(storage.strip())
    )


def _diff(old, new):
    diff = text_diff(rendered_lines(old.strip()), rendered_lines(new.strip()))
    return "".join(f"{line}\n" for line in diff.lines)


def _cases(name, pattern):
    found = pattern.findall((FIXTURES / name).read_text(encoding="utf-8"))
    return [pytest.param(*texts, id=title) for title, *texts in found]


def test_regen(request):
    """With ``--regen`` the expected texts are written anew."""
    if not request.config.getoption("--regen"):
        return
    for name, pattern, made in (
        ("rendered_text.txt", _ONE, lambda texts: _lines(*texts[:1])),
        ("text_diff.txt", _TWO, lambda texts: _diff(*texts[:2])),
    ):
        path = FIXTURES / name
        cases = pattern.findall(path.read_text(encoding="utf-8"))
        path.write_text(
            "\n".join(
                f"{title}\n.\n" + ".\n".join((*texts[:-1], made(texts))) + ".\n"
                for title, *texts in cases
            ),
            encoding="utf-8",
        )


@pytest.mark.parametrize(("storage", "expected"), _cases("rendered_text.txt", _ONE))
def test_lines(storage, expected):
    """Each element is told the way a reader sees it; what nobody sees is in brackets."""
    assert _lines(storage) == expected


@pytest.mark.parametrize(("old", "new", "expected"), _cases("text_diff.txt", _TWO))
def test_differences(old, new, expected):
    """Only what is different is told, with a little around it and the section that it is in."""
    assert _diff(old, new) == expected


def test_what_confluence_adds_is_no_difference():
    """Ids, the order of parameters, and the markers of comments."""
    ours = (
        '<p>One two</p><ac:structured-macro ac:name="info"><ac:parameter ac:name="title">T</ac:parameter>'
        '<ac:parameter ac:name="icon">false</ac:parameter><ac:rich-text-body><p>x</p></ac:rich-text-body>'
        "</ac:structured-macro>"
    )
    stored = (
        '<p local-id="1">One <ac:inline-comment-marker ac:ref="r">two</ac:inline-comment-marker></p>'
        '<ac:structured-macro ac:name="info" ac:schema-version="1" ac:macro-id="2">'
        '<ac:parameter ac:name="icon">false</ac:parameter><ac:parameter ac:name="title">T</ac:parameter>'
        "<ac:rich-text-body>\n<p>x</p></ac:rich-text-body></ac:structured-macro>"
    )
    assert not text_diff(rendered_lines(stored), rendered_lines(ours))


def test_links_have_the_name_that_is_given():
    """The address of a page is told as the document that it is made from."""
    lines = rendered_lines('<p><a href="https://x/pages/7">Setup</a></p>', lambda _address: "setup")
    assert lines[0].shown(lambda _aside: True) == "Setup [→ setup]"


def test_nothing_for_a_terminal_to_obey():
    """Control characters, and those that turn the direction of writing, are shown as escapes."""
    hostile = "a\x1b[31mb\u202ec\x9b\u2028d\ud800"
    assert printable(hostile) == r"a\x1b[31mb\u202ec\x9b\u2028d\ud800"
    (line,) = rendered_lines(f"<p>{hostile[10:12]}</p>")
    assert printable(line.text) == line.text


def test_deep_nesting_is_told_too():
    """A text that nobody would write does not end the plan."""
    body = "<div>" * 3000 + "<p>deep <b>down</b></p>" + "</div>" * 3000
    assert [line.text for line in rendered_lines(body)] == ["deep down"]
    body = "<b>" * 3000 + "deep" + "</b>" * 3000
    assert "deep" in rendered_lines(f"<p>{body}</p>")[0].text


class TestTextDiff:
    """What can be asked of a difference."""

    def test_counts(self):
        """All lines that are new or gone."""
        diff = text_diff(rendered_lines("<p>a</p><p>b</p>"), rendered_lines("<p>a</p><p>c</p>"))
        assert (diff.added, diff.removed, bool(diff)) == (1, 1, True)

    def test_nothing(self):
        """The same text has none."""
        lines = rendered_lines("<p>a</p>")
        assert not text_diff(lines, lines)
        assert text_diff(lines, lines).lines == ()

    def test_cut(self):
        """A long one ends with what was left out."""
        diff = whole_text(rendered_lines("".join(f"<p>{number}</p>" for number in range(50))))
        assert diff.cut(3) == ("+0", "+", "@@ 97 more lines of this page are not shown @@")
        assert diff.cut(0) == diff.lines
