"""The command line, ``sphinx-to-confluence``: the only place where an error becomes text and an exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sphinx_to_confluence import __version__
from sphinx_to_confluence.cli import sandbox, undo
from sphinx_to_confluence.errors import ConfluenceError

COMMANDS = (undo, sandbox)
"""One module for each command, with ``NAME``, ``add_arguments(parser)`` and ``run(arguments) -> exit code``."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, or that of the error (see :mod:`sphinx_to_confluence.errors`)."""
    parser = argparse.ArgumentParser(
        prog="sphinx-to-confluence",
        description="Publish Sphinx documentation on Confluence.",
        epilog="Pages are built and published by sphinx-build: sphinx-build -b confluence doc build/confluence",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(title="commands", dest="command", required=True)
    for module in COMMANDS:
        command = commands.add_parser(
            module.NAME,
            help=module.HELP,
            description=module.__doc__,
            epilog=module.EXAMPLES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    arguments = parser.parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except ConfluenceError as error:
        print(f"sphinx-to-confluence: {error}", file=sys.stderr)
        return error.exit_code
    return code
