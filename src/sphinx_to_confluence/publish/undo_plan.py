"""What has to be done to take runs back? A pure function of what they changed and what is on Confluence now.

Whatever somebody has changed since is left, and named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sphinx_to_confluence.publish.changes import Changes, FileChange, PageChange
from sphinx_to_confluence.publish.writes import Archived, Moved
from sphinx_to_confluence.rest.model import RemotePage, Status


@dataclass(frozen=True, slots=True)
class MakeRoom:
    """Give a page a temporary title, since another page is to have its present one back."""

    docname: str
    page_id: str
    title: str

    def __str__(self) -> str:
        return f"retitle {self.docname}: for a moment"


@dataclass(frozen=True, slots=True)
class TakeOut:
    """Take a page out of the trash or the archive."""

    docname: str
    page_id: str
    title: str
    parent_id: str | None
    is_archived: bool

    def __str__(self) -> str:
        return f'restore {self.docname}: "{self.title}"'


@dataclass(frozen=True, slots=True)
class MoveBack:
    """Put a page below the parent that it had.

    :param parent_title: what that is called; empty when nobody knows.
    """

    docname: str
    page_id: str
    parent_id: str
    parent_title: str = ""

    def __str__(self) -> str:
        parent = f'"{self.parent_title}"' if self.parent_title else f"page {self.parent_id}"
        return f"move    {self.docname}: back below {parent}"


@dataclass(frozen=True, slots=True)
class PutBack:
    """Write the title and the text of an older version again, as a new version.

    :param keeps_title: whether the title that the page has now stays, since another page has the old one.
    """

    docname: str
    page_id: str
    number: int
    title: str
    keeps_title: bool = False

    def __str__(self) -> str:
        return f'text    {self.docname}: "{self.title}" as it was in version {self.number}'


@dataclass(frozen=True, slots=True)
class PlaceBack:
    """Put a page where it stood among its siblings."""

    docname: str
    page_id: str
    after: str | None = None
    before: str | None = None

    def __str__(self) -> str:
        return f"order   {self.docname}: where it was"


@dataclass(frozen=True, slots=True)
class FilesBack:
    """Bring the files of a page back, those that can be."""

    docname: str
    page_id: str
    files: Mapping[str, FileChange]

    def __str__(self) -> str:
        return f"files   {self.docname}: {', '.join(sorted(self.files))}"


@dataclass(frozen=True, slots=True)
class LabelsBack:
    """Take labels off again, and put others on again."""

    docname: str
    page_id: str
    add: tuple[str, ...]
    remove: tuple[str, ...]

    def __str__(self) -> str:
        signed = [f"+{name}" for name in self.add] + [f"-{name}" for name in self.remove]
        return f"label   {self.docname}: {' '.join(signed)}"


@dataclass(frozen=True, slots=True)
class PropertiesBack:
    """Give content properties the values that they had: by key the old value and the one that we left."""

    docname: str
    page_id: str
    values: Mapping[str, tuple[Any, Any]]

    def __str__(self) -> str:
        return f"set     {self.docname}: {', '.join(sorted(self.values))}"


@dataclass(frozen=True, slots=True)
class ManifestBack:
    """Give the manifest the values that it had, but for the numbers of versions, which only go up."""

    page_id: str
    values: Mapping[str, tuple[Any, Any]]

    def __str__(self) -> str:
        return "set     the list of the pages of this project"


@dataclass(frozen=True, slots=True)
class TrashAgain:
    """Move a page that was created to the trash."""

    docname: str
    page_id: str
    title: str

    def __str__(self) -> str:
        return f'trash   {self.docname}: "{self.title}", which was created'


Step = (
    MakeRoom
    | TakeOut
    | MoveBack
    | PutBack
    | PlaceBack
    | FilesBack
    | LabelsBack
    | PropertiesBack
    | TrashAgain
    | ManifestBack
)


@dataclass(frozen=True, slots=True)
class Now:
    """What is on Confluence.

    :param pages: those that were changed, by id, whatever their status.
    :param others: all other current pages of the space, by id; none where that does not matter.
    """

    pages: Mapping[str, RemotePage]
    others: Mapping[str, RemotePage] = field(default_factory=dict)

    @property
    def current(self) -> dict[str, RemotePage]:
        """All current pages by id."""
        mine = {key: page for key, page in self.pages.items() if page.status is Status.CURRENT}
        return {**self.others, **mine}


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What is done, in this order, and what is left, in words."""

    steps: tuple[Step, ...] = ()
    left: tuple[str, ...] = ()


