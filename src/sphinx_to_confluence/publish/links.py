"""What address does a link between two of our pages get, now that the pages have ids?"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from urllib.parse import unquote

from sphinx_to_confluence.bundle.model import DOC_LINK_SCHEME

_LINK = re.compile(rf'href="{re.escape(DOC_LINK_SCHEME)}([^"#]*)(#[^"]*)?"')
# Text of the page may show such an attribute literally; in CDATA nothing is escaped, so it is passed over.
_CDATA_OR_LINK = re.compile(rf"<!\[CDATA\[.*?\]\]>|{_LINK.pattern}", re.DOTALL)


def resolve_links(body: str, page_url: Callable[[str], str | None]) -> str:
    """Put the addresses of pages in the place of ``confluence-doc:`` addresses.

    :param page_url: the address of the page of a docname; ``None`` when there is no such page, which leaves a link to
        the top of the page itself.
    """

    def address(found: re.Match[str]) -> str:
        if found.group(1) is None:
            return found.group(0)
        url = page_url(unquote(found.group(1)))
        return f'href="{escape(url or "#")}{found.group(2) or "" if url else ""}"'

    return _CDATA_OR_LINK.sub(address, body)
