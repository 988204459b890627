"""Which line of the sources does a row of a body come from?"""

from __future__ import annotations

from bisect import bisect_right

from sphinx_to_confluence.bundle.model import Bundle, Page


def source_of(bundle: Bundle, page: Page, row: int) -> str | None:
    """Where a row of the body of a page comes from, as ``guide/setup.rst:41``; ``None`` when the bundle does not say.

    :param row: from 1.
    """
    rows = bundle.source_map(page)
    before = bisect_right([line.row for line in rows], row) - 1
    if before < 0:
        return None
    where = rows[before]
    return where.source if where.line is None else f"{where.source}:{where.line}"
