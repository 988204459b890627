"""How do we know our own pages again on Confluence, and whether they are what we wrote?

Two independent pieces of evidence, neither of which needs a request per page:

* the **mark** in the comment of a page's current version, ``… [sphinx:<project>.<page>.<digest>]``. Every listing shows
  it, and any edit by a person replaces it, so a mark that is there vouches for the page;
* the **manifest**, one content property (in shards) of the page that the documentation was published below, which
  maps document names to page ids, versions and digests, and says what was left there besides the text. It survives
  retitling.

Data Center refuses dashes in the keys of content properties, hence the underscores.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from types import MappingProxyType
from typing import Any

from sphinx_to_confluence.bundle.model import Editor, Page
from sphinx_to_confluence.errors import ConfigurationError
from sphinx_to_confluence.rest.model import RemoteProperty

DIGEST_FORMAT = "1"
"""Raised when the digest is made from other facts, so that every page is written once more."""

NOT_WRITTEN = "0" * 16
"""The digest of a page that is ours and whose text is not what it should be."""

HANDED_OVER = "a" * 16
"""The digest of a page that another tool wrote and that a person handed to this project; it is yet to be written."""

MANIFEST_SCHEMA = 2
"""Raised when what an entry holds changes; shards of another schema count as empty."""

SHORT = 12
"""Hexadecimal digits of the hashes in the manifest: enough to tell the versions of one file from each other."""

MAX_SHARD_BYTES = 24_000
"""Confluence takes 32 KB a property; the rest is room for what its own encoding adds."""

MAX_MESSAGE = 255
_MARK = re.compile(r"\[sphinx:([0-9a-f]{8})\.([0-9a-f]{8})\.([0-9a-f]{16})\]")
_ATTACHMENT_COMMENT = re.compile(r"\Asphinx-to-confluence sha256:([0-9a-f]{64})\Z")


def _hex(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class Mark:
    """What the comment of a version says about the page: whose it is and what was written."""

    project: str
    page: str
    digest: str

    @classmethod
    def of(cls, project_id: str, docname: str, digest: str) -> Mark:
        """Return the mark for a page of this project."""
        return cls(_hex(project_id, 8), _hex(docname, 8), digest)

    @classmethod
    def read(cls, message: str) -> Mark | None:
        """Find the mark in the comment of a version: the last one, since a person's words stand before it."""
        found = _MARK.findall(message)
        return cls(*found[-1]) if found else None

    def is_of_project(self, project_id: str) -> bool:
        """Whether a page with this mark is of that project."""
        return self.project == _hex(project_id, 8)

    @classmethod
    def is_in(cls, message: str, project_id: str) -> bool:
        """Whether the comment of a version has a mark of that project."""
        mark = cls.read(message)
        return mark is not None and mark.is_of_project(project_id)

    @property
    def owner(self) -> tuple[str, str]:
        """Whose page it is: project and document, without what was written."""
        return self.project, self.page

    def message(self, comment: str) -> str:
        """Return the comment of a version: text for people, then the mark, within Confluence's 255 characters."""
        mark = f"[sphinx:{self.project}.{self.page}.{self.digest}]"
        text = " ".join(comment.split()) or "Published by sphinx-to-confluence"
        return f"{text[: MAX_MESSAGE - len(mark) - 1]} {mark}"


def without_mark(message: str) -> str:
    """The comment of a version as a person wrote it."""
    return " ".join(_MARK.sub("", message).split())


def page_digest(page: Page, ids: Mapping[str, str]) -> str:
    """Digest over all that decides what a reader of the page sees.

    :param ids: page ids by docname. The ids of the pages that ``page`` links to are part of the digest, since a page
        that was deleted and made again has another address.
    """
    return _hex(json.dumps([DIGEST_FORMAT, page.fingerprint, _links(page, ids)]), 16)


def _links(page: Page, ids: Mapping[str, str]) -> list[list[str]]:
    return [[docname, ids.get(docname, "")] for docname in page.links]


def stub_body(project_id: str, docname: str) -> str:
    """Return the body of a page between its creation and its first text; it names its owner for a run that died."""
    owner = f"{_hex(project_id, 8)}.{_hex(docname, 8)}"
    return f"<p>{escape('This page is being published.')} <em>[sphinx:{owner}]</em></p>"


def is_stub_of(body: str, project_id: str, docname: str) -> bool:
    """Whether a stored body is the stub of that page; Confluence may have rewritten its markup."""
    return f"[sphinx:{_hex(project_id, 8)}.{_hex(docname, 8)}]" in body and len(body) < 500


def attachment_comment(sha256: str) -> str:
    """Return the comment that says that a file is ours and what it contains."""
    return f"sphinx-to-confluence sha256:{sha256}"


def attachment_sha256(comment: str) -> str | None:
    """Return the hash from the comment of a file; ``None`` when the file is not ours."""
    found = _ATTACHMENT_COMMENT.match(comment.strip())
    return found.group(1) if found else None


@dataclass(frozen=True, slots=True)
class Written:
    """What was left on a page, in hashes short enough for a property, so that a plan need not ask page by page.

    :param text: hash of the body in the bundle.
    :param links: hash of the pages that it links to and their ids; empty when it links to none.
    :param files: hashes of the files that we put there, by file name.
    :param labels: those that we put there; sorted.
    :param width: value of the properties for the width; empty when it was left alone.
    """

    text: str = ""
    links: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    width: str = ""

    @classmethod
    def of(cls, page: Page, ids: Mapping[str, str], editor: Editor) -> Written:
        """Return what there is on a page when all of it was written.

        :param ids: page ids by docname.
        """
        return cls(
            text=short_hash(page.body_sha256),
            links=_hex(json.dumps(_links(page, ids)), SHORT) if page.links else "",
            files={item.filename: short_hash(item.sha256) for item in page.attachments},
            labels=page.labels,
            width=wanted_width(page, editor),
        )


