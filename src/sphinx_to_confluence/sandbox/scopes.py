"""Sets of scopes to make tokens with."""

from __future__ import annotations

TWELVE_SCOPES = frozenset(
    f"{name}:confluence"
    for name in (
        "read:attachment",
        "read:content-details",
        "read:content.metadata",
        "read:content.property",
        "read:page",
        "read:space",
        "write:attachment",
        "write:content.property",
        "write:page",
        "write:watcher",
        "delete:attachment",
        "delete:page",
    )
)
"""What a scoped token needs for publishing, and no more."""

LABEL_SCOPES = frozenset({"read:label:confluence", "write:label:confluence"})
"""What setting labels needs beyond :data:`TWELVE_SCOPES`."""

COMMENT_SCOPES = frozenset(
    {"read:comment:confluence", "write:comment:confluence", "delete:comment:confluence"}
)
"""What reading and changing comments needs beyond :data:`TWELVE_SCOPES`."""
