"""Can every page have its title? Who holds it, who gives it up, and who has to step aside for a moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sphinx_to_confluence.publish.cases import Case
from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.state import Mark
from sphinx_to_confluence.rest.model import RemotePage, Status

MAX_TITLE = 255
_ROOM = 25
"""Characters for the id of a page and its brackets in a temporary title."""


def refuse_taken_titles(
    cases: Sequence[Case], snapshot: Snapshot, orphans: Collection[str]
) -> list[Case]:
    """Turn what would take a title that its holder does not give up into a conflict.

    A page that is refused keeps its own title, so whoever wanted that one is refused in the next round.

    :param orphans: ids of pages whose documents are gone.
    """
    checked = list(cases)
    ours = {case.remote.id for case in cases if case.remote is not None}
    while True:
        leaving = {
            case.remote.id for case in checked if case.remote is not None and case.takes_title
        }
        refused = [
            (number, holder)
            for number, case in enumerate(checked)
            if case.takes_title
            and (holder := snapshot.titles.get(case.page.title.casefold())) is not None
            and (case.remote is None or case.remote.id != holder.id)
            and holder.id not in leaving
        ]
        if not refused:
            return checked
        for number, holder in refused:
            checked[number] = replace(
                checked[number], hindrance=_hindrance(holder, ours, orphans), holder=holder
            )


def _hindrance(holder: RemotePage, ours: Collection[str], orphans: Collection[str]) -> Hindrance:
    if holder.id in orphans:
        return Hindrance.TITLE_ORPHAN
    if holder.id in ours:
        return Hindrance.TITLE_KEPT
    if holder.status is Status.ARCHIVED:
        return Hindrance.TITLE_ARCHIVED
    return Hindrance.TITLE_FOREIGN if Mark.read(holder.message) is None else Hindrance.TITLE_PROJECT


def make_room(cases: Sequence[Case]) -> list[Case]:
    """Give a temporary title to every page that cannot get its own at once.

    That is where another page of ours is to have its present title: swaps (A becomes B, B becomes A) need that, and in
    a mere chain it lets pages be written in any order. And it is where only the case of letters changes, since titles
    that differ in case only count as one, and nothing says that Confluence leaves the page itself out of account.
    """
    wanted = {case.page.title.casefold(): case.page.docname for case in cases if case.takes_title}
    return [
        replace(case, via_title=_temporary(case.page.title, case.remote.id))
        if case.remote is not None and case.takes_title and case.remote.title.casefold() in wanted
        else case
        for case in cases
    ]


def _temporary(title: str, page_id: str) -> str:
    return f"{title[: MAX_TITLE - _ROOM]} ({page_id})"
