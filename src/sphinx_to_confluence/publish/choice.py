"""Which pages is a publish about, when a person chooses some?

A page that is not chosen is left as it is, in text, title and place. Where there is no such page, none is made, and
what would stand below it stands below the next page above until it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.errors import ConfigurationError
from sphinx_to_confluence.publish.policy import Policy
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.rest.model import Status


def chosen_pages(bundle: Bundle, snapshot: Snapshot, policy: Policy) -> Bundle:
    """Return the bundle without the pages that are neither there nor to be made.

    :raises ConfigurationError: when the root page is one of them, since all others stand below it.
    """
    if policy.is_for_all:
        return bundle
    left_out = {
        page.docname
        for page in bundle.pages
        if not policy.chooses(page) and not _is_there(page.docname, snapshot)
    }
    if bundle.root.docname in left_out:
        raise ConfigurationError(
            f"the root document {bundle.root.docname} is not among those to be published, and has no page yet",
            cause="All other pages stand below its page.",
            remedy="Publish it first, or put it on the list (confluence_publish_allowlist, "
            "confluence_publish_denylist).",
        )
    parents = {page.docname: page.parent for page in bundle.pages}

    def above(docname: str | None) -> str | None:
        while docname in left_out:
            docname = parents[docname]
        return docname

    pages = (page for page in bundle.pages if page.docname not in left_out)
    return replace(bundle, pages=tuple(replace(page, parent=above(page.parent)) for page in pages))


def names_of_nothing(bundle: Bundle, policy: Policy) -> Iterator[str]:
    """Yield a sentence for each list with names that no document has."""
    lists = (
        ("confluence_publish_allowlist", policy.allowlist or ()),
        ("confluence_publish_denylist", policy.denylist),
    )
    docnames = [page.docname for page in bundle.pages]
    for option, patterns in lists:
        unknown = [
            pattern
            for pattern in patterns
            if not any(fnmatchcase(docname, pattern) for docname in docnames)
        ]
        if unknown:
            yield f"{option} names no document with: {', '.join(unknown)}"


def _is_there(docname: str, snapshot: Snapshot) -> bool:
    page = snapshot.pages.get(docname)
    return page is not None and page.status is Status.CURRENT and page.space_id == snapshot.space.id
