"""What of a text may go to a terminal, or to the log of a job? All of it, as nothing but a text."""

from __future__ import annotations

import os
import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_COMMANDS = re.compile(r"^[^\S\n]*:(?=:)|##(?=\[)", re.MULTILINE)
"""How a line begins that GitHub takes for a command, or has one within; a page may have such a text."""

_NOTHING = "\u2060"
"""A word joiner, which has no width."""


def shown(text: str) -> str:
    """Return a text that neither a terminal nor the runner of a job obeys."""
    return without_commands(visible(text))


def visible(text: str) -> str:
    """Return the text with control characters, and those that turn the direction of reading, shown as such."""
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def without_commands(text: str) -> str:
    """Return the text with what GitHub would take for a command interrupted, where GitHub reads it."""
    is_read = os.environ.get("GITHUB_ACTIONS") == "true"
    return _COMMANDS.sub(rf"\g<0>{_NOTHING}", text) if is_read else text
