"""What do the permissions that Confluence tells mean for publishing?"""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_to_confluence.errors import PermissionDenied
from sphinx_to_confluence.rest.inquiry import Right
from sphinx_to_confluence.rest.model import Space

_USED = (
    # operation, target, what a person calls it, whether nothing works without it
    ("create", "page", "add pages", True),
    ("create", "attachment", "add attachments", False),
    ("delete", "page", "delete pages", False),
    ("delete", "attachment", "delete attachments", False),
)


def in_words(held: frozenset[Right]) -> list[str]:
    """What the user may do in a space, as far as publishing needs it."""
    return [words for *right, words, _ in _USED if tuple(right) in held]


def lacking(held: frozenset[Right]) -> Iterator[tuple[str, bool]]:
    """Yield what the user may not do in a space although publishing does it, and whether nothing works without."""
    for *right, words, is_vital in _USED:
        if tuple(right) not in held:
            yield words, is_vital


def check_space(held: frozenset[Right], space: Space) -> None:
    """Refuse a space that the user may only read.

    :raises PermissionDenied: when pages cannot be added.
    """
    if any(operation == "create" for operation, _ in held):
        return
    raise PermissionDenied(
        f"could not publish in the space {space.key}",
        operation="space_operations",
        status=200,
        answered="Confluence says that the user may look at the space, and add nothing to it.",
        cause="The user is no editor of the space.",
        remedy="Ask an administrator of the space for the permission to add pages and attachments "
        "(Space settings, Space access).",
    )


def check_page(held: frozenset[Right], page: str) -> None:
    """Refuse a page that the user may not change: the list of what is published is kept on it.

    :param page: what it is called.
    :raises PermissionDenied: when the page cannot be changed.
    """
    if not held or any(operation == "update" for operation, _ in held):
        return
    raise PermissionDenied(
        f"could not publish below {page}",
        operation="page_operations",
        status=200,
        answered="Confluence says that the user may look at the page, and not change it.",
        cause="The page is restricted, or the user may only read the space. The list of what is published is kept on "
        "this page.",
        remedy="Ask for the permission to edit the page, or name another page in confluence_parent_page.",
    )
