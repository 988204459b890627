"""Version 2 of the Cloud API: spaces and pages. Their tree, files and comments are in modules of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sphinx_to_confluence.sandbox import edit, views_v2
from sphinx_to_confluence.sandbox.exchange import Exchange, Handlers, Reply
from sphinx_to_confluence.sandbox.paging import (
    cut,
    decode_cursor,
    encode_cursor,
    limit_of,
    listing,
    next_link,
)
from sphinx_to_confluence.sandbox.problems import BadRequest, Missing
from sphinx_to_confluence.sandbox.records import Holder, Page, Status
from sphinx_to_confluence.sandbox.store import LISTED, PageQuery

handlers = Handlers()
_PAGES_AT_ONCE = 25
_MOST_IDS = 250
_SORTS = {
    sign + key for key in ("id", "created-date", "modified-date", "title") for sign in ("", "-")
}


def list_reply(exchange: Exchange, results: Sequence[Any], cursor: str | None) -> Reply:
    """A list with the address of its next part in body and header."""
    headers = {}
    if cursor is not None:
        headers["Link"] = f'<{next_link(exchange, cursor)}>; rel="next"'
    return Reply(listing(exchange, results, cursor), headers=headers)


def ids_of(exchange: Exchange, name: str, most: int = _MOST_IDS) -> list[str] | None:
    """The ids of a parameter, ``None`` when it is absent."""
    ids = exchange.values_of(name)
    if len(ids) > most:
        raise BadRequest(f"The number of values for '{name}' exceeds the limit of {most}")
    for text in ids:
        if not text.isdecimal():
            raise BadRequest(
                f"Provided value {{{text}}} for '{name}' is not the correct type."
                " Expected type is long"
            )
    return ids or None


@handlers.answers("list_spaces")
def list_spaces(exchange: Exchange) -> Reply:
    """Spaces by key or id; those that the user may not see are left out."""
    keys = {key.casefold() for key in exchange.values_of("keys")}
    ids = ids_of(exchange, "ids")
    found = [
        space
        for space in exchange.store.spaces()
        if exchange.sees(space.id)
        and (not keys or space.key.casefold() in keys)
        and (ids is None or space.id in ids)
    ]
    part, cursor = cut(exchange, found, default=_PAGES_AT_ONCE)
    return list_reply(exchange, [views_v2.space(space) for space in part], cursor)


@handlers.answers("get_space")
def get_space(exchange: Exchange) -> Reply:
    """One space."""
    space = exchange.space(exchange.values["id"])
    return Reply({**views_v2.space(space), "_links": {**links(exchange, f"/spaces/{space.key}")}})


@handlers.answers("list_space_operations")
def list_space_operations(exchange: Exchange) -> Reply:
    """What the user may do in a space."""
    space = exchange.space(exchange.values["id"])
    writable = exchange.may_write(space.id)
    return Reply({"operations": views_v2.space_operations(writable=writable)})


@handlers.answers("list_pages")
def list_pages(exchange: Exchange) -> Reply:
    """Pages of the site."""
    query = _page_query(exchange)
    return _page_listing(
        exchange,
        PageQuery(
            ids=ids_of(exchange, "id"),
            space_ids=ids_of(exchange, "space-id", 100),
            subtype=exchange.request.args.get("subtype"),
            **query,
        ),
    )


@handlers.answers("list_space_pages")
def list_space_pages(exchange: Exchange) -> Reply:
    """Pages of one space."""
    space = exchange.space(exchange.values["id"])
    root_only = exchange.request.args.get("depth", "all") == "root"
    query = _page_query(exchange)
    return _page_listing(exchange, PageQuery(space_ids=[space.id], root_only=root_only, **query))


def _page_query(exchange: Exchange) -> dict[str, Any]:
    sort = exchange.request.args.get("sort", "id")
    if sort not in _SORTS:
        raise BadRequest(f"Provided value {{{sort}}} for 'sort' is not valid")
    place = decode_cursor(exchange)
    if place is not None and not (isinstance(place, list) and len(place) == 2):
        raise BadRequest("Invalid cursor")
    return {
        "statuses": statuses_of(exchange, LISTED),
        "title": exchange.request.args.get("title"),
        "sort": sort,
        "after": tuple(place) if place is not None else None,
        "limit": limit_of(exchange, _PAGES_AT_ONCE) + 1,
    }


def statuses_of(exchange: Exchange, default: Sequence[Status]) -> Sequence[Status]:
    """The statuses that a listing is narrowed to; ``deleted`` is known but nothing has it."""
    given = exchange.values_of("status")
    known = {"current", "archived", "trashed", "deleted"}
    if unknown := set(given) - known:
        raise BadRequest(f"Provided value {{{unknown.pop()}}} for 'status' is not valid")
    return [Status(text) for text in given if text != "deleted"] if given else default


def _page_listing(exchange: Exchange, query: PageQuery) -> Reply:
    body_format = body_format_of(exchange)
    pages = exchange.find_pages(query)
    part, cursor = pages[: query.limit - 1], None
    if len(pages) == query.limit:
        cursor = encode_cursor(exchange.store.place(part[-1], query.sort))
    results = [views_v2.page(exchange.store, page, body_format=body_format) for page in part]
    return list_reply(exchange, results, cursor)


def body_format_of(exchange: Exchange, *others: str) -> str | None:
    """The representation that bodies are wanted in, ``None`` for no bodies."""
    known = {"storage", *others}
    wanted = exchange.request.args.get("body-format")
    if wanted is not None and wanted not in known:
        raise BadRequest(f"The sandbox does not convert bodies to '{wanted}'")
    return wanted


@handlers.answers("get_page")
def get_page(exchange: Exchange) -> Reply:
    """One page, with what else of it was asked for."""
    page = exchange.page(exchange.values["id"])
    wanted = exchange.values_of("status") or ["current", "archived", "trashed"]
    if page.status is Status.DRAFT and not exchange.flag("get-draft"):
        wanted = [status for status in wanted if status == "draft"]
    elif exchange.flag("get-draft"):
        wanted = [*wanted, "draft"]
    if page.status not in wanted:
        raise Missing("page", page.id)
    return Reply(_single(exchange, page))


def _single(exchange: Exchange, page: Page) -> dict[str, Any]:
    """A page as an answer of its own, with the site's address and what was asked to be included."""
    store, body_format = exchange.store, body_format_of(exchange, "view")
    result = views_v2.page(store, page, body_format=body_format)
    result["_links"] = links(exchange, **views_v2.page_links(page))
    number = exchange.request.args.get("version")
    if number is not None:
        _show_version(exchange, page, number, result)
    path = f"/wiki/api/v2/pages/{page.id}"
    if exchange.flag("include-labels"):
        labels = [views_v2.label(label) for label in store.labels(page.id)]
        result["labels"] = views_v2.included(labels, f"{path}/labels")
    if exchange.flag("include-properties"):
        found = store.properties(Holder.PAGE, page.id)
        values = [views_v2.content_property(value) for value in found]
        result["properties"] = views_v2.included(values, f"{path}/properties")
    if exchange.flag("include-operations"):
        writable = exchange.may_change(page)
        allowed = views_v2.operations("page", writable=writable)
        result["operations"] = views_v2.included(allowed, f"{path}/operations")
    if exchange.flag("include-versions"):
        versions = [views_v2.version(version) for version in store.versions(page.id)]
        result["versions"] = views_v2.included(versions, f"{path}/versions")
    if not exchange.flag("include-version", default=True):
        del result["version"]
    return result


