"""What has been said about a page? Its comments and the answers to them, ready to be shown beside it and below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sphinx_to_confluence.sandbox.records import Comment, Location, Resolution

_STATES = {
    Resolution.RESOLVED: "resolved",
    Resolution.DANGLING: "its words are gone",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, or an answer to one.

    :param anchor: the id of its element.
    :param quote: the words of the page that it is about; empty for a comment below the page.
    :param state: what is to be known of an inline comment besides; empty for an open one.
    """

    anchor: str
    author: str
    created_at: str
    quote: str
    state: str
    text: Markup
    answers: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Discussion:
    """The comments on a page, oldest first.

    :param notes: open inline comments, which stand beside their words.
    :param remarks: comments on the page as a whole.
    :param settled: inline comments that are resolved, or whose words are gone.
    """

    notes: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    settled: tuple[Remark, ...]


def anchors(comments: Sequence[Comment]) -> Mapping[str, str]:
    """Return the id of the element of each open inline comment, by the ref of its markers."""
    return {
        one.ref: _anchor(one)
        for one in comments
        if one.parent_id is None and one.ref is not None and _is_open(one)
    }


def discussion(
    comments: Sequence[Comment], name: Callable[[str], str], draw: Callable[[str], Markup]
) -> Discussion:
    """Return the comments on a page, each with the answers to it.

    :param name: gives the name of an account.
    :param draw: makes HTML of storage format.
    """

    def remark(one: Comment) -> Remark:
        return Remark(
            anchor=_anchor(one),
            author=name(one.author_id),
            created_at=one.created_at,
            quote=(one.selection or "") if one.parent_id is None else "",
            state=_STATES.get(one.resolution, "") if one.location is Location.INLINE else "",
            text=draw(one.body),
            answers=tuple(remark(answer) for answer in comments if answer.parent_id == one.id),
        )

    first = [one for one in comments if one.parent_id is None]
    inline = [one for one in first if one.location is Location.INLINE]
    return Discussion(
        notes=tuple(remark(one) for one in inline if _is_open(one)),
        remarks=tuple(remark(one) for one in first if one.location is not Location.INLINE),
        settled=tuple(remark(one) for one in inline if not _is_open(one)),
    )


def _anchor(comment: Comment) -> str:
    return f"comment-{comment.id}"


def _is_open(comment: Comment) -> bool:
    return comment.location is Location.INLINE and comment.resolution not in _STATES
