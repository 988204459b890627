"""How is a plan shown in a comment on a pull request? As Markdown of GitHub and GitLab, no longer than they take.

Titles and texts come from documents and from Confluence. Whoever wrote them must not be able to call people
(``@name``), to close issues, to run commands of GitLab (``/close``) or to put markup into the comment. So all of it
stands in fences that are longer than any row of backquotes in it, or in code of a line: no site looks into these.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from html import escape

from sphinx_to_confluence.publish.markdown import code
from sphinx_to_confluence.publish.plan_text import MOST_LINES, tree_lines
from sphinx_to_confluence.publish.plan_view import Mark, PageView, PlanView
from sphinx_to_confluence.publish.rendered.lines import printable

MOST_CHARACTERS = 60_000
"""GitHub takes 65,536 characters in a comment and GitLab 1,000,000; a job may put something around the plan."""

_FOR_THE_REST = 600
"""Characters for the lines that say what is left out."""

_TREE_SHARE = 0.5
"""Of the characters that the tree may take; the others are for the differences."""


_LONGEST_LINE = 2_000


def marker(project_id: str) -> str:
    """The invisible first line, by which a job finds its comment again to replace it."""
    name = re.sub(r"[^a-zA-Z0-9_.]+", "-", project_id).strip("-")
    if name != project_id:
        # Two projects whose names differ in other characters only have comments of their own.
        name = f"{name}-{hashlib.sha256(project_id.encode()).hexdigest()[:6]}".lstrip("-")
    return f"<!-- sphinx-to-confluence plan: {name} -->"


def plan_markdown(
    view: PlanView,
    *,
    compared_with: tuple[str, str] | None = None,
    most_lines: int = MOST_LINES,
    most_characters: int = MOST_CHARACTERS,
    with_diff: bool = True,
) -> str:
    """Return the plan as Markdown.

    :param compared_with: what it was compared with, in words, and the path of that; ``None`` for Confluence.
    :param most_lines: lines of the difference of one page; 0 for all.
    :param most_characters: of the whole.
    """
    text = "\n".join(_head(view, compared_with)) + "\n"
    if not view.tree:
        return text
    room = most_characters - len(text) - _FOR_THE_REST
    tree = _fenced("diff", _cut(list(tree_lines(view)), int(room * _TREE_SHARE)))
    text += f"\n{tree}\n"
    notes = [f"- {code(note)}" for note in _cut(list(view.notes), room // 8)]
    if notes:
        text += "\n" + "\n".join(notes) + "\n"
    if with_diff:
        text += _differences(view, most_lines, most_characters - len(text) - _FOR_THE_REST)
    return text


def _head(view: PlanView, compared_with: tuple[str, str] | None) -> Iterator[str]:
    bundle = view.bundle
    yield marker(bundle.project_id)
    name = f"{bundle.project} {bundle.release}".strip()
    what = "conflicts" if Mark.CONFLICT in view.counts else "changes" if view.tree else "no changes"
    yield f"### Confluence: {what} for {code(name)}"
    yield ""
    if not view.tree:
        yield f"All {len(view.pages)} pages are as they should be."
    else:
        yield f"**{view.summary}**"
    if compared_with is not None:
        what, path = compared_with
        yield ""
        yield f"Compared with {what}: {code(path)}"


def _differences(view: PlanView, most_lines: int, room: int) -> str:
    """The differences of as many pages as there is room for: first those that exist, then those that are new."""
    pages = sorted(
        view.changed, key=lambda page: page.comparison is not None and page.comparison.is_new
    )
    text, left = "", 0
    for page in pages:
        details = _details(page, most_lines)
        if len(text) + len(details) > room:
            details = _details(page, 12)
        if len(text) + len(details) > room:
            left += 1
        else:
            text += details
    if left:
        which = "page is" if left == 1 else "pages are"
        text += (
            f"\nThe differences of {left} more {which} not shown here, since there is no room.\n"
        )
    return text


def _details(page: PageView, most_lines: int) -> str:
    comparison = page.comparison
    if comparison is None:
        return ""
    diff = comparison.diff
    counts = "new page" if comparison.is_new else f"+{diff.added} -{diff.removed}"
    if page.mark is Mark.CONFLICT:
        counts = f"conflict, {counts}"
    summary = f"{_html(page.docname)} {_html(page.title)} {counts}"
    return (
        f"\n<details>\n<summary>{summary}</summary>\n\n"
        f"{_fenced('diff', diff.cut(most_lines))}\n\n</details>\n"
    )


def _html(text: str) -> str:
    """A text of others within HTML, where Markdown is not looked for."""
    return f"<code>{escape(printable(' '.join(text.split())))}</code>"


def _fenced(language: str, lines: Sequence[str]) -> str:
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    shown = (
        line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]} (…)" for line in lines
    )
    return "\n".join([f"{fence}{language}", *shown, fence])


def _cut(lines: list[str], most_characters: int) -> list[str]:
    """As many lines as there is room for, and how many are left out."""
    taken = 0
    for number, line in enumerate(lines):
        taken += len(line) + 1
        if taken > most_characters:
            return [*lines[:number], f"(and {len(lines) - number} more lines)"]
    return lines
