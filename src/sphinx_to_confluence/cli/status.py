"""Say what is published: where, from which commit, when and by whom, and what people changed on Confluence since.

With a bundle, also what a publish of it would change. Nothing is written.
"""

from __future__ import annotations

import argparse
from contextlib import closing

from sphinx_to_confluence.bundle.model import MANIFEST_NAME, Bundle
from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.cli.project import add_bundle, add_options, find_bundle_dir, options_of
from sphinx_to_confluence.errors import ConfigurationError

NAME = "status"
HELP = "say what is published, and what was changed there since"
EXAMPLES = """examples:
  sphinx-to-confluence status                    of build/confluence
  sphinx-to-confluence status --comments         also the inline comments that are open
  sphinx-to-confluence status --project ID       without a bundle, where several documentations are published
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    add_bundle(parser)
    add_project(parser)
    parser.add_argument(
        "--comments",
        action="store_true",
        help="also tell which inline comments are open (on Cloud: takes the scope read:comment:confluence)",
    )
    add_options(parser)


def add_project(parser: argparse.ArgumentParser) -> None:
    """Declare ``--project``."""
    parser.add_argument(
        "--project",
        metavar="ID",
        help="confluence_project_id of the documentation, when its bundle is gone",
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Look, and say it."""
    # Parsing the arguments of another command needs no network, so that it does not load what this one needs.
    from sphinx_to_confluence.publish.journal import unfinished_runs
    from sphinx_to_confluence.publish.standing import standing
    from sphinx_to_confluence.publish.standing_text import standing_data, standing_lines
    from sphinx_to_confluence.rest import connect

    bundle = bundle_of(arguments)
    options = options_of(arguments, console, bundle.options if bundle else None)
    client = connect(options.settings, options.credentials(), notify=console.say)
    with closing(client):
        found = standing(
            client,
            options.settings,
            bundle=bundle,
            project_id=arguments.project,
            with_comments=arguments.comments,
            warn=console.warn,
        )

        def url_of(page_id: str) -> str:
            return client.page_url(found.space, page_id)

        journals = unfinished_runs(bundle.directory, found.project_id) if bundle else []
        for line in standing_lines(
            found, name_of=client.name_of, url_of=url_of, bundle=bundle, unfinished=journals
        ):
            console.say(line)
        console.result(
            **standing_data(
                found, name_of=client.name_of, url_of=url_of, bundle=bundle, unfinished=journals
            )
        )
    return 0


def bundle_of(arguments: argparse.Namespace) -> Bundle | None:
    """Read the bundle that is named or found; ``None`` when there is none, or only a project is named.

    :raises BundleError: when what is named is no bundle, and no project is named either.
    :raises ConfigurationError: when it is of another project than is named.
    """
    if arguments.project is not None and arguments.bundle is None:
        return None
    directory = find_bundle_dir(arguments)
    if directory is None:
        return None
    if arguments.project is not None and not (directory / MANIFEST_NAME).is_file():
        return None
    bundle = read_bundle(directory)
    if arguments.project not in (None, bundle.project_id):
        raise ConfigurationError(
            f"the bundle {directory} is not of the project {arguments.project}",
            answered=f"It is of {bundle.project_id}.",
            remedy="Leave out one of the two.",
        )
    return bundle
