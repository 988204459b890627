"""Set a project up for publishing: ask the few questions, check the answers, and write the options into conf.py.

The address of a page, copied from the browser, says which site, space and page it is. The options go into a marked
block at the end of conf.py, which a later run writes anew; the rest of the file stays as it is. What will change is
shown before it is written. No token is ever written: it is typed for the check only, or had from where it is kept.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.cli.init_answers import Answers, questions
from sphinx_to_confluence.cli.project import add_json, add_yes, conf_dir
from sphinx_to_confluence.config.conf_block import (
    ConfPy,
    decoded,
    difference,
    extension_line,
    lines_of,
    set_in_block,
    with_block,
    write_conf_py,
)
from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.config.pasted import Pasted
from sphinx_to_confluence.config.ways_in import WAYS_IN
from sphinx_to_confluence.errors import ConfigurationError

if TYPE_CHECKING:
    from sphinx_to_confluence.config.unbuilt import Unbuilt

NAME = "init"
HELP = "set a project up for publishing"
EXAMPLES = """examples:
  sphinx-to-confluence init -c doc   ask, check, show what will change, and write it into doc/conf.py
  sphinx-to-confluence init --print  only print the lines
without a terminal:
  sphinx-to-confluence init --yes --url URL --token-kind scoped --user writer@example.com --token-env
"""

_OF_THE_SITE = ("confluence_cloud", "confluence_cloud_id", "confluence_api_gateway")
"""What stays when the site stays."""

_DECIDED = (
    "confluence_server_url",
    *_OF_THE_SITE,
    "confluence_api_token_scoped",
    "confluence_server_user",
    "confluence_oauth_client_id",
    "confluence_space_key",
    "confluence_parent_page",
    "confluence_publish_root",
)
"""Options that the answers decide: one that they do not need, and conf.py has, is set back."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    answers = parser.add_argument_group("answers, each of them asked for when it is not given")
    answers.add_argument(
        "--url", metavar="URL", help="address of a page or of the space, copied from the browser"
    )
    answers.add_argument("--token-kind", choices=tuple(WAYS_IN), help="which kind of token it is")
    answers.add_argument(
        "--user", metavar="USER", help="e-mail address, user name or client id that goes with it"
    )
    answers.add_argument("--space", metavar="KEY", help="key of the space (default: from the URL)")
    answers.add_argument(
        "--parent",
        metavar="PAGE",
        help='id or title of the page to publish below, or "home" (default: from the URL, or home)',
    )
    kept = answers.add_mutually_exclusive_group()
    kept.add_argument(
        "--token-env", action="store_true", help="the token comes from an environment variable"
    )
    kept.add_argument(
        "--token-command", metavar="COMMAND", help='from a program, such as "pass show confluence"'
    )
    kept.add_argument("--token-keyring", metavar="SERVICE", help="from the keyring of this machine")
    kept.add_argument("--token-file", metavar="PATH", help="from a file")
    parser.add_argument(
        "-c",
        dest="confdir",
        metavar="DIR",
        type=Path,
        help="directory of conf.py (default: the first of ., doc, docs, source that has one)",
    )
    parser.add_argument(
        "--print",
        dest="only_print",
        action="store_true",
        help="print the lines and write nothing; needs no conf.py",
    )
    parser.add_argument(
        "--no-check", action="store_true", help="do not try whether the answers work"
    )
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="with --yes: also when conf.py gives options of publishing other values",
    )
    add_yes(parser)
    add_json(parser)
    parser.set_defaults(no_conf=False)


