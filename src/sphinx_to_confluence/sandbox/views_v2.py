"""How version 2 of the API shows things, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from sphinx_to_confluence.sandbox.records import (
    Attachment,
    Comment,
    ContentType,
    Label,
    Location,
    Page,
    Property,
    Space,
    Version,
)
from sphinx_to_confluence.sandbox.store import Store

Json = dict[str, Any]


def space(value: Space) -> Json:
    """A space."""
    return {
        "id": value.id,
        "key": value.key,
        "name": value.name,
        "type": "global",
        "status": "current",
        "authorId": value.author_id,
        "spaceOwnerId": value.author_id,
        "currentActiveAlias": value.key,
        "createdAt": value.created_at,
        "homepageId": value.homepage_id,
        "description": None,
        "icon": None,
        "_links": {"webui": f"/spaces/{value.key}"},
    }


def version(value: Version) -> Json:
    """A version of anything."""
    return {
        "number": value.number,
        "message": value.message,
        "minorEdit": value.minor_edit,
        "authorId": value.author_id,
        "createdAt": value.created_at,
    }


def page(store: Store, value: Page, *, body_format: str | None = None) -> Json:
    """A page or folder, as listings and single answers have it in common."""
    parent = store.page(value.parent_id) if value.parent_id is not None else None
    body = {}
    if body_format is not None:
        text = store.body(value.id)
        body = {body_format: {"representation": body_format, "value": text}}
    return {
        "id": value.id,
        "status": value.status,
        "title": value.title,
        "spaceId": value.space_id,
        "parentId": value.parent_id,
        "parentType": parent.type if parent is not None else None,
        "position": value.position,
        "authorId": value.author_id,
        "ownerId": value.author_id,
        "lastOwnerId": None,
        "subtype": value.subtype,
        "createdAt": value.created_at,
        "version": version(value.version),
        "body": body,
        "_links": page_links(value),
    }


def page_links(value: Page) -> Json:
    """Addresses of a page for people, below ``/wiki``."""
    if value.type is ContentType.FOLDER:
        return {"webui": f"/spaces/{value.space_key}/folder/{value.id}"}
    slug = quote(value.title.replace(" ", "+"), safe="+")
    return {
        "webui": f"/spaces/{value.space_key}/pages/{value.id}/{slug}",
        "editui": f"/pages/resumedraft.action?draftId={value.id}",
        "edituiv2": f"/spaces/{value.space_key}/pages/edit-v2/{value.id}",
        "tinyui": f"/x/{value.id}",
    }


def child(value: Page) -> Json:
    """A page as the list of its parent's children shows it."""
    return {
        "id": value.id,
        "status": value.status,
        "title": value.title,
        "spaceId": value.space_id,
        "childPosition": value.position,
    }


def attachment(value: Attachment) -> Json:
    """A file."""
    download = (
        f"/download/attachments/{value.page_id}/{quote(value.filename)}"
        f"?version={value.version.number}&api=v2"
    )
    return {
        "id": value.public_id,
        "status": value.status,
        "title": value.filename,
        "createdAt": value.created_at,
        "pageId": value.page_id,
        "mediaType": value.media_type,
        "mediaTypeDescription": value.media_type,
        "comment": value.comment,
        "fileId": f"file-{value.id}",
        "fileSize": value.size_bytes,
        "webuiLink": f"/pages/viewpageattachments.action?pageId={value.page_id}",
        "downloadLink": download,
        "version": version(value.version),
        "_links": {
            "webui": f"/pages/viewpageattachments.action?pageId={value.page_id}",
            "download": download,
        },
    }


def comment(value: Comment, page: Page, *, body_format: str | None = None) -> Json:
    """A comment, as listings and single answers have it in common."""
    shown: Json = {
        "id": value.id,
        "status": "current",
        "title": f"Re: {page.title}",
        "version": version(value.version),
        "body": {},
        "_links": {"webui": f"{page_links(page)['webui']}?focusedCommentId={value.id}"},
    }
    if value.parent_id is None:
        shown["pageId"] = value.page_id
    else:
        shown["parentCommentId"] = value.parent_id
    if body_format is not None:
        shown["body"] = {body_format: {"representation": body_format, "value": value.body}}
    if value.location is Location.INLINE:
        shown["resolutionStatus"] = value.resolution
        shown["properties"] = {
            "inlineMarkerRef": value.ref,
            "inlineOriginalSelection": value.selection,
        }
    return shown


def content_property(value: Property) -> Json:
    """A content property."""
    return {
        "id": value.id,
        "key": value.key,
        "value": value.value,
        "version": version(value.version),
    }


def label(value: Label) -> Json:
    """A label."""
    return {"id": value.id, "name": value.name, "prefix": value.prefix}


def operations(target: str, *, writable: bool) -> list[Json]:
    """What the user may do with a page."""
    names = ["read", *(["create", "update", "delete"] if writable else [])]
    return [{"operation": name, "targetType": target} for name in names]


def space_operations(*, writable: bool) -> list[Json]:
    """What the user may do in a space: the operations name what they are done to."""
    written = ("page", "blogpost", "comment", "attachment") if writable else ()
    return [
        {"operation": "read", "targetType": "space"},
        *(
            {"operation": operation, "targetType": target}
            for target in written
            for operation in ("create", "delete")
        ),
    ]


def included(results: Sequence[Json], self_link: str) -> Json:
    """A list within another answer, at most fifty of it."""
    return {
        "results": results[:50],
        "meta": {"hasMore": len(results) > 50, "cursor": ""},
        "_links": {"self": self_link},
    }
