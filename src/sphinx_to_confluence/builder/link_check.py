"""Which links of the bundle lead to nothing? Found in the records of all pages, so that no page need be read again."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping, Sequence

from sphinx.util import logging

from sphinx_to_confluence.builder.record import PageRecord
from sphinx_to_confluence.pages.links import BrokenLink, broken_links
from sphinx_to_confluence.warnings import ConfluenceWarning

logger = logging.getLogger(__name__)


def broken_links_of(
    records: Mapping[str, PageRecord], docnames: Container[str]
) -> Sequence[BrokenLink]:
    """The links that lead to nothing, also those of pages that this build did not write.

    :param docnames: of all pages that there are.
    """
    links = {docname: record.places for docname, record in records.items()}
    attachments = {
        docname: [item.filename for item in record.attachments]
        for docname, record in records.items()
    }
    return sorted(
        broken_links(links, attachments, docnames),
        key=lambda link: (link.source, link.line or 0, link.message),
    )


def warn_of(broken: Iterable[BrokenLink], srcdir: str | os.PathLike[str]) -> None:
    """Warn of each of these links, with its place in the sources."""
    for link in broken:
        path = os.path.join(srcdir, link.source)  # noqa: PTH118 - a docstring is no path
        location = path if link.line is None else f"{path}:{link.line}"
        code = ConfluenceWarning.LINK.value
        logger.warning("%s", link.message, location=location, type="confluence", subtype=code)
