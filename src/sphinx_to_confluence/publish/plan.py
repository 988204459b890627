"""What has to be done? A pure function of bundle, snapshot and policy; its result can be printed before it is done."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_to_confluence.bundle.model import Bundle, Editor
from sphinx_to_confluence.publish.belongings import belongings
from sphinx_to_confluence.publish.cases import Case, examine
from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.publish.operations import (
    Conflict,
    Create,
    Operation,
    Plan,
    Rename,
    Skip,
    Update,
)
from sphinx_to_confluence.publish.orphans import left_over, settle
from sphinx_to_confluence.publish.places import Places, find_places, refuse_below_refused
from sphinx_to_confluence.publish.policy import Policy
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.titles import make_room, refuse_taken_titles


def make_plan(bundle: Bundle, snapshot: Snapshot, policy: Policy) -> Plan:
    """Compare what should be with what is."""
    cases = examine(bundle, snapshot, policy)
    gone = {remote.id for remote in left_over(bundle, snapshot).values()}
    cases = refuse_taken_titles(cases, snapshot, gone)
    cases = refuse_below_refused(make_room(cases), snapshot)
    places = find_places(cases, snapshot)
    operations = [
        operation
        for case in cases
        for operation in (
            *_of_its_identity(case, snapshot),
            *_of_its_place(case, places),
            *_of_its_content(case, policy, bundle.editor),
            *filter(None, [places.reorders.get(case.page.docname)]),
        )
    ]
    moved = {move.page_id for move in places.moves.values()}
    orphans = settle(bundle, snapshot, policy, cases, moved)
    return Plan((*operations, *orphans), unordered=places.unordered)


def _of_its_identity(case: Case, snapshot: Snapshot) -> Iterator[Operation]:
    """Whether it is made, what it is called, what speaks against it."""
    page, remote = case.page, case.remote
    if case.hindrance is not None:
        yield from _conflict(case, case.hindrance, snapshot)
    elif remote is None:
        yield Create(page.docname, page.title, page.parent)
    elif case.takes_title:
        yield Rename(page.docname, remote.id, remote.title, page.title, case.via_title)


def _of_its_place(case: Case, places: Places) -> Iterator[Operation]:
    """Where it stands, or that nothing is done to it."""
    docname, remote = case.page.docname, case.remote
    if remote is None:
        return
    move, reorder = places.moves.get(docname), places.reorders.get(docname)
    if move is not None:
        yield move
    if case.is_kept or not (case.changes or move or reorder or case.hindrance):
        is_edited = case.is_kept and not (case.is_commented or case.is_passed_over)
        yield Skip(
            docname, remote.id, remote.title, is_edited, case.is_commented, case.is_passed_over
        )


def _of_its_content(case: Case, policy: Policy, editor: Editor) -> Iterator[Operation]:
    """What is written onto it."""
    page, remote = case.page, case.remote
    if case.hindrance is not None or not (remote is None or case.changes):
        return
    yield from belongings(page, case.left, policy, editor, is_fresh=remote is None)
    if remote is not None:
        yield Update(
            page.docname,
            remote.id,
            remote.version,
            page.title,
            case.changes,
            overwrites=case.overwrites,
            is_known=case.left is not None,
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
