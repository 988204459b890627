"""Data Center: what its API has beyond what :mod:`.api_v1` answers for both."""

from __future__ import annotations

from typing import Any

from sphinx_to_confluence.sandbox import api_dc_comments, api_v1, edit, files, views_v1
from sphinx_to_confluence.sandbox.api_dc_comments import object_in, storage_in
from sphinx_to_confluence.sandbox.exchange import Exchange, Handlers, Reply
from sphinx_to_confluence.sandbox.paging import decode_cursor, encode_cursor
from sphinx_to_confluence.sandbox.problems import BadRequest, Missing, WrongVersion
from sphinx_to_confluence.sandbox.records import Holder, Page, Status
from sphinx_to_confluence.sandbox.store import PageQuery

handlers = Handlers()
handlers.answers("dc_get_space")(api_v1.get_space)
handlers.answers("dc_list_content")(api_v1.list_content)
handlers.answers("dc_get_content")(api_v1.get_content)


@handlers.answers("dc_list_spaces")
def list_spaces(exchange: Exchange) -> Reply:
    """The spaces that the user may see, by offset; those that are named, if any are."""
    keys = {key.casefold() for key in exchange.values_of("spaceKey")}
    found = [
        space
        for space in exchange.store.spaces()
        if exchange.sees(space.id) and (not keys or space.key.casefold() in keys)
    ]
    start, limit = api_v1.range_of(exchange)
    expand = api_v1.expand_of(exchange)
    shown = [views_v1.space(exchange, space, expand) for space in found[start : start + limit]]
    more = start + limit < len(found)
    return Reply(views_v1.part(exchange, shown, start, limit, more=more))


@handlers.answers("dc_get_history")
def get_history(exchange: Exchange) -> Reply:
    """Who made a page and who changed it last, without what came between."""
    page = exchange.page(exchange.values["id"])
    return Reply(views_v1.history(exchange, page))


@handlers.answers("dc_list_space_pages")
def list_space_pages(exchange: Exchange) -> Reply:
    """The pages of a space by offset."""
    space = exchange.space_of_key(exchange.values["key"])
    query = PageQuery(space_ids=[space.id], statuses=(Status.CURRENT,))
    return api_v1.content_list(exchange, exchange.find_pages(query))


@handlers.answers("dc_list_child_pages")
def list_child_pages(exchange: Exchange) -> Reply:
    """The pages directly below a page, by offset."""
    page = exchange.page(exchange.values["id"])
    return api_v1.content_list(exchange, exchange.visible(exchange.store.children(page.id)))


@handlers.answers("dc_scan_content")
def scan_content(exchange: Exchange) -> Reply:
    """The pages of a space by cursor, which is given as ``nextCursor`` and in the address of the next part."""
    space = exchange.space_of_key(exchange.request.args.get("spaceKey", ""))
    _, limit = api_v1.range_of(exchange)
    place = decode_cursor(exchange)
    query = PageQuery(
        space_ids=[space.id],
        statuses=(Status(exchange.request.args.get("status", "current")),),
        after=tuple(place) if place is not None else None,
        limit=limit + 1,
    )
    pages = exchange.find_pages(query)
    expand = api_v1.expand_of(exchange)
    shown = [views_v1.content(exchange, page, expand) for page in pages[:limit]]
    more = len(pages) > limit
    cursor = encode_cursor(exchange.store.place(pages[limit - 1], "id")) if more else None
    return Reply(
        {**views_v1.part_behind(exchange, shown, limit, cursor), "cursor": "", "nextCursor": cursor}
    )


@handlers.answers("dc_create_content")
def create_content(exchange: Exchange) -> Reply:
    """A new comment or page, with the content properties that come with it; labels that come with it are ignored."""
    data = exchange.json()
    if data.get("type") == "comment":
        return api_dc_comments.create_comment(exchange, data)
    _check_is_page(data)
    space = exchange.space_of_key(str(object_in(data, "space").get("key", "")))
    exchange.check_writable(space.id, "space", space.key)
    properties = object_in(object_in(data, "metadata"), "properties")
    with exchange.store.database.transaction():
        page = edit.create_page(
            exchange.store,
            space,
            exchange.user,
            title=str(data.get("title") or ""),
            body=storage_in(exchange, data) or "",
            parent_id=_parent_id(data),
            message=str(object_in(data, "version").get("message") or ""),
        )
        for key, given in properties.items():
            value = given.get("value") if isinstance(given, dict) else given
            holder_id, user = page.id, exchange.user
            files.create_property(exchange.store, Holder.PAGE, holder_id, user, key, value)
    exchange.site.faults.created(page.id)
    return _written(exchange, page)


