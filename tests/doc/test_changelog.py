"""What is in ``changelog.d`` can be put into the changelog as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree

CHANGELOG_D = Path(__file__).parents[2] / "changelog.d"
NOT_FRAGMENTS = {"README.rst", "_template.rst.jinja"}
FRAGMENTS = sorted(file for file in CHANGELOG_D.iterdir() if file.name not in NOT_FRAGMENTS)


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda file: file.name)
def test_fragment_is_named_after_its_kind(fragment):
    """A slug in lower case, and one of the three kinds."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.(breaking|feature|fix)\.rst", fragment.name)


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda file: file.name)
def test_fragment_is_one_short_paragraph(fragment):
    """It is the text of one bullet: nothing but one paragraph that plain docutils understands."""
    text = fragment.read_text(encoding="utf-8")
    settings = {"report_level": 1, "halt_level": 5, "warning_stream": False}
    parts = publish_doctree(text, settings_overrides=settings).children
    assert [type(part) for part in parts] == [nodes.paragraph]
    assert not list(parts[0].findall(nodes.problematic))
    assert max(map(len, text.splitlines())) <= 120
    assert text.endswith(".\n")
