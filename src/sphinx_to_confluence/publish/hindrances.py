"""Why can a page not be published before a person decides, and what can the person do?"""

from __future__ import annotations

import enum

_TITLE = (
    "For a title that is taken, rename the document or that page, or set confluence_publish_prefix."
)


class Hindrance(enum.Enum):
    """Why a page cannot be written; the values are for people, filled in by the conflict that has it."""

    EDITED = "somebody edited it on Confluence since the last publish (version {version})"
    ARCHIVED = "it was archived on Confluence"
    ELSEWHERE = "it was moved to another space on Confluence"
    TITLE_FOREIGN = (
        'the page {page_id}, which is not known to be of this project, has the title "{title}"'
    )
    TITLE_ORPHAN = 'the page {page_id}, whose document is gone, still has the title "{title}"'
    TITLE_KEPT = (
        'the page {page_id} of this project has the title "{title}" and cannot be renamed now'
    )
    ABOVE = "the page above it has to be settled first"

    @property
    def advice(self) -> str:
        """What a person can do about it."""
        return _ADVICE[self]


_ADVICE = {
    Hindrance.EDITED: "For pages that were edited, set confluence_edited_pages to 'keep' (leave them) or "
    "'overwrite' (replace them; the edit stays in the history).",
    Hindrance.ARCHIVED: "Restore archived pages on Confluence, or remove their documents.",
    Hindrance.ELSEWHERE: "Move pages back into the space, or move them to the trash to have them made again.",
    Hindrance.TITLE_FOREIGN: _TITLE,
    Hindrance.TITLE_ORPHAN: "Rename or remove the page whose document is gone.",
    Hindrance.TITLE_KEPT: _TITLE,
    Hindrance.ABOVE: "Settle the pages above first; those below follow.",
}
