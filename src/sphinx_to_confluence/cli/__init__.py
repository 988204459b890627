"""The command line, ``sphinx-to-confluence``: the only place where an error becomes text and an exit code."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from sphinx_to_confluence import __version__
from sphinx_to_confluence.cli import (
    check,
    init,
    migrate,
    plan,
    preview,
    publish,
    remove,
    sandbox,
    status,
    undo,
)
from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.errors import ConfigurationError, ConfluenceError, RunStopped

COMMANDS = (init, check, plan, preview, publish, status, undo, remove, migrate, sandbox)
"""One module for each command, in the order of the help.

Each has ``NAME``, ``HELP``, ``EXAMPLES``, ``add_arguments(parser)`` and ``run(arguments, console) -> exit code``; its
docstring describes it.
"""

_PIPE_CLOSED = 141
"""What a shell says of a program that was ended by SIGPIPE."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, or that of the error (see :mod:`sphinx_to_confluence.errors`)."""
    words = sys.argv[1:] if argv is None else argv
    parser = build_parser()
    if not words:
        parser.print_help(sys.stderr)
        return ConfigurationError.exit_code
    try:
        arguments = parser.parse_args(words)
    except _UsageError as mistake:
        if "--json" in words:
            Console(mistake.command, as_json=True).fail(mistake.error)
        raise
    for stream in (sys.stdout, sys.stderr):
        # A title that the terminal has no characters for is no reason to end.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    console = Console(
        arguments.command, as_json=arguments.as_json, yes=getattr(arguments, "yes", False)
    )
    try:
        return _run(arguments, console)
    except BrokenPipeError:
        # Whoever reads the lines has enough of them, as head has. Python would flush the rest at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED


def _run(arguments: argparse.Namespace, console: Console) -> int:
    try:
        code: int = arguments.run(arguments, console)
    except ConfluenceError as error:
        console.fail(error)
        return error.exit_code
    except KeyboardInterrupt:
        console.fail(RunStopped("stopped"))
        return RunStopped.exit_code
    except BrokenPipeError:
        raise
    except OSError as error:
        failed = _of_the_disk(error)
        console.fail(failed)
        return failed.exit_code
    except Exception as error:
        # A mistake of ours: programs get their document nevertheless, and people what has to be reported.
        if console.as_json:
            console.fail(
                ConfluenceError("the command failed", answered=f"It is a {type(error).__name__}.")
            )
        raise
    console.finish(code)
    return code


def _of_the_disk(error: OSError) -> ConfluenceError:
    """What the system says of a file; calls of Confluence have errors of their own."""
    name = f": {error.filename}" if error.filename is not None else ""
    return ConfluenceError(
        "a file cannot be read or written",
        answered=f"{error.strerror or type(error).__name__}{name}",
        remedy="Check whether it is there, who may read and write it, and whether the disk is full.",
    )


class _UsageError(SystemExit):
    """Arguments that cannot be read; argparse has told a person already."""

    def __init__(self, command: str, message: str) -> None:
        self.command = command
        self.error = ConfigurationError(
            f"the arguments cannot be read: {message}",
            remedy=f"See: {f'sphinx-to-confluence {command}'.strip()} --help",
        )
        super().__init__(self.error.exit_code)


class _Parser(argparse.ArgumentParser):
    """Remembers what it complains about."""

    def error(self, message: str) -> NoReturn:
        """Print the message for a person, and end."""
        try:
            super().error(message)
        except SystemExit:
            _, _, command = self.prog.partition(" ")
            raise _UsageError(command, message) from None


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; the reference in the manual is made from it as well."""
    parser = _Parser(
        prog="sphinx-to-confluence",
        description="Publish Sphinx documentation on Confluence.",
        epilog="Pages are built by sphinx-build: sphinx-build -b confluence doc build/confluence",
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
    return parser