def wanted_width(page: Page, editor: Editor) -> str:
    """Return the value of the properties for the width; empty to leave it alone, as always on Data Center."""
    if page.full_width is None or editor is not Editor.CLOUD:
        return ""
    return "full-width" if page.full_width else "default"


def short_hash(sha256: str) -> str:
    """Return as much of a hash as the manifest holds."""
    return sha256[:SHORT]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says of one document: its page, and the version and digest that we left there.

    :param written: what we left there besides; ``None`` when that is not known.
    """

    page_id: str
    version: int
    digest: str
    written: Written | None = None


def manifest_prefix(project_id: str) -> str:
    """Return the start of the keys of this project's shards."""
    return f"sphinx_to_confluence_{_hex(project_id, 12)}_"


def read_manifest(
    properties: Iterable[RemoteProperty], project_id: str
) -> tuple[dict[str, Entry], dict[str, RemoteProperty]]:
    """Gather the entries of this project's shards, and the shards by key.

    A shard that cannot be read counts as empty: the marks of the pages are evidence enough to go on.

    :raises ConfigurationError: when a newer release wrote them, whose entries must not be lost.
    """
    prefix = manifest_prefix(project_id)
    shards = {item.key: item for item in properties if item.key.startswith(prefix)}
    newest = max((_schema(shard.value) for shard in shards.values()), default=0)
    if newest > MANIFEST_SCHEMA:
        raise ConfigurationError(
            "cannot publish over what a newer release of sphinx-to-confluence has published",
            answered=f"The list of this project's pages on Confluence is of schema {newest}; this release knows "
            f"{MANIFEST_SCHEMA}.",
            remedy="Publish with that release or a later one.",
        )
    entries: dict[str, Entry] = {}
    for shard in shards.values():
        entries.update(_entries(shard.value))
    return entries, shards


def project_of_shard(item: RemoteProperty) -> str:
    """Return the project whose shard a property is; empty for any other property."""
    value = item.value
    project = value.get("project") if isinstance(value, dict) else None
    is_shard = isinstance(project, str) and item.key.startswith(manifest_prefix(project))
    return str(project) if is_shard else ""


def _schema(value: Any) -> int:
    found = value.get("schema") if isinstance(value, dict) else None
    return found if isinstance(found, int) else 0


def _entries(value: Any) -> dict[str, Entry]:
    if not isinstance(value, dict) or value.get("schema") != MANIFEST_SCHEMA:
        return {}
    pages = value.get("pages")
    entries = {}
    for docname, row in (pages if isinstance(pages, dict) else {}).items():
        if (entry := read_manifest_row(row)) is not None:
            entries[docname] = entry
    return entries


def read_manifest_row(row: Any) -> Entry | None:
    """Read an entry in the form of :func:`manifest_row`; ``None`` when it is none."""
    match row:
        case [str(page_id), int(version), str(digest), *rest] if (
            page_id.isascii() and page_id.isdigit()
        ):
            return Entry(page_id, version, digest, _written(rest[0]) if rest else None)
    return None


def _written(value: Any) -> Written | None:
    if not isinstance(value, dict) or not all(_is_fact(name, value[name]) for name in value):
        return None
    return Written(**{**value, "labels": tuple(value.get("labels", ()))})


def _is_fact(name: object, value: Any) -> bool:
    match name:
        case "text" | "links" | "width":
            return isinstance(value, str)
        case "labels":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case "files":
            return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    return False


def attached_inventory(shards: Mapping[str, RemoteProperty], project_id: str) -> str:
    """Return the hash of the ``objects.inv`` on the root page; empty when the manifest knows of none."""
    first = shards.get(f"{manifest_prefix(project_id)}0")
    value = first.value if first else None
    found = value.get("inventory") if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def write_manifest(
    entries: Mapping[str, Entry],
    project_id: str,
    inventory: str = "",
    more: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, dict[str, Any]]:
    """Return the values of all shards by key.

    :param inventory: hash of the ``objects.inv`` on the root page; kept in the first shard.
    :param more: what else the first shard is to say.

    Documents are dealt to shards by the hash of their name, so that a change touches one shard and not all that follow.
    """
    count = 1
    while True:
        shards = _deal(entries, project_id, count)
        if inventory:
            shards[0]["inventory"] = inventory
        shards[0] |= more
        if count >= 1024 or all(_size(shard) <= MAX_SHARD_BYTES for shard in shards):
            prefix = manifest_prefix(project_id)
            return {f"{prefix}{number}": shard for number, shard in enumerate(shards)}
        count *= 2


def _deal(entries: Mapping[str, Entry], project_id: str, count: int) -> Sequence[dict[str, Any]]:
    shards: list[dict[str, Any]] = [
        {"schema": MANIFEST_SCHEMA, "project": project_id, "pages": {}} for _ in range(count)
    ]
    for docname, entry in sorted(entries.items()):
        number = int(_hex(docname, 8), 16) % count
        shards[number]["pages"][docname] = manifest_row(entry)
    return shards


def manifest_row(entry: Entry) -> list[Any]:
    """The form of an entry in the manifest."""
    row: list[Any] = [entry.page_id, entry.version, entry.digest]
    if entry.written is not None:
        facts = {**asdict(entry.written), "labels": list(entry.written.labels)}
        row.append({name: value for name, value in facts.items() if value})
    return row


def _size(value: Any) -> int:
    return len(json.dumps(value).encode())
