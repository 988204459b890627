"""Paragraphs, headings, quotes, lists, tasks, layouts: the blocks that are not macros."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote as url_quote

from markupsafe import Markup

from sphinx_to_confluence.sandbox.viewer.code import plain_block
from sphinx_to_confluence.sandbox.viewer.markup import declarations, join, pixels, tag
from sphinx_to_confluence.sandbox.viewer.nesting import Place
from sphinx_to_confluence.sandbox.viewer.storage import Element, first_child, plain
from sphinx_to_confluence.sandbox.viewer.view import Draw, View

_ALIGNABLE = {Place.ROOT, Place.LAYOUT, Place.CELL}
_INDENTABLE = {Place.ROOT, Place.LAYOUT}
_INDENT_PX = 30
_DEEPEST_INDENT = 6
_LIST_STYLES = frozenset(
    {"lower-alpha", "upper-alpha", "lower-roman", "upper-roman", "decimal", "disc", "circle"}
    | {"square", "none"}
)
_LAYOUTS = {
    "single": "1fr",
    "fixed-width": "1fr",
    "two_equal": "1fr 1fr",
    "two_left_sidebar": "1fr 2fr",
    "two_right_sidebar": "2fr 1fr",
    "three_equal": "1fr 1fr 1fr",
    "three_with_sidebars": "1fr 2fr 1fr",
    "four_equal": "repeat(4, 1fr)",
    "five_equal": "repeat(5, 1fr)",
}


def paragraph(element: Element, view: View) -> Markup:
    """Draw a paragraph; a block within it stands on its own, as the editor has it."""
    style = _position(element, view)
    drawn = view.split(element, lambda line: tag("p", line, style=style))
    return drawn or tag("p", style=style)


def heading(element: Element, view: View) -> Markup:
    """Draw a heading with the id that the renderer computes, and a link to it that shows on hover."""
    identifier = view.outline.ids.get(element)
    link = (
        tag(
            "a",
            "#",
            class_="heading-link",
            href=f"#{url_quote(identifier)}",
            aria_label="Link to this heading",
        )
        if identifier
        else ""
    )
    content = view.inline(element) + link
    return tag(element.tag, content, id=identifier, style=_position(element, view))


def _position(element: Element, view: View) -> str | None:
    wanted = declarations(element.get("style"))
    found: list[str] = []
    align = wanted.get("text-align", "")
    if align in {"center", "right"} and (not view.cloud or view.place in _ALIGNABLE):
        found.append(f"text-align: {align}")
    indent = pixels(wanted.get("margin-left"))
    if indent and not view.cloud:
        found.append(f"margin-left: {indent}px")
    elif indent and view.place in _INDENTABLE:
        steps = min(round(indent / _INDENT_PX), _DEEPEST_INDENT)
        found.append(f"margin-left: {steps * _INDENT_PX}px")
    return "; ".join(found) or None


def quote(element: Element, view: View) -> Markup:
    """Draw a quotation."""
    return tag("blockquote", view.within(Place.QUOTE).blocks(element))


def preformatted(element: Element, view: View) -> Markup:
    """Draw a ``pre``: a code block without a language on Cloud, as it is on Data Center."""
    if view.cloud:
        return plain_block(plain(element), view)
    return tag("pre", view.inline(element))


def rule(_element: Element, _view: View) -> Markup:
    """Draw a horizontal rule."""
    return tag("hr")


def list_(element: Element, view: View) -> Markup:
    """Draw a list; on Cloud the depth alone decides about its bullets or numbers."""
    inside = view.within(Place.ITEM)
    items = join(
        tag("li", inside.blocks(child)) if child.tag == "li" else view.draw(child)
        for child in element
    )
    start = pixels(element.get("start")) if element.tag == "ol" else None
    style = declarations(element.get("style")).get("list-style-type", "")
    kept = f"list-style-type: {style}" if not view.cloud and style in _LIST_STYLES else None
    return tag(element.tag, items, start=start, style=kept)


def division(element: Element, view: View) -> Markup:
    """Unwrap a ``div`` on Cloud, keep it on Data Center."""
    if view.cloud:
        return view.blocks(element)
    return tag("div", view.blocks(element), style=_position(element, view))


def definitions(element: Element, view: View) -> Markup:
    """Draw a definition list on Data Center; Cloud drops the structure and keeps the text."""
    if view.cloud:
        return view.blocks(element)
    rows = (child for child in element if child.tag in {"dt", "dd"})
    return tag("dl", join(tag(row.tag, view.blocks(row)) for row in rows))


def task_list(element: Element, view: View) -> Markup:
    """Draw action items with their boxes."""
    return tag("ul", join(view.draw(child) for child in element), class_="tasks")


def task(element: Element, view: View) -> Markup:
    """Draw one action item."""
    done = plain(first_child(element, "ac:task-status")).strip() == "complete"
    body = first_child(element, "ac:task-body")
    content = view.within(Place.ITEM).inline(body) if body is not None else Markup("")
    box = tag("input", type="checkbox", disabled=True, checked=done, aria_label="Done")
    return tag("li", box + tag("div", content))


def layout(element: Element, view: View) -> Markup:
    """Draw the sections of a layout below each other."""
    return join(view.draw(child) for child in element)


def layout_section(element: Element, view: View) -> Markup:
    """Draw the cells of a section side by side."""
    columns = _LAYOUTS.get(element.get("ac:type", ""), "1fr")
    mode = element.get("ac:breakout-mode", "")
    width = {"wide": "960px", "full-width": "1800px"}.get(mode) if view.cloud else None
    cells = join(view.draw(child) for child in element)
    return tag(
        "div",
        cells,
        class_="layout breakout" if width else "layout",
        style=f"--columns: {columns}" + (f"; --width: {width}" if width else ""),
    )


def layout_cell(element: Element, view: View) -> Markup:
    """Draw one cell of a layout."""
    return tag("div", view.within(Place.LAYOUT).blocks(element))


ELEMENTS: Mapping[str, Draw] = {
    "p": paragraph,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), heading),
    "blockquote": quote,
    "pre": preformatted,
    "hr": rule,
    "ul": list_,
    "ol": list_,
    "div": division,
    "section": division,
    "dl": definitions,
    "dt": division,
    "dd": division,
    "ac:task-list": task_list,
    "ac:task": task,
    "ac:layout": layout,
    "ac:layout-section": layout_section,
    "ac:layout-cell": layout_cell,
}
