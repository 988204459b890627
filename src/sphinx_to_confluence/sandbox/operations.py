"""Which calls the sandbox answers, and the scopes that each of them needs on Cloud.

A table of its own, taken from Atlassian's OpenAPI documents: sharing the client's would repeat a mistake on both
sides. A token is let through when it has all scopes of one of the alternatives. Paths are those below the site;
``{name}`` stands for one segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

Alternatives = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One call.

    :param removed: the documents name it no more; it still answers Basic authentication on the site and is gone for
        everybody else.
    """

    name: str
    method: str
    path: str
    scopes: Alternatives = ()
    removed: bool = False
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path)
        object.__setattr__(self, "pattern", re.compile(pattern))

    def allows(self, scopes: frozenset[str]) -> bool:
        """Whether a token with these scopes may make this call."""
        return any(needed <= scopes for needed in self.scopes)


def _granular(names: str) -> frozenset[str]:
    return frozenset(f"{name}:confluence" for name in names.split())


def _v2(name: str, method: str, path: str, granular: str) -> Operation:
    """A call of version 2, which knows granular scopes only."""
    return Operation(name, method, f"wiki/api/v2/{path}", (_granular(granular),))


def _v1(name: str, method: str, path: str, classic: str, granular: str) -> Operation:
    """A call of version 1, which takes classic or granular scopes."""
    alternatives = (frozenset(classic.split()), _granular(granular))
    return Operation(name, method, f"wiki/rest/api/{path}", alternatives)


def _removed(name: str, path: str) -> Operation:
    return Operation(name, "GET", f"wiki/rest/api/{path}", removed=True)


_ATTACH = ("write:confluence-file", "read:content-details write:attachment")
_CLASSIC_WRITE = "write:confluence-content"

