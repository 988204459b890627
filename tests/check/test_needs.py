"""What each scope carries in a configuration."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.check.needs import Need, scope_rows, scopes_to_tick
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.rest.operations import TWELVE_SCOPES, Cloud, operations
from sphinx_to_confluence.rest.probes import Verdict

NO_CALL = {f"{verb}:content.property:confluence" for verb in ("read", "write")}


def rows(**options):
    """The rows of a token about which nothing is known, by scope without the suffix."""
    found = scope_rows({}, Settings(**options))
    return {row.scope.removesuffix(":confluence"): row for row in found}


def test_every_scope_has_a_row():
    """The twelve, and all that a call asks for."""
    asked_for = {scope for row in operations(Cloud) for scope in row.granular}
    assert {row.scope for row in rows().values()} == TWELVE_SCOPES | asked_for


def test_scopes_that_no_call_asks_for():
    """They are said to be needed by nothing, whatever the token has."""
    unused = {row.scope for row in rows().values() if row.verdict is Verdict.UNUSED}
    assert unused == NO_CALL


@pytest.mark.parametrize(
    ("scope", "options", "need", "words"),
    [
        ("write:watcher", {}, Need.DEGRADES, "confluence_watch is off"),
        ("write:watcher", {"watch": True}, Need.IDLE, "while confluence_watch is on"),
        ("write:label", {}, Need.IDLE, "a field 'labels'"),
        ("write:label", {"global_labels": ("a", "b")}, Need.DEGRADES, "labels (a, b: "),
        ("read:content.metadata", {}, Need.IDLE, "'archive'"),
        ("read:content.metadata", {"orphans": "archive"}, Need.DEGRADES, "confluence_orphans"),
        ("read:content.metadata", {"parent_page": 7}, Need.DEGRADES, "folder"),
        ("delete:page", {"orphans": "trash"}, Need.DEGRADES, "confluence_orphans"),
        ("write:comment", {}, Need.IDLE, "'footer'"),
        ("write:comment", {"lost_comments": "footer"}, Need.DEGRADES, "below the page"),
        ("read:comment", {}, Need.EXTRA, "inline comments"),
        ("read:comment", {"lost_comments": "footer"}, Need.DEGRADES, "whose lost comments"),
        ("write:attachment", {"publish_intersphinx": False}, Need.STOPS, "images and files"),
    ],
)
def test_configuration(scope, options, need, words):
    """Options decide what a scope is good for."""
    row = rows(**options)[scope]
    assert row.need is need
    assert words in row.carries


def test_new_token():
    """A new token gets the twelve, and what the configuration uses beyond."""
    assert set(scopes_to_tick(list(rows().values()))) == TWELVE_SCOPES
    used = scopes_to_tick(list(rows(global_labels=("a",)).values()))
    assert set(used) - TWELVE_SCOPES == {"read:label:confluence", "write:label:confluence"}
