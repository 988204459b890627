"""What did the server answer? A reply read once, whatever its type claims, with every text in it made safe to show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin

from sphinx_to_confluence.config.foreign_json import read_json
from sphinx_to_confluence.errors import NotConfluence

if TYPE_CHECKING:
    from requests import Response

T = TypeVar("T")
Redact = Callable[[str], str]

_SHOWN_CHARACTERS = 300
_LOGIN_FORM = re.compile(
    r"""\btype=["']?password\b|\bname=["']?(SAMLRequest|os_username|j_username)\b""", re.IGNORECASE
)
_HTML_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)


class _NotJson:
    """The type of :data:`NOT_JSON`."""

    def __repr__(self) -> str:
        return "NOT_JSON"


NOT_JSON: Any = _NotJson()
"""Stands for the data of a body that is not JSON; ``None`` is the data of an empty one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back.

    :param headers: names in any case.
    :param data: the body when it is JSON, ``None`` when it is empty, else :data:`NOT_JSON`.
    :param texts: what the server says, from any of the envelopes that Confluence and what stands in front of it use.
    :param page_title: title of an HTML page; ``None`` when the body is none.
    :param asks_to_log_in: whether it is an HTML page with a form to log in, or one that leads to such a form.
    :param location: the absolute address of a redirect.
    :param file: the bytes that were asked for, where they are; nothing else of the body is read then.
    """

    status: int
    headers: Mapping[str, str]
    data: Any
    texts: tuple[str, ...] = ()
    page_title: str | None = None
    asks_to_log_in: bool = False
    location: str | None = None
    file: bytes | None = field(default=None, repr=False)

    @property
    def is_json(self) -> bool:
        """Whether there is a body, and it is JSON."""
        return self.data is not NOT_JSON and self.data is not None

    @property
    def ok(self) -> bool:
        """Whether the status says that it was done."""
        return 200 <= self.status < 300

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether any of the texts matches."""
        return any(pattern.search(text) for text in self.texts)

    def __str__(self) -> str:
        if self.page_title is not None:
            shown = f'an HTML page, "{self.page_title}"' if self.page_title else "an HTML page"
        elif self.data is NOT_JSON:
            shown = "something that is not JSON"
        else:
            shown = "; ".join(self.texts)
        try:
            shown = shown or HTTPStatus(self.status).phrase
        except ValueError:  # a status that no standard knows
            shown = "no text"
        return f"The server answered {self.status}: {shown}"


def read_answer(response: Response, redact: Redact, *, file: bytes | None = None) -> Answer:
    """Read a reply to its end, unless that was done because a file was asked for and came."""
    body = response.content if file is None else b""
    data, page = _data_of(body)
    title = None if page is None else _HTML_TITLE.search(page)
    return Answer(
        status=response.status_code,
        headers=response.headers,
        data=data,
        texts=tuple(
            dict.fromkeys(shown for text in _texts_of(data) if (shown := presentable(text, redact)))
        ),
        page_title=None
        if page is None
        else presentable(unescape(title.group(1)) if title else "", redact),
        asks_to_log_in=page is not None and _LOGIN_FORM.search(page) is not None,
        location=_location(response),
        file=file,
    )


def presentable(text: str, redact: Redact) -> str:
    """Make a text from outside safe to show: no secrets, no control characters, one line, not long."""
    # Secrets first: cut in two they would not be recognised.
    visible = "".join(
        " " if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") else character
        for character in redact(text)
    )
    line = " ".join(visible.split())
    return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"


def decoded(answer: Answer, decode: Callable[[Any], T], *, tried: str, operation: str) -> T:
    """Make a value of the data of a good answer.

    :raises NotConfluence: when the data are not what they should be.
    """
    try:
        return decode(answer.data)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise NotConfluence(
            tried,
            operation=operation,
            status=answer.status,
            answered=f"The server answered {answer.status} with JSON that is not what Confluence sends.",
            cause=f"Something else may be answering in its place ({type(error).__name__}).",
            remedy="Check confluence_server_url, and whether a proxy is in between.",
        ) from error


def _location(response: Response) -> str | None:
    location = response.headers.get("Location")
    try:
        return None if location is None else urljoin(response.url, location)
    except ValueError:
        return None


def _data_of(body: bytes) -> tuple[Any, str | None]:
    """Return the data of a body, and its text when it is HTML. The content type is not asked."""
    if not body.strip():
        return None, None
    try:
        return read_json(body), None
    except ValueError:
        pass
    text = body[:100_000].decode("utf-8", "replace")
    if re.search(r"<(!doctype\s+html|html|head|body)\b", text, re.IGNORECASE) is None:
        return NOT_JSON, None
    return NOT_JSON, text


def _texts_of(data: Any, levels: int = 6) -> Iterator[str]:
    """Yield what an error body says.

    v2: ``{"errors": [{"status", "code", "title", "detail"}]}``. v1 and Data Center: ``{"statusCode", "message",
    "data": {"errors": [{"message": {"translation"}}]}}``. Gateway: ``{"code", "message"}`` or ``{"status", "error",
    "message", "path"}``. Long tasks: ``{"errors", "messages"}``. Proxies: anything, so it is not followed deeper than
    these need.
    """
    if levels == 0:
        return
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for item in data:
            yield from _texts_of(item, levels - 1)
    elif isinstance(data, dict):
        for key in ("title", "detail", "message", "translation", "reason", "error_description"):
            value = data.get(key)
            if isinstance(value, str):
                yield value
            elif isinstance(value, dict):
                yield from _texts_of(value, levels - 1)
        for key in ("errors", "data", "errorMessages", "messages"):
            value = data.get(key)
            if isinstance(value, dict | list):
                yield from _texts_of(value, levels - 1)
        error = data.get("error")
        if isinstance(error, str) and not isinstance(data.get("message"), str):
            yield error
