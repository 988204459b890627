"""Which bodies the site takes, and what it says of the others."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.sandbox import storage_check
from sphinx_to_confluence.sandbox.problems import BadBody


def macro(name, body="<p>x</p>"):
    """A macro with a body."""
    return (
        f'<ac:structured-macro ac:name="{name}"><ac:rich-text-body>{body}</ac:rich-text-body>'
        "</ac:structured-macro>"
    )


TABLE = "<table><tbody><tr><td>{}</td></tr></tbody></table>"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "text",
        "<p>a</p><p>b</p>",
        "<p>&nbsp;&mdash;&amp;&lt;&#228;</p>",
        '<ac:link><ri:page ri:content-title="x" /></ac:link>',
        '<at:var at:name="x" />',
        "<ac:plain-text-body><![CDATA[<!DOCTYPE x> &nbsp; <p>]]></ac:plain-text-body>",
        "<!-- comment --><p/>",
    ],
)
def test_accepted(body):
    """Fragments with the three namespaces and the characters that HTML names."""
    storage_check.check(body, new_editor=True)


@pytest.mark.parametrize(
    ("body", "reason", "row", "column"),
    [
        ("<p>a</b>", "mismatched tag", 1, 7),
        ("<p>a</p>\n<p>b</i></p>", "mismatched tag", 2, 7),
        ("<p>a\n\n", "mismatched tag", 3, 1),
        ("<p>&nosuch;</p>", "undefined entity", 1, 4),
        ("<p>a & b</p>", "not well-formed (invalid token)", 1, 7),
        ('<x:p xmlns="y"/>', "unbound prefix", 1, 1),
        ("<p a='1' a='2'/>", "duplicate attribute", 1, 10),
    ],
)
def test_not_xml(body, reason, row, column):
    """The place is told in rows and columns of the body, from 1."""
    with pytest.raises(BadBody) as caught:
        storage_check.check(body, new_editor=False)
    assert str(caught.value) == (
        f"Error parsing xhtml: {reason}\n at [row,col {{unknown-source}}]: [{row},{column}]"
    )


def test_declarations():
    """Declarations, which could define entities, are refused."""
    with pytest.raises(BadBody, match="document type declarations are not allowed"):
        storage_check.check('<!DOCTYPE x [<!ENTITY a "b">]><p/>', new_editor=False)


@pytest.mark.parametrize(
    "body",
    [
        TABLE.format(macro("note")),
        TABLE.format(TABLE.format("one level of nesting")),
        macro("expand", macro("info") + TABLE.format("")),
        macro("expand", macro("expand")),
        macro("note", "<ul><li>x</li></ul>"),
        f"<ul><li>{macro('note')}</li></ul>",
        macro("nobody-knows", TABLE.format("")),
        '<ac:structured-macro ac:name="panel"/>',
        "<ac:layout><ac:layout-section><ac:layout-cell/></ac:layout-section></ac:layout>",
    ],
)
def test_new_editor_holds(body):
    """What the new editor converts, if only by moving it about."""
    storage_check.check(body, new_editor=True)


@pytest.mark.parametrize(
    "body",
    [
        macro("note", TABLE.format("")),
        macro("info", macro("warning")),
        macro("panel", f"<ul><li>{TABLE.format('')}</li></ul>"),
        macro("tip", macro("expand")),
        macro("excerpt", macro("details")),
        macro("expand", macro("excerpt")),
        TABLE.format(TABLE.format(TABLE.format("two levels of nesting"))),
        TABLE.format("<ac:layout/>"),
    ],
)
def test_new_editor_refuses(body):
    """What it cannot convert; a site with the old editor takes it."""
    storage_check.check(body, new_editor=False)
    with pytest.raises(BadBody) as caught:
        storage_check.check(body, new_editor=True)
    assert str(caught.value) == "Content body cannot be converted to new editor format"


def test_through_the_api(sandbox, api):
    """A refused body is a 400, and nothing is created; strictness can be switched off."""
    broken = api.create("Page", "<p>")
    strange = api.create("Page", macro("note", TABLE.format("")))
    for answer, text in ((broken, "Error parsing xhtml"), (strange, "cannot be converted")):
        assert answer.status_code == 400
        assert text in answer.json()["errors"][0]["title"]
    assert sandbox.outline("DOC") == {"Documentation": {}}
    sandbox.options.strict = False
    assert api.create("Page", macro("note", TABLE.format(""))).status_code == 200
