"""Which pages that would be updated have inline comments? For those who would rather leave such pages alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sphinx_to_confluence.errors import MissingScope
from sphinx_to_confluence.publish.anchors.text import MARKER
from sphinx_to_confluence.publish.operations import Plan, Update
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.rest.model import Client

IGNORED_RESOLVED = "ignored-resolved"
"""The value of the option ``publish_skip_commented_pages`` with which resolved comments do not count."""


def look_for_comments(
    client: Client, snapshot: Snapshot, plan: Plan, wish: bool | str, warn: Callable[[str], None]
) -> Snapshot:
    """Add to a snapshot which of the pages that a plan updates have inline comments.

    Costs a request for the bodies of 25 of them, and when resolved comments do not count, one for each with comments.

    :param wish: the value of the option.
    :raises RestError: when Confluence does not answer.
    """
    ids = {update.page_id: update.docname for update in plan.all(Update)} if wish else {}
    if not ids:
        return snapshot
    bodies = client.page_bodies(list(ids))
    commented = [page_id for page_id, body in bodies.items() if f"<{MARKER}" in body]
    if wish == IGNORED_RESOLVED:
        commented = _with_open_ones(client, commented, warn)
    return replace(snapshot, commented=frozenset(ids[page_id] for page_id in commented))


def _with_open_ones(client: Client, commented: list[str], warn: Callable[[str], None]) -> list[str]:
    try:
        return [
            page_id
            for page_id in commented
            if any(not comment.resolved for comment in client.inline_comments(page_id))
        ]
    except MissingScope as error:
        warn(f"all inline comments count as open, since it is not told which are resolved: {error}")
        return commented
