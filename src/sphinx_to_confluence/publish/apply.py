"""Do what the plan says, in an order that is safe to stop at any moment.

Pages are created first, as stubs, parents before children and siblings in order: then every id is known. After that
each page gets its files, its labels and its width, and *last* its text together with the mark that says what was
written. A run that died is finished by running again: what bears the right mark is not touched, and what was created
without one is recognised by its stub. The manifest is written at the end, also when the run stops early.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace

from sphinx_to_confluence.bundle.model import Bundle, Page
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import (
    AlreadyExists,
    BadCredentials,
    ConnectionFailed,
    Gone,
    InvalidBody,
    MissingScope,
    NotConfluence,
    RateLimited,
    RestError,
    TitleTaken,
)
from sphinx_to_confluence.publish.belongings import WIDTH_PROPERTIES
from sphinx_to_confluence.publish.intersphinx import InventoryStep
from sphinx_to_confluence.publish.inventory import OBJECTS_INV
from sphinx_to_confluence.publish.links import resolve_links
from sphinx_to_confluence.publish.operations import (
    Conflict,
    Create,
    Move,
    Orphan,
    Plan,
    Rename,
    Reorder,
    Skip,
    Update,
)
from sphinx_to_confluence.publish.policy import EditedPages
from sphinx_to_confluence.publish.progress import Progress
from sphinx_to_confluence.publish.report import Failure, Report
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.state import (
    NOT_WRITTEN,
    Entry,
    Mark,
    Written,
    attached_inventory,
    attachment_comment,
    attachment_sha256,
    page_digest,
    stub_body,
    wanted_width,
    write_manifest,
)
from sphinx_to_confluence.rest.model import Client, RemotePage

STOPPERS = (BadCredentials, MissingScope, ConnectionFailed, Gone, NotConfluence, RateLimited)
"""What the next page would meet as well: the run ends there."""


class Apply:
    """One run over a plan. Use :meth:`run` once."""

    def __init__(
        self,
        client: Client,
        bundle: Bundle,
        snapshot: Snapshot,
        settings: Settings,
        *,
        progress: Progress,
        warn: Callable[[str], None],
    ) -> None:
        self._client = client
        self._bundle = bundle
        self._snapshot = snapshot
        self._settings = settings
        self._progress = progress
        self._warn = warn
        self._ids: dict[str, str] = {}
        self._entries: dict[str, Entry] = dict(snapshot.manifest)
        self._moved: dict[str, RemotePage | None] = {}
        self._refused: set[str] = set()
        self._inventory = attached_inventory(snapshot.shards, bundle.project_id)

    def run(self, plan: Plan, report: Report) -> None:
        """Carry the plan out and fill the report.

        A page that fails does not stop the others, but for its children, which need it.

        :raises RestError: for what would meet every other page as well (:data:`STOPPERS`).
        """
        self._take_over(plan, report)
        written = [page for page in self._bundle.pages if _is_written(plan, page)]
        self._progress.start(len(plan.all(Create)) + len(written))
        try:
            self._make_room(plan, report)
            fresh = self._create_all(plan.all(Create), report)
            for page in written:
                if page.docname in fresh:
                    self._write(page, fresh[page.docname], report, fresh=True)
                elif plan.find(page.docname, Create) is None:
                    current = self._moved.get(page.docname, self._snapshot.pages[page.docname])
                    if current is not None:
                        self._write(page, current, report)
            self._put_in_order(plan, report)
            step = InventoryStep(
                self._client, self._bundle, self._settings, self._page_path, self._warn
            )
            root_id = self._ids.get(self._bundle.root.docname)
            self._inventory = step.run(root_id, self._inventory, report)
        finally:
            self._progress.done()
            self._write_manifest()

    def page_id(self, docname: str) -> str | None:
        """The id of a document's page, when it has one by now."""
        return self._ids.get(docname)

    def _take_over(self, plan: Plan, report: Report) -> None:
        """Note what is known before anything is written: ids for links, and entries that the manifest lacks."""
        for operation in plan.operations:
            match operation:
                case (
                    Skip(page_id=page_id)
                    | Update(page_id=page_id)
                    | Move(page_id=page_id)
                    | Reorder(page_id=str(page_id))
                ):
                    self._ids[operation.docname] = page_id
                case Conflict(own_id=str(own_id)):
                    self._ids[operation.docname] = own_id
        for operation in plan.operations:
            docname = operation.docname
            match operation:
                case Skip(edited=edited):
                    (report.kept if edited else report.unchanged).append(docname)
                    remote = self._snapshot.pages[docname]
                    mark = Mark.read(remote.message)
                    if mark is not None and not edited:
                        self._entries[docname] = Entry(
                            remote.id, remote.version, mark.digest, self._left_there(docname, mark)
                        )
                case Update() | Move():
                    self._note_taken_over(docname, self._snapshot.pages[docname])
        orphans = {orphan.docname for orphan in plan.all(Orphan)}
        # A document that was renamed handed its page on, and a page that is gone has nothing left to say.
        self._entries = {
            docname: entry
            for docname, entry in self._entries.items()
            if docname in self._bundle or docname in orphans
        }

    def _left_there(self, docname: str, mark: Mark) -> Written:
        """What is on a page that bears the right mark, as the manifest says or else as the mark vouches for."""
        entry = self._entries.get(docname)
        if entry is not None and entry.digest == mark.digest and entry.written is not None:
            return entry.written
        return Written.of(self._bundle.page(docname), self._ids, self._bundle.editor)

    def _note_taken_over(self, docname: str, remote: RemotePage) -> None:
        """Keep hold of a page that we did not write as this document, in case the run dies before it is written."""
        entry = self._entries.get(docname)
        mark = Mark.read(remote.message)
        if (mark is not None or docname in self._snapshot.adopted) and (
            entry is None or entry.page_id != remote.id
        ):
            self._entries[docname] = Entry(remote.id, remote.version, mark.digest if mark else "")

    # --- pages -------------------------------------------------------------------------------------------------

    def _make_room(self, plan: Plan, report: Report) -> None:
        """Move pages out of the way whose titles other pages of this run are to have; their text stays."""
        for rename in plan.all(Rename):
            if rename.via_title is None:
                continue
            page = self._bundle.page(rename.docname)
            remote = self._snapshot.pages[rename.docname]
            try:
                self._moved[page.docname] = self._client.update_page(
                    remote,
                    title=rename.via_title,
                    body=self._client.page_body(remote.id),
                    parent_id=remote.parent_id,
                    message=Mark.of(self._bundle.project_id, page.docname, NOT_WRITTEN).message(""),
                    minor_edit=True,
                )
            except STOPPERS:
                raise
            except RestError as error:
                report.failures.append(Failure(page.docname, self._explained(error, page)))
                self._moved[page.docname] = None

    def _create_all(self, creates: tuple[Create, ...], report: Report) -> dict[str, RemotePage]:
        fresh: dict[str, RemotePage] = {}
        for create in creates:
            page = self._bundle.page(create.docname)
            self._progress.step(f"create {page.docname}")
            if page.parent is not None and page.parent not in self._ids:
                report.left_out.append(page.docname)
                continue
            try:
                remote = self._client.create_page(
                    self._snapshot.space,
                    parent_id=self._parent_id(page),
                    title=page.title,
                    body=stub_body(self._bundle.project_id, page.docname),
                )
            except STOPPERS:
                raise
            except RestError as error:
                report.failures.append(Failure(page.docname, self._explained(error, page)))
            else:
                fresh[page.docname] = remote
                self._ids[page.docname] = remote.id
                self._entries[page.docname] = Entry(remote.id, remote.version, "")
        return fresh

    def _put_in_order(self, plan: Plan, report: Report) -> None:
        """Put pages beside their siblings, as far as there are both."""
        for place in plan.all(Reorder):
            page_id = self._ids.get(place.docname)
            beside = self._ids.get(place.after or place.before or "")
            if page_id is None or beside is None:
                continue
            try:
                if place.after is not None:
                    self._client.place_page(page_id, after=beside)
                else:
                    self._client.place_page(page_id, before=beside)
            except STOPPERS:
                raise
            except RestError as error:
                report.failures.append(Failure(place.docname, error))
            else:
                if plan.of(place.docname) == (place,):
                    report.updated.append(place.docname)

    def _parent_id(self, page: Page) -> str | None:
        if page.parent is not None:
            return self._ids[page.parent]
        if (
            self._snapshot.parent_id is None
        ):  # the root page was named by its id and stays where it is
            return self._snapshot.pages[page.docname].parent_id
        return self._snapshot.parent_id

    def _write(
        self, page: Page, remote: RemotePage, report: Report, *, fresh: bool = False
    ) -> None:
        self._progress.step(f"{'write' if fresh else 'update'} {page.docname}")
        if page.parent is not None and page.parent not in self._ids:
            report.left_out.append(page.docname)
            return
        try:
            self._write_files(page, remote, report, fresh=fresh)
            self._write_labels(page, remote, fresh=fresh)
            self._write_width(page, remote)
            self._write_body(page, remote)
            if fresh and not self._settings.watch:
                self._unwatch(remote)
        except STOPPERS:
            raise
        except RestError as error:
            report.failures.append(Failure(page.docname, self._explained(error, page)))
        else:
            (report.created if fresh else report.updated).append(page.docname)

    def _write_body(self, page: Page, remote: RemotePage) -> None:
        digest = page_digest(page, self._ids)
        mark = Mark.of(self._bundle.project_id, page.docname, digest)
        written = self._client.update_page(
            remote,
            title=page.title,
            body=resolve_links(self._bundle.body(page), self._page_url),
            parent_id=self._parent_id(page),
            message=mark.message(self._settings.version_comment),
            minor_edit=self._settings.disable_notifications,
        )
        facts = Written.of(page, self._ids, self._bundle.editor)
        if "labels" in self._refused:
            facts = replace(facts, labels=())
        self._entries[page.docname] = Entry(written.id, written.version, digest, facts)

    def _page_url(self, docname: str) -> str | None:
        page_id = self._ids.get(docname)
        return None if page_id is None else self._client.page_url(self._snapshot.space, page_id)

    def _page_path(self, docname: str) -> str | None:
        page_id = self._ids.get(docname)
        return None if page_id is None else self._client.page_path(self._snapshot.space, page_id)

    def _explained(self, error: RestError, page: Page) -> RestError:
        """Add what only the publisher knows: the source line of a bad body, who holds a title."""
        if isinstance(error, InvalidBody) and error.row is not None:
            rows = self._bundle.source_map(page)
            before = bisect_right([line.row for line in rows], error.row) - 1
            if before >= 0:
                where = rows[before]
                line = f":{where.line}" if where.line is not None else ""
                error.cause = f"This comes from {where.source}{line}. {error.cause}".strip()
        if isinstance(error, TitleTaken):
            # Rare: the plan has looked at all titles, so it was taken since.
            for holder in self._client.pages_by_title(self._snapshot.space, page.title):
                url = self._client.page_url(self._snapshot.space, holder.id)
                error.cause = f"The {holder.status.value} page {holder.id} has it: {url}"
        return error

    # --- what belongs to a page --------------------------------------------------------------------------------

    def _write_files(self, page: Page, remote: RemotePage, report: Report, *, fresh: bool) -> None:
        present = (
            {} if fresh else {item.filename: item for item in self._client.attachments(remote.id)}
        )
        for attachment in page.attachments:
            existing = present.pop(attachment.filename, None)
            if existing is not None:
                written = attachment_sha256(existing.comment)
                if written == attachment.sha256:
                    continue
                if written is None and self._settings.edited_pages != EditedPages.OVERWRITE.value:
                    raise _foreign_file(attachment.filename, page)
            self._client.upload_attachment(
                remote.id,
                self._bundle.directory / attachment.path,
                filename=attachment.filename,
                media_type=attachment.media_type,
                comment=attachment_comment(attachment.sha256),
                existing=existing,
                minor_edit=self._settings.disable_notifications,
            )
            report.uploaded += 1
        if page.parent is None:
            present.pop(OBJECTS_INV, None)  # it comes last, when all addresses are known
        for stale in present.values():
            if attachment_sha256(stale.comment) is not None and "files" not in self._refused:
                try:
                    self._client.delete_attachment(stale)
                except MissingScope as error:
                    self._do_without("files", "files that pages no longer show stay on them", error)
                else:
                    report.detached += 1

    def _write_labels(self, page: Page, remote: RemotePage, *, fresh: bool) -> None:
        if "labels" in self._refused or (
            not page.labels and (fresh or self._settings.append_labels)
        ):
            return
        try:
            present = set() if fresh else set(self._client.labels(remote.id))
            missing = [label for label in page.labels if label not in present]
            if missing:
                self._client.add_labels(remote.id, missing)
            if not self._settings.append_labels:
                for label in sorted(present.difference(page.labels)):
                    self._client.remove_label(remote.id, label)
        except MissingScope as error:
            self._do_without(
                "labels",
                "labels are not written; with a token that may write them, set confluence_publish_force once",
                error,
            )

    def _write_width(self, page: Page, remote: RemotePage) -> None:
        wanted = wanted_width(page, self._bundle.editor)
        if not wanted:
            return
        present = {item.key: item for item in self._client.properties(remote.id)}
        for key in WIDTH_PROPERTIES:
            existing = present.get(key)
            if existing is None or existing.value != wanted:
                self._client.set_property(remote.id, key, wanted, existing=existing)

    def _unwatch(self, remote: RemotePage) -> None:
        if "watch" in self._refused:
            return
        try:
            self._client.unwatch(remote.id)
        except RestError as error:
            self._do_without("watch", "you go on watching the pages that were created", error)

    def _do_without(self, feature: str, consequence: str, error: RestError) -> None:
        """Warn once and leave the feature out for the rest of the run."""
        self._refused.add(feature)
        self._warn(f"{consequence}: {error}")

    # --- manifest ------------------------------------------------------------------------------------------------

    def _write_manifest(self) -> None:
        """Write the shards that changed. Their loss would cost a listing of the space, so it is but a warning."""
        wanted = (
            write_manifest(self._entries, self._bundle.project_id, self._inventory)
            if self._entries
            else {}
        )
        try:
            for key, value in wanted.items():
                existing = self._snapshot.shards.get(key)
                if existing is None or existing.value != value:
                    self._client.set_property(
                        self._snapshot.manifest_page_id, key, value, existing=existing
                    )
            for key, existing in self._snapshot.shards.items():
                if key not in wanted:
                    self._client.delete_property(self._snapshot.manifest_page_id, existing)
        except RestError as error:
            self._warn(
                f"the list of this project's pages could not be stored; they are found by their marks: {error}"
            )


def _is_written(plan: Plan, page: Page) -> bool:
    written = any(isinstance(item, Create | Update | Move) for item in plan.of(page.docname))
    return written and not any(isinstance(item, Skip | Conflict) for item in plan.of(page.docname))


def _foreign_file(filename: str, page: Page) -> AlreadyExists:
    return AlreadyExists(
        f'could not put the file "{filename}" on the page "{page.title}"',
        answered="There is a file of that name already.",
        cause="It was not put there by this tool, so it may be somebody's work.",
        remedy="Rename that file or the one of the documentation; or set confluence_edited_pages = 'overwrite' to "
        "replace it, which keeps it in its history.",
    )
