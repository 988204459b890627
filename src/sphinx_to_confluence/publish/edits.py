"""Is a version that is not ours an edit at all? Compares its text with that of the version that we left.

A comment on some words puts markers into the stored body. Whether that makes a version is unconfirmed; if it does, a
comment must not count as an edit, nor must saving a page without changing it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.errors import NotFound
from sphinx_to_confluence.publish.anchors.text import MARKER
from sphinx_to_confluence.publish.cases import entries_by_page, is_edited
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.state import Entry
from sphinx_to_confluence.rest.model import Client, RemotePage, Status
from sphinx_to_confluence.storage.elements import CData, Element, Node
from sphinx_to_confluence.storage.parse import MalformedStorageError, parse

MOST_COMPARED = 25
"""Pages that are compared in one run, each with a request; of more, the others count as edited."""

_OWN = frozenset(
    {"ac:local-id", "ac:macro-id", "ac:schema-version", "ac:task-uuid", "data-local-id", "local-id",
     "ri:version-at-save"}
)  # fmt: skip
"""Attributes that Confluence makes up, and may make up anew whenever a page is saved."""


def look_at_edits(client: Client, bundle: Bundle, snapshot: Snapshot) -> Snapshot:
    """Add to a snapshot which pages seem edited and say just what we left on them.

    Costs, when there are such pages, a request for the bodies of 25 and one for the older version of each.

    :raises RestError: when Confluence does not answer.
    """
    suspects = dict(_suspects(bundle, snapshot))
    if not suspects:
        return snapshot
    bodies = client.page_bodies([page.id for page, _ in suspects.values()])
    same = {
        docname
        for docname, (page, entry) in suspects.items()
        if page.id in bodies and _is_same(client, page, entry, bodies[page.id])
    }
    return replace(snapshot, same_as_ours=frozenset(same))


def _suspects(bundle: Bundle, snapshot: Snapshot) -> Iterator[tuple[str, tuple[RemotePage, Entry]]]:
    entries = entries_by_page(snapshot)
    found = 0
    for page in bundle.pages:
        remote = snapshot.pages.get(page.docname)
        if remote is None or remote.status is not Status.CURRENT:
            continue
        entry = entries.get(remote.id)
        if entry is None or not is_edited(remote, entry, bundle.project_id):
            continue
        if found < MOST_COMPARED and entry.digest and entry.version < remote.version:
            found += 1
            yield page.docname, (remote, entry)


def _is_same(client: Client, page: RemotePage, entry: Entry, body: str) -> bool:
    try:
        ours = client.page_version(page.id, entry.version)
    except NotFound:
        # Somebody has removed it from the history.
        return False
    return ours.title == page.title and same_text(ours.body, body)


def same_text(one: str, other: str) -> bool:
    """Whether two stored bodies show the same, whoever commented on it and whatever ids Confluence gave its parts.

    What cannot be read is never the same.
    """
    try:
        return _canonical(one) == _canonical(other)
    except MalformedStorageError:
        return False


def _canonical(body: str) -> list[object]:
    """The starts, texts and ends of a body, in one spelling and without what shows nothing."""
    found: list[object] = []
    text: list[str] = []

    def end_text() -> None:
        words = " ".join("".join(text).split())
        text.clear()
        if words:
            found.append(words)

    waiting: list[Node | tuple[str, str]] = [*reversed(parse(body))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str) and not isinstance(node, CData):
            text.append(node)
        elif isinstance(node, Element) and node.name == MARKER:
            waiting += reversed(node.children)
        else:
            end_text()
            if isinstance(node, Element):
                attributes = {
                    key: value for key, value in node.attributes.items() if key not in _OWN
                }
                found.append((node.name, sorted(attributes.items())))
                waiting.append(("end of", node.name))
                waiting += reversed(_in_order(node.children))
            else:
                found.append(node)
    end_text()
    return found


def _in_order(children: Sequence[Node]) -> list[Node]:
    """What is in an element, with the parameters of a macro, which Confluence puts in any order, sorted."""

    def place(node: Node) -> tuple[int, str]:
        is_parameter = isinstance(node, Element) and node.name == "ac:parameter"
        return (0, node.attributes.get("ac:name", "")) if is_parameter else (1, "")  # type: ignore[union-attr]

    return sorted(children, key=place)
