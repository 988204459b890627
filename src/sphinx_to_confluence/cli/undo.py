"""Take back what the last publish did on Confluence.

Pages get the title, the text and the place that they had, as a new version; pages that were created go to the trash;
files, labels and properties are what they were. What somebody has changed since is left, and named.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from sphinx_to_confluence.config.unbuilt import read_options
from sphinx_to_confluence.errors import ConfigurationError

NAME = "undo"
HELP = "take back what the last publish did"
EXAMPLES = """examples:
  sphinx-to-confluence undo doc build/confluence         show what will be done, ask, and do it
  sphinx-to-confluence undo --yes doc build/confluence   the same without asking
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("sourcedir", metavar="SOURCEDIR", type=Path, help="source directory")
    parser.add_argument(
        "outdir", metavar="OUTDIR", type=Path, help="output directory of the build that published"
    )
    parser.add_argument(
        "-c",
        dest="confdir",
        metavar="PATH",
        type=Path,
        help="directory of conf.py, if it is not SOURCEDIR",
    )
    parser.add_argument(
        "-D",
        dest="overrides",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="give an option another value than conf.py does, as for sphinx-build",
    )
    parser.add_argument(
        "--journal", metavar="NAME", help="undo the publish with this journal, in OUTDIR/_publish"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(arguments: argparse.Namespace) -> int:
    """Undo, and say what was done."""
    # Parsing the arguments of another command needs no network, so that it does not load what this one needs.
    from sphinx_to_confluence.publish.undo import undo
    from sphinx_to_confluence.rest import connect

    options = read_options(
        arguments.sourcedir,
        confdir=arguments.confdir,
        overrides=_overrides(arguments.overrides),
        warn=_warn,
    )
    client = connect(options.settings, options.credentials(), notify=_say)
    with closing(client):
        undone = undo(
            client,
            options.settings,
            arguments.outdir,
            name=arguments.journal and Path(arguments.journal).name,
            say=_say,
            warn=_warn,
            confirm=lambda: arguments.yes or _confirmed(),
        )
    steps = f"{undone.count} {'step' if undone.count == 1 else 'steps'} done."
    _say(steps if undone.count else "Nothing was undone.")
    for line in undone.left:
        _say(f"left: {line}")
    return 0


def _overrides(pairs: list[str]) -> dict[str, str]:
    overrides = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ConfigurationError(
                f"-D {pair} gives no value", remedy="Write -D NAME=VALUE, as for sphinx-build."
            )
        overrides[name] = value
    return overrides


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        raise ConfigurationError(
            "nobody can be asked whether this is to be done",
            answered="There is no terminal.",
            remedy="Give --yes to do it without being asked.",
        )
    try:
        answer = input("Do that? [y/N] ")
    except EOFError:
        answer = ""
    return answer.strip().lower() in {"y", "yes"}


def _say(line: str) -> None:
    print(line, flush=True)


def _warn(line: str) -> None:
    print(f"warning: {line}", file=sys.stderr, flush=True)
