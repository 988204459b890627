"""What are the files of a bundle called? Names that are valid on every file system, and on Confluence."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from sphinx_to_confluence.bundle.model import (
    INVENTORY_NAME,
    MANIFEST_NAME,
    PUBLISH_NOTES,
    RECORDS,
    REPORT_JSON,
    REPORT_TEXT,
)

ATTACHMENTS = "_attachments"

_TAKEN = frozenset({INVENTORY_NAME, MANIFEST_NAME, REPORT_JSON, REPORT_TEXT})

_UNSAFE_IN_DOCNAME = re.compile(r"[^\w./+@=,()-]")
# Confluence refuses the printable ones in the name of an attachment.
_UNSAFE_IN_FILENAME = re.compile(r'[\\/":?*|<>\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LONGEST_FILENAME = 150


def body_paths(docnames: Iterable[str], suffix: str) -> Mapping[str, str]:
    """Return for each document the path of its body in the bundle.

    It is docname and suffix wherever that is possible. Characters that some file system refuses, names that the bundle
    needs itself and docnames that differ from another by case only are told apart by a hash.
    """
    docnames = tuple(docnames)
    shared = Counter(docname.casefold() for docname in docnames)
    paths = {}
    for docname in docnames:
        stem = _safe_path(docname)
        plain = stem == docname and shared[docname.casefold()] == 1
        if not plain or f"{stem}{suffix}".casefold() in _TAKEN:
            stem = f"{stem}-{_short_hash(docname)}"
        paths[docname] = f"{stem}{suffix}"
    return paths


def safe_filename(name: str) -> str:
    """Return ``name`` as Confluence and every file system accept it: composed (NFC), neither empty nor too long."""
    name = _UNSAFE_IN_FILENAME.sub("_", unicodedata.normalize("NFC", name)).strip().rstrip(".")
    if not name or _RESERVED.match(name):
        name = f"file-{name}" if name else "file"
    if len(name) > _LONGEST_FILENAME:
        name = tell_apart(name[: _LONGEST_FILENAME - 40] + PurePosixPath(name).suffix[:20], name)
    return name


def tell_apart(name: str, key: str) -> str:
    """Put a short hash of ``key`` into a file name, before its suffix."""
    path = PurePosixPath(name)
    return f"{path.stem}-{_short_hash(key)}{path.suffix}"


def _safe_path(docname: str) -> str:
    safe = _UNSAFE_IN_DOCNAME.sub("_", unicodedata.normalize("NFC", docname))
    parts = [_safe_part(part) for part in safe.split("/")]
    if parts[0].casefold() in {RECORDS, ATTACHMENTS, PUBLISH_NOTES}:
        parts[0] = parts[0].lstrip("_")
    return "/".join(parts)


def _safe_part(part: str) -> str:
    if _RESERVED.match(part):
        return f"_{part}"
    # Sphinx's doctrees usually lie in a folder that starts with a dot; hidden files are easily lost, too.
    return part.strip(".") or "_"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
