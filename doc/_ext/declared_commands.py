"""The directive ``declared-commands``: the reference of the command line, from its parsers.

Each command gets a section with a label, ``command-check`` for instance, and each argument is an ``option``, which
``:option:`sphinx-to-confluence check --json``` refers to.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from typing import ClassVar

from docutils import nodes
from generated import Generated, indented, list_table
from sphinx.application import Sphinx
from sphinx.util import rst
from sphinx.util.typing import ExtensionMetadata

from sphinx_to_confluence import cli
from sphinx_to_confluence.cli import COMMANDS, build_parser

_WIDTH = 79
"""Columns of the usage."""

_MARKED = re.compile(r"(``.+?``)|(?<![\w-])(--?[A-Za-z][\w-]*)|\b(confluence_\w+)\b")
"""What is no plain text in a help: literals, flags, names of options."""


class DeclaredCommands(Generated):
    """Describe all commands, a section for each."""

    sources: ClassVar = (cli, *COMMANDS)

    def run(self) -> list[nodes.Node]:
        """Parse the lines; unlike those of other directives, they hold sections."""
        for module in self.sources:
            if module.__file__ is not None:
                self.env.note_dependency(module.__file__)
        return self.parse_text_to_nodes("\n".join(self.lines()), allow_section_headings=True)

    def lines(self) -> Iterator[str]:
        """Write a section for each command, in the order of the help."""
        parser = build_parser()
        for module in COMMANDS:
            command = _parser_of(parser, module.NAME)
            yield f".. _command-{module.NAME}:"
            yield ""
            yield module.NAME
            yield "-" * len(module.NAME)
            yield ""
            yield from _command(command)


def _parser_of(parser: argparse.ArgumentParser, name: str) -> argparse.ArgumentParser:
    for action in parser._actions:  # noqa: SLF001 - there is no public way to the parsers of commands
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            chosen: argparse.ArgumentParser = action.choices[name]
            return chosen
    raise LookupError(name)


def _command(command: argparse.ArgumentParser) -> Iterator[str]:
    yield f".. program:: {command.prog}"
    yield ""
    for line in (command.description or "").strip().splitlines():
        yield marked(line)
    yield ""
    yield ".. code-block:: text"
    yield ""
    yield from indented(_usage(command).splitlines())
    yield ""
    for group in command._action_groups:  # noqa: SLF001 - as above
        for action in group._group_actions:  # noqa: SLF001
            if action.help is not argparse.SUPPRESS and action.dest != "help":
                yield from _argument(action, command)
    examples = list(examples_of(command.epilog or ""))
    if examples:
        yield ".. rubric:: Examples"
        yield ""
        rows = ((f"``{line}``", marked(meaning)) for line, meaning in examples)
        yield from list_table(("Command", "What it does"), rows, widths=(55, 45))


def _usage(command: argparse.ArgumentParser) -> str:
    """The usage, as ``--help`` shows it on a terminal of some width."""
    formatter = argparse.HelpFormatter(command.prog, width=_WIDTH)
    formatter.add_usage(command.usage, command._actions, command._mutually_exclusive_groups, "")  # noqa: SLF001
    return formatter.format_help().strip()


def _argument(action: argparse.Action, command: argparse.ArgumentParser) -> Iterator[str]:
    formatter = argparse.HelpFormatter(command.prog)
    value = formatter._format_args(action, _name_of_value(action))  # noqa: SLF001 - what the help shows
    names = [f"{name} {value}".strip() for name in action.option_strings] or [value.strip("[]")]
    yield f".. option:: {', '.join(names)}"
    yield ""
    text = formatter._expand_help(action) if action.help else ""  # noqa: SLF001
    yield from indented([marked(text[:1].upper() + text[1:] + "."), ""])


def _name_of_value(action: argparse.Action) -> str:
    if action.metavar is not None:
        return str(action.metavar)
    if action.choices is not None:
        return "{" + ",".join(map(str, action.choices)) + "}"
    return action.dest.upper()


def examples_of(epilog: str) -> Iterator[tuple[str, str]]:
    """Read the examples at the end of a help: a command on each line, two blanks or more, what it does."""
    for line in epilog.splitlines():
        if line.startswith("  ") and line.strip():
            command, _, meaning = line.strip().partition("  ")
            yield command, meaning.strip()


def marked(text: str) -> str:
    """Plain text as reStructuredText: flags as literals, names of options as references."""
    parts: list[str] = []
    end = 0
    for found in _MARKED.finditer(text):
        literal, flag, option = found.groups()
        parts += [
            rst.escape(text[end : found.start()]),
            literal or (f"``{flag}``" if flag else f":confval:`{option}`"),
        ]
        end = found.end()
    return "".join([*parts, rst.escape(text[end:])])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make the directive known."""
    app.add_directive("declared-commands", DeclaredCommands)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
