"""Version 2 of the Cloud API: the page tree: children, descendants, ancestors, folders."""

from __future__ import annotations

from sphinx_to_confluence.sandbox import edit, views_v2
from sphinx_to_confluence.sandbox.api_v2 import list_reply, text_of
from sphinx_to_confluence.sandbox.exchange import Exchange, Handlers, Reply
from sphinx_to_confluence.sandbox.paging import cut
from sphinx_to_confluence.sandbox.problems import BadRequest, Forbidden, Missing
from sphinx_to_confluence.sandbox.records import ContentType, Page

handlers = Handlers()
_AT_ONCE = 25
_DEPTHS = frozenset(map(str, range(1, 11)))


@handlers.answers("list_page_children")
def list_page_children(exchange: Exchange) -> Reply:
    """Pages directly below a page; folders, and what is below them, are left out as on Confluence."""
    page = exchange.page(exchange.values["id"])
    below = exchange.visible(exchange.store.children(page.id))
    pages = [p for p in below if p.type is ContentType.PAGE]
    part, cursor = cut(exchange, pages, default=_AT_ONCE)
    return list_reply(exchange, [views_v2.child(child) for child in part], cursor)


@handlers.answers("list_direct_children")
def list_direct_children(exchange: Exchange) -> Reply:
    """Pages and folders directly below a page."""
    page = exchange.page(exchange.values["id"])
    below = exchange.visible(exchange.store.children(page.id))
    part, cursor = cut(exchange, below, default=_AT_ONCE)
    results = [{**views_v2.child(child), "type": child.type} for child in part]
    return list_reply(exchange, results, cursor)


@handlers.answers("list_page_descendants")
def list_page_descendants(exchange: Exchange) -> Reply:
    """What stands below a page, two levels of it unless more are asked for."""
    page = exchange.page(exchange.values["id"])
    text = exchange.request.args.get("depth", "2")
    if text not in _DEPTHS:
        raise BadRequest(f"Provided value {{{text}}} for 'depth' is not valid. Expected 1 to 10")
    deepest = int(text)
    top = len(exchange.store.ancestors(page.id))
    seen = exchange.visible(exchange.store.descendants(page.id))
    found = [(p, len(exchange.store.ancestors(p.id)) - top) for p in seen]
    part, cursor = cut(exchange, [x for x in found if x[1] <= deepest], default=_AT_ONCE)
    results = [
        {
            "id": below.id,
            "status": below.status,
            "title": below.title,
            "type": below.type,
            "parentId": below.parent_id,
            "depth": depth,
            "childPosition": below.position,
        }
        for below, depth in part
    ]
    return list_reply(exchange, results, cursor)


@handlers.answers("list_page_ancestors")
def list_page_ancestors(exchange: Exchange) -> Reply:
    """What a page stands below, the topmost first."""
    return _ancestors(exchange, exchange.page(exchange.values["id"]))


@handlers.answers("list_folder_ancestors")
def list_folder_ancestors(exchange: Exchange) -> Reply:
    """What a folder stands below, the topmost first."""
    return _ancestors(exchange, _folder(exchange))


def _ancestors(exchange: Exchange, page: Page) -> Reply:
    part, cursor = cut(exchange, exchange.store.ancestors(page.id), default=_AT_ONCE)
    return list_reply(exchange, [{"id": a.id, "type": a.type} for a in part], cursor)


@handlers.answers("get_folder")
def get_folder(exchange: Exchange) -> Reply:
    """One folder."""
    folder = _folder(exchange)
    shown = views_v2.page(exchange.store, folder)
    del shown["body"], shown["subtype"], shown["lastOwnerId"]
    return Reply({**shown, "type": "folder"})


@handlers.answers("create_folder")
def create_folder(exchange: Exchange) -> Reply:
    """A new folder."""
    data = exchange.json()
    space = exchange.space(text_of(data, "spaceId"))
    exchange.check_writable(space.id, "space", space.id)
    parent_id = data.get("parentId")
    folder = edit.create_folder(
        exchange.store,
        space,
        exchange.user,
        title=text_of(data, "title"),
        parent_id=space.homepage_id if parent_id is None else str(parent_id),
    )
    return Reply({**views_v2.page(exchange.store, folder), "type": "folder"})


def _folder(exchange: Exchange) -> Page:
    folder_id = exchange.values["id"]
    folder = exchange.store.page(folder_id)
    if folder is None or folder.type is not ContentType.FOLDER or not exchange.visible([folder]):
        raise Missing("folder", folder_id)
    return folder


@handlers.answers("convert_ids")
def convert_ids(exchange: Exchange) -> Reply:
    """What each id belongs to; ``null`` for what is unknown or hidden."""
    ids = exchange.json().get("contentIds")
    if not isinstance(ids, list) or len(ids) > 100:
        raise BadRequest("contentIds has to be a list of at most 100 ids")
    return Reply({"results": {str(one): _type_of(exchange, str(one)) for one in ids}})


def _type_of(exchange: Exchange, content_id: str) -> str | None:
    page = exchange.store.page(content_id)
    if page is not None and exchange.visible([page]):
        return page.type
    try:
        exchange.attachment(content_id)
    except (Missing, Forbidden):
        return None
    return "attachment"
