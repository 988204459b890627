"""What can a plan say? One value for each thing that is done to a page, or left; and the plan that holds them.

All of them name their page by ``docname``, as the bundle and ``Snapshot.pages`` do. They hold no bodies and no
addresses of an API, so a plan can be printed, kept and compared.
"""

from __future__ import annotations

import enum
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from sphinx_to_confluence.publish.hindrances import Hindrance


class Change(enum.Enum):
    """Why a page is written; the values are for people and for the JSON of a plan."""

    TEXT = "text"
    TITLE = "title"
    FILES = "files"
    LABELS = "labels"
    WIDTH = "width"
    LINKS = "links"
    """A page that it links to has another address now."""
    UNFINISHED = "unfinished"
    """An earlier run did not come to write it."""
    TAKEN_OVER = "taken over"
    """It was another one's page, and a person named it as the root page or handed it to this project."""
    UNKNOWN = "content"
    """Something of the above; nothing on Confluence tells which."""
    EDITED = "edited"
    """Somebody edited it, and the policy is to write over that."""
    FORCED = "forced"


@dataclass(frozen=True, slots=True)
class Create:
    """Make a page as the last child of ``parent`` (of the configured page for ``None``) and write its text.

    Its files, labels and properties are operations of their own; its text is not.
    """

    docname: str
    title: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a page another title; always together with the :class:`Update` that writes it.

    :param via_title: a title that the page gets before anything is created or renamed, since its present one is to go
        to another page of this run.
    """

    docname: str
    page_id: str
    old_title: str
    new_title: str
    via_title: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Put a page below ``parent`` (below the configured page for ``None``), as its last child; its text stays."""

    docname: str
    page_id: str
    old_parent_id: str | None
    parent: str | None


@dataclass(frozen=True, slots=True)
class Attach:
    """See to it that a page has a file with this content.

    :param sha256: of the content, in hexadecimal.
    :param is_new: whether we never put a file of that name there, as far as is known.
    """

    docname: str
    filename: str
    sha256: str
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Detach:
    """Take a file off a page that we put there and that the page no longer shows."""

    docname: str
    filename: str


