"""Which elements does the storage format have, which attributes have they, and what stands in what?

Confluence refuses a page with any other element, and drops attributes that it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping

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

_EVERYWHERE = "class style id title lang dir local-id ac:local-id"
_CELL = "colspan rowspan data-highlight-colour scope headers align valign width"
_ATTRIBUTES = {
    "a": "href rel target name data-card-appearance data-layout data-width",
    "time": "datetime",
    "img": "src alt width height",
    "ol": "start type",
    "li": "value",
    "table": "data-table-width data-layout data-table-display-mode border cellpadding cellspacing width summary",
    "td": _CELL,
    "th": _CELL,
    "col": "span width",
    "colgroup": "span width",
    "blockquote": "cite",
    "ac:structured-macro": "ac:name ac:schema-version ac:macro-id data-layout ac:breakout-mode ac:breakout-width",
    "ac:parameter": "ac:name",
    "ac:link": "ac:anchor ac:card-appearance ac:tooltip ac:layout ac:width ac:original-width ac:original-height",
    "ac:image": "ac:align ac:border ac:class ac:title ac:style ac:thumbnail ac:alt ac:height ac:width ac:vspace "
    "ac:hspace ac:queryparams ac:layout ac:original-width ac:original-height ac:custom-width ac:inline ac:src",
    "ac:layout-section": "ac:type ac:breakout-mode ac:breakout-width",
    "ac:emoticon": "ac:name ac:emoji-id ac:emoji-shortname ac:emoji-fallback",
    "ac:placeholder": "ac:type",
    "ac:inline-comment-marker": "ac:ref",
    "ac:adf-node": "type",
    "ac:adf-attribute": "key",
    "ac:adf-mark": "key size color",
    "ac:adf-parameter": "key",
    "ac:adf-parameter-value": "type",
    "ri:page": "ri:content-title ri:space-key ri:version-at-save ri:local-id",
    "ri:blog-post": "ri:content-title ri:space-key ri:posting-day",
    "ri:attachment": "ri:filename ri:version-at-save",
    "ri:url": "ri:value",
    "ri:space": "ri:space-key",
    "ri:shortcut": "ri:key ri:parameter",
    "ri:content-entity": "ri:content-id ri:version-at-save",
    "ri:user": "ri:userkey ri:username ri:account-id ri:local-id",
    "at:var": "at:name",
    "at:string": "at:name",
}

KNOWN_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    name: frozenset(f"{_EVERYWHERE} {_ATTRIBUTES.get(name, '')}".split()) for name in KNOWN_ELEMENTS
}
"""Attributes by element; those that begin with ``data-`` are for Data Center, which keeps them all."""

NEEDED_ATTRIBUTES: Mapping[str, str] = {
    "ri:attachment": "ri:filename",
    "ri:url": "ri:value",
    "ri:page": "ri:content-title",
    "ri:content-entity": "ri:content-id",
    "ac:emoticon": "ac:name",
    "ac:structured-macro": "ac:name",
    "ac:parameter": "ac:name",
    "ac:adf-node": "type",
    "ac:adf-attribute": "key",
}
"""Without this attribute an element says nothing."""

HOLDS: Mapping[str, frozenset[str]] = {
    whole: frozenset(parts.split())
    for whole, parts in {
        "ul": "li",
        "ol": "li",
        "dl": "dt dd",
        "table": "tbody thead tfoot tr colgroup col",
        "tbody": "tr",
        "thead": "tr",
        "tfoot": "tr",
        "tr": "td th",
        "colgroup": "col",
        "ac:layout": "ac:layout-section",
        "ac:layout-section": "ac:layout-cell",
        "ac:task-list": "ac:task ac:task-list",
        "ac:task": "ac:task-id ac:task-uuid ac:task-status ac:task-body ac:task-list",
        "ac:structured-macro": "ac:parameter ac:rich-text-body ac:plain-text-body ac:adf-mark",
    }.items()
}
"""What stands in elements that hold nothing but their parts."""

PARTS: Mapping[str, frozenset[str]] = {
    **{
        part: frozenset(whole for whole, parts in HOLDS.items() if part in parts)
        for part in frozenset().union(*HOLDS.values()) - {"ac:task-list", "ac:adf-mark"}
    },
    "ac:link-body": frozenset({"ac:link"}),
    "ac:plain-text-link-body": frozenset({"ac:link"}),
    "ac:caption": frozenset({"ac:image"}),
    "caption": frozenset(),
    "ac:adf-node": frozenset({"ac:adf-extension", "ac:adf-node"}),
    "ac:adf-attribute": frozenset({"ac:adf-node"}),
    "ac:adf-content": frozenset({"ac:adf-node"}),
    "ac:adf-fallback": frozenset({"ac:adf-extension"}),
}
"""Elements that are parts of others, and those that they may stand in.

An HTML caption of a table stands in none: neither editor has such captions.
"""

RESOURCE_HOLDERS = frozenset(
    {"ac:link", "ac:image", "ac:parameter", "ri:attachment", "ri:user", "ri:content-entity"}
)
"""What the identifiers of resources (``ri:…``) stand in."""

EMPTY = frozenset({"br", "hr", "col", "time", "img", "ac:emoticon"})
"""Elements that hold nothing."""
