"""How is HTML built so that nothing from a page can become markup, script or a foreign request?

Every piece of HTML is made by :func:`tag`, which escapes content and attributes; values that mean something to the
browser (addresses, colours, lengths) pass one of the checks below or are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

_VOID = frozenset({"br", "col", "hr", "img", "input"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SAFE_SCHEMES = frozenset({"http", "https", "mailto", "ftp", "tel"})
# Browsers ignore these within a scheme, so "java\tscript:" would run.
_IGNORED_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f]+")
_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}|[a-z]{3,24}"
    r"|rgba?\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*(,\s*[01]?\.?\d+\s*)?\)",
    re.IGNORECASE,
)
_TOKEN_COLOUR = re.compile(r"var\(--ds-[a-z0-9-]+\s*,\s*([^()]+|rgba?\([^()]+\))\)", re.IGNORECASE)
_PIXELS = re.compile(r"(\d{1,5})(?:\.\d+)?(?:px)?")


def tag(name: str, content: object = "", **attributes: str | int | bool | None) -> Markup:
    """Build one element.

    Content is escaped unless it is :class:`~markupsafe.Markup`. Attribute names are written as Python allows:
    ``class_``, ``data_language``. ``None`` and ``False`` leave an attribute out, ``True`` makes it a bare one.
    """
    spelled = Markup("").join(
        Markup(" ") + key.rstrip("_").replace("_", "-")
        if value is True
        else Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    opening = Markup("<") + Markup(name) + spelled + Markup(">")  # noqa: S704 - names are literals of ours
    if name in _VOID:
        return opening
    return opening + escape(content) + Markup("</") + Markup(name) + Markup(">")  # noqa: S704


def join(pieces: Iterable[Markup]) -> Markup:
    """Put pieces after one another."""
    return Markup("").join(pieces)


def safe_address(address: str) -> str | None:
    """Return the address if a click on it can do no harm, else ``None``: no ``javascript:``, no ``data:``."""
    cleaned = _IGNORED_IN_ADDRESS.sub("", address)
    scheme = _SCHEME.match(cleaned)
    if scheme is not None and scheme.group(1).lower() not in _SAFE_SCHEMES:
        return None
    return address.strip()


def colour(value: str | None) -> str | None:
    """Return a CSS colour that is nothing but a colour; of a design token, the fallback that it names."""
    text = (value or "").strip()
    if token := _TOKEN_COLOUR.fullmatch(text):
        text = token.group(1).strip()
    return text if _COLOUR.fullmatch(text) else None


def pixels(value: str | None) -> int | None:
    """Return a length in whole pixels: ``760``, ``30.0px``; other units and percentages are ``None``."""
    match = _PIXELS.fullmatch((value or "").strip())
    return int(match.group(1)) if match else None


def declarations(style: str | None) -> dict[str, str]:
    """Split a style attribute into its declarations, names in lower case."""
    pairs = (part.partition(":") for part in (style or "").split(";"))
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def paint(value: str | None) -> str | None:
    """Return a style that hands a background colour to the style sheet, which tones it down in the dark."""
    found = colour(value)
    return f"--paint: {found}" if found else None
