"""Where are the examples of nodes? One file for each theme, read by the manual, its pictures and the tests.

An example is ``names . source .``: the nodes that it shows, called as the manual calls them, a dot, reStructuredText,
a dot. It is the body of a document; its pictures are called after the first of its names.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

DIRECTORY = Path(__file__).parents[1] / "reference" / "node-examples"
PICTURES = Path(__file__).parents[1] / "_static" / "nodes"
PICTURE_WIDTH_PX = 290
"""How wide a picture is shown; it has twice as many pixels."""

EDITORS = ("cloud", "data-center")

EXTENSIONS = (
    "sphinx_to_confluence",
    "sphinx.ext.autosummary",
    "sphinx.ext.todo",
    "sphinx_design",
    "sphinx_tabs.tabs",
    "sphinx_togglebutton",
    "sphinxcontrib.details.directive",
)
"""What the examples need; all of them are in the extra ``test``."""

_IMAGES = Path(__file__).parents[1] / "images"

_END = "."


@dataclass(frozen=True)
class Example:
    """One example; ``nodes`` are names such as ``bullet_list``, ``container[type=details]``, ``sphinx_tabs.Tab``."""

    nodes: tuple[str, ...]
    source: str

    @property
    def name(self) -> str:
        """What it is called in the manual."""
        return self.nodes[0]

    @property
    def docname(self) -> str:
        """The document that shows it alone, and the beginning of the names of its pictures."""
        return re.sub(r"[^\w.]+", "-", self.name).strip("-")

    @property
    def title(self) -> str:
        """The title of that document."""
        return f"About {self.name}"

    def picture(self, editor: str) -> Path:
        """Where its picture on an editor is, when somebody has made one."""
        return PICTURES / f"{self.docname}-{editor}.png"


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


def all_examples() -> list[Example]:
    """The examples of all themes."""
    return [example for theme in themes() for example in examples(theme)]


def write_project(shown: Iterable[Example], srcdir: Path) -> None:
    """Write a Sphinx project with a document for each example, and an index."""
    shutil.copytree(_IMAGES, srcdir / "images")
    conf = f"extensions = {EXTENSIONS}\ntodo_include_todos = True\n"
    (srcdir / "conf.py").write_text(conf, encoding="utf-8")
    entries = ""
    for example in shown:
        text = f"{example.title}\n{'=' * len(example.title)}\n\n{example.source}"
        (srcdir / f"{example.docname}.rst").write_text(text, encoding="utf-8")
        entries += f"   {example.docname}\n"
    index = f"Index\n=====\n\n.. toctree::\n\n{entries}"
    (srcdir / "index.rst").write_text(index, encoding="utf-8")
