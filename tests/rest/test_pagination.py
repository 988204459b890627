"""Long listings, and links that lead nowhere."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.errors import NotConfluence
from sphinx_to_confluence.rest.model import Space

SPACE = Space("10", "DOC", "D", "1")


def ids(conversation):
    """The ids of the pages that a listing gives."""
    return [page.id for page in conversation.client.pages_in_space(SPACE)]


def rows(confluence, *numbers):
    """Pages with these ids."""
    return [confluence.page(page_id=str(number)) for number in numbers]


class TestByCursor:
    """The v2 API."""

    @pytest.mark.parametrize("where", ["body", "header"])
    @pytest.mark.parametrize(
        ("encoded", "cursor"),
        [("abc%3D%3D", "abc=="), ("abc==", "abc=="), ("a+b/c", "a+b/c"), ("a%2Bb%252B", "a+b%2B")],
    )
    def test_asks_the_same_address_with_the_cursor(self, talk, confluence, where, encoded, cursor):
        """The link is relative to the site and lacks the gateway: only its cursor is used, decoded once."""
        link = f"/wiki/api/v2/spaces/10/pages?limit=25&cursor={encoded}&status=archived"
        first = confluence.listing(
            *rows(confluence, 1, 2), following=link if where == "body" else None
        )
        if where == "header":
            first = (
                *first[:2],
                {"Link": f'<{link}>; rel="next", <https://x.example.com/wiki>; rel="base"'},
            )
        conversation = talk(
            first, confluence.listing(*rows(confluence, 3)), server=confluence.gateway
        )
        assert ids(conversation) == ["1", "2", "3"]
        address = f"{confluence.gateway}wiki/api/v2/spaces/10/pages"
        assert [sent.url.partition("?")[0] for sent in conversation.sent] == [address, address]
        assert [sent.params for sent in conversation.sent] == [
            [("status", "current"), ("limit", "250")],
            [("status", "current"), ("limit", "250"), ("cursor", cursor)],
        ]

    @pytest.mark.parametrize("status", ["draft", "deleted", "historical"])
    def test_pages_in_another_state(self, talk, confluence, status):
        """Drafts and the like may be in a listing; they are left out, and the others are read."""
        conversation = talk(
            confluence.listing(
                confluence.page(page_id="1"), confluence.page(page_id="2", status=status)
            )
        )
        assert ids(conversation) == ["1"]

    @pytest.mark.parametrize("status", [None, 7, []])
    def test_state_that_is_none(self, talk, confluence, status):
        """A state that is no text is not what Confluence sends: such rows are not silently left out."""
        conversation = talk(confluence.listing(confluence.page(status=status)))
        with pytest.raises(NotConfluence):
            ids(conversation)

    def test_never_goes_where_a_link_leads(self, talk, confluence):
        """A link to another host gets nothing from us but its cursor."""
        evil = "https://evil.example.org/wiki/api/v2/pages?cursor=c"
        conversation = talk(
            confluence.listing(*rows(confluence, 1), following=evil), confluence.listing()
        )
        assert ids(conversation) == ["1"]
        assert {sent.url.partition("/wiki/")[0] for sent in conversation.sent} == {confluence.site}

    def test_repeated_cursor(self, talk, confluence):
        """A cursor that comes again ends the listing."""
        again = confluence.listing(*rows(confluence, 1), following="/x?cursor=c")
        conversation = talk(again)
        assert ids(conversation) == ["1", "1"]
        assert len(conversation.sent) == 2

    @pytest.mark.parametrize("link", ["/x", "/x?cursor=", "?", "http://[", "", 7, None, {}])
    def test_links_without_a_cursor(self, talk, confluence, link):
        """Whatever is in the place of a link, the listing ends there."""
        conversation = talk(
            confluence.reply(200, {"results": rows(confluence, 1), "_links": {"next": link}})
        )
        assert ids(conversation) == ["1"]

    @pytest.mark.parametrize("links", [None, [], "x"])
    def test_odd_links(self, talk, confluence, links):
        """The links as a whole may be odd as well."""
        assert ids(talk(confluence.reply(200, {"results": [], "_links": links}))) == []

    def test_ids_go_in_portions(self, talk, confluence):
        """No question holds more than 250 ids."""
        conversation = talk(confluence.listing())
        assert list(conversation.client.pages_by_id([str(number) for number in range(501)])) == []
        asked = [dict(sent.params)["id"].split(",") for sent in conversation.sent]
        assert [len(portion) for portion in asked] == [250, 250, 1]
        assert [item for portion in asked for item in portion] == [
            str(number) for number in range(501)
        ]
        assert [value for key, value in conversation.sent[0].params if key == "status"] == [
            "current",
            "archived",
            "trashed",
        ]

    def test_no_ids_no_question(self, talk, confluence):
        """Nothing is asked about nothing."""
        conversation = talk(confluence.listing())
        assert list(conversation.client.pages_by_id([])) == []
        assert conversation.sent == []


def dc_rows(*numbers):
    """Pages as Data Center lists them."""
    return [
        {"id": n, "title": "T", "space": {"key": "DOC"}, "version": {"number": 1}, "ancestors": []}
        for n in numbers
    ]


class TestDataCenter:
    """Offsets, and cursors of another kind."""

    def test_scan(self, talk, confluence):
        """The cursor is in the body."""
        conversation = talk(
            confluence.reply(200, {"results": dc_rows(1), "nextCursor": "content:false:1"}),
            confluence.reply(200, {"results": dc_rows(2), "nextCursor": ""}),
            server=confluence.server,
        )
        assert ids(conversation) == ["1", "2"]
        assert dict(conversation.sent[1].params)["cursor"] == "content:false:1"
        assert {sent.path for sent in conversation.sent} == {"/confluence/rest/api/content/scan"}

    def test_offset_is_the_servers(self, talk, confluence):
        """Rows that we may not see count for the server: its own next start is used."""
        conversation = talk(
            confluence.v1_error(404, "No content found with id scan"),
            confluence.reply(
                200,
                {
                    "results": dc_rows(1),
                    "limit": 50,
                    "_links": {"next": "/rest/api/content?start=50&limit=50"},
                },
            ),
            confluence.reply(200, {"results": dc_rows(2), "_links": {}}),
            server=confluence.server,
        )
        assert ids(conversation) == ["1", "2"]
        assert [dict(sent.params).get("start") for sent in conversation.sent] == [None, None, "50"]

    @pytest.mark.parametrize("start", ["0", "-1", "x", ""])
    def test_offset_that_does_not_grow(self, talk, confluence, start):
        """A next start that is none ends the listing."""
        answer = {
            "results": [{"key": "k", "value": 1, "version": {"number": 1}}],
            "_links": {"next": f"/x?start={start}"},
        }
        conversation = talk(confluence.reply(200, answer), server=confluence.server)
        assert [item.key for item in conversation.client.properties("7")] == ["k"]
        assert len(conversation.sent) == 1
