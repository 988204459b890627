"""What did a person decide beforehand?"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

from sphinx_to_confluence.bundle.model import Page
from sphinx_to_confluence.config.settings import Settings


class EditedPages(enum.Enum):
    """The policy for pages that somebody edited on Confluence; the values are those of the option."""

    FAIL = "fail"
    KEEP = "keep"
    OVERWRITE = "overwrite"


class Orphans(enum.Enum):
    """The policy for pages whose documents are gone; the values are those of the option."""

    REPORT = "report"
    ARCHIVE = "archive"
    TRASH = "trash"


@dataclass(frozen=True, slots=True)
class Policy:
    """The decisions that a plan is made by.

    :param force: whether pages are written that have not changed.
    :param append_labels: whether labels stay that the documentation does not name.
    :param orphans_limit: the share of the project's pages that may be removed at once.
    :param allowlist: patterns of the documents to publish; ``None`` for all of them.
    :param denylist: patterns of documents that are not published.
    :param with_loose: whether documents are published that no chain of toctrees leads to.
    :param only_new: whether pages that are there are left as they are.
    """

    edited_pages: EditedPages = EditedPages.FAIL
    force: bool = False
    append_labels: bool = True
    orphans: Orphans = Orphans.REPORT
    orphans_limit: float = 0.2
    allowlist: tuple[str, ...] | None = None
    denylist: tuple[str, ...] = ()
    with_loose: bool = True
    only_new: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Policy:
        """Return the policy that the settings ask for."""
        allowed = settings.publish_allowlist
        return cls(
            edited_pages=EditedPages(settings.edited_pages),
            force=settings.publish_force,
            append_labels=settings.append_labels,
            orphans=_orphans(settings),
            orphans_limit=settings.orphans_limit,
            allowlist=None if allowed is None else tuple(allowed),
            denylist=tuple(settings.publish_denylist),
            with_loose=settings.publish_orphan,
            only_new=settings.publish_onlynew,
        )

    @property
    def is_for_all(self) -> bool:
        """Whether all documents are published."""
        return self.allowlist is None and not self.denylist and self.with_loose

    def chooses(self, page: Page) -> bool:
        """Whether a document is among those to publish."""
        is_allowed = self.allowlist is None or _is_one_of(page.docname, self.allowlist)
        is_denied = _is_one_of(page.docname, self.denylist)
        return is_allowed and not is_denied and (self.with_loose or not page.is_loose)

    def as_data(self) -> dict[str, Any]:
        """The decisions by name, as JSON has them."""
        found = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: _plain(value) for name, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _is_one_of(docname: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(docname, pattern) for pattern in patterns)


def _orphans(settings: Settings) -> Orphans:
    """Each of the three options says it; those that contradict each other are refused beforehand."""
    if settings.cleanup_archive:
        return Orphans.ARCHIVE
    return Orphans.TRASH if settings.cleanup_purge else Orphans(settings.orphans)
