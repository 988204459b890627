"""What do the fields at the top of a document ask for its page? Labels and width."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sphinx_to_confluence.pages.labels import (
    METADATA_PREFIX,
    join_labels,
    labels_in,
    normalize_label,
    split_labels,
)
from sphinx_to_confluence.warnings import ConfluenceWarning

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


Complaint = tuple[ConfluenceWarning, str]
"""What is wrong with a field of a document."""


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page has besides title and body, and what was wrong with the fields."""

    labels: tuple[str, ...]
    full_width: bool | None
    complaints: tuple[Complaint, ...]


def fields_of(metadata: Mapping[str, object]) -> Mapping[str, str]:
    """The fields at the top of a document (``env.metadata[docname]``), by the names that we know.

    All of them can begin with ``confluence-``, where a short name may mean something to others as well; so do those
    that come from the directive ``confluence_metadata``, whose labels are added.
    """
    fields = {
        name.lower().replace("_", "-").removeprefix(METADATA_PREFIX): str(value)
        for name, value in metadata.items()
    }
    if labels := labels_in(metadata):
        fields["labels"] = json.dumps(labels)
    return fields


def own_title(metadata: Mapping[str, object]) -> str | None:
    """The title that a document wants for its page; only with the prefix: for others, ``title`` is the heading."""
    fields = (name for name in metadata if name.lower().replace("_", "-") == "confluence-title")
    return next((str(metadata[name]) for name in fields), None)


def flag(text: str) -> bool | None:
    """Read a yes or no; ``None`` when a text is neither."""
    word = text.strip().lower()
    return word in _TRUE if word in _TRUE | _FALSE else None


def page_metadata(
    fields: Mapping[str, str], *, global_labels: Iterable[str], full_width: bool | None
) -> PageMetadata:
    """Read the fields of a document (:func:`fields_of`).

    :param full_width: what holds when the document has no field ``full-width``.
    """
    labels = split_labels(fields.get("labels", ""))
    complaints = [(ConfluenceWarning.LABEL, message) for message in label_complaints(labels)]
    width = fields.get("full-width", "").strip()
    wish = flag(width)
    if wish is not None:
        full_width = wish
    elif width:
        complaints.append(
            (
                ConfluenceWarning.OPTION,
                f'the field "full-width" must be true or false, not "{width}"',
            )
        )
    return PageMetadata(join_labels(labels, global_labels), full_width, tuple(complaints))


def label_complaints(labels: Iterable[str]) -> Iterable[str]:
    """A sentence for each label that Confluence would not have as it is."""
    for label in labels:
        allowed = normalize_label(label)
        if not allowed:
            yield f'the label "{label}" has no character that Confluence allows; it is left out'
        elif allowed != label:
            yield f'Confluence does not allow the label "{label}"; it becomes "{allowed}"'
