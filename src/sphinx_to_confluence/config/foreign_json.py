"""How is JSON read that others wrote? As the standard has it, and so that nothing breaks that uses it later."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

_HALF = re.compile("[\ud800-\udfff]")
_MAY_HAVE_HALVES = re.compile(rb"\\ud[89a-f]", re.IGNORECASE)


def read_json(text: bytes | str) -> Any:
    """Return the data; half a character, which no file and no terminal takes, becomes U+FFFD.

    :raises ValueError: when it is no JSON, or nested deeper than Python can follow.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    try:
        data = json.loads(text, parse_constant=_refused)
        return _whole(data) if _MAY_HAVE_HALVES.search(raw) else data
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _whole(data: Any) -> Any:
    if isinstance(data, str):
        return _HALF.sub("\ufffd", data)
    if isinstance(data, list):
        return [_whole(item) for item in data]
    if isinstance(data, dict):
        return {_whole(name): _whole(value) for name, value in data.items()}
    return data


def _refused(constant: str) -> NoReturn:
    """Refuse what Python reads in JSON although the standard has no such thing: ``Infinity`` and ``NaN``."""
    raise ValueError(constant)
