"""What does each scope carry in this project's configuration, and what is to be done without it?"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.rest.operations import TWELVE_SCOPES, Cloud, operations
from sphinx_to_confluence.rest.probes import Verdict

_SUFFIX = ":confluence"


class Need(enum.Enum):
    """What happens without a scope."""

    STOPS = "needed"
    """Publishing stops."""

    DEGRADES = "used"
    """Publishing goes on and something is left out, with a message."""

    EXTRA = "extra"
    """It adds something; all else works without."""

    IDLE = "not used"
    """Nothing in this configuration asks for it."""


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """A scope, whether the token has it, and what that means here."""

    scope: str
    verdict: Verdict
    need: Need
    carries: str

    @property
    def is_lacking(self) -> bool:
        """Whether something will not work, or something will be left out."""
        return self.verdict is Verdict.MISSING and self.need in (Need.STOPS, Need.DEGRADES)

    def as_data(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "scope": self.scope,
            "token": self.verdict.value,
            "need": self.need.value,
            "carries": self.carries,
        }


_Told = tuple[Need, str]


def _always(need: Need, carries: str) -> Callable[[Settings], _Told]:
    return lambda _settings: (need, carries)


def _of_files(settings: Settings) -> _Told:
    also = ", and objects.inv (confluence_publish_intersphinx)"
    return Need.STOPS, "images and files" + (also if settings.publish_intersphinx else "")


def _metadata(settings: Settings) -> _Told:
    if settings.orphans == "archive" or settings.cleanup_archive:
        return Need.DEGRADES, "archiving pages whose documents are gone (confluence_orphans)"
    if isinstance(settings.parent_page, int) and not settings.publish_root:
        return Need.DEGRADES, "telling a folder from a page (confluence_parent_page is an id)"
    return (
        Need.IDLE,
        "only with confluence_orphans = 'archive', or a folder as confluence_parent_page",
    )


def _delete_page(settings: Settings) -> _Told:
    if settings.orphans == "trash" or settings.cleanup_purge:
        return Need.DEGRADES, "trashing pages whose documents are gone (confluence_orphans); undo"
    return Need.DEGRADES, "taking created pages back (undo, remove)"


def _watching(settings: Settings) -> _Told:
    if settings.watch:
        return Need.IDLE, "nothing while confluence_watch is on"
    return Need.DEGRADES, "not watching created pages (confluence_watch is off)"


def _labels(settings: Settings) -> _Told:
    if settings.global_labels:
        return (
            Need.DEGRADES,
            f"labels ({', '.join(settings.global_labels)}: confluence_global_labels)",
        )
    return Need.IDLE, "only for documents with a field 'labels', and confluence_global_labels"


def _reading_comments(settings: Settings) -> _Told:
    if settings.publish_skip_commented_pages == "ignored-resolved":
        return Need.DEGRADES, "telling resolved comments (confluence_publish_skip_commented_pages)"
    if settings.lost_comments == "footer":
        return Need.DEGRADES, "saying whose lost comments are kept (confluence_lost_comments)"
    return Need.EXTRA, "naming whose inline comments lose their text"


def _writing_comments(settings: Settings) -> _Told:
    if settings.lost_comments == "footer":
        return Need.DEGRADES, "keeping lost comments below the page (confluence_lost_comments)"
    return Need.IDLE, "only with confluence_lost_comments = 'footer'"


_CARRIES: Mapping[str, Callable[[Settings], _Told]] = {
    "read:space": _always(Need.STOPS, "finding the space"),
    "read:page": _always(Need.STOPS, "reading what is published already"),
    "write:page": _always(Need.STOPS, "publishing, moving and ordering pages, their width"),
    "delete:page": _delete_page,
    "read:attachment": _always(Need.STOPS, "comparing the files on pages that change"),
    "read:content-details": _of_files,
    "write:attachment": _of_files,
    "delete:attachment": _always(Need.DEGRADES, "removing files that are no longer on a page"),
    "read:content.metadata": _metadata,
    "read:content.property": _always(Need.IDLE, "nothing: no call of Confluence asks for it today"),
    "write:content.property": _always(
        Need.IDLE, "nothing: no call of Confluence asks for it today"
    ),
    "write:watcher": _watching,
    "read:label": _labels,
    "write:label": _labels,
    "read:comment": _reading_comments,
    "write:comment": _writing_comments,
}
"""What each scope means, in the order of the table; a test holds it against the calls."""

OPTIONAL = tuple(scope for name in _CARRIES if (scope := name + _SUFFIX) not in TWELVE_SCOPES)
"""The scopes beyond the twelve."""


def scope_rows(verdicts: Mapping[str, Verdict], settings: Settings) -> list[ScopeRow]:
    """Return a row for each scope: the twelve, and those beyond."""
    asked_for = {scope for row in operations(Cloud) for scope in row.granular}
    return [
        ScopeRow(
            scope,
            verdicts.get(scope, Verdict.UNKNOWN) if scope in asked_for else Verdict.UNUSED,
            *told(settings),
        )
        for name, told in _CARRIES.items()
        for scope in [name + _SUFFIX]
    ]


def scopes_to_tick(rows: Sequence[ScopeRow]) -> list[str]:
    """Return the scopes of a token that has all that this project uses."""
    return [
        row.scope
        for row in rows
        if row.scope in TWELVE_SCOPES or row.need in (Need.STOPS, Need.DEGRADES)
    ]
