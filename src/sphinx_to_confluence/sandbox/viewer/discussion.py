"""What has been said about a page? Its comments and the answers to them, ready to be shown below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

    :param quote: the words of the page that it is about; empty for a comment below the page.
    :param state: what is to be known of an inline comment besides; empty for an open one.
    """

    author: str
    created_at: str
    quote: str
    state: str
    text: Markup
    answers: tuple[Remark, ...] = ()


def discussion(
    comments: Sequence[Comment], name: Callable[[str], str], draw: Callable[[str], Markup]
) -> tuple[Remark, ...]:
    """Return the comments on a page, oldest first, each with the answers to it.

    :param name: gives the name of an account.
    :param draw: makes HTML of storage format.
    """

    def below(parent_id: str | None) -> tuple[Remark, ...]:
        return tuple(
            Remark(
                author=name(one.author_id),
                created_at=one.created_at,
                quote=(one.selection or "") if one.parent_id is None else "",
                state=_STATES.get(one.resolution, "") if one.location is Location.INLINE else "",
                text=draw(one.body),
                answers=below(one.id),
            )
            for one in comments
            if one.parent_id == parent_id
        )

    return below(None)
