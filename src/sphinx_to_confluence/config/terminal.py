"""How is a person at the keyboard asked?"""

from __future__ import annotations

import getpass
import sys


class Terminal:
    """The terminal that the program was started from, if it was."""

    @property
    def is_there(self) -> bool:
        """Whether somebody could answer."""
        return sys.stdin is not None and sys.stdin.isatty()

    def ask(self, question: str) -> str:
        """Ask for a line.

        :raises EOFError: when the person ends the input instead.
        """
        return input(question)

    def ask_hidden(self, question: str) -> str:
        """Ask for a line that is not shown while it is typed.

        :raises EOFError: when the person ends the input instead.
        """
        return getpass.getpass(question)
