"""How is what moving over means shown: what changes in the project, and which page belongs to which document?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.migrate.adopt import Adoption, Survey
from sphinx_to_confluence.migrate.listed import FILE_NAME
from sphinx_to_confluence.migrate.matching import Doubt
from sphinx_to_confluence.migrate.report import GivenOption, Report
from sphinx_to_confluence.migrate.verdicts import Verdict
from sphinx_to_confluence.rest.model import RemotePage

_UNKNOWN = "unknown"
_STYLES = {
    Verdict.SAME.value: "good",
    Verdict.BETTER.value: "good",
    Verdict.DIFFERENT.value: "warning",
    Verdict.RENAMED.value: "warning",
    Verdict.DROPPED.value: "bad",
    _UNKNOWN: "bad",
}
_MOST_SHOWN = 20


def show_report(report: Report, console: Console) -> None:
    """Print all that was found out about a project."""
    path = str(report.conf_py.path)
    console.say(f"{path}: {_summary(report.options)}")
    if report.options:
        console.say()
        console.table(
            ("Option", "Line", "Here", "What you should know"),
            [
                (each.name, str(each.line or ""), _painted(console, each), _plain(each.note))
                for each in report.options
            ],
        )
    if report.secrets:
        console.say()
        for name, line in report.secrets:
            console.say(
                f"{path}:{line}: {name} stands here for everybody to read. Take it out, make a new one, and give it in "
                f"the environment: {name.upper()}"
            )
    for line, why in report.by_hand:
        console.say(f"{path}:{line}: to be changed by hand: {_plain(why)}")
    if report.refused:
        console.say()
        console.say("Values that are not accepted here:")
        for problem in report.refused:
            console.say(f"  {_plain(problem)}")
    _show_findings(report, console)
    _show_environment(report, console)
    diff = report.conf_py.diff(report.after)
    if diff:
        console.say()
        console.say(diff.rstrip("\n"))
    console.result(
        conf_py=path,
        options=[_option_data(each) for each in report.options],
        secrets=[{"name": name, "line": line} for name, line in report.secrets],
        by_hand=[{"line": line, "why": _plain(why)} for line, why in report.by_hand],
        refused=list(report.refused),
        sources=[
            {
                "file": each.file,
                "line": each.line,
                "what": _plain(each.name),
                "verdict": each.verdict.value,
                "note": _plain(each.note),
            }
            for each in report.findings
        ],
        environment=[_option_data(each) for each in report.environment],
        diff=diff,
    )


def _summary(options: Sequence[GivenOption]) -> str:
    counts = Counter(_word(each) for each in options)
    parts = [f"{counts[word]} {word}" for word in _STYLES if counts[word]]
    number = f"{len(options)} {'option' if len(options) == 1 else 'options'}"
    return f"{number} of sphinxcontrib-confluencebuilder: {', '.join(parts)}" if parts else number


def _word(option: GivenOption) -> str:
    return _UNKNOWN if option.verdict is None else option.verdict.value


def _painted(console: Console, option: GivenOption) -> str:
    return console.paint(_word(option), _STYLES[_word(option)])


def _plain(text: str) -> str:
    """Without the marks of literals, which a terminal does not need."""
    return text.replace("``", "")


def _option_data(option: GivenOption) -> dict[str, Any]:
    return {
        "name": option.name,
        "line": option.line,
        "verdict": _word(option),
        "note": _plain(option.note),
    }


def _show_findings(report: Report, console: Console) -> None:
    if not report.findings:
        return
    console.say()
    console.say("Elsewhere in the project:")
    for each in report.findings:
        note = f": {_plain(each.note)}" if each.note else ""
        console.say(f"  {each.file}:{each.line}: {_plain(each.name)} is {each.verdict.value}{note}")


def _show_environment(report: Report, console: Console) -> None:
    if not report.environment:
        return
    console.say()
    console.say("In the environment (all others keep their names):")
    for each in report.environment:
        console.say(f"  {each.name} is {_word(each)}: {_plain(each.note)}")


def show_survey(found: Survey, bundle: Bundle, console: Console) -> None:
    """Print which page belongs to which document, and what is left."""
    if found.owned:
        console.say(f"{_pages(len(found.owned))} of this project already.")
    if found.adoptions:
        console.table(
            ("Document", "Page", "Title", "Known by", ""),
            [_row(each, bundle) for each in found.adoptions],
        )
    if not found.adoptions and not found.owned:
        console.say("There is no page of sphinxcontrib-confluencebuilder for any document.")
    _show_list(
        console, "No page yet; the next publish makes it:", [str(name) for name in found.missing]
    )
    _show_list(console, "To be decided by you before you publish:", _decisions(found))
    if any(each.doubt in (Doubt.SEVERAL, Doubt.SHARED) for each in found.undecided):
        console.say(
            f"  or name the {FILE_NAME} of the last build with the other extension: --scb-manifest FILE"
        )
    _show_list(
        console,
        "Pages of sphinxcontrib-confluencebuilder that no document belongs to; they are left alone:",
        [_page(page) for page in found.others],
    )
    _show_list(
        console,
        "Pages that somebody else wrote there; they are left alone:",
        [_page(page) for page in found.strangers],
    )
    console.say()
    console.say(
        f"{_pages(len(found.adoptions))} to take over, {len(found.missing)} to be made, "
        f"{len(found.undecided)} to be decided, {len(found.others) + len(found.strangers)} left alone."
    )
    console.result(pages=_survey_data(found, bundle))


def _row(adoption: Adoption, bundle: Bundle) -> tuple[str, str, str, str, str]:
    match = adoption.match
    title = bundle.page(match.docname).title
    remarks = [adoption.remark] if adoption.remark else []
    if title != match.page.title:
        remarks.append(f'will be called "{title}"')
    return match.docname, match.page.id, match.page.title, match.how.value, "; ".join(remarks)


def _decisions(found: Survey) -> list[str]:
    lines = []
    for each in found.undecided:
        pages = ", ".join(_page(page) for page in each.candidates)
        lines.append(f"{each.docname}: {pages}: {each.doubt.value}")
        if each.doubt not in (Doubt.ARCHIVED, Doubt.OTHER_PROJECT):
            lines.append(f"  --map {each.docname}={each.candidates[0].id}")
    return lines


def _show_list(console: Console, title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    console.say()
    console.say(title)
    for line in lines[:_MOST_SHOWN]:
        console.say(f"  {line}")
    if len(lines) > _MOST_SHOWN:
        console.say(f"  and {len(lines) - _MOST_SHOWN} more; --json has all of them")


def _page(page: RemotePage) -> str:
    return f'{page.id} "{page.title}"'


def _pages(number: int) -> str:
    return f"{number} {'page' if number == 1 else 'pages'}"


def _survey_data(found: Survey, bundle: Bundle) -> dict[str, Any]:
    return {
        "to_adopt": [
            {
                "docname": each.match.docname,
                "page_id": each.match.page.id,
                "title": each.match.page.title,
                "new_title": bundle.page(each.match.docname).title,
                "known_by": each.match.how.value,
                "edited": each.edited.name.lower(),
            }
            for each in found.adoptions
        ],
        "owned": list(found.owned),
        "missing": list(found.missing),
        "undecided": [
            {
                "docname": each.docname,
                "why": each.doubt.value,
                "candidates": [_page_data(page) for page in each.candidates],
            }
            for each in found.undecided
        ],
        "theirs_without_document": [_page_data(page) for page in found.others],
        "others": [_page_data(page) for page in found.strangers],
    }


def _page_data(page: RemotePage) -> dict[str, str]:
    return {"page_id": page.id, "title": page.title}
