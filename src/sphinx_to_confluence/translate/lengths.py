"""How long is a length of reStructuredText, in pixels on a Confluence page?"""

from __future__ import annotations

import re

PAGE_WIDTH_PX = 760
FULL_WIDTH_PX = 1800

_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z%]*)\Z")
_UNITS_PX = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 37.8,
    "mm": 3.78,
    "em": 14.0,
    "ex": 7.0,
}


def pixels(length: object, room_px: float) -> float | None:
    """Return a length such as ``5cm`` or ``80%`` in pixels; ``None`` for what is no length.

    :param room_px: what percentages are of.
    """
    found = _LENGTH.match(str(length or "").strip().lower())
    if found is None:
        return None
    number, unit = float(found[1]), found[2]
    if unit == "%":
        return room_px * number / 100
    return number * _UNITS_PX[unit] if unit in _UNITS_PX else None
