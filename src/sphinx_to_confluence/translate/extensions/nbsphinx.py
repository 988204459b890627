"""How are the cells and galleries of ``nbsphinx`` written?"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes

from sphinx_to_confluence.translate.gallery import Thumbnail, gallery
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import Look, panel
from sphinx_to_confluence.translate.registry import handles

_NO_THUMBNAIL = "nbsphinx-no-thumbnail.svg"


@handles(
    "nbsphinx.CodeAreaNode",
    "nbsphinx.FancyOutputNode",
    becomes="What it holds, below its prompt in bold when it has a number.",
)
def cell(node: nodes.Element, page: PageContext, out: Out) -> None:
    """A cell, or one of its outputs."""
    page.anchors(node)
    prompt = node.get("prompt", "").strip()
    if any(character.isdigit() for character in prompt):
        with out.element("p", at=node), out.element("strong"):
            out.text(prompt)
    page.children(node)


@handles("nbsphinx.AdmonitionNode", becomes="A blue panel, or a yellow one for warnings.")
def box(node: nodes.Element, page: PageContext, out: Out) -> None:
    """A note or a warning; of two paragraphs, the first one is its title."""
    look = Look.NOTE if "warning" in node["classes"] else Look.INFO
    first, *rest = node.children or [nodes.paragraph()]
    if rest and isinstance(first, nodes.paragraph):
        panel(node, page, out, look, title=first.children, body=rest)
    else:
        panel(node, page, out, look, body=node.children)


@handles("nbsphinx.GalleryNode", becomes="A table of pictures with links.")
def notebooks(node: nodes.Element, page: PageContext, out: Out) -> None:
    """Pictures of notebooks, which it has as (title, address, picture, tooltip)."""
    entries = [
        Thumbnail(
            _picture(picture, page), nodes.reference("", title, refuri=address, internal=True)
        )
        for title, address, picture, _ in node["entries"]
    ]
    gallery(entries, node, page, out)


@handles("nbsphinx.DummyTocTree", becomes="Nothing: its gallery has the links.")
def no_toctree(_node: nodes.Element, _page: PageContext, _out: Out) -> None:
    """Entries that the gallery beside it shows."""


def _picture(address: str, page: PageContext) -> str:
    """The file of a picture, of which nbsphinx says where HTML has it: made from a notebook, or a source file."""
    name = Path(address).name
    if name == _NO_THUMBNAIL:
        return ""
    made = Path(page.builder.env.doctreedir, "nbsphinx", name)
    inner = address.lstrip("./")
    named = (Path(page.builder.srcdir, inner), Path(page.builder.confdir, inner))
    return next((str(path) for path in (made, *named) if path.is_file()), "")
