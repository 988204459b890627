"""How is each step of undoing done? Serially where pages move, side by side where their content is put back."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from sphinx_to_confluence.errors import ConfluenceError, MissingScope, NotFound, RestError
from sphinx_to_confluence.publish.chains import Outcome, Task, run_chains
from sphinx_to_confluence.publish.changes import Changes, FileChange
from sphinx_to_confluence.publish.comments import reanchor
from sphinx_to_confluence.publish.journal import Journaling
from sphinx_to_confluence.publish.noted import (
    upload_noted_file,
    write_noted_labels,
    write_noted_property,
    write_noted_version,
)
from sphinx_to_confluence.publish.progress import Progress
from sphinx_to_confluence.publish.run import STOPPERS, Patience
from sphinx_to_confluence.publish.state import NOT_WRITTEN, Mark
from sphinx_to_confluence.publish.stopping import Stop
from sphinx_to_confluence.publish.undo_manifest import (
    shard_as_it_is_now,
    timeless,
    vouched_versions,
)
from sphinx_to_confluence.publish.undo_plan import (
    FilesBack,
    LabelsBack,
    MakeRoom,
    ManifestBack,
    MoveBack,
    PlaceBack,
    PropertiesBack,
    PutBack,
    Step,
    TakeOut,
    TrashAgain,
)
from sphinx_to_confluence.publish.writes import (
    Detached,
    Moved,
    Placed,
    Restored,
    Trashed,
)
from sphinx_to_confluence.rest.model import Client, RemoteAttachment, RemotePage, Status

_SIDE_BY_SIDE = (PutBack, FilesBack, LabelsBack, PropertiesBack)


@dataclass(slots=True, kw_only=True)
class UndoRun:
    """One run over the steps.

    :param pages: as they are by now, by id; those that others have included.
    :param left: gets what is left, and why, in words.
    :param failures: steps that Confluence did not do.
    :param ours: ids of pages whose current version undoing wrote, and whose text is ours.
    :param vouched: the versions that the manifest of before speaks of, by page id.
    """

    client: Client
    project: str
    changes: Changes
    pages: dict[str, RemotePage]
    journal: Journaling
    stop: Stop
    workers: int
    progress: Progress
    left: list[str]
    failures: list[ConfluenceError] = field(default_factory=list)
    ours: set[str] = field(default_factory=set)
    vouched: dict[str, int] = field(default_factory=dict)
    count: int = 0
    patience: Patience = field(default_factory=Patience)

    def run(self, steps: Sequence[Step]) -> None:
        """Take the steps, until all are taken or the run is to stop.

        :raises RestError: for what would meet every other step as well.
        """
        self.vouched = vouched_versions([value for value, _ in self.changes.manifest.values()])
        self.ours |= {
            change.page_id
            for change in self.changes.pages.values()
            if (page := self.pages.get(change.page_id)) is not None
            and change.is_back(page)
            and self._is_ours(page.id, change.text_before, page.message)
        }
        for is_side_by_side, group in groupby(steps, lambda step: isinstance(step, _SIDE_BY_SIDE)):
            tasks = [
                Task(
                    f"{number} {' '.join(str(step).split())}",
                    self._chain_of(step) if is_side_by_side else "one after the other",
                    partial(self._take, step),
                )
                for number, step in enumerate(group)
            ]
            run_chains(
                tasks,
                workers=self.workers,
                stop=self.stop,
                is_fatal=self.patience.is_at_end,
                tell=self._note,
            )

    def _chain_of(self, step: Step) -> str:
        page = self.pages.get(step.page_id)
        return str(page.parent_id if page else None)

    def _note(self, outcome: Outcome[RemotePage | None]) -> None:
        what = outcome.task.name.partition(" ")[2]
        if isinstance(outcome.error, ConfluenceError):
            self.progress.step(f"failed {what}")
            self.failures.append(outcome.error)
            return
        self.progress.step(what)
        self.count += 1
        if outcome.value is not None:
            self.pages[outcome.value.id] = outcome.value

    def _take(self, step: Step) -> RemotePage | None:
        """Take a step, in any thread; return the page as it is then, where that is another one."""
        self.stop.check()
        match step:
            case MakeRoom():
                return self._make_room(step)
            case TakeOut():
                return self._take_out(step)
            case MoveBack():
                return self._move_back(step)
            case PutBack():
                return self._put_back(step)
            case PlaceBack():
                self._place_back(step)
            case FilesBack():
                self._files_back(step)
            case LabelsBack():
                self._labels_back(step)
            case PropertiesBack():
                self._values_back(step.docname, step.page_id, step.values)
            case TrashAgain():
                return self._trash_again(step)
            case ManifestBack():
                self._values_back("", step.page_id, self._as_it_is_now(step.values))
        return None

    def _is_ours(self, page_id: str, number: int | None, message: str) -> bool:
        """Whether a version was written by us: an edit that a publish has overwritten is somebody's again."""
        return Mark.read(message) is not None or self.vouched.get(page_id, 0) == number

    # --- pages -------------------------------------------------------------------------------------------------

    def _put(
        self,
        docname: str,
        now: RemotePage,
        *,
        title: str,
        body: str,
        message: str,
        restores: int | None = None,
    ) -> RemotePage:
        return write_noted_version(
            self.client,
            self.journal,
            now,
            docname=docname,
            title=title,
            body=body,
            message=message,
            minor_edit=True,
            restores=restores,
        )

    def _make_room(self, step: MakeRoom) -> RemotePage:
        now = self.pages[step.page_id]
        mark = Mark.of(self.project, step.docname, NOT_WRITTEN)
        body = self.client.page_body(now.id)
        return self._put(step.docname, now, title=step.title, body=body, message=mark.message(""))

    def _put_back(self, step: PutBack) -> RemotePage:
        """Write an older version again, with the comment that it had: its mark says what is in it.

        A page that lacks a file bears a mark that has the next publish look after it. Inline comments that were made
        since get their places in the older text, those that have one there.
        """
        now = self.pages[step.page_id]
        old = self.client.page_version(now.id, step.number)
        self.stop.check()
        anchored = reanchor(self.client.page_body(now.id), old.body)
        self.stop.check()
        message = old.message or f"Version {step.number} again"
        is_ours = self._is_ours(now.id, step.number, old.message)
        if is_ours and self.changes.pages[now.id].lost_files:
            mark = Mark.of(self.project, step.docname, NOT_WRITTEN)
            message = mark.message(f"Version {step.number} again")
        written = self._put(
            step.docname,
            now,
            title=now.title if step.keeps_title else old.title,
            body=anchored.body,
            message=message,
            restores=step.number,
        )
        if is_ours:
            self.ours.add(written.id)
        else:
            self.ours.discard(written.id)
        self.left += [
            f'{step.docname}: a comment on "{lost.quote}" has lost its place, since these words were not there then'
            for lost in anchored.lost
        ]
        return written

    def _take_out(self, step: TakeOut) -> RemotePage | None:
        page = replace(self.pages[step.page_id], parent_id=step.parent_id)
        write = Restored(docname=step.docname, page_id=page.id, version=page.version)
        try:
            with self.journal.noting(write) as outcome:
                restored = self.client.restore_page(page)
                outcome["version"] = restored.version
        except STOPPERS:
            raise
        except RestError as error:
            if not step.is_archived:
                raise
            self.left.append(
                f"{step.docname}: Confluence does not take it out of the archive, do that by hand: {error.answered}"
            )
            return None
        # Everything of a project may have been removed, pages that somebody had edited as well.
        if self._is_ours(page.id, page.version, page.message):
            self.ours.add(restored.id)
        return restored

    def _move_back(self, step: MoveBack) -> RemotePage:
        now = self.pages[step.page_id]
        write = Moved(
            docname=step.docname,
            page_id=now.id,
            version=now.version,
            parent_id=now.parent_id,
            new_parent_id=step.parent_id,
            after=None,
            before=None,
        )
        with self.journal.noting(write) as outcome:
            moved = self.client.move_page(now, parent_id=step.parent_id)
            outcome["version"] = moved.version
        change = self.changes.pages[now.id]
        # A page that was only moved may have somebody's edit, which the manifest must not vouch for.
        is_marked = change.text_before is None and Mark.read(now.message) is not None
        is_written = change.is_as_left(now) and not change.is_back(now)
        if is_marked or (change.text_before is not None and is_written):
            self.ours.add(moved.id)
        return moved

    def _place_back(self, step: PlaceBack) -> None:
        write = Placed(docname=step.docname, page_id=step.page_id, after=None, before=None)
        with self.journal.noting(write):
            self.client.place_page(step.page_id, after=step.after, before=step.before)

    def _trash_again(self, step: TrashAgain) -> RemotePage | None:
        now = self.pages[step.page_id]
        if any(
            page.parent_id == now.id and page.status is Status.CURRENT
            for page in self.pages.values()
        ):
            self.left.append(f'{step.docname}: there are pages below "{now.title}", so it stays')
            return None
        write = Trashed(
            docname=step.docname,
            page_id=now.id,
            title=now.title,
            version=now.version,
            parent_id=now.parent_id,
        )
        try:
            with self.journal.noting(write):
                self.client.trash_page(now.id)
        except NotFound:
            pass
        return replace(now, status=Status.TRASHED)

    # --- what belongs to a page --------------------------------------------------------------------------------

    def _files_back(self, step: FilesBack) -> None:
        present = {item.filename: item for item in self.client.attachments(step.page_id)}
        for filename, change in sorted(step.files.items()):
            self.stop.check()
            complaint = self._file_back(step, filename, change, present.get(filename))
            if complaint:
                self.left.append(f"{step.docname}: the file {filename} {complaint}")

    def _file_back(
        self,
        step: FilesBack,
        filename: str,
        change: FileChange,
        item: RemoteAttachment | None,
    ) -> str:
        """Put one file back; return why that cannot be done, in words."""
        was_there = change.replaced is not None or bool(change.replaced_comment)
        if item is None:
            removed = "was removed, and is in the trash: publish what shows it to have it back"
            return removed if was_there or change.comment is None else ""
        if change.comment is None or item.comment == change.replaced_comment:
            return ""
        if item.comment != change.comment:
            return "was replaced since, so it stays"
        if not was_there:
            write = Detached(docname=step.docname, page_id=step.page_id, filename=filename)
            with self.journal.noting(write):
                self.client.delete_attachment(item)
            return ""
        if change.replaced is None:
            return "was replaced, and nobody knows which version it had"
        self._upload_again(step, change, item)
        return ""

    def _upload_again(self, step: FilesBack, change: FileChange, item: RemoteAttachment) -> None:
        content = self.client.attachment_data(step.page_id, item, change.replaced)
        self.stop.check()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            path.write_bytes(content)
            upload_noted_file(
                self.client,
                self.journal,
                path,
                docname=step.docname,
                page_id=step.page_id,
                filename=item.filename,
                media_type=change.media_type,
                comment=change.replaced_comment,
                existing=item,
                minor_edit=True,
            )

    def _labels_back(self, step: LabelsBack) -> None:
        try:
            present = self.client.labels(step.page_id)
            add = tuple(name for name in step.add if name not in present)
            remove = tuple(name for name in step.remove if name in present)
            write_noted_labels(
                self.client,
                self.journal,
                docname=step.docname,
                page_id=step.page_id,
                added=add,
                removed=remove,
            )
        except MissingScope as error:
            self.left.append(f"{step.docname}: its labels: {error}")

    def _values_back(
        self, docname: str, page_id: str, values: Mapping[str, tuple[Any, Any]]
    ) -> None:
        """Give properties their values back, as far as they have those that we left."""
        present = {item.key: item for item in self.client.properties(page_id)}
        for key, (before, after) in values.items():
            existing = present.get(key)
            value = None if existing is None else existing.value
            if value == before:
                continue
            if timeless(value) not in (timeless(before), timeless(after)):
                self.left.append(
                    f"{docname or 'list of pages'}: the property {key} was changed since"
                )
                continue
            self.stop.check()
            write_noted_property(
                self.client,
                self.journal,
                docname=docname,
                page_id=page_id,
                key=key,
                value=before,
                existing=existing,
            )

    def _as_it_is_now(self, values: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
        """Have the manifest say what is there: the versions that undoing wrote, and not the files that are lost."""
        versions = {page_id: self.pages[page_id].version for page_id in self.ours}
        lost = {change.page_id: change.lost_files for change in self.changes.pages.values()}
        return {
            key: (shard_as_it_is_now(before, versions, lost), after)
            for key, (before, after) in values.items()
        }
