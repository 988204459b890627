"""Whose page is it? Documents keep their pages when their files get another name."""

from __future__ import annotations

from collections.abc import Mapping

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.rest.model import RemotePage, Status


def hand_on(pages: Mapping[str, RemotePage], bundle: Bundle) -> dict[str, RemotePage]:
    """Give the pages of documents that are gone to new documents of the same title: the file was renamed.

    :param pages: of this project by docname, as they were published last.
    """
    owned = dict(pages)
    gone = {
        owned[docname].title.casefold(): docname
        for docname in sorted(owned)
        if docname not in bundle and owned[docname].status is not Status.TRASHED
    }
    for page in bundle.pages:
        own = owned.get(page.docname)
        before = gone.get(page.title.casefold())
        if before is not None and (own is None or own.status is Status.TRASHED):
            owned[page.docname] = owned.pop(before)
    return owned
