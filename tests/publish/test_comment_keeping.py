"""Do the comments of people survive a publish, and is it told when one cannot?"""

from __future__ import annotations

import json
from contextlib import contextmanager, nullcontext

import pytest

from sphinx_to_confluence.errors import ConflictError
from sphinx_to_confluence.publish.edits import MOST_COMPARED, same_text
from sphinx_to_confluence.publish.report import LostComment
from sphinx_to_confluence.rest.base import BaseClient
from sphinx_to_confluence.sandbox import COMMENT_SCOPES, TWELVE_SCOPES

READER = "reader@example.com"
BEFORE = "The server listens on port 5000 by default, and on all interfaces."
MARKED = '<p local-id="1">a <ac:inline-comment-marker ac:ref="x">b</ac:inline-comment-marker></p>'
AFTER = "The server listens on port 8000 by default, and on all interfaces of the machine."


@pytest.fixture(params=["cloud", "datacenter"])
def any_desk(request):
    """A desk before either flavour, with a page ``a`` that is published."""
    name = "desk" if request.param == "cloud" else "data_center_desk"
    desk = request.getfixturevalue(name)
    desk.page("a", text=BEFORE)
    desk.publish()
    return desk


@pytest.fixture
def commented(desk):
    """A desk before Cloud with a published page ``a``, two of whose words somebody commented on."""
    desk.page("a", text=BEFORE)
    desk.publish()
    comment(desk, "by default", "<p>Really?</p>")
    comment(desk, "5000", "<p>Is this <em>free</em>?</p>")
    return desk


def comment(desk, words, text="<p>Hm</p>", **how):
    """Comment on words of page ``a``."""
    return desk.sandbox.add_inline_comment(desk.remote("A").id, words, text, user=READER, **how)


def anchored(desk):
    """What the comments of page ``a`` are about, and whether they are at their words."""
    return [(each.selection, each.anchored) for each in desk.sandbox.comments(desk.remote("A").id)]


def from_lines(desk, *rows):
    """Have the bundle say which lines of the source the rows of page ``a`` come from."""
    record = desk.directory / "_pages" / "a.json"
    record.parent.mkdir(exist_ok=True)
    record.write_text(json.dumps({"rows": [list(row) for row in rows]}), encoding="utf-8")


