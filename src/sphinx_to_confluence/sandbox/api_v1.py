"""Version 1 of the API: what Cloud still has of it, and what Data Center has in common with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sphinx_to_confluence.sandbox import edit, files, tasks, views_v1
from sphinx_to_confluence.sandbox.exchange import Exchange, Handlers, Reply
from sphinx_to_confluence.sandbox.problems import BadRequest, Missing
from sphinx_to_confluence.sandbox.records import (
    ContentType,
    Holder,
    Page,
    Property,
    Restricted,
    Status,
    Version,
)
from sphinx_to_confluence.sandbox.store import PageQuery

handlers = Handlers()
_AT_ONCE = 25
_LARGEST = 250
_MOST_ARCHIVED = 300


def expand_of(exchange: Exchange) -> list[str]:
    """What the caller wants to have expanded."""
    return exchange.values_of("expand")


def range_of(exchange: Exchange, default: int = _AT_ONCE) -> tuple[int, int]:
    """First index and number of the results that are wanted; more than the server gives is cut, not refused."""
    texts = [
        exchange.request.args.get("start", "0"),
        exchange.request.args.get("limit", str(default)),
    ]
    if not all(text.isdecimal() for text in texts):
        raise BadRequest("start and limit have to be numbers")
    start, limit = map(int, texts)
    return start, max(1, min(limit, _LARGEST))


def part_reply(exchange: Exchange, results: Sequence[Any]) -> Reply:
    """The wanted part of a list."""
    start, limit = range_of(exchange)
    more = start + limit < len(results)
    return Reply(views_v1.part(exchange, results[start : start + limit], start, limit, more=more))


def content_list(exchange: Exchange, pages: Sequence[Page]) -> Reply:
    """The wanted part of a list of pages."""
    start, limit = range_of(exchange)
    expand = expand_of(exchange)
    shown = [views_v1.content(exchange, page, expand) for page in pages[start : start + limit]]
    more = start + limit < len(pages)
    return Reply(views_v1.part(exchange, shown, start, limit, more=more))


@handlers.answers("get_current_user")
def get_current_user(exchange: Exchange) -> Reply:
    """Who the credentials belong to."""
    return Reply(views_v1.user(exchange, exchange.user))


@handlers.answers("get_user")
def get_user(exchange: Exchange) -> Reply:
    """A user by account id."""
    account_id = exchange.request.args.get("accountId", "")
    user = exchange.store.user(account_id)
    if user is None:
        raise Missing("user", account_id)
    return Reply(views_v1.user(exchange, user))


@handlers.answers("add_labels")
def add_labels(exchange: Exchange) -> Reply:
    """Put labels on a page."""
    page = exchange.writable_page(exchange.values["id"])
    given = exchange.any_json()
    given = given if isinstance(given, list) else [given]
    labels = [_label_in(one) for one in given]
    files.add_labels(exchange.store, page, labels)
    return list_labels(exchange)


def _label_in(given: Any) -> tuple[str, str]:
    """Prefix and name of a label that is to be put on a page."""
    prefix = given.get("prefix") or "global" if isinstance(given, dict) else None
    name = given.get("name") if isinstance(given, dict) else None
    if not isinstance(prefix, str) or not isinstance(name, str):
        raise BadRequest("A label has a prefix and a name")
    return prefix, name


@handlers.answers("v1_list_labels")
def list_labels(exchange: Exchange) -> Reply:
    """The labels of a page."""
    page = exchange.page(exchange.values["id"])
    return part_reply(exchange, [views_v1.label(one) for one in exchange.store.labels(page.id)])


@handlers.answers("remove_label")
def remove_label(exchange: Exchange) -> Reply:
    """Take a label off a page, named in the path."""
    page = exchange.writable_page(exchange.values["id"])
    files.remove_label(exchange.store, page, exchange.values["label"])
    return Reply(status=204)


@handlers.answers("remove_label_by_name")
def remove_label_by_name(exchange: Exchange) -> Reply:
    """Take a label off a page, named in a parameter."""
    page = exchange.writable_page(exchange.values["id"])
    name = exchange.request.args.get("name")
    if not name:
        raise BadRequest("name is required")
    files.remove_label(exchange.store, page, name)
    return Reply(status=204)


@handlers.answers("watch")
def watch(exchange: Exchange) -> Reply:
    """Be told of changes of a page."""
    exchange.check_no_xsrf()
    content_id = _watched_id(exchange)
    edit.watch(exchange.store, content_id, exchange.user)
    if exchange.site.cloud:
        return Reply(status=204)
    return Reply({"contentId": content_id, "watcher": views_v1.user(exchange, exchange.user)})


@handlers.answers("unwatch")
def unwatch(exchange: Exchange) -> Reply:
    """Be told of changes of a page no more."""
    exchange.check_no_xsrf()
    edit.unwatch(exchange.store, _watched_id(exchange), exchange.user)
    return Reply(status=204)


@handlers.answers("is_watching")
def is_watching(exchange: Exchange) -> Reply:
    """Whether the user is told of changes of a page."""
    watching = exchange.user in exchange.store.watchers(_watched_id(exchange))
    return Reply({"watching": watching})


def _watched_id(exchange: Exchange) -> str:
    """The id of the page or file of a call; files have watchers of their own."""
    content_id = exchange.values["id"]
    if content_id.startswith("att"):
        return exchange.attachment(content_id)[0].id
    return exchange.page(content_id).id


@handlers.answers("move_page")
def move_page(exchange: Exchange) -> Reply:
    """Put a page before, after or below another one."""
    page = exchange.writable_page(exchange.values["id"])
    target = exchange.content(exchange.values["target_id"])
    if target.status is not Status.CURRENT:
        raise Missing("page", target.id)
    if target.space_id != page.space_id:
        raise BadRequest("The sandbox does not move pages to other spaces")
    position = exchange.values["position"]
    if position == "append":
        edit.move_below(exchange.store, page, target.id)
    elif position in {"before", "after"}:
        edit.move_beside(exchange.store, page, target, after=position == "after")
    else:
        raise BadRequest("position has to be before, after or append")
    return Reply({"pageId": page.id})


@handlers.answers("archive_pages")
def archive_pages(exchange: Exchange) -> Reply:
    """Begin to archive pages."""
    if exchange.site.options.edition == "free":
        raise BadRequest("Cannot use archive feature for free edition")
    given = exchange.json().get("pages")
    if not isinstance(given, list) or not 0 < len(given) <= _MOST_ARCHIVED:
        raise BadRequest(f"pages has to be a list of 1 to {_MOST_ARCHIVED} pages")
    if len(given) > 1 and exchange.site.options.edition != "premium":
        raise BadRequest("Cannot use bulk archive feature for non premium edition")
    polls = exchange.site.options.task_polls
    task = tasks.start_archiving(
        exchange.store, [_page_to_archive(exchange, one) for one in given], polls=polls
    )
    links = {"status": f"/rest/api/longtask/{task.id}"}
    return Reply({"id": task.id, "links": links}, 202)


def _page_to_archive(exchange: Exchange, given: Any) -> Page:
    page_id = given.get("id") if isinstance(given, dict) else None
    page = exchange.store.page(str(page_id))
    if not isinstance(page_id, int) or page is None or page.type is not ContentType.PAGE:
        raise BadRequest(f"The content with id {page_id} is not a page")
    if page.status is Status.ARCHIVED:
        raise BadRequest(f"The page with id {page_id} is already archived")
    if page.status is not Status.CURRENT:
        raise BadRequest(f"The content with id {page_id} is not a current page")
    return exchange.writable_page(page.id)


@handlers.answers("get_long_task")
def get_long_task(exchange: Exchange) -> Reply:
    """How far a task is."""
    task = tasks.poll(exchange.store, exchange.values["id"])
    return Reply(
        {
            "id": task.id,
            "name": {"key": "bulk.archive", "args": [], "translation": "Archive pages"},
            "elapsedTime": 1,
            "percentageComplete": 100 if task.finished else 50,
            "successful": task.finished,
            "finished": task.finished,
            "messages": [],
            "status": "SUCCESS" if task.finished else "RUNNING",
            "errors": [],
            "additionalDetails": {},
            "_links": {"self": f"{exchange.base}/rest/api/longtask/{task.id}"},
        }
    )


@handlers.answers("list_restrictions")
def list_restrictions(exchange: Exchange) -> Reply:
    """Who reading and changing a page is left to; nobody named means everybody."""
    page = exchange.page(exchange.values["id"])
    found = {one: exchange.store.restricted_to(page.id, one) for one in Restricted}
    shown: dict[str, Any] = {
        str(one): views_v1.restriction(exchange, one, users) for one, users in found.items()
    }
    return Reply(shown)


@handlers.answers("v1_get_space")
def get_space(exchange: Exchange) -> Reply:
    """A space by key."""
    space = exchange.space_of_key(exchange.values["key"])
    return Reply(views_v1.space(exchange, space, expand_of(exchange)))


@handlers.answers("v1_list_content")
def list_content(exchange: Exchange) -> Reply:
    """Pages by title, by ids or of a space."""
    args = exchange.request.args
    ids = [*exchange.values_of("id"), *exchange.values_of("ids")] or None
    key = args.get("spaceKey")
    status = args.get("status", "current")
    statuses = [s for s in Status if s is not Status.DRAFT] if status == "any" else [status]
    query = PageQuery(
        ids=ids,
        space_ids=[exchange.space_of_key(key).id] if key else None,
        statuses=[Status(s) for s in statuses if s in set(Status)],
        title=args.get("title"),
    )
    pages = exchange.find_pages(query) if args.get("type", "page") == "page" else []
    return content_list(exchange, pages)


@handlers.answers("v1_get_content")
def get_content(exchange: Exchange) -> Reply:
    """A comment, or a page, current unless another status is asked for; version, space and history come unasked.

    An older version has the status ``historical``.
    """
    expand = ["version", "space", "history", *expand_of(exchange)]
    if exchange.store.comment(exchange.values["id"]) is not None:
        return Reply(views_v1.comment(exchange, *exchange.comment(exchange.values["id"]), expand))
    page = exchange.page(exchange.values["id"])
    version = _version_of(exchange, page)
    older = version is not page.version
    status = exchange.request.args.get("status", "current")
    if status not in {"any", "historical" if older else page.status}:
        raise Missing("page", page.id)
    shown = single(exchange, page, expand)
    if older:
        shown |= {"status": "historical", "title": exchange.store.title(page.id, version.number)}
        shown["version"] = views_v1.version(exchange, version)
        for body in shown.get("body", {}).values():
            body["value"] = exchange.store.body(page.id, version.number)
    return Reply(shown)


def _version_of(exchange: Exchange, page: Page) -> Version:
    """The version that is asked for, the current one unless a number is given."""
    number = exchange.request.args.get("version", "0")
    if number in {"0", str(page.version.number)}:
        return page.version
    for version in exchange.store.versions(page.id):
        if str(version.number) == number:
            return version
    raise Missing("version", number)


def single(exchange: Exchange, page: Page, expand: Sequence[str]) -> dict[str, Any]:
    """A page as an answer of its own, with the site's address."""
    shown = views_v1.content(exchange, page, expand)
    shown["_links"] |= {"base": exchange.base, "context": exchange.site.root}
    return shown


@handlers.answers("v1_list_properties")
def list_properties(exchange: Exchange) -> Reply:
    """The content properties of a page."""
    page = exchange.page(exchange.values["id"])
    found = exchange.store.properties(Holder.PAGE, page.id)
    shown = [views_v1.content_property(exchange, page.id, value) for value in found]
    return part_reply(exchange, shown)


@handlers.answers("v1_get_property")
def get_property(exchange: Exchange) -> Reply:
    """One content property of a page, by key."""
    page = exchange.page(exchange.values["id"])
    found = property_by_key(exchange, page, exchange.values["key"])
    if found is None:
        raise Missing("property", exchange.values["key"])
    return Reply(views_v1.content_property(exchange, page.id, found))


def property_by_key(exchange: Exchange, page: Page, key: str) -> Property | None:
    """The content property of a page with this key."""
    found = exchange.store.properties(Holder.PAGE, page.id)
    return next((value for value in found if value.key == key), None)
