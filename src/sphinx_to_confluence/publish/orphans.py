"""What becomes of pages whose documents are gone? They are named, or removed when nothing speaks against it.

A page is removed only when it is as we left it, nothing else stands below it, everything else could be published, and
no more pages go at once than a person allows.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.publish.cases import Case, entries_by_page, is_edited
from sphinx_to_confluence.publish.operations import Archive, Orphan, Stays, Trash
from sphinx_to_confluence.publish.policy import Orphans, Policy
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.state import Entry
from sphinx_to_confluence.rest.model import RemotePage, Status

ALWAYS = 2
"""Pages that may be removed at once however small the project is: a share of ten pages would be none or one."""


def left_over(bundle: Bundle, snapshot: Snapshot) -> dict[str, RemotePage]:
    """Return the current pages of this project whose documents are gone, by docname, those below others first."""
    used = {
        snapshot.pages[page.docname].id for page in bundle.pages if page.docname in snapshot.pages
    }
    found = {
        docname: remote
        for docname, remote in sorted(snapshot.pages.items())
        if docname not in bundle and remote.status is Status.CURRENT and remote.id not in used
    }
    parents = {remote.id: remote.parent_id for remote in found.values()}
    return dict(sorted(found.items(), key=lambda item: -_depth(item[1].id, parents)))


def _depth(page_id: str, parents: Mapping[str, str | None]) -> int:
    above = {page_id}
    while (parent := parents.get(page_id)) is not None and parent not in above:
        above.add(parent)
        page_id = parent
    return len(above)


def candidates(bundle: Bundle, snapshot: Snapshot, policy: Policy) -> list[RemotePage]:
    """Return the pages that would be removed as far as the pages below them allow; to be looked below."""
    entries = entries_by_page(snapshot)
    found = [
        remote
        for remote in left_over(bundle, snapshot).values()
        if _speaks_against(remote, entries, bundle, snapshot, policy) is None
    ]
    return found if len(found) <= _most(snapshot, policy) else []


def settle(
    bundle: Bundle,
    snapshot: Snapshot,
    policy: Policy,
    cases: Sequence[Case],
    moved: Collection[str],
) -> Iterator[Archive | Trash | Orphan]:
    """Yield what becomes of each page that is left over, those below others first.

    :param moved: ids of pages that are put elsewhere before anything is removed.
    """
    pages = left_over(bundle, snapshot)
    entries = entries_by_page(snapshot)
    is_partial = any(case.hindrance is not None for case in cases)
    against = {
        docname: _speaks_against(remote, entries, bundle, snapshot, policy)
        or (Stays.PARTIAL if is_partial else None)
        for docname, remote in pages.items()
    }
    eligible = [docname for docname, why in against.items() if why is None]
    if len(eligible) > _most(snapshot, policy):
        against |= dict.fromkeys(eligible, Stays.LIMIT)
    gone = {*moved}
    for docname, remote in pages.items():
        below = snapshot.children.get(remote.id)
        if against[docname] is None and (below is None or not below <= gone):
            against[docname] = Stays.CHILDREN
        if against[docname] is None:
            gone.add(remote.id)
    remove = Archive if policy.orphans is Orphans.ARCHIVE else Trash
    for docname, remote in pages.items():
        why = against[docname]
        if why is None:
            yield remove(docname, remote.id, remote.title)
        else:
            yield Orphan(docname, remote.id, remote.title, why, snapshot.page_url(remote.id))


def most_removed(snapshot: Snapshot, policy: Policy) -> tuple[int, int]:
    """Return how many pages may be removed at once, and how many pages of the project there are."""
    count = sum(remote.status is Status.CURRENT for remote in snapshot.pages.values())
    return max(ALWAYS, math.floor(policy.orphans_limit * count)), count


def _most(snapshot: Snapshot, policy: Policy) -> int:
    most, _ = most_removed(snapshot, policy)
    return most


def _speaks_against(
    remote: RemotePage,
    entries: Mapping[str, Entry],
    bundle: Bundle,
    snapshot: Snapshot,
    policy: Policy,
) -> Stays | None:
    if policy.orphans is Orphans.REPORT:
        return Stays.REPORT
    if remote.space_id != snapshot.space.id:
        return Stays.ELSEWHERE
    if remote.id in {snapshot.space.homepage_id, snapshot.manifest_page_id, snapshot.parent_id}:
        return Stays.HOME
    if is_edited(remote, entries.get(remote.id), bundle.project_id):
        return Stays.EDITED
    return None
