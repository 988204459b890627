"""What is there to be shown of a plan? Page by page, in words; terminals, Markdown and programs show the same."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from sphinx_to_confluence.bundle.model import Attachment, Bundle
from sphinx_to_confluence.publish.operations import (
    Archive,
    Attach,
    Change,
    Conflict,
    Create,
    Detach,
    Move,
    Operation,
    Orphan,
    Plan,
    Reorder,
    Skip,
    Stays,
    Trash,
    Update,
)
from sphinx_to_confluence.publish.plan_words import (
    its,
    limit_note,
    many,
    numbers,
    order_note,
    size_words,
    words_of,
    words_of_update,
)
from sphinx_to_confluence.publish.rendered.lines import printable
from sphinx_to_confluence.publish.survey import BUNDLE, Survey
from sphinx_to_confluence.publish.texts import Comparison

MOST_FILES = 3
"""Files of a page that are named one by one; of more, there is the number."""


class Mark(enum.Enum):
    """What becomes of a page, all in all: a sign and a word, and what the summary says of such pages."""

    CREATE = ("+", "create", "to create")
    UPDATE = ("~", "update", "to update")
    RENAME = ("~", "rename", "to rename")
    MOVE = (">", "move", "to move")
    ORDER = (">", "order", "to put in order")
    ARCHIVE = ("-", "archive", "to archive")
    TRASH = ("-", "trash", "to move to the trash")
    CONFLICT = ("!", "conflict", "in conflict")
    KEEP = ("=", "keep", "kept as they are")
    LEFT = ("?", "left", "left over")
    PASSED = (" ", "", "passed over")
    SAME = (" ", "", "unchanged")

    def __init__(self, sign: str, word: str, counted: str) -> None:
        self.sign = sign
        self.word = word
        self.counted = counted


_MARKS: tuple[tuple[type[Operation], Mark], ...] = (
    (Conflict, Mark.CONFLICT),
    (Create, Mark.CREATE),
    (Archive, Mark.ARCHIVE),
    (Trash, Mark.TRASH),
    (Orphan, Mark.LEFT),
    (Update, Mark.UPDATE),
    (Skip, Mark.KEEP),
    (Move, Mark.MOVE),
    (Reorder, Mark.ORDER),
)
"""The mark of a page is that of the first operation in this table that is done to it."""


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of a plan.

    :param depth: in the tree of the documents, from 0.
    :param words: what is done to it, in parts; safe to print.
    :param version: the one that it has; ``None`` when it is not there, or nothing is written onto it.
    :param comparison: of its texts, where they were compared.
    :param is_commented: whether it is kept as it is since it has inline comments.
    """

    docname: str
    title: str
    depth: int
    mark: Mark
    words: tuple[str, ...] = ()
    version: int | None = None
    comparison: Comparison | None = None
    is_commented: bool = False

    @property
    def line(self) -> str:
        """Its document and what is done to it."""
        name = printable(self.docname)
        return f"{name}: {'; '.join(self.words)}" if self.words else name

    def as_data(self) -> dict[str, Any]:
        """What is shown of it, for programs."""
        comparison = self.comparison
        data: dict[str, Any] = {
            "docname": self.docname,
            "title": self.title,
            "mark": self.mark.word,
            "words": list(self.words),
        }
        if comparison is not None:
            data |= {
                "is_new": comparison.is_new,
                "added": comparison.diff.added,
                "removed": comparison.diff.removed,
                "diff": list(comparison.diff.lines),
                "comments_kept": comparison.comments_kept,
                "comments_lost": [asdict(lost) for lost in comparison.comments_lost],
            }
        return data


@dataclass(frozen=True, slots=True)
class Folded:
    """Pages of a branch with which nothing is done.

    :param words: what they are called.
    """

    count: int
    depth: int
    words: str

    @property
    def line(self) -> str:
        """How many there are."""
        return f"({self.count} {self.words})"


