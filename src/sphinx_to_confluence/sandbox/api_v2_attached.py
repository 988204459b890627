"""Version 2 of the Cloud API: what hangs on a page: files, content properties, labels."""

from __future__ import annotations

from sphinx_to_confluence.sandbox import files, views_v2
from sphinx_to_confluence.sandbox.api_v2 import list_reply, statuses_of, text_of
from sphinx_to_confluence.sandbox.exchange import Exchange, Handlers, Reply
from sphinx_to_confluence.sandbox.paging import cut
from sphinx_to_confluence.sandbox.problems import BadRequest, Forbidden, Missing
from sphinx_to_confluence.sandbox.records import Holder, Status

handlers = Handlers()
_AT_ONCE = 25
_FILES_AT_ONCE = 50
_WIDTHS = {"content-appearance-published", "content-appearance-draft"}


@handlers.answers("list_page_labels")
def list_page_labels(exchange: Exchange) -> Reply:
    """The labels of a page."""
    page = exchange.page(exchange.values["id"])
    prefix = exchange.request.args.get("prefix")
    labels = [label for label in exchange.store.labels(page.id) if prefix in {None, label.prefix}]
    part, cursor = cut(exchange, labels, default=_AT_ONCE)
    return list_reply(exchange, [views_v2.label(label) for label in part], cursor)


@handlers.answers("list_labels")
def list_labels(exchange: Exchange) -> Reply:
    """The labels of the site."""
    part, cursor = cut(exchange, exchange.store.all_labels(), default=_AT_ONCE)
    return list_reply(exchange, [views_v2.label(label) for label in part], cursor)


@handlers.answers("list_attachment_properties")
@handlers.answers("list_page_properties")
@handlers.answers("list_space_properties")
def list_properties(exchange: Exchange) -> Reply:
    """The content properties of something; keys are compared with their case."""
    key = exchange.request.args.get("key")
    found = [p for p in exchange.store.properties(*_holder(exchange)) if key in {None, p.key}]
    part, cursor = cut(exchange, found, default=_AT_ONCE)
    return list_reply(exchange, [views_v2.content_property(p) for p in part], cursor)


@handlers.answers("get_attachment_property")
@handlers.answers("get_page_property")
def get_property(exchange: Exchange) -> Reply:
    """One content property."""
    property_id = exchange.values["property_id"]
    found = files.known_property(exchange.store, *_holder(exchange), property_id)
    return Reply(views_v2.content_property(found))


@handlers.answers("create_attachment_property")
@handlers.answers("create_page_property")
def create_property(exchange: Exchange) -> Reply:
    """A new content property."""
    holder = _holder(exchange, writable=True)
    data = exchange.json()
    key, value = text_of(data, "key"), data.get("value")
    if exchange.site.options.own_widths and key in _WIDTHS:
        _make_width(exchange, *holder, key)
    created = files.create_property(exchange.store, *holder, exchange.user, key, value)
    return Reply(views_v2.content_property(created))


def _make_width(exchange: Exchange, holder: Holder, holder_id: str, key: str) -> None:
    """Make the property as Confluence itself does, unless it is there."""
    store = exchange.store
    if all(known.key != key for known in store.properties(holder, holder_id)):
        files.create_property(store, holder, holder_id, exchange.user, key, "default")


@handlers.answers("update_attachment_property")
@handlers.answers("update_page_property")
def update_property(exchange: Exchange) -> Reply:
    """The next version of a content property."""
    holder = _holder(exchange, writable=True)
    data = exchange.json()
    version = data.get("version")
    if not isinstance(version, dict):
        raise BadRequest("version is required")
    number = version.get("number")
    updated = files.update_property(
        exchange.store,
        *holder,
        exchange.user,
        exchange.values["property_id"],
        key=text_of(data, "key"),
        value=data.get("value"),
        number=number if isinstance(number, int) else None,
        message=str(version.get("message") or ""),
    )
    return Reply(views_v2.content_property(updated))


@handlers.answers("delete_attachment_property")
@handlers.answers("delete_page_property")
def delete_property(exchange: Exchange) -> Reply:
    """Remove a content property."""
    holder = _holder(exchange, writable=True)
    files.delete_property(exchange.store, *holder, exchange.values["property_id"])
    return Reply(status=204)


def _holder(exchange: Exchange, *, writable: bool = False) -> tuple[Holder, str]:
    """What the properties of a request hang on."""
    identifier = exchange.values["id"]
    match exchange.operation.path.split("/")[3]:
        case "attachments" if writable:
            return Holder.ATTACHMENT, exchange.writable_attachment(identifier).id
        case "attachments":
            return Holder.ATTACHMENT, exchange.attachment(identifier)[0].id
        case "spaces":
            return Holder.SPACE, exchange.space(identifier).id
        case _ if writable:
            return Holder.PAGE, exchange.writable_page(identifier).id
        case _:
            return Holder.PAGE, exchange.page(identifier).id


@handlers.answers("list_page_attachments")
def list_page_attachments(exchange: Exchange) -> Reply:
    """The files on a page."""
    page = exchange.page(exchange.values["id"])
    filename = exchange.request.args.get("filename")
    media_type = exchange.request.args.get("mediaType")
    statuses = statuses_of(exchange, (Status.CURRENT,))
    found = [
        attachment
        for attachment in exchange.store.attachments(page.id, statuses=statuses)
        if filename in {None, attachment.filename} and media_type in {None, attachment.media_type}
    ]
    part, cursor = cut(exchange, found, default=_FILES_AT_ONCE)
    return list_reply(exchange, [views_v2.attachment(a) for a in part], cursor)


@handlers.answers("get_attachment")
def get_attachment(exchange: Exchange) -> Reply:
    """One file."""
    attachment, _ = exchange.attachment(exchange.values["id"])
    shown = views_v2.attachment(attachment)
    shown["_links"]["base"] = exchange.base
    return Reply(shown)


@handlers.answers("list_attachment_versions")
def list_attachment_versions(exchange: Exchange) -> Reply:
    """The history of a file, newest first."""
    attachment, _ = exchange.attachment(exchange.values["id"])
    versions = exchange.store.attachment_versions(attachment.id)
    part, cursor = cut(exchange, versions, default=_FILES_AT_ONCE)
    about = {"title": attachment.filename, "id": attachment.public_id}
    results = [{**views_v2.version(version), "attachment": about} for version in part]
    return list_reply(exchange, results, cursor)


@handlers.answers("delete_attachment")
def delete_attachment(exchange: Exchange) -> Reply:
    """Move a file to the trash, or forget one that is there."""
    attachment, page = exchange.attachment(exchange.values["id"])
    if not exchange.may_change(page):
        raise Forbidden("attachment", exchange.values["id"])
    purge = exchange.flag("purge")
    if attachment.status is Status.TRASHED and not purge:
        raise Missing("attachment", exchange.values["id"])
    files.delete_attachment(exchange.store, attachment, purge=purge)
    return Reply(status=204)
