"""How does each page of the bundle stand: is it to be made, written or left, or does a person have to decide?

Looks at one page at a time; what pages want of each other is in :mod:`~.titles` and :mod:`~.places`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sphinx_to_confluence.bundle.model import Bundle, Page
from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.publish.operations import Change
from sphinx_to_confluence.publish.policy import EditedPages, Policy
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.state import Mark, page_digest
from sphinx_to_confluence.rest.model import RemotePage, Status

UNBORN = "unborn"
"""The id of pages that do not exist, in the digests of a plan."""


@dataclass(frozen=True, slots=True)
class Case:
    """One page of the bundle and what is to become of it.

    :param remote: its page on Confluence; ``None`` when it is to be made.
    :param changes: why its text is written; empty when it is not.
    :param is_kept: whether its text is somebody's edit that is to stay.
    :param overwrites: whether its text is somebody's edit that is given up.
    :param hindrance: why a person has to decide first; then nothing of it is written.
    :param holder: the page that is in the way, where that is another one.
    :param via_title: a title that it gets in between.
    """

    page: Page
    remote: RemotePage | None = None
    changes: tuple[Change, ...] = ()
    is_kept: bool = False
    overwrites: bool = False
    hindrance: Hindrance | None = None
    holder: RemotePage | None = None
    via_title: str | None = None

    @property
    def takes_title(self) -> bool:
        """Whether it gets its title by this plan: it is made, or it has another one now."""
        if self.hindrance is not None or self.is_kept:
            return False
        return self.remote is None or Change.TITLE in self.changes

    @property
    def is_there(self) -> bool:
        """Whether there is a page that others can be put below and linked to, now or after this plan."""
        if self.hindrance is None:
            return True
        return self.remote is not None and self.hindrance not in _OUT_OF_REACH


_OUT_OF_REACH = (Hindrance.ARCHIVED, Hindrance.ELSEWHERE)


def examine(bundle: Bundle, snapshot: Snapshot, policy: Policy) -> list[Case]:
    """Look at each page of the bundle, in order."""
    live = {
        page.docname: remote
        for page in bundle.pages
        if (remote := snapshot.pages.get(page.docname)) is not None
        and remote.status is not Status.TRASHED
    }
    # What is yet to be made has no id. It gets one that no page has, so that whatever links to it is written (again).
    ids = {page.docname: UNBORN for page in bundle.pages}
    ids |= {docname: remote.id for docname, remote in live.items()}
    return [
        _case(page, live.get(page.docname), bundle, snapshot, policy, ids) for page in bundle.pages
    ]


def _case(
    page: Page,
    remote: RemotePage | None,
    bundle: Bundle,
    snapshot: Snapshot,
    policy: Policy,
    ids: Mapping[str, str],
) -> Case:
    if remote is None:
        return Case(page)
    if remote.status is Status.ARCHIVED:
        return Case(page, remote, hindrance=Hindrance.ARCHIVED)
    if remote.space_id != snapshot.space.id:
        return Case(page, remote, hindrance=Hindrance.ELSEWHERE)
    changes = tuple(_changes(page, remote, snapshot, ids))
    if is_edited(page.docname, remote, bundle, snapshot):
        match policy.edited_pages:
            case EditedPages.KEEP:
                return Case(page, remote, is_kept=True)
            case EditedPages.FAIL:
                return Case(page, remote, hindrance=Hindrance.EDITED)
            case EditedPages.OVERWRITE:
                known = (change for change in changes if change is not Change.UNKNOWN)
                return Case(page, remote, (Change.EDITED, *known), overwrites=True)
    if policy.force:
        changes = changes or (Change.FORCED,)
    return Case(page, remote, changes)


def is_edited(docname: str, remote: RemotePage, bundle: Bundle, snapshot: Snapshot) -> bool:
    """Whether the current version was written by somebody else than us.

    Our mark says that it was not. Without it the manifest may still vouch for the very version (a listing may lack
    the comments of versions), or the page is ours to take over.
    """
    if docname in snapshot.adopted:
        return False
    mark = Mark.read(remote.message)
    if mark is not None:
        return not mark.is_of_project(bundle.project_id)
    return not any(
        entry.page_id == remote.id and entry.version == remote.version
        for entry in snapshot.manifest.values()
    )


def _changes(
    page: Page, remote: RemotePage, snapshot: Snapshot, ids: Mapping[str, str]
) -> Iterator[Change]:
    mark = Mark.read(remote.message)
    entry = snapshot.manifest.get(page.docname)
    vouched = entry.digest if entry and entry.page_id == remote.id else ""
    if (mark.digest if mark else vouched) != page_digest(page, ids):
        yield Change.UNKNOWN
    if remote.title != page.title:
        yield Change.TITLE
