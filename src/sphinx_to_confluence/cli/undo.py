"""Take back what the last publish did on Confluence.

Pages get the title, the text and the place that they had, as a new version; pages that were created go to the trash;
files, labels and properties are what they were. What somebody has changed since is left, and named.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from sphinx_to_confluence.bundle.reader import read_recorded
from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.cli.project import (
    add_bundle,
    add_options,
    add_yes,
    bundle_dir,
    options_of,
)

NAME = "undo"
HELP = "take back what the last publish did"
EXAMPLES = """examples:
  sphinx-to-confluence undo                         show what will be done, ask, and do it
  sphinx-to-confluence undo --yes build/confluence  the same for this build, without asking
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    add_bundle(parser)
    parser.add_argument(
        "--journal",
        metavar="NAME",
        help="undo the publish with this journal, in BUNDLE/_publish",
    )
    add_yes(parser)
    add_options(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Undo, and say what was done."""
    # Parsing the arguments of another command needs no network, so that it does not load what this one needs.
    from sphinx_to_confluence.publish.progress import progress_on
    from sphinx_to_confluence.publish.undo import undo
    from sphinx_to_confluence.rest import connect

    directory = bundle_dir(arguments)
    options = options_of(arguments, console, read_recorded(directory))
    stream = None if console.as_json else sys.stdout
    progress = progress_on(stream, console.say, doing="Undoing")
    client = connect(options.settings, options.credentials(), notify=progress.notice)
    with closing(client):
        undone = undo(
            client,
            options.settings,
            directory,
            name=arguments.journal and Path(arguments.journal).name,
            say=console.say,
            warn=console.warn,
            confirm=lambda: console.confirm("Do that?"),
            progress=progress,
        )
    steps = f"{undone.count} {'step' if undone.count == 1 else 'steps'} done."
    console.say(steps if undone.count else "Nothing was undone.")
    for line in undone.newly_left:
        console.say(f"left    {line}")
    console.result(steps=undone.count, left=list(undone.left))
    return 0
