"""How is a long listing read? By asking the same address again with only the cursor of the last answer.

``_links.next`` is never followed as it is: it is relative to the site, which is not where the gateway's API is.
Rows of which ``decode`` makes ``None`` are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import unquote

from requests.utils import parse_header_links

from sphinx_to_confluence.rest.answers import Answer, decoded
from sphinx_to_confluence.rest.caller import Call, Caller

T = TypeVar("T")


def by_cursor(caller: Caller, call: Call, decode: Callable[[Any], T | None]) -> Iterator[T]:
    """Read a listing of the v2 API, or one of Data Center's that have a ``nextCursor``."""
    seen: set[str] = set()
    while True:
        answer = caller.call(call)
        yield from _items(answer, call, decode)
        cursor = next_parameter(answer, "cursor")
        if cursor is None or cursor in seen:  # a cursor that comes again would go on for ever
            return
        seen.add(cursor)
        call = replace(call, params={**call.params, "cursor": cursor})


def by_offset(caller: Caller, call: Call, decode: Callable[[Any], T | None]) -> Iterator[T]:
    """Read a listing of the v1 API: ``start`` and ``limit``."""
    start = 0
    while True:
        answer = caller.call(call)
        items = _items(answer, call, decode)
        yield from items
        following = next_parameter(answer, "start")
        # The server counts rows that it then hides from us, so its own idea of the next start goes first.
        if following is None or not following.isdecimal() or int(following) <= start:
            return
        start = int(following)
        call = replace(call, params={**call.params, "start": start})


def next_parameter(answer: Answer, name: str) -> str | None:
    """Return one parameter of the link to the next part, decoded once; ``None`` when there is no next part."""
    data = answer.data if isinstance(answer.data, dict) else {}
    if name == "cursor" and isinstance(data.get("nextCursor"), str) and data["nextCursor"]:
        return str(data["nextCursor"])
    links = data.get("_links")
    link = links.get("next") if isinstance(links, dict) else None
    if not isinstance(link, str):
        link = next(
            (
                entry["url"]
                for entry in parse_header_links(answer.headers.get("Link", ""))
                if entry.get("rel") == "next"
            ),
            "",
        )
    # Not parse_qs: cursors may hold a "+" and "=" that nobody encoded.
    for pair in link.partition("?")[2].partition("#")[0].split("&"):
        key, _, value = pair.partition("=")
        if key == name and value:
            return unquote(value)
    return None


def _items(answer: Answer, call: Call, decode: Callable[[Any], T | None]) -> list[T]:
    return decoded(
        answer,
        lambda data: [item for row in data["results"] if (item := decode(row)) is not None],
        tried=call.tried,
        operation=call.operation.name,
    )
