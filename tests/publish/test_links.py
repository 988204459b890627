"""Addresses of pages in the place of document names."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.publish.links import resolve_links

URLS = {
    "index": "https://example.atlassian.net/wiki/spaces/DOC/pages/1",
    "a b/ü": "https://x/pages/2?a=1&b=2",
}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<a href="confluence-doc:index">x</a>', f'<a href="{URLS["index"]}">x</a>'),
        ('<a href="confluence-doc:index#Top">x</a>', f'<a href="{URLS["index"]}#Top">x</a>'),
        (
            '<a href="confluence-doc:a%20b/%C3%BC#f">x</a>',
            '<a href="https://x/pages/2?a=1&amp;b=2#f">x</a>',
        ),
        ('<a href="confluence-doc:gone#f">x</a>', '<a href="#">x</a>'),
        ('<a href="https://example.com/confluence-doc:index">x</a>',) * 2,
        ('<![CDATA[<a href="confluence-doc:index">]]>',) * 2,
        ("<p>href=&quot;confluence-doc:index&quot;</p>",) * 2,
    ],
    ids=["page", "fragment", "quoted", "gone", "elsewhere", "code sample", "text"],
)
def test_resolve_links(body, expected):
    """Only attributes that the translator wrote are replaced; samples of them in the text are not."""
    assert resolve_links(body, URLS.get) == expected
