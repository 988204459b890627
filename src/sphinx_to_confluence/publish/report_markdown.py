"""What does a publish tell people who look at a CI job? A summary in Markdown, for GitHub's page of a job or a comment.

Titles, names and answers come from elsewhere, so they are escaped: they call nobody and hide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sphinx_to_confluence.publish.markdown import code, escaped, link
from sphinx_to_confluence.publish.report import Failure, Report
from sphinx_to_confluence.publish.report_json import Became, Outcome

MOST_LISTED = 50
"""Pages that are listed by name; a summary may have 1 MB, a comment 64 KB."""

_HEADINGS = {
    Became.CREATED: "Created",
    Became.UPDATED: "Updated",
    Became.MOVED: "Moved",
    Became.UNCHANGED: "Unchanged",
    Became.KEPT: "Kept as edited on Confluence",
    Became.COMMENTED: "Not updated since they have comments",
    Became.CONFLICT: "In conflict",
    Became.FAILED: "Failed",
    Became.LEFT_OUT: "Left out",
    Became.NOT_REACHED: "Not reached",
}


def summary_in_markdown(outcome: Outcome) -> str:
    """Return the summary, which begins with a heading and ends with a line break."""
    blocks = [
        _heading(outcome),
        *_facts(outcome),
        *_error(outcome),
        *_failures(outcome),
        *_conflicts(outcome.report),
        *_comments(outcome.report),
        *_orphans(outcome.report),
        *_pages(outcome),
    ]
    return "\n\n".join(blocks) + "\n"


def _heading(outcome: Outcome) -> str:
    report = outcome.report
    if outcome.error is None:
        words = "what would be published" if report.dry_run else "published"
    elif report.created or report.updated:
        words = "published in part"
    else:
        words = "nothing was published"
    return f"## Confluence: {escaped(outcome.bundle.project)}, {words}"


def _facts(outcome: Outcome) -> Iterator[str]:
    bundle, report = outcome.bundle, outcome.report
    url = report.root_url or report.urls.get(bundle.root.docname, "")
    parts = [link(bundle.root.title, url)] if url else []
    parts += [f"space {code(report.space)}"] if report.space else []
    parts += [f"release {code(bundle.release)}"] if bundle.release else []
    parts += [f"commit {code(bundle.origin.words)}"] if bundle.origin.commit else []
    if parts:
        yield " · ".join(parts)
    became = list(outcome.became().values())
    rows = [(words, became.count(each)) for each, words in _HEADINGS.items() if each in became]
    rows += [
        (words, count)
        for words, count in (
            ("Archived", len(report.archived)),
            ("Moved to the trash", len(report.trashed)),
        )
        if count
    ]
    table = "\n".join(f"| {words} | {count} |" for words, count in rows)
    yield f"| Pages | {len(bundle.pages)} |\n| :-- | --: |\n{table}"
    yield ", ".join(_what_it_took(outcome)) + "."


def _what_it_took(outcome: Outcome) -> Iterator[str]:
    report = outcome.report
    costs = report.all_costs
    yield f"{costs.requests} {'request' if costs.requests == 1 else 'requests'}"
    if costs.retries:
        yield f"{costs.retries} of them sent again"
    yield f"{outcome.seconds:.0f} s"
    if report.uploaded:
        yield f"{report.uploaded} {'file' if report.uploaded == 1 else 'files'} uploaded"
    if report.detached:
        yield f"{report.detached} {'file' if report.detached == 1 else 'files'} removed"
    if report.comments_kept:
        count = report.comments_kept
        yield f"{count} inline {'comment' if count == 1 else 'comments'} kept"


def _error(outcome: Outcome) -> Iterator[str]:
    """The error that ended the run, unless what follows says it all."""
    error = outcome.error
    if error is None or outcome.report.failures or outcome.report.conflicts:
        return
    told = (error.tried, error.answered, error.cause, error.remedy)
    yield "### What went wrong"
    yield "\n".join(f"- {escaped(line)}" for text in told for line in text.splitlines() if line)


def _failures(outcome: Outcome) -> Iterator[str]:
    failures = outcome.report.failures
    if not failures:
        return
    yield f"### Failed ({len(failures)})"
    yield "\n".join(_limited([_failure(each) for each in failures]))
    if outcome.report.left_out:
        names = ", ".join(_limited([code(name) for name in outcome.report.left_out], bullet=""))
        yield f"Left out, since the page above could not be published: {names}"


def _failure(failure: Failure) -> str:
    error = failure.error
    told = [escaped(text) for text in (error.answered, error.cause, error.remedy) if text]
    lines = [f"**{code(failure.source or failure.docname)}**: {escaped(error.tried)}", *told]
    return "<br>".join(lines)


def _conflicts(report: Report) -> Iterator[str]:
    if not report.conflicts:
        return
    yield f"### In conflict ({len(report.conflicts)})"
    yield "\n".join(
        _limited(
            [
                f"{link(each.title, each.url)} ({code(each.docname)}): "
                f"{escaped(each.words.removesuffix(f': {each.url}'))}"
                for each in report.conflicts
            ]
        )
    )
    advice = dict.fromkeys(each.hindrance.advice for each in report.conflicts)
    yield "What to do:\n\n" + "\n".join(f"- {escaped(line)}" for line in advice)


def _comments(report: Report) -> Iterator[str]:
    if not report.comments_lost:
        return
    yield f"### Inline comments without their words ({len(report.comments_lost)})"
    yield "\n".join(
        _limited(
            [
                f"{code(lost.source)}, on {link(lost.title, lost.url)}: “{escaped(lost.quote)}”"
                + (f", by {escaped(lost.author)}" if lost.author else "")
                + (f": {escaped(lost.text)}" if lost.text else "")
                for lost in report.comments_lost
            ]
        )
    )


def _orphans(report: Report) -> Iterator[str]:
    if not report.orphans:
        return
    yield f"### Left, though their documents are gone ({len(report.orphans)})"
    yield "\n".join(
        _limited(
            [
                f"{link(each.title, each.url)} ({code(each.docname)}): {escaped(each.stays.value)}"
                for each in report.orphans
            ]
        )
    )


def _pages(outcome: Outcome) -> Iterator[str]:
    report, became = outcome.report, outcome.became()
    for each in (Became.CREATED, Became.UPDATED, Became.KEPT, Became.COMMENTED):
        pages = [page for page in outcome.bundle.pages if became[page.docname] is each]
        if not pages:
            continue
        lines = [
            link(page.title, report.urls.get(page.docname, ""))
            + _changes(report.changes.get(page.docname, ()))
            for page in pages
        ]
        heading = f"<details><summary>{_HEADINGS[each]} ({len(pages)})</summary>"
        yield "\n".join([heading, "", *_limited(lines), "", "</details>"])


def _changes(changes: Sequence[str]) -> str:
    told = [change for change in changes if change != "new"]
    return f": {', '.join(told)}" if told else ""


def _limited(lines: Sequence[str], *, bullet: str = "- ") -> Iterable[str]:
    """A list of the first ones, and how many more there are."""
    yield from (bullet + line for line in lines[:MOST_LISTED])
    if len(lines) > MOST_LISTED:
        yield f"{bullet}and {len(lines) - MOST_LISTED} more"
