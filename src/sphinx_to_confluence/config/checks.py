"""What can be wrong with a value of the right type? Each check returns a clause that says so, or ``None``.

The clauses follow the name of the option: "confluence_timeout *is not a number above zero*". None repeats the value,
which may hold what nobody should see.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from sphinx_to_confluence.config.address import AddressError, parse_address
from sphinx_to_confluence.config.tenant import is_cloud_id

# Letters, digits and a few signs for personal spaces (~ and an account id, on Data Center a user name).
_SPACE_KEY = re.compile(r"[A-Za-z0-9]+|~[\w.:@+-]+")
_SPACE_KEY_CHARACTERS = 255
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(?:px|pt|pc|em|ex|in|cm|mm|%)?")


def server_url(value: str) -> str | None:
    """Look at the address of a server."""
    try:
        parse_address(value)
    except AddressError as error:
        return str(error)
    return None


def proxy(value: str) -> str | None:
    """Look at the address of a proxy; ``requests`` also accepts ``host:port`` and SOCKS."""
    if "@" in value:
        return "holds a user name or a password before the '@'; that belongs into confluence_proxy_auth"
    scheme, separator, rest = value.partition("://")
    if separator and scheme.lower() not in {
        "http",
        "https",
        "socks4",
        "socks4a",
        "socks5",
        "socks5h",
    }:
        return "does not start with 'http://', 'https://' or 'socks5://'"
    return server_url(f"http://{rest if separator else value}")


def space_key(value: str) -> str | None:
    """Look at the key of a space."""
    if "/" in value:
        return "is an address; the key is the part after '/spaces/'"
    if not _SPACE_KEY.fullmatch(value) or len(value) > _SPACE_KEY_CHARACTERS:
        return "is no space key: it consists of letters and digits, or starts with '~'"
    return None


def length(value: int | str) -> str | None:
    """Look at a length as reStructuredText has it: a number with or without a unit, or a percentage."""
    found = _LENGTH.fullmatch(str(value))
    if found and float(found[1]) > 0:
        return None
    return "is no length such as 600, '20cm' or '80%'"


def not_empty(value: str) -> str | None:
    """Refuse a text without a visible character."""
    return None if value.strip() else "is empty"


def page_id(value: int) -> str | None:
    """Look at the id of a page."""
    return None if value > 0 else "is not the id of a page, which is a number above zero"


def page_reference(value: str | int) -> str | None:
    """Look at the title or id of a page."""
    if isinstance(value, int):
        return page_id(value)
    if value.isascii() and value.isdigit():
        return page_id(int(value))
    return not_empty(value.removeprefix("title:"))


def cloud_id(value: str) -> str | None:
    """Look at the id of a Cloud site."""
    return None if is_cloud_id(value) else "is no UUID"


def positive(value: float) -> str | None:
    """Refuse zero and less; also what is no number at all, such as ``nan``."""
    return None if 0 < value < float("inf") else "is not a number above zero"


def not_negative(value: float) -> str | None:
    """Refuse less than zero."""
    return None if 0 <= value < float("inf") else "is less than zero or endless"


def workers(value: int) -> str | None:
    """Refuse numbers of simultaneous requests that no server would like."""
    return None if 1 <= value <= 16 else "is not between 1 and 16"


def share(value: float) -> str | None:
    """A part of a whole."""
    return None if 0 <= value <= 1 else "is not between 0 and 1"


def text_to_text(value: Mapping[Any, Any]) -> str | None:
    """Look at a dictionary of texts."""
    if all(isinstance(part, str) for item in value.items() for part in item):
        return None
    return "has a key or a value that is no text"


_ADMONITIONS = frozenset(
    [
        "attention",
        "caution",
        "danger",
        "error",
        "hint",
        "important",
        "note",
        "seealso",
        "tip",
        "warning",
    ]
)
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def admonition_looks(value: Mapping[Any, Any]) -> str | None:
    """Look at a dictionary from classes to admonitions or colours."""
    if clause := text_to_text(value):
        return clause
    unknown = sorted(
        name
        for name, look in value.items()
        if look not in _ADMONITIONS and not _COLOUR.fullmatch(look)
    )
    if unknown:
        return f"has neither an admonition nor a colour such as '#EAE6FF' for {', '.join(map(repr, unknown))}"
    return None


EDITIONS = ("cloud", "data-center")
"""What the editions of Confluence are called in options that have a value for each."""


def text_by_edition(value: Mapping[Any, Any]) -> str | None:
    """Look at a dictionary of texts, in which a text may be a dictionary of one for each edition."""
    for name, text in value.items():
        if not isinstance(name, str):
            return "has a key that is no text"
        if isinstance(text, Mapping):
            if unknown := [edition for edition in text if edition not in EDITIONS]:
                known = " and ".join(map(repr, EDITIONS))
                return f"has {unknown[0]!r} in {name!r}, where only {known} can be"
            if not text or text_to_text(text):
                return f"has no text for an edition in {name!r}"
        elif not isinstance(text, str):
            return f"has neither a text nor a dictionary for {name!r}"
    return None


def macro_name(value: str) -> str | None:
    """Look at the name of a macro."""
    return None if re.fullmatch(r"[\w.-]+", value) else "is not the name of a macro"


def macro_name_or_flag(value: str | bool) -> str | None:
    """Look at the name of a macro, or whether there is to be one."""
    return None if isinstance(value, bool) else macro_name(value)


def latex_macro(value: str | Mapping[Any, Any]) -> str | None:
    """Look at the macros for formulas: one name, or one for each sort of formula."""
    if isinstance(value, str):
        return not_empty(value)
    return _names(value, needed=(), others=("block-macro", "inline-macro", "inline-macro-param"))


def tab_macro(value: Mapping[Any, Any]) -> str | None:
    """Look at the macro for tabs and its parameters."""
    return _names(value, needed=("macro-name", "title-id"), others=("primary-id", "primary-value"))


def _names(value: Mapping[Any, Any], *, needed: Sequence[str], others: Sequence[str]) -> str | None:
    """Look at a dictionary whose keys are given and whose values are names."""
    known = (*needed, *others)
    if unknown := [key for key in value if key not in known]:
        return f"has {unknown[0]!r}, which is none of {', '.join(known)}"
    if missing := [key for key in needed if value and key not in value]:
        return f"has no {missing[0]!r}"
    if any(not isinstance(name, str) or not name.strip() for name in value.values()):
        return "has a value that is empty or no text"
    return None


def jira_servers(value: Mapping[Any, Any]) -> str | None:
    """Look at a dictionary of Jira servers."""
    for name, server in value.items():
        if not isinstance(name, str) or not isinstance(server, Mapping):
            return "has a server that is no dictionary, or whose name is no text"
        if clause := _names(server, needed=("id", "name"), others=("url",)):
            return f"{clause} in {name!r}"
    return None


def list_of_text(value: Sequence[Any]) -> str | None:
    """Look at a list of texts."""
    if all(isinstance(item, str) and item.strip() for item in value):
        return None
    return "has an item that is empty or no text"


def flag_or_list_of_text(value: bool | Sequence[Any]) -> str | None:
    """Look at a list of texts in whose place there may be a yes or no for all."""
    return None if isinstance(value, bool) else list_of_text(value)


def file_suffix(value: str) -> str | None:
    """Look at the suffix of file names; it must not lead into another directory."""
    if re.fullmatch(r"\.[A-Za-z0-9][A-Za-z0-9._-]*", value):
        # The manifest and the records of the pages are there, too.
        return "is taken by files of another kind" if value == ".json" else None
    return "is no suffix: a dot, then letters and digits"


def client_cert(value: str | Sequence[Any]) -> str | None:
    """Look at the file or the two files of a client certificate."""
    if isinstance(value, str):
        return not_empty(value)
    certificate_and_key = 2
    if len(value) != certificate_and_key:
        return "is not a pair of certificate and key"
    return list_of_text(value)


def command(value: str | Sequence[Any]) -> str | None:
    """Look at a program and its arguments."""
    if not isinstance(value, str):
        return list_of_text(value) if value else "is empty"
    try:
        return None if shlex.split(value) else "is empty"
    except ValueError:
        return "has a quotation mark without its partner"


def one_line(value: str) -> str | None:
    """Look at a secret: a line break would end the HTTP header that it is sent in."""
    if any(unicodedata.category(char) == "Cc" for char in value):
        return "holds a line break, perhaps at its end, or another control character"
    return None


def one_line_each(value: Mapping[Any, Any]) -> str | None:
    """Look at a dictionary of cookies or headers."""
    clause = text_to_text(value)
    if clause or all(one_line(part) is None for item in value.items() for part in item):
        return clause
    return "has a key or a value with a line break or another control character"


def user_and_password(value: str) -> str | None:
    """Look at ``user:password``."""
    return one_line(value) if ":" in value else "is not of the form 'user:password'"