@dataclass(frozen=True, slots=True)
class Label:
    """Put labels on a page and take labels off it.

    :param is_exact: whether the page is to have no other labels, so that those of people are taken off as well.
    """

    docname: str
    add: tuple[str, ...]
    remove: tuple[str, ...] = ()
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class SetProperty:
    """Set a content property of a page."""

    docname: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Update:
    """Write title and text of a page that exists, with its mark; after whatever else is done to the page.

    :param version: the one that is replaced.
    :param overwrites: whether that one is somebody's edit, which the policy gives up (it stays in the history).
    :param is_known: whether the manifest knows which files, labels and width we left there. Where it does not, the
        other operations name all that is wanted, and what is there already, or too much of ours, shows when the page
        is written.
    """

    docname: str
    page_id: str
    version: int
    title: str
    changes: tuple[Change, ...]
    overwrites: bool = False
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Reorder:
    """Put a page directly after or before a sibling, both by docname; exactly one of the two is given.

    They are done one after the other in the order of the plan, after all pages are created and moved.
    """

    docname: str
    page_id: str | None
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave a page's text as it is, since it is as it should be, or since it is to stay.

    :param edited: whether a person's edit is to stay.
    :param commented: whether it is to stay since somebody commented on it.
    :param passed_over: whether it is to stay since it was not chosen to be published.
    """

    docname: str
    page_id: str
    title: str
    edited: bool = False
    commented: bool = False
    passed_over: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """A page that a person has to decide about; its text is not written.

    :param page_id: the page that is in the way: the page itself, or the one that holds its title.
    :param title: of that page, as is ``version``.
    :param own_id: the page itself, where there is one that links and children can go on using.
    :param url: the address of the page that is in the way, for people.
    """

    docname: str
    page_id: str
    hindrance: Hindrance
    title: str
    version: int
    own_id: str | None = None
    url: str = ""

    @property
    def words(self) -> str:
        """Why it cannot be written, for people."""
        why = self.hindrance.value.format(
            version=self.version, page_id=self.page_id, title=self.title
        )
        return f"{why}: {self.url}" if self.url else why

    def __str__(self) -> str:
        return f"conflict  {self.docname}: {self.words}"


@dataclass(frozen=True, slots=True)
class Archive:
    """Archive the page of a document that is gone."""

    docname: str
    page_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Trash:
    """Move the page of a document that is gone to the trash."""

    docname: str
    page_id: str
    title: str


class Stays(enum.Enum):
    """Why the page of a document that is gone is left; the values are for people."""

    REPORT = "remove the page on Confluence if you wish, or see confluence_orphans"
    EDITED = "somebody edited it since it was published, so it is left"
    CHILDREN = "pages that stay are below it, so it is left"
    ELSEWHERE = "it was moved to another space, so it is left"
    HOME = "it is the home page of the space, so it is left"
    PARTIAL = "it is left as long as other pages cannot be published"
    LIMIT = "it is left, since too many pages would be removed at once"


@dataclass(frozen=True, slots=True)
class Orphan:
    """A page that we published once and whose document is gone. It is named and left alone.

    :param url: its address, for people.
    """

    docname: str
    page_id: str
    title: str
    stays: Stays = Stays.REPORT
    url: str = ""

    @property
    def words(self) -> str:
        """What it is and why it is left, for people."""
        page = f'"{self.title}" (page {self.page_id})'
        return f"{page}: its document is gone; {self.stays.value}"

    def __str__(self) -> str:
        return f"orphan  {self.docname}: {self.words}"


Operation = (
    Create
    | Rename
    | Move
    | Attach
    | Detach
    | Label
    | SetProperty
    | Update
    | Reorder
    | Skip
    | Conflict
    | Archive
    | Trash
    | Orphan
)

KINDS: Mapping[type[Operation], str] = {
    Create: "create",
    Rename: "rename",
    Move: "move",
    Attach: "attach",
    Detach: "detach",
    Label: "label",
    SetProperty: "set_property",
    Update: "update",
    Reorder: "reorder",
    Skip: "skip",
    Conflict: "conflict",
    Archive: "archive",
    Trash: "trash",
    Orphan: "orphan",
}
"""What the JSON of a plan calls the operations."""

PLAN_VERSION = 1
"""Version of the JSON of a plan; raised when programs that read an older form would misunderstand it."""

T = TypeVar("T", bound=Operation)

REMARKS = (Skip, Conflict, Orphan)
"""Operations that do nothing."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be done, in the order of the bundle (parents before children), then the pages that are left over.

    The operations of one page stand together, in the order of this module.

    :param unordered: pages that stand wrongly among their siblings where the order cannot be changed, by docname.
    """

    operations: tuple[Operation, ...] = ()
    unordered: tuple[str, ...] = ()
    _by_docname: Mapping[str, tuple[Operation, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        gathered: dict[str, tuple[Operation, ...]] = {}
        for operation in self.operations:
            gathered[operation.docname] = (*gathered.get(operation.docname, ()), operation)
        object.__setattr__(self, "_by_docname", gathered)

    def of(self, docname: str) -> tuple[Operation, ...]:
        """What is done to the page of this document; nothing for a document that the plan does not know."""
        return self._by_docname.get(docname, ())

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """All operations of a kind."""
        return tuple(self._all(kind))

    def find(self, docname: str, kind: type[T]) -> T | None:
        """The operation of this kind on a page, where there is (at most) one."""
        return next((item for item in self.of(docname) if isinstance(item, kind)), None)

    def _all(self, kind: type[T]) -> Iterator[T]:
        return (item for item in self.operations if isinstance(item, kind))

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What a person has to decide about."""
        return self.all(Conflict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return all(isinstance(item, REMARKS) for item in self.operations)

    @property
    def counts(self) -> dict[str, int]:
        """How many operations there are of each kind, of those that occur."""
        counts = Counter(KINDS[type(item)] for item in self.operations)
        return {kind: counts[kind] for kind in KINDS.values() if kind in counts}

    def to_json(self) -> str:
        """Return the plan as JSON, of the form in ``plan-1.schema.json``; the same plan gives the same text."""
        data = {
            "schema_version": PLAN_VERSION,
            "counts": self.counts,
            "operations": [_as_data(item) for item in self.operations],
            "unordered": self.unordered,
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _as_data(operation: Operation) -> dict[str, Any]:
    data: dict[str, Any] = {"operation": KINDS[type(operation)]}
    for item in fields(operation):
        data[item.name] = _plain(getattr(operation, item.name))
    if isinstance(operation, Conflict | Orphan):
        data["message"] = operation.words
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.name.lower()
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
