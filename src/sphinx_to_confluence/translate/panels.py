"""What does a box with a colour look like, on each editor?"""

from __future__ import annotations

import enum
from collections.abc import Sequence

from docutils import nodes

from sphinx_to_confluence.storage import macros
from sphinx_to_confluence.storage.elements import Element, text_of
from sphinx_to_confluence.storage.macros import anchors_of
from sphinx_to_confluence.translate.page import Out, PageContext


class Look(enum.Enum):
    """The boxes that we use."""

    INFO = "blue, i"
    TIP = "green, check mark"
    NOTE = "yellow, exclamation mark"
    WARNING = "red, cross"
    IMPORTANT = "purple; yellow on Data Center, which has no such panel"
    BOX = "grey, no icon"


_MACROS = {
    Look.INFO: macros.INFO,
    Look.TIP: macros.TIP,
    Look.NOTE: macros.NOTE,
    Look.WARNING: macros.WARNING,
    Look.IMPORTANT: macros.NOTE,
}
GREY = "#F4F5F7"
"""The colour of boxes that have none of their own."""


def panel(
    node: nodes.Element,
    page: PageContext,
    out: Out,
    look: Look | str,
    *,
    title: Sequence[nodes.Node] | str = (),
    body: Sequence[nodes.Node],
) -> None:
    """Write a box.

    :param look: one of ours, or the colour of a box without an icon.

    On Cloud the title is the first paragraph: as a parameter it would become a heading, and part of the table of
    contents.
    """
    with out.collect() as fragment:
        page.anchors(node)
        if title and page.on_cloud:
            with out.element("p", at=node), out.element("strong"):
                _write_title(title, page, out)
        page.each(body)
    parameters: dict[str, str] = {}
    if title and not page.on_cloud:
        parameters["title"] = plain_text(title, page, out)
    out.add(_box(look, parameters, fragment, page), at=node)


def expand(
    node: nodes.Element,
    page: PageContext,
    out: Out,
    *,
    title: Sequence[nodes.Node] | str = (),
    body: Sequence[nodes.Node],
    is_open: bool = False,
) -> None:
    """Write what readers open and close.

    No expand can be open when a page is opened: what is meant to be seen at once is in a box.
    An expand without a title gets one from Confluence, in the language of who reads.
    """
    if is_open:
        panel(node, page, out, Look.BOX, title=title, body=body)
        return
    page.anchors(node)
    with out.collect() as fragment:
        page.each(body)
    name = plain_text(title, page, out).strip()
    out.add(macros.EXPAND.element({"title": name} if name else {}, fragment.children), at=node)


def plain_text(title: Sequence[nodes.Node] | str, page: PageContext, out: Out) -> str:
    """A title without markup, for a parameter of a macro; places to link to in it are written at the cursor."""
    with out.collect() as fragment:
        _write_title(title, page, out)
    out.put(anchors_of(fragment))
    return text_of(fragment.children)


def _write_title(title: Sequence[nodes.Node] | str, page: PageContext, out: Out) -> None:
    if isinstance(title, str):
        out.text(title)
    else:
        page.each(title)


def _box(look: Look | str, parameters: dict[str, str], body: Element, page: PageContext) -> Element:
    if isinstance(look, str) or look is Look.BOX:
        colour = look if isinstance(look, str) else GREY
        return macros.PANEL.element({**parameters, "bgColor": colour}, body.children)
    if look is Look.IMPORTANT and page.on_cloud:
        return macros.adf_panel("note", body.children)
    return _MACROS[look].element(parameters, body.children)
