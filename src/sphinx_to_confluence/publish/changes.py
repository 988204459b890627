"""What did one or more runs change, all in all? The writes of their journals, gathered for each page. Pure.

What undoing has written already is only taken note of (as versions that are ours): whether a page has been put back is
seen on Confluence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sphinx_to_confluence.publish.journal import Entry, Journal
from sphinx_to_confluence.publish.state import Mark
from sphinx_to_confluence.publish.writes import (
    Archived,
    Created,
    Detached,
    Labelled,
    Moved,
    Placed,
    PropertySet,
    Restored,
    Trashed,
    Updated,
    Uploaded,
)
from sphinx_to_confluence.rest.model import RemotePage


@dataclass(frozen=True, slots=True)
class Perhaps:
    """A version that may have been written: the answer never came, or the process was killed before it did.

    :param message: with which it was sent; ``None`` for a version that only moved the page.
    :param parent_id: below which it was put then.
    :param is_back: whether it was to bring an older version back.
    """

    version: int
    message: str | None
    parent_id: str | None = None
    is_back: bool = False

    def is_it(self, page: RemotePage) -> bool:
        """Whether the current version of a page is this one."""
        return page.version == self.version and (
            page.parent_id == self.parent_id and Mark.read(page.message) is not None
            if self.message is None
            else page.message == self.message
        )


@dataclass(slots=True)
class FileChange:
    """What was done to the files of one name on a page.

    :param replaced: the version that was there before, ``None`` when there was none.
    :param replaced_comment: its comment.
    :param comment: of what was uploaded last; ``None`` when nothing was.
    :param is_detached: whether it was removed.
    """

    replaced: int | None = None
    replaced_comment: str = ""
    media_type: str = ""
    comment: str | None = None
    is_detached: bool = False


@dataclass(slots=True)
class PageChange:
    """What was done to one page.

    :param text_before: number of the version before the first one that we wrote; ``None`` when we wrote none.
    :param title_before: its title.
    :param versions: those that we are known to have written.
    :param put_back: those among them that brought the older one back.
    :param perhaps: those that we may have written.
    :param properties: first and last value by key; ``None`` for none.
    :param removal: how it was taken away, the page of a document that is gone.
    """

    page_id: str
    docname: str
    is_created: bool = False
    text_before: int | None = None
    title_before: str = ""
    versions: set[int] = field(default_factory=set)
    put_back: set[int] = field(default_factory=set)
    perhaps: list[Perhaps] = field(default_factory=list)
    files: dict[str, FileChange] = field(default_factory=dict)
    labels_added: list[str] = field(default_factory=list)
    labels_removed: list[str] = field(default_factory=list)
    properties: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    removal: Archived | Trashed | None = None

    @property
    def lost_files(self) -> set[str]:
        """Names of the files that were removed, which nothing brings back."""
        return {filename for filename, file in self.files.items() if file.is_detached}

    def is_as_left(self, page: RemotePage) -> bool:
        """Whether the current version is one of ours, so that nobody has edited the page since."""
        return page.version in self.versions or any(each.is_it(page) for each in self.perhaps)

    def is_edited(self, page: RemotePage) -> bool:
        """Whether somebody has written another text onto what we wrote."""
        is_written = self.is_created or self.text_before is not None
        is_known = self.is_as_left(page) or self.is_back(page)
        return is_written and page.version != self.text_before and not is_known

    def is_back(self, page: RemotePage) -> bool:
        """Whether the text has been put back already."""
        return page.version in self.put_back or any(
            each.is_back and each.is_it(page) for each in self.perhaps
        )


@dataclass(slots=True)
class Changes:
    """What was changed.

    :param pages: by page id, in the order of their first change.
    :param moves: in the order in which they were made.
    :param unknown: pages that may have been created, without their ids.
    :param manifest: first and last value of the properties of the manifest, by key.
    :param manifest_page_id: the page that has them; empty when none was written.
    """

    pages: dict[str, PageChange] = field(default_factory=dict)
    moves: list[Moved | Placed] = field(default_factory=list)
    unknown: list[Created] = field(default_factory=list)
    manifest: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    manifest_page_id: str = ""

    def page(self, page_id: str, docname: str) -> PageChange:
        """The changes of a page, begun if need be."""
        return self.pages.setdefault(page_id, PageChange(page_id, docname))


def gather_changes(
    publishes: Iterable[Journal],
    undos: Iterable[Journal] = (),
    later: Iterable[Journal] = (),
) -> Changes:
    """Gather what runs changed.

    :param publishes: the runs, the oldest first.
    :param undos: runs that have begun to undo these.
    :param later: runs that have undone what came after, and so brought back what these had left.
    """
    changes = Changes()
    for journal in publishes:
        for entry in journal.entries:
            _note_version(changes, entry)
            _note_change(changes, entry)
    for journal in later:
        for entry in journal.entries:
            _note_return(changes, entry)
    for journal in undos:
        for entry in journal.entries:
            _note_version(changes, entry)
    _recognise_created(changes)
    return changes


def _recognise_created(changes: Changes) -> None:
    """Find the pages that a dead run created, without having lived to note that, and that a later one wrote."""
    stubs = {page.docname: page for page in changes.pages.values() if page.text_before == 1}
    for write in list(changes.unknown):
        if write.docname in stubs:
            stubs[write.docname].is_created = True
            changes.unknown.remove(write)


def _note_version(changes: Changes, entry: Entry) -> None:
    """Take note of the version of a page that a write made, or may have made."""
    write, done = entry.write, entry.done
    match write:
        case Created() if done is not None:
            changes.page(str(done["page_id"]), write.docname).versions.add(int(done["version"]))
        case Updated() | Restored():
            page = changes.page(write.page_id, write.docname)
            is_back = isinstance(write, Updated) and write.restores is not None
            if done is not None:
                page.versions.add(int(done["version"]))
                page.put_back |= {int(done["version"])} if is_back else set()
            elif isinstance(write, Updated):
                page.perhaps.append(Perhaps(write.version + 1, write.message, is_back=is_back))
        case Moved():
            _note_moved(changes.page(write.page_id, write.docname), write, done)


def _note_moved(page: PageChange, write: Moved, done: dict[str, Any] | None) -> None:
    """Take note of the version of a page that was moved, in which there is still what whoever wrote it has written."""
    if done is None:
        page.perhaps.append(Perhaps(write.version + 1, None, write.new_parent_id))
        return
    version = int(done["version"])
    if write.version in page.versions:
        page.versions.add(version)
    page.perhaps += [
        replace(each, version=version) for each in page.perhaps if each.version == write.version
    ]


def _note_return(changes: Changes, entry: Entry) -> None:
    """Take note of a version in which there is again what one of our versions had."""
    write, done = entry.write, entry.done
    if isinstance(write, Updated | Moved | Restored) and done is not None:
        number = write.restores if isinstance(write, Updated) else write.version
        page = changes.pages.get(write.page_id)
        if page is not None and number in page.versions:
            page.versions.add(int(done["version"]))


def _note_change(changes: Changes, entry: Entry) -> None:
    """Take note of what has to be put back."""
    match entry.write:
        case Created(docname=docname) if (done := entry.done) is not None:
            changes.page(str(done["page_id"]), docname).is_created = True
        case Created() as write:
            changes.unknown.append(write)
        case Updated() as write:
            page = changes.page(write.page_id, write.docname)
            if page.text_before is None:
                page.text_before, page.title_before = write.version, write.title
        case Moved() | Placed() as write:
            changes.page(write.page_id, write.docname)
            changes.moves.append(write)
        case Archived() | Trashed() as write:
            changes.page(write.page_id, write.docname).removal = write
        case PropertySet(docname="") as write:
            changes.manifest_page_id = write.page_id
            first, _ = changes.manifest.get(write.key, (write.before, None))
            changes.manifest[write.key] = (first, write.after)
        case Uploaded() | Detached() | Labelled() | PropertySet() as write:
            _note_belongings(changes.page(write.page_id, write.docname), write)


def _note_belongings(page: PageChange, write: Uploaded | Detached | Labelled | PropertySet) -> None:
    match write:
        case Uploaded():
            file = page.files.setdefault(
                write.filename,
                FileChange(write.replaced, write.replaced_comment, write.media_type),
            )
            file.comment = write.comment
        case Detached():
            page.files.setdefault(write.filename, FileChange()).is_detached = True
        case Labelled():
            for name in write.added:
                _turn(name, page.labels_removed, page.labels_added)
            for name in write.removed:
                _turn(name, page.labels_added, page.labels_removed)
        case PropertySet():
            first, _ = page.properties.get(write.key, (write.before, None))
            page.properties[write.key] = (first, write.after)


def _turn(name: str, back: list[str], forth: list[str]) -> None:
    """Note that a label went one way, which cancels that it went the other way before."""
    if name in back:
        back.remove(name)
    elif name not in forth:
        forth.append(name)
