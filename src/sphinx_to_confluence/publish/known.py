"""What is known of the pages while a run goes on: their ids, what is on Confluence by now, what the manifest will say.

Written by the thread that waits for the others only; the others read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.publish.operations import (
    Archive,
    Conflict,
    Create,
    Move,
    Operation,
    Orphan,
    Plan,
    Reorder,
    Skip,
    Trash,
    Update,
)
from sphinx_to_confluence.publish.siblings import Siblings
from sphinx_to_confluence.publish.snapshot import Snapshot
from sphinx_to_confluence.publish.state import (
    Entry,
    Mark,
    Written,
    attached_inventory,
    page_digest,
)
from sphinx_to_confluence.rest.model import RemotePage


@dataclass(slots=True)
class Known:
    """The knowledge of one run.

    :param ids: page ids by docname, those of pages that were just created included.
    :param pages: pages as they are by now, by docname.
    :param entries: the manifest as it is to be written.
    :param siblings: the order of pages by now.
    :param inventory: hash of the ``objects.inv`` on the root page; empty for none.
    :param given_up: docnames of pages that failed, of which nothing more is written in this run.
    """

    bundle: Bundle
    snapshot: Snapshot
    ids: dict[str, str]
    pages: dict[str, RemotePage]
    entries: dict[str, Entry]
    siblings: Siblings
    inventory: str = ""
    given_up: set[str] = field(default_factory=set)

    @classmethod
    def before(cls, bundle: Bundle, snapshot: Snapshot, plan: Plan) -> Known:
        """Return what is known before anything is written."""
        known = cls(
            bundle,
            snapshot,
            ids=dict(_ids(plan)),
            pages=dict(snapshot.pages),
            entries=dict(snapshot.manifest),
            siblings=Siblings(snapshot.pages.values()),
            inventory=attached_inventory(snapshot.shards, bundle.project_id),
        )
        for page in bundle.pages:
            if plan.find(page.docname, Update) is not None:
                known._take_over(page.docname)
            elif _stays_as_it_is(plan.of(page.docname)):
                known._vouch(page.docname)
        orphans = {
            each.docname for each in plan.operations if isinstance(each, Orphan | Archive | Trash)
        }
        # A document that was renamed handed its page on, and a page that is gone has nothing left to say.
        known.entries = {
            docname: entry
            for docname, entry in known.entries.items()
            if docname in bundle or docname in orphans
        }
        return known

    def parent_id(self, docname: str) -> str | None:
        """The page below which the page of a document belongs."""
        page = self.bundle.page(docname)
        if page.parent is not None:
            return self.ids[page.parent]
        if self.snapshot.parent_id is None:
            # The root page was named by its id and stays where it is.
            return self.snapshot.pages[docname].parent_id
        return self.snapshot.parent_id

    def has_parent(self, docname: str) -> bool:
        """Whether the page above, which the page of a document belongs below, is there."""
        parent = self.bundle.page(docname).parent
        return parent is None or parent in self.ids

    def page_url(self, docname: str) -> str | None:
        """The address of a document's page; ``None`` when there is none."""
        page_id = self.ids.get(docname)
        return None if page_id is None else self.snapshot.page_url(page_id)

    def created(self, docname: str, page: RemotePage) -> None:
        """Take note of a new page, which is a stub."""
        self.ids[docname] = page.id
        self.pages[docname] = page
        self.entries[docname] = Entry(page.id, page.version, "")
        self.siblings.append(page.id, page.parent_id)

    def now(self, docname: str, page: RemotePage) -> None:
        """Take note of a page that has another version, but not yet the text that it should have.

        The manifest goes on speaking of it if it did so: an edit that is kept does not become ours by being moved.
        """
        before = self.pages.get(docname)
        self.pages[docname] = page
        entry = self.entries.get(docname)
        is_ours = entry is not None and before is not None and entry.version == before.version
        if entry is not None and is_ours and entry.page_id == page.id:
            self.entries[docname] = replace(entry, version=page.version)

    def _vouch(self, docname: str) -> None:
        """Have the manifest say what the mark of an unchanged page says."""
        page, entry = self.snapshot.pages[docname], self.entries.get(docname)
        mark = Mark.read(page.message)
        if mark is not None:
            left = self._left_there(docname, mark)
            self.entries[docname] = Entry(page.id, page.version, mark.digest, left)
        elif (
            docname in self.snapshot.same_as_ours and entry is not None and entry.page_id == page.id
        ):
            # Else every run would compare the texts again.
            self.entries[docname] = replace(entry, version=page.version)

    def _left_there(self, docname: str, mark: Mark) -> Written | None:
        """What is on a page that bears our mark, as the manifest says or else as the mark vouches for."""
        entry, page = self.entries.get(docname), self.bundle.page(docname)
        if entry is not None and entry.digest == mark.digest and entry.written is not None:
            return entry.written
        # A page that is left alone for its comments may have the mark of what was there before.
        is_up_to_date = mark.digest == page_digest(page, self.ids)
        return Written.of(page, self.ids, self.bundle.editor) if is_up_to_date else None

    def _take_over(self, docname: str) -> None:
        """Keep hold of a page that we did not write as this document, in case the run dies before it is written."""
        page = self.snapshot.pages[docname]
        entry = self.entries.get(docname)
        mark = Mark.read(page.message)
        if (mark is not None or docname in self.snapshot.adopted) and (
            entry is None or entry.page_id != page.id
        ):
            self.entries[docname] = Entry(page.id, page.version, mark.digest if mark else "")


def _stays_as_it_is(operations: Sequence[Operation]) -> bool:
    """Whether the text on a page is ours and the right one, wherever the page is put."""
    is_another_case = any(
        isinstance(each, Create | Conflict) or (isinstance(each, Skip) and each.edited)
        for each in operations
    )
    return not is_another_case and any(
        isinstance(each, Skip | Move | Reorder) for each in operations
    )


def _ids(plan: Plan) -> dict[str, str]:
    ids = {}
    for operation in plan.operations:
        match operation:
            case (
                Skip(page_id=page_id)
                | Update(page_id=page_id)
                | Move(page_id=page_id)
                | Reorder(page_id=str(page_id))
            ):
                ids[operation.docname] = page_id
            case Conflict(own_id=str(own_id)):
                ids[operation.docname] = own_id
    return ids
