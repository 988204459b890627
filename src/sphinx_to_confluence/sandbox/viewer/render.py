"""How does a page look? Its storage format as HTML, as Confluence's renderer shows it.

The result is safe to put into a page: text is escaped, and only elements, attributes and addresses that the drawing
functions write themselves get in.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from sphinx_to_confluence.sandbox.viewer import (
    blocks,
    code,
    images,
    inline,
    links,
    lookups,
    panels,
    tables,
)
from sphinx_to_confluence.sandbox.viewer.markup import tag
from sphinx_to_confluence.sandbox.viewer.outline import highlights_of, outline_of
from sphinx_to_confluence.sandbox.viewer.storage import (
    Element,
    Unreadable,
    macro_name,
    parse,
)
from sphinx_to_confluence.sandbox.viewer.view import Draw, View
from sphinx_to_confluence.sandbox.viewer.wiki import Flavour, Target, Wiki

_MACROS: Mapping[str, Draw] = {
    "code": code.code_macro,
    "noformat": code.noformat_macro,
    **panels.MACROS,
    **lookups.MACROS,
}
# Nothing of these may reach the reader, not even as text.
_DROPPED = frozenset({"script", "style", "template", "iframe", "object", "embed"})


def render(
    body: str,
    page: Target,
    wiki: Wiki,
    *,
    flavour: Flavour = Flavour.CLOUD,
    host: str = "",
    comments: Mapping[str, str] | None = None,
) -> Markup:
    """Draw the body of a page.

    :param host: name and port under which the viewer is reached, to tell links to pages here from others.
    :param comments: the id of the element of each open inline comment, by the ref of its markers.
    """
    try:
        root = parse(body)
    except Unreadable as error:
        message = tag("p", f"This page cannot be shown: it is not storage format ({error}).")
        return tag("div", message, class_="macro macro-fault", role="alert")
    view = View(
        wiki=wiki,
        page=page,
        flavour=flavour,
        outline=outline_of(root, flavour, page.title),
        elements=_ELEMENTS,
        unknown=_unknown,
        including=(page.id,),
        host=host,
        highlights=highlights_of(root, comments or {}),
    )
    return view.blocks(root)


def _macro(element: Element, view: View) -> Markup:
    return _MACROS.get(macro_name(element), lookups.other)(element, view)


def _dropped(_element: Element, _view: View) -> Markup:
    return Markup("")


def _unknown(element: Element, view: View) -> Markup:
    title = f"Confluence does not know <{element.tag}>."
    return tag("div", view.blocks(element), class_="unknown", title=title)


_ELEMENTS: Mapping[str, Draw] = {
    **blocks.ELEMENTS,
    **inline.ELEMENTS,
    **tables.ELEMENTS,
    **links.ELEMENTS,
    **images.ELEMENTS,
    **panels.ELEMENTS,
    **dict.fromkeys(_DROPPED, _dropped),
    "ac:structured-macro": _macro,
    "ac:macro": _macro,
}