def _show_version(exchange: Exchange, page: Page, number: str, result: dict[str, Any]) -> None:
    versions = {str(version.number): version for version in exchange.store.versions(page.id)}
    if number not in versions:
        raise Missing("version", number)
    result["version"] = views_v2.version(versions[number])
    if int(number) != page.version.number:
        result["title"] = exchange.store.title(page.id, int(number))
        result["status"] = "historical"
    for shown in result["body"].values():
        shown["value"] = exchange.store.body(page.id, int(number))


def links(exchange: Exchange, webui: str, **more: str) -> dict[str, str]:
    """The addresses in an answer of its own."""
    return {"base": exchange.base, "webui": webui, **more}


@handlers.answers("create_page")
def create_page(exchange: Exchange) -> Reply:
    """A new page; below the home page of its space unless a parent or the root level is asked for."""
    data = exchange.json()
    space = exchange.space(text_of(data, "spaceId"))
    exchange.check_writable(space.id, "space", space.id)
    status = Status.DRAFT if data.get("status") == "draft" else Status.CURRENT
    parent_id = data.get("parentId")
    if parent_id is None and not exchange.flag("root-level"):
        parent_id = space.homepage_id
    page = edit.create_page(
        exchange.store,
        space,
        exchange.user,
        title=text_of(data, "title", required=status is not Status.DRAFT),
        body=checked_body(exchange, data),
        parent_id=None if parent_id is None else str(parent_id),
        status=status,
        subtype=data.get("subtype"),
    )
    exchange.site.faults.created(page.id)
    return Reply({**_single(exchange, page), "body": _written_body(exchange, page)})


