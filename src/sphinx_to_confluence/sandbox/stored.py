"""What does Confluence make of a body before it stores it? It is read back in another spelling than it was sent in.

Seen on real sites, mostly on Cloud: ids and schema versions are added to macros, attributes and parameters change
their order, characters become named entities or stop being them, colours and lengths are spelled in another way. Ids
are made from the body here, so that the same body is always stored in the same way.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.entities import codepoint2name

_PART = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|</?[\w:-]+(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+", re.DOTALL
)
_NAME = re.compile(r"</?([\w:-]+)")
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*("[^"]*"|'[^']*')""")
_NUMBER = re.compile(r"&#(?:(\d+)|[xX]([\da-fA-F]+));")
_HEX_COLOUR = re.compile(r"(color\s*:\s*)#([\da-fA-F]{6}|[\da-fA-F]{3})\b")
_WHOLE_PIXELS = re.compile(r"(margin-left\s*:\s*\d+)px")
_ENTITIES = {code: f"&{name};" for code, name in codepoint2name.items() if code > 127}
_MARKUP = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_IDS = uuid.UUID("5d0f5a5e-6c0c-4f0e-9a39-2a2b9c1f3a10")

MACRO = "ac:structured-macro"
_RENAMED = {"b": "strong", "i": "em", "ins": "u", "tt": "code", "thead": "tbody"}
_DROPPED = {
    *((MACRO, "ac:breakout-mode"), ("table", "data-number-column")),
    *(("span", "data-highlight-colour"), ("p", "id"), ("div", "id"), ("span", "id")),
}
_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "td", "th"})
_MACRO_ORDER = ("ac:name", "ac:schema-version", "data-layout", "ac:local-id", "ac:macro-id")


@dataclass(slots=True)
class _Element:
    """An element; its children are elements and pieces of source."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Element | str] = field(default_factory=list)


def stored(body: str, *, cloud: bool, by_editor: bool = False) -> str:
    """The spelling that a body is stored in; one that is not well-formed is left as it is.

    :param by_editor: as the browser's editor of Cloud saves it, which gives ids to blocks, too.
    """
    root = _parse(body)
    if root is None:
        return body
    numbers = _Numbers(body)
    for element in _elements(root):
        _complete(element, numbers, cloud=cloud)
        if cloud:
            _respell(element)
            if by_editor and element.name in _BLOCKS:
                element.attributes.setdefault("local-id", numbers.next("block")[:12])
    return "".join(_written(child) for child in root.children)


class _Numbers:
    """Ids that are the same whenever the same body is saved."""

    def __init__(self, body: str) -> None:
        self._base = uuid.uuid5(_IDS, body)
        self._given = 0

    def next(self, kind: str) -> str:
        """An id that no other element of the body has."""
        self._given += 1
        return str(uuid.uuid5(self._base, f"{kind} {self._given}"))


def _complete(element: _Element, numbers: _Numbers, *, cloud: bool) -> None:
    """Add what the server adds."""
    attributes = element.attributes
    if element.name == MACRO:
        attributes.setdefault("ac:schema-version", "1")
        attributes.setdefault("ac:macro-id", numbers.next("macro"))
        _order_parameters(element)
    if not cloud:
        return
    if element.name in {MACRO, "table"}:
        attributes.setdefault("ac:local-id", numbers.next("local"))
    elif element.name in {"ri:page", "ri:attachment"}:
        attributes.setdefault("ri:version-at-save", "1")
    elif element.name == "ol":
        attributes.setdefault("start", "1")
    elif element.name == "ac:task" and not _child(element, "ac:task-uuid"):
        place = next((i for i, c in enumerate(element.children) if _is(c, "ac:task-id")), -1) + 1
        element.children.insert(place, _Element("ac:task-uuid", {}, [numbers.next("task")]))


def _order_parameters(macro: _Element) -> None:
    """Parameters by name, and the body behind them."""
    parameters = [c for c in macro.children if isinstance(c, _Element) and c.name == "ac:parameter"]
    others = [c for c in macro.children if not any(c is one for one in parameters)]
    parameters.sort(key=lambda one: one.attributes.get("ac:name", ""))
    macro.children = [*parameters, *others]


def _respell(element: _Element) -> None:
    """Write what Cloud writes in another way."""
    element.name = _RENAMED.get(element.name, element.name)
    if element.name == "table":
        _join_bodies(element)
    attributes = element.attributes
    for name in list(attributes):
        if (element.name, name) in _DROPPED:
            del attributes[name]
    if "style" in attributes:
        style = _HEX_COLOUR.sub(lambda match: match[1] + _rgb(match[2]), attributes["style"])
        attributes["style"] = _WHOLE_PIXELS.sub(r"\1.0px", style)


def _join_bodies(table: _Element) -> None:
    """Rows of the head are rows of the body."""
    parts = [c for c in table.children if isinstance(c, _Element) and c.name in {"thead", "tbody"}]
    for part in parts[1:]:
        parts[0].children += part.children
        table.children = [child for child in table.children if child is not part]


def _rgb(digits: str) -> str:
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = (str(int(digits[start : start + 2], 16)) for start in (0, 2, 4))
    return f"rgb({','.join(parts)})"


def _parse(body: str) -> _Element | None:
    stack = [_Element("")]
    end = 0
    for match in _PART.finditer(body):
        if match.start() != end:
            return None
        part, end = match.group(), match.end()
        name = _NAME.match(part)
        if name is None:
            stack[-1].children.append(part)
        elif part.startswith("</"):
            if stack.pop().name != name[1] or not stack:
                return None
        else:
            attributes = {
                key: value[1:-1].replace('"', "&quot;") for key, value in _ATTRIBUTE.findall(part)
            }
            element = _Element(name[1], attributes)
            stack[-1].children.append(element)
            if not part.endswith("/>"):
                stack.append(element)
    return stack[0] if len(stack) == 1 and end == len(body) else None


def _elements(root: _Element) -> Iterator[_Element]:
    for child in root.children:
        if isinstance(child, _Element):
            yield child
            yield from _elements(child)


def _written(node: _Element | str) -> str:
    if isinstance(node, str):
        return node if node.startswith("<!") else _text(node)
    attributes = "".join(f' {name}="{value}"' for name, value in _ordered(node).items())
    if not node.children:
        return f"<{node.name}{attributes} />"
    inner = "".join(_written(child) for child in node.children)
    return f"<{node.name}{attributes}>{inner}</{node.name}>"


def _ordered(element: _Element) -> Mapping[str, str]:
    if element.name != MACRO:
        return dict(sorted(element.attributes.items()))
    known = {n: element.attributes[n] for n in _MACRO_ORDER if n in element.attributes}
    return known | element.attributes


def _text(source: str) -> str:
    """Text with named entities for what has a name, and without those that are not needed."""
    source = _NUMBER.sub(_character, source).replace("&quot;", '"').replace("&apos;", "'")
    return source.translate(_ENTITIES)


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1] or "0") or int(match[2] or "0", 16)).translate(_MARKUP)


def _child(element: _Element, name: str) -> bool:
    return any(_is(child, name) for child in element.children)


def _is(node: _Element | str, name: str) -> bool:
    return isinstance(node, _Element) and node.name == name
