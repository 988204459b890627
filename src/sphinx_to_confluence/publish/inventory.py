"""How do other projects refer to the pages? By an ``objects.inv`` with their addresses, which intersphinx reads.

Its form is that of ``sphinx.util.inventory``, version 2. The addresses are relative to the base address of the site, so
it works for every way to that site.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from sphinx_to_confluence.bundle.inventory import Entry, Inventory
from sphinx_to_confluence.bundle.model import Bundle, Editor
from sphinx_to_confluence.pages.anchors import data_center_name

OBJECTS_INV = "objects.inv"

# RFC 3986: what may stand in a fragment as it is. Not the dollar, which stands for the name of the object there.
_IN_FRAGMENT = "!&'()*+,;=:@/?-._~"
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ObjectsInv:
    """The file, and the hash of what is in it.

    :param sha256: of the content before it is compressed: other releases of zlib give other bytes for the same.
    """

    content: bytes
    sha256: str


def objects_inv(
    inventory: Inventory, bundle: Bundle, page_path: Callable[[str], str | None]
) -> ObjectsInv:
    """Put the addresses of pages into an inventory.

    :param page_path: the address of the page of a docname, relative to the base address of the site; ``None`` when
        there is no such page, so that it cannot be referred to.
    """
    head = (
        "# Sphinx inventory version 2\n"
        f"# Project: {_one_line(inventory.project)}\n"
        f"# Version: {_one_line(inventory.version)}\n"
        "# The remainder of this file is compressed using zlib.\n"
    ).encode()
    lines = "".join(_lines(inventory, bundle, page_path)).encode()
    return ObjectsInv(head + zlib.compress(lines, 9), hashlib.sha256(head + lines).hexdigest())


def _lines(
    inventory: Inventory, bundle: Bundle, page_path: Callable[[str], str | None]
) -> Iterator[str]:
    for entry in inventory.entries:
        path = page_path(entry.docname) if entry.docname in bundle else None
        name = _one_line(entry.name)
        if path is None or not name:
            continue
        address = f"{path}{_fragment(entry, bundle)}"
        yield f"{name} {entry.kind} {entry.priority} {address} {_one_line(entry.shown) or '-'}\n"


def _fragment(entry: Entry, bundle: Bundle) -> str:
    if not entry.fragment:
        return ""
    fragment = entry.fragment
    if bundle.editor is Editor.DATA_CENTER:
        # Data Center puts the title of the page before the name of an anchor.
        title = bundle.page(entry.docname).title
        fragment = f"{data_center_name(title)}-{data_center_name(fragment)}"
    return f"#{quote(fragment, safe=_IN_FRAGMENT)}"


def _one_line(text: str) -> str:
    """A line break would end the entry."""
    return _SPACE.sub(" ", text).strip()
