"""Searching by CQL, the same on Cloud and on Data Center. The index may lag behind; archived pages are never in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sphinx_to_confluence.sandbox import cql, views_v1
from sphinx_to_confluence.sandbox.api_v1 import expand_of, range_of
from sphinx_to_confluence.sandbox.exchange import Exchange, Handlers, Reply
from sphinx_to_confluence.sandbox.paging import decode_cursor, encode_cursor
from sphinx_to_confluence.sandbox.records import Page, Status
from sphinx_to_confluence.sandbox.store import PageQuery
from sphinx_to_confluence.sandbox.views_v2 import page_links

handlers = Handlers()
Json = dict[str, Any]


@handlers.answers("search_content")
def search_content(exchange: Exchange) -> Reply:
    """Current pages that meet a query."""
    expand = expand_of(exchange)
    return Reply(_found(exchange, lambda page: views_v1.content(exchange, page, expand)))


@handlers.answers("search")
def search(exchange: Exchange) -> Reply:
    """The same with what people are shown of each; ``start`` is not looked at on Cloud, the cursor is."""
    shown = _found(exchange, lambda page: _result(exchange, page))
    query = exchange.request.args.get("cql", "")
    if not exchange.site.cloud:
        return Reply({**shown, "totalCount": shown["totalSize"]})
    return Reply({**shown, "cqlQuery": query, "searchDuration": 1, "archivedResultCount": 0})


def _found(exchange: Exchange, show: Callable[[Page], Json]) -> Json:
    conditions = cql.parse(exchange.request.args.get("cql", ""))
    store, faults = exchange.store, exchange.site.faults
    candidates = exchange.visible(store.find_pages(PageQuery(statuses=(Status.CURRENT,))))
    found = [
        page
        for page in candidates
        if all(condition.fits(store, page) for condition in conditions)
        and not faults.lags(page.id, index="search")
    ]
    start, limit = range_of(exchange)
    place = decode_cursor(exchange)
    begin = place if isinstance(place, int) else start
    end = begin + limit
    cursor = encode_cursor(end) if end < len(found) else None
    shown = [show(page) for page in found[begin:end]]
    return {**views_v1.part_behind(exchange, shown, limit, cursor), "totalSize": len(found)}


def _result(exchange: Exchange, page: Page) -> Json:
    space = exchange.space(page.space_id)
    return {
        "content": views_v1.content(exchange, page, ()),
        "title": page.title,
        "excerpt": "",
        "url": page_links(page)["webui"],
        "resultGlobalContainer": {"title": space.name, "displayUrl": f"/spaces/{space.key}"},
        "breadcrumbs": [],
        "entityType": "content",
        "iconCssClass": "aui-icon content-type-page",
        "lastModified": page.version.created_at,
        "friendlyLastModified": page.version.created_at[:10],
        "score": 0.0,
    }