class TestUpdates:
    """A page with comments gets another text."""

    def test_kept(self, any_desk):
        """Comments on words that are there still stay, with the twelve scopes and on both flavours."""
        comment(any_desk, "by default")
        comment(any_desk, "interfaces")
        any_desk.page("a", text=AFTER)
        report = any_desk.publish()
        assert anchored(any_desk) == [("by default", True), ("interfaces", True)]
        assert (report.comments_kept, report.comments_lost) == (2, [])
        assert any_desk.warned == []
        assert report.summary().endswith("inline comments: 2 kept")

    def test_page_that_is_not_in_the_listing(self, commented, monkeypatch):
        """Its text is asked for by itself, for its comments are in it."""
        monkeypatch.setattr(BaseClient, "page_bodies", lambda _client, _ids: {})
        commented.page("a", text=AFTER)
        commented.publish()
        assert anchored(commented)[0] == ("by default", True)

    def test_lost(self, commented):
        """One whose words are gone is told with its place in the sources; whose it was takes a scope."""
        from_lines(commented, (1, "a.rst", 12))
        commented.page("a", text=AFTER)
        report = commented.publish()
        assert anchored(commented) == [("by default", True), ("5000", False)]
        url = report.comments_lost[0].url
        assert report.comments_lost == [LostComment("a", "A", url, "a.rst:12", "5000")]
        assert url.endswith(f"/pages/{commented.remote('A').id}")
        about_scope, about_comment = commented.warned
        assert "read:comment:confluence" in about_scope
        assert about_comment.startswith(
            'a.rst:12: the words "5000", which an inline comment is about'
        )
        assert "inline comments: 1 kept, 1 without their words" in report.summary()

    def test_whose_it_was(self, commented):
        """With the scope the author and what they say are told."""
        commented.scopes = TWELVE_SCOPES | COMMENT_SCOPES
        commented.page("a", text=AFTER)
        (lost,) = commented.publish().comments_lost
        assert (lost.author, lost.text) == ("reader", "Is this free?")
        assert len(commented.warned) == 1
        assert (
            'by reader is about, are not on the page "A" any more; it says "Is this free?"'
            in commented.warned[0]
        )

    def test_resolved(self, commented):
        """A resolved comment whose words are gone is nothing to tell."""
        made = comment(commented, "on port")
        commented.sandbox.resolve_comment(made.id)
        commented.scopes = TWELVE_SCOPES | COMMENT_SCOPES
        commented.page("a", text=BEFORE.replace("on port ", ""))
        report = commented.publish()
        assert (report.comments_kept, report.comments_lost, commented.warned) == (2, [], [])

    def test_left_below(self, any_desk):
        """When asked for, a lost comment is left below its page."""
        comment(any_desk, "5000", "<p>Is <em>this</em> &lt;free&gt;?</p>")
        any_desk.scopes = TWELVE_SCOPES | COMMENT_SCOPES
        any_desk.page("a", text=AFTER)
        any_desk.publish(lost_comments="footer")
        _, below = any_desk.sandbox.comments(any_desk.remote("A").id)
        assert below.body == (
            "<p>An inline comment by reader on the words &ldquo;5000&rdquo;, which are not on the page any more:</p>"
            "<blockquote><p>Is this &lt;free&gt;?</p></blockquote>"
        )

    def test_left_below_without_the_scope(self, commented):
        """Without the scope that takes, it is told once, and the page is published."""
        commented.page("a", text="Something else")
        report = commented.publish(lost_comments="footer")
        assert report.updated == ["a"]
        assert len([text for text in commented.warned if "write:comment:confluence" in text]) == 1

    def test_made_while_publishing(self, commented):
        """A comment that makes a version just before the page is written is kept, when edits are written over."""

        @contextmanager
        def interfere(request):
            if request.method == "PUT" and commented.watch is interfere:
                commented.watch = lambda _request: nullcontext()
                comment(commented, "on all", new_version=True)
            yield

        commented.watch = interfere
        commented.page("a", text=AFTER)
        commented.publish(edited_pages="overwrite")
        assert anchored(commented) == [("by default", True), ("5000", False), ("on all", True)]

    def test_only_pages_that_are_written(self, commented):
        """Nothing is read for the comments of pages that stay as they are."""
        commented.publish()
        assert "comments" not in "".join(call.path for call in commented.sandbox.requests)

    def test_two_requests_at_most(self, desk):
        """The texts of all pages that are written are read at once, 25 with each request."""
        for number in range(30):
            desk.page(f"p{number}", text=BEFORE)
        desk.publish()
        for number in range(30):
            desk.page(f"p{number}", text=AFTER)
        desk.publish()
        reads = [call for call in desk.sandbox.requests if "body-format" in call.query]
        assert len(reads) == 2


