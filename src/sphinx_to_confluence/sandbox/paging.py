"""Cutting lists into pages: cursors and the addresses of the next page."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from sphinx_to_confluence.sandbox.exchange import Exchange
from sphinx_to_confluence.sandbox.problems import BadRequest

T = TypeVar("T")
_SMALLEST, _LARGEST = 1, 250


def limit_of(exchange: Exchange, default: int, largest: int = _LARGEST) -> int:
    """How many results a caller of version 2 wants at once."""
    text = exchange.request.args.get("limit", str(default))
    if not text.isdecimal() or not _SMALLEST <= int(text) <= largest:
        raise BadRequest(
            f"Provided value {{{text}}} for 'limit' is not valid. Expected {_SMALLEST} to {largest}"
        )
    return int(text)


def encode_cursor(place: Any) -> str:
    """A place in a list as an opaque text, which may end in equals signs as Confluence's do."""
    return base64.b64encode(json.dumps(place, separators=(",", ":")).encode()).decode()


def decode_cursor(exchange: Exchange) -> Any:
    """The place that a caller wants to continue behind, or ``None`` to begin."""
    text = exchange.request.args.get("cursor")
    if text is None:
        return None
    try:
        # A plus sign that was not encoded arrives as a blank.
        return json.loads(base64.b64decode(text.replace(" ", "+"), validate=True))
    except (binascii.Error, ValueError) as error:
        raise BadRequest(f"Invalid cursor: {text}") from error


def cut(exchange: Exchange, items: Sequence[T], *, default: int) -> tuple[Sequence[T], str | None]:
    """The wanted part of a short list, and the cursor behind it if there is more."""
    limit = limit_of(exchange, default)
    start = decode_cursor(exchange) or 0
    if not isinstance(start, int):
        raise BadRequest("Invalid cursor")
    end = start + limit
    return items[start:end], encode_cursor(end) if end < len(items) else None


def next_link(exchange: Exchange, cursor: str) -> str:
    """The address of the next page below the site. It never names the gateway, wherever the caller came from."""
    parameters = [
        (name, value) for name, value in exchange.request.args.items(multi=True) if name != "cursor"
    ]
    path = "/" + exchange.operation.path.format(
        **{name: quote(value) for name, value in exchange.values.items()}
    )
    # Confluence leaves the equals signs of its cursors as they are.
    return f"{path}?{urlencode([*parameters, ('cursor', cursor)], safe='=')}"


def listing(exchange: Exchange, results: Sequence[Any], cursor: str | None) -> dict[str, Any]:
    """The envelope of a list of version 2."""
    links = {"base": exchange.base}
    if cursor is not None:
        links["next"] = next_link(exchange, cursor)
    return {"results": results, "_links": links}
