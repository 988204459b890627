"""How is a plan shown to a person? A line for each page that something is done to, or that needs a decision."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.publish.belongings import WIDTH_PROPERTIES
from sphinx_to_confluence.publish.operations import (
    Archive,
    Attach,
    Conflict,
    Create,
    Detach,
    Label,
    Move,
    Operation,
    Orphan,
    Plan,
    Rename,
    Reorder,
    SetProperty,
    Skip,
    Trash,
    Update,
)

_SIGNS: tuple[tuple[type[Operation], str], ...] = (
    (Conflict, "!"),
    (Create, "+"),
    (Archive, "-"),
    (Trash, "-"),
    (Orphan, "?"),
    (Update, "~"),
    (Skip, "="),
    (Move, ">"),
    (Reorder, ">"),
)
"""The sign before a page: that of the first operation in this table that is done to it."""


def plan_lines(plan: Plan, bundle: Bundle) -> Iterator[str]:
    """Yield the lines, pages in the order of the plan, each indented as deep as it is in the tree of the documents."""
    depths: dict[str, int] = {}
    for page in bundle.pages:
        depths[page.docname] = depths.get(page.parent or "", -1) + 1
    for docname in dict.fromkeys(operation.docname for operation in plan.operations):
        operations = plan.of(docname)
        if not all(isinstance(each, Skip) and not _words(each) for each in operations):
            yield "  " * depths.get(docname, 0) + _line(docname, operations)


def _line(docname: str, operations: tuple[Operation, ...]) -> str:
    kinds = {type(operation) for operation in operations}
    sign = next((sign for kind, sign in _SIGNS if kind in kinds), "~")
    parts = [text for text in map(_words, operations) if text]
    return f"{sign} {docname}: {'; '.join(parts)}"


def _words(operation: Operation) -> str:
    """Say what one operation does."""
    match operation:
        case Create(title=title):
            return f'new page "{title}"'
        case Rename(old_title=old, new_title=new):
            return f'"{old}" becomes "{new}"'
        case Move(parent=parent):
            return f"moved below {parent or 'the configured page'}"
        case Attach(filename=filename):
            return f"file {filename}"
        case Detach(filename=filename):
            return f"without file {filename}"
        case Label(add=add, remove=remove):
            return "labels " + (
                " ".join([*(f"+{name}" for name in add), *(f"-{name}" for name in remove)])
                or "of others taken off"
            )
        case SetProperty(key=key, value=value):
            # Two properties say the same, for readers and for the editor.
            return f"width {value}" if key == WIDTH_PROPERTIES[0] else ""
        case Update(changes=changes, overwrites=overwrites, version=version):
            why = ", ".join(change.value for change in changes)
            return f"written ({why})" + (
                f", over the edit of version {version}" if overwrites else ""
            )
        case Reorder(after=after, before=before):
            return f"put after {after}" if after is not None else f"put before {before}"
        case Skip(edited=True):
            return "kept as it was edited on Confluence"
        case Skip(commented=True):
            return "not updated, since it has inline comments"
        case Skip(passed_over=True):
            return "passed over"
        case Archive(title=title):
            return f'"{title}" is archived: its document is gone'
        case Trash(title=title):
            return f'"{title}" is moved to the trash: its document is gone'
        case Conflict() | Orphan():
            return operation.words
    return ""
