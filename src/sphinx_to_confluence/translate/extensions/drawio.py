"""How are drawings of ``sphinxcontrib.drawio`` written? As images that it makes, or by the macro of an app."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_to_confluence.translate.diagrams import described, filled
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.registry import handles

_BEFORE_CONVERSION = 90
"""Priority of a transform that comes before all that convert images; the first does at 100."""


class drawing(nodes.General, nodes.Inline, nodes.Element):  # noqa: N801 - named as nodes are
    """A drawing that a macro shows; ``uri`` is its file, relative to the source directory."""


class DrawingsForMacros(SphinxPostTransform):
    """Keeps drawings as they are, so that no program is needed that makes images of them.

    Only for projects that have a template ``drawio``.
    """

    default_priority = _BEFORE_CONVERSION
    formats = ("confluence_storage",)

    def run(self, **_: Any) -> None:
        """Put another node in the place of each image that the extension would convert."""
        for image in tuple(self.document.findall(nodes.image)):
            if "drawio" in image["classes"]:
                kept = drawing(**image.attributes)
                kept.source, kept.line = image.source, image.line
                image.replace_self(kept)


@handles(drawing)
def drawn_by_macro(node: drawing, page: PageContext, out: Out) -> None:
    """A drawing, attached to the page, and the macro that shows it."""
    page.anchors(node)
    template = page.template("drawio")
    if template is not None:
        filename = page.attach(page.image_path(node["uri"]), None)
        out.add(*filled(template, "drawio", node, page, filename=filename), at=node)
    else:
        out.text(described(node))
