"""What does a text from ``-D`` or from the environment mean as the value of an option?"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx_to_confluence.config.option import Option

_TRUTH = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}


class CoercionError(ValueError):
    """A text does not mean a value; the message is a clause that says why and never repeats the text."""


def coerce(option: Option, text: str) -> Any:
    """Turn a text into a value of the type that the option has in ``conf.py``.

    A text with nothing in it means "not set" for an option that is not set by default.

    :raises CoercionError: when the text means no such value.
    """
    if not text and option.default is None:
        return None
    if option.from_text is not None:
        return option.from_text(text)
    for accepted, convert in _BY_TYPE:
        if accepted in option.types:
            return convert(text)
    raise CoercionError("can only be given in conf.py")


def truth(text: str) -> bool:
    """Read a boolean; Sphinx itself knows 0 and 1 only."""
    try:
        return _TRUTH[text.strip().lower()]
    except KeyError:
        raise CoercionError("is none of 1/0, true/false, yes/no, on/off") from None


def integer(text: str) -> int:
    """Read a whole number."""
    try:
        return int(text)
    except ValueError:
        raise CoercionError("is not a whole number") from None


def number(text: str) -> float:
    """Read a number with or without a decimal point."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise CoercionError("is not a number")
    return value


def items(text: str) -> tuple[str, ...]:
    """Read texts with commas between them; blanks around them do not count."""
    return tuple(item.strip() for item in text.split(",") if item.strip())


def pairs(text: str) -> dict[str, Any]:
    """Read a dictionary: JSON, or ``name=value`` with ``;`` between them."""
    if text.lstrip().startswith("{"):
        return _json_object(text)
    found: dict[str, Any] = {}
    for part in filter(str.strip, text.split(";")):
        name, separator, value = part.partition("=")
        if not separator or not name.strip():
            raise CoercionError("is neither JSON nor 'name=value' with ';' between")
        found[name.strip()] = value.strip()
    return found


def text_or_pairs(text: str) -> str | dict[str, Any]:
    """Read a name, or a dictionary."""
    return pairs(text) if text.lstrip().startswith("{") or "=" in text else text


def flag_or_text(text: str) -> bool | str:
    """Read a boolean, or any other text as it is."""
    return _TRUTH.get(text.strip().lower(), text)


def flag_or_texts(text: str) -> bool | tuple[str, ...]:
    """Read a yes or no, or texts with commas between them."""
    known = _TRUTH.get(text.strip().lower())
    return items(text) if known is None else known


def page(text: str) -> str | int:
    """Read the title or id of a page: digits are an id."""
    return int(text) if text.isascii() and text.isdigit() else text


def file_or_pair(text: str) -> str | tuple[str, ...]:
    """Read one file name, or two with a comma between."""
    return items(text) if "," in text else text


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    # The message of the parser would quote the text.
    if not isinstance(value, dict):
        raise CoercionError("starts like JSON, but is none")
    return value


_BY_TYPE: tuple[tuple[type, Callable[[str], Any]], ...] = (
    # The first type that an option accepts decides.
    (bool, truth),
    (float, number),
    (int, integer),
    (str, str),
    (list, items),
    (dict, pairs),
)
