"""Changing pages: what Confluence allows, whichever API asks for it.

Every function is one transaction: it is done as a whole or raises :class:`~.problems.Refused` and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_to_confluence.sandbox.problems import (
    BadRequest,
    Missing,
    OwnParent,
    TitleInUse,
    WrongVersion,
)
from sphinx_to_confluence.sandbox.records import ContentType, Page, Space, Status, User
from sphinx_to_confluence.sandbox.store import LISTED, PageQuery, Store, row_id, title_key

TITLE_LIMIT = 255
MESSAGE_LIMIT = 255
_POSITION_STEP = 1024  # room for moves in between; positions are sparse on Confluence, too


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What a saved version carries besides title and body."""

    number: int | None
    message: str | None = ""
    minor_edit: bool = False


def create_page(
    store: Store,
    space: Space,
    user: User,
    *,
    title: str,
    body: str,
    parent_id: str | None,
    status: Status = Status.CURRENT,
    subtype: str | None = None,
    message: str = "",
) -> Page:
    """Make a page as the last child of its parent; the creator watches it from then on."""
    with store.database.transaction():
        title = _checked_title(title, required=status is not Status.DRAFT)
        _check_parent(store, space, parent_id)
        if status in LISTED:
            _check_title_is_free(store, space, title, except_id=None)
        page_id = _insert(
            store, space, user, ContentType.PAGE, title, parent_id, status, subtype, body, message
        )
        watch(store, page_id, user)
        return _known(store, page_id)


def create_folder(
    store: Store, space: Space, user: User, *, title: str, parent_id: str | None
) -> Page:
    """Make a folder; its title is not reserved."""
    with store.database.transaction():
        _check_parent(store, space, parent_id)
        page_id = _insert(
            store, space, user, ContentType.FOLDER, title, parent_id, Status.CURRENT, None, "", ""
        )
        return _known(store, page_id)


def update_page(
    store: Store,
    page: Page,
    user: User,
    *,
    title: str,
    body: str | None,
    parent_id: str | None,
    version: NewVersion,
) -> Page:
    """Save the next version of a page and put it below another parent, if one is named.

    A trashed page comes back, but with the body that it had: Confluence ignores the new one. The version of a draft
    that is published for the first time stays 1.

    :param body: ``None`` leaves it as it is.
    :param parent_id: ``None`` leaves the page where it is.
    """
    with store.database.transaction():
        page = _known(store, page.id)
        first_publication = page.status is Status.DRAFT
        expected = 1 if first_publication else page.version.number + 1
        if version.number != expected:
            raise WrongVersion(page.version.number, version.number)
        space = _space_of(store, page)
        title = _checked_title(title)
        _check_title_is_free(store, space, title, except_id=page.id)
        if parent_id is not None and parent_id != page.parent_id:
            move_below(store, page, parent_id)
        elif page.status is Status.TRASHED:
            # It has forgotten where it stood.
            _place_last(store, page, None, page.space_id)
        if body is None or page.status is Status.TRASHED:
            body = store.body(page.id)
        if first_publication:
            store.database.execute("DELETE FROM page_version WHERE page_id = ?", row_id(page.id))
        _save(store, page.id, user, title, body, version, expected)
        # Only now: under its old title the page might be the second of this name.
        store.database.execute("UPDATE page SET status = 'current' WHERE id = ?", row_id(page.id))
        return _known(store, page.id)


def replace_body(store: Store, page: Page, user: User, body: str, *, new_version: bool) -> None:
    """Change the body only, in a version of its own or within the newest one."""
    with store.database.transaction():
        page = _known(store, page.id)
        number = page.version.number + 1
        if new_version:
            _save(store, page.id, user, page.title, body, NewVersion(number), number)
            return
        store.database.execute(
            "UPDATE page_version SET body = ? WHERE page_id = ? AND number = ?",
            body,
            row_id(page.id),
            page.version.number,
        )


