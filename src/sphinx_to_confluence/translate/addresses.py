"""Where does an address lead: to a page of ours, a file, elsewhere, or to a script that must not run?"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from sphinx_to_confluence.bundle.model import DOC_LINK_SCHEME
from sphinx_to_confluence.translate.page import PageContext

# Of the URL standard: browsers pass over these before an address, and tabs and newlines within it.
_PASSED_OVER = re.compile(r"^[\x00-\x20]+|[\t\n\r]+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")  # RFC 3986

SCRIPTS = frozenset({"javascript", "vbscript"})
"""Schemes of addresses that are programs: who follows them lets them act in their name on Confluence."""

_NO_LINKS = SCRIPTS | {"data"}


def scheme(address: str) -> str:
    """The scheme of an address as browsers read it, in lower case; empty when it has none."""
    found = _SCHEME.match(_PASSED_OVER.sub("", address))
    return found[1].lower() if found else ""


def is_harmful(address: str) -> bool:
    """Whether nothing may link to an address: it is a script, or holds a whole page, which may have some."""
    return scheme(address) in _NO_LINKS


def document(address: str, page: PageContext) -> tuple[str, str] | None:
    """The document and the id that an address leads to, as the pages of the HTML builders are called.

    The page is said to use what could be meant: when that changes, comes or goes, it has to be written again.
    """
    path, _, fragment = address.partition("#")
    path = unquote(path.partition("?")[0])
    suffix = page.builder.config.html_file_suffix or ".html"
    link_suffix = page.builder.config.html_link_suffix or suffix
    folder = posixpath.dirname(page.document)
    for base in (folder, page.document):
        # Second for dirhtml, where every page is a folder.
        name = posixpath.normpath(posixpath.join("/", base, path)).lstrip("/")
        candidates = [name.removesuffix(end) for end in (suffix, link_suffix) if name.endswith(end)]
        if path.endswith("/") or not candidates:
            candidates += [name, posixpath.join(name, "index")]
        for docname in candidates:
            page.uses.add(docname)
            place = page.site.locate(docname, unquote(fragment))
            if place[0] in page.site:
                return place
    return None


def located(address: str, page: PageContext) -> str:
    """The address of a place in a document, with the page that has it: a page may hold several documents.

    Other addresses stay as they are.
    """
    if not address.startswith(("#", DOC_LINK_SCHEME)):
        return address
    path, _, fragment = address.removeprefix(DOC_LINK_SCHEME).partition("#")
    docname, node_id = page.site.locate(unquote(path) or page.document, unquote(fragment))
    return f"{DOC_LINK_SCHEME}{quote(docname)}" + (f"#{quote(node_id)}" if node_id else "")


def local_file(address: str, page: PageContext) -> Path | None:
    """The file that an address without a host leads to, seen from the page in HTML.

    Only files that belong to the project: an address such as ``/etc/hosts`` or ``../../notes.txt``, which HTML that
    others wrote may have, must not put a file of this machine on a page.
    """
    path = unquote(address.partition("#")[0].partition("?")[0])
    if not path:
        return None
    folders = [os.path.normpath(folder) for folder in _folders(page)]
    for place in map(Path, map(os.path.normpath, _places(path, page))):
        if any(place.is_relative_to(folder) for folder in folders):
            page.files.add(place)
            if _is_file(place):
                return place
    return None


def _folders(page: PageContext) -> Iterator[Path]:
    """The folders of the project, and those that extensions write files into."""
    builder = page.builder
    yield from map(Path, (builder.srcdir, builder.confdir, builder.doctreedir, builder.outdir))
    for entry in (*builder.config.html_static_path, *builder.config.html_extra_path):
        yield Path(builder.confdir, entry)


def made_for_html(page: PageContext) -> Path:
    """Where files are that come about when HTML is converted; like the doctrees, they can be made again."""
    return Path(page.builder.doctreedir) / "confluence-html"


def _places(path: str, page: PageContext) -> Iterator[Path]:
    """Where files for the HTML site lie, in the order in which that looks for them."""
    srcdir = Path(page.builder.srcdir)
    config = page.builder.config
    if Path(path).is_absolute():
        # Absolute for the site, but extensions also give us paths of files that they made. Nothing else of this machine
        # is for the page: HTML may come from people who do not own it, such as those who wrote a notebook.
        folders = (page.builder.srcdir, page.builder.outdir, page.builder.doctreedir)
        if any(Path(path).resolve().is_relative_to(Path(folder).resolve()) for folder in folders):
            yield Path(path)
        path = path.lstrip("/")
    else:
        yield srcdir / posixpath.dirname(page.document) / path
    yield srcdir / path
    parts = Path(path).parts
    if "_static" in parts:
        inner = Path(*parts[parts.index("_static") + 1 :])
        for entry in config.html_static_path:
            yield Path(page.builder.confdir) / entry / inner
    for entry in config.html_extra_path:
        yield Path(page.builder.confdir) / entry / path.lstrip("./")
    # What functions for HTML wrote while nodes that only they know were converted.
    yield made_for_html(page) / path
    if {"_images", "_downloads"} & set(parts):
        for name, (_, unique) in page.builder.env.images.items():
            if unique == parts[-1]:
                yield srcdir / name


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # Too long for a name, or with a character that none has.
        return False
