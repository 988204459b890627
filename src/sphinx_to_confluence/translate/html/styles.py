"""Which styles of HTML say something that Confluence can say, too?"""

from __future__ import annotations

import re

from sphinx_to_confluence.translate.html.tree import HtmlElement

Mark = tuple[str, str | None]
"""An element of the storage format and its style."""

_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})\Z")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/].*)?\)\Z")
_NAMED = {
    "black": "0,0,0", "silver": "192,192,192", "gray": "128,128,128", "grey": "128,128,128", "white": "255,255,255",
    "maroon": "128,0,0", "red": "255,0,0", "purple": "128,0,128", "fuchsia": "255,0,255", "magenta": "255,0,255",
    "green": "0,128,0", "lime": "0,255,0", "olive": "128,128,0", "yellow": "255,255,0", "navy": "0,0,128",
    "blue": "0,0,255", "teal": "0,128,128", "aqua": "0,255,255", "cyan": "0,255,255", "orange": "255,165,0",
    "pink": "255,192,203", "brown": "165,42,42", "darkred": "139,0,0", "darkgreen": "0,100,0", "darkblue": "0,0,139",
    "crimson": "220,20,60", "gold": "255,215,0", "indigo": "75,0,130", "violet": "238,130,238",
    "lightgray": "211,211,211", "lightgrey": "211,211,211", "lightblue": "173,216,230", "lightgreen": "144,238,144",
    "steelblue": "70,130,180", "darkorange": "255,140,0", "tomato": "255,99,71",
}  # fmt: skip

STRUCK: Mark = ("span", "text-decoration: line-through;")
HIGHLIGHT: Mark = ("span", "background-color: rgb(255,240,179);")
_BOLD = frozenset({"bold", "bolder", "600", "700", "800", "900"})


def declarations(element: HtmlElement) -> dict[str, str]:
    """The declarations in the attribute ``style``, in lower case."""
    pairs = (part.partition(":") for part in element.get("style").lower().split(";"))
    return {name.strip(): value.strip() for name, colon, value in pairs if colon}


def colour(value: str) -> str | None:
    """A colour of CSS in the only spelling that Confluence keeps, ``rgb(r,g,b)``; ``None`` for what is none."""
    value = value.strip().lower()
    if value in _NAMED:
        return f"rgb({_NAMED[value]})"
    if found := _HEX.match(value):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
        return f"rgb({','.join(str(int(digits[i : i + 2], 16)) for i in (0, 2, 4))})"
    if found := _RGB.match(value):
        return f"rgb({','.join(str(min(int(part), 255)) for part in found.groups())})"
    return None


def marks(element: HtmlElement) -> list[Mark]:
    """What the style of an inline element says, outermost first."""
    style = declarations(element)
    found: list[Mark] = []
    decoration = style.get("text-decoration", "") + style.get("text-decoration-line", "")
    if style.get("font-weight") in _BOLD:
        found.append(("strong", None))
    if style.get("font-style") in {"italic", "oblique"}:
        found.append(("em", None))
    if "underline" in decoration:
        found.append(("u", None))
    if "line-through" in decoration:
        found.append(STRUCK)
    if text := colour(style.get("color", "") or element.get("color")):
        found.append(("span", f"color: {text};"))
    if back := colour(style.get("background-color", "") or style.get("background", "")):
        found.append(("span", f"background-color: {back};"))
    return found


def alignment(element: HtmlElement) -> str | None:
    """Where its text stands, when that is not where it always does."""
    if element.name == "center" or "align-center" in element.classes:
        return "center"
    asked = declarations(element).get("text-align") or element.get("align").lower()
    return asked if asked in {"center", "right"} else None