def rename_page(store: Store, page: Page, user: User, title: str) -> Page:
    """Change the title only, as a version without a message."""
    with store.database.transaction():
        page = _known(store, page.id)
        title = _checked_title(title)
        _check_title_is_free(store, _space_of(store, page), title, except_id=page.id)
        number = page.version.number + 1
        _save(store, page.id, user, title, store.body(page.id), NewVersion(number, None), number)
        return _known(store, page.id)


def trash_page(store: Store, page: Page) -> None:
    """Move a page to the trash; what stands below it moves up to where it stood."""
    with store.database.transaction():
        for child in _children_of_any_status(store, page):
            _place_last(store, child, page.parent_id, page.space_id)
        store.database.execute(
            "UPDATE page SET status = 'trashed', parent_id = NULL, position = NULL WHERE id = ?",
            row_id(page.id),
        )


def purge_page(store: Store, page: Page) -> None:
    """Forget a page and all that hangs on it."""
    with store.database.transaction():
        for child in _children_of_any_status(store, page):
            _place_last(store, child, page.parent_id, page.space_id)
        store.database.execute(
            "DELETE FROM property WHERE holder = 'page' AND holder_id = ?", row_id(page.id)
        )
        store.database.execute("DELETE FROM page WHERE id = ?", row_id(page.id))


def archive_pages(store: Store, pages: Sequence[Page]) -> None:
    """Archive pages; they keep their parents and titles. What is not archived with them moves up a level."""
    with store.database.transaction():
        for page in pages:
            store.database.execute(
                "UPDATE page SET status = 'archived' WHERE id = ?", row_id(page.id)
            )
        for page in pages:
            above = [a.id for a in store.ancestors(page.id) if a.status is Status.CURRENT]
            for child in store.children(page.id):
                _place_last(store, child, above[-1] if above else None, page.space_id)


def move_below(store: Store, page: Page, parent_id: str) -> None:
    """Put a page below another one of its space, as the last child."""
    with store.database.transaction():
        _check_parent(store, _space_of(store, page), parent_id)
        _check_no_loop(store, page, parent_id)
        _place_last(store, page, parent_id, page.space_id)


def move_beside(store: Store, page: Page, sibling: Page, *, after: bool) -> None:
    """Put a page before or after another one."""
    with store.database.transaction():
        if sibling.id == page.id:
            raise OwnParent
        if sibling.parent_id is not None:
            _check_no_loop(store, page, sibling.parent_id)
        siblings = [p for p in _siblings_of(store, sibling) if p.id != page.id]
        index = [p.id for p in siblings].index(sibling.id) + after
        siblings.insert(index, page)
        for number, one in enumerate(siblings, start=1):
            store.database.execute(
                "UPDATE page SET parent_id = ?, position = ? WHERE id = ?",
                None if sibling.parent_id is None else row_id(sibling.parent_id),
                number * _POSITION_STEP,
                row_id(one.id),
            )


def set_position(store: Store, page: Page, position: int) -> None:
    """Give a page a place among its siblings, as Data Center lets one do; -1 takes it away."""
    store.database.execute(
        "UPDATE page SET position = ? WHERE id = ?",
        None if position < 0 else position,
        row_id(page.id),
    )


def watch(store: Store, content_id: str, user: User) -> None:
    """Tell a user of changes of a page or a file from now on."""
    store.database.execute(
        "INSERT OR IGNORE INTO watch VALUES (?, ?)", row_id(content_id), user.account_id
    )


def unwatch(store: Store, content_id: str, user: User) -> None:
    """Tell a user no more of changes of a page or a file."""
    store.database.execute(
        "DELETE FROM watch WHERE content_id = ? AND account_id = ?",
        row_id(content_id),
        user.account_id,
    )


def _known(store: Store, page_id: str) -> Page:
    page = store.page(page_id)
    if page is None:
        raise Missing("page", page_id)
    return page


