"""Images: attached ones are shown, those of other servers are named (the viewer loads nothing from elsewhere)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup

from sphinx_to_confluence.sandbox.viewer.links import page_of
from sphinx_to_confluence.sandbox.viewer.markup import colour, pixels, safe_address, tag
from sphinx_to_confluence.sandbox.viewer.nesting import Place
from sphinx_to_confluence.sandbox.viewer.storage import Element, first_child
from sphinx_to_confluence.sandbox.viewer.view import Draw, View

_LAYOUTS = frozenset(
    {"center", "wrap-left", "wrap-right", "align-start", "align-end", "wide", "full-width"}
)
_LAYOUT_OF_ALIGN = {"left": "align-start", "center": "center", "right": "align-end"}
_BREAKOUT_PX = {"wide": 960, "full-width": 1800}
_LOWERED = re.compile(r"\s*vertical-align:\s*(-?\d{1,3}(?:\.\d{1,2})?)px;?\s*")


def image(element: Element, view: View) -> Markup:
    """Draw ``ac:image``: a block with its caption, or within the line of text."""
    picture = _picture(element, view)
    if not view.is_block(element):
        return tag("span", picture, class_="image-inline" if view.cloud else "image-line")
    layout = element.get("ac:layout") or _LAYOUT_OF_ALIGN.get(element.get("ac:align", ""), "")
    layout = layout if layout in _LAYOUTS else "center"
    caption = first_child(element, "ac:caption")
    content = picture
    if caption is not None:
        text = Markup("").join(
            view.inline(child) if child.tag == "p" else view.draw(child) for child in caption
        )
        content += tag("figcaption", text or view.inline(caption))
    broad = _BREAKOUT_PX.get(layout) if view.place is Place.ROOT else None
    return tag(
        "figure",
        content,
        class_=f"image image-{layout}" + (" breakout" if broad else ""),
        style=f"--width: {broad}px" if broad else None,
    )


def _picture(element: Element, view: View) -> Markup:
    attached = first_child(element, "ri:attachment")
    if attached is None:
        remote = first_child(element, "ri:url")
        address = remote.get("ri:value", "") if remote is not None else ""
        return _remote(address, element.get("ac:alt"))
    name = attached.get("ri:filename", "")
    owner = page_of(attached[0], view) if len(attached) else view.page
    file = view.wiki.files(owner.id).get(name) if owner else None
    if file is None:
        reason = f"No file called “{name}” is attached."
        return tag("span", name, class_="image-missing", title=reason, tabindex="0")
    # Cloud drops the height, the width alone decides.
    width = pixels(element.get("ac:width")) or pixels(element.get("ac:original-width"))
    border = first_child(element, "ac:adf-mark")
    framed = element.get("ac:border") == "true" or (
        border is not None and border.get("key") == "border"
    )
    ink = colour(border.get("color")) if border is not None else None
    return tag(
        "img",
        src=file.url,
        alt=element.get("ac:alt", ""),
        title=None if view.cloud else element.get("ac:title"),
        width=width,
        height=None if view.cloud else pixels(element.get("ac:height")),
        class_="framed" if framed else None,
        style=f"--frame: {ink}" if ink else _lowered(element, view),
    )


def _lowered(element: Element, view: View) -> str | None:
    """How far an image in a line goes below it; Cloud has all of them at the same height."""
    found = _LOWERED.fullmatch(element.get("ac:style", "")) if not view.cloud else None
    return f"vertical-align: {found[1]}px" if found else None


def _remote(address: str, alt: str | None) -> Markup:
    return tag(
        "a",
        alt or address,
        href=safe_address(address),
        class_="image-remote",
        rel="noopener noreferrer",
        title="An image of another server; Confluence loads it, this preview does not.",
    )


def html_image(element: Element, _view: View) -> Markup:
    """Draw ``img``, which can only name an image of another server."""
    return _remote(element.get("src", ""), element.get("alt"))


ELEMENTS: Mapping[str, Draw] = {"ac:image": image, "img": html_image}
