"""Which content for HTML alone is for readers of Confluence, too? That of extensions which know no third builder.

What a person puts into ``.. only:: html`` is for HTML, and Sphinx leaves it out. Some extensions write such directives
themselves, and with them all their content: the output of notebooks, the pictures of galleries, files to download,
links to source code. Their conditions are widened when a document is read; for other builders they mean what they did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

OURS = "confluence_storage"
"""What our builders produce, as conditions call it."""

_CLASSES = ("sphx-glr-", "nbinput", "nboutput", "viewcode-link")
_NODES = ("nbsphinx.GalleryToc",)


def widen_conditions(_app: Sphinx, doctree: nodes.document) -> None:
    """Have our builders keep what extensions mean for HTML, and leave out what stands in for it elsewhere."""
    for only in list(doctree.findall(addnodes.only)):
        expression = only["expr"].strip()
        if expression == "html" and (_is_of_extension(only) or _in_thumbnail(only)):
            only["expr"] = f"html or {OURS}"
            if isinstance(only.parent, addnodes.desc_signature):
                # HTML moves a link to source code away from the signature; we have it behind that.
                space = addnodes.only("", nodes.Text(" "), expr=OURS)
                only.parent.insert(only.parent.index(only), space)
        elif expression == "not html" and _in_thumbnail(only):
            only["expr"] = f"not html and not {OURS}"


def _is_of_extension(only: addnodes.only) -> bool:
    return any(
        any(name.startswith(_CLASSES) for name in node["classes"])
        or f"{type(node).__module__}.{type(node).__qualname__}" in _NODES
        for node in only.findall(nodes.Element)
    )


def _in_thumbnail(only: addnodes.only) -> bool:
    """Whether this follows the HTML around an entry of a gallery of Sphinx-Gallery."""
    siblings = only.parent.children
    before = siblings[: siblings.index(only)]
    return (
        bool(before)
        and isinstance(before[-1], nodes.raw)
        and "sphx-glr-thumb" in before[-1].astext()
    )
