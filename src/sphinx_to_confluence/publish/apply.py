"""Do what the plan says, in an order that is safe to stop at any moment.

Titles are freed, then pages are created as stubs, parents before children and siblings in order, and moved: then every
id is known. After that each page gets its files, its labels and its properties, and *last* its text together with the
mark that says what was written. Then siblings are put in order, and pages whose documents are gone are removed. A run
that died is finished by running again: what bears the right mark is not touched, and what was created without one is
recognised by its stub. The manifest is written at the end, also when the run stops early.
"""

from __future__ import annotations

from contextlib import suppress

from sphinx_to_confluence.publish.intersphinx import offer_inventory
from sphinx_to_confluence.publish.manifest import store_manifest
from sphinx_to_confluence.publish.operations import Create, Move, Reorder, Skip
from sphinx_to_confluence.publish.page_writing import pages_to_write, write_pages
from sphinx_to_confluence.publish.removal import removals, remove_pages
from sphinx_to_confluence.publish.run import PublishRun
from sphinx_to_confluence.publish.stopping import Stopped
from sphinx_to_confluence.publish.tree import create_pages, make_room, move_pages, order_pages

_STEPS = (
    make_room,
    create_pages,
    move_pages,
    write_pages,
    order_pages,
    offer_inventory,
    remove_pages,
)


def apply_plan(run: PublishRun) -> None:
    """Carry the plan out and fill the report, until all is done or the run is to stop.

    A page that fails does not stop the others, but for its children, which need it.

    :raises RestError: for what would meet every other page as well.
    """
    for skip in run.plan.all(Skip):
        run.report.of_skip(skip).append(skip.docname)
    one_each = sum(isinstance(each, Create | Move | Reorder) for each in run.plan.operations)
    run.progress.start(one_each + len(pages_to_write(run)) + len(removals(run.plan)))
    try:
        with suppress(Stopped):
            for step in _STEPS:
                if not run.stop.wished:
                    step(run)
    except Exception:
        _wind_up(run)
        raise
    _wind_up(run)


def _wind_up(run: PublishRun) -> None:
    """Leave things in order, whether all was done or not. Not after a second Ctrl-C: that is no ``Exception``."""
    run.progress.done()
    with suppress(
        Stopped
    ):  # Confluence wants to be left in peace now, and the person wants to leave
        store_manifest(run)
    run.report.note_ids(run.known.ids, run.snapshot.page_url)
    run.report.put_in_order([page.docname for page in run.bundle.pages])
