"""Is this directory a bundle, and what is in it? Reads with distrust: a bundle may come from elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, TypeVar

from sphinx_to_confluence.bundle.model import (
    MANIFEST_NAME,
    SCHEMA_VERSION,
    Attachment,
    Bundle,
    Editor,
    Origin,
    Page,
)
from sphinx_to_confluence.config.foreign_json import read_json
from sphinx_to_confluence.errors import BundleError

T = TypeVar("T")


def read_bundle(directory: Path, *, hash_attachments: bool = False) -> Bundle:
    """Read the manifest and make sure that everything it names is there and belongs to it.

    The content of the bodies is compared with the manifest, that of the attachments only when asked for; otherwise
    their sizes are.

    :raises BundleError: with the first thing that is wrong.
    """
    manifest = _Fields(_load(directory / MANIFEST_NAME), "the manifest")
    _check_version(manifest.take("schema_version", int))
    pages = tuple(
        _page(_Fields(item, f"page {number}"))
        for number, item in enumerate(manifest.take("pages", list), start=1)
    )
    _check_tree(pages)
    for page in pages:
        body = _file(directory, page.body, f'page "{page.docname}"')
        if _sha256(body) != page.body_sha256:
            raise _damaged(
                f'the body of "{page.docname}" ({page.body}) is not the one that was built'
            )
        for attachment in page.attachments:
            _check_attachment(directory, page, attachment, hashed=hash_attachments)
    inventory = _inventory(directory, manifest)
    editor = manifest.take("editor", str)
    if editor not in {item.value for item in Editor}:
        raise _damaged(f'the manifest names an editor that is not known, "{editor}"')
    return Bundle(
        directory=directory,
        project_id=manifest.take("project_id", str),
        project=manifest.take("project", str),
        release=manifest.take("release", str),
        editor=Editor(editor),
        generator=manifest.take("generator", str),
        pages=pages,
        inventory=inventory,
        inventory_sha256=manifest.optional("inventory_sha256", str),
        options=manifest.optional("options", dict) or {},
        origin=_origin(_Fields(manifest.optional("origin", dict) or {}, "the origin")),
    )


def read_recorded(directory: Path) -> Mapping[str, Any]:
    """Read the options that a bundle has recorded; none when there is no manifest.

    :raises BundleError: when the manifest is damaged.
    """
    path = directory / MANIFEST_NAME
    if not path.exists():
        return {}
    return _Fields(_load(path), "the manifest").optional("options", dict) or {}


class _Fields:
    """A JSON object whose fields are taken with the type that they must have."""

    def __init__(self, data: Any, what: str) -> None:
        if not isinstance(data, dict):
            raise _damaged(f"{what} is no JSON object")
        self._data: Mapping[str, Any] = data
        self.what = what

    def take(self, name: str, kind: type[T]) -> T:
        value = self.optional(name, kind)
        if value is None:
            raise _damaged(f'{self.what} has no "{name}"')
        return value

    def optional(self, name: str, kind: type[T]) -> T | None:
        value = self._data.get(name)
        # True is an int for Python, not for JSON.
        if value is None or (isinstance(value, kind) and not (kind is int and value is True)):
            return value
        raise _damaged(f'"{name}" of {self.what} is no {kind.__name__}')

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.take(name, list)
        if not all(isinstance(value, str) for value in values):
            raise _damaged(f'"{name}" of {self.what} holds something that is no text')
        return tuple(values)


def _load(path: Path) -> Any:
    try:
        return read_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if not path.parent.exists():
            raise BundleError(
                f"could not read {path.parent}",
                answered="There is no such file or directory.",
                remedy="Name the directory that was built into, or the file of a plan: without --out that is "
                "_publish/plan.json in that directory.",
            ) from None
        raise BundleError(
            f"could not read the bundle {path.parent}",
            answered=f"There is no {MANIFEST_NAME}.",
            cause="The documentation was not built there with the confluence builder, or only in part.",
            remedy="Run: sphinx-build -b confluence <sources> <directory>",
        ) from None
    except OSError as error:
        raise _damaged(f"the manifest cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise _damaged(f"the manifest is no JSON: {error}") from error


def _check_version(version: int) -> None:
    if version > SCHEMA_VERSION:
        raise BundleError(
            "could not read the bundle",
            answered=f"It has version {version}; this release reads versions up to {SCHEMA_VERSION}.",
            cause="It was built with a later release of sphinx-to-confluence.",
            remedy="Publish with that release, or build again with this one.",
        )
    if version < 1:
        raise _damaged(f"{version} is no version of a bundle")


def _page(fields: _Fields) -> Page:
    docname = fields.take("docname", str)
    fields.what = f'page "{docname}"'
    title = fields.take("title", str)
    if not title.strip():
        raise _damaged(f"{fields.what} has an empty title")
    attachments = (
        _Fields(item, f"an attachment of {fields.what}")
        for item in fields.take("attachments", list)
    )
    return Page(
        docname=docname,
        title=title,
        parent=fields.optional("parent", str),
        body=fields.take("body", str),
        body_sha256=fields.take("body_sha256", str),
        source=fields.take("source", str),
        labels=fields.texts("labels"),
        attachments=tuple(
            Attachment(
                filename=item.take("filename", str),
                path=item.take("path", str),
                media_type=item.take("media_type", str),
                sha256=item.take("sha256", str),
                size_bytes=item.take("size_bytes", int),
            )
            for item in attachments
        ),
        links=fields.texts("links"),
        full_width=fields.optional("full_width", bool),
        is_loose=bool(fields.optional("loose", bool)),
    )


def _origin(fields: _Fields) -> Origin:
    """Which sources it was built from; a bundle of an earlier release does not say."""
    return Origin(
        commit=fields.optional("commit", str) or "",
        is_dirty=fields.optional("dirty", bool) or False,
        directory=fields.optional("directory", str) or "",
    )


def _check_tree(pages: tuple[Page, ...]) -> None:
    if not pages:
        raise _damaged("it has no pages")
    _refuse_doubles("document", (page.docname for page in pages))
    _refuse_doubles("title", (page.title.casefold() for page in pages))
    docnames = {page.docname for page in pages}
    seen: set[str] = set()
    for page in pages:
        if (page.parent is None) != (page is pages[0]):
            raise _damaged(
                f'page "{page.docname}": the first page, and no other, must have no parent'
            )
        if page.parent is not None and page.parent not in docnames:
            raise _damaged(
                f'the parent of page "{page.docname}", "{page.parent}", is not in the bundle'
            )
        if page.parent is not None and page.parent not in seen:
            raise _damaged(
                f'page "{page.docname}" comes before its parent "{page.parent}", or they go round in a circle'
            )
        seen.add(page.docname)


def _refuse_doubles(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise _damaged(f'the {what} "{name}" is there twice')
        seen.add(name)


def _inventory(directory: Path, manifest: _Fields) -> str | None:
    """The file that :mod:`.inventory` reads; a bundle of an earlier release has none."""
    path = manifest.optional("inventory", str)
    if path is not None and _sha256(_file(directory, path, manifest.what)) != manifest.take(
        "inventory_sha256", str
    ):
        raise _damaged(f"the inventory ({path}) is not the one that was built")
    return path


def _check_attachment(directory: Path, page: Page, attachment: Attachment, *, hashed: bool) -> None:
    path = _file(directory, attachment.path, f'page "{page.docname}"')
    if path.stat().st_size != attachment.size_bytes or (
        hashed and _sha256(path) != attachment.sha256
    ):
        raise _damaged(
            f'the file "{attachment.path}" of page "{page.docname}" is not the one that was built'
        )


def _file(directory: Path, relative: str, what: str) -> Path:
    """The file that ``what`` names.

    It must lie in the bundle, symbolic links followed: else a bundle could have any file of this machine published.
    """
    path = directory / relative
    inside = (
        "\0" not in relative
        and not PurePosixPath(relative).is_absolute()
        and not PureWindowsPath(relative).anchor
        and ".." not in PureWindowsPath(relative).parts
        and path.resolve().is_relative_to(directory.resolve())
    )
    if not inside:
        raise _damaged(f'{what} names a file outside of the bundle, "{relative}"')
    if not path.is_file():
        raise _damaged(f'the file "{relative}" of {what} is missing')
    return path


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _damaged(answered: str) -> BundleError:
    return BundleError(
        "could not read the bundle",
        answered=answered[0].upper() + answered[1:] + ".",
        cause="Files were changed, removed or copied in part since the build.",
        remedy="Build again with the confluence builder.",
    )
