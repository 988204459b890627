"""Which pages did earlier builds write, from which reading of their documents?"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from sphinx_to_confluence.bundle.model import RECORDS
from sphinx_to_confluence.bundle.writer import write_json

HISTORY = f"{RECORDS}/.history.json"
"""Path in the bundle. No page has a hidden name, so no record is called so."""


@dataclass(frozen=True, slots=True)
class Written:
    """A page that was written.

    :param body: path of the body, relative to the bundle.
    :param reading: what Sphinx says of when it read the document; another number means another doctree.
    """

    body: str
    reading: int


def read_history(directory: Path) -> Mapping[str, Written]:
    """The pages in the bundle by docname; none when there is no usable history."""
    try:
        data = json.loads((directory / HISTORY).read_text(encoding="utf-8"))
        return {docname: Written(**item) for docname, item in data.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_history(directory: Path, pages: Mapping[str, Written]) -> None:
    """Keep for the next build what was written.

    It is the only file of a bundle that differs between two builds of the same sources, and nothing else reads it.
    """
    data = {
        docname: {"body": item.body, "reading": item.reading} for docname, item in pages.items()
    }
    write_json(directory / HISTORY, data)


def remove_bodies(directory: Path, history: Mapping[str, Written], keep: Collection[str]) -> None:
    """Remove the bodies that earlier builds wrote and this one has no page for; other files are left alone."""
    top = directory.resolve()
    for body in {item.body for item in history.values()} - set(keep):
        path = (directory / body).resolve()
        if not path.is_relative_to(top):
            continue
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == top or any(folder.iterdir()):
                break
            folder.rmdir()
