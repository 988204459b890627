"""How version 1 of the API and Data Center show things, as JSON; the two differ little here.

What is not asked for by ``expand`` is left out, as the servers do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from sphinx_to_confluence.sandbox.exchange import Exchange
from sphinx_to_confluence.sandbox.records import (
    Attachment,
    Comment,
    Holder,
    Label,
    Location,
    Page,
    Property,
    Restricted,
    Space,
    User,
    Version,
)
from sphinx_to_confluence.sandbox.views_v2 import operations, page_links

Json = dict[str, Any]


def content(exchange: Exchange, page: Page, expand: Sequence[str]) -> Json:
    """A page or folder."""
    store = exchange.store
    position = -1 if page.position is None and not exchange.site.cloud else page.position
    shown: Json = {
        "id": page.id,
        "type": page.type,
        "status": page.status,
        "title": page.title,
        "position": position,
        "extensions": {"position": position},
        "_expandable": {},
        "_links": {**page_links(page), "self": f"{exchange.base}/rest/api/content/{page.id}"},
    }
    if "version" in expand:
        shown["version"] = version(exchange, page.version)
    if "ancestors" in expand:
        shown["ancestors"] = [content(exchange, a, ()) for a in store.ancestors(page.id)]
    if "space" in expand and (found := store.space_by_id(page.space_id)) is not None:
        shown["space"] = space(exchange, found)
    if "history" in expand:
        shown["history"] = _history(exchange, page.author_id, page.created_at)
    if "body.storage" in expand:
        value = store.body(page.id)
        shown["body"] = {"storage": {"value": value, "representation": "storage"}}
    if "operations" in expand and not exchange.site.cloud:
        shown["operations"] = operations("page", writable=exchange.may_change(page))
    if "children.attachment" in expand:
        files = [attachment(exchange, a) for a in store.attachments(page.id)]
        shown["children"] = {"attachment": envelope(exchange, files[:25], 0, 25)}
    if metadata := _metadata(exchange, page, expand):
        shown["metadata"] = metadata
    return shown


def comment(exchange: Exchange, value: Comment, page: Page, expand: Sequence[str]) -> Json:
    """A comment."""
    shown: Json = {
        "id": value.id,
        "type": "comment",
        "status": "current",
        "title": f"Re: {page.title}",
        "extensions": {"location": value.location},
        "_expandable": {},
        "_links": {
            "webui": f"{page_links(page)['webui']}?focusedCommentId={value.id}",
            "self": f"{exchange.base}/rest/api/content/{value.id}",
        },
    }
    if "container" in expand:
        shown["container"] = content(exchange, page, ())
    if "version" in expand:
        shown["version"] = version(exchange, value.version)
    if "history" in expand:
        shown["history"] = _history(exchange, value.author_id, value.created_at)
    if "ancestors" in expand:
        shown["ancestors"] = [] if value.parent_id is None else [{"id": value.parent_id}]
    if "body.storage" in expand:
        shown["body"] = {"storage": {"value": value.body, "representation": "storage"}}
    if value.location is Location.INLINE:
        if "extensions.inlineProperties" in expand:
            shown["extensions"]["inlineProperties"] = {
                "originalSelection": value.selection,
                "markerRef": value.ref,
            }
        if "extensions.resolution" in expand:
            shown["extensions"]["resolution"] = {"status": value.resolution}
    return shown


def _history(exchange: Exchange, author_id: str, created_at: str) -> Json:
    creator = exchange.store.user(author_id)
    return {
        "latest": True,
        "createdDate": created_at,
        "createdBy": user(exchange, creator) if creator is not None else None,
    }


def _metadata(exchange: Exchange, page: Page, expand: Sequence[str]) -> Json:
    shown: Json = {}
    if "metadata.labels" in expand:
        labels = [label(one) for one in exchange.store.labels(page.id)]
        shown["labels"] = envelope(exchange, labels, 0, 200)
    wanted = {part.removeprefix("metadata.properties") for part in expand if "properties" in part}
    if wanted:
        shown["properties"] = {
            found.key: content_property(exchange, page.id, found)
            for found in exchange.store.properties(Holder.PAGE, page.id)
            if f".{found.key}" in wanted or "" in wanted
        }
    return shown


def version(exchange: Exchange, value: Version) -> Json:
    """A version of anything."""
    author = exchange.store.user(value.author_id)
    return {
        "by": user(exchange, author) if author is not None else None,
        "when": value.created_at,
        "message": value.message or "",
        "number": value.number,
        "minorEdit": value.minor_edit,
    }


def history(exchange: Exchange, page: Page) -> Json:
    """The history of a page without the versions in between."""
    versions = exchange.store.versions(page.id)
    shown: Json = {
        **_history(exchange, page.author_id, page.created_at),
        "lastUpdated": version(exchange, versions[0]),
    }
    if len(versions) > 1:
        shown["previousVersion"] = version(exchange, versions[1])
    return shown


def space(exchange: Exchange, value: Space, expand: Sequence[str] = ()) -> Json:
    """A space."""
    links = {
        "webui": f"/spaces/{value.key}",
        "self": f"{exchange.base}/rest/api/space/{value.key}",
        "base": exchange.base,
    }
    shown: Json = {
        "id": int(value.id),
        "key": value.key,
        "name": value.name,
        "type": "global",
        "status": "current",
        "_expandable": {"homepage": f"/rest/api/content/{value.homepage_id}"},
        "_links": links,
    }
    if "homepage" in expand and value.homepage_id is not None:
        home = exchange.store.page(value.homepage_id)
        shown["homepage"] = content(exchange, home, ()) if home is not None else None
    return shown


def attachment(exchange: Exchange, value: Attachment) -> Json:
    """A file."""
    page = exchange.store.page(value.page_id)
    return {
        "id": value.public_id,
        "type": "attachment",
        "status": value.status,
        "title": value.filename,
        "version": version(exchange, value.version),
        "container": content(exchange, page, ()) if page is not None else None,
        "metadata": {"comment": value.comment, "mediaType": value.media_type},
        "extensions": {
            "mediaType": value.media_type,
            "fileSize": value.size_bytes,
            "comment": value.comment,
            "fileId": f"file-{value.id}",
        },
        "_links": {
            "webui": f"/pages/viewpageattachments.action?pageId={value.page_id}",
            "download": download_path(value),
            "self": f"{exchange.base}/rest/api/content/{value.public_id}",
        },
    }


def download_path(value: Attachment) -> str:
    """Where browsers get a file, below the site."""
    name = quote(value.filename)
    return f"/download/attachments/{value.page_id}/{name}?version={value.version.number}&api=v2"


def content_property(exchange: Exchange, page_id: str, value: Property) -> Json:
    """A content property."""
    path = f"/rest/api/content/{page_id}/property/{quote(value.key)}"
    return {
        "id": value.id,
        "key": value.key,
        "value": value.value,
        "version": version(exchange, value.version),
        "_links": {"self": exchange.base + path},
        "_expandable": {"content": f"/rest/api/content/{page_id}"},
    }


def restriction(exchange: Exchange, operation: Restricted, users: Sequence[User]) -> Json:
    """Who something on a page is left to."""
    shown = [user(exchange, one) for one in users]
    empty: Json = {"results": [], "start": 0, "limit": 200, "size": 0}
    return {
        "operation": operation,
        "restrictions": {
            "user": {**empty, "results": shown, "size": len(shown)},
            "group": empty,
        },
        "_links": {},
    }


def label(value: Label) -> Json:
    """A label."""
    return {"prefix": value.prefix, "name": value.name, "id": value.id, "label": value.name}


def user(exchange: Exchange, value: User) -> Json:
    """A person; Cloud knows them by account, Data Center by name and key."""
    shown: Json = {"type": "known", "displayName": value.name, "_links": {}}
    if not exchange.site.cloud:
        return {**shown, "username": value.email, "userKey": value.account_id}
    return {
        **shown,
        "accountId": value.account_id,
        "accountType": "atlassian",
        "email": value.email,
        "publicName": value.name,
    }


def envelope(exchange: Exchange, results: Sequence[Json], start: int, limit: int) -> Json:
    """A list; ``next`` is added by :func:`part`."""
    links = {"base": exchange.base, "context": exchange.site.root}
    return {
        "results": list(results),
        "start": start,
        "limit": limit,
        "size": len(results),
        "_links": links,
    }


def part(exchange: Exchange, results: Sequence[Any], start: int, limit: int, *, more: bool) -> Json:
    """A part of a list by offset, with the address of the next part; it lacks the ``/wiki`` of Cloud."""
    shown = envelope(exchange, results, start, limit)
    if more:
        shown["_links"]["next"] = _next(exchange, start=str(start + limit), limit=str(limit))
    return shown


def part_behind(exchange: Exchange, results: Sequence[Any], limit: int, cursor: str | None) -> Json:
    """A part of a list by cursor, with the address of the next part."""
    shown = envelope(exchange, results, 0, limit)
    if cursor is not None:
        shown["_links"]["next"] = _next(exchange, cursor=cursor, limit=str(limit))
    return shown


def _next(exchange: Exchange, **changed: str) -> str:
    kept = [
        (name, value)
        for name, value in exchange.request.args.items(multi=True)
        if name not in changed
    ]
    path = exchange.operation.path.removeprefix("wiki/").format(**exchange.values)
    return f"/{path}?{urlencode([*kept, *changed.items()], safe='=')}"
