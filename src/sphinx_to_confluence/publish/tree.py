"""How do pages get where they belong? They are made, moved and put in order; titles are freed before that."""

from __future__ import annotations

from functools import partial

from sphinx_to_confluence.publish.chains import Task
from sphinx_to_confluence.publish.operations import (
    Conflict,
    Create,
    Move,
    Rename,
    Reorder,
    Skip,
    Update,
)
from sphinx_to_confluence.publish.page_writing import put_version
from sphinx_to_confluence.publish.run import PublishRun
from sphinx_to_confluence.publish.state import NOT_WRITTEN, Mark, stub_body
from sphinx_to_confluence.publish.writes import Created, Moved, Placed
from sphinx_to_confluence.rest.model import RemotePage


def make_room(run: PublishRun) -> None:
    """Move pages out of the way whose titles other pages of this run are to have; their text stays."""
    renames = [rename for rename in run.plan.all(Rename) if rename.via_title is not None]
    if not renames:
        return
    bodies = run.client.page_bodies([rename.page_id for rename in renames])

    def retitle(rename: Rename) -> RemotePage:
        mark = Mark.of(run.bundle.project_id, rename.docname, NOT_WRITTEN)
        page = run.known.pages[rename.docname]
        body = bodies.get(page.id)
        return put_version(
            run,
            rename.docname,
            page,
            title=rename.via_title or page.title,
            # One that is not in the listing is asked for by itself: an empty text would be written as well.
            body=run.client.page_body(page.id) if body is None else body,
            message=mark.message(""),
            minor_edit=True,
        )

    tasks = [
        Task(rename.docname, run.chain_of(rename.docname), partial(retitle, rename))
        for rename in renames
    ]
    run.in_chains(tasks, run.known.now)


def create_pages(run: PublishRun) -> None:
    """Make the missing pages as stubs: parents before children, siblings in order, other parents at the same time."""

    def create(docname: str) -> RemotePage:
        page, parent_id = run.bundle.page(docname), run.known.parent_id(docname)
        write = Created(docname=docname, title=page.title, parent_id=parent_id)
        with run.journal.noting(write) as outcome:
            remote = run.client.create_page(
                run.snapshot.space,
                parent_id=parent_id,
                title=page.title,
                body=stub_body(run.bundle.project_id, docname),
            )
            outcome.update(page_id=remote.id, version=remote.version)
        return remote

    tasks, planned = [], set()
    for each in run.plan.all(Create):
        if each.parent in planned or run.known.has_parent(each.docname):
            planned.add(each.docname)
            work = partial(create, each.docname)
            tasks.append(Task(each.docname, str(each.parent), work, needs=each.parent))
        else:
            run.leave_out(each.docname)
    run.in_chains(tasks, run.known.created, telling="create")


def move_pages(run: PublishRun) -> None:
    """Put pages below other parents, one after the other from the top: on the way none may get below itself."""

    def move(docname: str, parent_id: str) -> RemotePage:
        page = run.known.pages[docname]
        after, before = run.known.siblings.around(page.id)
        write = Moved(
            docname=docname,
            page_id=page.id,
            version=page.version,
            parent_id=page.parent_id,
            new_parent_id=parent_id,
            after=after,
            before=before,
        )
        with run.journal.noting(write) as outcome:
            moved = run.client.move_page(page, parent_id=parent_id)
            outcome["version"] = moved.version
        return moved

    def note(docname: str, moved: RemotePage) -> None:
        run.known.now(docname, moved)
        run.known.siblings.append(moved.id, moved.parent_id)
        _count_as_moved(run, docname)

    tasks = []
    for docname in (each.docname for each in run.plan.all(Move)):
        if not run.known.has_parent(docname):
            run.leave_out(docname)
        elif docname not in run.known.given_up and (parent_id := run.known.parent_id(docname)):
            tasks.append(Task(docname, "moves", partial(move, docname, parent_id)))
    run.in_chains(tasks, note, telling="move")


def order_pages(run: PublishRun) -> None:
    """Put siblings in order, as far as the plan says; different parents at the same time."""
    ids, given_up = run.known.ids, run.known.given_up
    # Beside a page that did not get below this parent, another one would end up below that page's.
    astray = {move.docname for move in run.plan.all(Move) if move.docname in given_up}

    def place(each: Reorder) -> Reorder:
        page_id = ids[each.docname]
        was_after, was_before = run.known.siblings.around(page_id)
        write = Placed(docname=each.docname, page_id=page_id, after=was_after, before=was_before)
        with run.journal.noting(write):
            run.client.place_page(
                page_id,
                after=None if each.after is None else ids[each.after],
                before=None if each.before is None else ids[each.before],
            )
        return each

    def note(docname: str, each: Reorder) -> None:
        run.known.siblings.place(
            ids[docname],
            after=None if each.after is None else ids[each.after],
            before=None if each.before is None else ids[each.before],
        )
        if run.plan.find(docname, Move) is None:
            _count_as_moved(run, docname)

    tasks = [
        Task(each.docname, run.chain_of(each.docname), partial(place, each))
        for each in run.plan.all(Reorder)
        if all(name is None or name in ids for name in (each.docname, each.after, each.before))
        and each.docname not in given_up
        and astray.isdisjoint((each.after, each.before))
    ]
    run.in_chains(tasks, note, telling="place")


def _count_as_moved(run: PublishRun, docname: str) -> None:
    """Count a page that is in no other number of the report."""
    counted = (Create, Update, Skip, Conflict)
    if not any(isinstance(each, counted) for each in run.plan.of(docname)):
        run.report.moved.append(docname)
