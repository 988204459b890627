"""Look at all that publishing needs, and say what is wrong and what to do about it.

The options, where the secret comes from, the way to the server, who the token belongs to, the space, the page to
publish below, what the user may do there, and which scopes the token has. Nothing is changed, no secret is shown.

With BUNDLE, what the build has recorded counts as well, as for publishing it in a job that has no conf.py.

It ends with the exit code of the first thing that is wrong, or with 0.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_to_confluence.bundle.reader import read_recorded
from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.cli.project import add_options, options_of

if TYPE_CHECKING:
    from sphinx_to_confluence.check.findings import Finding
    from sphinx_to_confluence.check.needs import ScopeRow

NAME = "check"
HELP = "look at all that publishing needs"
EXAMPLES = """examples:
  sphinx-to-confluence check            look at the options of the conf.py that is found
  sphinx-to-confluence check -c doc     of the one in doc
  sphinx-to-confluence check --json     for programs
  sphinx-to-confluence check -C bundle  in a job that publishes what another one has built
"""

_STYLES: Mapping[str, str] = {
    "ok": "good",
    "warning": "warning",
    "wrong": "bad",
    "not reached": "faint",
    "granted": "good",
    "missing": "bad",
}
_WIDTH = 110
_MARK_WIDTH = len("not reached")
_STEP_WIDTH = len("permissions")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "bundle",
        metavar="BUNDLE",
        nargs="?",
        type=Path,
        help="output directory of a build, whose recorded options count as well",
    )
    add_options(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Check, and show each step as it is taken.

    :raises ConfluenceError: the first thing that is wrong, when the list of steps was shown.
    """
    from sphinx_to_confluence.check.run import check, versions

    recorded = None if arguments.bundle is None else read_recorded(arguments.bundle)
    options = options_of(arguments, console, recorded)
    releases = versions()
    console.say(", ".join(f"{name} {release}" for name, release in releases.items()))
    report = check(options, show=lambda finding: show_finding(console, finding))
    show_scopes(console, report.scopes)
    if report.advice:
        console.say("\n" + "\n".join(report.advice))
    console.result(versions=dict(releases), **report.as_data())
    if report.error is not None:
        console.say()
        raise report.error
    return 0


def show_finding(console: Console, finding: Finding) -> None:
    """Print what a step found."""
    mark, step = finding.mark.value, finding.step
    painted = console.paint(mark, _STYLES[mark]) + " " * (_MARK_WIDTH - len(mark))
    indent = " " * (_MARK_WIDTH + _STEP_WIDTH + 4)
    first, *others = [
        *_wrapped(finding.text, indent),
        *(shown for line in finding.lines for shown in _wrapped(line, indent)),
    ] or [""]
    console.say(f"{painted}  {step:{_STEP_WIDTH}}  {first.strip()}".rstrip())
    for line in others:
        console.say(line)


def _wrapped(text: str, indent: str) -> list[str]:
    """Cut a text into lines of a readable length; addresses and values stay whole."""
    more = indent + (len(text) - len(text.lstrip())) * " "
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=more,
        break_long_words=False,
        break_on_hyphens=False,
    )


def show_scopes(console: Console, rows: Sequence[ScopeRow]) -> None:
    """Print the table of scopes, if there are any to be told."""
    if not rows:
        return
    console.say()
    console.table(
        ("Scope", "Token", "Here", "For"),
        [(row.scope, _verdict(console, row), row.need.value, row.carries) for row in rows],
    )


def _verdict(console: Console, row: ScopeRow) -> str:
    word = "-" if row.verdict.value.startswith("not needed") else row.verdict.value
    style = _STYLES.get(word, "faint")
    if word == "missing" and not row.is_lacking:
        style = "faint"
    return console.paint(word, style)
