"""How do images that the build makes itself get onto a page? Made once, kept between builds, shown at half their size.

What was made is kept below the folder of the doctrees, under a hash of everything that it was made from. Only what a
page shows is copied into the bundle. Processes that write pages at the same time may make the same image twice; the
first to finish is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes

from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.translate.image_size import image_size
from sphinx_to_confluence.translate.images import image_element
from sphinx_to_confluence.translate.page import Out, PageContext

DENSITY = 2
"""Pixels of a file for one on the page, so that images are sharp on screens of high density."""

CSS_DPI = 96
"""Pixels of a page to an inch."""

_FOLDER = "confluence-images"
_UNFINISHED = "unfinished-"
_FACTS = "facts.json"


@dataclass(frozen=True, slots=True)
class Made:
    """Files that were made, and what their maker found out about them.

    :param name: starts the names of files, and tells them from those of anything else that was made.
    """

    folder: Path
    name: str
    facts: Mapping[str, Any]

    def file(self, suffix: str) -> Path:
        """The file with this suffix."""
        return self.folder / f"{self.name}{suffix}"


Maker = Callable[[Made], Mapping[str, Any] | None]
"""Writes files into the folder that it is given; returns facts for JSON. What it raises leaves nothing behind."""


def make_once(page: PageContext, kind: str, about: Mapping[str, Any], make: Maker) -> Made:
    """Have something made, unless an earlier page or build has made it.

    :param kind: names what is made, such as ``formula``; part of the names of the files.
    :param about: all that decides what it looks like.
    """
    store, name = _store(page), _name(kind, about)
    known = _known(store / name, name)
    if known is not None:
        return known
    # Something is there only when somebody has damaged it.
    shutil.rmtree(store / name, ignore_errors=True)
    store.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=store))
    try:
        facts = dict(make(Made(unfinished, name, {})) or {})
        (unfinished / _FACTS).write_text(json.dumps(facts), encoding="utf-8")
        with contextlib.suppress(OSError):  # another process was faster
            unfinished.rename(store / name)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Made(store / name, name, facts)


def find_made(page: PageContext, kind: str, about: Mapping[str, Any]) -> Made | None:
    """What :func:`make_once` would find, if it is there."""
    name = _name(kind, about)
    return _known(_store(page) / name, name)


def remove_unfinished(doctreedir: Path) -> None:
    """Remove what a build that was killed has left; to be called before pages are written."""
    for folder in Path(doctreedir, _FOLDER).glob(f"{_UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)


def add_picture(
    file: Path,
    node: nodes.Element,
    page: PageContext,
    out: Out,
    *,
    alt: str,
    align: str | None = None,
    density: float = DENSITY,
) -> Element:
    """Write an image that stands for a node, as a block; of the size that the node asks for, or its own.

    :param alt: what it shows, in words or as its source.
    :param align: by default what the node says, or the figure that it is in.
    :param density: pixels of the file for one on the page.
    :returns: what was written, for a caption.
    """
    asked = {name: node[name] for name in ("width", "height", "scale") if name in node}
    image = nodes.image(uri=str(file), alt=alt, **asked)
    size = image_size(file)
    if size is not None and not {"width", "height"} & asked.keys():
        image["width"] = f"{max(round(size[0] / density), 1)}px"
    image.parent, image.source, image.line = node.parent, node.source, node.line
    align = align or node.get("align") or _align_of_figure(node)
    element = image_element(image, page, align=align, in_text=False)
    if element is None:
        raise FileNotFoundError(file)
    if page.on_cloud or not align:
        out.add(element, at=node)
    else:
        # As an attribute of the image the alignment would let the text flow around it.
        element.attributes.pop("ac:align", None)
        with out.element("p", {"style": f"text-align: {align};"}, at=node):
            out.add(element)
    return element


def _align_of_figure(node: nodes.Element) -> str | None:
    return node.parent.get("align") if isinstance(node.parent, nodes.figure) else None


def _store(page: PageContext) -> Path:
    return Path(page.builder.doctreedir, _FOLDER)


def _name(kind: str, about: Mapping[str, Any]) -> str:
    text = json.dumps(about, sort_keys=True, default=str)
    return f"{kind}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _known(folder: Path, name: str) -> Made | None:
    try:
        facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Made(folder, name, facts)
