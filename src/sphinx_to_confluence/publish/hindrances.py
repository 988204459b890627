"""Why can a page not be published before a person decides, and what can the person do?"""

from __future__ import annotations

import enum


class Hindrance(enum.Enum):
    """Why a page cannot be written; the values are for people, filled in by the conflict that has it."""

    EDITED = "somebody edited it on Confluence since the last publish (version {version})"
    ARCHIVED = "it was archived on Confluence"
    ELSEWHERE = "it was moved to another space on Confluence"
    TITLE_FOREIGN = (
        'the page {page_id}, which is not known to be of this project, has the title "{title}"'
    )
    TITLE_PROJECT = 'the page {page_id}, which another project publishes, has the title "{title}"'
    TITLE_ARCHIVED = (
        'the page {page_id}, which is in the archive, has the title "{title}" and keeps it there'
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
    "'overwrite' (replace them; the edit stays in the history), or give it once: -D confluence_edited_pages=keep.",
    Hindrance.ARCHIVED: "Restore archived pages on Confluence, or remove their documents.",
    Hindrance.ELSEWHERE: "Move pages back into the space, or move them to the trash to have them made again.",
    Hindrance.TITLE_FOREIGN: "For a title that is taken, rename the document or that page, or set "
    "confluence_publish_prefix. If sphinxcontrib-confluencebuilder published that page for this documentation, take it "
    "over with: sphinx-to-confluence migrate",
    Hindrance.TITLE_PROJECT: "For a title that another project has, set confluence_publish_prefix or "
    "confluence_publish_postfix in one of the two. If it is this project under its old name, set "
    "confluence_project_id to the old one.",
    Hindrance.TITLE_ARCHIVED: "For a title that an archived page has, restore that page and rename it or move it to "
    "the trash, or rename the document.",
    Hindrance.TITLE_ORPHAN: "Rename or remove the page whose document is gone.",
    Hindrance.TITLE_KEPT: "For a title that a page of this project keeps, rename one of the two documents, or settle "
    "that page first.",
    Hindrance.ABOVE: "Settle the pages above first; those below follow.",
}