CLOUD: tuple[Operation, ...] = (
    _v2("list_spaces", "GET", "spaces", "read:space"),
    _v2("get_space", "GET", "spaces/{id}", "read:space"),
    _v2("list_space_operations", "GET", "spaces/{id}/operations", "read:space"),
    _v2("list_space_pages", "GET", "spaces/{id}/pages", "read:page"),
    _v2("list_space_properties", "GET", "spaces/{id}/properties", "read:space"),
    _v2("list_pages", "GET", "pages", "read:page"),
    _v2("create_page", "POST", "pages", "write:page"),
    _v2("get_page", "GET", "pages/{id}", "read:page"),
    _v2("update_page", "PUT", "pages/{id}", "write:page"),
    _v2("delete_page", "DELETE", "pages/{id}", "delete:page"),
    _v2("rename_page", "PUT", "pages/{id}/title", "write:page"),
    _v2("list_page_labels", "GET", "pages/{id}/labels", "read:page"),
    _v2("list_labels", "GET", "labels", "read:label"),
    _v2("list_page_operations", "GET", "pages/{id}/operations", "read:page"),
    _v2("list_page_versions", "GET", "pages/{id}/versions", "read:page"),
    _v2("get_page_version", "GET", "pages/{id}/versions/{number}", "read:page"),
    _v2("list_page_children", "GET", "pages/{id}/children", "read:page"),
    _v2("list_page_ancestors", "GET", "pages/{id}/ancestors", "read:content.metadata"),
    _v2("list_folder_ancestors", "GET", "folders/{id}/ancestors", "read:content.metadata"),
    _v2("get_folder", "GET", "folders/{id}", "read:folder"),
    _v2("create_folder", "POST", "folders", "write:folder"),
    _v2("list_page_descendants", "GET", "pages/{id}/descendants", "read:hierarchical-content"),
    _v2("list_direct_children", "GET", "pages/{id}/direct-children", "read:hierarchical-content"),
    _v2("list_page_properties", "GET", "pages/{id}/properties", "read:page"),
    _v2("create_page_property", "POST", "pages/{id}/properties", "read:page write:page"),
    _v2("get_page_property", "GET", "pages/{id}/properties/{property_id}", "read:page"),
    _v2(
        "update_page_property",
        "PUT",
        "pages/{id}/properties/{property_id}",
        "read:page write:page",
    ),
    _v2(
        "delete_page_property",
        "DELETE",
        "pages/{id}/properties/{property_id}",
        "read:page write:page",
    ),
    _v2("list_page_attachments", "GET", "pages/{id}/attachments", "read:attachment"),
    _v2("get_attachment", "GET", "attachments/{id}", "read:attachment"),
    _v2("list_attachment_versions", "GET", "attachments/{id}/versions", "read:attachment"),
    *(
        _v2(f"{verb}_attachment_property", method, f"attachments/{{id}}/properties{below}", scopes)
        for verb, method, below, scopes in (
            ("get", "GET", "/{property_id}", "read:attachment"),
            ("create", "POST", "", "read:attachment write:attachment"),
            ("update", "PUT", "/{property_id}", "read:attachment write:attachment"),
            ("delete", "DELETE", "/{property_id}", "read:attachment write:attachment"),
        )
    ),
    _v2("list_attachment_properties", "GET", "attachments/{id}/properties", "read:attachment"),
    _v2("delete_attachment", "DELETE", "attachments/{id}", "delete:attachment"),
    _v2("convert_ids", "POST", "content/convert-ids-to-types", "read:content.metadata"),
    _v2("list_inline_comments", "GET", "pages/{id}/inline-comments", "read:comment"),
    _v2("create_inline_comment", "POST", "inline-comments", "write:comment"),
    _v2("get_inline_comment", "GET", "inline-comments/{id}", "read:comment"),
    _v2("update_inline_comment", "PUT", "inline-comments/{id}", "write:comment"),
    _v2("delete_inline_comment", "DELETE", "inline-comments/{id}", "delete:comment"),
    _v2("list_inline_answers", "GET", "inline-comments/{id}/children", "read:comment"),
    _v2("list_footer_comments", "GET", "pages/{id}/footer-comments", "read:comment"),
    _v2("create_footer_comment", "POST", "footer-comments", "write:comment"),
    _v2("get_footer_comment", "GET", "footer-comments/{id}", "read:comment"),
    _v2("update_footer_comment", "PUT", "footer-comments/{id}", "write:comment"),
    _v2("delete_footer_comment", "DELETE", "footer-comments/{id}", "delete:comment"),
    _v2("list_footer_answers", "GET", "footer-comments/{id}/children", "read:comment"),
    _v1("add_attachments", "POST", "content/{id}/child/attachment", *_ATTACH),
    _v1("put_attachments", "PUT", "content/{id}/child/attachment", *_ATTACH),
    _v1(
        "add_attachment_version",
        "POST",
        "content/{id}/child/attachment/{attachment_id}/data",
        *_ATTACH,
    ),
    _v1(
        "describe_attachment",
        "PUT",
        "content/{id}/child/attachment/{attachment_id}",
        "write:confluence-file write:confluence-props",
        "read:content-details write:attachment",
    ),
    _v1(
        "download_attachment",
        "GET",
        "content/{id}/child/attachment/{attachment_id}/download",
        "readonly:content.attachment:confluence",
        "read:attachment",
    ),
    _v1("add_labels", "POST", "content/{id}/label", _CLASSIC_WRITE, "read:label write:label"),
    _v1("remove_label_by_name", "DELETE", "content/{id}/label", _CLASSIC_WRITE, "write:label"),
    _v1("remove_label", "DELETE", "content/{id}/label/{label}", _CLASSIC_WRITE, "write:label"),
    _v1(
        "move_page",
        "PUT",
        "content/{id}/move/{position}/{target_id}",
        _CLASSIC_WRITE,
        "write:page",
    ),
    _v1(
        "archive_pages",
        "POST",
        "content/archive",
        _CLASSIC_WRITE,
        "read:content.metadata write:page",
    ),
    _v1(
        "get_long_task",
        "GET",
        "longtask/{id}",
        "read:confluence-space.summary",
        "read:content.metadata",
    ),
    _v1(
        "list_restrictions",
        "GET",
        "content/{id}/restriction/byOperation",
        "read:confluence-content.all",
        "read:content-details",
    ),
    _v1("search_content", "GET", "content/search", "search:confluence", "read:content-details"),
    _v1("search", "GET", "search", "search:confluence", "read:content-details"),
    _v1("get_current_user", "GET", "user/current", "read:confluence-user", "read:content-details"),
    _v1("get_user", "GET", "user", "read:confluence-user", "read:content-details"),
    _v1("watch", "POST", "user/watch/content/{id}", _CLASSIC_WRITE, "write:watcher"),
    _v1("unwatch", "DELETE", "user/watch/content/{id}", _CLASSIC_WRITE, "write:watcher"),
    _v1(
        "is_watching",
        "GET",
        "user/watch/content/{id}",
        "read:confluence-content.summary",
        "read:watcher",
    ),
    _removed("v1_list_content", "content"),
    _removed("v1_get_content", "content/{id}"),
    _removed("v1_list_attachments", "content/{id}/child/attachment"),
    _removed("v1_list_comments", "content/{id}/child/comment"),
    _removed("v1_list_labels", "content/{id}/label"),
    _removed("v1_list_properties", "content/{id}/property"),
    _removed("v1_get_property", "content/{id}/property/{key}"),
    _removed("v1_get_space", "space/{key}"),
)


