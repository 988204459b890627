"""How do inline comments get through an update? Their markers are put into the new text; what is lost is told.

The stored bodies, which hold the markers, are read in bulk: those of a few pages shortly before these are written, so
that a comment made in the meantime has little time to be missed. Only for a page on which a comment loses its words
its comments are read as well, to say whose it was; that takes a scope beyond the twelve.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from sphinx_to_confluence.bundle.model import Bundle, Page
from sphinx_to_confluence.errors import MissingScope
from sphinx_to_confluence.publish.comments import Lost, reanchor
from sphinx_to_confluence.publish.report import LostComment
from sphinx_to_confluence.publish.run import PublishRun
from sphinx_to_confluence.publish.source_lines import source_of
from sphinx_to_confluence.rest.model import RemoteComment

READ_TOGETHER = 25
"""Pages whose bodies are read with one request."""

FOOTER = "footer"
"""The value of the option ``lost_comments`` with which lost comments are kept below their pages."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """The text of a page with the markers of its comments.

    :param kept: how many comments are on their words still.
    :param lost: those that are not, resolved ones left out.
    """

    body: str
    kept: int = 0
    lost: tuple[LostComment, ...] = ()


class CommentKeeper:
    """Keeps the comments of the pages that a run updates; its methods may be called in any thread.

    :param page_ids: of all pages that are updated, about in the order in which they are written.
    """

    def __init__(self, run: PublishRun, page_ids: Sequence[str]) -> None:
        self._run = run
        self._together: dict[str, Sequence[str]] = {}
        for start in range(0, len(page_ids), READ_TOGETHER):
            group = page_ids[start : start + READ_TOGETHER]
            self._together |= dict.fromkeys(group, group)
        self._live: dict[str, str | None] = {}
        self._lock = threading.Lock()

    def anchor(self, page: Page, page_id: str, body: str, *, afresh: bool = False) -> Anchored:
        """Put the markers of a page's comments into its new text.

        :param afresh: whether the page has another version than when the bodies were read.
        :raises RestError: when Confluence does not tell the stored text, since no comment would be safe then; or who
            lost a comment, but for a missing scope.
        """
        if afresh:
            self._together[page_id] = [page_id]
        result = reanchor(self._body(page_id), body)
        lost = self._told(page, page_id, result.lost) if result.lost else ()
        return Anchored(result.body, len(result.kept), lost)

    def leave_below(self, page_id: str, lost: Sequence[LostComment]) -> None:
        """Leave lost comments below their page, if that is wanted.

        :raises RestError: when Confluence does not take one, but for a missing scope.
        """
        run = self._run
        if run.settings.lost_comments != FOOTER:
            return
        for comment in lost:
            if "footer comments" in run.refusals:
                return
            try:
                run.client.add_footer_comment(page_id, _footer(comment))
            except MissingScope as error:
                run.refusals.note(
                    "footer comments",
                    "comments whose words are gone are not left below their pages",
                    error,
                )

    def _body(self, page_id: str) -> str:
        """The stored text of a page; empty for one that was created in this run."""
        with self._lock:
            if page_id not in self._live and page_id in self._together:
                group = self._together[page_id]
                self._live |= dict.fromkeys(group) | dict(self._run.client.page_bodies(group))
            # It is wanted once only, and the texts of all pages may be many.
            body = self._live.pop(page_id, "")
        # One that is not in the listing is asked for by itself: its comments may be all the same.
        return self._run.client.page_body(page_id) if body is None else body

    def _told(self, page: Page, page_id: str, lost: Sequence[Lost]) -> tuple[LostComment, ...]:
        url = self._run.snapshot.page_url(page_id)
        return told_losses(self._run.bundle, page, url, lost, self._known(page_id))

    def _known(self, page_id: str) -> dict[str, RemoteComment] | None:
        """The comments of a page by the refs of their markers; ``None`` when the token may not read them."""
        if "comments" in self._run.refusals:
            return None
        try:
            return {each.ref: each for each in self._run.client.inline_comments(page_id)}
        except MissingScope as error:
            self._run.refusals.note(
                "comments",
                "who wrote the inline comments whose words are gone, what they say and whether they are resolved is "
                "not told",
                error,
            )
            return None


def told_losses(
    bundle: Bundle,
    page: Page,
    url: str,
    lost: Sequence[Lost],
    known: Mapping[str, RemoteComment] | None,
) -> tuple[LostComment, ...]:
    """Say of comments whose words are gone what is known of them; resolved ones are left out.

    :param url: of the page.
    :param known: comments of the page by the refs of their markers; ``None`` when nobody told.
    """
    told = []
    for one in lost:
        comment = None if known is None else known.get(one.ref)
        # A marker without a comment is what a comment that was deleted left behind.
        if known is not None and (comment is None or comment.resolved):
            continue
        told.append(
            LostComment(
                docname=page.docname,
                title=page.title,
                url=url,
                source=source_of(bundle, page, one.row) or page.source,
                quote=one.quote or (comment.quote if comment else ""),
                author=comment.author if comment else "",
                text=comment.text if comment else "",
            )
        )
    return tuple(told)


def _footer(comment: LostComment) -> str:
    by = f" by {escape(comment.author)}" if comment.author else ""
    quote = f" on the words “{escape(comment.quote)}”" if comment.quote else ""
    about = f"<p>An inline comment{by}{quote}, which are not on the page any more:</p>"
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in comment.text.splitlines() if line)
    return f"{about}<blockquote>{paragraphs}</blockquote>" if paragraphs else about
