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
from sphinx_to_confluence.publish.state import (
    HANDED_OVER,
    NOT_WRITTEN,
    Entry,
    Mark,
    Written,
    page_digest,
)
from sphinx_to_confluence.rest.model import RemotePage, Status

UNBORN = "unborn"
"""The id of pages that do not exist, in the digests of a plan."""


@dataclass(frozen=True, slots=True)
class Case:
    """One page of the bundle and what is to become of it.

    :param remote: its page on Confluence; ``None`` when it is to be made.
    :param changes: why its text is written; empty when it is not.
    :param is_kept: whether its text is to stay: somebody's edit, or one that somebody commented on.
    :param is_commented: whether it stays since somebody commented on it.
    :param is_passed_over: whether it stays since it was not chosen to be published.
    :param overwrites: whether its text is somebody's edit that is given up.
    :param hindrance: why a person has to decide first; then nothing of it is written.
    :param holder: the page that is in the way, where that is another one.
    :param via_title: a title that it gets in between.
    :param is_placed: whether it is put below its parent; otherwise it stays where it is.
    :param left: what we left on it besides its text; ``None`` when that is not known.
    """

    page: Page
    remote: RemotePage | None = None
    changes: tuple[Change, ...] = ()
    is_kept: bool = False
    is_commented: bool = False
    is_passed_over: bool = False
    overwrites: bool = False
    hindrance: Hindrance | None = None
    holder: RemotePage | None = None
    via_title: str | None = None
    is_placed: bool = True
    left: Written | None = None

    @property
    def page_id(self) -> str | None:
        """Id of its page; ``None`` when it is to be made."""
        return None if self.remote is None else self.remote.id

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


@dataclass(frozen=True, slots=True)
class _Known:
    """What all pages are looked at with.

    :param ids: page ids by docname.
    :param entries: entries of the manifest by page id.
    """

    bundle: Bundle
    snapshot: Snapshot
    policy: Policy
    ids: Mapping[str, str]
    entries: Mapping[str, Entry]


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
    known = _Known(bundle, snapshot, policy, ids, entries_by_page(snapshot))
    return [_case(page, live.get(page.docname), known) for page in bundle.pages]


def entries_by_page(snapshot: Snapshot) -> dict[str, Entry]:
    """Entries of the manifest by page id; the newest where a page was handed from one document to another."""
    entries = sorted(snapshot.manifest.values(), key=lambda entry: entry.version)
    return {entry.page_id: entry for entry in entries}


def is_edited(remote: RemotePage, entry: Entry | None, project_id: str) -> bool:
    """Whether the current version was written by somebody else than us.

    Our mark says that it was not. Without it the manifest may still vouch for the very version, since a listing may
    lack the comments of versions.

    :param entry: of the manifest, for this page.
    """
    mark = Mark.read(remote.message)
    if mark is not None:
        return not mark.is_of_project(project_id)
    return entry is None or entry.version != remote.version


def _case(page: Page, remote: RemotePage | None, known: _Known) -> Case:
    if remote is None:
        return Case(page, left=Written())
    is_reachable = remote.status is Status.CURRENT and remote.space_id == known.snapshot.space.id
    if is_reachable and (known.policy.only_new or not known.policy.chooses(page)):
        return Case(page, remote, is_kept=True, is_passed_over=True, is_placed=False)
    if remote.status is Status.ARCHIVED:
        return Case(page, remote, hindrance=Hindrance.ARCHIVED)
    if remote.space_id != known.snapshot.space.id:
        return Case(page, remote, hindrance=Hindrance.ELSEWHERE)
    entry = known.entries.get(remote.id)
    is_ours = page.docname in known.snapshot.adopted | known.snapshot.same_as_ours
    if not is_ours and is_edited(remote, entry, known.bundle.project_id):
        match known.policy.edited_pages:
            case EditedPages.KEEP:
                return Case(page, remote, is_kept=True)
            case EditedPages.FAIL:
                return Case(page, remote, hindrance=Hindrance.EDITED)
            case EditedPages.OVERWRITE:
                changes = (Change.EDITED, *_title_change(page, remote))
                return Case(page, remote, changes, overwrites=True)
    left = _left(remote, entry)
    changes = tuple(_changes(page, remote, entry, left, known))
    if page.docname in known.snapshot.commented:
        return Case(page, remote, is_kept=True, is_commented=True)
    if known.policy.force:
        return Case(page, remote, changes or (Change.FORCED,))
    return Case(page, remote, changes, left=left)


def _left(remote: RemotePage, entry: Entry | None) -> Written | None:
    """Return what the manifest says of the page, if it speaks of what was written last."""
    if entry is None:
        return None
    mark = Mark.read(remote.message)
    return entry.written if mark is None or mark.digest == entry.digest else None


def _changes(
    page: Page, remote: RemotePage, entry: Entry | None, left: Written | None, known: _Known
) -> Iterator[Change]:
    mark = Mark.read(remote.message)
    digest = mark.digest if mark is not None else entry.digest if entry is not None else ""
    if digest == HANDED_OVER:
        yield Change.TAKEN_OVER
    elif digest in (NOT_WRITTEN, ""):
        is_named = page.parent is None and known.snapshot.parent_id is None
        yield Change.TAKEN_OVER if is_named and mark is None else Change.UNFINISHED
    elif digest != page_digest(page, known.ids):
        told = () if left is None else tuple(_differences(page, left, known))
        if told:
            yield from told
        elif left is None or remote.title == page.title:
            yield Change.UNKNOWN
    yield from _title_change(page, remote)


def _title_change(page: Page, remote: RemotePage) -> Iterator[Change]:
    if remote.title != page.title:
        yield Change.TITLE


def _differences(page: Page, left: Written, known: _Known) -> Iterator[Change]:
    wanted = Written.of(page, known.ids, known.bundle.editor)
    compared = (
        (Change.TEXT, wanted.text, left.text),
        (Change.FILES, wanted.files, left.files),
        (Change.LABELS, wanted.labels, left.labels),
        (Change.WIDTH, wanted.width, left.width),
        (Change.LINKS, wanted.links, left.links),
    )
    return (change for change, now, before in compared if now != before)
