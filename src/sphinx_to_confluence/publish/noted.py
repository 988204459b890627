"""How is something written so that the journal knows of it, in a publish and when one is undone?

What Confluence does not do is an error, and the journal says that it was tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sphinx_to_confluence.publish.journal import Journaling
from sphinx_to_confluence.publish.writes import Labelled, PropertySet, Updated, Uploaded
from sphinx_to_confluence.rest.model import Client, RemoteAttachment, RemotePage, RemoteProperty


def write_noted_version(
    client: Client,
    journal: Journaling,
    now: RemotePage,
    *,
    docname: str,
    title: str,
    body: str,
    message: str,
    minor_edit: bool,
    restores: int | None = None,
) -> RemotePage:
    """Write the next version of a page, where it stands.

    :param restores: the number of the older version that is written again.
    :raises RestError: when Confluence does not do it.
    """
    write = Updated(
        docname=docname,
        page_id=now.id,
        version=now.version,
        title=now.title,
        parent_id=now.parent_id,
        new_title=title,
        message=message,
        restores=restores,
    )
    with journal.noting(write) as outcome:
        written = client.update_page(
            now,
            title=title,
            body=body,
            parent_id=now.parent_id,
            message=message,
            minor_edit=minor_edit,
        )
        outcome["version"] = written.version
    return written


def upload_noted_file(
    client: Client,
    journal: Journaling,
    path: Path,
    *,
    docname: str,
    page_id: str,
    filename: str,
    media_type: str,
    comment: str,
    existing: RemoteAttachment | None,
    minor_edit: bool,
) -> None:
    """Put a file on a page, as a new version of ``existing`` when there is one.

    :raises RestError: when Confluence does not do it.
    """
    write = Uploaded(
        docname=docname,
        page_id=page_id,
        filename=filename,
        media_type=media_type,
        comment=comment,
        replaced=existing.version if existing else None,
        replaced_comment=existing.comment if existing else "",
    )
    with journal.noting(write):
        client.upload_attachment(
            page_id,
            path,
            filename=filename,
            media_type=media_type,
            comment=comment,
            existing=existing,
            minor_edit=minor_edit,
        )


def write_noted_labels(
    client: Client,
    journal: Journaling,
    *,
    docname: str,
    page_id: str,
    added: Sequence[str],
    removed: Sequence[str],
) -> None:
    """Put labels on a page and take others off it; nothing when there are none.

    :raises RestError: when Confluence does not do it.
    """
    if not added and not removed:
        return
    write = Labelled(docname=docname, page_id=page_id, added=tuple(added), removed=tuple(removed))
    with journal.noting(write):
        if added:
            client.add_labels(page_id, added)
        for name in removed:
            client.remove_label(page_id, name)


def write_noted_property(
    client: Client,
    journal: Journaling,
    *,
    docname: str,
    page_id: str,
    key: str,
    value: Any,
    existing: RemoteProperty | None,
) -> None:
    """Give a content property a value; ``None`` removes it.

    :raises RestError: when Confluence does not do it.
    """
    before = None if existing is None else existing.value
    write = PropertySet(docname=docname, page_id=page_id, key=key, before=before, after=value)
    with journal.noting(write):
        if value is not None:
            client.set_property(page_id, key, value, existing=existing)
        elif existing is not None:
            client.delete_property(page_id, existing)
