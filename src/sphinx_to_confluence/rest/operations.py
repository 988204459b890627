"""Which calls are there? One row for each REST call that the clients make, and what each of them needs.

A test holds the rows against Atlassian's OpenAPI documents. Paths are appended to
:attr:`~sphinx_to_confluence.config.endpoint.Endpoint.api_base`.

Cloud: the v2 API for all but what it lacks (upload, labels, watching, the current user). The page calls of the v1 API
are gone on Cloud (410 with a Bearer token) and never used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum


class Api(Enum):
    """The three dialects."""

    CLOUD_V2 = "v2"
    CLOUD_V1 = "v1"
    DATA_CENTER = "dc"


class Repeat(Enum):
    """What may be done when a request was sent and it is not known whether it was carried out."""

    SAFE = "safe"
    """Send it again: the outcome is the same."""

    LOOK_FIRST = "look first"
    """Find out what happened before anything else is sent; the clients know how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One REST call.

    :param name: unique among the rows of a flavour; errors carry it.
    :param path: template below the API base, such as ``wiki/api/v2/pages/{page_id}``.
    :param granular: granular scopes, all of which a scoped token needs; empty on Data Center.
    :param classic: classic scopes that do instead (v1 only; on v2 they do nothing).
    :param repeat: what may be done when the answer was lost.
    :param feature: what a person loses without the scopes, to be put behind "needed for".
    :param no_check: whether the XSRF check has to be waived by a header.
    :param gives_file: whether the answer is a file, perhaps on another host, and not JSON.
    """

    name: str
    method: str
    path: str
    api: Api
    feature: str
    granular: tuple[str, ...] = ()
    classic: tuple[str, ...] = ()
    repeat: Repeat = Repeat.SAFE
    no_check: bool = False
    gives_file: bool = False

    @property
    def reads(self) -> bool:
        """Whether the call changes nothing."""
        return self.method == "GET"

    @property
    def writes_page(self) -> bool:
        """Whether the call changes a page or the tree, which servers do not like many of at once."""
        return self.name in _PAGE_WRITES


_PAGE_WRITES = frozenset({"create_page", "update_page", "move_page", "trash_page", "archive_pages"})


_LISTING = "reading what is published already"
_PUBLISHING = "publishing pages"
_MOVING = "moving and ordering pages"
_ORPHANS = "archiving and deleting pages that are no longer in the documentation"
_FOLDERS = "telling folders from pages"
_FILES = "images and files on pages"
_UNDO = "putting files back when a publish is undone"
_STATE = "the publisher's own record on the root page, and page width"
_LABELS = "labels"
_COMMENTS = "telling whose inline comments lose their text"
_LEAVING_COMMENTS = "keeping inline comments whose text is gone below the page"
_WATCHING = "not watching created pages"
_SIGN_IN = "telling a wrong credential from a wrong space key"
_RIGHTS = "the command check: what the user may do"
_PROBE = "the command check: whether the token has the scope"

_READ_PAGE = ("read:page:confluence",)
_WRITE_PAGE = ("write:page:confluence",)
_READ_COMMENT = ("read:comment:confluence",)
_READ_WRITE_PAGE = ("read:page:confluence", "write:page:confluence")


def _v2(
    name: str, method: str, path: str, feature: str, *granular: str, repeat: Repeat = Repeat.SAFE
) -> Operation:
    return Operation(
        name=name,
        method=method,
        path=f"wiki/api/v2/{path}",
        api=Api.CLOUD_V2,
        feature=feature,
        granular=granular,
        repeat=repeat,
    )


def _v1(
    name: str,
    method: str,
    path: str,
    feature: str,
    *granular: str,
    classic: str,
    repeat: Repeat = Repeat.SAFE,
    no_check: bool = False,
    gives_file: bool = False,
) -> Operation:
    return Operation(
        name=name,
        method=method,
        path=f"wiki/rest/api/{path}",
        api=Api.CLOUD_V1,
        feature=feature,
        granular=granular,
        classic=(classic,),
        repeat=repeat,
        no_check=no_check,
        gives_file=gives_file,
    )


def _dc(
    name: str,
    method: str,
    path: str,
    feature: str,
    *,
    repeat: Repeat = Repeat.SAFE,
    no_check: bool = False,
    gives_file: bool = False,
) -> Operation:
    return Operation(
        name=name,
        method=method,
        path=f"rest/api/{path}",
        api=Api.DATA_CENTER,
        feature=feature,
        repeat=repeat,
        no_check=no_check,
        gives_file=gives_file,
    )


class Cloud:
    """The calls of Confluence Cloud."""

    SPACES = _v2("spaces", "GET", "spaces", "finding the space", "read:space:confluence")
    SPACE_OPERATIONS = _v2(
        "space_operations", "GET", "spaces/{space_id}/operations", _RIGHTS, "read:space:confluence"
    )
    PAGE_OPERATIONS = _v2(
        "page_operations", "GET", "pages/{page_id}/operations", _RIGHTS, *_READ_PAGE
    )
    PAGES_IN_SPACE = _v2("pages_in_space", "GET", "spaces/{space_id}/pages", _LISTING, *_READ_PAGE)
    PAGES = _v2("pages", "GET", "pages", _LISTING, *_READ_PAGE)
    PAGE = _v2("page", "GET", "pages/{page_id}", _LISTING, *_READ_PAGE)
    CREATE_PAGE = _v2(
        "create_page", "POST", "pages", _PUBLISHING, *_WRITE_PAGE, repeat=Repeat.LOOK_FIRST
    )
    UPDATE_PAGE = _v2(
        "update_page", "PUT", "pages/{page_id}", _PUBLISHING, *_WRITE_PAGE, repeat=Repeat.LOOK_FIRST
    )
    TRASH_PAGE = _v2("trash_page", "DELETE", "pages/{page_id}", _ORPHANS, "delete:page:confluence")
    MOVE_PAGE = _v1(
        "move_page",
        "PUT",
        "content/{page_id}/move/{position}/{target_id}",
        _MOVING,
        *_WRITE_PAGE,
        classic="write:confluence-content",
    )
    ARCHIVE_PAGES = _v1(
        "archive_pages",
        "POST",
        "content/archive",
        _ORPHANS,
        "read:content.metadata:confluence",
        *_WRITE_PAGE,
        classic="write:confluence-content",
        repeat=Repeat.LOOK_FIRST,
    )
    LONG_TASK = _v1(
        "long_task",
        "GET",
        "longtask/{task_id}",
        _ORPHANS,
        "read:content.metadata:confluence",
        classic="read:confluence-space.summary",
    )
    CONTENT_TYPES = _v2(
        "content_types",
        "POST",
        "content/convert-ids-to-types",
        _FOLDERS,
        "read:content.metadata:confluence",
    )
    ATTACHMENTS = _v2(
        "attachments", "GET", "pages/{page_id}/attachments", _FILES, "read:attachment:confluence"
    )
    # Creates or updates by file name: a repetition costs a version in the history of the file, never a second file.
    UPLOAD_ATTACHMENT = _v1(
        "upload_attachment",
        "PUT",
        "content/{page_id}/child/attachment",
        _FILES,
        "read:content-details:confluence",
        "write:attachment:confluence",
        classic="write:confluence-file",
        no_check=True,
    )
    DOWNLOAD_ATTACHMENT = _v1(
        "download_attachment",
        "GET",
        "content/{page_id}/child/attachment/{attachment_id}/download",
        _UNDO,
        "read:attachment:confluence",
        classic="readonly:content.attachment:confluence",
        gives_file=True,
    )
    DELETE_ATTACHMENT = _v2(
        "delete_attachment",
        "DELETE",
        "attachments/{attachment_id}",
        "removing files that are no longer on a page",
        "delete:attachment:confluence",
    )
    PROPERTIES = _v2("properties", "GET", "pages/{page_id}/properties", _STATE, *_READ_PAGE)
    CREATE_PROPERTY = _v2(
        "create_property",
        "POST",
        "pages/{page_id}/properties",
        _STATE,
        *_READ_WRITE_PAGE,
        repeat=Repeat.LOOK_FIRST,
    )
    UPDATE_PROPERTY = _v2(
        "update_property",
        "PUT",
        "pages/{page_id}/properties/{property_id}",
        _STATE,
        *_READ_WRITE_PAGE,
        repeat=Repeat.LOOK_FIRST,
    )
    DELETE_PROPERTY = _v2(
        "delete_property",
        "DELETE",
        "pages/{page_id}/properties/{property_id}",
        _STATE,
        *_READ_WRITE_PAGE,
    )
    LABELS = _v2("labels", "GET", "pages/{page_id}/labels", _LABELS, *_READ_PAGE)
    ADD_LABELS = _v1(
        "add_labels",
        "POST",
        "content/{page_id}/label",
        _LABELS,
        "read:label:confluence",
        "write:label:confluence",
        classic="write:confluence-content",
    )
    KNOWN_LABELS = _v2("known_labels", "GET", "labels", _PROBE, "read:label:confluence")
    # The form with the label in the query: a label may hold a slash, which servers refuse in a path.
    REMOVE_LABEL = _v1(
        "remove_label",
        "DELETE",
        "content/{page_id}/label",
        _LABELS,
        "write:label:confluence",
        classic="write:confluence-content",
    )
    INLINE_COMMENTS = _v2(
        "inline_comments", "GET", "pages/{page_id}/inline-comments", _COMMENTS, *_READ_COMMENT
    )
    FOOTER_COMMENTS = _v2(
        "footer_comments",
        "GET",
        "pages/{page_id}/footer-comments",
        _LEAVING_COMMENTS,
        *_READ_COMMENT,
    )
    ADD_FOOTER_COMMENT = _v2(
        "add_footer_comment",
        "POST",
        "footer-comments",
        _LEAVING_COMMENTS,
        "write:comment:confluence",
        repeat=Repeat.LOOK_FIRST,
    )
    USER = _v1(
        "user",
        "GET",
        "user",
        _COMMENTS,
        "read:content-details:confluence",
        classic="read:confluence-user",
    )
    UNWATCH = _v1(
        "unwatch",
        "DELETE",
        "user/watch/content/{page_id}",
        _WATCHING,
        "write:watcher:confluence",
        classic="write:confluence-content",
        no_check=True,
    )
    CURRENT_USER = _v1(
        "current_user",
        "GET",
        "user/current",
        _SIGN_IN,
        "read:content-details:confluence",
        classic="read:confluence-user",
    )


class DataCenter:
    """The calls of Confluence Data Center; it knows no scopes."""

    SPACE = _dc("space", "GET", "space/{space_key}", "finding the space")
    SPACES = _dc("spaces", "GET", "space", "naming spaces whose key is like a wrong one")
    SERVER_INFORMATION = _dc(
        "server_information", "GET", "server-information", "the command check: the version"
    )
    SCAN = _dc("scan", "GET", "content/scan", _LISTING)  # since 7.18
    CONTENT = _dc("content", "GET", "content", _LISTING)
    PAGE = _dc("page", "GET", "content/{page_id}", _LISTING)
    CREATE_PAGE = _dc("create_page", "POST", "content", _PUBLISHING, repeat=Repeat.LOOK_FIRST)
    UPDATE_PAGE = _dc(
        "update_page", "PUT", "content/{page_id}", _PUBLISHING, repeat=Repeat.LOOK_FIRST
    )
    TRASH_PAGE = _dc("trash_page", "DELETE", "content/{page_id}", _ORPHANS)
    ATTACHMENTS = _dc("attachments", "GET", "content/{page_id}/child/attachment", _FILES)
    CREATE_ATTACHMENT = _dc(
        "create_attachment",
        "POST",
        "content/{page_id}/child/attachment",
        _FILES,
        repeat=Repeat.LOOK_FIRST,
        no_check=True,
    )
    UPDATE_ATTACHMENT = _dc(
        "update_attachment",
        "POST",
        "content/{page_id}/child/attachment/{attachment_id}/data",
        _FILES,
        no_check=True,
    )
    # Where browsers get it, and the links of the listing lead; the REST API has no call for it.
    DOWNLOAD_ATTACHMENT = replace(
        _dc("download_attachment", "GET", "", _UNDO, gives_file=True),
        path="download/attachments/{page_id}/{filename}",
    )
    # Not .../child/attachment/{id}: that form is new in 10.x, an attachment is content in every version.
    DELETE_ATTACHMENT = _dc("delete_attachment", "DELETE", "content/{attachment_id}", _FILES)
    PROPERTIES = _dc("properties", "GET", "content/{page_id}/property", _STATE)
    CREATE_PROPERTY = _dc(
        "create_property", "POST", "content/{page_id}/property", _STATE, repeat=Repeat.LOOK_FIRST
    )
    UPDATE_PROPERTY = _dc(
        "update_property",
        "PUT",
        "content/{page_id}/property/{key}",
        _STATE,
        repeat=Repeat.LOOK_FIRST,
    )
    DELETE_PROPERTY = _dc("delete_property", "DELETE", "content/{page_id}/property/{key}", _STATE)
    LABELS = _dc("labels", "GET", "content/{page_id}/label", _LABELS)
    ADD_LABELS = _dc("add_labels", "POST", "content/{page_id}/label", _LABELS)
    REMOVE_LABEL = _dc("remove_label", "DELETE", "content/{page_id}/label", _LABELS)
    COMMENTS = _dc("comments", "GET", "content/{page_id}/child/comment", _COMMENTS)
    ADD_FOOTER_COMMENT = _dc(
        "add_footer_comment", "POST", "content", _LEAVING_COMMENTS, repeat=Repeat.LOOK_FIRST
    )
    UNWATCH = _dc("unwatch", "DELETE", "user/watch/content/{page_id}", _WATCHING, no_check=True)
    CURRENT_USER = _dc("current_user", "GET", "user/current", _SIGN_IN)


TWELVE_SCOPES = frozenset(
    {
        "read:attachment:confluence",
        "read:content-details:confluence",
        "read:content.metadata:confluence",
        "read:content.property:confluence",
        "read:page:confluence",
        "read:space:confluence",
        "write:attachment:confluence",
        "write:content.property:confluence",
        "write:page:confluence",
        "write:watcher:confluence",
        "delete:attachment:confluence",
        "delete:page:confluence",
    }
)
"""The scopes that the manual tells to give a token; all works with them but writing labels and what
concerns comments."""


def operations(table: type[Cloud | DataCenter]) -> Iterator[Operation]:
    """Yield all rows of a table."""
    return (row for row in vars(table).values() if isinstance(row, Operation))