class TestNoEdits:
    """A version that is not ours, but says what ours said."""

    @pytest.mark.parametrize("new_version", [False, True])
    def test_a_comment_is_no_edit(self, any_desk, new_version):
        """Whether or not a comment makes a version: the page stays, and an update keeps the comment."""
        comment(any_desk, "by default", new_version=new_version)
        assert any_desk.publish().unchanged == ["index", "a"]
        any_desk.page("a", text=AFTER)
        assert any_desk.publish().updated == ["a"]
        assert anchored(any_desk) == [("by default", True)]

    def test_compared_once(self, any_desk):
        """The manifest keeps what came of it, so that later runs need not compare the texts again."""
        comment(any_desk, "by default", new_version=True)
        any_desk.publish()
        any_desk.publish()
        assert any_desk.writes == []
        assert not [call for call in any_desk.sandbox.requests if "body" in call.query]

    def test_an_edit_beside_a_comment(self, any_desk):
        """Somebody who also changed the text has edited the page."""
        comment(any_desk, "by default", new_version=True)
        page = any_desk.remote("A")
        body = any_desk.sandbox.store.body(page.id)
        any_desk.sandbox.edit_page(page.id, body=body.replace("5000", "5001"))
        with pytest.raises(ConflictError):
            any_desk.publish()

    def test_another_title(self, any_desk):
        """Somebody who changed the title has edited the page, too."""
        page = any_desk.remote("A")
        body = any_desk.sandbox.store.body(page.id)
        any_desk.sandbox.edit_page(page.id, body=body, title="Another")
        with pytest.raises(ConflictError):
            any_desk.publish()

    def test_not_more_than_a_few(self, desk):
        """When many pages seem edited, some are compared; the others count as edited."""
        names = [f"p{number:02}" for number in range(MOST_COMPARED + 2)]
        for name in names:
            desk.page(name)
        desk.publish()
        for name in names:
            page = desk.remote(name.title())
            desk.sandbox.edit_page(page.id, body=desk.sandbox.store.body(page.id))
        report = desk.publish(edited_pages="keep")
        assert report.kept == names[MOST_COMPARED:]

    @pytest.mark.parametrize(
        ("one", "other", "is_same"),
        [
            ("<p>a b</p>", MARKED, True),
            ("<p>a</p><p>b</p>", "<p>a</p>\n<p>b</p>", True),
            ("<p>&ndash;</p><hr/>", "<p>–</p><hr />", True),
            (
                '<ac:structured-macro ac:name="x"><ac:parameter ac:name="a">1</ac:parameter>'
                '<ac:parameter ac:name="b">2</ac:parameter></ac:structured-macro>',
                '<ac:structured-macro ac:name="x" ac:macro-id="7"><ac:parameter ac:name="b">2</ac:parameter>'
                '<ac:parameter ac:name="a">1</ac:parameter></ac:structured-macro>',
                True,
            ),
            ("<p>a b</p>", "<p>a <strong>b</strong></p>", False),
            ("<p>a b</p>", "<p>a</p><p>b</p>", False),
            ('<p><a href="x">a</a></p>', '<p><a href="y">a</a></p>', False),
            ("<p>a", "<p>a", False),
        ],
    )  # fmt: skip
    def test_same_text(self, one, other, is_same):
        """Spelling, ids and markers make no difference; words, markup and addresses do."""
        assert same_text(one, other) is is_same


class TestSkipped:
    """Pages with comments are not updated, for those who want that."""

    def test_all(self, commented):
        """The page is named, and written when the option is taken back."""
        commented.page("a", text=AFTER)
        report = commented.publish(publish_skip_commented_pages=True)
        assert (report.commented, report.updated, commented.writes) == (["a"], [], [])
        assert "1 not updated since they have comments" in report.summary()
        assert "kept    a: has inline comments" in report.summary().splitlines()
        assert commented.publish().updated == ["a"]

    def test_without_a_manifest(self, commented):
        """What such a page is to have is not taken for what it has: its files come when it is updated."""
        home = commented.sandbox.store.space("DOC").homepage_id
        with commented.connected() as (client, _):
            for shard in client.properties(home):
                client.delete_property(home, shard)
        commented.page("a", text=AFTER, files={"a.png": b"1"})
        commented.page("b")
        assert commented.publish(publish_skip_commented_pages=True).commented == ["a"]
        assert commented.publish().uploaded == 1

    def test_shown_in_a_plan(self, commented):
        """A dry run says so."""
        commented.page("a", text=AFTER)
        commented.publish(publish_skip_commented_pages=True, publish_dryrun=True)
        assert "a: stays as it is, since it has inline comments" in "\n".join(commented.said)

    def test_unless_resolved(self, desk):
        """With ``ignored-resolved`` a page is updated when all its comments are resolved."""
        desk.scopes = TWELVE_SCOPES | COMMENT_SCOPES
        desk.page("a", text=BEFORE)
        desk.publish()
        first, second = comment(desk, "by default"), comment(desk, "5000")
        desk.sandbox.resolve_comment(first.id)
        desk.page("a", text=AFTER)
        wish = {"publish_skip_commented_pages": "ignored-resolved"}
        assert desk.publish(**wish).commented == ["a"]
        desk.sandbox.resolve_comment(second.id)
        assert desk.publish(**wish).updated == ["a"]

    def test_unless_resolved_without_the_scope(self, commented):
        """Without the scope all comments count, which is told."""
        commented.page("a", text=AFTER)
        report = commented.publish(publish_skip_commented_pages="ignored-resolved")
        assert report.commented == ["a"]
        assert "read:comment:confluence" in commented.warned[0]
