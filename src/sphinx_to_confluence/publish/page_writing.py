"""How is one page written? Files, labels and properties first; last the text, with the mark that vouches for it all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import unescape

from sphinx_to_confluence.bundle.model import Page
from sphinx_to_confluence.errors import MissingScope, NotFound, RestError, VersionConflict
from sphinx_to_confluence.publish.chains import Task
from sphinx_to_confluence.publish.comment_keeping import Anchored, CommentKeeper
from sphinx_to_confluence.publish.links import resolve_links
from sphinx_to_confluence.publish.noted import (
    write_noted_labels,
    write_noted_property,
    write_noted_version,
)
from sphinx_to_confluence.publish.operations import (
    Change,
    Create,
    Label,
    Operation,
    SetProperty,
    Update,
)
from sphinx_to_confluence.publish.page_files import settle_files
from sphinx_to_confluence.publish.policy import EditedPages
from sphinx_to_confluence.publish.report import LostComment
from sphinx_to_confluence.publish.run import PublishRun
from sphinx_to_confluence.publish.state import Entry, Mark, Written, page_digest
from sphinx_to_confluence.rest.model import RemotePage, Status

_TAG = re.compile(r"<!\[CDATA\[|\]\]>|<[^>]*>")


@dataclass(slots=True)
class Done:
    """What became of a page.

    :param entry: what the manifest says of it from now on; ``None`` when its text was left as it is.
    :param is_kept: whether that is because somebody has edited it in the meantime.
    :param is_new: whether it had no text before, so that we watch it since we made it.
    """

    page: RemotePage
    entry: Entry | None = None
    uploaded: int = 0
    detached: int = 0
    comments_kept: int = 0
    comments_lost: tuple[LostComment, ...] = ()
    is_kept: bool = False
    is_new: bool = False


def write_pages(run: PublishRun) -> None:
    """Write the pages that are new or have changed; those below one parent one after the other."""
    created = {create.docname for create in run.plan.all(Create)}
    watched: dict[str, str] = {}

    def note(docname: str, done: Done) -> None:
        run.known.now(docname, done.page)
        if done.entry is not None:
            run.known.entries[docname] = done.entry
        report = run.report
        report.uploaded += done.uploaded
        report.detached += done.detached
        report.comments_kept += done.comments_kept
        report.comments_lost += done.comments_lost
        for lost in done.comments_lost:
            run.warn(str(lost))
        where = report.created if docname in created else report.updated
        (report.kept if done.is_kept else where).append(docname)
        if done.is_new and not run.settings.watch:
            watched[docname] = done.page.id

    def unwatch(docname: str) -> None:
        if (page_id := watched.pop(docname, None)) is not None:
            _unwatch(run, page_id)

    comments = CommentKeeper(run, [update.page_id for update in run.plan.all(Update)])
    tasks = []
    for docname in pages_to_write(run):
        if not run.known.has_parent(docname):
            run.leave_out(docname)
        elif docname not in run.known.given_up:
            work = partial(_write, run, docname, run.plan.of(docname), comments)
            tasks.append(Task(docname, run.chain_of(docname), work))
    run.in_chains(
        tasks, note, afterwards=unwatch, telling=lambda done: "keep" if done.is_kept else "write"
    )
    # Also when the run is to stop: a page that is complete would be watched for ever.
    for docname in list(watched):
        unwatch(docname)


def pages_to_write(run: PublishRun) -> list[str]:
    """The documents whose pages get a text, in order."""
    return [
        page.docname
        for page in run.bundle.pages
        if any(isinstance(each, Create | Update) for each in run.plan.of(page.docname))
    ]


def _write(
    run: PublishRun, docname: str, operations: Sequence[Operation], comments: CommentKeeper
) -> Done:
    """Do to a page what the plan says, but for making, moving and placing it; in any thread.

    :raises RestError: when Confluence does not do one of these; what came before it is done.
    :raises Stopped: between two requests, when the run is to stop.
    """
    page, done = run.bundle.page(docname), Done(run.known.pages[docname])
    is_fresh = any(isinstance(each, Create) for each in operations)
    done.uploaded, done.detached = settle_files(
        run, page, done.page.id, operations, is_fresh=is_fresh
    )
    for operation in operations:
        if isinstance(operation, Label):
            _write_labels(run, done.page.id, operation, is_fresh=is_fresh)
    properties = [each for each in operations if isinstance(each, SetProperty)]
    _write_properties(run, done.page.id, properties, is_fresh=is_fresh)
    was_a_stub = done.page.version == 1 and any(
        isinstance(each, Update) and Change.UNFINISHED in each.changes for each in operations
    )
    _write_text(run, page, done, comments)
    done.is_new = is_fresh or was_a_stub
    return done


# --- text --------------------------------------------------------------------------------------------------------


def _write_text(run: PublishRun, page: Page, done: Done, comments: CommentKeeper) -> None:
    digest = page_digest(page, run.known.ids)
    mark = Mark.of(run.bundle.project_id, page.docname, digest)

    body = resolve_links(run.bundle.body(page), run.known.page_url)

    def put(now: RemotePage, anchored: Anchored) -> RemotePage:
        return put_version(
            run,
            page.docname,
            now,
            title=page.title,
            body=anchored.body,
            message=mark.message(run.settings.version_comment),
            minor_edit=run.settings.disable_notifications,
        )

    try:
        anchored = comments.anchor(page, done.page.id, body)
        done.page = put(done.page, anchored)
    except VersionConflict as error:
        match EditedPages(run.settings.edited_pages):
            case EditedPages.FAIL:
                raise
            case EditedPages.KEEP:
                done.is_kept = True
                return
        now = next(iter(run.client.pages_by_id([done.page.id])), None)
        if now is None or now.status is not Status.CURRENT:
            raise _vanished(page, now) from error
        anchored = comments.anchor(page, now.id, body, afresh=True)
        done.page = put(now, anchored)
    done.comments_kept, done.comments_lost = anchored.kept, anchored.lost
    comments.leave_below(done.page.id, anchored.lost)
    facts = Written.of(page, run.known.ids, run.bundle.editor)
    if "labels" in run.refusals:
        facts = replace(facts, labels=())
    done.entry = Entry(done.page.id, done.page.version, digest, facts)


def put_version(
    run: PublishRun,
    docname: str,
    now: RemotePage,
    *,
    title: str,
    body: str,
    message: str,
    minor_edit: bool,
) -> RemotePage:
    """Write the next version of a page, where it stands, and note that in the journal.

    A page that somebody has moved to the trash in the meantime comes out of it with the body that it had, whatever is
    sent (Cloud's documentation and that of Data Center agree on this); so it is written once more.
    """

    def put(now: RemotePage) -> RemotePage:
        run.stop.check()
        return write_noted_version(
            run.client,
            run.journal,
            now,
            docname=docname,
            title=title,
            body=body,
            message=message,
            minor_edit=minor_edit,
        )

    written = put(now)
    if written.body is not None and _texts_of(written.body) != _texts_of(body):
        before = run.client.page_version(written.id, now.version)
        if before.body == written.body:
            run.warn(f'the page "{title}" was in the trash by now, and was taken out of it')
            written = put(replace(written, parent_id=now.parent_id))
    return replace(written, body=None)


def _texts_of(body: str) -> list[str]:
    """What is between the tags, in no order: what Confluence leaves alone when it spells a body in its own way."""
    texts = ("".join(unescape(text).split()) for text in _TAG.split(body))
    return sorted(filter(None, texts))


def _vanished(page: Page, now: RemotePage | None) -> NotFound:
    return NotFound(
        f'could not update the page "{page.title}"',
        answered="It is gone." if now is None else f"It is {now.status.value} by now.",
        cause="Somebody has removed it in the meantime.",
        remedy="Run again: it is looked at anew.",
    )


# --- labels, properties, watching --------------------------------------------------------------------------------


def _write_labels(run: PublishRun, page_id: str, label: Label, *, is_fresh: bool) -> None:
    if "labels" in run.refusals:
        return
    run.stop.check()
    wanted = run.bundle.page(label.docname).labels
    try:
        present = () if is_fresh else tuple(run.client.labels(page_id))
        added = tuple(name for name in label.add if name not in present)
        removed = tuple(
            name
            for name in present
            if (name not in wanted if label.is_exact else name in label.remove)
        )
        write_noted_labels(
            run.client,
            run.journal,
            docname=label.docname,
            page_id=page_id,
            added=added,
            removed=removed,
        )
    except MissingScope as error:
        run.refusals.note(
            "labels",
            "labels are not written; with a token that may write them, set confluence_publish_force once",
            error,
        )


def _write_properties(
    run: PublishRun, page_id: str, wanted: Sequence[SetProperty], *, is_fresh: bool
) -> None:
    if not wanted:
        return
    run.stop.check()
    present = {} if is_fresh else {item.key: item for item in run.client.properties(page_id)}
    for each in wanted:
        existing = present.get(each.key)
        if existing is not None and existing.value == each.value:
            continue
        run.stop.check()
        write_noted_property(
            run.client,
            run.journal,
            docname=each.docname,
            page_id=page_id,
            key=each.key,
            value=each.value,
            existing=existing,
        )


def _unwatch(run: PublishRun, page_id: str) -> None:
    if "watch" in run.refusals:
        return
    try:
        run.client.unwatch(page_id)
    except RestError as error:
        run.refusals.note("watch", "you go on watching the pages that were created", error)
