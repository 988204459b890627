"""In which words is a plan told? What is done to a page, and what a person should know before it is done."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_to_confluence.publish.belongings import WIDTH_PROPERTIES
from sphinx_to_confluence.publish.operations import (
    Archive,
    Change,
    Conflict,
    Label,
    Move,
    Operation,
    Orphan,
    Plan,
    Rename,
    Reorder,
    SetProperty,
    Skip,
    Stays,
    Trash,
    Update,
)
from sphinx_to_confluence.publish.orphans import most_removed
from sphinx_to_confluence.publish.survey import Survey
from sphinx_to_confluence.publish.texts import Comparison

_BESIDES = frozenset({Change.TITLE, Change.FILES, Change.LABELS, Change.WIDTH, Change.EDITED})
"""Reasons that other operations of the page tell in full."""


def limit_note(survey: Survey) -> str:
    """Say why pages of documents that are gone are left, when they are too many; empty when they are not."""
    count = sum(each.stays is Stays.LIMIT for each in survey.plan.all(Orphan))
    if not count:
        return ""
    most, total = most_removed(survey.snapshot, survey.policy)
    share = f"{survey.policy.orphans_limit:.0%}"
    return (
        f"{count} pages of documents that are gone are left: not more than {most} of {total} may be removed at once "
        f"(confluence_orphans_limit is {share}). Raise that for one run if all of them are to go: "
        f"-D confluence_orphans_limit={_limit_for(count, total):g}"
    )


def _limit_for(count: int, total: int) -> float:
    """The smallest share of so many pages that lets ``count`` of them go, in hundredths."""
    hundredths = (100 * count + total - 1) // total
    while int(hundredths / 100 * total) < count:
        hundredths += 1
    return hundredths / 100


def order_note(plan: Plan) -> str:
    """Say which pages stand in another order than their documents, where that cannot be changed; empty for none."""
    names = plan.unordered
    if not names:
        return ""
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"Data Center has no call to change the order of pages; out of order: {', '.join(names[:5])}{more}"


def size_words(size_bytes: int) -> str:
    """A size as people read it."""
    if size_bytes < 1000:
        return f"{size_bytes} bytes"
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1000:.1f} KB"
    return f"{size_bytes / 1_000_000:.1f} MB"


def words_of_update(update: Update, comparison: Comparison | None) -> Iterator[str]:
    """Why a page is written, but for what other operations say of it."""
    # A text that links to other pages than before is another text.
    besides = _BESIDES | {Change.LINKS} if Change.TEXT in update.changes else _BESIDES
    reasons = [each for each in update.changes if each not in besides]
    if comparison is not None and (reasons or update.overwrites):
        diff = comparison.diff
        yield f"text +{diff.added} -{diff.removed}" if diff else "no difference for readers"
        told = (Change.TEXT, Change.UNKNOWN, *((Change.LINKS,) if diff else ()))
        reasons = [each for each in reasons if each not in told]
    yield from (_REASONS[reason] for reason in reasons)
    if update.overwrites:
        yield f"over the edit of version {update.version}"


_REASONS = {
    Change.TEXT: "text",
    Change.LINKS: "pages that it links to have other addresses",
    Change.UNFINISHED: "an earlier run did not come to write it",
    Change.TAKEN_OVER: "taken over",
    Change.UNKNOWN: "content",
    Change.FORCED: "written though nothing has changed",
}


def words_of(operation: Operation) -> str:
    """Say what an operation does that needs no look at anything else."""
    match operation:
        case Rename(old_title=old, new_title=new):
            return f'"{old}" becomes "{new}"'
        case Move(parent=parent):
            return f"moved below {parent or 'the configured page'}"
        case Label(add=add, remove=remove):
            names = [*(f"+{name}" for name in add), *(f"-{name}" for name in remove)]
            return f"labels {' '.join(names) or 'of others taken off'}"
        case SetProperty(key=key, value=value):
            # Two properties say the same, for readers and for the editor.
            return f"width {value}" if key == WIDTH_PROPERTIES[0] else ""
        case Reorder(after=after, before=before):
            return f"put after {after}" if after is not None else f"put before {before}"
        case Skip(edited=True):
            return "stays as it was edited on Confluence"
        case Skip(commented=True):
            return "stays as it is, since it has inline comments"
        case Archive(title=title) | Trash(title=title):
            return f'"{title}": its document is gone'
        case Conflict():
            return operation.words
    return ""


def many(count: int, what: str) -> str:
    """A number of things."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def its(count: int) -> str:
    """What belongs to so many things."""
    return "its" if count == 1 else "their"


def numbers(what: str, *counted: tuple[int, str]) -> str:
    """Numbers of one kind that are not zero; empty when all of them are."""
    told = ", ".join(f"{number} {words}" for number, words in counted if number)
    return f"{what}: {told}" if told else ""
