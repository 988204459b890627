"""What did a person decide beforehand?"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from sphinx_to_confluence.config.settings import Settings


class EditedPages(enum.Enum):
    """The policy for pages that somebody edited on Confluence; the values are those of the option."""

    FAIL = "fail"
    KEEP = "keep"
    OVERWRITE = "overwrite"


@dataclass(frozen=True, slots=True)
class Policy:
    """The decisions that a plan is made by.

    :param force: whether pages are written that have not changed.
    :param append_labels: whether labels stay that the documentation does not name.
    """

    edited_pages: EditedPages = EditedPages.FAIL
    force: bool = False
    append_labels: bool = True

    @classmethod
    def of(cls, settings: Settings) -> Policy:
        """Return the policy that the settings ask for."""
        return cls(
            EditedPages(settings.edited_pages), settings.publish_force, settings.append_labels
        )
