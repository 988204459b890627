"""Where are the examples of nodes? One file for each theme, read by the manual, its pictures and the tests.

An example is ``names . source .``: the class names of the nodes that it shows, a dot, reStructuredText, a dot. It is
the body of a document; its pictures are called after the first of its names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DIRECTORY = Path(__file__).parents[1] / "reference" / "node-examples"
PICTURES = Path(__file__).parents[1] / "_static" / "nodes"

_END = "."


@dataclass(frozen=True)
class Example:
    """One example; ``nodes`` are class names such as ``bullet_list``."""

    nodes: tuple[str, ...]
    source: str

    @property
    def name(self) -> str:
        """What its pictures are called after."""
        return self.nodes[0]


def examples(theme: str) -> Iterator[Example]:
    """Read the examples of a theme, which is a module of the translator."""
    path = DIRECTORY / f"{theme}.txt"
    if not path.is_file():
        return
    lines = iter(path.read_text(encoding="utf-8").splitlines())
    for line in lines:
        if not line.strip():
            continue
        if next(lines, None) != _END:
            raise ValueError(f"{path}: {line}: the names of the nodes are followed by a dot")
        source = list(iter(lambda: next(lines), _END))
        yield Example(tuple(line.split()), "\n".join(source) + "\n")


def themes() -> list[str]:
    """All themes that have examples."""
    return sorted(path.stem for path in DIRECTORY.glob("*.txt"))


def picture(example: Example, editor: str) -> Path | None:
    """The picture of an example on an editor, ``cloud`` or ``data-center``, when somebody has made one."""
    path = PICTURES / f"{example.name}-{editor}.png"
    return path if path.is_file() else None
