"""What do the fields at the top of a document ask for its page? Labels and width."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sphinx_to_confluence.pages.labels import join_labels, normalize_label, split_labels
from sphinx_to_confluence.warnings import ConfluenceWarning

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page has besides title and body, and what was wrong with the fields."""

    labels: tuple[str, ...]
    full_width: bool | None
    complaints: tuple[tuple[ConfluenceWarning, str], ...]


def page_metadata(
    fields: Mapping[str, object], *, global_labels: Iterable[str], full_width: bool | None
) -> PageMetadata:
    """Read the metadata of a document (``env.metadata[docname]``).

    :param full_width: what holds when the document has no field ``full-width``.
    """
    texts = {name.lower().replace("_", "-"): str(value) for name, value in fields.items()}
    labels = split_labels(texts.get("labels", ""))
    complaints = [(ConfluenceWarning.LABEL, message) for message in label_complaints(labels)]
    width = texts.get("full-width", "").strip().lower()
    if width in _TRUE | _FALSE:
        full_width = width in _TRUE
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
