"""How does a command talk to the person, or the program, that ran it?

Lines go to standard output. With ``--json`` that holds one JSON document and nothing else, and the lines go to
standard error. Texts of others, such as titles, cannot move the cursor or change colours.
"""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from sphinx_to_confluence.config.shown import visible, without_commands
from sphinx_to_confluence.config.terminal import Terminal
from sphinx_to_confluence.errors import ConfigurationError, ConfluenceError

_RESET = "\x1b[0m"
_STYLES: Mapping[str, str] = {
    "good": "\x1b[32m",
    "bad": "\x1b[31m",
    "warning": "\x1b[33m",
    "info": "\x1b[36m",
    "strong": "\x1b[1m",
    "faint": "\x1b[2m",
}
"""What a text can be marked as, and how a terminal shows that."""

_OURS = re.compile("|".join(re.escape(code) for code in (*_STYLES.values(), _RESET)))


class Console:
    """The standard streams of a command.

    :param command: its name.
    :param as_json: whether standard output is for programs.
    :param yes: whether questions that take a yes are answered with it.
    :param terminal: where the person is asked.
    """

    def __init__(
        self,
        command: str,
        *,
        as_json: bool = False,
        yes: bool = False,
        terminal: Terminal | None = None,
    ) -> None:
        self.command = command
        self.as_json = as_json
        self.terminal = terminal or Terminal()
        self._yes = yes
        self._lines_apart = False
        self._result: dict[str, Any] = {}
        self._has_finished = False

    @property
    def lines(self) -> TextIO:
        """The stream of lines for people."""
        return sys.stderr if self.as_json or self._lines_apart else sys.stdout

    def leave_output(self) -> None:
        """Leave standard output to something else than lines."""
        self._lines_apart = True

    @property
    def is_terminal(self) -> bool:
        """Whether the lines are read on a terminal, which can write a line over and over."""
        return self.lines.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def has_colours(self) -> bool:
        """Whether colours are shown; see https://no-color.org."""
        if os.environ.get("NO_COLOR"):
            return False
        return bool(os.environ.get("FORCE_COLOR")) or self.is_terminal

    # lines

    def say(self, line: str = "") -> None:
        """Print a line, or several."""
        print(self._shown(line), file=self.lines, flush=True)

    def to_runner(self, command: str) -> None:
        """Print a command that GitHub reads from the log; lines of :meth:`say` and :meth:`warn` never are one."""
        print(visible(command), file=self.lines, flush=True)

    def put(self, text: str) -> None:
        """Print a document, such as one in Markdown, to standard output; that is no command to GitHub either."""
        print(without_commands(text), end="", flush=True)

    def warn(self, line: str) -> None:
        """Print a warning to standard error."""
        print(self._shown(f"warning: {line}"), file=sys.stderr, flush=True)

    def paint(self, text: str, style: str) -> str:
        """Mark a text as ``good``, ``bad``, ``warning``, ``info``, ``strong`` or ``faint``, where colours are shown."""
        return f"{_STYLES[style]}{visible(text)}{_RESET}" if self.has_colours else text

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print rows below headings, columns aligned; the last column is as wide as it is."""
        cells = [list(map(visible_but_ours, row)) for row in (headings, *rows)]
        widths = [max(map(_columns, column)) for column in zip(*cells, strict=True)]
        for number, row in enumerate(cells):
            padded = (
                text + " " * (width - _columns(text))
                for text, width in zip(row, widths, strict=True)
            )
            line = "  ".join(padded).rstrip()
            self.say(self.paint(line, "strong") if number == 0 else line)

    # questions

    def confirm(self, question: str) -> bool:
        """Ask for a yes; anything else is a no.

        :raises ConfigurationError: when there is nobody to ask, and no ``--yes``.
        """
        if self._yes:
            return True
        if not self.terminal.is_there:
            raise ConfigurationError(
                "nobody can be asked whether this is to be done",
                answered="There is no terminal.",
                remedy="Give --yes to do it without being asked.",
            )
        return self._asked(f"{question} [y/N] ").lower() in {"y", "yes"}

    def ask(self, question: str, default: str = "", *, hidden: bool = False) -> str:
        """Ask for a line; an empty answer is the default.

        :param hidden: whether what is typed is not shown.
        :raises ConfigurationError: when there is nobody to ask.
        """
        if not self.terminal.is_there:
            raise ConfigurationError(
                f"nobody can be asked: {question}",
                answered="There is no terminal.",
                remedy=f"Give the answer as an argument; see sphinx-to-confluence {self.command} --help",
            )
        shown = f" [{default}]" if default else ""
        return self._asked(f"{question}{shown}: ", hidden=hidden) or default

    def _asked(self, question: str, *, hidden: bool = False) -> str:
        try:
            if hidden:
                return self.terminal.ask_hidden(question).strip()
            if self.as_json:  # the question of input() would go to standard output
                print(question, end="", file=sys.stderr, flush=True)
                question = ""
            return self.terminal.ask(question).strip()
        except EOFError:
            return ""

    # the result for programs

    def result(self, **fields: Any) -> None:
        """Add fields to the JSON document that ``--json`` prints at the end."""
        self._result |= fields

    def finish(self, exit_code: int) -> None:
        """Print the JSON document, if one is wanted; a command that goes on until Ctrl-C does it when it is ready."""
        if self.as_json and not self._has_finished:
            document = {"command": self.command, "exit_code": exit_code, **self._result}
            # ASCII, which no encoding of a pipe and no terminal makes anything else of.
            text = json.dumps(document, indent=2)
            print(text.replace("##[", r"##\u005b"), flush=True)  # GitHub would see a command
            self._has_finished = True

    def fail(self, error: ConfluenceError) -> None:
        """Show the error with which the command ends."""
        if self.as_json:
            self.result(error=error.as_data())
            self.finish(error.exit_code)
        else:
            print(self._shown(f"sphinx-to-confluence: {error}"), file=sys.stderr, flush=True)

    def _shown(self, text: str) -> str:
        return without_commands(visible_but_ours(text) if self.has_colours else visible(text))


def visible_but_ours(text: str) -> str:
    """The same, with the colours that :meth:`Console.paint` sets left in."""
    pieces, at = [], 0
    for code in _OURS.finditer(text):
        pieces += [visible(text[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*pieces, visible(text[at:])])


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    plain = _OURS.sub("", text)
    widths = (
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in plain
    )
    return sum(widths)