@handlers.answers("update_page")
def update_page(exchange: Exchange) -> Reply:
    """The next version of a page."""
    page = exchange.writable_page(exchange.values["id"])
    data = exchange.json()
    if str(data.get("id")) != page.id:
        raise BadRequest("The id in the request body has to be the id in the path")
    if data.get("status") not in {"current", "draft"}:
        raise BadRequest("status has to be 'current' or 'draft'")
    if str(data.get("spaceId", page.space_id)) != page.space_id:
        raise BadRequest("Moving a page to another space is not supported")
    parent_id = data.get("parentId")
    updated = edit.update_page(
        exchange.store,
        page,
        exchange.user,
        title=text_of(data, "title"),
        body=checked_body(exchange, data),
        parent_id=None if parent_id is None else str(parent_id),
        version=new_version(data),
    )
    return Reply({**_single(exchange, updated), "body": _written_body(exchange, updated)})


@handlers.answers("rename_page")
def rename_page(exchange: Exchange) -> Reply:
    """Another title, and a version without a message."""
    page = exchange.writable_page(exchange.values["id"])
    data = exchange.json()
    if data.get("status") != page.status:
        raise BadRequest("status has to be the status of the page")
    renamed = edit.rename_page(exchange.store, page, exchange.user, text_of(data, "title"))
    return Reply(_single(exchange, renamed))


@handlers.answers("delete_page")
def delete_page(exchange: Exchange) -> Reply:
    """Move a page to the trash, or forget one that is there."""
    page = exchange.writable_page(exchange.values["id"])
    if exchange.flag("purge"):
        if page.status is not Status.TRASHED:
            raise BadRequest("Only trashed pages can be purged")
        edit.purge_page(exchange.store, page)
    elif page.status is Status.DRAFT and exchange.flag("draft"):
        edit.purge_page(exchange.store, page)
    elif page.status in {Status.TRASHED, Status.DRAFT}:
        raise Missing("page", page.id)
    else:
        edit.trash_page(exchange.store, page)
    return Reply(status=204)


@handlers.answers("list_page_operations")
def list_page_operations(exchange: Exchange) -> Reply:
    """What the user may do to a page."""
    page = exchange.page(exchange.values["id"])
    writable = exchange.may_change(page)
    return Reply({"operations": views_v2.operations("page", writable=writable)})


@handlers.answers("list_page_versions")
def list_page_versions(exchange: Exchange) -> Reply:
    """The history of a page, newest first."""
    page = exchange.page(exchange.values["id"])
    versions = exchange.store.versions(page.id)
    part, cursor = cut(exchange, versions, default=_PAGES_AT_ONCE)
    about = {"title": page.title, "id": page.id}
    results = [{**views_v2.version(version), "page": about} for version in part]
    return list_reply(exchange, results, cursor)


@handlers.answers("get_page_version")
def get_page_version(exchange: Exchange) -> Reply:
    """One version of a page and its neighbours."""
    page, number = exchange.page(exchange.values["id"]), exchange.values["number"]
    for version in exchange.store.versions(page.id):
        if str(version.number) == number:
            newer = version.number + 1 if version.number < page.version.number else None
            older = version.number - 1 if version.number > 1 else None
            shown = {
                **views_v2.version(version),
                "contentTypeModified": False,
                "collaborators": [version.author_id],
                "prevVersion": older,
                "nextVersion": newer,
            }
            return Reply({name: value for name, value in shown.items() if value is not None})
    raise Missing("version", number)


def text_of(data: dict[str, Any], name: str, *, required: bool = True) -> str:
    """A field that has to be text or a number."""
    value = data.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str | int):
        raise BadRequest(f"{name} is required")
    return str(value)


def checked_body(exchange: Exchange, data: dict[str, Any]) -> str:
    """The storage body of a new or changed page or comment; empty when a new one has none."""
    body = data.get("body")
    if body is None and exchange.request.method == "POST":
        return ""
    if isinstance(body, dict) and isinstance(body.get("storage"), dict):
        body = {"representation": "storage", **body["storage"]}  # the name says it already
    if not isinstance(body, dict) or not isinstance(body.get("value"), str):
        raise BadRequest("body is required, with its representation and its value")
    if body.get("representation") != "storage":
        raise BadRequest("The sandbox only takes bodies in the representation 'storage'")
    return exchange.stored(body["value"])


def _written_body(exchange: Exchange, page: Page) -> dict[str, Any]:
    text = exchange.store.body(page.id)
    return {"storage": {"representation": "storage", "value": text}}


def new_version(data: dict[str, Any]) -> edit.NewVersion:
    """The version that is to be written."""
    version = data.get("version")
    if not isinstance(version, dict):
        raise BadRequest("version is required")
    number = version.get("number")
    return edit.NewVersion(
        number=number if isinstance(number, int) else None,
        message=str(version.get("message") or ""),
        minor_edit=bool(version.get("minorEdit", False)),
    )
