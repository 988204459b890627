"""Is a page what its editor can hold? A judge for tests that shares nothing with the code that it judges.

The facts are those of Atlassian's published schema of the editor's documents (``@atlaskit/adf-schema`` 57.7.22,
``json-schema/v1/full.json``), in its own words, and of the documentation of the storage format: which part stands in
which whole. The first hold for Cloud, the others for both editors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

NAMESPACES = {
    "ac": "http://atlassian.com/content",
    "ri": "http://atlassian.com/resource/identifier",
    "at": "http://atlassian.com/template",
}
_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())

# Node types of the schema, by what holds them. "extension" is a macro without a body, "bodiedExtension" one with a
# rich body that has no node type of its own; mediaSingle is an image that is a block.
_NESTED_EXPAND = (
    "paragraph heading mediaSingle codeBlock bulletList orderedList taskList decisionList rule panel blockquote "
    "extension"
)
_NON_NESTABLE = f"{_NESTED_EXPAND} table"
_BLOCK_CONTENT = f"{_NON_NESTABLE} expand bodiedExtension"
CONTENT = {
    holder: frozenset(held.split())
    for holder, held in {
        "doc": f"{_BLOCK_CONTENT} layoutSection",
        "layoutColumn": _BLOCK_CONTENT,
        "panel": "paragraph heading bulletList orderedList codeBlock mediaSingle taskList decisionList rule extension",
        "expand": f"{_NON_NESTABLE} nestedExpand",
        "nestedExpand": _NESTED_EXPAND,
        "bodiedExtension": _NON_NESTABLE,
        "tableCell": f"{_NESTED_EXPAND} nestedExpand",
        "listItem": "paragraph bulletList orderedList taskList mediaSingle codeBlock extension",
        "blockquote": "paragraph orderedList bulletList codeBlock mediaSingle extension",
    }.items()
}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NODE_OF_ELEMENT = {
    "p": "paragraph",
    "ul": "bulletList",
    "ol": "orderedList",
    "table": "table",
    "blockquote": "blockquote",
    "hr": "rule",
    "pre": "codeBlock",
    "ac:task-list": "taskList",
    "ac:layout": "layoutSection",
    **dict.fromkeys(_HEADINGS, "heading"),
}
_NODE_OF_MACRO = {
    **dict.fromkeys(("info", "note", "tip", "warning", "panel"), "panel"),
    "expand": "expand",
    "code": "codeBlock",
    "noformat": "codeBlock",
}
_INLINE_MACROS = frozenset({"anchor", "status", "jira"})
_INLINE = frozenset(
    {"a", "strong", "em", "u", "s", "del", "sub", "sup", "code", "span", "br", "time", "ac:link", "ac:emoticon",
     "ac:placeholder", "ac:inline-comment-marker"}
)  # fmt: skip
# What only Data Center keeps.
_INLINE_DC = frozenset(
    {"b", "i", "big", "small", "tt", "ins", "cite", "var", "samp", "kbd", "abbr", "q", "img"}
)
_BLOCKS_DC = frozenset({"dl", "div", "address", "section", "article", "details", "center"})
_NOT_IN_CODE = frozenset({"strong", "em", "u", "s", "del", "sub", "sup", "span"})

# Parts, and the wholes that they stand in.
_PARTS = {
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "tbody": {"table"},
    "thead": {"table"},
    "tfoot": {"table"},
    "colgroup": {"table"},
    "col": {"colgroup", "table"},
    "tr": {"table", "tbody", "thead", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "ac:layout-section": {"ac:layout"},
    "ac:layout-cell": {"ac:layout-section"},
    "ac:task": {"ac:task-list"},
    "ac:task-id": {"ac:task"},
    "ac:task-uuid": {"ac:task"},
    "ac:task-status": {"ac:task"},
    "ac:task-body": {"ac:task"},
    "ac:parameter": {"ac:structured-macro"},
    "ac:rich-text-body": {"ac:structured-macro"},
    "ac:plain-text-body": {"ac:structured-macro"},
    "ac:link-body": {"ac:link"},
    "ac:plain-text-link-body": {"ac:link"},
    "ac:caption": {"ac:image"},
    "ac:adf-node": {"ac:adf-extension", "ac:adf-node"},
    "ac:adf-attribute": {"ac:adf-node"},
    "ac:adf-content": {"ac:adf-node"},
}
# Wholes that hold nothing but parts.
_WHOLES = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    "table": {"tbody", "thead", "tfoot", "tr", "colgroup", "col"},
    "tbody": {"tr"},
    "thead": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
    "colgroup": {"col"},
    "ac:layout": {"ac:layout-section"},
    "ac:layout-section": {"ac:layout-cell"},
    "ac:task-list": {"ac:task", "ac:task-list"},
    "ac:task": {"ac:task-id", "ac:task-uuid", "ac:task-status", "ac:task-body", "ac:task-list"},
    "ac:structured-macro": {"ac:parameter", "ac:rich-text-body", "ac:plain-text-body"},
    "ac:adf-extension": {"ac:adf-node", "ac:adf-fallback"},
}
_CELLS_OF_SECTION = {
    "single": 1, "fixed-width": 1, "two_equal": 2, "two_left_sidebar": 2, "two_right_sidebar": 2,
    "three_equal": 3, "three_with_sidebars": 3, "four_equal": 4, "five_equal": 5,
}  # fmt: skip
_EMPTY = frozenset({"br", "hr", "col", "time", "img"})
_RESOURCE_HOLDERS = frozenset(
    {"ac:link", "ac:image", "ac:parameter", "ri:attachment", "ri:user", "ri:content-entity"}
)
_BLOCK_HOLDERS = {
    "li": "listItem",
    "td": "tableCell",
    "th": "tableCell",
    "blockquote": "blockquote",
    "ac:layout-cell": "layoutColumn",
}
_RICH = frozenset({"info", "note", "tip", "warning", "panel", "expand", "excerpt", "details"})
_LINES = _HEADINGS | {"p", "ac:task-body", "ac:link-body", "ac:caption", "dt"}


def problems(body: str, editor: str) -> list[str]:
    """What is wrong with a body for an editor, ``v2`` (Cloud) or ``v1`` (Data Center); empty when it is right."""
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False)
    try:
        root = etree.fromstring(f"<page {_DECLARED}>{body}</page>".encode(), parser)
    except etree.XMLSyntaxError as error:
        return [f"not well-formed: {error}"]
    return [*_Judge(cloud=editor == "v2").judge(root), *_doubles(root)]


def anchors(body: str) -> list[str]:
    """The names of all places to link to, in order."""
    root = etree.fromstring(
        f"<page {_DECLARED}>{body}</page>".encode(), etree.XMLParser(huge_tree=True)
    )
    return list(_anchors(root))


def _anchors(root: etree._Element) -> Iterator[str]:
    for element in root.iter("{*}structured-macro"):
        if _macro(element) == "anchor":
            yield "".join(element.itertext())


def _doubles(root: etree._Element) -> Iterator[str]:
    for name, count in Counter(_anchors(root)).items():
        if count > 1:
            yield f"the anchor {name} is there {count} times"
    for text, count in Counter(task.text for task in root.iter("{*}task-id")).items():
        if count > 1:
            yield f"the task {text} is there {count} times"


class _Judge:
    def __init__(self, *, cloud: bool) -> None:
        self._cloud = cloud

    def judge(self, root: etree._Element) -> Iterator[str]:
        # element, node type that it stands in (None in a line of text), whether in a link, the marks around it
        waiting = [(child, "doc", False, frozenset()) for child in reversed(root)]
        yield from self._loose_text(root, "page")
        while waiting:
            element, holder, linked, marks = waiting.pop()
            yield from self._parts(element)
            if _name(element) == "ac:parameter":
                continue  # what it holds is no content of the page
            yield from self._attributes(element)
            yield from self._standing(element, holder)
            yield from self._inline(element, linked=linked, marks=marks, in_line=holder is None)
            name = _name(element)
            inner = self._inside(element, holder)
            within = linked or name in {"a", "ac:link"}
            around = frozenset() if inner is not None else marks | {name}
            if inner is not None and name in _BLOCK_HOLDERS | {"ac:rich-text-body": ""}:
                yield from self._loose_text(element, name)
                if self._cloud and not len(element):
                    yield f"nothing in {name}"
            waiting.extend((child, inner, within, around) for child in reversed(element))

    def _standing(self, element: etree._Element, holder: str | None) -> Iterator[str]:
        """Whether an element may stand where it does."""
        name = _name(element)
        if name in _PARTS or name.startswith("ri:"):
            return
        node = self._node(element, holder)
        if holder is None:
            if name == "p" and _name(element.getparent()) == "ac:caption":
                return  # the live editor writes it so
            if node is not None and not self._may_be_in_text(element, node):
                yield f"{node} in a line of text"
            elif node is None and not self._is_inline(element):
                yield f"unknown element {name} in a line of text"
            return
        if node is None:
            if not self._is_inline(element):
                yield f"unknown element {name}"
            elif self._cloud and not _is_linked_image(element):
                yield f"{name} without a paragraph in {holder}"
            return
        if self._cloud and node not in CONTENT[holder]:
            yield f"{node} in {holder}"
        if not self._cloud and node == "layoutSection" and holder != "doc":
            yield f"layout in {holder}"

    def _may_be_in_text(self, element: etree._Element, node: str) -> bool:
        if node == "mediaSingle":
            return not self._cloud or _name(element.getparent()) == "a"
        return node == "extension"

    def _node(self, element: etree._Element, holder: str | None) -> str | None:
        """The node type of a block, ``None`` for anything else."""
        name = _name(element)
        if name == "ac:structured-macro":
            macro = _macro(element)
            if macro in _INLINE_MACROS and not _lists_issues(element):
                return None
            node = _NODE_OF_MACRO.get(macro)
            if node == "expand" and holder not in {"doc", "layoutColumn"}:
                return "nestedExpand"
            bodied = element.find("ac:rich-text-body", NAMESPACES) is not None
            return node or ("bodiedExtension" if bodied else "extension")
        if name == "ac:image":
            return None if _get(element, "ac:inline") == "true" else "mediaSingle"
        if name == "ac:adf-extension":
            types = {_get(node, "type") for node in element.findall("ac:adf-node", NAMESPACES)}
            return {"panel": "panel", "decision-list": "decisionList"}.get(
                next(iter(types), ""), "extension"
            )
        if not self._cloud and name in _BLOCKS_DC:
            return name
        return _NODE_OF_ELEMENT.get(name)

    def _is_inline(self, element: etree._Element) -> bool:
        name = _name(element)
        if name == "ac:structured-macro":
            return _macro(element) in _INLINE_MACROS and not _lists_issues(element)
        return name in _INLINE or name == "ac:image" or (not self._cloud and name in _INLINE_DC)

    def _inside(self, element: etree._Element, holder: str | None) -> str | None:
        """What the children stand in; ``None`` for a line of text."""
        name = _name(element)
        if name == "ac:rich-text-body":
            return self._node(element.getparent(), holder)
        if name == "ac:adf-content":
            kind = _get(element.getparent(), "type")
            return "panel" if kind == "panel" else None
        if name in _BLOCK_HOLDERS:
            return _BLOCK_HOLDERS[name]
        if name == "ac:task-body" and not self._cloud:
            return "listItem"
        if name == "div" or name == "dd":
            return "div" if holder == "doc" else holder
        if name == "ac:task-body" and not self._cloud:
            return "listItem"
        if name in _LINES or self._is_inline(element):
            # An image that is a block, alone in a link, is a block still.
            return holder if _is_linked_image(element) else None
        return holder

    def _loose_text(self, element: etree._Element, name: str) -> Iterator[str]:
        """Text that has no paragraph."""
        if self._cloud and any(
            text and text.strip() for text in (element.text, *(child.tail for child in element))
        ):
            yield f"text without a paragraph in {name}"

    def _parts(self, element: etree._Element) -> Iterator[str]:
        """Whether parts stand in their wholes, and wholes hold nothing else."""
        name, parent = _name(element), _name(element.getparent())
        if name in _PARTS and parent not in _PARTS[name]:
            yield f"{name} outside of its whole, in {parent}"
        if name.startswith("ri:") and parent not in _RESOURCE_HOLDERS:
            yield f"{name} in {parent}"
        if name in _EMPTY and (len(element) or (element.text or "").strip()):
            yield f"something in {name}"
        if name not in _WHOLES:
            return
        for child in element:
            if _name(child) not in _WHOLES[name]:
                yield f"{_name(child)} in {name}"
        texts = (element.text, *(child.tail for child in element))
        if any(text and text.strip() for text in texts):
            yield f"text in {name}"
        if not len(element) and name in {"ul", "ol", "table", "ac:task-list", "ac:layout"}:
            yield f"nothing in {name}"

    def _attributes(self, element: etree._Element) -> Iterator[str]:
        name = _name(element)
        if name == "ac:structured-macro":
            yield from _macro_problems(element)
        elif name == "table":
            yield from _table_problems(element)
        elif name == "ac:image" and not any(_name(child).startswith("ri:") for child in element):
            yield "an image of nothing"
        elif name == "ac:layout-section":
            cells = sum(_name(child) == "ac:layout-cell" for child in element)
            if _CELLS_OF_SECTION.get(_get(element, "ac:type")) != cells:
                yield f"{cells} cells in a layout section {_get(element, 'ac:type')}"
        if self._cloud and name in {"ul", "ol"} and "list-style" in element.get("style", ""):
            yield "a list style"
        if name == "ol" and not element.get("start", "1").isdigit():
            yield f"a list that starts at {element.get('start')}"

    def _inline(
        self, element: etree._Element, *, linked: bool, marks: frozenset[str], in_line: bool
    ) -> Iterator[str]:
        name = _name(element)
        if linked and name in {"a", "ac:link"}:
            yield "a link in a link"
        if not self._cloud:
            return
        if name == "code" and marks & _NOT_IN_CODE:
            yield f"code in {sorted(marks & _NOT_IN_CODE)}"
        if name in _NOT_IN_CODE and "code" in marks:
            yield f"{name} in code"
        if name == "ac:structured-macro" and in_line:
            for outer in (marks & _HEADINGS) | (marks & {"ac:caption"}):
                yield f"a macro in {outer}"


def _macro_problems(element: etree._Element) -> Iterator[str]:
    name = _macro(element)
    if not name:
        yield "a macro without a name"
    bodies = [_name(child) for child in element if _name(child) != "ac:parameter"]
    if len(bodies) > 1:
        yield f"{len(bodies)} bodies in the macro {name}"
    if name in {"code", "noformat"} and "ac:rich-text-body" in bodies:
        yield f"a rich body in the macro {name}"
    if name in _RICH and bodies != ["ac:rich-text-body"]:
        yield f"no rich body in the macro {name}"
    names = Counter(_get(child, "ac:name") for child in element if _name(child) == "ac:parameter")
    for parameter, count in names.items():
        if count > 1:
            yield f"the parameter {parameter} of the macro {name} is there {count} times"


def _table_problems(table: etree._Element) -> Iterator[str]:
    """Whether the cells of a table fill a rectangle, each place once."""
    rows = [
        row
        for row in table.iter("tr")
        if next(outer for outer in row.iterancestors() if outer.tag == "table") is table
    ]
    if not rows:
        yield "a table without rows"
        return
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows):
        x = 0
        if not any(_name(cell) in {"td", "th"} for cell in row):
            yield "a row without cells"
        for cell in row:
            while (y, x) in taken:
                x += 1
            try:
                width, height = int(cell.get("colspan", "1")), int(cell.get("rowspan", "1"))
            except ValueError:
                yield "a span that is no number"
                return
            for place in (
                (y + down, x + right) for down in range(height) for right in range(width)
            ):
                if place in taken:
                    yield "cells that overlap"
                taken.add(place)
            x += width
    widths = Counter(y for y, _ in taken)
    if len(set(widths.values())) > 1:
        yield "rows of different lengths"
    if max(widths) >= len(rows):
        yield "a cell that reaches past the end of the table"


def _is_linked_image(element: etree._Element) -> bool:
    """Whether this is a link around nothing but an image, or that image."""
    if _name(element) != "a" or len(element) != 1:
        return False
    texts = (element.text, element[0].tail)
    return _name(element[0]) == "ac:image" and not any(text and text.strip() for text in texts)


def _lists_issues(macro: etree._Element) -> bool:
    """Whether this is the macro ``jira`` as a table: of one issue, or as a number, it stands in a line."""
    names = {_get(part, "ac:name") for part in macro}
    return _macro(macro) == "jira" and not names & {"key", "count"}


def _macro(element: etree._Element) -> str:
    return _get(element, "ac:name")


def _get(element: etree._Element, name: str) -> str:
    prefix, colon, local = name.rpartition(":")
    return element.get(f"{{{NAMESPACES[prefix]}}}{local}" if colon else local, "")


def _name(element: etree._Element) -> str:
    name = etree.QName(element)
    return f"{_PREFIXES[name.namespace]}:{name.localname}" if name.namespace else name.localname
