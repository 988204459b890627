"""Whose page is it? Documents keep their pages when their files get another name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.publish.state import Entry, short_hash
from sphinx_to_confluence.rest.model import RemotePage, Status


def hand_on(
    pages: Mapping[str, RemotePage], manifest: Mapping[str, Entry], bundle: Bundle, space_id: str
) -> dict[str, RemotePage]:
    """Give the pages of documents that are gone to new documents: the file was renamed.

    The new document has the same title; or else the very same text, if no other document has that or had it when it
    was published last. With its page a document keeps its id, its history, its comments and the links to it.

    :param pages: of this project by docname, as they were published last.
    """
    owned = dict(pages)
    gone = {
        docname: page
        for docname, page in sorted(pages.items())
        if docname not in bundle and page.status is Status.CURRENT and page.space_id == space_id
    }
    new = [
        page
        for page in bundle.pages
        if page.docname not in pages or pages[page.docname].status is Status.TRASHED
    ]
    titled = set()
    titles = {page.title.casefold(): docname for docname, page in gone.items()}
    for page in new:
        before = titles.pop(page.title.casefold(), None)
        if before is not None:
            owned[page.docname] = owned.pop(before)
            titled.add(page.docname)
    texts = _once(
        (entry.written.text, docname)
        for docname, entry in manifest.items()
        if entry.written is not None and entry.written.text
    )
    heirs = _once((short_hash(page.body_sha256), page.docname) for page in bundle.pages)
    without = {page.docname for page in new} - titled
    for text, docname in heirs.items():
        before = texts.get(text)
        if docname in without and before in gone and before in owned:
            owned[docname] = owned.pop(before)
    return owned


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the names by text, of texts that occur once."""
    known = list(pairs)
    counts = Counter(text for text, _ in known)
    return {text: name for text, name in known if counts[text] == 1}