def _space_of(store: Store, page: Page) -> Space:
    space = store.space_by_id(page.space_id)
    if space is None:
        raise Missing("space", page.space_id)
    return space


def _checked_title(title: str, *, required: bool = True) -> str:
    title = title.strip()
    if required and not title:
        raise BadRequest("Title is required and must not be blank")
    if len(title) > TITLE_LIMIT:
        raise BadRequest(f"Title cannot be longer than {TITLE_LIMIT} characters.")
    return title


def _check_title_is_free(store: Store, space: Space, title: str, *, except_id: str | None) -> None:
    found = store.find_pages(PageQuery(space_ids=[space.id], title=title))
    if any(page.id != except_id for page in found):
        raise TitleInUse(title, space.key)


def _check_parent(store: Store, space: Space, parent_id: str | None) -> None:
    if parent_id is None:
        return
    parent = store.page(parent_id)
    if parent is None or parent.space_id != space.id or parent.status is not Status.CURRENT:
        raise Missing("parent", parent_id)


def _check_no_loop(store: Store, page: Page, parent_id: str) -> None:
    if page.id == parent_id or any(a.id == page.id for a in store.ancestors(parent_id)):
        raise OwnParent


def _children_of_any_status(store: Store, page: Page) -> list[Page]:
    rows = store.database.rows(
        "SELECT id FROM page WHERE parent_id = ? ORDER BY position IS NULL, position, id",
        row_id(page.id),
    )
    return [_known(store, str(row["id"])) for row in rows]


def _siblings_of(store: Store, page: Page) -> list[Page]:
    if page.parent_id is not None:
        return list(store.children(page.parent_id))
    return list(store.root_pages(page.space_key))


def _place_last(store: Store, page: Page, parent_id: str | None, space_id: str) -> None:
    store.database.execute(
        "UPDATE page SET parent_id = ?, position = ? WHERE id = ?",
        None if parent_id is None else row_id(parent_id),
        _last_position(store, parent_id, space_id),
        row_id(page.id),
    )


def _last_position(store: Store, parent_id: str | None, space_id: str) -> int:
    row = store.database.row(
        "SELECT coalesce(max(position), 0) AS last FROM page WHERE parent_id IS ? AND space_id = ?",
        None if parent_id is None else row_id(parent_id),
        row_id(space_id),
    )
    return (row["last"] if row is not None else 0) + _POSITION_STEP


def _insert(
    store: Store,
    space: Space,
    user: User,
    content_type: ContentType,
    title: str,
    parent_id: str | None,
    status: Status,
    subtype: str | None,
    body: str,
    message: str,
) -> str:
    page_id, now = store.database.new_id(), store.now()
    store.database.execute(
        "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
        page_id,
        content_type,
        row_id(space.id),
        title,
        title_key(title),
        None if parent_id is None else row_id(parent_id),
        _last_position(store, parent_id, space.id),
        status,
        subtype,
        user.account_id,
        now,
    )
    _save_row(store, str(page_id), user, title, body, NewVersion(1, message), 1)
    return str(page_id)


def _save(
    store: Store, page_id: str, user: User, title: str, body: str, version: NewVersion, number: int
) -> None:
    if len(version.message or "") > MESSAGE_LIMIT:
        raise BadRequest(f"Version message cannot be longer than {MESSAGE_LIMIT} characters.")
    store.database.execute(
        "UPDATE page SET title = ?, title_key = ?, version = ? WHERE id = ?",
        title,
        title_key(title),
        number,
        row_id(page_id),
    )
    _save_row(store, page_id, user, title, body, version, number)


def _save_row(
    store: Store, page_id: str, user: User, title: str, body: str, version: NewVersion, number: int
) -> None:
    store.database.execute(
        "INSERT INTO page_version VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row_id(page_id),
        number,
        version.message,
        user.account_id,
        store.now(),
        version.minor_edit,
        title,
        body,
    )
