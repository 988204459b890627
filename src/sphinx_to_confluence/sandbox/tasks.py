"""Long tasks: what Cloud does after its answer, and how far it is. Archiving pages is the only one."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_to_confluence.sandbox import edit
from sphinx_to_confluence.sandbox.problems import BadRequest, Missing
from sphinx_to_confluence.sandbox.records import Page, Status
from sphinx_to_confluence.sandbox.store import Store


@dataclass(frozen=True, slots=True)
class Task:
    """A task and whether it is done."""

    id: str
    finished: bool


def start_archiving(store: Store, pages: Sequence[Page], *, polls: int) -> Task:
    """Begin to archive pages; they are archived once the task was asked for so many times.

    :raises BadRequest: when another task is running; there is one at a time for the whole site.
    """
    with store.database.transaction():
        if store.database.row("SELECT 1 FROM task WHERE NOT finished") is not None:
            raise BadRequest("There is an archival job already running for the tenant")
        task_id = str(uuid.uuid4())
        store.database.execute(
            "INSERT INTO task VALUES (?, ?, ?, 0)",
            task_id,
            json.dumps([page.id for page in pages]),
            polls,
        )
        if polls == 0:
            _finish(store, task_id)
        return Task(task_id, polls == 0)


def poll(store: Store, task_id: str) -> Task:
    """How far a task is; asking brings it nearer to its end."""
    with store.database.transaction():
        row = store.database.row("SELECT * FROM task WHERE id = ?", task_id)
        if row is None:
            raise Missing("task", task_id)
        if not row["finished"] and row["polls_left"] == 0:
            _finish(store, task_id)
            return Task(task_id, finished=True)
        store.database.execute(
            "UPDATE task SET polls_left = max(0, polls_left - 1) WHERE id = ?", task_id
        )
        return Task(task_id, bool(row["finished"]))


def _finish(store: Store, task_id: str) -> None:
    row = store.database.row("SELECT page_ids FROM task WHERE id = ?", task_id)
    found = [store.page(one) for one in json.loads(row["page_ids"] if row is not None else "[]")]
    edit.archive_pages(
        store, [page for page in found if page is not None and page.status is Status.CURRENT]
    )
    store.database.execute("UPDATE task SET finished = 1 WHERE id = ?", task_id)
