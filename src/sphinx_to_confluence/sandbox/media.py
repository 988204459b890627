"""Where files are on Cloud: on another server, which wants a token in the address and no other credentials.

Version 1 answers a download with 302 to ``api.media.atlassian.com``, whose address carries all that it asks for.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import quote

from werkzeug.wrappers import Request

from sphinx_to_confluence.sandbox.exchange import Reply
from sphinx_to_confluence.sandbox.records import Attachment
from sphinx_to_confluence.sandbox.store import Store, row_id


def address(store: Store, origin: str, attachment: Attachment, number: int) -> str:
    """A new address that leads to one version of a file."""
    token = secrets.token_urlsafe(24)
    store.database.execute(
        "INSERT INTO media VALUES (?, ?, ?)", token, row_id(attachment.id), number
    )
    name = quote(attachment.filename, safe="")
    return f"{origin}/file/file-{attachment.id}/binary?token={token}&client=sandbox&name={name}"


def deliver(store: Store, asked: Request, values: Mapping[str, str]) -> Reply:
    """The file that an address leads to."""
    if "Authorization" in asked.headers:
        return _refused("Credentials of another server were sent along")
    row = store.database.row("SELECT * FROM media WHERE token = ?", asked.args.get("token", ""))
    if row is None or values["file_id"] != f"file-{row['attachment_id']}":
        return _refused("The token is not valid")
    attachment = store.attachment(str(row["attachment_id"]))
    data = store.data(str(row["attachment_id"]), row["number"])
    return Reply(data, media_type=attachment.media_type if attachment is not None else None)


def _refused(reason: str) -> Reply:
    return Reply({"error": {"code": "JwtAuthoriser:AuthorisationError", "title": reason}}, 401)