@dataclass(frozen=True, slots=True)
class _Before:
    """The project as it is.

    :param path: of conf.py; ``None`` when there is none, and none is needed.
    :param values: of our options, without those that an earlier run has written.
    """

    path: Path | None
    conf: ConfPy
    values: Mapping[str, Any]

    @property
    def directory(self) -> Path:
        """Where names of files start."""
        return Path.cwd() if self.path is None else self.path.parent


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Ask, check, show and write."""
    before = _read(arguments)
    answers = questions(arguments, console, _asks_the_site)
    options = _with_reset(answers.options, before.values)
    lines = _lines(answers, options, before)
    checked = not arguments.no_check and _check(arguments, console, answers, options, before)
    console.result(options=options, checked=checked, written=False)
    if arguments.only_print:
        console.say()
        console.say("\n".join(lines))
        return 0
    if before.path is None:  # _read has seen to that
        raise ValueError("no conf.py")
    after = with_block(before.conf, lines) if lines else before.conf
    if after.text == before.conf.text:
        console.say(f"\n{before.path} says all of this already.")
        return 0
    _show_changes(arguments, console, options, before, after)
    if not console.confirm(f"Write that into {before.path}?"):
        console.say("Nothing was written.")
        return 0
    write_conf_py(before.path, after.encoded())
    console.result(written=True, file=str(before.path))
    console.say(f"Written. {_next(answers, before)}")
    return 0


def _read(arguments: argparse.Namespace) -> _Before:
    """Read the conf.py that is there.

    :raises ConfigurationError: when there is none, and it is not only printed.
    """
    from sphinx_to_confluence.config.unbuilt import read_conf_py

    directory = conf_dir(arguments)
    if directory is None or not (directory / "conf.py").is_file():
        if arguments.only_print:
            return _Before(None, ConfPy(""), {})
        raise ConfigurationError(
            "there is no conf.py to write into",
            answered="Looked in ., doc, docs, source, doc/source and docs/source."
            if directory is None
            else f"Looked in {directory}.",
            remedy="A new documentation is made by 'sphinx-quickstart doc'; -c names the directory of an existing one. "
            "With --print the lines are printed, and no conf.py is needed.",
        )
    path = directory / "conf.py"
    conf = decoded(path.read_bytes())
    written_before = set_in_block(conf)
    values = read_conf_py(directory, {})
    return _Before(
        path,
        conf,
        {name: value for name, value in values.items() if name not in written_before},
    )


def _asks_the_site(pasted: Pasted) -> bool:
    """Ask a site whether it is Cloud, since its address does not tell.

    :raises ConnectionFailed: when it cannot be reached.
    """
    from sphinx_to_confluence.check.addresses import to_ask, told_cloud_id
    from sphinx_to_confluence.config.credentials import Credentials
    from sphinx_to_confluence.config.settings import Settings
    from sphinx_to_confluence.rest.clock import SystemClock
    from sphinx_to_confluence.rest.reach import reach

    settings = Settings(server_url=pasted.server_url)
    reached = reach(to_ask(settings), settings, Credentials(), {}, SystemClock())
    return told_cloud_id(reached.answer) is not None


def _with_reset(options: Mapping[str, Any], existing: Mapping[str, Any]) -> dict[str, Any]:
    """Add what has to be set back, because conf.py sets it and the answers do without."""
    stays = existing.get("confluence_server_url") == options["confluence_server_url"]
    kept = _OF_THE_SITE if stays else ()
    reset: dict[str, Any] = {
        name: False if name == "confluence_api_token_scoped" else None
        for name in _DECIDED
        if existing.get(name) not in (None, False) and name not in options and name not in kept
    }
    # A secret that conf.py has by other means would go beside the place that was answered.
    for way in WAYS_IN.values():
        rivals = [way.secret_option, *(f"{way.secret_option}_{kept}" for kept in _KEPT_BY_OPTION)]
        if any(name in options for name in rivals):
            reset |= {
                name: None
                for name in rivals
                if existing.get(name) is not None and name not in options
            }
    return {**options, **reset}


_KEPT_BY_OPTION = ("command", "file", "keyring")


def _lines(answers: Answers, options: Mapping[str, Any], before: _Before) -> list[str]:
    """Return what is to be written; nothing when conf.py says it all."""
    new = {
        name: value
        for name, value in options.items()
        if name not in before.values or before.values[name] != value
    }
    extensions = extension_line(before.conf)
    if not new and extensions is None:
        return []
    notes = (
        []
        if answers.keeper
        else [f"The token comes from the environment variable {answers.way.variable}."]
    )
    notes.append("confluence_publish = True would publish with every sphinx-build.")
    return lines_of(new, extensions=extensions, notes=notes)


def _check(
    arguments: argparse.Namespace,
    console: Console,
    answers: Answers,
    options: Mapping[str, Any],
    before: _Before,
) -> bool:
    """Try whether the answers work; whether it could be tried.

    :raises ConfluenceError: when they do not, unless the person wants them nevertheless.
    """
    from sphinx_to_confluence.check.run import check
    from sphinx_to_confluence.cli.check import show_finding, show_scopes

    unbuilt = _unbuilt(console, answers, options, before)
    if unbuilt is None:
        console.say(
            f"Not checked, since there is no token yet: {answers.way.variable} is not set. "
            "'sphinx-to-confluence check' does it later."
        )
        return False
    console.say("\nChecking this:")
    report = check(unbuilt, show=lambda finding: show_finding(console, finding))
    if any(row.is_lacking for row in report.scopes):
        show_scopes(console, report.scopes)
        if report.advice:
            console.say("\n" + "\n".join(report.advice))
    console.result(check=report.as_data())
    if report.error is not None:
        if arguments.yes or not console.terminal.is_there:
            raise report.error
        console.say(f"\n{report.error}\n")
        if not console.confirm("Go on all the same?"):
            raise report.error
    return True


def _unbuilt(
    console: Console, answers: Answers, options: Mapping[str, Any], before: _Before
) -> Unbuilt | None:
    """Return the options as they will be, with a token to try them with; ``None`` when there is no token."""
    from sphinx_to_confluence.config.sources import Sources
    from sphinx_to_confluence.config.unbuilt import options_from

    environ = dict(os.environ)
    way = answers.way
    has_secret = answers.keeper or environ.get(way.variable) or before.values.get(way.secret_option)
    if not has_secret and console.terminal.is_there:
        if way.made_at:
            console.say(f"Such a token is made here: {way.made_at}")
        typed = console.ask(
            "The token, to check it now (it is not shown, and not kept; empty for no check)",
            hidden=True,
        )
        environ[way.variable] = has_secret = typed
    if not has_secret:
        return None
    return options_from(
        Sources({}, {**before.values, **options}, environ),
        before.directory,
        terminal=console.terminal,
        warn=console.warn,
    )


def _show_changes(
    arguments: argparse.Namespace,
    console: Console,
    options: Mapping[str, Any],
    before: _Before,
    after: ConfPy,
) -> None:
    """Show the diff, and what conf.py gives other values.

    :raises ConfigurationError: when it does, and nobody is asked whether that is right.
    """
    changed = [
        (name, excerpt(repr(before.values[name])), excerpt(repr(value)))
        for name, value in options.items()
        if name in before.values and before.values[name] != value
    ]
    console.say()
    for line in difference(before.conf, after, str(before.path)):
        style = {"+": "good", "-": "bad", "@": "info"}.get(line[:1])
        console.say(console.paint(line, style) if style else line)
    console.say()
    if not changed:
        return
    console.say("conf.py gives these options other values further up; those at the end count:")
    console.table(("Option", "Now", "Then"), changed)
    console.say()
    if arguments.yes and not arguments.overwrite:
        raise ConfigurationError(
            f"{before.path} gives options of publishing other values already",
            answered=f"It sets {', '.join(name for name, _, _ in changed)}.",
            remedy="Give --overwrite if the new values are right, or take the old lines away.",
        )


def _next(answers: Answers, before: _Before) -> str:
    """Say what to do now."""
    directory = before.directory
    lines = ["Now:"]
    if not answers.keeper:
        lines.append(f"  export {answers.way.variable}=...")
    lines += [
        f"  sphinx-build -b confluence {directory} build/confluence",
        "  sphinx-to-confluence plan",
        "  sphinx-to-confluence publish",
    ]
    return "\n".join(lines)
