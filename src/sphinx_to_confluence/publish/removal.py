"""How are the pages of documents that are gone taken away? Into the archive or the trash, last of all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial

from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.publish.chains import Task
from sphinx_to_confluence.publish.operations import Archive, Orphan, Plan, Stays, Trash
from sphinx_to_confluence.publish.report import Failure
from sphinx_to_confluence.publish.run import STOPPERS, PublishRun
from sphinx_to_confluence.publish.writes import Archived, Trashed
from sphinx_to_confluence.rest.model import Status


def removals(plan: Plan) -> list[Archive | Trash]:
    """What is taken away."""
    return [each for each in plan.operations if isinstance(each, Archive | Trash)]


def remove_pages(run: PublishRun) -> None:
    """Take away what the plan says: archived pages all at once, the others one after the other in its order.

    Nothing when a page failed: what was on these may not have arrived where it went.
    """
    planned = removals(run.plan)
    if run.report.failures or run.report.left_out:
        run.report.orphans += [_left(each, Stays.PARTIAL) for each in planned]
        return
    going = _still_ours(run, planned) if planned else []
    _archive(run, [each for each in going if isinstance(each, Archive)])
    tasks = [
        Task(each.docname, "trash", partial(_trash, run, each))
        for each in going
        if isinstance(each, Trash)
    ]

    def note(docname: str, is_gone: bool) -> None:
        each = run.plan.find(docname, Trash)
        if is_gone:
            _note(run, docname, run.report.trashed)
        elif each is not None:
            run.report.orphans.append(_left(each, Stays.PARTIAL))

    run.in_chains(tasks, note, telling=lambda is_gone: "trash" if is_gone else "leave")


def _still_ours(run: PublishRun, planned: Sequence[Archive | Trash]) -> list[Archive | Trash]:
    """Look once more: what somebody has edited since the plan was made stays, and so does what is above that."""
    ids = [each.page_id for each in planned]
    versions = {page.id: page.version for page in run.client.pages_by_id(ids)}
    going: list[Archive | Trash] = []
    needed: set[str | None] = set()
    for each in planned:
        page = run.known.pages[each.docname]
        is_edited = versions.get(page.id, page.version) != page.version
        if is_edited or page.id in needed:
            needed.add(page.parent_id)
            why = Stays.EDITED if is_edited else Stays.CHILDREN
            run.report.orphans.append(_left(each, why))
        else:
            going.append(each)
    return going


def _left(each: Archive | Trash, why: Stays) -> Orphan:
    return Orphan(each.docname, each.page_id, each.title, why)


def _archive(run: PublishRun, archives: Sequence[Archive]) -> None:
    if not archives or run.stop.wished:
        return
    ids = [each.page_id for each in archives]
    failed: RestError | None = None
    try:
        with ExitStack() as noted:
            for each in archives:
                noted.enter_context(run.journal.noting(_written(run, each, Archived)))
            run.client.archive_pages(ids)
    except STOPPERS:
        raise
    except RestError as error:
        failed = error
        # Where Confluence archives one by one, those before the one that failed are there already.
        found = run.client.pages_by_id(ids)
        ids = [page.id for page in found if page.status is Status.ARCHIVED]
    for each in archives:
        if each.page_id in ids:
            run.progress.step(f"archive {each.docname}")
            _note(run, each.docname, run.report.archived)
        elif failed is not None:
            run.progress.step(f"failed {each.docname}")
            run.report.failures.append(Failure(each.docname, failed))


def _trash(run: PublishRun, each: Trash) -> bool:
    """Move a page to the trash, unless one below it stayed: that one would go up to where nobody looks for it."""
    pages, stayed = run.known.pages, run.known.given_up
    if any(name in pages and pages[name].parent_id == each.page_id for name in stayed):
        return False
    with run.journal.noting(_written(run, each, Trashed)):
        run.client.trash_page(each.page_id)
    return True


def _written(
    run: PublishRun, each: Archive | Trash, kind: type[Archived | Trashed]
) -> Archived | Trashed:
    page = run.known.pages[each.docname]
    after, before = run.known.siblings.around(page.id)
    return kind(
        docname=each.docname,
        page_id=page.id,
        title=page.title,
        version=page.version,
        parent_id=page.parent_id,
        after=after,
        before=before,
    )


def _note(run: PublishRun, docname: str, where: list[str]) -> None:
    where.append(docname)
    run.known.siblings.remove(run.known.pages[docname].id)
    run.known.entries.pop(docname, None)
