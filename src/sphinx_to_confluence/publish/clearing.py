"""How is everything of a project removed? Looked at, shown, asked for, and moved to the trash; never deleted for good.

The list of pages goes last, so a removal that was stopped is finished by running again; and each write is in the
journal, so ``undo`` takes all of it back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import (
    ConfigurationError,
    ConflictError,
    ConfluenceError,
    NotFound,
    PublishError,
    RunStopped,
)
from sphinx_to_confluence.publish.anchors.text import MARKER
from sphinx_to_confluence.publish.cases import is_edited
from sphinx_to_confluence.publish.chains import Outcome, Task, run_chains
from sphinx_to_confluence.publish.clearing_plan import (
    Clearing,
    Item,
    Place,
    Remains,
    plan_clearing,
)
from sphinx_to_confluence.publish.journal import (
    REMOVAL,
    Journaling,
    Run,
    read_journals,
    stopped_run,
)
from sphinx_to_confluence.publish.journaled import journaled
from sphinx_to_confluence.publish.left_behind import forget_left
from sphinx_to_confluence.publish.location import Location, locate, space_of
from sphinx_to_confluence.publish.noted import write_noted_property
from sphinx_to_confluence.publish.progress import Progress
from sphinx_to_confluence.publish.published import KEY, stored
from sphinx_to_confluence.publish.run import Patience
from sphinx_to_confluence.publish.siblings import Siblings
from sphinx_to_confluence.publish.state import (
    Entry,
    Mark,
    project_of_shard,
    read_manifest,
    write_manifest,
)
from sphinx_to_confluence.publish.stopping import Stop
from sphinx_to_confluence.publish.writes import Trashed
from sphinx_to_confluence.rest.model import Client, RemotePage, RemoteProperty, Space, Status


@dataclass(frozen=True, slots=True)
class Cleared:
    """What came of it.

    :param removed: docnames of the pages that were moved to the trash, in that order.
    :param plan: what was to be done.
    :param journal: name of the journal by which it can be taken back; ``None`` when there is none.
    """

    plan: Clearing
    removed: tuple[str, ...] = ()
    journal: str | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """What is there of a project."""

    space: Space
    location: Location
    entries: dict[str, Entry]
    shards: dict[str, RemoteProperty]
    listing: dict[str, RemotePage]
    plan: Clearing

    def differences(
        self, project_id: str, gone: Collection[str]
    ) -> Iterator[tuple[str, RemoteProperty | None, dict[str, Any] | None]]:
        """What has to be another in the list of pages: key, what is there, and what it is to be.

        It keeps the pages that stay, but for the one that a person named: that is found by its name.

        :param gone: ids of pages that are in the trash by now.
        """
        stays = {
            item.docname
            for item in self.plan.items
            if item.remains is not Remains.NAMED and item.page.id not in gone
        }
        entries = {name: entry for name, entry in self.entries.items() if name in stays}
        facts = stored(self.shards, project_id)
        more = {KEY: facts} if facts else {}
        wanted = write_manifest(entries, project_id, more=more) if entries else {}
        for key in {**wanted, **self.shards}:
            existing, value = self.shards.get(key), wanted.get(key)
            if (None if existing is None else existing.value) != value:
                yield key, existing, value


def clear(
    client: Client,
    settings: Settings,
    directory: Path,
    *,
    project_id: str,
    with_root: bool = False,
    show: Callable[[Clearing, Space], None],
    confirm: Callable[[Clearing], bool],
    look_again: bool = False,
    progress: Progress,
    warn: Callable[[str], None],
) -> Cleared:
    """Move all pages of a project to the trash, as far as nothing speaks against it.

    :param directory: gets the journal, in the folder of what publishing notes.
    :param with_root: whether the page that ``confluence_publish_root`` names goes as well.
    :param show: gets what will be done.
    :param confirm: asks whether that is to be done; not asked when there is nothing to do.
    :param look_again: whether to make sure after asking that nothing has changed: a person may think for long.
    :raises ConfigurationError: when nothing of the project is there.
    :raises ConflictError: when something has changed; nothing is removed.
    :raises PublishError: when some pages could not be removed; running again tries them again.
    :raises RestError: when Confluence does not answer, or refuses what every page needs.
    :raises RunStopped: when a person stopped it; running again goes on.
    """
    progress.watch(client.governor)
    found = _find(client, settings, project_id, with_root=with_root)
    show(found.plan, found.space)
    is_done = not found.plan.going and not any(found.differences(project_id, ()))
    if is_done or not confirm(found.plan):
        return Cleared(found.plan)
    if look_again and _find(client, settings, project_id, with_root=with_root).plan != found.plan:
        raise ConflictError(
            "nothing was removed: other pages are there than were shown",
            cause="Somebody has written, moved or removed pages while you were asked.",
            remedy="Run the same command again, and look at what it shows.",
        )
    journals = read_journals(directory, otherwise=lambda error: warn(str(error)))
    before = stopped_run(journals, project_id, found.space.key, REMOVAL)
    about = Run(
        project=project_id,
        site=client.endpoint.address,
        space=found.space.key,
        root=found.location.manifest_page_id,
        continues=before.name if before else None,
        act=REMOVAL,
    )
    run = _Clearing(client, found, Journaling(directory, about, warn=warn), progress, project_id)
    forget_left(directory)
    run.carry_out(settings.publish_workers)
    return Cleared(found.plan, tuple(run.removed), run.journal.name)


def _find(client: Client, settings: Settings, project_id: str, *, with_root: bool) -> _Found:
    """Look at the whole space: what is below our pages, and pages that only their marks tell as ours."""
    space = space_of(client, settings)
    location = locate(client, space, settings)
    entries, shards = read_manifest(location.properties, project_id)
    listing = {page.id: page for page in client.pages_in_space(space)}
    by_id = {page.id: page for page in client.pages_by_id([e.page_id for e in entries.values()])}
    pages = {name: by_id[e.page_id] for name, e in entries.items() if e.page_id in by_id}
    known = {page.id for page in pages.values()}
    for page in listing.values():
        if page.id not in known and Mark.is_in(page.message, project_id):
            pages[f"page {page.id}"] = page
    if not pages and not shards:
        raise ConfigurationError(
            f"nothing of the project {project_id} is published here",
            answered=f"The space {space.key} has no page of it, and no list of its pages where "
            "confluence_parent_page or confluence_publish_root says.",
            remedy="Check confluence_space_key, confluence_parent_page and the project; status tells what there is.",
        )
    comments = _comments(client, pages)
    edited = {
        name for name, page in pages.items() if is_edited(page, entries.get(name), project_id)
    }
    kept = {
        pages[name].id: Remains.UNPROVEN
        for name, entry in entries.items()
        if name in pages and not _is_proven(client, pages[name], entry, project_id)
    }
    kept |= _kept(space, location, project_id, with_root=with_root)
    place = Place(pages=pages, listing=listing, space_id=space.id, kept=kept)
    plan = plan_clearing(place, edited=edited, comments=comments)
    return _Found(space, location, entries, shards, listing, plan)


def _is_proven(client: Client, page: RemotePage, entry: Entry, project_id: str) -> bool:
    """Whether the page says itself that it is of the project: whoever may edit a page can put others on the list.

    Somebody may have edited it since, so the version that is on the list counts as well.
    """
    messages = [page.message]
    mark = Mark.read(page.message)
    if mark is None and page.status is Status.CURRENT:
        with suppress(NotFound):
            messages.append(client.page_version(page.id, entry.version).message)
    is_ours = any(Mark.is_in(message, project_id) for message in messages)
    return is_ours or page.status is not Status.CURRENT


def _kept(
    space: Space, location: Location, project_id: str, *, with_root: bool
) -> dict[str, Remains]:
    """Pages that stay whatever is below them."""
    kept = {}
    if location.is_root and not with_root:
        kept[location.content_id] = Remains.NAMED
    if any(project_of_shard(item) not in ("", project_id) for item in location.properties):
        kept[location.manifest_page_id] = Remains.MANIFEST
    if space.homepage_id is not None:
        kept[space.homepage_id] = Remains.HOME
    return kept


def _comments(client: Client, pages: dict[str, RemotePage]) -> dict[str, int]:
    """How many inline comments have a place on the pages, by docname; the bodies have their markers."""
    bodies = client.page_bodies([page.id for page in pages.values()])
    found = {name: bodies.get(page.id, "").count(f"<{MARKER}") for name, page in pages.items()}
    return {name: count for name, count in found.items() if count}


@dataclass(slots=True)
class _Clearing:
    """One run. Pages of one depth are removed side by side, those below one parent one after the other.

    :param failed: ids of pages below which one stayed.
    :param gone: ids of those that are in the trash.
    """

    client: Client
    found: _Found
    journal: Journaling
    progress: Progress
    project_id: str
    stop: Stop = field(default_factory=Stop)
    patience: Patience = field(default_factory=Patience)
    removed: list[str] = field(default_factory=list)
    failures: list[ConfluenceError] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def _stopped(self) -> RunStopped:
        return RunStopped(
            "the removal was stopped",
            answered=f"{len(self.removed)} of {len(self.found.plan.going)} pages are in the trash.",
            remedy="Run the same command again to go on.",
        )

    def carry_out(self, workers: int) -> None:
        """Remove the pages, then the list of pages, and note how it ended."""
        with journaled(
            self.client,
            self.journal,
            self.stop,
            stopped=self._stopped,
            is_whole=lambda: not self.failures,
        ):
            self._remove(workers)
            if not self.stop.wished:
                self._store_what_is_left()
        if self.failures:
            raise PublishError(
                "some pages could not be removed",
                answered="\n  ".join(map(str, self.failures)),
                remedy="Run the same command again when that is mended: it removes what is left.",
            )

    def _remove(self, workers: int) -> None:
        going = self.found.plan.going
        siblings = Siblings(self.found.listing.values())
        around = {item.page.id: siblings.around(item.page.id) for item in going}
        self.progress.start(len(going))
        try:
            for _, level in groupby(sorted(going, key=lambda item: -item.depth), _depth):
                tasks = [
                    Task(
                        item.docname,
                        str(item.page.parent_id),
                        partial(self._trash, item, around[item.page.id]),
                    )
                    for item in level
                ]
                run_chains(
                    tasks,
                    workers=workers,
                    stop=self.stop,
                    is_fatal=self.patience.is_at_end,
                    tell=self._note,
                )
        finally:
            self.progress.done()

    def _trash(self, item: Item, around: tuple[str | None, str | None]) -> str | None:
        """Move a page to the trash, in any thread, and return its id; not one below which a page stayed."""
        self.stop.check()
        if item.page.id in self.failed:
            return None
        after, before = around
        write = Trashed(
            docname=item.docname,
            page_id=item.page.id,
            title=item.page.title,
            version=item.page.version,
            parent_id=item.page.parent_id,
            after=after,
            before=before,
        )
        try:
            with self.journal.noting(write):
                self.client.trash_page(item.page.id)
        except NotFound:
            pass  # somebody was faster
        return item.page.id

    def _note(self, outcome: Outcome[str | None]) -> None:
        name = outcome.task.name
        if outcome.is_done and outcome.value is not None:
            self.removed.append(name)
            self.gone.add(outcome.value)
            self.progress.step(f"trash {name}")
            return
        self.failed.add(str(outcome.task.chain))
        self.progress.step(f"{'leave' if outcome.is_done else 'failed'} {name}")
        if isinstance(outcome.error, ConfluenceError):
            self.failures.append(outcome.error)

    def _store_what_is_left(self) -> None:
        """Have the list of pages name those that stay; it goes when there are none."""
        found = self.found
        if found.location.manifest_page_id in self.gone:
            return  # it is in the trash with its page, and comes out of it with that
        for key, existing, value in found.differences(self.project_id, self.gone):
            self.stop.check()
            write_noted_property(
                self.client,
                self.journal,
                docname="",
                page_id=found.location.manifest_page_id,
                key=key,
                value=value,
                existing=existing,
            )


def _depth(item: Item) -> int:
    return item.depth
