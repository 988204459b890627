"""How does text that others wrote stand in a message of ours?"""

from __future__ import annotations

_SHOWN_CHARACTERS = 100


def excerpt(text: str) -> str:
    """One line of printable characters, shortened: no colours, no cursor movements, no flood."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[:2000]).split())
    return line if len(line) <= _SHOWN_CHARACTERS else f"{line[:_SHOWN_CHARACTERS]} …"
