"""How does a page get its next version so that the journal knows of it, in a publish and when one is undone?"""

from __future__ import annotations

from sphinx_to_confluence.publish.journal import Journaling
from sphinx_to_confluence.publish.writes import Updated
from sphinx_to_confluence.rest.model import Client, RemotePage


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
    :raises RestError: when Confluence does not do it; the journal says that it was tried.
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
