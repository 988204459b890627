"""Do inline comments stay on their words, and does nothing else of the body change?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_to_confluence.publish.comments import reanchor
from sphinx_to_confluence.storage.parse import parse

FIXTURES = Path(__file__).parent / "fixtures"
_TEXT = r"((?:(?!\.\n).*\n)*)\.\n"
_CASE = re.compile(rf"(.+)\n\.\n{_TEXT}{_TEXT}{_TEXT}")
_SHORT = re.compile(r"\{(\w+)\|([^{}]*)\}")
_MARKER = re.compile(r"</?ac:inline-comment-marker[^>]*>")
_LONG = re.compile(
    r'<ac:inline-comment-marker ac:ref="(\w+)">((?:(?!</?ac:inline-comment-marker).)*)'
    r"</ac:inline-comment-marker>",
    re.DOTALL,
)


def _marker(ref, words):
    return f'<ac:inline-comment-marker ac:ref="{ref}">{words}</ac:inline-comment-marker>'


def _long(text):
    """Markers in full; from the inside, since they may nest."""
    while _SHORT.search(text):
        text = _SHORT.sub(lambda found: _marker(found[1], found[2]), text)
    return text


def _short(text):
    while _LONG.search(text):
        text = _LONG.sub(lambda found: f"{{{found[1]}|{found[2]}}}", text)
    return text


def _shown(live, new):
    result = reanchor(_long(live.strip()), new.strip())
    lost = "".join(f'! {one.ref} "{one.quote}" was near row {one.row}\n' for one in result.lost)
    return f"{_short(result.body)}\n{lost}"


def _cases(name):
    found = _CASE.findall((FIXTURES / name).read_text(encoding="utf-8"))
    return [pytest.param(*texts, id=title) for title, *texts in found]


def test_regen(request):
    """With ``--regen`` the expected texts of ``comments.txt`` are written anew; those of the corpus are a person's."""
    if request.config.getoption("--regen"):
        path = FIXTURES / "comments.txt"
        text = path.read_text(encoding="utf-8")
        path.write_text(
            _CASE.sub(
                lambda case: f"{case[1]}\n.\n{case[2]}.\n{case[3]}.\n{_shown(case[2], case[3])}.\n",
                text,
            ),
            encoding="utf-8",
        )


@pytest.mark.parametrize(("live", "new", "expected"), _cases("comments.txt"))
def test_case(live, new, expected):
    """Each comment is on the words that it was on, or it is lost."""
    assert _shown(live, new) == expected


WORDS = st.sampled_from(
    ["the", "a", "server", "page", "of", "x", "red", "blue", "Übung", "&amp;", "“so”", "1.5"]
)
PAGE_LINK = (
    '<ac:link><ri:page ri:content-title="x"/><ac:plain-text-link-body><![CDATA[{}]]>'
    "</ac:plain-text-link-body></ac:link>"
)
CODE = (
    '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[{}]]></ac:plain-text-body>'
    "</ac:structured-macro>\n"
)
LINE = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
INLINE = st.one_of(
    LINE,
    LINE.map("<strong>{}</strong>".format),
    LINE.map("<em>x <code>{}</code></em>".format),
    LINE.map('<a href="#b">{}</a>'.format),
    LINE.map(PAGE_LINK.format),
    st.just('<ac:image ac:inline="true"><ri:attachment ri:filename="a.png"/></ac:image>'),
)
TEXT = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
BLOCK = st.one_of(
    TEXT.map("<p>{}</p>\n".format),
    TEXT.map("<h2>{}</h2>\n".format),
    TEXT.map("<ul>\n<li>{}</li>\n</ul>\n".format),
    TEXT.map("<table><tbody><tr><td>{}</td><td>x</td></tr></tbody></table>\n".format),
    LINE.map(CODE.format),
)
BODY = st.lists(BLOCK, min_size=1, max_size=6).map("".join)
_PLAIN = re.compile(r"(?<=>)([^<>]*\w[^<>]*)(?=<)")


