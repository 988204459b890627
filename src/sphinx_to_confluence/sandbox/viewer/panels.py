"""Macros that hold text in a frame: info, note, tip, warning, panel, expand, excerpt, page properties, sections."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from sphinx_to_confluence.sandbox.viewer.markup import colour, join, paint, pixels, tag
from sphinx_to_confluence.sandbox.viewer.nesting import Place
from sphinx_to_confluence.sandbox.viewer.storage import (
    Element,
    first_child,
    macro_name,
    named_children,
    plain,
    setting,
)
from sphinx_to_confluence.sandbox.viewer.view import Draw, View

# What the style sheet calls the look of each macro: (look, said to screen readers).
_LOOKS = {
    "info": ("info", "Information"),
    "tip": ("success", "Tip"),
    "note": ("warning", "Note"),
    "warning": ("error", "Warning"),
}
_ADF_LOOKS = {
    "info": ("info", "Information"),
    "note": ("note", "Note"),
    "tip": ("success", "Tip"),
    "success": ("success", "Success"),
    "warning": ("warning", "Warning"),
    "error": ("error", "Error"),
}


def body(macro: Element, view: View, place: Place) -> Markup:
    """Draw the blocks that a macro holds."""
    rich = first_child(macro, "ac:rich-text-body")
    return view.within(place).blocks(rich) if rich is not None else Markup("")


def admonition(macro: Element, view: View) -> Markup:
    """Draw info, note, tip or warning."""
    look, name = _LOOKS[macro_name(macro)]
    content = body(macro, view, Place.PANEL)
    title = setting(macro, "title")
    if title:
        # Cloud turns the title into a heading within the panel.
        heading = tag("h3", title) if view.cloud else tag("p", tag("strong", title))
        content = heading + content
    icon = view.cloud or setting(macro, "icon", "true") != "false"
    return _panel(content, look, name if icon else "")


def panel(macro: Element, view: View) -> Markup:
    """Draw the panel macro: a colour and an icon on Cloud, a title bar and a border on Data Center."""
    content = body(macro, view, Place.PANEL)
    ground = paint(setting(macro, "bgColor"))
    title = setting(macro, "title")
    if not view.cloud:
        return _framed(macro, content, title, ground)
    if title:
        content = tag("h3", title) + content
    icon = setting(macro, "panelIconText") or setting(macro, "panelIcon")
    if not icon and ground is None:
        return _panel(content, "note", "Note")
    sign = tag("span", icon, class_="panel-emoji", aria_hidden="true") if icon else Markup("")
    return tag(
        "div",
        sign + tag("div", content, class_="panel-content"),
        class_="panel panel-custom paint" if ground else "panel panel-custom",
        style=ground,
    )


def _framed(macro: Element, content: Markup, title: str, ground: str | None) -> Markup:
    bar = Markup("")
    if title:
        bar = tag(
            "div", title, class_="panel-title paint", style=paint(setting(macro, "titleBGColor"))
        )
    border = setting(macro, "borderStyle", "solid")
    frame = colour(setting(macro, "borderColor"))
    return tag(
        "div",
        bar + tag("div", content, class_="panel-content"),
        class_=f"panel-framed paint border-{border if border in {'dashed', 'none'} else 'solid'}",
        style="; ".join(filter(None, (ground, f"--frame: {frame}" if frame else ""))) or None,
    )


def _panel(content: Markup, look: str, name: str) -> Markup:
    icon = (
        tag("span", class_=f"panel-icon icon-{look}", role="img", aria_label=name) if name else ""
    )
    return tag(
        "div", icon + tag("div", content, class_="panel-content"), class_=f"panel panel-{look}"
    )


def expand(macro: Element, view: View) -> Markup:
    """Draw an expand, closed."""
    nested = view.place in {Place.EXPAND, Place.CELL}
    content = body(macro, view, Place.NESTED_EXPAND if nested else Place.EXPAND)
    title = setting(macro, "title") or "Click here to expand…"
    width = pixels(setting(macro, "breakoutWidth")) if view.place is Place.ROOT else None
    return tag(
        "details",
        tag("summary", title) + tag("div", content, class_="expand-content"),
        class_="expand breakout" if width else "expand",
        style=f"--width: {width}px" if width else None,
    )


def excerpt(macro: Element, view: View) -> Markup:
    """Draw an excerpt in its place, unless it is hidden."""
    if setting(macro, "hidden") == "true":
        return Markup("")
    content = body(macro, view, Place.BODIED)
    return tag("div", content, class_="excerpt")


def details(macro: Element, view: View) -> Markup:
    """Draw page properties, unless they are hidden."""
    if setting(macro, "hidden") == "true":
        return Markup("")
    return tag("div", body(macro, view, Place.BODIED), class_="properties")


def section(macro: Element, view: View) -> Markup:
    """Draw the columns of a section side by side."""
    rich = first_child(macro, "ac:rich-text-body")
    columns = [child for child in rich if macro_name(child) == "column"] if rich is not None else []
    inside = view.within(Place.BODIED)
    cells = join(tag("div", body(column, inside, Place.BODIED)) for column in columns)
    return tag("div", cells, class_="layout", style=f"--columns: repeat({len(columns) or 1}, 1fr)")


def adf_extension(element: Element, view: View) -> Markup:
    """Draw a node that only Cloud's editor has: a panel, decisions; of others the fallback."""
    node = first_child(element, "ac:adf-node")
    kind = node.get("type", "") if node is not None else ""
    if node is not None and view.cloud and kind == "panel":
        return _adf_panel(node, view)
    if node is not None and view.cloud and kind == "decision-list":
        items = named_children(node, "ac:adf-node")
        return tag("ul", join(_decision(item, view) for item in items), class_="decisions")
    fallback = first_child(element, "ac:adf-fallback")
    if fallback is not None:
        return view.blocks(fallback)
    return tag("div", tag("span", kind or "adf-extension", class_="macro-name"), class_="macro")


def _adf_panel(node: Element, view: View) -> Markup:
    attributes = {
        one.get("key", ""): plain(one).strip() for one in named_children(node, "ac:adf-attribute")
    }
    content = join(
        view.within(Place.PANEL).blocks(part) for part in named_children(node, "ac:adf-content")
    )
    kind = attributes.get("panel-type", "info")
    if kind == "custom":
        ground = paint(attributes.get("panel-color"))
        icon = attributes.get("panel-icon-text") or attributes.get("panel-icon", "")
        sign = tag("span", icon, class_="panel-emoji", aria_hidden="true") if icon else Markup("")
        inner = sign + tag("div", content, class_="panel-content")
        return tag("div", inner, class_="panel panel-custom paint", style=ground)
    look, name = _ADF_LOOKS.get(kind, _ADF_LOOKS["info"])
    return _panel(content, look, name)


def _decision(node: Element, view: View) -> Markup:
    content = join(view.inline(part) for part in named_children(node, "ac:adf-content"))
    return tag("li", content)


ELEMENTS: Mapping[str, Draw] = {"ac:adf-extension": adf_extension}
MACROS: Mapping[str, Draw] = {
    **dict.fromkeys(_LOOKS, admonition),
    "panel": panel,
    "expand": expand,
    "excerpt": excerpt,
    "details": details,
    "section": section,
}
