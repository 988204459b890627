"""What do the clients publish? Small documentations with a bit of everything, in states that follow one another."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from pathlib import Path

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVQI12NgYGAAAAAEAAEnNCcKAAAAAElFTkSuQmCC"
)
"""A picture of one pixel."""

_REST = {
    "conf.py": (
        "extensions = ['sphinxcontrib.confluencebuilder']\n"
        "project = 'Sample'\n"
        "confluence_global_labels = ['tour']\n"
    ),
    "index.rst": "Sample\n======\n\nHello.\n\n.. image:: pic.png\n\n.. toctree::\n\n   guide\n   part/index\n",
    "guide.rst": (
        "Guide\n=====\n\n.. note:: A note, and :doc:`part/index`.\n\n.. code-block:: python\n\n   print(1)\n\n"
        ".. list-table::\n\n   * - a\n     - b\n\n:download:`data.txt`\n"
    ),
    "part/index.rst": "Part\n====\n\n.. toctree::\n\n   leaf\n",
    "part/leaf.rst": "Leaf\n====\n\nBelow, and :ref:`a heading <there>`.\n\n.. _there:\n\nThere\n-----\n\nText.\n",
    "data.txt": "data",
}
_MARKDOWN = {
    "index.md": "# Sample\n\nText, *emphasis*, a [link](guide.md).\n\n![pic](pic.png)\n",
    "guide.md": (
        '---\ntags: ["alpha", "beta"]\n---\n# Guide\n\n```python\nprint(1)\n```\n\n'
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n> [!NOTE]\n> A note.\n"
    ),
    "part/index.md": "# Part\n\nBelow.\n",
    "part/leaf.md": "# Leaf\n\n- [ ] to do\n",
}
_SAMPLES: Mapping[str, Mapping[str, str]] = {"rest": _REST, "markdown": _MARKDOWN}

_EDITS: Mapping[str, tuple[tuple[str, str, str, str], ...]] = {
    "rest": (
        ("title changed", "guide.rst", "Guide\n=====", "Manual\n======"),
        ("picture gone", "index.rst", ".. image:: pic.png\n", ""),
        ("page gone", "part/leaf.rst", "", ""),
    ),
    "markdown": (
        ("title changed", "guide.md", "# Guide", "# Manual"),
        ("picture gone", "index.md", "![pic](pic.png)\n", ""),
        ("page gone", "part/leaf.md", "", ""),
    ),
}
"""Name of the state, file, what is replaced in it, and by what; replacing nothing removes the file."""


def states(sample: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Write a sample, then change it between uses: its name now, and the folder that it is in."""
    for name, text in _SAMPLES[sample].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "pic.png").write_bytes(PIXEL)
    yield "first", folder
    yield "nothing changed", folder
    for name, file, old, new in _EDITS[sample]:
        path = folder / file
        if old:
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        else:
            path.unlink()
        yield name, folder
