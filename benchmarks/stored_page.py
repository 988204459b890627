"""What would Confluence hand back for a page that somebody commented on? Knows nothing of the code that is measured.

Reads a body with the XML parser of the standard library, marks words of it, and writes it the way Confluence stores
what it gets: other spelling, other whitespace, ids of its own.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import codepoint2name
from random import Random
from xml.etree import ElementTree as ET

MARKER = "ac:inline-comment-marker"
WORD = re.compile(r"\w+|[^\w\s]")

_IN_LINE = frozenset(
    "a code strong em u s del sub sup span b i time ac:link ac:link-body ac:plain-text-link-body ac:emoticon "
    f"ac:image {MARKER}".split()
)
_SILENT = frozenset(
    {"ac:parameter", "ac:plain-text-body", "ac:task-id", "ac:task-status", "ac:adf-attribute"}
)
_CDATA = frozenset({"ac:plain-text-body", "ac:plain-text-link-body"})
_MACRO = "ac:structured-macro"


@dataclass
class Run:
    """A stretch of text in one place of the tree: of ``element`` or, if ``tail``, behind it; or all of a link."""

    element: ET.Element
    text: str
    tail: bool = False
    link: bool = False
    parent: ET.Element | None = None
    refs: tuple[str, ...] = ()


@dataclass
class Line:
    """A block of text, such as a paragraph, with where it stands: ``p``, ``h2``, ``td``, ``li``."""

    kind: str
    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text without markup."""
        return "".join(run.text for run in self.runs)


class StoredPage:
    """A body as a tree, with its blocks of text."""

    def __init__(self, body: str) -> None:
        text = re.sub(
            r"&(?!amp;|lt;|gt;|quot;|apos;|#)(\w+);",
            lambda found: f"&#{_CODES[found[1]]};",
            body,
        )
        self.root = ET.fromstring(f'<root xmlns:ac="ac" xmlns:ri="ri">{text}</root>')  # noqa: S314 - our own output
        self.parents = {child: parent for parent in self.root.iter() for child in parent}
        self.lines: list[Line] = [Line("")]
        self._walk(self.root, ())
        self.lines = [line for line in self.lines if line.text.strip()]

    def _walk(self, element: ET.Element, refs: tuple[str, ...]) -> None:
        name = _name(element)
        if name in _SILENT:
            return
        if name == _MACRO and not any(_name(child) == "ac:rich-text-body" for child in element):
            if any(_name(child) == "ac:plain-text-body" for child in element):
                self.lines.append(Line(""))
            return
        if name == "ac:link":
            text = "".join(element.itertext())
            if text:
                self.lines[-1].runs.append(
                    Run(element, text, link=True, parent=self.parents[element], refs=refs)
                )
            return
        inside = (*refs, element.get("{ac}ref", "")) if name == MARKER else refs
        block = name not in _IN_LINE
        if block and name != "br":
            self.lines.append(Line(name))
        if element.text:
            self.lines[-1].runs.append(Run(element, element.text, parent=element, refs=inside))
        for child in element:
            self._walk(child, inside)
            if child.tail:
                self.lines[-1].runs.append(
                    Run(child, child.tail, tail=True, parent=element, refs=inside)
                )
        if block and name != "br":
            self.lines.append(Line(_name(self.parents[element]) if element in self.parents else ""))

    def words(self) -> Iterator[tuple[str, int, frozenset[str]]]:
        """All words with the number of their block and the comments that mark them."""
        for number, line in enumerate(self.lines):
            refs = [run.refs for run in line.runs for _ in run.text]
            for found in WORD.finditer(line.text):
                yield (
                    found.group(),
                    number,
                    frozenset(ref for at in range(*found.span()) for ref in refs[at]),
                )

    def mark(self, line: Line, start: int, end: int, ref: str) -> bool:
        """Put markers around a part of a block; ``False`` when that divides a link, which Confluence does not do.

        Only once for a block: its runs are not what they were afterwards.
        """
        at = 0
        parts = []
        for run in line.runs:
            low, high = max(start - at, 0), min(end - at, len(run.text))
            at += len(run.text)
            if low < high and run.text[low:high].strip():
                if run.link and (low, high) != (0, len(run.text)):
                    return False
                parts.append((run, low, high))
        for run, low, high in reversed(parts):
            _mark_run(run, low, high, ref)
        return bool(parts)

    def stored(self, random: Random) -> str:
        """The body as Confluence would hand it back."""
        return "".join(self._written(self.root, random))

    def _written(self, element: ET.Element, random: Random) -> Iterator[str]:
        name = _name(element)
        if name != "root":
            attributes = {_prefixed(key): value for key, value in element.attrib.items()}
            if name == _MACRO:
                attributes["ac:schema-version"] = "1"
                attributes["ac:macro-id"] = str(uuid.UUID(int=random.getrandbits(128)))
            elif name in {"p", "h1", "h2", "h3", "table", "td", "th"} and random.random() < 0.5:
                attributes["local-id"] = f"{random.getrandbits(48):012x}"
            written = "".join(
                f' {key}="{_escaped(value)}"' for key, value in reversed(attributes.items())
            )
            if not element.text and not len(element):
                yield f"<{name}{written} />"
                return
            yield f"<{name}{written}>"
        breaks = (
            name not in _IN_LINE
            and name not in _CDATA
            and (len(element) and not (element.text or "").strip())
        )
        if name in _CDATA:
            yield f"<![CDATA[{element.text or ''}]]>".replace(
                "]]>", "]]]]><![CDATA[>", (element.text or "").count("]]>")
            )
        elif element.text and not (breaks and "\n" in element.text):
            yield _escaped(element.text)
        for child in element:
            yield from self._written(child, random)
            if child.tail and not (breaks and not child.tail.strip() and "\n" in child.tail):
                yield _escaped(child.tail)
        if name != "root":
            yield f"</{name}>"


_CODES = {name: code for code, name in codepoint2name.items()}
_NAMED = {code: name for code, name in codepoint2name.items() if code > 127}


def _name(element: ET.Element) -> str:
    return _prefixed(element.tag)


def _prefixed(name: str) -> str:
    return re.sub(r"^\{(\w+)\}", r"\1:", name)


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"&{_NAMED[ord(char)]};" if ord(char) in _NAMED else char for char in text)


def _mark_run(run: Run, low: int, high: int, ref: str) -> None:
    marker = ET.Element("{ac}inline-comment-marker", {"{ac}ref": ref})
    assert run.parent is not None  # noqa: S101 - the root has no text
    if run.link:
        index = list(run.parent).index(run.element)
        marker.tail, run.element.tail = run.element.tail, None
        run.parent.remove(run.element)
        marker.append(run.element)
        run.parent.insert(index, marker)
        return
    marker.text = run.text[low:high]
    before, marker.tail = run.text[:low], run.text[high:]
    if run.tail:
        run.element.tail = before
        run.parent.insert(list(run.parent).index(run.element) + 1, marker)
    else:
        run.element.text = before
        run.element.insert(0, marker)