def _dc(name: str, method: str, path: str) -> Operation:
    return Operation(name, method, f"rest/api/{path}")


DATA_CENTER: tuple[Operation, ...] = (
    _dc("dc_list_spaces", "GET", "space"),
    _dc("dc_get_space", "GET", "space/{key}"),
    _dc("dc_list_space_pages", "GET", "space/{key}/content/page"),
    _dc("dc_list_content", "GET", "content"),
    _dc("dc_create_content", "POST", "content"),
    _dc("dc_scan_content", "GET", "content/scan"),
    _dc("search_content", "GET", "content/search"),
    _dc("search", "GET", "search"),
    _dc("dc_get_content", "GET", "content/{id}"),
    _dc("dc_update_content", "PUT", "content/{id}"),
    _dc("dc_delete_content", "DELETE", "content/{id}"),
    _dc("dc_get_history", "GET", "content/{id}/history"),
    _dc("dc_list_child_pages", "GET", "content/{id}/child/page"),
    _dc("v1_list_comments", "GET", "content/{id}/child/comment"),
    _dc("list_restrictions", "GET", "content/{id}/restriction/byOperation"),
    _dc("v1_list_attachments", "GET", "content/{id}/child/attachment"),
    _dc("add_attachments", "POST", "content/{id}/child/attachment"),
    _dc("add_attachment_version", "POST", "content/{id}/child/attachment/{attachment_id}/data"),
    _dc("describe_attachment", "PUT", "content/{id}/child/attachment/{attachment_id}"),
    _dc("dc_delete_attachment", "DELETE", "content/{id}/child/attachment/{attachment_id}"),
    _dc("v1_list_properties", "GET", "content/{id}/property"),
    _dc("dc_create_property", "POST", "content/{id}/property"),
    _dc("v1_get_property", "GET", "content/{id}/property/{key}"),
    _dc("dc_put_property", "PUT", "content/{id}/property/{key}"),
    _dc("dc_create_property_by_key", "POST", "content/{id}/property/{key}"),
    _dc("dc_delete_property", "DELETE", "content/{id}/property/{key}"),
    _dc("v1_list_labels", "GET", "content/{id}/label"),
    _dc("add_labels", "POST", "content/{id}/label"),
    _dc("remove_label_by_name", "DELETE", "content/{id}/label"),
    _dc("remove_label", "DELETE", "content/{id}/label/{label}"),
    _dc("get_current_user", "GET", "user/current"),
    _dc("is_watching", "GET", "user/watch/content/{id}"),
    _dc("watch", "POST", "user/watch/content/{id}"),
    _dc("unwatch", "DELETE", "user/watch/content/{id}"),
    _dc("dc_server_information", "GET", "server-information"),
    # No part of the API, but where its answers say that the bytes of a file are.
    Operation("dc_download", "GET", "download/attachments/{id}/{filename}"),
)
"""The calls of Data Center; it knows no scopes."""

MEDIA: tuple[Operation, ...] = (Operation("media", "GET", "file/{file_id}/binary"),)
"""What the server for files of Cloud answers."""

TOKENS: tuple[Operation, ...] = (Operation("request_token", "POST", "oauth/token"),)
"""What the server for access tokens of Cloud answers."""


def find(
    table: Iterable[Operation], method: str, path: str
) -> tuple[Operation, dict[str, str]] | None:
    """The call that a request makes, with the values in its path; the first row that matches counts.

    A slash at the end does not matter: md2conf creates pages at ``/pages/``, on real sites as well.
    """
    path = path.removesuffix("/")
    for operation in table:
        if operation.method == method and (match := operation.pattern.fullmatch(path)):
            return operation, match.groupdict()
    return None
