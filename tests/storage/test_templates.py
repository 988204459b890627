"""A template becomes part of a page, with text where its placeholders are."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.storage.elements import FRAGMENT, Element
from sphinx_to_confluence.storage.kinds import Kind, kind_of
from sphinx_to_confluence.storage.serialize import serialize
from sphinx_to_confluence.storage.templates import Template, TemplateError, parse_template
from sphinx_to_confluence.storage.whitespace import collapse

KNOWN = {"source", "title", "content"}


def written(template: Template, **values):
    """Fill a template and write it as a page would be."""
    root = Element(FRAGMENT, children=template.fill(**values))
    collapse(root)
    return serialize(root).text


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("<p>{title}</p>", {"title": "<b> & {source}"}, "<p>&lt;b&gt; &amp; {source}</p>\n"),
        (
            "<ac:plain-text-body> <![CDATA[{source}]]> </ac:plain-text-body>",
            {"source": "a ]]> b\n  c"},
            "<ac:plain-text-body><![CDATA[a ]]]]><![CDATA[> b\n  c]]></ac:plain-text-body>\n",
        ),
        ('<a href="{title}">{{title}}</a>', {"title": '"&"'}, '<a href="&quot;&amp;&quot;">{title}</a>\n'),
        ("<p>{title}{title} {1} {A}</p>", {"title": "x"}, "<p>xx {1} {A}</p>\n"),
        # A parameter without a value is left out, one that is empty in the template is not.
        (
            '<ac:structured-macro ac:name="m">\n'
            '  <ac:parameter ac:name="a">{title}</ac:parameter>\n'
            '  <ac:parameter ac:name="b"/>\n'
            "</ac:structured-macro>",
            {},
            '<ac:structured-macro ac:name="m"><ac:parameter ac:name="b"/></ac:structured-macro>\n',
        ),
        # Diagrams keep their lines in a parameter, too.
        (
            '<ac:parameter ac:name="a">{source}</ac:parameter>',
            {"source": "a\n  b"},
            '<ac:parameter ac:name="a"><![CDATA[a\n  b]]></ac:parameter>\n',
        ),
    ],
)  # fmt: skip
def test_placeholders(text, values, expected):
    """Values are text, whatever is in them, and stand where their placeholder stood."""
    assert written(parse_template(text, KNOWN), **values) == expected


def test_content():
    """Blocks are put into the element that holds their placeholder."""
    template = parse_template("<blockquote>\n {content}\n </blockquote>", KNOWN)
    blocks = [Element("p", children=["one"]), Element("p", children=["two"])]
    assert written(template, content=blocks) == (
        "<blockquote>\n<p>one</p>\n<p>two</p>\n</blockquote>\n"
    )


def test_filling_leaves_the_template_alone():
    """A template serves for any number of macros, of which each is its own."""
    template = parse_template("<p>{title}</p>", KNOWN)
    first, second = template.fill(title="1"), template.fill(title="2")
    assert (first, second) == (
        [Element("p", children=["1"])],
        [Element("p", children=["2"])],
    )


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("<p>{sorce}</p>", "has {sorce}, which is no placeholder here: there are {content}, {source}, {title}. "
                           "As text it is written {{sorce}}"),
        ("<p>\n{title}</b>", "is not well-formed: mismatched tag (line 2, column 10)"),
        ("<mermaid/>", "is not well-formed: unknown element <mermaid> (line 1, column 1)"),
        ("<p>Text {content}</p>", "has {content} next to other text"),
        ("<p><![CDATA[{content}]]></p>", "has {content} next to other text"),
        ('<p title="{content}"/>', "has {content} next to other text"),
        ('<ac:parameter ac:name="a">{content}</ac:parameter>', "has {content} next to other text"),
    ],
)  # fmt: skip
def test_mistakes(text, mistake):
    """What cannot be used is told in a clause that says why."""
    with pytest.raises(TemplateError) as caught:
        parse_template(text, KNOWN)
    assert str(caught.value).startswith(mistake)


@pytest.mark.parametrize(("inline", "kind"), [(True, None), (False, Kind.BODILESS)])
def test_where_it_stands(inline, kind):
    """The template knows whether its macro stands in a line of text, whatever the macro is called."""
    for name in ("x", "mathinline"):
        text = f'<ac:structured-macro ac:name="{name}"/>'
        (macro,) = parse_template(text, KNOWN, inline=inline).fill()
        assert kind_of(macro) is kind
