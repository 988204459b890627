"""What has to be done? A pure function of bundle, snapshot and policy; its result can be printed before it is done."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sphinx_to_confluence.bundle.model import Bundle, Page
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.state import Mark, page_digest
from sphinx_to_confluence.rest.model import RemotePage, Status

UNBORN = "unborn"
"""The id of pages that do not exist, in the digests of a plan."""


class EditedPages(enum.Enum):
    """The policy for pages that somebody edited on Confluence; the values are those of the option."""

    FAIL = "fail"
    KEEP = "keep"
    OVERWRITE = "overwrite"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a person decided beforehand."""

    edited_pages: EditedPages = EditedPages.FAIL
    force: bool = False


class Reason(enum.Enum):
    """Why a page is written; the values are for people."""

    CONTENT = "content"
    TITLE = "title"
    PARENT = "place"
    FORCED = "forced"


class Hindrance(enum.Enum):
    """Why a page cannot be written; the values are for people, filled in by :class:`Conflict`."""

    EDITED = "somebody edited it on Confluence since the last publish (version {version})"
    ARCHIVED = "it was archived on Confluence"
    ELSEWHERE = "it was moved to another space on Confluence"
    TITLE_FOREIGN = (
        'the page {page_id}, which is not known to be of this project, has the title "{title}"'
    )
    TITLE_ORPHAN = 'the page {page_id}, whose document is gone, still has the title "{title}"'
    TITLE_KEPT = (
        'the page {page_id} of this project has the title "{title}" and cannot be renamed now'
    )

    @property
    def advice(self) -> str:
        """What a person can do about it."""
        match self:
            case Hindrance.EDITED:
                return (
                    "For pages that were edited, set confluence_edited_pages to 'keep' (leave them) or "
                    "'overwrite' (replace them; the edit stays in the history)."
                )
            case Hindrance.ARCHIVED:
                return "Restore archived pages on Confluence, or remove their documents."
            case Hindrance.ELSEWHERE:
                return "Move pages back into the space, or move them to the trash to have them made again."
            case Hindrance.TITLE_ORPHAN:
                return "Rename or remove the page whose document is gone."
            case Hindrance.TITLE_FOREIGN | Hindrance.TITLE_KEPT:
                return (
                    "For a title that is taken, rename the document or that page, or set "
                    "confluence_publish_prefix."
                )


@dataclass(frozen=True, slots=True)
class Create:
    """Make a page below the page of ``parent`` (below the configured page for ``None``)."""

    page: Page

    def __str__(self) -> str:
        return f'create  {self.page.docname}: "{self.page.title}"'


