"""The tables of what becomes of things: complete, and true as far as our own declarations tell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinx_to_confluence.config.declared import all_options
from sphinx_to_confluence.migrate.markup import IN_PYTHON, IN_SCRIPTS, IN_SOURCES, known_things
from sphinx_to_confluence.migrate.options import REMOVED, UNDOCUMENTED, known_options
from sphinx_to_confluence.migrate.verdicts import Verdict

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "compatibility.md"
MANUAL = Path(__file__).parents[2] / "doc"
OURS = {option.config_name for option in all_options()}
GONE = {Verdict.DROPPED, Verdict.RENAMED}


def test_their_options_are_all_there():
    """93 in their manual, 13 besides, and some of older releases."""
    chapters = [option.chapter for option in known_options().values()]
    assert len(chapters) - chapters.count(REMOVED) == 106
    assert chapters.count(UNDOCUMENTED) == 13


def test_what_is_there_exists_and_what_is_dropped_does_not():
    """Whatever the table promises is an option of ours."""
    for option in known_options().values():
        assert (option.name in OURS) == (option.verdict not in GONE), option.name
        assert bool(option.instead) == (option.verdict is Verdict.RENAMED)
        assert not option.instead or option.instead in OURS


def test_every_difference_is_explained():
    """A reader learns how, or why."""
    for row in (*known_options().values(), *known_things()):
        assert row.note or row.verdict in {Verdict.SAME, Verdict.RENAMED}, row.name


def test_options_that_notes_name_exist():
    """The notes lead to options of ours, or to others of the table."""
    known = OURS | set(known_options()) | {"confluence_storage"}
    for row in (*known_options().values(), *known_things()):
        for name in re.findall(r"\bconfluence_[a-z_]+\b", row.note):
            is_directive = any(thing.name == name for thing in known_things())
            assert name in known or is_directive, (row.name, name)


def test_directives_and_roles_exist():
    """What is called the same or better is in the reference of directives."""
    reference = (MANUAL / "reference" / "directives.rst").read_text(encoding="utf-8")
    for thing in known_things():
        if thing.kind in {"Directives", "Roles"}:
            assert thing.verdict not in GONE
            assert re.search(rf"\b{thing.name}\b", reference), thing.name


def test_what_is_looked_for_is_in_the_table():
    """Each pattern has its row."""
    names = {thing.name for thing in known_things()}
    assert names >= {*IN_SOURCES, *IN_PYTHON, *IN_SCRIPTS}


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the reference is not beside the project")
def test_no_option_of_the_reference_is_missing():
    """Short names there stand for longer ones: _footer_file for confluence_footer_file."""
    text = REFERENCE.read_text(encoding="utf-8")
    part = text[text.index("### 1.1") : text.index("### 1.7")]
    rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    rows += [line for line in part.splitlines() if line.startswith("`")]
    names = {
        name
        for row in rows
        for name in re.findall(r"`((?:confluence|singleconfluence)?_[a-z0-9_]+)`", row)
    }
    known = known_options()
    missing = {
        name for name in names if name not in known and not any(k.endswith(name) for k in known)
    }
    assert missing == set()
    assert len(names) > 100