@dataclass(frozen=True)
class PlanView:
    """A plan with all that can be shown of it.

    :param comparisons: of the texts of pages, by docname.
    """

    survey: Survey
    comparisons: Mapping[str, Comparison] = field(default_factory=dict)

    @property
    def bundle(self) -> Bundle:
        """The pages that it is about."""
        return self.survey.bundle

    @property
    def plan(self) -> Plan:
        """The plan itself."""
        return self.survey.plan

    @cached_property
    def pages(self) -> tuple[PageView, ...]:
        """All pages, in the order of the documents; then those whose documents are gone."""
        depths: dict[str, int] = {}
        for page in self.bundle.pages:
            depths[page.docname] = depths.get(page.parent or "", -1) + 1
        docnames = dict.fromkeys(
            [page.docname for page in self.bundle.pages]
            + [operation.docname for operation in self.plan.operations]
        )
        return tuple(self._page(docname, depths.get(docname, 0)) for docname in docnames)

    def _page(self, docname: str, depth: int) -> PageView:
        operations = self.plan.of(docname)
        comparison = self.comparisons.get(docname)
        words = tuple(printable(text) for text in self._words(docname, operations) if text)
        mark = _mark(operations)
        title = next((each.title for each in operations if hasattr(each, "title")), "")
        if docname in self.bundle:
            title = self.bundle.page(docname).title
        update = self.plan.find(docname, Update)
        version = None if update is None or self.survey.basis == BUNDLE else update.version
        skip = self.plan.find(docname, Skip)
        is_commented = skip is not None and skip.commented
        return PageView(docname, title, depth, mark, words, version, comparison, is_commented)

    @cached_property
    def tree(self) -> tuple[PageView | Folded, ...]:
        """The pages with which something is done, below those that they stand below; of the others the number."""
        shown = {page.docname for page in self.shown}
        for page in reversed(self.bundle.pages):
            if page.docname in shown and page.parent is not None:
                shown.add(page.parent)
        if not shown:
            return ()
        folded: Counter[str] = Counter()
        nearest: dict[str, str] = {}
        for page in self.bundle.pages:
            above = nearest.get(page.parent or "", "")
            nearest[page.docname] = page.docname if page.docname in shown else above
            folded[above] += page.docname not in shown
        return tuple(self._folding(shown, folded))

    def _folding(self, shown: set[str], folded: Counter[str]) -> Iterator[PageView | Folded]:
        """The shown pages, each branch with the number of its other pages behind it."""
        open_: list[PageView] = []
        for page in self.pages:
            if page.docname not in shown:
                continue
            while open_ and open_[-1].depth >= page.depth:
                yield from self._behind(open_.pop(), folded)
            yield page
            open_.append(page)
        while open_:
            yield from self._behind(open_.pop(), folded)

    def _behind(self, page: PageView, folded: Counter[str]) -> Iterator[Folded]:
        if count := folded[page.docname]:
            words = "left as they are" if Mark.PASSED in self.counts else "unchanged"
            yield Folded(count, page.depth + 1, words)

    @property
    def shown(self) -> Iterable[PageView]:
        """The pages with which something is done, or that need a decision."""
        return (page for page in self.pages if page.mark not in (Mark.SAME, Mark.PASSED))

    @property
    def changed(self) -> Iterable[PageView]:
        """The pages of which a difference of the text can be shown."""
        return (page for page in self.pages if page.comparison is not None and page.comparison.diff)

    @cached_property
    def counts(self) -> Mapping[Mark, int]:
        """How many pages have each mark, of those marks that occur."""
        counts = Counter(page.mark for page in self.pages)
        return {mark: counts[mark] for mark in Mark if counts[mark]}

    # --- words ------------------------------------------------------------------------------------------------------

    def _words(self, docname: str, operations: Sequence[Operation]) -> Iterator[str]:
        """Say what is done to a page, in parts."""
        comparison = self.comparisons.get(docname)
        for operation in operations:
            if isinstance(operation, Create):
                lines = f", {many(comparison.diff.added, 'line')}" if comparison is not None else ""
                yield f'"{operation.title}"{lines}'
            elif isinstance(operation, Update):
                yield from words_of_update(operation, comparison)
            elif isinstance(operation, Orphan):
                yield self._left(operation)
            elif not isinstance(operation, Attach | Detach):
                yield words_of(operation)
        yield from self._files(operations)
        if comparison is not None and comparison.comments_lost:
            count = len(comparison.comments_lost)
            yield f"{many(count, 'inline comment')} would lose {its(count)} words"

    def _left(self, orphan: Orphan) -> str:
        # The ids of a plan against a bundle are no ids of Confluence.
        page = f" (page {orphan.page_id})" if self.survey.basis != BUNDLE else ""
        why = f"; {orphan.stays.value}" if orphan.stays not in (Stays.REPORT, Stays.LIMIT) else ""
        return f'"{orphan.title}"{page}: its document is gone{why}'

    def _files(self, operations: Sequence[Operation]) -> Iterator[str]:
        attached = [each for each in operations if isinstance(each, Attach)]
        if len(attached) > MOST_FILES:
            size = sum(self._file(each).size_bytes for each in attached)
            yield f"{len(attached)} files ({size_words(size)})"
        else:
            yield from map(self.file_words, attached)
        detached = [each for each in operations if isinstance(each, Detach)]
        if len(detached) > MOST_FILES:
            yield f"{len(detached)} files taken off"
        else:
            yield from (f"file {each.filename} taken off" for each in detached)

    def file_words(self, attach: Attach) -> str:
        """What is done with a file of a page."""
        update = self.plan.find(attach.docname, Update)
        size = f"({size_words(self._file(attach).size_bytes)})"
        if update is not None and not update.is_known:
            return f"file {attach.filename} {size}, unless it is there"
        if attach.is_new:
            return f"new file {attach.filename} {size}"
        return f"file {attach.filename} changed {size}"

    def _file(self, attach: Attach) -> Attachment:
        files = self.bundle.page(attach.docname).attachments
        return next(item for item in files if item.filename == attach.filename)

    # --- what is said once ------------------------------------------------------------------------------------------

    @cached_property
    def summary(self) -> str:
        """What there is to do, in numbers."""
        pages = ", ".join(f"{count} {mark.counted}" for mark, count in self.counts.items())
        written = {each.docname for each in self.plan.all(Update)}
        compared = [each for name, each in self.comparisons.items() if name in written]
        added = sum(each.diff.added for each in compared)
        removed = sum(each.diff.removed for each in compared)
        lost = sum(len(each.comments_lost) for each in compared)
        attached = self.plan.all(Attach)
        uncertain = {each.docname for each in self.plan.all(Update) if not each.is_known}
        certain = [each for each in attached if each.docname not in uncertain]
        to_send = sum(self._file(each).size_bytes for each in attached)
        parts = [
            f"{many(len(self.pages), 'page')}: {pages}",
            f"text: +{added} -{removed} lines" if added or removed else "",
            numbers(
                "files",
                (sum(each.is_new for each in certain), "new"),
                (sum(not each.is_new for each in certain), "changed"),
                (len(attached) - len(certain), "to look for"),
                (len(self.plan.all(Detach)), "to take off"),
            )
            + (f" ({size_words(to_send)})" if to_send else ""),
            numbers(
                "inline comments",
                (sum(each.comments_kept for each in compared), "stay on their words"),
                (lost, f"would lose {its(lost)} words"),
            ),
        ]
        return "; ".join(filter(None, parts))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a person should know before this is published; safe to print."""
        return tuple(printable(note) for note in self._notes())

    def _notes(self) -> Iterator[str]:
        yield from dict.fromkeys(each.hindrance.advice for each in self.plan.conflicts)
        for comparison in self.comparisons.values():
            for lost in comparison.comments_lost:
                by = f" by {lost.author}" if lost.author else ""
                says = f'; it says "{" ".join(lost.text.split())}"' if lost.text else ""
                yield (
                    f'{lost.source}: an inline comment{by} on "{lost.quote}" would lose its words{says}: {lost.url}'
                )
        if any(each.stays is Stays.REPORT for each in self.plan.all(Orphan)):
            yield (
                "Pages of documents that are gone are left. Remove them on Confluence if you wish, or have them "
                "removed: see confluence_orphans"
            )
        if note := limit_note(self.survey):
            yield note
        if note := order_note(self.plan):
            yield note


def _mark(operations: Sequence[Operation]) -> Mark:
    kinds = {type(operation) for operation in operations}
    mark = next((mark for kind, mark in _MARKS if kind in kinds), Mark.SAME)
    if mark is Mark.KEEP:
        (skip,) = (each for each in operations if isinstance(each, Skip))
        if not (skip.edited or skip.commented):
            return Mark.PASSED if skip.passed_over else Mark.SAME
    if mark is Mark.UPDATE:
        changes = {
            change for each in operations if isinstance(each, Update) for change in each.changes
        }
        return Mark.RENAME if changes == {Change.TITLE} else mark
    return mark
