"""How are pages archived on Cloud? A long task that one has to wait for, and of which a site runs one at a time."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sphinx_to_confluence.errors import (
    AnswerLost,
    InvalidRequest,
    NotFound,
    NotInEdition,
)
from sphinx_to_confluence.rest.answers import decoded
from sphinx_to_confluence.rest.caller import Call, Caller
from sphinx_to_confluence.rest.names import PageNames
from sphinx_to_confluence.rest.operations import Cloud

MOST_AT_ONCE = 300
"""Pages in one request; one more is a 400."""

LONGEST_WAIT_S = 600.0
"""For one request to be carried out, other people's archiving that goes first included."""

_WAITS_S = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Between looks at the task; the last one from then on."""

# Unconfirmed words: the document says only that it is a 400 when "there is an archival job already running".
_BUSY = re.compile(r"already running|in progress|another .*(job|task)", re.IGNORECASE)

Look = Callable[[Sequence[str]], Sequence[str]]
"""Returns those of the ids that are still to be archived."""


def archive(caller: Caller, names: PageNames, ids: Sequence[str], look: Look) -> None:
    """Archive pages, all at once or one by one as the edition of the site has it, and wait until that is done.

    :raises NotInEdition: when the site has no archive at all.
    :raises AnswerLost: when it takes longer than :data:`LONGEST_WAIT_S`.
    """
    for start in range(0, len(ids), MOST_AT_ONCE):
        _archive(caller, names, ids[start : start + MOST_AT_ONCE], look)


def _archive(caller: Caller, names: PageNames, ids: Sequence[str], look: Look) -> None:
    deadline = caller.now() + LONGEST_WAIT_S
    waits = _waits()
    while ids:
        call = Call(
            operation=Cloud.ARCHIVE_PAGES,
            tried=f"could not archive {names[ids[0]] if len(ids) == 1 else f'{len(ids)} pages'}",
            json={"pages": [{"id": int(page_id)} for page_id in ids]},
        )
        try:
            task_id = caller.value(call, lambda data: str(data["id"]))
            return _wait_for(caller, task_id, call.tried, deadline)
        except NotInEdition:
            if len(ids) == 1:
                raise
            for page_id in ids:
                _archive(caller, names, [page_id], look)
            return None
        except (AnswerLost, InvalidRequest, NotFound) as error:
            # One page that is not current any more, and Confluence refuses them all.
            left = look(ids)
            busy = isinstance(error, AnswerLost) or bool(_BUSY.search(error.answered))
            if left and (caller.now() >= deadline or (len(left) == len(ids) and not busy)):
                raise
            if left and busy:
                caller.sleep(next(waits))
            ids = left
    return None


def _wait_for(caller: Caller, task_id: str, tried: str, deadline: float) -> None:
    """Return when a task has ended well.

    :raises InvalidRequest: when it has ended otherwise.
    :raises AnswerLost: when it has not ended in time.
    """
    call = Call(operation=Cloud.LONG_TASK, tried=tried, path={"task_id": task_id})
    for wait in _waits():
        answer = caller.call(call)
        finished, successful = decoded(answer, _is_over, tried=tried, operation=call.operation.name)
        if successful:
            return
        if finished:
            raise InvalidRequest(
                tried,
                operation=call.operation.name,
                answered=f"Confluence began with it and gave up: {'; '.join(answer.texts) or 'it does not say why'}.",
                cause="Perhaps a page is restricted, or was changed in the meantime.",
                remedy="Archive the pages by hand, or run again.",
            )
        if caller.now() >= deadline:
            break
        caller.sleep(wait)
    raise AnswerLost(
        tried,
        operation=call.operation.name,
        answered=f"Confluence has not finished after {LONGEST_WAIT_S:.0f} s.",
        cause="It is busy, perhaps with archiving for somebody else.",
        remedy="Run again later; pages that are archived by then are left alone.",
    )


def _is_over(data: Any) -> tuple[bool, bool]:
    """Return whether a task has ended, and whether that was well."""
    return bool(data["finished"]), bool(data["finished"] and data["successful"])


def _waits() -> Iterator[float]:
    """Yield the seconds between looks, for ever."""
    yield from _WAITS_S
    yield from itertools.repeat(_WAITS_S[-1])
