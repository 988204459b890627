"""How does the ``objects.inv`` get to the people who refer to the pages? Beside the bundle, and onto the root page."""

from __future__ import annotations

from sphinx_to_confluence.bundle.inventory import read_inventory
from sphinx_to_confluence.bundle.writer import replace_file
from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.publish.inventory import OBJECTS_INV, objects_inv
from sphinx_to_confluence.publish.noted import upload_noted_file
from sphinx_to_confluence.publish.operations import Create
from sphinx_to_confluence.publish.page_files import known_sha256
from sphinx_to_confluence.publish.policy import EditedPages
from sphinx_to_confluence.publish.run import PublishRun
from sphinx_to_confluence.publish.state import attachment_comment
from sphinx_to_confluence.publish.writes import Detached
from sphinx_to_confluence.rest.model import RemoteAttachment


def offer_inventory(run: PublishRun) -> None:
    """Write the file when the ids of all pages are known, and attach it when the root page does not have it yet.

    Whatever goes wrong is a warning: the pages are complete without it.
    """
    inventory = read_inventory(run.bundle)
    if inventory is None:
        return
    made = objects_inv(inventory, run.bundle, run.page_path)
    path = run.bundle.directory / OBJECTS_INV
    try:
        run.report.inventory_changed = replace_file(path, made.content)
    except OSError as error:
        run.warn(f"the inventory for intersphinx could not be written: {error}")
        return
    root_id = run.known.ids.get(run.bundle.root.docname)
    wanted = made.sha256 if run.settings.publish_intersphinx else ""
    if root_id is None or wanted == run.known.inventory:
        return
    try:
        run.known.inventory = _settle(run, root_id, wanted)
    except RestError as error:
        run.warn(
            f"the inventory for intersphinx on the root page is not up to date; {path} is: {error}"
        )


def _settle(run: PublishRun, root_id: str, wanted: str) -> str:
    """Bring the file on the root page in line: attach, replace, remove or leave it.

    :param wanted: hash of the one that it is to have; empty for none.
    :return: hash of the one that is there now; empty for none, or for a file that is none of ours.
    """
    if any(item.filename.casefold() == OBJECTS_INV for item in run.bundle.root.attachments):
        return _leave(run, "that is part of the documentation")
    is_new = run.plan.find(run.bundle.root.docname, Create) is not None
    files = () if is_new else run.client.attachments(root_id)
    existing = next((item for item in files if item.filename == OBJECTS_INV), None)
    written = known_sha256(existing) if existing else None
    if existing is not None and written is None:
        if not wanted:
            return ""
        if run.settings.edited_pages != EditedPages.OVERWRITE.value:
            return _leave(run, "that somebody put there")
    if wanted and written != wanted:
        _attach(run, root_id, wanted, existing)
    elif not wanted and existing is not None:
        write = Detached(docname=run.bundle.root.docname, page_id=root_id, filename=OBJECTS_INV)
        with run.journal.noting(write):
            run.client.delete_attachment(existing)
        run.report.detached += 1
    return wanted


def _attach(run: PublishRun, root_id: str, sha256: str, existing: RemoteAttachment | None) -> None:
    upload_noted_file(
        run.client,
        run.journal,
        run.bundle.directory / OBJECTS_INV,
        docname=run.bundle.root.docname,
        page_id=root_id,
        filename=OBJECTS_INV,
        media_type="application/octet-stream",
        comment=attachment_comment(sha256),
        existing=existing,
        minor_edit=run.settings.disable_notifications,
    )
    run.report.uploaded += 1


def _leave(run: PublishRun, which: str) -> str:
    if run.settings.publish_intersphinx:
        run.warn(
            f"the root page has a file {OBJECTS_INV} {which}; the inventory for intersphinx is not attached"
        )
    return ""
