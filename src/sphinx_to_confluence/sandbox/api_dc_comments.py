"""Data Center: comments, which are content like pages there. Of them Cloud has the list only, where it is not gone."""

from __future__ import annotations

from typing import Any

from sphinx_to_confluence.sandbox import comments, views_v1
from sphinx_to_confluence.sandbox.api_v1 import expand_of, part_reply
from sphinx_to_confluence.sandbox.exchange import Exchange, Handlers, Reply
from sphinx_to_confluence.sandbox.problems import BadRequest
from sphinx_to_confluence.sandbox.records import Comment, Resolution

handlers = Handlers()


@handlers.answers("v1_list_comments")
def list_comments(exchange: Exchange) -> Reply:
    """The comments on a page, the answers to them with ``depth=all``; of some locations only, if they are named."""
    page = exchange.page(exchange.values["id"])
    wanted, expand = set(exchange.values_of("location")), expand_of(exchange)
    deep = exchange.request.args.get("depth") == "all"
    found = [
        comment
        for comment in exchange.store.comments(page.id)
        if (deep or comment.parent_id is None) and (not wanted or _location(comment) in wanted)
    ]
    shown = [views_v1.comment(exchange, one, page, expand) for one in found]
    return part_reply(exchange, shown)


def _location(comment: Comment) -> str:
    return "resolved" if comment.resolution is Resolution.RESOLVED else comment.location


def create_comment(exchange: Exchange, data: dict[str, Any]) -> Reply:
    """A new comment below a page, or an answer to one, which is then the last of the ancestors."""
    page = exchange.page(str(object_in(data, "container").get("id", "")))
    body = storage_in(exchange, data) or ""
    ancestors = data.get("ancestors") or []
    if not isinstance(ancestors, list) or not all(isinstance(one, dict) for one in ancestors):
        raise BadRequest("ancestors has to be a list of objects")
    if object_in(data, "extensions").get("location", "footer") != "footer":
        raise BadRequest("The sandbox only takes comments in the location 'footer' here")
    if ancestors:
        parent, _ = exchange.comment(str(ancestors[-1].get("id")))
        made = comments.answer_comment(exchange.store, parent, exchange.user, body)
    else:
        made = comments.add_footer_comment(exchange.store, page, exchange.user, body)
    return _written(exchange, made)


def update_comment(exchange: Exchange, data: dict[str, Any]) -> Reply:
    """The next version of a comment."""
    comment, _ = exchange.comment(exchange.values["id"])
    number = object_in(data, "version").get("number")
    return _written(
        exchange,
        comments.update_comment(
            exchange.store,
            comment,
            exchange.user,
            body=storage_in(exchange, data),
            number=number if isinstance(number, int) else None,
        ),
    )


def delete_comment(exchange: Exchange) -> Reply:
    """Forget a comment."""
    comments.delete_comment(exchange.store, exchange.comment(exchange.values["id"])[0])
    return Reply(status=204)


def object_in(data: dict[str, Any], name: str) -> dict[str, Any]:
    """A field that holds an object; an empty one when it does not."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def storage_in(exchange: Exchange, data: dict[str, Any]) -> str | None:
    """The storage body that content is created or updated with."""
    storage = object_in(object_in(data, "body"), "storage")
    if not storage:
        return None
    value = storage.get("value")
    if storage.get("representation") != "storage" or not isinstance(value, str):
        raise BadRequest("The sandbox only takes bodies in the representation 'storage'")
    return exchange.stored(value)


def _written(exchange: Exchange, comment: Comment) -> Reply:
    expand = ["version", "history", "container", "body.storage"]
    return Reply(views_v1.comment(exchange, *exchange.comment(comment.id), expand))
