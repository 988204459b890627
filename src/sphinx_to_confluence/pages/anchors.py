"""Which id does Confluence give a heading?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# JavaScript's whitespace, which the Cloud editor goes by; Python's ``\s`` differs in a few control characters.
_SPACE = re.compile("[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]")


def cloud_heading_id(text: str, seen: dict[str, int]) -> str:
    """Return the id that the Cloud editor gives a heading with this text.

    :param seen: how often each id was given on the page already; counted up.
    """
    base = _SPACE.sub("-", _SPACE.sub(" ", text).strip(" "))
    count = seen.get(base, 0)
    seen[base] = count + 1
    return base if count == 0 else f"{base}.{count}"


def reliable_ids(headings: Iterable[tuple[str, bool]]) -> Iterator[str | None]:
    """For each heading of a page (text, plain) the id that a link can rely on, or ``None``.

    ``None`` for headings that are not plain, and for those that share their id with one that is not: whether they
    get the counter then cannot be known.
    """
    headings = tuple(headings)
    uncertain = {cloud_heading_id(text, {}) for text, plain in headings if not plain}
    seen: dict[str, int] = {}
    given: set[str] = set()
    for text, plain in headings:
        base = cloud_heading_id(text, {})
        heading_id = cloud_heading_id(text, seen)
        # "Title", "Title" and a heading that really is called "Title.1": the browser jumps to the first of that id.
        reliable = plain and bool(base) and base not in uncertain and heading_id not in given
        given.add(heading_id)
        yield heading_id if reliable else None


def data_center_name(text: str) -> str:
    """Return what Data Center puts behind the title of the page and a dash, for a heading or an anchor.

    Same headings are counted there as well, which does not matter to us: links of ours never lead to them.
    """
    return "".join(text.split())
