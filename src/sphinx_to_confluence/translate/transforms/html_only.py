"""Which content for HTML alone is for readers of Confluence, too? That of extensions which know no third builder.

What a person puts into ``.. only:: html`` is for HTML, and Sphinx leaves it out. Some extensions write such directives
themselves, and with them all their content: the output of notebooks, the pictures of galleries, files to download.
"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

_CLASSES = ("sphx-glr-", "nbinput", "nboutput", "viewcode-link")
_NODES = ("nbsphinx.GalleryToc",)


class KeepHtmlOfExtensions(SphinxPostTransform):
    """Take what is for HTML alone out of its condition, and leave out what stands in for it elsewhere."""

    default_priority = 10  # before Sphinx looks at the conditions
    formats = ("confluence_storage",)

    def run(self, **_kwargs: object) -> None:
        """Look at all conditions."""
        for only in list(self.document.findall(addnodes.only)):
            expression = only["expr"].strip()
            if expression == "html" and (_is_of_extension(only) or _in_thumbnail(only)):
                # A link to source code follows the signature that it belongs to.
                space = (
                    [nodes.Text(" ")] if isinstance(only.parent, addnodes.desc_signature) else []
                )
                only.replace_self([*space, *only.children])
            elif expression == "not html" and _in_thumbnail(only):
                only.parent.remove(only)


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
