"""What have people said about a page? From rows of JSON to comments, and from their storage format to plain text."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from sphinx_to_confluence.rest.model import RemoteComment

_BLOCKS = frozenset({"p", "div", "li", "tr", "br", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})


def of_cloud(row: Any) -> tuple[RemoteComment, str]:
    """Read an inline comment, and the account of its author: Cloud gives no names here."""
    facts = row.get("properties") or {}
    comment = RemoteComment(
        id=str(row["id"]),
        ref=str(facts.get("inlineMarkerRef") or ""),
        quote=str(facts.get("inlineOriginalSelection") or ""),
        author="",
        resolved=row.get("resolutionStatus") == "resolved",
        text=_text_of(row),
    )
    return comment, str((row.get("version") or {}).get("authorId") or "")


def of_data_center(row: Any) -> RemoteComment | None:
    """Read an inline comment; ``None`` for an answer to one, which has no marker of its own."""
    extensions = row.get("extensions") or {}
    facts = extensions.get("inlineProperties") or {}
    if row.get("ancestors") or not facts.get("markerRef"):
        return None
    creator = (row.get("history") or {}).get("createdBy") or {}
    return RemoteComment(
        id=str(row["id"]),
        ref=str(facts["markerRef"]),
        quote=str(facts.get("originalSelection") or ""),
        author=str(creator.get("displayName") or creator.get("username") or ""),
        resolved=(extensions.get("resolution") or {}).get("status") == "resolved",
        text=_text_of(row),
    )


def plain_text(storage: str) -> str:
    """Read the words in storage format: lines for blocks, names of people and pictures left out."""
    reader = _Reader()
    reader.feed(storage)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    """Collects text, whatever stands around it; what is no markup is text, so nothing is ever refused."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Begin a line."""
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a line."""
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep the text; a line end in it is a space."""
        self.parts.append(data.replace("\n", " "))


def _text_of(row: Any) -> str:
    return plain_text(str(((row.get("body") or {}).get("storage") or {}).get("value") or ""))
