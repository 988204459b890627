"""What does a run write, as far as it can be taken back? One class for each kind of write, as it stands in the journal.

The fields say what is about to be done, and what was there before. What came of it is told when it is done.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, get_args


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A page, with the text of a stub. Then known: ``page_id`` and ``version``."""

    docname: str
    title: str
    parent_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """A version of a page. Then known: ``version``.

    :param version: the one before; title and parent as well.
    :param message: the comment of the new version, by which it is known again when its answer is lost.
    :param restores: number of the version whose text it brings back, when a run is undone.
    """

    docname: str
    page_id: str
    version: int
    title: str
    parent_id: str | None
    new_title: str
    message: str
    restores: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A page below another parent. Then known: ``version``, which is another one on Data Center.

    :param after: the page that it stood behind; ``None`` when there was none, or that is not known.
    :param before: the page that it stood before, likewise.
    """

    docname: str
    page_id: str
    version: int
    parent_id: str | None
    new_parent_id: str
    after: str | None
    before: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A page elsewhere among its siblings; ``after`` and ``before`` as for :class:`Moved`."""

    docname: str
    page_id: str
    after: str | None
    before: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A file on a page.

    :param comment: with which it was sent; says whose it is and what is in it.
    :param replaced: version of the file that was there, ``None`` when there was none.
    :param replaced_comment: the comment of that version.
    """

    docname: str
    page_id: str
    filename: str
    media_type: str
    comment: str
    replaced: int | None
    replaced_comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Detached:
    """A file of ours that is put into the trash."""

    docname: str
    page_id: str
    filename: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Labels that were not there and are put on, and the other way round."""

    docname: str
    page_id: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertySet:
    """A content property; the manifest of the project is some of these.

    :param before: the value, ``None`` when there was no such property.
    :param after: the value, ``None`` when it is removed.
    """

    docname: str
    page_id: str
    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A page whose document is gone, into the archive; ``after`` and ``before`` as for :class:`Moved`."""

    docname: str
    page_id: str
    title: str
    version: int
    parent_id: str | None
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trashed:
    """A page whose document is gone, into the trash; or one that was created, when that is undone."""

    docname: str
    page_id: str
    title: str
    version: int
    parent_id: str | None
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A page, out of the trash or the archive, when that is undone. Then known: ``version``."""

    docname: str
    page_id: str
    version: int


Write = (
    Created
    | Updated
    | Moved
    | Placed
    | Uploaded
    | Detached
    | Labelled
    | PropertySet
    | Archived
    | Trashed
    | Restored
)

_KINDS: dict[str, type[Write]] = {kind.__name__.lower(): kind for kind in get_args(Write)}


_TYPES: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "str | None": (str, type(None)),
    "int | None": (int, type(None)),
}
"""What a field may hold, by its annotation; of others nothing is checked."""


def write_to_json(write: Write) -> dict[str, Any]:
    """The form of a write in the journal; ``write`` says of which kind it is."""
    return {"write": type(write).__name__.lower(), **asdict(write)}


def write_from_json(row: dict[str, Any]) -> Write:
    """Read a write; fields that a later release may have added are passed over.

    :raises KeyError: for a kind that there is none of.
    :raises TypeError: when a field is missing, or of another type: anybody may have written the row.
    """
    kind = _KINDS[row["write"]]
    values: dict[str, Any] = {
        field.name: tuple(value) if isinstance(value := row[field.name], list) else value
        for field in fields(kind)
        if field.name in row and field.name not in {"before", "after"}
    }
    values |= {name: row[name] for name in ("before", "after") if name in row}
    for field in fields(kind):
        allowed = _TYPES.get(str(field.type))
        if allowed is not None and not isinstance(values.get(field.name, field.default), allowed):
            raise TypeError(f"{field.name} is of another type than {field.type}")
    return kind(**values)
