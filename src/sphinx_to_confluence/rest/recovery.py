"""What happened, when an answer was lost? Looking before anything is sent again; the same for both flavours."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from sphinx_to_confluence.errors import (
    AlreadyExists,
    AnswerLost,
    RestError,
    TitleTaken,
    VersionConflict,
)
from sphinx_to_confluence.rest.model import RemotePage, RemoteProperty

T = TypeVar("T")

_EMPTY_ELEMENT_END = re.compile(r"\s+/>")

_ENDED_WITH_IT = (500, 503)
"""Statuses of Confluence itself; 502 and 504 are those of a proxy that knows nothing of what goes on behind it."""

Pause = Callable[[int], bool]
"""Waits before looking again; takes how often that was done, and returns ``False`` when it is time to give up."""


def create_once(create: Callable[[], T], find: Callable[[], Sequence[T]], *, pause: Pause) -> T:
    """Create something, and find out whether it is there when nobody says so. It is sent once and no more.

    :param find: returns what can only be the thing that was just created.
    :raises AnswerLost: when there is not exactly one such thing.
    """
    try:
        return create()
    except AnswerLost as error:
        lost = error
    for repeat in itertools.count():
        found = _or_none(find)
        if found is None or len(found) > 1:
            break
        if found:
            return found[0]
        if not pause(repeat):  # the server may still be at it
            break
    raise lost


def create_titled(
    create: Callable[[], RemotePage],
    find: Callable[[], Sequence[tuple[RemotePage, bool]]],
    *,
    pause: Pause,
) -> RemotePage:
    """Create a page, and find out whether it is there when nobody says so; only one that is not is sent again.

    A server that answered with an error of its own has ended with the request. When no answer came, it may still be at
    it for a while, and titles are not unique for two that come at the same time: then it is sent a second time only
    after it was looked for as often, and as long, as anything is tried again.

    :param find: returns the pages of the title, and whether each can only be the one that was just created.
    :raises TitleTaken: when another page has taken the title meanwhile.
    :raises AnswerLost: when it cannot be found out, or is not there in the end.
    """
    problem: RestError | None = None
    silences = repeat = 0
    while True:
        try:
            return create()
        except AnswerLost as error:
            problem = error
        except TitleTaken as error:
            if problem is None:
                raise
            problem = error  # perhaps by what we sent before
        was_answered = isinstance(problem, TitleTaken) or problem.status in _ENDED_WITH_IT
        look = partial(_ours_among, find, problem)
        page, has_waited = look_until(look, (lambda _: False) if was_answered else pause)
        if page is not None:
            return page
        silences += not was_answered
        may_go_on = pause(repeat) if was_answered else has_waited and silences < 2
        if isinstance(problem, TitleTaken) or not may_go_on:
            raise problem
        repeat += 1


def look_until(look: Callable[[], T | None], pause: Pause) -> tuple[T | None, bool]:
    """Look for something until it appears or there is no more pause; tells also whether there was any."""
    for repeat in itertools.count():
        found = look()
        if found is not None or not pause(repeat):
            break
    return found, repeat > 0


def _ours_among(
    find: Callable[[], Sequence[tuple[RemotePage, bool]]], problem: RestError
) -> RemotePage | None:
    """Return the page that was just created, ``None`` when there is none of that title.

    :raises RestError: the problem, when a page that is not ours has the title, or looking fails.
    """
    found = _or_none(find)
    ours = [page for page, is_ours in found or () if is_ours]
    if len(ours) == 1:
        return ours[0]
    if found is None or found:
        raise problem
    return None


def write_version(
    write: Callable[[], RemotePage],
    look: Callable[[], RemotePage | None],
    is_ours: Callable[[RemotePage], bool],
    *,
    base_version: int,
    pause: Pause,
) -> RemotePage:
    """Write version ``base_version + 1`` of a page, and find out whether it is there when nobody says so.

    To send it again is safe once the old version was seen: the server refuses a version number that exists.

    :param is_ours: whether the page is as we wanted it to be; asked about that version only.
    :raises VersionConflict: when another version is there.
    :raises AnswerLost: when it cannot be found out.
    """
    problem: RestError | None = None
    repeat = 0
    while True:
        try:
            return write()
        except AnswerLost as error:
            problem = error
        except VersionConflict as error:
            if problem is None:
                raise
            problem = error  # perhaps with what we sent before
        now = _or_none(look)
        if now is None:
            raise problem
        if now.version == base_version + 1 and is_ours(now):
            return now
        if now.version != base_version:
            raise _overtaken(problem, now.version)
        if not pause(repeat):
            raise problem
        repeat += 1


def settle_property(
    write: Callable[[RemoteProperty | None], RemoteProperty],
    look: Callable[[], RemoteProperty | None],
    *,
    value: Any,
    existing: RemoteProperty | None,
    pause: Pause,
) -> RemoteProperty:
    """Write a property; one that appeared meanwhile (Confluence makes some itself) is read and replaced.

    :param write: creates the property, or writes the version after the given one.
    :raises VersionConflict: when somebody else wrote the property that was to be updated.
    :raises AnswerLost: when it cannot be found out whether it was written.
    """
    base = existing
    problem: RestError | None = None
    repeat = 0
    while True:
        try:
            return write(base)
        except (AlreadyExists, AnswerLost) as error:
            problem = error
        except VersionConflict as error:
            if problem is None:
                raise
            problem = error
        try:
            now = look()
        except RestError:
            raise problem from None
        if now is not None and now.value == value:
            return now
        if existing is not None and (now is None or now.version != existing.version):
            raise _overtaken(problem, now.version if now else 0)
        base = now
        if not pause(repeat):
            raise problem
        repeat += 1


def _or_none(look: Callable[[], T]) -> T | None:
    """Look; that this fails as well leaves it open what happened."""
    try:
        return look()
    except RestError:
        return None


def _overtaken(problem: RestError, version: int) -> VersionConflict:
    return VersionConflict(
        problem.tried,
        operation=problem.operation,
        status=problem.status,
        answered=f"{problem.answered} What is there now is version {version}, and not ours.",
        cause="Somebody, or another run, has saved it in between.",
        remedy="Run again: the new version is looked at first.",
    )


def is_as_sent(
    page: RemotePage, stored: str, *, title: str, parent_id: str | None, body: str
) -> bool:
    """Whether a page can only be the one that was just created: nobody has touched it, and all is as it was sent.

    Confluence puts a space into empty elements. It does more to macros: a body that holds some is never recognised,
    which is the safe side.
    """
    return (
        page.version == 1
        and page.title.strip() == title.strip()
        and page.parent_id == parent_id
        and is_same_body(stored, body)
    )


def is_same_body(stored: str, sent: str) -> bool:
    """Whether a stored body is what was sent. See :func:`is_as_sent` for what Confluence does to it."""
    return (
        _EMPTY_ELEMENT_END.sub("/>", stored).strip() == _EMPTY_ELEMENT_END.sub("/>", sent).strip()
    )
