"""Which elements does the storage format have? Confluence refuses a page with any other."""

from __future__ import annotations

_HTML = (
    "a abbr b big br cite code del em i img ins kbd q s samp small span strong sub sup time tt u var "
    "h1 h2 h3 h4 h5 h6 p ul ol dl table blockquote pre hr div address section article details center "
    "li dt dd tbody thead tfoot tr td th col colgroup caption"
)
_AC = (
    "structured-macro parameter rich-text-body plain-text-body link link-body plain-text-link-body image caption "
    "layout layout-section layout-cell task-list task task-id task-uuid task-status task-body "
    "emoticon hipchat-emoticon placeholder inline-comment-marker "
    "adf-extension adf-node adf-attribute adf-content adf-fallback adf-parameter adf-parameter-value adf-mark adf-leaf"
)
_RI = "page blog-post attachment url space shortcut content-entity user"
_AT = "declarations var string"

KNOWN_ELEMENTS = frozenset(_HTML.split()).union(
    f"{prefix}:{name}"
    for prefix, names in (("ac", _AC), ("ri", _RI), ("at", _AT))
    for name in names.split()
)
"""Names with their prefix, as elements have them."""
