"""What Sphinx has said, taken apart, and for how long it holds."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.preview.building import Heard, Outcome
from sphinx_to_confluence.preview.problems import Problems, problem
from sphinx_to_confluence.sandbox.viewer import Problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{source}/more.rst:4: WARNING: undefined label: 'nowhere' [ref.ref]",
            Problem(
                "undefined label: 'nowhere' [ref.ref]",
                "more.rst:4",
                4,
                [(2, "===="), (3, ""), (4, "See :ref:`nowhere`.")],
            ),
        ),
        ("{source}/gone.rst:7: ERROR: two\nlines", Problem("two\nlines", "gone.rst:7", 7, [])),
        (
            "{source}/more.rst: WARNING: not in any toctree",
            Problem("not in any toctree", "more.rst", None, []),
        ),
        (
            "/elsewhere/module.py:docstring of module.f:3: WARNING: odd",
            Problem("odd", "/elsewhere/module.py:docstring of module.f:3", 3, []),
        ),
        ("WARNING: while setting up an extension", Problem("while setting up an extension")),
        ("page 'More' could not be published", Problem("page 'More' could not be published")),
        ("{source}/more.rst:99: WARNING: beyond", Problem("beyond", "more.rst:99", 99, [])),
    ],
)
def test_a_message_is_taken_apart(source, text, expected):
    """Into place, text and the lines around."""
    assert problem(text.format(source=source), source) == expected


def test_what_was_said_holds_until_its_page_is_built_anew(source):
    """Reading and writing are apart: a page that is only written again is not warned of as when it was read."""
    problems = Problems(source)
    reading = Heard("WARNING: read", "a", is_reading=True)
    writing = Heard("WARNING: written", "a", is_reading=False)
    other = Heard("WARNING: other", "b", is_reading=True)
    of_no_page = Heard("WARNING: all", "", is_reading=False)

    def said(*heard, read=(), written=(), pages=("a", "b")):
        problems.add(Outcome(heard=list(heard), read=[*read], written=[*written], pages=[*pages]))
        return [one.text for one in problems.now()]

    assert said(reading, writing, other, of_no_page, read="ab") == [
        "read",
        "written",
        "other",
        "all",
    ]
    assert said(written="a") == ["read", "other"]
    assert said(reading, read="a", written="a") == ["read", "other"]
    assert said(pages="a") == ["read"]
