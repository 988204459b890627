"""What has to be done? A pure function of bundle, snapshot and policy; its result can be printed before it is done."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.publish.cases import Case, examine
from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.publish.operations import (
    Change,
    Conflict,
    Create,
    Move,
    Operation,
    Orphan,
    Plan,
    Rename,
    Skip,
    Update,
)
from sphinx_to_confluence.publish.policy import Policy
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.titles import make_room, refuse_taken_titles
from sphinx_to_confluence.rest.model import RemotePage, Status


def make_plan(bundle: Bundle, snapshot: Snapshot, policy: Policy) -> Plan:
    """Compare what should be with what is."""
    cases = examine(bundle, snapshot, policy)
    taken = {case.remote.id for case in cases if case.remote is not None}
    orphans = [
        Orphan(docname, remote.id, remote.title)
        for docname, remote in sorted(snapshot.pages.items())
        if docname not in bundle and remote.status is Status.CURRENT and remote.id not in taken
    ]
    cases = refuse_taken_titles(cases, snapshot, {orphan.page_id for orphan in orphans})
    cases = make_room(cases)
    ids = {case.page.docname: case.remote.id for case in cases if case.remote is not None}
    operations = [operation for case in cases for operation in _operations(case, snapshot, ids)]
    return Plan((*operations, *orphans))


def _operations(case: Case, snapshot: Snapshot, ids: dict[str, str]) -> Iterator[Operation]:
    page, remote = case.page, case.remote
    if case.hindrance is not None:
        yield from _conflict(case, case.hindrance, snapshot)
    elif remote is None:
        yield Create(page.docname, page.title, page.parent)
    if remote is None or not case.is_there:
        return
    if Change.TITLE in case.changes and case.hindrance is None:
        yield Rename(page.docname, remote.id, remote.title, page.title, case.via_title)
    is_misplaced = _is_misplaced(case, remote, snapshot, ids)
    if is_misplaced:
        yield Move(page.docname, remote.id, remote.parent_id, page.parent)
    if case.hindrance is not None:
        return
    if case.is_kept or not (case.changes or is_misplaced):
        yield Skip(page.docname, remote.id, remote.title, case.is_kept)
    elif case.changes:
        yield Update(
            page.docname,
            remote.id,
            remote.version,
            page.title,
            case.changes,
            overwrites=case.overwrites,
        )


def _conflict(case: Case, hindrance: Hindrance, snapshot: Snapshot) -> Iterator[Conflict]:
    in_the_way = case.holder or case.remote
    if in_the_way is not None:
        yield Conflict(
            case.page.docname,
            in_the_way.id,
            hindrance,
            in_the_way.title,
            in_the_way.version,
            own_id=case.remote.id if case.remote is not None and case.is_there else None,
            url=snapshot.page_url(in_the_way.id),
        )


def _is_misplaced(case: Case, remote: RemotePage, snapshot: Snapshot, ids: dict[str, str]) -> bool:
    if case.page.parent is None:
        return snapshot.parent_id is not None and remote.parent_id != snapshot.parent_id
    return remote.parent_id != ids.get(case.page.parent)
