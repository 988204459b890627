"""What happens to a documentation between two publishes? Copies of it, each with a change more than the last."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one file.

    :param old: what is replaced, and has to be there; empty to append.
    """

    file: str
    old: str
    new: str

    def apply(self, docs: Path) -> None:
        """Change the file.

        :raises ValueError: when it does not hold what is to be replaced: the documentation is another version.
        """
        path = docs / self.file
        text = path.read_text(encoding="utf-8")
        if self.old not in text:
            raise ValueError(f"{path} does not hold {self.old!r} (any more)")
        text = text.replace(self.old, self.new, 1) if self.old else f"{text}\n\n{self.new}\n"
        path.write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Stage:
    """A publish, and what was done to the sources before it."""

    name: str
    edits: tuple[Edit, ...] = ()


def _stages(changed: Edit, renamed: Edit, moved: tuple[Edit, Edit]) -> tuple[Stage, ...]:
    return (
        Stage("first"),
        Stage("nothing changed"),
        Stage("one page changed", (changed,)),
        Stage("one page renamed", (renamed,)),
        Stage("one section moved", moved),
    )


STAGES: Mapping[str, tuple[Stage, ...]] = {
    "Flask": _stages(
        Edit("signals.rst", "", "A paragraph more."),
        Edit(
            "views.rst",
            "Class-based Views\n=================",
            "Views that Are Classes\n======================",
        ),
        # the tutorial, eleven pages, below the patterns
        (
            Edit("index.rst", "   tutorial/index\n", ""),
            Edit("patterns/index.rst", "", ".. toctree::\n\n   /tutorial/index"),
        ),
    ),
    "Sphinx": _stages(
        Edit("faq.rst", "", "A paragraph more."),
        Edit(
            "extdev/nodes.rst",
            "Doctree node classes added by Sphinx\n====================================",
            "Node classes that Sphinx adds\n=============================",
        ),
        # the tutorials on writing extensions, below the reference for those who write them
        (
            Edit("development/index.rst", "   tutorials/index\n", ""),
            Edit("extdev/index.rst", "", ".. toctree::\n\n   /development/tutorials/index"),
        ),
    ),
}
"""By name of the project; every stage keeps the edits of those before it."""


def prepare(
    root: Path, docs: Path, target: Path, stages: tuple[Stage, ...], configuration: str
) -> Path:
    """Copy a documentation with all that it may read from beside it, edit it, and end its ``conf.py`` with more.

    :param root: what the archive holds.
    :param docs: the folder of ``conf.py`` in it.
    :returns: the folder of ``conf.py`` in the copy.
    """
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(root, target, symlinks=True)
    copy = target / docs.relative_to(root)
    for stage in stages:
        for edit in stage.edits:
            edit.apply(copy)
    with (copy / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"\n\n{configuration}\n")
    return copy
