"""What is in a bundle, the output of a build? Plain values; reading and writing them is in ``reader`` and ``writer``.

A bundle is a directory::

    manifest.json           everything but the bodies and the files: schema version, pages, hierarchy, hashes
    report.txt, .json       what is on the pages in another way than in the sources
    <docname>.conf          the body of a page in storage format
    _attachments/…          the files that pages show, each stored once
    inventory.json          what other projects can refer to, for an objects.inv
    _publish/…              what publishing notes; not part of the bundle
    _pages/<docname>.json   what the builder knows of a page between two builds; publishing does not need it

It needs no network, no credentials and nothing outside itself to be published later, elsewhere.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

SCHEMA_VERSION = 1
"""Version of ``manifest.json``; raised when an older reader would misunderstand it."""

MANIFEST_NAME = "manifest.json"

REPORT_TEXT = "report.txt"
REPORT_JSON = "report.json"
"""What is on the pages in another way than in the sources, for people and for programs; not published."""

INVENTORY_NAME = "inventory.json"
"""What other projects can refer to. Not ``objects.inv``: it has no addresses, so nobody should take it for one."""

RECORDS = "_pages"
"""Folder of what the builder knows of the pages between two builds."""

PUBLISH_NOTES = "_publish"
"""Folder of what publishing leaves beside the pages: journals of what was done, and the plan of a dry run."""

DOC_LINK_SCHEME = "confluence-doc:"
"""Bodies for Cloud link to other pages as ``href="confluence-doc:guide/tables#Merged-cells"``.

Such an address is the document name and the fragment, both percent-encoded; publishing puts the address of the page
in its place, which needs the page's id. Bodies for Data Center link by title and hold no such address.
"""


class Editor(enum.Enum):
    """The editor that the bodies are written for; the values are those of the content property ``editor``."""

    CLOUD = "v2"
    DATA_CENTER = "v1"


def record_path(body: str) -> str:
    """Where the builder keeps what it knows of the page with this body; both relative to the bundle."""
    return f"{RECORDS}/{PurePosixPath(body).with_suffix('.json')}"


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where something in a body comes from: ``row`` of the body and ``line`` of the source, both from 1."""

    row: int
    source: str
    line: int | None


@dataclass(frozen=True, slots=True, order=True)
class Attachment:
    """A file on a page.

    :param filename: the name on Confluence, unique on its page whatever the case of its letters.
    :param path: the file, relative to the bundle, with forward slashes.
    :param media_type: such as ``image/png``.
    :param sha256: of the content, in hexadecimal.
    :param size_bytes: of the content.
    """

    filename: str
    path: str
    media_type: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as it should be on Confluence.

    :param docname: the name of the Sphinx document; the identity of the page.
    :param title: unique in the bundle, whatever the case of its letters; 1 to 255 characters.
    :param parent: docname of the parent page; ``None`` for the page of the root document.
    :param body: file of the storage format, relative to the bundle, with forward slashes.
    :param body_sha256: of that file's content, in hexadecimal.
    :param source: source file relative to the source directory, for messages.
    :param labels: sorted, without doubles.
    :param attachments: sorted by file name.
    :param links: docnames that the body links to by ``confluence-doc:`` addresses; sorted, without doubles.
    :param full_width: ``None`` leaves the width alone.
    :param is_loose: whether no chain of toctrees leads to the document from the root.
    """

    docname: str
    title: str
    parent: str | None
    body: str
    body_sha256: str
    source: str
    labels: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    links: tuple[str, ...] = ()
    full_width: bool | None = None
    is_loose: bool = False

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, over all that decides what a reader sees except the place in the tree.

        The place (parent and order) is compared with Confluence itself.
        """
        facts = {
            "title": self.title,
            "body": self.body_sha256,
            "labels": self.labels,
            "attachments": [[item.filename, item.sha256] for item in self.attachments],
            "full_width": self.full_width,
        }
        canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Origin:
    """Which sources a bundle was built from, as far as version control or the CI job tells.

    :param commit: its whole hash; empty when nobody knows.
    :param is_dirty: whether there were changes that had not been committed.
    :param directory: of the sources, relative to the root of the repository, with forward slashes; empty when nobody
        knows.
    """

    commit: str = ""
    is_dirty: bool = False
    directory: str = ""

    @property
    def words(self) -> str:
        """The commit for people, ``4f1c2ab09d12`` or ``4f1c2ab09d12 with changes``; empty when nobody knows."""
        dirty = " with changes that were not committed" if self.is_dirty else ""
        return f"{self.commit[:12]}{dirty}" if self.commit else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A whole build, as read from or to be written to a directory.

    :param pages: parents before children, siblings in the order of the toctrees; the root page first.
    :param project_id: tells this project's pages from those of others.
    :param inventory: file of what other projects can refer to, relative to the bundle; ``None`` when there is none.
    :param inventory_sha256: of that file's content, in hexadecimal.
    :param options: options of publishing that the build was given, for a publish elsewhere; no secrets, and nothing
        that says where to (``config/recorded.py`` has the list).
    """

    directory: Path
    project_id: str
    project: str
    release: str
    editor: Editor
    pages: tuple[Page, ...]
    generator: str = ""
    inventory: str | None = None
    inventory_sha256: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    origin: Origin = Origin()
    _by_docname: dict[str, Page] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_docname", {page.docname: page for page in self.pages})

    @property
    def root(self) -> Page:
        """The page of the root document."""
        return self.pages[0]

    def page(self, docname: str) -> Page:
        """Return the page of a document.

        :raises KeyError: when the bundle has no such page.
        """
        return self._by_docname[docname]

    def __contains__(self, docname: object) -> bool:
        return docname in self._by_docname

    def children(self, docname: str | None) -> Iterator[Page]:
        """Pages whose parent is ``docname``, in order."""
        return (page for page in self.pages if page.parent == docname)

    def body(self, page: Page) -> str:
        """Read the storage format of a page."""
        return (self.directory / page.body).read_text(encoding="utf-8")

    def source_map(self, page: Page) -> Sequence[SourceLine]:
        """Rows of the body and the source lines they come from, by row; empty when the bundle does not say."""
        record = self.directory / record_path(page.body)
        if not record.is_file():
            return ()
        rows = json.loads(record.read_text(encoding="utf-8")).get("rows", [])
        return tuple(SourceLine(*row) for row in rows)
