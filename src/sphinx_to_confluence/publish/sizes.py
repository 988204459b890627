"""Does Confluence take every page that is to be written? Found out before the first one is."""

from __future__ import annotations

from collections.abc import Callable

from sphinx_to_confluence.bundle.model import Bundle, Page
from sphinx_to_confluence.bundle.size import biggest_parts, sent_bytes, spelled
from sphinx_to_confluence.errors import PublishError
from sphinx_to_confluence.publish.links import resolve_links
from sphinx_to_confluence.publish.operations import Create, Move, Plan, Skip, Update

_UNKNOWN_ID = "0" * 12

_MOST_GROWTH = 8
"""How many times as large as its file a request is at most, with the addresses of pages in it."""


def refuse_too_large(
    bundle: Bundle, plan: Plan, page_url: Callable[[str], str], *, limit_bytes: int
) -> None:
    """Stop when a page that is to be written is larger than Confluence takes.

    :param page_url: the address of the page of an id.
    :raises PublishError: naming all such pages, and what makes them large.
    """
    ids = {
        operation.docname: operation.page_id
        for operation in plan.operations
        if isinstance(operation, Update | Skip | Move)
    }
    url = lambda docname: page_url(ids.get(docname, _UNKNOWN_ID))  # noqa: E731
    refused: list[str] = []
    for operation in plan.operations:
        if isinstance(operation, Create | Update):
            refused += _refusal(bundle, bundle.page(operation.docname), url, limit_bytes)
    if refused:
        raise PublishError(
            "nothing was published: "
            + ("a page is" if len(refused) == 1 else f"{len(refused)} pages are")
            + f" larger than Confluence takes, which is {spelled(limit_bytes)}",
            answered="\n  ".join(refused),
            remedy="Split these documents. An administrator of a Data Center can have larger requests taken "
            "(-Datlassian.rest.request.maxsize); then set confluence_max_page_size as well.",
        )


def _refusal(bundle: Bundle, page: Page, url: Callable[[str], str], limit: int) -> list[str]:
    if (bundle.directory / page.body).stat().st_size * _MOST_GROWTH < limit:
        return []
    body = bundle.body(page)
    size = sent_bytes(resolve_links(body, url))
    if size <= limit:
        return []
    parts = "".join(f"\n    {part}" for part in biggest_parts(body, bundle.source_map(page)))
    return [f'{page.source}: "{page.title}" takes {spelled(size)}{parts}']
