"""A hostile page must not run script, load anything from elsewhere or leave its place."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

HOSTILE = {
    "script element": "<script>alert(1)</script>",
    "script in a paragraph": "<p>a<script>alert(1)</script>b</p>",
    "namespaced script": '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
    "svg": '<svg onload="alert(1)"><script>alert(1)</script></svg>',
    "event attribute": '<p onclick="alert(1)" onmouseover="alert(1)">x</p>',
    "image with event": '<img src="x" onerror="alert(1)"/>',
    "iframe": '<iframe src="https://evil.test/">x</iframe>',
    "object": '<object data="https://evil.test/x.swf"/>',
    "form": '<form action="https://evil.test/"><input name="a"/></form>',
    "base and meta": '<base href="https://evil.test/"/><meta http-equiv="refresh" content="0"/>',
    "javascript link": '<p><a href="javascript:alert(1)">x</a></p>',
    "javascript link in capitals": '<p><a href="JavaScript:alert(1)">x</a></p>',
    "javascript link with a tab": '<p><a href="java&#9;script:alert(1)">x</a></p>',
    "javascript link after a control": '<p><a href="&#10; javascript:alert(1)">x</a></p>',
    "data link": '<p><a href="data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;">x</a></p>',
    "javascript card": '<p><a data-card-appearance="block" href="javascript:alert(1)">x</a></p>',
    "javascript resource": '<p><ac:link><ri:url ri:value="javascript:alert(1)"/></ac:link></p>',
    "javascript image": '<ac:image><ri:url ri:value="javascript:alert(1)"/></ac:image>',
    "javascript frame": (
        '<ac:structured-macro ac:name="iframe"><ac:parameter ac:name="src">'
        '<ri:url ri:value="javascript:alert(1)"/></ac:parameter></ac:structured-macro>'
    ),
    "html macro": (
        '<ac:structured-macro ac:name="html"><ac:plain-text-body>'
        "<![CDATA[<script>alert(1)</script>]]></ac:plain-text-body></ac:structured-macro>"
    ),
    "markup in code": (
        '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">html</ac:parameter>'
        '<ac:plain-text-body><![CDATA[<img src=x onerror="alert(1)">]]></ac:plain-text-body>'
        "</ac:structured-macro>"
    ),
    "markup in a language": (
        '<ac:structured-macro ac:name="code">'
        '<ac:parameter ac:name="language">&quot;&gt;&lt;script&gt;</ac:parameter>'
        "<ac:plain-text-body>x</ac:plain-text-body></ac:structured-macro>"
    ),
    "markup in a macro's name": '<ac:structured-macro ac:name="&lt;script&gt;x&lt;/script&gt;"/>',
    "markup in a heading": "<h2>&lt;script&gt;&quot; onclick=&quot;x</h2>",
    "style element": "<style>body { display: none }</style>",
    "style that is more than a colour": (
        '<p><span style="color: red; background-image: url(https://evil.test/x)">x</span></p>'
    ),
    "colour that is more than a colour": (
        '<p><span style="color: expression(alert(1))">x</span></p>'
        '<table><tr><td data-highlight-colour="red;background:url(//evil.test)">x</td></tr></table>'
        '<ac:structured-macro ac:name="panel"><ac:parameter ac:name="bgColor">'
        "url(https://evil.test/)</ac:parameter><ac:rich-text-body><p>x</p></ac:rich-text-body>"
        "</ac:structured-macro>"
    ),
    "entity": "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "entity of HTML for markup": "<p>&LT;script&GT;alert(1)&LT;/script&GT;</p>",
}
ELEMENTS = frozenset(
    """
    a blockquote br code col colgroup details div em figcaption figure h1 h2 h3 h4 h5 h6 hr img input
    li mark nav ol p pre s span strong sub summary sup table tbody td th thead time tr u ul
    """.split()  # noqa: SIM905 - read as words
)
ATTRIBUTES = frozenset(
    """
    alt aria-hidden aria-label checked class colspan datetime disabled height href id rel role rowspan
    scope src start style tabindex title type width
    """.split()  # noqa: SIM905
)


class Auditor(HTMLParser):
    """Collects what a browser would see that it must not."""

    def __init__(self):
        super().__init__()
        self.findings = []

    def handle_starttag(self, tag, attrs):
        """Judge an element and its attributes."""
        if tag not in ELEMENTS:
            self.findings.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.findings.append(f"{name}={value}")
            if name == "href" and re.match(r"(?!https?:|mailto:)[^/#?]*:", value or ""):
                self.findings.append(f"{name}={value}")
            if name == "src":
                self.findings.append(f"{name}={value}")
            if name == "style" and re.search(r"url|expression|@|\\", value or ""):
                self.findings.append(f"{name}={value}")


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_hostile_gets_through(name, draw):
    """The result holds only elements, attributes and addresses that do no harm."""
    auditor = Auditor()
    auditor.feed(draw(HOSTILE[name]))
    auditor.close()
    assert auditor.findings == []


def test_a_document_type_is_not_read(draw):
    """No entity of a page's own is ever expanded."""
    body = '<!DOCTYPE p [<!ENTITY x "boom">]><p>&x;</p>'
    assert "cannot be shown" in draw(body)
    assert "boom</p>" not in draw(body)