def plan_undo(changes: Changes, now: Now, *, can_order: bool) -> UndoPlan:
    """Compare what was changed with what is there now.

    The order: titles are freed, pages come out of the trash (parents first) and go back below their parents; texts with
    their titles and what belongs to pages are put back, then the order of siblings; pages that were created go to the
    trash (children first) when nothing is below them any more; the manifest comes last.

    :param can_order: whether the order of siblings can be changed on this Confluence.
    """
    left: list[str] = []
    taken_out = list(_taken_out(changes, now, left))
    moved = list(_moved_back(changes, now, left))
    texts = list(_put_back(changes, now, left))
    parents = {page.id: page.parent_id for page in now.current.values()}
    parents |= {step.page_id: step.parent_id for step in taken_out}
    parents |= {step.page_id: step.parent_id for step in moved}
    trashed = list(_trashed_again(changes, now, parents, left))
    gone = {step.page_id for step in trashed}
    texts = _with_titles_that_are_free(texts, now, gone, left)
    kept = [page for page in changes.pages.values() if page.page_id not in gone]
    steps: list[Step] = [*_room(changes, now, taken_out, texts, gone), *taken_out, *moved]
    steps += [*texts, *_belongings(kept, now)]
    if can_order:
        steps += _placed_back(changes, parents, gone)
    steps += trashed
    if changes.manifest:
        steps.append(ManifestBack(changes.manifest_page_id, changes.manifest))
    return UndoPlan(tuple(steps), tuple(left))


def _taken_out(changes: Changes, now: Now, left: list[str]) -> Iterator[TakeOut]:
    # Children were removed before their parents.
    for change in reversed([page for page in changes.pages.values() if page.removal is not None]):
        removal = change.removal
        page = now.pages.get(change.page_id)
        if removal is None or (page is not None and page.status is Status.CURRENT):
            continue
        if page is None:
            left.append(f'{change.docname}: "{removal.title}" was deleted for good')
            continue
        yield TakeOut(
            change.docname,
            change.page_id,
            page.title,
            removal.parent_id,
            isinstance(removal, Archived),
        )


def _moved_back(changes: Changes, now: Now, left: list[str]) -> Iterator[MoveBack]:
    titles = {page.id: page.title for page in (*now.others.values(), *now.pages.values())}
    at = {page.id: page.parent_id for page in now.current.values()}
    for move in reversed(changes.moves):
        page = now.pages.get(move.page_id)
        if not isinstance(move, Moved) or page is None or page.status is not Status.CURRENT:
            continue
        if changes.pages[move.page_id].is_created or at[move.page_id] == move.parent_id:
            continue
        if move.parent_id is None or at[move.page_id] != move.new_parent_id:
            left.append(f"{move.docname}: somebody has moved it since, so it stays where it is")
            continue
        at[move.page_id] = move.parent_id
        title = titles.get(move.parent_id, "")
        yield MoveBack(move.docname, move.page_id, move.parent_id, title)


def _put_back(changes: Changes, now: Now, left: list[str]) -> Iterator[PutBack]:
    for change in changes.pages.values():
        page = now.pages.get(change.page_id)
        if change.text_before is None or change.is_created:
            continue
        if page is None or page.status is not Status.CURRENT:
            what = "is gone" if page is None else f"is {page.status.value}"
            left.append(f'{change.docname}: the page "{change.title_before}" {what} by now')
        elif page.version == change.text_before or change.is_back(page):
            continue
        elif change.is_as_left(page):
            yield PutBack(change.docname, page.id, change.text_before, change.title_before)
        else:
            left.append(
                f"{change.docname}: it was edited since (version {page.version}), so it keeps that text and its files"
            )