@handlers.answers("dc_update_content")
def update_content(exchange: Exchange) -> Reply:
    """The next version of a comment or a page; without ancestors a page stays where it is.

    ``position`` gives it a place among its siblings: the document of version 10 has that, older ones do not.
    A trashed page comes back when its status is set to ``current``; nothing else of it is changed then.
    """
    data = exchange.json()
    if exchange.store.comment(exchange.values["id"]) is not None:
        return api_dc_comments.update_comment(exchange, data)
    page = exchange.writable_page(exchange.values["id"])
    version = object_in(data, "version")
    number = version.get("number")
    if page.status is Status.TRASHED:
        if data.get("status") != "current":
            raise Missing("page", page.id)
        data = {"type": "page", "title": page.title}
    _check_is_page(data)
    position = data.get("position")
    if not isinstance(position, int | None) or abs(position or 0) >= 2**31:
        raise BadRequest("position has to be a number of 32 bits")
    updated = edit.update_page(
        exchange.store,
        page,
        exchange.user,
        title=str(data.get("title") or ""),
        body=storage_in(exchange, data),
        parent_id=_parent_id(data),
        version=edit.NewVersion(
            number=number if isinstance(number, int) else None,
            message=str(version.get("message") or ""),
            minor_edit=bool(version.get("minorEdit", False)),
        ),
    )
    if position is not None:
        edit.set_position(exchange.store, updated, position)
    return _written(exchange, exchange.page(page.id))


@handlers.answers("dc_delete_content")
def delete_content(exchange: Exchange) -> Reply:
    """Move a page or a file to the trash, or forget one that is there; forget a comment."""
    content_id = exchange.values["id"]
    if exchange.store.comment(content_id) is not None:
        return api_dc_comments.delete_comment(exchange)
    if content_id.startswith("att"):
        return _delete_attachment(exchange, content_id)
    page = exchange.writable_page(content_id)
    purge = exchange.request.args.get("status") == "trashed"
    if purge is not (page.status is Status.TRASHED):
        raise Missing("page", content_id)
    if purge:
        edit.purge_page(exchange.store, page)
    else:
        edit.trash_page(exchange.store, page)
    return Reply(status=204)


@handlers.answers("dc_delete_attachment")
def delete_attachment(exchange: Exchange) -> Reply:
    """Move a file to the trash."""
    return _delete_attachment(exchange, exchange.values["attachment_id"])


def _delete_attachment(exchange: Exchange, attachment_id: str) -> Reply:
    attachment = exchange.writable_attachment(attachment_id)
    files.delete_attachment(exchange.store, attachment, purge=False)
    return Reply(status=204)


@handlers.answers("dc_create_property")
def create_property(exchange: Exchange) -> Reply:
    """A new content property, its key in the body."""
    data = exchange.json()
    return _create_property(exchange, str(data.get("key") or ""), data)


@handlers.answers("dc_create_property_by_key")
def create_property_by_key(exchange: Exchange) -> Reply:
    """A new content property, its key in the path."""
    return _create_property(exchange, exchange.values["key"], exchange.json())


@handlers.answers("dc_put_property")
def put_property(exchange: Exchange) -> Reply:
    """The next version of a content property; version 1 of one that is not there."""
    page = exchange.writable_page(exchange.values["id"])
    key, data = exchange.values["key"], exchange.json()
    number = object_in(data, "version").get("number")
    known = api_v1.property_by_key(exchange, page, key)
    if known is None:
        if number != 1:
            raise WrongVersion(0, number if isinstance(number, int) else None)
        return _create_property(exchange, key, data)
    updated = files.update_property(
        exchange.store,
        Holder.PAGE,
        page.id,
        exchange.user,
        known.id,
        key=key,
        value=data.get("value"),
        number=number if isinstance(number, int) else None,
        message="",
    )
    return Reply(views_v1.content_property(exchange, page.id, updated))


@handlers.answers("dc_delete_property")
def delete_property(exchange: Exchange) -> Reply:
    """Remove a content property."""
    page = exchange.writable_page(exchange.values["id"])
    known = api_v1.property_by_key(exchange, page, exchange.values["key"])
    if known is None:
        raise Missing("property", exchange.values["key"])
    files.delete_property(exchange.store, Holder.PAGE, page.id, known.id)
    return Reply(status=204)


@handlers.answers("dc_server_information")
def server_information(exchange: Exchange) -> Reply:
    """Which Confluence this claims to be."""
    return Reply({"version": "10.2.0", "buildNumber": 10200, "baseUrl": exchange.base})


def _create_property(exchange: Exchange, key: str, data: dict[str, Any]) -> Reply:
    page = exchange.writable_page(exchange.values["id"])
    user, value = exchange.user, data.get("value")
    made = files.create_property(exchange.store, Holder.PAGE, page.id, user, key, value)
    return Reply(views_v1.content_property(exchange, page.id, made))


def _written(exchange: Exchange, page: Page) -> Reply:
    expand = ["version", "space", "history", "ancestors", "body.storage"]
    return Reply(api_v1.single(exchange, page, expand))


def _check_is_page(data: dict[str, Any]) -> None:
    if data.get("type") != "page":
        raise BadRequest("The sandbox only takes content of the type 'page'")


def _parent_id(data: dict[str, Any]) -> str | None:
    """The last of the ancestors, which is the parent, ``None`` when there are none."""
    ancestors = data.get("ancestors") or []
    if not isinstance(ancestors, list) or not all(isinstance(one, dict) for one in ancestors):
        raise BadRequest("ancestors has to be a list of objects")
    return str(ancestors[-1].get("id")) if ancestors else None
