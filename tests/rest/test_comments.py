"""Reading inline comments, and leaving comments below pages; in both flavours."""

from __future__ import annotations

import pytest

from sphinx_to_confluence import errors
from sphinx_to_confluence.rest.comments import plain_text
from sphinx_to_confluence.rest.model import RemoteComment
from sphinx_to_confluence.sandbox import COMMENT_SCOPES, TWELVE_SCOPES

LEFT = "<p>Lost: <em>some words</em><br/></p>"
STORED = "<p>Lost: <em>some words</em><br /></p>"


@pytest.fixture(params=["cloud", "datacenter"])
def wiki(request, open_wiki):
    """A client that may do all with comments, once of each flavour."""
    return open_wiki(request.param, scopes=TWELVE_SCOPES | COMMENT_SCOPES)


@pytest.fixture
def page(wiki):
    """A page with words."""
    return wiki.page(body="<p>One <strong>two</strong> three, one two.</p>")


def below(wiki, page):
    """What is said below a page."""
    return [c.body for c in wiki.sandbox.comments(page.id) if c.location == "footer"]


class TestInline:
    """Inline comments."""

    def test_all_of_them(self, wiki, page):
        """Open, resolved and dangling ones, with the names of their authors; no answers, nothing from below."""
        wiki.sandbox.add_user("ada@example.com", "Ada Lovelace")
        add = wiki.sandbox.add_inline_comment
        first = add(page.id, "One two", "<p>Is<br/>it?</p>", user="ada@example.com")
        second = add(page.id, "three")
        wiki.sandbox.resolve_comment(second.id)
        wiki.sandbox.add_footer_comment(page.id, "<p>below</p>")
        expected = [
            RemoteComment(
                first.id, first.ref, "One two", "Ada Lovelace", resolved=False, text="Is\nit?"
            ),
            RemoteComment(
                second.id, second.ref, "three", "Admin", resolved=True, text="Please check"
            ),
        ]
        assert sorted(wiki.client.inline_comments(page.id), key=lambda c: c.id) == expected
        wiki.sandbox.edit_page(page.id, body="<p>Nothing</p>")
        assert [c.quote for c in wiki.client.inline_comments(page.id)] == ["One two", "three"]

    def test_none(self, wiki, page):
        """A page that nobody said anything about."""
        assert list(wiki.client.inline_comments(page.id)) == []

    def test_answers(self, confluence, talk):
        """An answer on Data Center has the marker of the comment that it answers, or none."""

        def row(page_id, **more):
            facts = {"inlineProperties": {"markerRef": "r", "originalSelection": "two"}}
            return {"id": page_id, "extensions": facts} | more

        conversation = talk(
            confluence.listing(
                row("1"), row("2"), row("3", ancestors=[{"id": "1"}]), {"id": "4", "extensions": {}}
            ),
            server=confluence.server,
            credentials={"publish_token": confluence.token},
        )
        found = conversation.client.inline_comments("7")
        assert found == [RemoteComment("1", "r", "two", "", resolved=False, text="")]

    def test_names_are_asked_for_once(self, open_wiki):
        """On Cloud, which gives accounts only."""
        wiki = open_wiki("cloud", scopes=TWELVE_SCOPES | COMMENT_SCOPES)
        page = wiki.page(body="<p>One two three</p>")
        for word in ("One", "two", "three"):
            wiki.sandbox.add_inline_comment(page.id, word)
        wiki.sandbox.reset_requests()
        for _ in range(2):
            assert [c.author for c in wiki.client.inline_comments(page.id)] == ["Admin"] * 3
        asked = [call.operation for call in wiki.sandbox.requests]
        assert asked == ["list_inline_comments", "get_user", "list_inline_comments"]

    def test_without_names(self, open_wiki):
        """A token that may not ask for names gets comments without them."""
        scopes = (TWELVE_SCOPES | COMMENT_SCOPES) - {"read:content-details:confluence"}
        wiki = open_wiki("cloud", scopes=scopes)
        page = wiki.page()
        wiki.sandbox.add_inline_comment(page.id, "x")
        assert [c.author for c in wiki.client.inline_comments(page.id)] == [""]

    def test_without_the_scope(self, cloud_wiki):
        """The twelve scopes do not do; what is missing is named."""
        page = cloud_wiki.page()
        with pytest.raises(errors.MissingScope) as caught:
            cloud_wiki.client.inline_comments(page.id)
        assert caught.value.scopes == ("read:comment:confluence",)
        assert caught.value.tried == 'could not read the inline comments on the page "Setup"'


class TestFooter:
    """Comments below a page."""

    def test_left(self, wiki, page):
        """It is there, in the spelling of Confluence."""
        wiki.client.add_footer_comment(page.id, LEFT)
        assert below(wiki, page) == [STORED]

    def test_lost_answer(self, wiki, page):
        """It is looked for, and not sent again."""
        wiki.sandbox.faults.drop("POST", path="footer-comments|content$", nth=1, after=True)
        wiki.client.add_footer_comment(page.id, LEFT)
        assert below(wiki, page) == [STORED]

    def test_not_done(self, wiki, page):
        """It is not there: that is said, since nobody can know what comes yet."""
        wiki.sandbox.faults.drop("POST", path="footer-comments|content$", nth=1)
        with pytest.raises(errors.AnswerLost, match="could not leave a comment below the page"):
            wiki.client.add_footer_comment(page.id, LEFT)
        assert below(wiki, page) == []

    def test_without_the_scope(self, open_wiki):
        """What is missing is named; a token that may only write leaves it open what a lost answer meant."""
        wiki = open_wiki("cloud")
        page = wiki.page()
        with pytest.raises(errors.MissingScope) as caught:
            wiki.client.add_footer_comment(page.id, LEFT)
        assert caught.value.scopes == ("write:comment:confluence",)
        wiki = open_wiki("cloud", scopes=TWELVE_SCOPES | {"write:comment:confluence"})
        page = wiki.page()
        wiki.sandbox.faults.drop("POST", path="footer-comments", nth=1, after=True)
        with pytest.raises(errors.AnswerLost):
            wiki.client.add_footer_comment(page.id, LEFT)


@pytest.mark.parametrize(
    ("storage", "text"),
    [
        ("<p>One</p><p>two\n three</p>", "One\ntwo three"),
        ("<p>a &amp; b &lt;c&gt; &uuml;</p>", "a & b <c> ü"),
        ('<p>ask <ac:link><ri:user ri:account-id="1" /></ac:link> now</p>', "ask now"),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "a\nb"),
        ("", ""),
        ("no markup, 1 < 2 & <", "no markup, 1 < 2 & <"),
    ],
)
def test_plain_text(storage, text):
    """The words of a comment."""
    assert plain_text(storage) == text
