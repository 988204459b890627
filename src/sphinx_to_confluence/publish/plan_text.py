"""How is a plan shown on a terminal and in a log? The tree of pages, the differences of their texts, a summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sphinx_to_confluence.publish.plan_view import Folded, Mark, PageView, PlanView
from sphinx_to_confluence.publish.rendered.lines import printable

Paint = Callable[[str, str], str]
"""Marks a text in a style of the console: ``good``, ``bad``, ``warning``, ``info``, ``strong`` or ``faint``."""

WORDS = max(len(mark.word) for mark in Mark)

MOST_LINES = 60
"""Lines of the difference of a page that are shown unless more are asked for."""

_STYLES = {
    "+": "good",
    "-": "bad",
    "!": "bad",
    "~": "warning",
    ">": "info",
    "@": "info",
    "?": "warning",
}
"""The style of a line by its first character."""


def plain(text: str, _style: str) -> str:
    """Leave a text as it is."""
    return text


def tree_lines(view: PlanView, paint: Paint = plain) -> Iterator[str]:
    """Yield the tree: sign, word, then each page as deep as it is in the tree of the documents."""
    for row in view.tree:
        indent = "  " * row.depth
        if isinstance(row, Folded):
            yield paint(f"  {'':<{WORDS}}  {indent}{row.line}", "faint")
        else:
            head = f"{row.mark.sign} {row.mark.word:<{WORDS}}"
            style = _STYLES.get(row.mark.sign, "")
            yield f"{paint(head, style) if style else head}  {indent}{row.line}".rstrip()


def diff_lines(
    view: PlanView, paint: Paint = plain, *, most: int = MOST_LINES, new_pages: bool = False
) -> Iterator[str]:
    """Yield the differences of the texts, page by page.

    :param most: lines of one page; 0 for all.
    :param new_pages: whether the texts of pages that are yet to be made are shown as well.
    """
    for page in view.changed:
        if page.comparison is None or (page.comparison.is_new and not new_pages):
            continue
        yield ""
        yield paint(heading(page), "strong")
        for line in page.comparison.diff.cut(most):
            style = _STYLES.get(line[:1], "")
            yield paint(line, style) if style else line


def heading(page: PageView) -> str:
    """What stands above the difference of a page."""
    if page.mark is Mark.CONFLICT:
        state = " (edited on Confluence; + is what was built)"
    elif page.mark is Mark.CREATE:
        state = " (new)"
    else:
        state = "" if page.version is None else f" (version {page.version})"
    return f'{printable(page.docname)}: "{printable(page.title)}"{state}'


def note_lines(view: PlanView, paint: Paint = plain) -> Iterator[str]:
    """Yield what a person should know before this is published."""
    for note in view.notes:
        yield f"{paint('note', 'warning')}  {note}"
