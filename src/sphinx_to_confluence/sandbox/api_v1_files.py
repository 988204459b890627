"""Version 1 of the API: uploading and downloading files; the same on Cloud and on Data Center, but for PUT."""

from __future__ import annotations

import mimetypes

from werkzeug.datastructures import FileStorage

from sphinx_to_confluence.sandbox import files, media, views_v1
from sphinx_to_confluence.sandbox.api_v1 import part_reply
from sphinx_to_confluence.sandbox.exchange import Exchange, Handlers, Reply
from sphinx_to_confluence.sandbox.problems import BadRequest, Forbidden, Missing
from sphinx_to_confluence.sandbox.records import Attachment, Page

handlers = Handlers()


@handlers.answers("v1_list_attachments")
def list_attachments(exchange: Exchange) -> Reply:
    """The files on a page."""
    page = exchange.page(exchange.values["id"])
    filename = exchange.request.args.get("filename")
    found = [a for a in exchange.store.attachments(page.id) if filename in {None, a.filename}]
    return part_reply(exchange, [views_v1.attachment(exchange, a) for a in found])


@handlers.answers("add_attachments")
def add_attachments(exchange: Exchange) -> Reply:
    """New files; all of them or none."""
    page = _page_for_upload(exchange)
    uploads = _uploads(exchange)
    with exchange.store.database.transaction():
        made = [files.add_attachment(exchange.store, page, exchange.user, one) for one in uploads]
    return _made(exchange, made)


@handlers.answers("put_attachments")
def put_attachments(exchange: Exchange) -> Reply:
    """New files, or new versions of those that have the same names."""
    page = _page_for_upload(exchange)
    uploads = _uploads(exchange)
    with exchange.store.database.transaction():
        made = [_put(exchange, page, one) for one in uploads]
    return _made(exchange, made)


def _put(exchange: Exchange, page: Page, upload: files.Upload) -> Attachment:
    known = exchange.store.attachment_by_name(page.id, upload.filename)
    if known is None:
        return files.add_attachment(exchange.store, page, exchange.user, upload)
    return files.add_attachment_version(exchange.store, known, exchange.user, upload)


@handlers.answers("add_attachment_version")
def add_attachment_version(exchange: Exchange) -> Reply:
    """A new version of a file."""
    exchange.check_no_xsrf()
    known = _attachment_of_page(exchange)
    uploads = _uploads(exchange)
    if len(uploads) != 1:
        raise BadRequest("A new version is one file")
    saved = files.add_attachment_version(exchange.store, known, exchange.user, uploads[0])
    return Reply(views_v1.attachment(exchange, saved))


@handlers.answers("describe_attachment")
def describe_attachment(exchange: Exchange) -> Reply:
    """Another name, media type or comment for a file."""
    known = _attachment_of_page(exchange)
    data = exchange.json()
    metadata = data.get("metadata") or {}
    saved = files.describe_attachment(
        exchange.store,
        known,
        filename=str(data.get("title") or known.filename),
        media_type=str(metadata.get("mediaType") or known.media_type),
        comment=str(metadata.get("comment", known.comment)),
    )
    return Reply(views_v1.attachment(exchange, saved))


@handlers.answers("download_attachment")
def download_attachment(exchange: Exchange) -> Reply:
    """Where the bytes are: on another server, which wants no credentials."""
    page = exchange.page(exchange.values["id"])
    found, _ = exchange.attachment(exchange.values["attachment_id"])
    if found.page_id != page.id:
        raise Missing("attachment", exchange.values["attachment_id"])
    number = _wanted_version(exchange, found)
    address = media.address(exchange.store, exchange.media_origin, found, number)
    return Reply(status=302, headers={"Location": address})


@handlers.answers("dc_download")
def download(exchange: Exchange) -> Reply:
    """The bytes of a file on Data Center."""
    page = exchange.page(exchange.values["id"])
    found = exchange.store.attachment_by_name(page.id, exchange.values["filename"])
    if found is None:
        raise Missing("attachment", exchange.values["filename"])
    number = _wanted_version(exchange, found)
    return Reply(exchange.store.data(found.id, number), media_type=found.media_type)


def _wanted_version(exchange: Exchange, attachment: Attachment) -> int:
    newest = attachment.version.number
    text = exchange.request.args.get("version", str(newest))
    if not text.isdecimal() or not 0 < int(text) <= newest:
        raise BadRequest(f"The attachment has no version {text}, its newest is {newest}")
    return int(text)


def _attachment_of_page(exchange: Exchange) -> Attachment:
    known = exchange.writable_attachment(exchange.values["attachment_id"])
    if known.page_id != exchange.page(exchange.values["id"]).id:
        raise Missing("attachment", exchange.values["attachment_id"])
    return known


def _page_for_upload(exchange: Exchange) -> Page:
    exchange.check_no_xsrf()
    page = exchange.writable_page(exchange.values["id"])
    if not exchange.site.options.attachments:
        raise Forbidden("attachments of page", page.id)
    return page


def _uploads(exchange: Exchange) -> list[files.Upload]:
    """The files of a form with their comments, which are given for all of them or for none."""
    given = exchange.request.files.getlist("file")
    if not given or not all(one.filename for one in given):
        raise BadRequest("At least one file with a name is required")
    comments = exchange.request.form.getlist("comment") or [""] * len(given)
    if len(comments) != len(given):
        raise BadRequest("There have to be as many comments as files")
    minor_edit = exchange.request.form.get("minorEdit", "false").lower() == "true"
    return [
        _upload(exchange, one, comment, minor_edit=minor_edit)
        for one, comment in zip(given, comments, strict=True)
    ]


def _upload(
    exchange: Exchange, given: FileStorage, comment: str, *, minor_edit: bool
) -> files.Upload:
    data, filename = given.read(), given.filename or ""
    files.check_size(data, exchange.site.options.attachment_limit_bytes)
    guessed = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    return files.Upload(filename, data, given.mimetype or guessed, comment, minor_edit)


def _made(exchange: Exchange, made: list[Attachment]) -> Reply:
    shown = [views_v1.attachment(exchange, one) for one in made]
    return Reply(views_v1.envelope(exchange, shown, 0, len(shown)))
