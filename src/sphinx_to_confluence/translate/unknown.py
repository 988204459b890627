"""How is a node written that nobody knows? As its extension writes it in HTML, else as what is inside.

Most extensions that have nodes of their own register functions for HTML. What these write is converted; the children
of the node, which they stand around, are written as always, since links and images in them are ours.
"""

from __future__ import annotations

import copy
from typing import cast

from docutils import nodes
from docutils.frontend import get_default_settings
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging
from sphinx.writers.html import HTMLWriter
from sphinx.writers.html5 import HTML5Translator

from sphinx_to_confluence.translate.addresses import made_for_html
from sphinx_to_confluence.translate.compat import FunctionFailedError, Pair, functions, run
from sphinx_to_confluence.translate.html import write_html
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.warnings import ConfluenceWarning

logger = logging.getLogger(__name__)

_SLOT = "<!-- the children of the node -->"

_KEPT = "confluence_html_builder"
"""Attribute of our builder."""


class UnknownNodes:
    """Writes the nodes of a page that have no handler; the functions of extensions share one translator for a page."""

    def __init__(self) -> None:
        self._translator: HTML5Translator | None = None

    def __call__(self, node: nodes.Node, page: PageContext, _out: Out) -> None:
        """Write a node, and say so once for its class."""
        name = f"{type(node).__module__}.{type(node).__qualname__}"
        if isinstance(node, nodes.Element):
            page.anchors(node)
        rendered = isinstance(node, nodes.Element) and self._as_html(node, page)
        page.note(ConfluenceWarning.UNKNOWN_NODE, name, node)
        logger.warning(
            "unknown node %s: converted from its HTML"
            if rendered
            else "unknown node %s: what is inside is shown without it",
            name,
            location=page.place_of(node),
            type="confluence",
            subtype=ConfluenceWarning.UNKNOWN_NODE.value,
            once=True,
        )
        if not rendered:
            page.children(node)

    def _as_html(self, node: nodes.Element, page: PageContext) -> bool:
        """Write a node as its functions for HTML do; return whether there is anything to see."""
        pair = functions(page.builder).get("html", {}).get(type(node).__name__)
        written = self._markup(pair, node, page) if pair else None
        if written is None:
            return False
        markup, children = written
        if not markup and not children:
            return True  # not for readers of HTML either
        before, _, after = markup.partition(_SLOT)
        return write_html([before, *(node.children if children else ()), after], page, node)

    def _markup(
        self, pair: Pair, node: nodes.Element, page: PageContext
    ) -> tuple[str, bool] | None:
        """What the functions write, and whether they want the children; ``None`` when they failed."""
        try:
            if self._translator is None:
                self._translator = _translator(page)
            body = self._translator.body = []
            return run(pair, self._translator, body, node, slot=_SLOT)
        except FunctionFailedError as error:
            # They were written for another builder: what they miss is no mistake of the project.
            logger.debug("%s failed outside of HTML: %s", type(node).__name__, error)
            return None


def _translator(page: PageContext) -> HTML5Translator:
    builder = html_builder(page.builder)
    # What they write there is found when the HTML is converted; our own output is no place for it.
    builder.outdir = made_for_html(page)
    builder.current_docname = page.docname
    builder.secnumbers = page.builder.env.toc_secnumbers.get(page.docname, {})
    builder.fignumbers = page.builder.env.toc_fignumbers.get(page.docname, {})
    document = copy.copy(page.doctree)
    document.reporter = page.doctree.reporter  # copies go without, since it cannot be pickled
    document.settings = get_default_settings(HTMLWriter)
    vars(document.settings).update(builder.env.settings)
    return cast("HTML5Translator", builder.create_translator(document, builder))


def html_builder(ours: Builder) -> StandaloneHTMLBuilder:
    """The builder that functions for HTML are given; made when the first asks for it, and kept as long as ours."""
    if _KEPT not in vars(ours):
        vars(ours)[_KEPT] = _new_html_builder(ours)
    return cast("StandaloneHTMLBuilder", vars(ours)[_KEPT])


def _new_html_builder(ours: Builder) -> StandaloneHTMLBuilder:
    """What functions for HTML take for their builder: as much of one as they ask for, and nothing that writes pages.

    It is not initialised as builders are, since that would set the tags of the project and load the theme.
    """
    builder = StandaloneHTMLBuilder.__new__(StandaloneHTMLBuilder)
    vars(builder).update(vars(ours))
    vars(builder).update(
        imagedir="_images",
        imgpath="_images",
        dlpath="_downloads",
        images={},
        add_permalinks=False,
        theme=None,
    )
    builder.init_highlighter()
    return builder
