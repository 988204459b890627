"""What was done? Counted and said in lines that fit a terminal and a log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sphinx_to_confluence.errors import ConfluenceError
from sphinx_to_confluence.publish.operations import (
    Conflict,
    Create,
    Move,
    Operation,
    Orphan,
    Reorder,
    Skip,
    Update,
)
from sphinx_to_confluence.rest.meter import Costs


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be published, and why.

    :param source: where in the sources that comes from, ``guide/setup.rst:41`` or without a line; empty when there is
        no source any more.
    """

    docname: str
    error: ConfluenceError
    source: str = ""


@dataclass(frozen=True, slots=True)
class LostComment:
    """An inline comment whose words are not on the page any more.

    :param url: of the page, as is ``title``.
    :param source: where in the sources its words stood, or would stand now: ``guide/setup.rst:41``.
    :param author: empty when it is not known; so is ``text``, what it says.
    """

    docname: str
    title: str
    url: str
    source: str
    quote: str
    author: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        """What is lost, for people."""
        by = f" by {self.author}" if self.author else ""
        text = f'; it says "{" ".join(self.text.split())}"' if self.text else ""
        return (
            f'the words "{self.quote}", which an inline comment{by} is about, are not on the page "{self.title}" any '
            f"more{text}: {self.url}"
        )

    def __str__(self) -> str:
        return f"{self.source}: {self.words}"


@dataclass(slots=True)
class Report:
    """The outcome of a publish; filled while it goes on, so that a stopped run can be told as well.

    :param moved: pages that were moved or put in order, and have their text still.
    :param inventory_changed: whether the ``objects.inv`` beside the bundle is another one than before.
    :param commented: pages that were not updated since they have inline comments.
    :param passed_over: pages that were not chosen to be published and are as they were.
    :param comments_kept: how many inline comments are on their words on the pages that were updated.
    :param changes: why pages are written, in words, by docname.
    :param urls: addresses of pages by docname, as far as there are such pages; so are ``ids``.
    :param costs: what each page took, by docname.
    :param all_costs: what the whole run took; pages are written side by side.
    """

    total: int = 0
    dry_run: bool = False
    root_url: str = ""
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    uploaded: int = 0
    detached: int = 0
    archived: list[str] = field(default_factory=list)
    trashed: list[str] = field(default_factory=list)
    inventory_changed: bool = False
    commented: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    comments_kept: int = 0
    comments_lost: list[LostComment] = field(default_factory=list)
    site: str = ""
    space: str = ""
    changes: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False)
    ids: dict[str, str] = field(default_factory=dict, init=False)
    urls: dict[str, str] = field(default_factory=dict, init=False)
    costs: dict[str, Costs] = field(default_factory=dict, init=False)
    all_costs: Costs = field(default_factory=Costs, init=False)

    def note_costs(self, docname: str, costs: Costs) -> None:
        """Add to what a page took; a page is not worked on by two threads at once, so any thread may call this."""
        self.costs[docname] = self.costs.get(docname, Costs()) + costs

    def note_ids(self, ids: Mapping[str, str], page_url: Callable[[str], str]) -> None:
        """Take note of ids of pages by docname, and of their addresses."""
        self.ids |= ids
        self.urls |= {docname: page_url(page_id) for docname, page_id in ids.items()}

    def of_skip(self, skip: Skip) -> list[str]:
        """Where a page is counted whose text is left as it is."""
        if skip.commented:
            return self.commented
        if skip.passed_over:
            return self.passed_over
        return self.kept if skip.edited else self.unchanged

    def put_in_order(self, docnames: Sequence[str]) -> None:
        """Bring the pages, which are noted as they are done, into an order that is always the same."""
        order = {docname: number for number, docname in enumerate(docnames)}

        def place(docname: str) -> tuple[int, str]:
            return order.get(docname, len(order)), docname

        pages = (self.created, self.updated, self.moved, self.unchanged, self.kept, self.left_out)
        for names in (*pages, self.commented, self.passed_over):
            names.sort(key=place)
        self.failures.sort(key=lambda failure: place(failure.docname))

    def summary(self) -> str:
        """One sentence with the numbers that are not zero, and a line for each page that was left as it is."""
        would = "would be " if self.dry_run else ""
        numbers = (
            (len(self.created), f"{would}created"),
            (len(self.updated), f"{would}updated"),
            (len(self.moved), f"{would}moved"),
            (len(self.unchanged), "unchanged"),
            (len(self.kept), "kept as edited on Confluence"),
            (len(self.commented), "not updated since they have comments"),
            (len(self.passed_over), "passed over"),
            (len(self.conflicts), "in conflict"),
            (len(self.failures), "failed"),
            (len(self.left_out), "left out"),
            (len(self.archived), f"{would}archived"),
            (len(self.trashed), f"{would}moved to the trash"),
        )
        pages = ", ".join(f"{number} {what}" for number, what in numbers if number) or "none"
        files = ", ".join(
            f"{number} {what}"
            for number, what in ((self.uploaded, "uploaded"), (self.detached, "removed"))
            if number
        )
        comments = ", ".join(
            f"{number} {what}"
            for number, what in (
                (self.comments_kept, "kept"),
                (len(self.comments_lost), "without their words"),
            )
            if number
        )
        lines = [
            f"{self.total} {'page' if self.total == 1 else 'pages'}: {pages}"
            + (f"; attachments: {files}" if files else "")
            + (f"; inline comments: {comments}" if comments else "")
        ]
        if not self.dry_run:
            # The lines of a plan have named them already.
            lines += [f"kept    {docname}: edited on Confluence" for docname in self.kept]
            lines += [f"kept    {docname}: has inline comments" for docname in self.commented]
            lines += [str(orphan) for orphan in self.orphans]
        return "\n".join(lines)

    def problems(self) -> str:
        """All conflicts and failures, one below the other; empty when there are none."""
        lines = [str(conflict) for conflict in self.conflicts]
        lines += [f"{failure.docname}: {failure.error}" for failure in self.failures]
        if self.left_out:
            names = ", ".join(self.left_out)
            lines.append(f"left out, since the page above could not be published: {names}")
        return "\n  ".join(lines)


def why_written(operations: Sequence[Operation]) -> tuple[str, ...]:
    """What is new about a page, in words: ``new``, ``text``, ``place`` …; nothing when it stays as it is."""
    words: list[str] = []
    for operation in operations:
        match operation:
            case Create():
                words.append("new")
            case Update(changes=changes):
                words += [change.value for change in changes]
            case Move():
                words.append("place")
            case Reorder():
                words.append("order")
    return tuple(dict.fromkeys(words))
