"""What does a stored body say? Storage XML as an element tree with readable names.

Tags and attributes are named as in the source: ``ac:image``, ``ri:filename``.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator
from typing import TypeAlias
from xml.etree import ElementTree as ET

Element: TypeAlias = ET.Element

_NAMESPACES = {
    "ac": "http://atlassian.com/content",
    "ri": "http://atlassian.com/resource/identifier",
    "at": "http://atlassian.com/template",
}
_PREFIXES = {f"{{{uri}}}": f"{prefix}:" for prefix, uri in _NAMESPACES.items()}
_OPENING = "<body {}>".format(
    " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
)
_CDATA_OR_ENTITY = re.compile(r"<!\[CDATA\[.*?\]\]>|&([A-Za-z][A-Za-z0-9]*);", re.DOTALL)
_MACRO_TAGS = frozenset({"ac:structured-macro", "ac:macro"})
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})

#: Deeper pages than any person writes; keeps the drawing functions, which recurse, within Python's limit.
MAX_DEPTH = 120


class Unreadable(ValueError):  # noqa: N818 - named for what the body is
    """The body is not storage format; the message says where."""


def parse(body: str) -> Element:
    """Read a body into a tree whose root is called ``body``.

    No document type can occur inside the root, so there are no entities to expand and nothing is fetched.

    :raises Unreadable: if it is not well-formed or nested too deeply.
    """
    text = _CDATA_OR_ENTITY.sub(_as_number, body)
    try:
        root = ET.fromstring(f"{_OPENING}{text}</body>")  # noqa: S314 - see above
    except ET.ParseError as error:
        line, column = error.position
        column -= len(_OPENING) if line == 1 else 0
        raise Unreadable(f"line {line}, column {max(column, 0) + 1}: {error.msg}") from error
    level = [root]
    for _ in range(MAX_DEPTH):
        for element in level:
            _use_prefixes(element)
        level = [child for element in level for child in element]
        if not level:
            return root
    raise Unreadable(f"elements are nested more than {MAX_DEPTH} deep")


def _as_number(match: re.Match[str]) -> str:
    name = match.group(1)
    if name is None or name in _OF_XML:
        return match.group(0)
    found = html.entities.html5.get(f"{name};")
    return match.group(0) if found is None else "".join(f"&#{ord(char)};" for char in found)


def _use_prefixes(element: Element) -> None:
    element.tag = _prefixed(element.tag)
    for name in [name for name in element.attrib if name.startswith("{")]:
        element.attrib[_prefixed(name)] = element.attrib.pop(name)


def _prefixed(name: str) -> str:
    for namespace, prefix in _PREFIXES.items():
        if name.startswith(namespace):
            return prefix + name.removeprefix(namespace)
    return name


def pieces(element: Element) -> Iterator[str | Element]:
    """Yield text and child elements in their order; empty text is left out."""
    if element.text:
        yield element.text
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def first_child(element: Element, tag: str) -> Element | None:
    """Return the first child of a name (ElementTree's paths do not take names with a colon)."""
    return next(named_children(element, tag), None)


def named_children(element: Element, tag: str) -> Iterator[Element]:
    """Yield the children of a name."""
    return (one for one in element if one.tag == tag)


def plain(element: Element | None) -> str:
    """Return all text of an element."""
    return "" if element is None else "".join(element.itertext())


def parameter(macro: Element, name: str) -> Element | None:
    """Return a parameter of a macro; ``""`` is the unnamed one."""
    for child in named_children(macro, "ac:parameter"):
        if child.get("ac:name", "") == name:
            return child
    return None


def setting(macro: Element, name: str, default: str = "") -> str:
    """Return the text of a parameter of a macro."""
    found = parameter(macro, name)
    return default if found is None else plain(found).strip()


def macro_name(element: Element) -> str:
    """Return the name of a macro, empty for any other element."""
    return element.get("ac:name", "") if element.tag in _MACRO_TAGS else ""
