"""What of the pages can other projects refer to? A file of the bundle, in which only the addresses are missing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from sphinx_to_confluence.bundle.model import INVENTORY_NAME, Bundle
from sphinx_to_confluence.bundle.writer import replace_file
from sphinx_to_confluence.config.foreign_json import read_json
from sphinx_to_confluence.errors import BundleError


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a name: an object of a domain, a label, a term, a document.

    :param kind: domain and type, such as ``py:function``.
    :param priority: as Sphinx has it, for searches.
    :param fragment: of the place on the page, not quoted; empty for the top of the page.
    :param shown: what a reference without a text of its own says; ``-`` when that is the name.
    """

    kind: str
    name: str
    priority: int
    docname: str
    fragment: str
    shown: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """All that can be referred to, and the project and version that an ``objects.inv`` names."""

    project: str
    version: str
    entries: tuple[Entry, ...]


def write_inventory(directory: Path, inventory: Inventory) -> bytes:
    """Write the inventory into the bundle, an entry a line, and return what was written."""
    head = json.dumps([inventory.project, inventory.version], ensure_ascii=False)
    rows = (
        [item.kind, item.name, item.priority, item.docname, item.fragment, item.shown]
        for item in inventory.entries
    )
    lines = ",\n".join((head, *(json.dumps(row, ensure_ascii=False) for row in rows)))
    content = f"[\n{lines}\n]\n".encode("utf-8", "replace")
    replace_file(directory / INVENTORY_NAME, content)
    return content


def read_inventory(bundle: Bundle) -> Inventory | None:
    """Read the inventory of a bundle; ``None`` when it has none.

    :raises BundleError: when it is none that we wrote.
    """
    if bundle.inventory is None:
        return None
    try:
        text = (bundle.directory / bundle.inventory).read_text(encoding="utf-8")
        (project, version), *rows = read_json(text)
        entries = tuple(_entry(row) for row in rows)
    except (OSError, ValueError, TypeError) as error:
        raise BundleError(
            "could not read the bundle",
            answered=f"The file {bundle.inventory} is no inventory: {error}",
            cause="Files were changed since the build.",
            remedy="Build again with the confluence builder.",
        ) from error
    return Inventory(str(project), str(version), entries)


def _entry(row: object) -> Entry:
    match row:
        case [str(kind), str(name), int(priority), str(docname), str(fragment), str(shown)]:
            return Entry(kind, name, priority, docname, fragment, shown)
    raise ValueError(f"{row!r} is no entry")
