"""Changing what hangs on a page: attachments, content properties, labels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sphinx_to_confluence.sandbox.problems import (
    BadRequest,
    Forbidden,
    Missing,
    NameInUse,
    TooBig,
    WrongVersion,
)
from sphinx_to_confluence.sandbox.records import (
    Attachment,
    Holder,
    Label,
    Page,
    Property,
    Status,
    User,
)
from sphinx_to_confluence.sandbox.store import Store, row_id

PROPERTY_LIMIT = 32 * 1024
_LABEL = re.compile(r"[^\s()!#&*,.:;<>?@\[\]^]{1,255}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrives."""

    filename: str
    data: bytes
    media_type: str
    comment: str
    minor_edit: bool


def add_attachment(store: Store, page: Page, user: User, upload: Upload) -> Attachment:
    """Put a new file on a page."""
    with store.database.transaction():
        if store.attachment_by_name(page.id, upload.filename) is not None:
            raise NameInUse("attachment", upload.filename)
        attachment_id = store.database.new_id()
        store.database.execute(
            "INSERT INTO attachment VALUES (?, ?, ?, 'current', ?, 1)",
            attachment_id,
            row_id(page.id),
            upload.filename,
            store.now(),
        )
        _save_data(store, str(attachment_id), user, upload, 1)
        return _known_attachment(store, str(attachment_id))


def add_attachment_version(
    store: Store, attachment: Attachment, user: User, upload: Upload
) -> Attachment:
    """Put a new version of a file on its page; it keeps its name."""
    with store.database.transaction():
        number = _known_attachment(store, attachment.id).version.number + 1
        store.database.execute(
            "UPDATE attachment SET version = ? WHERE id = ?", number, row_id(attachment.id)
        )
        _save_data(store, attachment.id, user, upload, number)
        return _known_attachment(store, attachment.id)


def describe_attachment(
    store: Store, attachment: Attachment, *, filename: str, media_type: str, comment: str
) -> Attachment:
    """Change what is said about a file, without a new version."""
    with store.database.transaction():
        other = store.attachment_by_name(attachment.page_id, filename)
        if other is not None and other.id != attachment.id:
            raise NameInUse("attachment", filename)
        store.database.execute(
            "UPDATE attachment SET filename = ? WHERE id = ?", filename, row_id(attachment.id)
        )
        store.database.execute(
            "UPDATE attachment_version SET media_type = ?, comment = ?"
            " WHERE attachment_id = ? AND number = ?",
            media_type,
            comment,
            row_id(attachment.id),
            attachment.version.number,
        )
        return _known_attachment(store, attachment.id)


def delete_attachment(store: Store, attachment: Attachment, *, purge: bool) -> None:
    """Move a file to the trash, or forget one that is there."""
    if not purge:
        store.database.execute(
            "UPDATE attachment SET status = 'trashed' WHERE id = ?", row_id(attachment.id)
        )
        return
    if attachment.status is not Status.TRASHED:
        raise BadRequest("Only trashed attachments can be purged")
    store.database.execute("DELETE FROM attachment WHERE id = ?", row_id(attachment.id))


def check_size(data: bytes, limit_bytes: int) -> None:
    """Refuse a file that is over the limit of the site."""
    if len(data) > limit_bytes:
        raise TooBig("attachment", limit_bytes)


def create_property(
    store: Store, holder: Holder, holder_id: str, user: User, key: str, value: Any
) -> Property:
    """Add a content property in version 1."""
    with store.database.transaction():
        text = _property_text(key, value)
        if any(p.key == key for p in store.properties(holder, holder_id)):
            raise NameInUse("property", key)
        property_id = store.database.new_id()
        store.database.execute(
            "INSERT INTO property VALUES (?, ?, ?, ?, ?, 1, '', ?, ?, 0)",
            property_id,
            holder,
            row_id(holder_id),
            key,
            text,
            user.account_id,
            store.now(),
        )
        return known_property(store, holder, holder_id, str(property_id))


def update_property(
    store: Store,
    holder: Holder,
    holder_id: str,
    user: User,
    property_id: str,
    *,
    key: str,
    value: Any,
    number: int | None,
    message: str,
) -> Property:
    """Write the next version of a content property; its key cannot change."""
    with store.database.transaction():
        current = known_property(store, holder, holder_id, property_id)
        if key != current.key:
            raise BadRequest("The key of a content property cannot be changed")
        if number != current.version.number + 1:
            raise WrongVersion(current.version.number, number)
        store.database.execute(
            "UPDATE property SET value = ?, number = ?, message = ?, author_id = ?, created_at = ?"
            " WHERE id = ?",
            _property_text(key, value),
            number,
            message,
            user.account_id,
            store.now(),
            row_id(property_id),
        )
        return known_property(store, holder, holder_id, property_id)


def delete_property(store: Store, holder: Holder, holder_id: str, property_id: str) -> None:
    """Remove a content property."""
    known_property(store, holder, holder_id, property_id)
    store.database.execute("DELETE FROM property WHERE id = ?", row_id(property_id))


def known_property(store: Store, holder: Holder, holder_id: str, property_id: str) -> Property:
    """The content property with this id, if it hangs there."""
    for found in store.properties(holder, holder_id):
        if found.id == property_id:
            return found
    raise Missing("property", property_id)


def add_labels(store: Store, page: Page, labels: Iterable[tuple[str, str]]) -> None:
    """Put labels, given as prefix and name, on a page; names are kept in lower case."""
    with store.database.transaction():
        for prefix, name in labels:
            if not _LABEL.fullmatch(name):
                raise BadRequest(f"The label '{name}' has characters that a label cannot have")
            label = _label(store, prefix, name.lower())
            store.database.execute(
                "INSERT OR IGNORE INTO page_label VALUES (?, ?)", row_id(page.id), row_id(label.id)
            )


def remove_label(store: Store, page: Page, name: str) -> None:
    """Take a label off a page; nothing happens when it is not there."""
    store.database.execute(
        "DELETE FROM page_label WHERE page_id = ?"
        " AND label_id IN (SELECT id FROM label WHERE name = ?)",
        row_id(page.id),
        name.lower(),
    )


def _label(store: Store, prefix: str, name: str) -> Label:
    found = store.database.row("SELECT id FROM label WHERE prefix = ? AND name = ?", prefix, name)
    if found is not None:
        return Label(str(found["id"]), prefix, name)
    label_id = store.database.new_id()
    store.database.execute("INSERT INTO label VALUES (?, ?, ?)", label_id, prefix, name)
    return Label(str(label_id), prefix, name)


def _property_text(key: str, value: Any) -> str:
    if not key or len(key) > 255:
        raise BadRequest("The key of a content property has 1 to 255 characters")
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    if len(text.encode()) > PROPERTY_LIMIT:
        raise BadRequest(f"The value of a content property is limited to {PROPERTY_LIMIT} bytes")
    return text


def _known_attachment(store: Store, attachment_id: str) -> Attachment:
    attachment = store.attachment(attachment_id)
    if attachment is None:
        raise Missing("attachment", attachment_id)
    if attachment.status is not Status.CURRENT:
        raise Forbidden("attachment", attachment_id)
    return attachment


def _save_data(store: Store, attachment_id: str, user: User, upload: Upload, number: int) -> None:
    store.database.execute(
        "INSERT INTO attachment_version VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row_id(attachment_id),
        number,
        upload.comment,
        user.account_id,
        store.now(),
        upload.minor_edit,
        upload.media_type,
        upload.data,
    )
