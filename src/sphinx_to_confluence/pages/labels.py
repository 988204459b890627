"""Which labels can a page have?"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping

_LIMIT = 255

METADATA_PREFIX = "confluence-"
"""Begins the names of metadata fields that the directive ``confluence_metadata`` sets; those of fields need none."""


def normalize_label(text: str) -> str:
    """Return the label that Confluence makes of a text, or an empty string.

    Lower case; what is neither letter, digit, ``-`` nor ``_`` becomes ``-``. Confluence refuses spaces and most
    punctuation; its exact list is not documented, so all of it is replaced.
    """
    composed = unicodedata.normalize("NFC", text.strip()).lower()
    kept = "".join(
        character if character.isalnum() or character in "-_" else " " for character in composed
    )
    return "-".join(kept.split())[:_LIMIT].strip("-")


def split_labels(text: str) -> tuple[str, ...]:
    """Take a metadata field apart: labels with commas or spaces between them, or a JSON list (as MyST writes it)."""
    text = text.strip()
    if text.startswith("["):
        try:
            items = json.loads(text)
        except ValueError:
            items = None
        if isinstance(items, list):
            return tuple(str(item) for item in items)
    return tuple(text.replace(",", " ").split())


def labels_in(fields: Mapping[str, object]) -> tuple[str, ...]:
    """The labels that a document asks for, as it spells them, in fields and in ``confluence_metadata``."""
    return tuple(
        label
        for name, value in fields.items()
        if name.lower().replace("_", "-") in {"labels", METADATA_PREFIX + "labels"}
        for label in split_labels(str(value))
    )


def join_labels(*groups: Iterable[str]) -> tuple[str, ...]:
    """Normalise, sort, drop doubles and what is empty."""
    return tuple(sorted({normalize_label(item) for group in groups for item in group} - {""}))
