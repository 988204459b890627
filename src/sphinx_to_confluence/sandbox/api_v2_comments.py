"""Version 2 of the Cloud API: inline and footer comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sphinx_to_confluence.sandbox import comments, views_v2
from sphinx_to_confluence.sandbox.api_v2 import (
    body_format_of,
    checked_body,
    list_reply,
    new_version,
    text_of,
)
from sphinx_to_confluence.sandbox.exchange import Exchange, Handlers, Reply
from sphinx_to_confluence.sandbox.paging import cut
from sphinx_to_confluence.sandbox.problems import BadRequest, Missing
from sphinx_to_confluence.sandbox.records import Comment, Location, Page, Resolution

handlers = Handlers()
_AT_ONCE = 25


@handlers.answers("list_inline_comments")
def list_inline_comments(exchange: Exchange) -> Reply:
    """The inline comments of a page without the answers to them, in some resolutions only if they are named."""
    wanted = set(exchange.values_of("resolution-status"))
    if unknown := wanted - set(Resolution):
        raise BadRequest(f"Provided value {{{unknown.pop()}}} for 'resolution-status' is not valid")
    page = exchange.page(exchange.values["id"])
    found = [
        comment
        for comment in _comments_on(exchange, page, Location.INLINE)
        if not wanted or comment.resolution in wanted
    ]
    return _listing(exchange, page, found)


@handlers.answers("list_footer_comments")
def list_footer_comments(exchange: Exchange) -> Reply:
    """The comments below a page without the answers to them."""
    page = exchange.page(exchange.values["id"])
    return _listing(exchange, page, _comments_on(exchange, page, Location.FOOTER))


def _comments_on(exchange: Exchange, page: Page, location: Location) -> Sequence[Comment]:
    found = exchange.store.comments(page.id)
    return [one for one in found if one.location is location and one.parent_id is None]


@handlers.answers("list_inline_answers")
def list_inline_answers(exchange: Exchange) -> Reply:
    """The answers to an inline comment."""
    return _answers(exchange, Location.INLINE)


@handlers.answers("list_footer_answers")
def list_footer_answers(exchange: Exchange) -> Reply:
    """The answers to a comment below a page."""
    return _answers(exchange, Location.FOOTER)


def _answers(exchange: Exchange, location: Location) -> Reply:
    comment, page = _comment(exchange, location)
    found = [one for one in exchange.store.comments(page.id) if one.parent_id == comment.id]
    return _listing(exchange, page, found)


def _listing(exchange: Exchange, page: Page, found: Sequence[Comment]) -> Reply:
    body_format = body_format_of(exchange)
    part, cursor = cut(exchange, found, default=_AT_ONCE)
    shown = [views_v2.comment(one, page, body_format=body_format) for one in part]
    return list_reply(exchange, shown, cursor)


@handlers.answers("create_inline_comment")
def create_inline_comment(exchange: Exchange) -> Reply:
    """A new inline comment on words of a page, or an answer to one."""
    data = exchange.json()
    if data.get("parentCommentId") is not None:
        return _answer(exchange, data, Location.INLINE)
    page = exchange.page(text_of(data, "pageId"))
    given = data.get("inlineCommentProperties")
    if not isinstance(given, dict):
        raise BadRequest("inlineCommentProperties is required")
    index, count = given.get("textSelectionMatchIndex"), given.get("textSelectionMatchCount")
    if not isinstance(index, int) or not isinstance(count, int) or not 0 <= index < count:
        raise BadRequest("textSelectionMatchIndex has to be less than textSelectionMatchCount")
    made = comments.add_inline_comment(
        exchange.store,
        page,
        exchange.user,
        comments.Selection(text_of(given, "textSelection"), index + 1, count),
        checked_body(exchange, data),
    )
    return _written(exchange, made, 201)


@handlers.answers("create_footer_comment")
def create_footer_comment(exchange: Exchange) -> Reply:
    """A new comment below a page, or an answer to one."""
    data = exchange.json()
    if data.get("parentCommentId") is not None:
        return _answer(exchange, data, Location.FOOTER)
    page = exchange.page(text_of(data, "pageId"))
    body = checked_body(exchange, data)
    made = comments.add_footer_comment(exchange.store, page, exchange.user, body)
    return _written(exchange, made, 201)


def _answer(exchange: Exchange, data: dict[str, Any], location: Location) -> Reply:
    parent, _ = exchange.comment(text_of(data, "parentCommentId"))
    if parent.location is not location:
        raise Missing("comment", parent.id)
    body = checked_body(exchange, data)
    return _written(
        exchange, comments.answer_comment(exchange.store, parent, exchange.user, body), 201
    )


@handlers.answers("get_inline_comment")
def get_inline_comment(exchange: Exchange) -> Reply:
    """One inline comment."""
    return _written(exchange, _comment(exchange, Location.INLINE)[0])


@handlers.answers("get_footer_comment")
def get_footer_comment(exchange: Exchange) -> Reply:
    """One comment below a page."""
    return _written(exchange, _comment(exchange, Location.FOOTER)[0])


@handlers.answers("update_inline_comment")
def update_inline_comment(exchange: Exchange) -> Reply:
    """The next version of an inline comment, resolved or reopened with it."""
    resolved = exchange.json().get("resolved")
    if not isinstance(resolved, bool | None):
        raise BadRequest("resolved has to be true or false")
    return _update(exchange, Location.INLINE, resolved=resolved)


@handlers.answers("update_footer_comment")
def update_footer_comment(exchange: Exchange) -> Reply:
    """The next version of a comment below a page."""
    return _update(exchange, Location.FOOTER)


def _update(exchange: Exchange, location: Location, *, resolved: bool | None = None) -> Reply:
    comment, _ = _comment(exchange, location)
    data = exchange.json()
    version = new_version(data)
    updated = comments.update_comment(
        exchange.store,
        comment,
        exchange.user,
        body=checked_body(exchange, data) if "body" in data else None,
        number=version.number,
        message=version.message or "",
        resolved=resolved,
    )
    return _written(exchange, updated)


@handlers.answers("delete_inline_comment")
def delete_inline_comment(exchange: Exchange) -> Reply:
    """Forget an inline comment."""
    return _delete(exchange, Location.INLINE)


@handlers.answers("delete_footer_comment")
def delete_footer_comment(exchange: Exchange) -> Reply:
    """Forget a comment below a page."""
    return _delete(exchange, Location.FOOTER)


def _delete(exchange: Exchange, location: Location) -> Reply:
    comments.delete_comment(exchange.store, _comment(exchange, location)[0])
    return Reply(status=204)


def _comment(exchange: Exchange, location: Location) -> tuple[Comment, Page]:
    comment, page = exchange.comment(exchange.values["id"])
    if comment.location is not location:
        raise Missing("comment", comment.id)
    return comment, page


def _written(exchange: Exchange, comment: Comment, status: int = 200) -> Reply:
    comment, page = exchange.comment(comment.id)
    body_format = body_format_of(exchange, "view") or "storage"
    shown = views_v2.comment(comment, page, body_format=body_format)
    shown["_links"]["base"] = exchange.base
    return Reply(shown, status)
