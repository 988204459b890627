"""Where does each page stand: below which page, and after which sibling?

The tree is the project's, also that of pages whose text is a person's. Pages are put right from the top down, each
below a page that is in its place already, so no page is ever put below itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sphinx_to_confluence.publish.cases import Case
from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.publish.operations import Move, Reorder
from sphinx_to_confluence.publish.order import fewest_moves
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.rest.model import RemotePage


@dataclass(frozen=True, slots=True)
class Places:
    """What is done to put pages in their places, by docname.

    :param unordered: pages that stand wrongly among their siblings where the order cannot be changed; in order.
    """

    moves: Mapping[str, Move] = field(default_factory=dict)
    reorders: Mapping[str, Reorder] = field(default_factory=dict)
    unordered: tuple[str, ...] = ()


def refuse_below_refused(cases: Sequence[Case], snapshot: Snapshot) -> list[Case]:
    """Turn what is to stand below a page that does not come to be, or that cannot be had, into a conflict.

    A page that exists stays where it is then, and the pages below it can be published.
    """
    checked: dict[str, Case] = {}
    remotes = [case.remote for case in cases if case.remote is not None]
    parents = {remote.id: remote.parent_id for remote in remotes}
    for case in cases:
        settled, remote, above = case, case.remote, checked.get(case.page.parent or "")
        target = snapshot.parent_id if above is None else above.page_id
        if above is not None and not (above.is_there and _is_free(target, remote, parents)):
            settled = _refused(case, above)
        elif remote is not None:
            parents[remote.id] = target
        checked[case.page.docname] = settled
    return list(checked.values())


def _refused(case: Case, above: Case) -> Case:
    if case.hindrance is not None:
        return replace(case, is_placed=False)
    in_the_way = above.holder or above.remote
    return replace(case, is_placed=False, hindrance=Hindrance.ABOVE, holder=in_the_way)


def _is_free(
    target: str | None, remote: RemotePage | None, parents: Mapping[str, str | None]
) -> bool:
    """Whether a page can be put below ``target``: it is not that page or one above it."""
    if remote is None:
        return True
    seen: set[str] = set()
    while target is not None and target not in seen:
        if target == remote.id:
            return False
        seen.add(target)
        target = parents.get(target)
    return True


def find_places(cases: Sequence[Case], snapshot: Snapshot) -> Places:
    """Compare the tree on Confluence with that of the project."""
    ids = {case.page.docname: case.remote.id for case in cases if case.remote is not None}
    moves = {
        case.page.docname: Move(case.page.docname, remote.id, remote.parent_id, case.page.parent)
        for case in cases
        if (remote := case.remote) is not None
        and case.is_there
        and case.is_placed
        and _is_misplaced(case, snapshot, ids)
    }
    reorders: dict[str, Reorder] = {}
    for siblings in _families(cases):
        for docname, after, before in fewest_moves(*_orders(siblings, moves)):
            reorders[docname] = Reorder(docname, ids.get(docname), after, before)
    if snapshot.can_order:
        return Places(moves, reorders)
    return Places(moves, unordered=tuple(name for name in reorders if name not in moves))


def _is_misplaced(case: Case, snapshot: Snapshot, ids: Mapping[str, str]) -> bool:
    if case.remote is None:
        return False
    if case.page.parent is None:
        return snapshot.parent_id is not None and case.remote.parent_id != snapshot.parent_id
    # A parent that is yet to be made has no id, and neither has that of a page at the top of the space.
    return case.page.parent not in ids or case.remote.parent_id != ids[case.page.parent]


def _families(cases: Sequence[Case]) -> list[list[Case]]:
    """Return the children of each page, as far as they will stand there."""
    families: dict[str, list[Case]] = {}
    for case in cases:
        # The root page has no siblings of ours. At the top of a space nothing must be put beside it anyway.
        if case.page.parent is not None and case.is_there and case.is_placed:
            families.setdefault(case.page.parent, []).append(case)
    return list(families.values())


def _orders(siblings: Sequence[Case], moves: Mapping[str, Move]) -> tuple[list[str], list[str]]:
    """Return the order in which siblings stand once all are made and moved, and the one that they should have.

    A page that is made becomes the last child, and one that is moved comes after those. Where Confluence tells no
    positions, the order is not known, and not changed.
    """
    wanted = [case.page.docname for case in siblings]
    there = [
        (case.remote.position, case.page.docname)
        for case in siblings
        if case.remote is not None and case.page.docname not in moves
    ]
    placed = sorted((position, name) for position, name in there if position is not None)
    if len(there) > 1 and len(placed) < len(there):
        return wanted, wanted
    standing = [name for _, name in placed] if len(placed) == len(there) else [n for _, n in there]
    made = [case.page.docname for case in siblings if case.remote is None]
    moved = [name for name in wanted if name in moves]
    return [*standing, *made, *moved], wanted