@dataclass(frozen=True, slots=True)
class Update:
    """Write a page that exists.

    :param via_title: a title that the page gets first, since the one it is to have is still held by another page of
        this project that is renamed in the same run.
    """

    page: Page
    remote: RemotePage
    reasons: tuple[Reason, ...]
    via_title: str | None = None

    def __str__(self) -> str:
        why = ", ".join(reason.value for reason in self.reasons)
        renamed = f' (was "{self.remote.title}")' if Reason.TITLE in self.reasons else ""
        return f'update  {self.page.docname}: "{self.page.title}"{renamed} [{why}]'


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave a page as it is, since it is as it should be, or since a person wants their edit kept."""

    page: Page
    remote: RemotePage
    edited: bool = False

    def __str__(self) -> str:
        return (
            f'{"keep   " if self.edited else "same   "} {self.page.docname}: "{self.remote.title}"'
        )


@dataclass(frozen=True, slots=True)
class Conflict:
    """A page that a person has to decide about.

    :param remote: the page that is in the way: the page itself, or the one that holds its title.
    :param own: the page itself where another one holds its title, so that links to it go on working.
    """

    page: Page
    remote: RemotePage
    hindrance: Hindrance
    own: RemotePage | None = None

    def __str__(self) -> str:
        why = self.hindrance.value.format(
            version=self.remote.version, page_id=self.remote.id, title=self.remote.title
        )
        return f"conflict  {self.page.docname}: {why}"


@dataclass(frozen=True, slots=True)
class Orphan:
    """A page that we published once and whose document is gone. It is named and left alone."""

    docname: str
    remote: RemotePage

    def __str__(self) -> str:
        return f'orphan  {self.docname}: "{self.remote.title}" (page {self.remote.id})'


Action = Create | Update | Skip | Conflict | Orphan


@dataclass(frozen=True, slots=True)
class Plan:
    """The actions, those for the pages of the bundle in the bundle's order (parents before children), then orphans."""

    actions: tuple[Action, ...]

    @property
    def creates(self) -> tuple[Create, ...]:
        """The pages to make."""
        return tuple(action for action in self.actions if isinstance(action, Create))

    @property
    def updates(self) -> tuple[Update, ...]:
        """The pages to write."""
        return tuple(action for action in self.actions if isinstance(action, Update))

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What a person has to decide about."""
        return tuple(action for action in self.actions if isinstance(action, Conflict))

    @property
    def orphans(self) -> tuple[Orphan, ...]:
        """Pages whose documents are gone."""
        return tuple(action for action in self.actions if isinstance(action, Orphan))


def make_plan(bundle: Bundle, snapshot: Snapshot, policy: Policy) -> Plan:
    """Compare what should be with what is."""
    live = _live_pages(bundle, snapshot)
    # What is yet to be made has no id. It gets one that no page has, so that whatever links to it is written (again).
    ids = {page.docname: UNBORN for page in bundle.pages}
    ids |= {docname: page.id for docname, page in live.items()}
    actions = [_action(page, bundle, snapshot, policy, live, ids) for page in bundle.pages]
    taken = {page.id for docname, page in live.items() if docname in bundle}
    orphans = [
        Orphan(docname, remote)
        for docname, remote in sorted(live.items())
        if docname not in bundle and remote.status is Status.CURRENT and remote.id not in taken
    ]
    actions = _taken_titles_refused(actions, snapshot, {orphan.remote.id for orphan in orphans})
    return Plan((*_renames_in_order(actions), *orphans))


def _live_pages(bundle: Bundle, snapshot: Snapshot) -> dict[str, RemotePage]:
    """Pages by docname, without those in the trash.

    The page of a document that is gone is handed to a new document of the same title: the file was renamed.
    """
    live = {
        docname: page
        for docname, page in snapshot.pages.items()
        if page.status is not Status.TRASHED
    }
    gone = {
        live[docname].title.casefold(): docname for docname in sorted(live) if docname not in bundle
    }
    for page in bundle.pages:
        before = gone.get(page.title.casefold())
        if page.docname not in live and before is not None:
            live[page.docname] = live.pop(before)
    return live


def _action(
    page: Page,
    bundle: Bundle,
    snapshot: Snapshot,
    policy: Policy,
    live: Mapping[str, RemotePage],
    ids: Mapping[str, str],
) -> Action:
    remote = live.get(page.docname)
    if remote is None:
        return Create(page)
    if remote.status is Status.ARCHIVED:
        return Conflict(page, remote, Hindrance.ARCHIVED)
    if remote.space_id != snapshot.space.id:
        return Conflict(page, remote, Hindrance.ELSEWHERE)
    reasons = tuple(_reasons(page, remote, snapshot, ids))
    if _is_edited(page, remote, bundle, snapshot):
        match policy.edited_pages:
            case EditedPages.KEEP:
                return Skip(page, remote, edited=True)
            case EditedPages.FAIL:
                return Conflict(page, remote, Hindrance.EDITED)
            case EditedPages.OVERWRITE:
                return Update(page, remote, reasons or (Reason.CONTENT,))
    if policy.force:
        reasons = reasons or (Reason.FORCED,)
    return Update(page, remote, reasons) if reasons else Skip(page, remote)


def _is_edited(page: Page, remote: RemotePage, bundle: Bundle, snapshot: Snapshot) -> bool:
    """Whether the current version was written by somebody else than us.

    Our mark says that it was not. Without it the manifest may still vouch for the very version (a listing may lack
    the comments of versions), or the page is ours to take over.
    """
    if page.docname in snapshot.adopted:
        return False
    mark = Mark.read(remote.message)
    if mark is not None:
        return not mark.is_of_project(bundle.project_id)
    return not any(
        entry.page_id == remote.id and entry.version == remote.version
        for entry in snapshot.manifest.values()
    )


def _reasons(
    page: Page, remote: RemotePage, snapshot: Snapshot, ids: Mapping[str, str]
) -> Iterator[Reason]:
    mark = Mark.read(remote.message)
    entry = snapshot.manifest.get(page.docname)
    vouched = entry.digest if entry and entry.page_id == remote.id else ""
    if (mark.digest if mark else vouched) != page_digest(page, ids):
        yield Reason.CONTENT
    if remote.title != page.title:
        yield Reason.TITLE
    parent_id = snapshot.parent_id if page.parent is None else ids.get(page.parent)
    is_named_by_id = page.parent is None and parent_id is None
    if not is_named_by_id and remote.parent_id != parent_id:
        yield Reason.PARENT


def _taken_titles_refused(
    actions: Sequence[Action], snapshot: Snapshot, orphans: Collection[str]
) -> list[Action]:
    """Turn what would take a title that its holder does not give up into a conflict.

    A page that is refused keeps its own title, so whoever wanted that one is refused in the next round.
    """
    checked = list(actions)
    ours = {action.remote.id for action in actions if not isinstance(action, Create)}
    while True:
        leaving = {
            action.remote.id
            for action in checked
            if isinstance(action, Update) and Reason.TITLE in action.reasons
        }
        refused = [
            (number, holder, _title_hindrance(holder, ours, orphans))
            for number, action in enumerate(checked)
            if isinstance(action, Create | Update)
            and (holder := snapshot.titles.get(action.page.title.casefold())) is not None
            and not (isinstance(action, Update) and action.remote.id == holder.id)
            and holder.id not in leaving
        ]
        if not refused:
            return checked
        for number, holder, hindrance in refused:
            action = checked[number]
            if isinstance(action, Create | Update):
                own = action.remote if isinstance(action, Update) else None
                checked[number] = Conflict(action.page, holder, hindrance, own=own)


def _title_hindrance(
    holder: RemotePage, ours: Collection[str], orphans: Collection[str]
) -> Hindrance:
    if holder.id in orphans:
        return Hindrance.TITLE_ORPHAN
    return Hindrance.TITLE_KEPT if holder.id in ours else Hindrance.TITLE_FOREIGN


def _renames_in_order(actions: Sequence[Action]) -> Iterator[Action]:
    """Give a temporary title to every page whose present title another page of ours is to have.

    Swaps (A becomes B, B becomes A) need that; in a mere chain it costs one request more and nothing else.
    """
    wanted = {
        action.page.title.casefold(): action.page.docname
        for action in actions
        if isinstance(action, Create | Update)
    }
    for action in actions:
        if isinstance(action, Update):
            docname = action.page.docname
            if wanted.get(action.remote.title.casefold(), docname) != docname:
                temporary = f"{action.page.title[:230]} ({action.remote.id})"
                yield replace(action, via_title=temporary)
                continue
        yield action
