"""Are the pages that a journal names of the project at all? Asked of Confluence, since anybody can write a journal.

A bundle comes from elsewhere, and the journals beside it may come along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sphinx_to_confluence.errors import NotFound
from sphinx_to_confluence.publish.changes import Changes, PageChange
from sphinx_to_confluence.publish.journal import Run
from sphinx_to_confluence.publish.state import Mark, is_stub_of, manifest_prefix, read_manifest
from sphinx_to_confluence.publish.undo_plan import Now
from sphinx_to_confluence.rest.model import Client, Status


def leave_pages_of_others(client: Client, changes: Changes, now: Now, run: Run) -> list[str]:
    """Take out of the changes what they say of pages that are of no document of the project; say which.

    A page is of the project when the list of its pages has it, or its newest version says so, or it is a stub.

    :raises RestError: when Confluence does not answer.
    """
    # What comes out of the trash is no harm, and may have been edited by a person before the list was removed.
    unproven = {
        change.page_id: change
        for change in changes.pages.values()
        if change.removal is None
        and (page := now.pages.get(change.page_id)) is not None
        and page.status is Status.CURRENT
        and not Mark.is_in(page.message, run.project)
    }
    if unproven:
        for page_id in {*_listed(client, run), *_stubs(client, unproven.values(), run.project)}:
            unproven.pop(page_id, None)
    for page_id in unproven:
        del changes.pages[page_id]
    prefix = manifest_prefix(run.project)
    changes.manifest = {k: v for k, v in changes.manifest.items() if k.startswith(prefix)}
    changes.moves = [move for move in changes.moves if move.page_id not in unproven]
    return [
        f'{change.docname}: nothing says that "{now.pages[page_id].title}" is a page of this project'
        for page_id, change in unproven.items()
    ]


def _listed(client: Client, run: Run) -> Iterator[str]:
    try:
        entries, _ = read_manifest(client.properties(run.root), run.project)
    except NotFound:
        return
    yield from (entry.page_id for entry in entries.values())


def _stubs(client: Client, changes: Iterable[PageChange], project: str) -> Iterator[str]:
    created = {change.page_id: change.docname for change in changes if change.is_created}
    bodies = client.page_bodies(list(created)) if created else {}
    for page_id, body in bodies.items():
        if is_stub_of(body, project, created[page_id]):
            yield page_id
