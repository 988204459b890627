"""Which storage formats the sandbox accepts.

Two questions: is it XML once the namespaces are bound, and can the new editor of Cloud hold it. The second has rules
of its own here, of the cases that are known to fail hard; the translator's rules are stricter and not shared, so that
a mistake there cannot hide behind the same mistake here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.entities import html5
from xml.etree import ElementTree as ET
from xml.parsers import expat

from sphinx_to_confluence.sandbox.problems import BadBody

_NAMESPACES = {
    "ac": "http://www.atlassian.com/schema/confluence/4/ac/",
    "ri": "http://www.atlassian.com/schema/confluence/4/ri/",
    "at": "http://www.atlassian.com/schema/confluence/4/at/",
}
# The opening tag takes the first line of what is parsed, so rows below it are those of the body.
_OPEN = "<body {}>\n".format(" ".join(f'xmlns:{p}="{uri}"' for p, uri in _NAMESPACES.items()))
_CLOSE = "\n</body>"
_OWN_TO_XML = {"amp", "lt", "gt", "quot", "apos"}
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_FORBIDDEN = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

PANELS = frozenset({"info", "note", "tip", "warning", "panel"})
BODIED = frozenset({"excerpt", "details", "section", "column"})
_LAYOUT = f"{{{_NAMESPACES['ac']}}}layout"
_MACRO = f"{{{_NAMESPACES['ac']}}}structured-macro"
_RICH_BODY = f"{{{_NAMESPACES['ac']}}}rich-text-body"
_NAME = f"{{{_NAMESPACES['ac']}}}name"

# container → what makes the conversion fail when it stands anywhere within. What the editor merely drops or
# moves (a panel in a list item, say) is not here: real pages hold it, and Confluence takes them.
_REFUSED_WITHIN: Mapping[str, frozenset[str]] = {
    "panel": frozenset({"table", "panel", "expand", "bodied", "layout"}),
    "bodied": frozenset({"bodied", "expand", "layout"}),
    "expand": frozenset({"bodied", "layout"}),
    "table": frozenset({"layout"}),
    "li": frozenset({"layout"}),
}
_DEEPEST_TABLE = 2  # one table in a cell becomes an extension, one more fails


def check(body: str, *, new_editor: bool) -> None:
    """Refuse a body that the site would not take.

    :param new_editor: also refuse what the new editor of Cloud cannot convert.
    :raises BadBody: in Confluence's words.
    """
    tree = parse(body)
    if new_editor:
        check_for_new_editor(tree)


def parse(body: str) -> ET.Element:
    """The tree of a storage body below an element of ours.

    :raises BadBody: when it is not XML, in Confluence's words, with row and column from 1.
    """
    if _FORBIDDEN.search(_CDATA.sub("", body)):
        raise BadBody("Error parsing xhtml: document type declarations are not allowed")
    try:
        return ET.fromstring(_OPEN + _resolve_entities(body) + _CLOSE)  # noqa: S314 - no DTD gets here
    except ET.ParseError as error:
        row, column = error.position[0] - 1, error.position[1] + 1
        rows = body.split("\n")
        if row > len(rows):
            # A tag that is never closed is noticed at our own closing tag: say the end of the body.
            row, column = len(rows), len(rows[-1]) + 1
        reason = expat.ErrorString(error.code)
        place = f"[row,col {{unknown-source}}]: [{row},{column}]"
        raise BadBody(f"Error parsing xhtml: {reason}\n at {place}") from error


def _resolve_entities(body: str) -> str:
    """HTML's named characters as themselves; they are not known to XML. The rows stay as they are."""

    def character(match: re.Match[str]) -> str:
        name = match[1]
        return match[0] if name in _OWN_TO_XML else html5.get(f"{name};", match[0])

    parts = _CDATA.split(body)
    return "".join(p if p.startswith("<![CDATA[") else _ENTITY.sub(character, p) for p in parts)


def check_for_new_editor(tree: ET.Element) -> None:
    """Refuse what the new editor cannot convert.

    :raises BadBody: in Confluence's words, which do not say what or where.
    """
    _check_below(tree, ())


def _check_below(element: ET.Element, containers: tuple[str, ...]) -> None:
    for child in element:
        kind = _kind(child)
        if kind is None:
            _check_below(child, containers)
            continue
        refused = any(kind in _REFUSED_WITHIN.get(outer, ()) for outer in containers)
        if refused or (kind == "table" and containers.count("table") == _DEEPEST_TABLE):
            raise BadBody("Content body cannot be converted to new editor format")
        _check_below(child, (*containers, kind))


def _kind(element: ET.Element) -> str | None:
    if element.tag == _LAYOUT:
        return "layout"
    if element.tag != _MACRO:
        return element.tag if element.tag in {"table", "li"} else None
    name = element.get(_NAME, "")
    if element.find(_RICH_BODY) is None:
        return None
    if name in PANELS:
        return "panel"
    if name in BODIED:
        return "bodied"
    return "expand" if name == "expand" else None
