"""Move all pages of a documentation to the trash, after showing them and asking.

Pages that others made below them stay where they are, and so do the pages above those. Nothing is deleted for good:
undo takes it back. A removal that was stopped goes on when it is run again.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.cli.project import (
    add_bundle,
    add_options,
    add_yes,
    bundle_dir,
    options_of,
)
from sphinx_to_confluence.cli.status import add_project, bundle_of

if TYPE_CHECKING:
    from sphinx_to_confluence.publish.clearing_plan import Clearing
    from sphinx_to_confluence.rest.model import Space

NAME = "remove"
HELP = "move all pages of a documentation to the trash"
EXAMPLES = """examples:
  sphinx-to-confluence remove                        show what build/confluence has published, ask, and remove it
  sphinx-to-confluence remove --project manual-1.2   without a bundle
"""

WITHOUT_BUNDLE = "confluence-removed"
"""Directory that gets the journal when there is no bundle."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    add_bundle(parser)
    add_project(parser)
    parser.add_argument(
        "--with-root",
        action="store_true",
        help="also remove the page that confluence_publish_root names, which was there before",
    )
    add_yes(parser)
    add_options(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Show, ask and remove."""
    # Parsing the arguments of another command needs no network, so that it does not load what this one needs.
    from sphinx_to_confluence.publish.clearing import clear
    from sphinx_to_confluence.publish.clearing_text import clearing_data, clearing_lines
    from sphinx_to_confluence.publish.progress import progress_on
    from sphinx_to_confluence.rest import connect

    bundle = bundle_of(arguments)
    if bundle is None and arguments.project is None:
        bundle_dir(arguments)  # says what to do
    directory = bundle.directory if bundle else Path(arguments.bundle or WITHOUT_BUNDLE)
    options = options_of(arguments, console, bundle.options if bundle else None)
    stream = None if console.as_json else sys.stdout
    progress = progress_on(stream, console.say, doing="Removing")
    client = connect(options.settings, options.credentials(), notify=progress.notice)

    def show(plan: Clearing, space: Space) -> None:
        for line in clearing_lines(plan, space.key, lambda page: client.page_url(space, page)):
            console.say(line)

    with closing(client):
        cleared = clear(
            client,
            options.settings,
            directory,
            project_id=bundle.project_id if bundle else arguments.project,
            with_root=arguments.with_root,
            show=show,
            confirm=lambda _plan: console.confirm("Do that?"),
            look_again=not arguments.yes,
            progress=progress,
            warn=console.warn,
        )
    console.result(**clearing_data(cleared.plan, cleared.removed))
    count = len(cleared.removed)
    if not count:
        console.say("Nothing was removed.")
        return 0
    console.say(f"{count} {'page is' if count == 1 else 'pages are'} in the trash of the space.")
    if cleared.journal is not None:
        console.say(f"To take that back: sphinx-to-confluence undo {directory}")
    return 0
