"""What a page has besides its text: labels, width, what stands around the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util import logging

from sphinx_to_confluence.directives.base import ConfluenceDirective
from sphinx_to_confluence.directives.options import boolean, choice, text
from sphinx_to_confluence.pages.labels import METADATA_PREFIX
from sphinx_to_confluence.warnings import ConfluenceWarning

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)


class Metadata(ConfluenceDirective):
    """``.. confluence_metadata::``: the same as fields at the top of the document, but anywhere in it.

    They are put to the metadata of the document, as Sphinx does with such fields; from there on there is one way.
    """

    option_spec: ClassVar[dict[str, Any]] = {
        "labels": text,
        "full-width": boolean,
        **dict.fromkeys(("header", "footer", "notice", "source-link", "prev-next"), text),
        "guid": text,
        "editor": choice("v1", "v2"),
    }

    def run(self) -> list[nodes.Node]:
        """Note what the options say."""
        metadata = self.env.metadata[self.env.docname]
        for name, value in self.options.items():
            key = METADATA_PREFIX + name
            if name == "labels":
                metadata[key] = f"{metadata.get(key, '')} {value}".strip()
            elif name == "editor":
                logger.warning(
                    "the editor of a single page cannot be chosen: confluence_editor is for all of them",
                    location=self.get_location(),
                    type="confluence",
                    subtype=ConfluenceWarning.OPTION.value,
                )
            else:
                metadata[key] = str(value).lower() if isinstance(value, bool) else value
        return []


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("confluence_metadata", Metadata)
