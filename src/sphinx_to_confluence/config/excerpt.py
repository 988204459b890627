"""How does text that others wrote stand in a message of ours?"""

from __future__ import annotations

_SHOWN_CHARACTERS = 100


def excerpt(text: str, most: int = _SHOWN_CHARACTERS) -> str:
    """One line of printable characters, shortened: no colours, no cursor movements, no flood."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[:2000]).split())
    return line if len(line) <= most else f"{line[:most]} …"