@st.composite
def commented(draw, body):
    """A body with markers around some of its stretches of text, and how many there are."""
    stretches = [
        found
        for found in re.finditer(r"<!\[CDATA\[.*?\]\]>|" + _PLAIN.pattern, body)
        if found[1] is not None
    ]
    if not stretches:
        return body, 0
    chosen = draw(st.lists(st.sampled_from(range(len(stretches))), unique=True, max_size=4))
    parts, last = [], 0
    for number, index in enumerate(sorted(chosen)):
        found = stretches[index]
        words = [word.span() for word in re.finditer(r"\S+", found[1])]
        first = draw(st.integers(0, len(words) - 1))
        end = draw(st.integers(first, len(words) - 1))
        start, stop = found.start() + words[first][0], found.start() + words[end][1]
        parts += [body[last:start], _marker(f"c{number}", body[start:stop])]
        last = stop
    return "".join([*parts, body[last:]]), len(chosen)


@st.composite
def pages(draw):
    """A stored body with comments, and another version of the page."""
    blocks = draw(st.lists(BLOCK, min_size=1, max_size=6))
    live, count = draw(commented("".join(blocks)))
    after = draw(st.permutations(blocks)) if draw(st.booleans()) else blocks
    after = [block for block in after if draw(st.integers(0, 4))]
    new = "".join([*after, draw(BODY)] if draw(st.booleans()) else after)
    return live, count, new


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages())
def test_properties(page):
    """The body is whole and the same but for the markers, every comment is kept or lost, and none is there twice."""
    live, count, new = page
    result = reanchor(live, new)
    parse(result.body)
    assert _MARKER.sub("", result.body) == new
    kept, lost = [one.ref for one in result.kept], [one.ref for one in result.lost]
    assert sorted([*kept, *lost]) == [f"c{number}" for number in range(count)]
    assert set(re.findall(r'ac:ref="(\w+)"', result.body)) == {*kept}
    for one in result.kept:
        # A link is marked as a whole; and within a longer passage a few words may have been edited.
        assert one.text == one.quote or len(one.quote.split()) >= 4 or "ac:link" in result.body


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BODY.flatmap(commented))
def test_the_same_text_keeps_every_comment(page):
    """When nothing changed, every marker is where it was."""
    live, count = page
    result = reanchor(live, _MARKER.sub("", live))
    assert (result.body, len(result.kept)) == (live, count)


def test_a_body_that_cannot_be_read():
    """Markers in a body whose elements do not nest are lost, not the body."""
    result = reanchor(_marker("a", "x") + "<p>", "<p>x</p>")
    assert (result.body, [one.ref for one in result.lost]) == ("<p>x</p>", ["a"])


def test_a_marker_in_the_source_stays():
    """A marker that raw markup brings is not put there a second time."""
    live = f"<p>Some {_marker('a', 'words')} here</p>"
    assert reanchor(live, live).body == live


def test_a_page_of_a_megabyte():
    """Twenty thousand cells that hold few different words, all moved by one row, do not take long."""
    row = "<tr><td>option {}</td><td>yes</td><td>no</td><td>{}</td></tr>\n"
    rows = [row.format(number, "yes" if number % 3 else "no") for number in range(12_000)]
    new = f"<table><tbody>{''.join([row.format('new', 'maybe'), *rows])}</tbody></table>"
    marked = [text.replace("<td>yes</td>", f"<td>{_marker(f'c{n}', 'yes')}</td>", 1) if n % 400 == 0 else text
              for n, text in enumerate(rows)]  # fmt: skip
    live = f"<table><tbody>{''.join(marked)}</tbody></table>"
    result = reanchor(live, new)
    assert len(result.kept) == 30
    assert _MARKER.sub("", result.body) == new


RELEASES = _cases("comments_of_releases.txt")


@pytest.mark.parametrize(("live", "new", "expected"), RELEASES)
def test_never_at_a_wrong_place(live, new, expected):
    """On real pages a comment is where a person says that it belongs, or it is lost."""
    body = _short(reanchor(_long(live.strip()), new.strip()).body)
    assert body in {expected.strip(), new.strip()}


def test_most_comments_are_kept():
    """Of the comments on real pages whose words are there still, at least 95 % are kept."""
    there = [case.values for case in RELEASES if "{1|" in case.values[2]]
    kept = [_shown(live, new) == expected for live, new, expected in there]
    assert len(RELEASES) >= 60
    assert sum(kept) >= 0.95 * len(there)
