"""Changing comments: what Confluence allows, whichever API asks for it; and leaving pages to a few users."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sphinx_to_confluence.sandbox import edit, markers
from sphinx_to_confluence.sandbox.problems import BadRequest, Missing, WrongVersion
from sphinx_to_confluence.sandbox.records import (
    Comment,
    Location,
    Page,
    Resolution,
    Restricted,
    User,
)
from sphinx_to_confluence.sandbox.store import Store, row_id


@dataclass(frozen=True, slots=True)
class Selection:
    """Words of a page that an inline comment is made about.

    :param occurrence: which of their places is meant, the first is 1.
    :param count: how many places the client saw; ``None`` when it does not say.
    """

    words: str
    occurrence: int = 1
    count: int | None = None


def add_inline_comment(
    store: Store,
    page: Page,
    user: User,
    selection: Selection,
    body: str,
    *,
    ref: str | None = None,
    new_version: bool = False,
) -> Comment:
    """Put markers around words of the newest version of a page, and a comment on them.

    Across inline markup there are several markers with one ref, as the editor writes them. Whether Confluence counts
    that as a new version is unconfirmed.
    """
    with store.database.transaction():
        old = store.body(page.id)
        places = markers.occurrences(old, selection.words)
        if selection.count not in {None, len(places)} or selection.occurrence > len(places):
            raise BadRequest(
                f"The text selection '{selection.words}' was found {len(places)} times"
            )
        ref = ref or str(uuid.uuid4())
        new = markers.mark(old, places[selection.occurrence - 1], ref)
        edit.replace_body(store, page, user, new, new_version=new_version)
        return _insert(store, page, user, Location.INLINE, body, ref=ref, selection=selection.words)


def add_footer_comment(store: Store, page: Page, user: User, body: str) -> Comment:
    """Put a comment below a page."""
    return _insert(store, page, user, Location.FOOTER, body)


def answer_comment(store: Store, parent: Comment, user: User, body: str) -> Comment:
    """Answer a comment."""
    with store.database.transaction():
        page = store.page(parent.page_id)
        if page is None:
            raise Missing("page", parent.page_id)
        return _insert(
            store,
            page,
            user,
            parent.location,
            body,
            ref=parent.ref,
            selection=parent.selection,
            parent=parent,
        )


def update_comment(
    store: Store,
    comment: Comment,
    user: User,
    *,
    body: str | None,
    number: int | None,
    message: str = "",
    resolved: bool | None = None,
) -> Comment:
    """Save the next version of a comment; resolve or reopen its discussion, if it is an inline comment.

    :param body: ``None`` leaves it as it is.
    """
    with store.database.transaction():
        comment = _known(store, comment.id)
        if number != comment.version.number + 1:
            raise WrongVersion(comment.version.number, number)
        store.database.execute(
            "UPDATE comment SET body = ?, version = ?, message = ?, editor_id = ?, edited_at = ? WHERE id = ?",
            comment.body if body is None else body,
            number,
            message,
            user.account_id,
            store.now(),
            row_id(comment.id),
        )
        if resolved is not None:
            resolve_comment(store, comment, resolved=resolved)
        return _known(store, comment.id)


def resolve_comment(store: Store, comment: Comment, *, resolved: bool) -> None:
    """End the discussion of an inline comment, or take it up again."""
    if comment.location is not Location.INLINE:
        raise BadRequest("Only inline comments can be resolved")
    if resolved is (comment.resolution is Resolution.RESOLVED):
        return
    resolution = Resolution.RESOLVED if resolved else Resolution.REOPENED
    store.database.execute(
        "UPDATE comment SET resolution = ? WHERE id = ?", resolution, row_id(comment.id)
    )


def delete_comment(store: Store, comment: Comment) -> None:
    """Forget a comment and the answers to it; its markers stay where they are."""
    store.database.execute("DELETE FROM comment WHERE id = ?", row_id(comment.id))


def restrict(store: Store, page: Page, operation: Restricted, users: Iterable[User]) -> None:
    """Leave reading or changing a page to some users, and to all others no more; nobody lifts the restriction."""
    with store.database.transaction():
        store.database.execute(
            "DELETE FROM restriction WHERE page_id = ? AND operation = ?",
            row_id(page.id),
            operation,
        )
        for user in users:
            store.database.execute(
                "INSERT OR IGNORE INTO restriction VALUES (?, ?, ?)",
                row_id(page.id),
                operation,
                user.account_id,
            )


def _known(store: Store, comment_id: str) -> Comment:
    comment = store.comment(comment_id)
    if comment is None:
        raise Missing("comment", comment_id)
    return comment


def _insert(
    store: Store,
    page: Page,
    user: User,
    location: Location,
    body: str,
    *,
    ref: str | None = None,
    selection: str | None = None,
    parent: Comment | None = None,
) -> Comment:
    comment_id, now = store.database.new_id(), store.now()
    store.database.execute(
        "INSERT INTO comment VALUES (?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, 1, '', ?, ?, 0)",
        comment_id,
        row_id(page.id),
        location,
        None if parent is None else row_id(parent.id),
        ref,
        selection,
        body,
        user.account_id,
        now,
        user.account_id,
        now,
    )
    return _known(store, str(comment_id))
