"""Does every link between the pages lead to something that is there?"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field

Targets = Mapping[str, Mapping[str, list[str]]]
"""What a page refers to: by docname and name, where that is said, without doubles.

Where is a source file, relative to the sources, with its line if that is known: ``guide/tables.rst:41``.
"""


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where a page can be jumped to, and what it refers to.

    :param places: all that can follow the ``#`` in a link to the page.
    :param jumps: the places that the page links to; the name is empty for the top of a page.
    :param files: the files that the page shows or offers, by the page that they are attached to.
    """

    places: Collection[str] = ()
    jumps: Targets = field(default_factory=dict)
    files: Targets = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link that leads to nothing.

    :param docname: of the page that has the link.
    """

    docname: str
    source: str
    line: int | None
    message: str


def broken_links(
    pages: Mapping[str, PageLinks],
    attachments: Mapping[str, Collection[str]],
    docnames: Container[str],
) -> Iterator[BrokenLink]:
    """Find the links that lead to nothing, page by page.

    :param pages: those whose links are known; one that is not among them may hold anything.
    :param attachments: names of the files on these pages.
    :param docnames: of all pages that there are.
    """
    places = {docname: frozenset(page.places) for docname, page in pages.items()}
    files = {docname: frozenset(names) for docname, names in attachments.items()}
    for docname, page in pages.items():
        for what, targets, there in (("place", page.jumps, places), ("file", page.files, files)):
            for target, names in targets.items():
                for name, sources in names.items():
                    if target not in docnames:
                        message = f"a link leads to a document without a page: {target}"
                    elif name and target in there and name not in there[target]:
                        message = f'a link leads to nothing: the page of "{target}" has no {what} "{name}"'
                    else:
                        continue
                    yield from (BrokenLink(docname, *_split(item), message) for item in sources)


def _split(source: str) -> tuple[str, int | None]:
    """Take the line off; docstrings have colons of their own: ``module.py:docstring of module.name:3``."""
    path, _, line = source.rpartition(":")
    return (path, int(line)) if path and line.isdecimal() else (source, None)
