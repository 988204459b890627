"""How do files get onto a page, and off it again when they are ours?"""

from __future__ import annotations

from collections.abc import Sequence

from sphinx_to_confluence.bundle.model import Attachment, Page
from sphinx_to_confluence.errors import AlreadyExists, MissingScope
from sphinx_to_confluence.publish.handed_over import handed_over_sha256
from sphinx_to_confluence.publish.inventory import OBJECTS_INV
from sphinx_to_confluence.publish.noted import upload_noted_file
from sphinx_to_confluence.publish.operations import Attach, Detach, Operation, Update
from sphinx_to_confluence.publish.policy import EditedPages
from sphinx_to_confluence.publish.run import PublishRun
from sphinx_to_confluence.publish.state import attachment_comment, attachment_sha256
from sphinx_to_confluence.publish.writes import Detached
from sphinx_to_confluence.rest.model import RemoteAttachment


def settle_files(
    run: PublishRun,
    page: Page,
    page_id: str,
    operations: Sequence[Operation],
    *,
    is_fresh: bool,
) -> tuple[int, int]:
    """Attach and take off what the plan says; what is on a page is only asked for when that matters.

    :return: how many files were uploaded, and how many were taken off.
    """
    wanted = {each.filename for each in operations if isinstance(each, Attach)}
    stale = {each.filename for each in operations if isinstance(each, Detach)}
    is_known = all(each.is_known for each in operations if isinstance(each, Update))
    present: dict[str, RemoteAttachment] = {}
    if not is_fresh and (wanted or stale or not is_known):
        run.stop.check()
        present = {item.filename: item for item in run.client.attachments(page_id)}
    uploaded = sum(
        _upload(run, page, page_id, file, present.get(file.filename))
        for file in page.attachments
        if file.filename in wanted
    )
    if not is_known:
        # A name in another case may have become the wanted one; see belongings.
        named = {file.filename.casefold() for file in page.attachments}
        # The one for intersphinx comes last, when all addresses are known.
        named |= {OBJECTS_INV} if page.parent is None else set()
        # What another tool has left stays: people may have linked to it.
        stale |= {
            name
            for name, item in present.items()
            if name.casefold() not in named and attachment_sha256(item.comment) is not None
        }
    detached = sum(
        _detach(run, page, page_id, present[filename])
        for filename in sorted(stale & present.keys())
    )
    return uploaded, detached


def known_sha256(file: RemoteAttachment) -> str | None:
    """Return the hash of the content of a file that we, or the tool before us, put there; ``None`` for another one."""
    return attachment_sha256(file.comment) or handed_over_sha256(file.comment)


def _upload(
    run: PublishRun,
    page: Page,
    page_id: str,
    file: Attachment,
    existing: RemoteAttachment | None,
) -> bool:
    """Put a file on a page, unless it is there already.

    :raises AlreadyExists: when somebody else's file is in the way.
    """
    if existing is not None:
        written = known_sha256(existing)
        if written == file.sha256:
            return False
        if written is None and run.settings.edited_pages != EditedPages.OVERWRITE.value:
            raise _foreign_file(file.filename, page)
    run.stop.check()
    upload_noted_file(
        run.client,
        run.journal,
        run.bundle.directory / file.path,
        docname=page.docname,
        page_id=page_id,
        filename=file.filename,
        media_type=file.media_type,
        comment=attachment_comment(file.sha256),
        existing=existing,
        minor_edit=run.settings.disable_notifications,
    )
    return True


def _detach(run: PublishRun, page: Page, page_id: str, stale: RemoteAttachment) -> bool:
    """Take a file of ours off a page; one of somebody else stays."""
    if known_sha256(stale) is None or "files" in run.refusals:
        return False
    run.stop.check()
    write = Detached(docname=page.docname, page_id=page_id, filename=stale.filename)
    try:
        with run.journal.noting(write):
            run.client.delete_attachment(stale)
    except MissingScope as error:
        run.refusals.note("files", "files that pages no longer show stay on them", error)
        return False
    return True


def _foreign_file(filename: str, page: Page) -> AlreadyExists:
    return AlreadyExists(
        f'could not put the file "{filename}" on the page "{page.title}"',
        answered="There is a file of that name already.",
        cause="It was not put there by this tool, so it may be somebody's work.",
        remedy="Rename that file or the one of the documentation; or set confluence_edited_pages = 'overwrite' to "
        "replace it, which keeps it in its history.",
    )
