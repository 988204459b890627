"""A project of one page, for tests that make the document themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docutils import nodes
from docutils.utils import new_document
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.storage.anchors import anchor_name
from sphinx_to_confluence.translate import TranslatedPage, translate

# 8 by 8 pixels: what the header of a PNG says is all that is read.
_SMALL_PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08\x08\x02\x00\x00\x00"
)


class OnePageSite:
    """A site of one page whose headings are no anchors."""

    def title(self, docname: str) -> str:
        """Title of the page."""
        return docname.title()

    def title_ids(self, _docname: str) -> None:
        """Not known."""
        return

    def docname_titled(self, title: str) -> str | None:
        """The page."""
        return "index" if title == "Index" else None

    def locate(self, docname: str, node_id: str) -> tuple[str, str]:
        """Where it was."""
        return docname, node_id

    def fragment(self, _docname: str, node_id: str) -> str:
        """Name of an anchor."""
        return anchor_name(node_id)

    def heading_is_anchor(self, _docname: str, _node_id: str) -> bool:
        """Never."""
        return False

    def heading_counts(self, _docname: str) -> dict[str, int]:
        """None."""
        return {}

    def __contains__(self, docname: object) -> bool:
        return docname == "index"


@contextmanager
def empty_project(srcdir: Path) -> Iterator[Sphinx]:
    """A project with nothing in it but the image ``small.png``."""
    (srcdir / "conf.py").write_text("extensions = ['sphinx_to_confluence']\n", encoding="utf-8")
    (srcdir / "small.png").write_bytes(_SMALL_PNG)
    with patch_docutils(), docutils_namespace():
        out = srcdir / "out"
        yield Sphinx(srcdir, srcdir, out, out, "confluence", status=None, warning=None)


def document(app: Sphinx, *children: nodes.Node) -> nodes.document:
    """The document of the page."""
    doctree = new_document(str(Path(app.srcdir) / "index.rst"))
    doctree += list(children)
    return doctree


def translate_page(app: Sphinx, doctree: nodes.document, editor: Editor) -> TranslatedPage:
    """Translate the page; the title of the document is part of it."""
    return translate(
        doctree,
        docname="index",
        builder=app.builder,
        settings=Settings(remove_title=False),
        editor=editor,
        site=OnePageSite(),
        attach=lambda path, name: name or path.name,
    )
