"""Marks and small things within a line: emphasis, code, colours, dates, emoticons, comment markers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from sphinx_to_confluence.sandbox.viewer.markup import colour, declarations, tag
from sphinx_to_confluence.sandbox.viewer.storage import Element, plain
from sphinx_to_confluence.sandbox.viewer.view import Draw, View

# As the editor spells them.
_MARKS = {
    **{name: name for name in ("strong", "em", "u", "sub", "sup")},
    "b": "strong",
    "i": "em",
    "cite": "em",
    "var": "em",
    "ins": "u",
    "s": "s",
    "del": "s",
}
_CODE = ("code", "tt", "kbd", "samp")
_EMOTICONS = {
    "smile": "\N{SLIGHTLY SMILING FACE}",
    "sad": "\N{SLIGHTLY FROWNING FACE}",
    "cheeky": "\N{FACE WITH STUCK-OUT TONGUE}",
    "laugh": "\N{GRINNING FACE}",
    "wink": "\N{WINKING FACE}",
    "thumbs-up": "\N{THUMBS UP SIGN}",
    "thumbs-down": "\N{THUMBS DOWN SIGN}",
    "information": "\N{INFORMATION SOURCE}",
    "tick": "\N{WHITE HEAVY CHECK MARK}",
    "cross": "\N{CROSS MARK}",
    "warning": "\N{WARNING SIGN}",
    "plus": "\N{HEAVY PLUS SIGN}",
    "minus": "\N{HEAVY MINUS SIGN}",
    "question": "\N{BLACK QUESTION MARK ORNAMENT}",
    "light-on": "\N{ELECTRIC LIGHT BULB}",
    "light-off": "\N{ELECTRIC LIGHT BULB}",
    "yellow-star": "\N{WHITE MEDIUM STAR}",
    "red-star": "\N{WHITE MEDIUM STAR}",
    "green-star": "\N{WHITE MEDIUM STAR}",
    "blue-star": "\N{WHITE MEDIUM STAR}",
    "heart": "\N{HEAVY BLACK HEART}",
    "broken-heart": "\N{BROKEN HEART}",
}


def mark(element: Element, view: View) -> Markup:
    """Draw emphasis of some kind."""
    return tag(_MARKS[element.tag], view.inline(element))


def code(element: Element, view: View) -> Markup:
    """Draw inline code; on Cloud no other mark survives within it, links do."""
    if not view.cloud:
        return tag("code", view.inline(element))
    content = view.inline(element) if _only_links(element) else plain(element)
    return tag("code", content)


def _only_links(element: Element) -> bool:
    return all(child.tag in {"a", "ac:link"} for child in element)


def span(element: Element, view: View) -> Markup:
    """Draw coloured or struck text; any other span is its content."""
    wanted = declarations(element.get("style"))
    content = view.inline(element)
    if "line-through" in wanted.get("text-decoration", ""):
        content = tag("s", content)
    ink = colour(wanted.get("color"))
    if ink:
        content = tag("span", content, class_="ink", style=f"--ink: {ink}")
    ground = colour(wanted.get("background-color"))
    if ground:
        content = tag("span", content, class_="paint", style=f"--paint: {ground}")
    return content


def small(element: Element, view: View) -> Markup:
    """Draw ``small`` and ``big``, which Cloud drops."""
    return (
        view.inline(element)
        if view.cloud
        else tag("span", view.inline(element), class_=element.tag)
    )


def line_break(_element: Element, _view: View) -> Markup:
    """Draw a line break."""
    return tag("br")


def time(element: Element, _view: View) -> Markup:
    """Draw a date as its lozenge."""
    value = element.get("datetime", "")
    try:
        shown = date.fromisoformat(value[:10]).strftime("%b %d, %Y")
    except ValueError:
        shown = value
    return tag("time", shown, datetime=value, class_="date")


def emoticon(element: Element, _view: View) -> Markup:
    """Draw an emoji: the character that the element brings along, or the one of its name."""
    name = element.get("ac:emoji-shortname") or f":{element.get('ac:name', '')}:"
    shown = element.get("ac:emoji-fallback") or _EMOTICONS.get(element.get("ac:name", ""), name)
    return tag("span", shown, class_="emoji", role="img", aria_label=name.strip(":"))


def comment_marker(element: Element, view: View) -> Markup:
    """Draw the words that an inline comment is about; they are highlighted while it is open."""
    found = view.highlights.get(element)
    if found is None:
        return view.inline(element)
    return tag(
        "mark",
        view.inline(element),
        id=f"{found.comment}-words" if found.is_first else None,
        class_="comment",
        aria_details=found.comment,
    )


def placeholder(element: Element, view: View) -> Markup:
    """Draw the hint of a template."""
    return tag("span", view.inline(element), class_="hint")


def abbreviation(element: Element, view: View) -> Markup:
    """Draw an ``abbr``, of which Confluence keeps the text only."""
    return view.inline(element)


ELEMENTS: Mapping[str, Draw] = {
    **dict.fromkeys(_MARKS, mark),
    **dict.fromkeys(_CODE, code),
    **dict.fromkeys(("small", "big"), small),
    "span": span,
    "font": abbreviation,
    "abbr": abbreviation,
    "br": line_break,
    "time": time,
    "ac:emoticon": emoticon,
    "ac:inline-comment-marker": comment_marker,
    "ac:placeholder": placeholder,
}