def _with_titles_that_are_free(
    texts: Sequence[PutBack], now: Now, gone: Collection[str], left: list[str]
) -> list[PutBack]:
    """Have pages keep their titles where the old ones are held by pages that do not give them up."""
    settled = list(texts)
    while True:
        leaving = {step.page_id for step in settled if not step.keeps_title} | set(gone)
        held = {
            page.title.casefold(): page for page in now.current.values() if page.id not in leaving
        }
        refused = [
            (number, step, held[step.title.casefold()])
            for number, step in enumerate(settled)
            if not step.keeps_title
            and step.title.casefold() in held
            and held[step.title.casefold()].id != step.page_id
        ]
        if not refused:
            return settled
        for number, step, holder in refused:
            settled[number] = replace(step, title=now.pages[step.page_id].title, keeps_title=True)
            left.append(
                f'{step.docname}: another page, {holder.id}, has the title "{holder.title}", so this one keeps its own'
            )


def _room(
    changes: Changes,
    now: Now,
    taken_out: Sequence[TakeOut],
    texts: Sequence[PutBack],
    gone: Collection[str],
) -> Iterator[MakeRoom]:
    """Free the titles that pages are to have back, as far as they are held by pages that will not keep them."""
    both: tuple[TakeOut | PutBack, ...] = (*taken_out, *texts)
    wanted = {step.title.casefold(): step.page_id for step in both}
    for page_id in (*(step.page_id for step in texts), *gone):
        page = now.pages[page_id]
        if wanted.get(page.title.casefold(), page_id) != page_id:
            docname = changes.pages[page_id].docname
            yield MakeRoom(docname, page_id, f"{page.title[:230]} ({page_id})")


def _trashed_again(
    changes: Changes, now: Now, parents: Mapping[str, str | None], left: list[str]
) -> Iterator[TrashAgain]:
    """The pages that were created and that nobody uses; children before parents."""
    created = [page for page in changes.pages.values() if page.is_created]
    doomed: dict[str, PageChange] = {}
    for change in created:
        page = now.pages.get(change.page_id)
        if page is None or page.status is not Status.CURRENT:
            continue
        if change.is_as_left(page):
            doomed[page.id] = change
        else:
            left.append(
                f'{change.docname}: somebody has edited the new page "{page.title}" since, so it stays'
            )
    used: Collection[str] = ("begin",)
    while used:
        used = {
            parent
            for page_id, parent in parents.items()
            if parent in doomed and page_id not in doomed
        }
        for page_id in used:
            title = now.pages[page_id].title
            left.append(
                f'{doomed.pop(page_id).docname}: another page is below the new page "{title}", so it stays'
            )
    for change in reversed(list(doomed.values())):
        yield TrashAgain(change.docname, change.page_id, now.pages[change.page_id].title)


def _placed_back(
    changes: Changes, parents: Mapping[str, str | None], gone: Collection[str]
) -> Iterator[PlaceBack]:
    removals = [page.removal for page in changes.pages.values() if page.removal is not None]
    for move in (*reversed(removals), *reversed(changes.moves)):
        parent = parents.get(move.page_id)
        if parent is None or move.page_id in gone:
            continue
        step = PlaceBack(move.docname, move.page_id)
        # Beside a page that is elsewhere by now, it would go there itself.
        if move.after is not None and parents.get(move.after) == parent:
            yield replace(step, after=move.after)
        elif move.before is not None and parents.get(move.before) == parent:
            yield replace(step, before=move.before)


def _belongings(kept: Sequence[PageChange], now: Now) -> Iterator[Step]:
    for change in kept:
        page = now.pages.get(change.page_id)
        if page is None or page.status is not Status.CURRENT:
            continue
        # Whoever edited the page saw our files on it.
        if change.files and not change.is_edited(page):
            yield FilesBack(change.docname, change.page_id, change.files)
        if change.labels_added or change.labels_removed:
            yield LabelsBack(
                change.docname,
                change.page_id,
                add=tuple(change.labels_removed),
                remove=tuple(change.labels_added),
            )
        if change.properties:
            yield PropertiesBack(change.docname, change.page_id, change.properties)
