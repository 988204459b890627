"""Does a token have a scope? Calls that cannot do anything, but are refused differently without the scope.

The gateway compares scopes before it looks at what the ids in an address belong to: a call about nothing answers 401
("scope does not match") without the scope, and with it another refusal, mostly 404. Nothing here relies on that: each
row says why its call would do nothing if it were carried out.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from sphinx_to_confluence.errors import (
    ConnectionFailed,
    MissingScope,
    NotConfluence,
    RateLimited,
    RestError,
    ServerError,
)
from sphinx_to_confluence.rest.caller import Call, Caller
from sphinx_to_confluence.rest.operations import Cloud, Operation, operations

NOTHING = "9223372036854775807"
"""An id that belongs to nothing: the largest number that Confluence's ids can be. They are given out from below."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A call that tells whether all scopes of its row are there.

    :param harmless: why it changes nothing, whatever the server makes of it.
    """

    operation: Operation
    harmless: str
    path: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str | int | list[str]] = field(default_factory=dict)
    json: Any = None


_READS = "It only reads."
_NO_PAGE = {"page_id": NOTHING}

PROBES: Sequence[Probe] = (
    Probe(Cloud.SPACES, _READS, params={"limit": 1}),
    Probe(Cloud.CURRENT_USER, _READS),
    Probe(Cloud.PAGE, _READS, path=_NO_PAGE),
    Probe(Cloud.ATTACHMENTS, _READS, path=_NO_PAGE),
    Probe(Cloud.CONTENT_TYPES, _READS, json={"contentIds": [NOTHING]}),
    Probe(Cloud.KNOWN_LABELS, _READS, params={"limit": 1}),
    Probe(Cloud.INLINE_COMMENTS, _READS, path=_NO_PAGE),
    Probe(
        Cloud.UPDATE_PAGE,
        "No page has this id, and without a title, a body and a version number there is nothing to save.",
        path=_NO_PAGE,
        json={},
    ),
    Probe(
        Cloud.TRASH_PAGE, "No page has this id; a page would only go to the trash.", path=_NO_PAGE
    ),
    Probe(
        Cloud.DELETE_ATTACHMENT,
        "No file has this id; a file would only go to the trash.",
        path={"attachment_id": NOTHING},
    ),
    Probe(Cloud.UNWATCH, "No page has this id, so that nobody watches it.", path=_NO_PAGE),
    Probe(
        Cloud.REMOVE_LABEL,
        "No page has this id, and none has this label.",
        path=_NO_PAGE,
        params={"name": "sphinx-to-confluence-check"},
    ),
    Probe(
        Cloud.ADD_FOOTER_COMMENT,
        "It names neither a page nor a text.",
        json={},
    ),
    Probe(
        Cloud.UPLOAD_ATTACHMENT,
        "No page has this id, and no file is sent along.",
        path=_NO_PAGE,
    ),
)
"""All that is needed to tell the scopes of the calls in :class:`~.operations.Cloud`."""


class Outcome(enum.Enum):
    """What a probe came to."""

    PASSED = "passed"
    REFUSED = "refused"
    UNKNOWN = "unknown"


def try_probe(caller: Caller, probe: Probe) -> Outcome:
    """Send a probe with credentials that are known to be taken."""
    call = Call(
        operation=probe.operation,
        tried="could not find out which scopes the token has",
        path=probe.path,
        params=probe.params,
        json=probe.json,
    )
    try:
        caller.call(call)
    except MissingScope:
        return Outcome.REFUSED
    except (ConnectionFailed, ServerError, RateLimited, NotConfluence):
        return Outcome.UNKNOWN
    except RestError as error:
        # 401 is what the gateway says itself; all else comes from behind it.
        return Outcome.UNKNOWN if error.status == HTTPStatus.UNAUTHORIZED else Outcome.PASSED
    return Outcome.PASSED


class Verdict(enum.Enum):
    """What is known of a scope."""

    GRANTED = "granted"
    MISSING = "missing"
    UNKNOWN = "could not be told"
    UNUSED = "not needed by any call today"


def told(granted: AbstractSet[str]) -> dict[str, Verdict]:
    """Say the same of each scope that any call needs when the server has named all that are granted."""
    asked_for = {scope for operation in operations(Cloud) for scope in operation.granular}
    return {scope: Verdict.GRANTED if scope in granted else Verdict.MISSING for scope in asked_for}


def judge(outcomes: Mapping[Operation, Outcome]) -> dict[str, Verdict]:
    """Say what is known of each scope that any of these calls needs. Pure.

    A call that passed has all its scopes. A call that was refused lacks one of them: which one is known when the others
    are there.
    """
    granted = {
        scope
        for operation, outcome in outcomes.items()
        if outcome is Outcome.PASSED
        for scope in operation.granular
    }
    missing = set()
    for operation, outcome in outcomes.items():
        lacking = [scope for scope in operation.granular if scope not in granted]
        if outcome is Outcome.REFUSED and len(lacking) == 1:
            missing.add(lacking[0])
    all_scopes = {scope for operation in outcomes for scope in operation.granular}
    return {
        scope: Verdict.GRANTED
        if scope in granted
        else Verdict.MISSING
        if scope in missing
        else Verdict.UNKNOWN
        for scope in all_scopes
    }
