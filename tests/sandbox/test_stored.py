"""The spelling that bodies are stored in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_to_confluence.sandbox.stored import stored

ON_CLOUD = [
    ("<p>a<br/></p><p></p>", "<p>a<br /></p><p />"),
    ("<p>&quot;a&apos; &#8596; é&#xe9; 漢 &#60;&amp;</p>", "<p>\"a' &harr; &eacute;&eacute; 漢 &lt;&amp;</p>"),
    ("<p><b>a</b><i>b</i><ins>c</ins><tt>d</tt></p>", "<p><strong>a</strong><em>b</em><u>c</u><code>d</code></p>"),
    ('<p style="margin-left: 30px">a</p>', '<p style="margin-left: 30.0px">a</p>'),
    ('<span style="color: #0fA">a</span>', '<span style="color: rgb(0,255,170)">a</span>'),
    ("<ol><li>a</li></ol>", '<ol start="1"><li>a</li></ol>'),
    ("<a title='x\"y' href='z'>a</a>", '<a href="z" title="x&quot;y">a</a>'),
    ('<p id="x">a</p>', "<p>a</p>"),
    ('<ri:page ri:content-title="A"/>', '<ri:page ri:content-title="A" ri:version-at-save="1" />'),
    ("<pre>a\n  b</pre><!-- é -->", "<pre>a\n  b</pre><!-- é -->"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "read"), ON_CLOUD)
def test_on_cloud(sent, read):
    """Entities, empty elements, colours, lengths, names and the order of attributes."""
    assert stored(sent, cloud=True) == read
    assert stored(read, cloud=True) == read


def test_macros():
    """Parameters in another order, ids that stay the same, a body that is not touched."""
    sent = (
        '<ac:structured-macro ac:name="code"><ac:parameter ac:name="title">T</ac:parameter>'
        '<ac:parameter ac:name="language">py</ac:parameter>'
        "<ac:plain-text-body><![CDATA[é &quot;]]></ac:plain-text-body></ac:structured-macro>"
    )
    read = stored(sent, cloud=True)
    shape = re.sub(r"[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}", "ID", read)
    assert shape == (
        '<ac:structured-macro ac:name="code" ac:schema-version="1" ac:local-id="ID" ac:macro-id="ID">'
        '<ac:parameter ac:name="language">py</ac:parameter><ac:parameter ac:name="title">T</ac:parameter>'
        "<ac:plain-text-body><![CDATA[é &quot;]]></ac:plain-text-body></ac:structured-macro>"
    )
    assert stored(sent, cloud=True) == stored(read, cloud=True) == read
    assert "local-id" not in stored(sent, cloud=False)


def test_head_of_a_table():
    """Its rows are rows of the body."""
    sent = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
    read = re.sub(r' ac:local-id="[^"]*"', "", stored(sent, cloud=True))
    assert read == "<table><tbody><tr><th>a</th></tr><tr><td>b</td></tr></tbody></table>"


def test_tasks():
    """Each gets an id that is unique in the site."""
    task = "<ac:task><ac:task-id>1</ac:task-id><ac:task-body>a</ac:task-body></ac:task>"
    read = stored(f"<ac:task-list>{task}{task}</ac:task-list>", cloud=True)
    assert len(set(re.findall("<ac:task-uuid>(.*?)</ac:task-uuid>", read))) == 2


def test_by_editor():
    """The editor of Cloud gives ids to blocks."""
    read = stored("<h1>a</h1><ul><li><p>b</p></li></ul>", cloud=True, by_editor=True)
    assert len(set(re.findall(r'local-id="([^"]+)"', read))) == 3


def test_on_data_center():
    """Less is changed there."""
    sent = (
        '<ol><li><b>é</b></li></ol><table><thead><tr><th style="color: #fff"/></tr></thead></table>'
    )
    assert stored(sent, cloud=False) == sent.replace("é", "&eacute;").replace('"/>', '" />')


@given(st.text(alphabet="<>/ab&;\"'= ![]-", max_size=30))
def test_anything(body):
    """What is no markup stays as it is, and nothing is changed twice."""
    once = stored(body, cloud=True)
    assert stored(once, cloud=True) == once


def test_read_back(sandbox, api):
    """Every way of reading gives the stored spelling; the option switches it off."""
    page = api.create("Page", "<p>é<br/></p>").json()
    assert page["body"]["storage"]["value"] == "<p>&eacute;<br /></p>"
    listed = api.v2("GET", "pages", params={"id": page["id"], "body-format": "storage"}).json()
    assert listed["results"][0]["body"] == page["body"]
    sandbox.edit_page(page["id"], block_ids=True)
    assert 'local-id="' in sandbox.store.body(page["id"])
    sandbox.options.rewrite = False
    assert (
        api.create("Other", "<p>é<br/></p>").json()["body"]["storage"]["value"] == "<p>é<br/></p>"
    )
