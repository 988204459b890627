"""The texts of a plan: what is read for them, and what they say."""

from __future__ import annotations

import re

from sphinx_to_confluence.publish.plan_view import PlanView
from sphinx_to_confluence.publish.survey import survey
from sphinx_to_confluence.publish.texts import compare_texts
from sphinx_to_confluence.sandbox import TWELVE_SCOPES

STAYS = (
    "The first words stand in a sentence that stays as it is, and so does all of what is around it."
)
COMMENTS = "read:comment:confluence"


def _compared(desk, **settings):
    """Return what is shown of the plan; the desk knows the requests that it took."""
    desk.sandbox.reset_requests()
    with desk.connected(**settings) as (client, chosen):
        found = survey(client, desk.bundle(), chosen, warn=desk.warned.append)
        texts = compare_texts(client, desk.bundle(), found.snapshot, found.plan, desk.warned.append)
    return PlanView(found, texts)


def _comment(desk, title, words):
    """Let a reader comment on some words of a page."""
    return desk.sandbox.add_inline_comment(desk.remote(title).id, words, "<p>Why?</p>")


def test_live_texts_against_those_that_were_built(desk):
    """A link to a page that is yet to be made is told by its document, as is one to a page that is there."""
    desk.page("guide", text="Some words.")
    desk.page("index", links=["guide"])
    desk.publish()
    desk.page("guide", text="Other words.")
    desk.page("new")
    desk.page("index", links=["guide", "new"])
    view = _compared(desk)
    assert {each.docname: each.comparison.diff.lines for each in view.changed} == {
        "index": ("@@ @@", " index", " ", "-guide", "+guidenew [→ new#top]"),
        "guide": ("@@ @@", "-Some words.", "+Other words."),
        "new": ("+new",),
    }
    assert desk.writes == []


def test_addresses_in_another_spelling(desk):
    """Confluence may put the title into the address of a page, or leave that of the site out."""
    desk.page("guide")
    desk.page("index", links=["guide"])
    desk.publish()
    page_id, body = desk.remote("Index").id, desk.sandbox.store.body(desk.remote("Index").id)
    for begin in ("", desk.sandbox.addresses.site_url.partition("/wiki")[0]):
        address = f"{begin}/wiki/spaces/DOC/pages/{desk.remote('Guide').id}/Guide#top"
        desk.sandbox.edit_page(page_id, body=re.sub('href="[^"]*"', f'href="{address}"', body))
        assert not _compared(desk).comparisons["index"].diff


def test_bodies_are_read_in_bulk(desk):
    """Of pages with another text only, 25 with a request; none when nothing has changed."""
    for number in range(60):
        desk.page(f"p{number}")
    desk.publish()
    _compared(desk)
    without = len(desk.sandbox.requests)
    desk.page("p7", text="Other words.")
    _compared(desk)
    assert len(desk.sandbox.requests) == without + 1
    for number in range(60):
        desk.page(f"p{number}", text="Other words.")
    _compared(desk)
    assert len(desk.sandbox.requests) == without + 3


def test_titles_and_files_need_no_texts(desk):
    """What is different is known without them."""
    desk.page("guide")
    desk.publish()
    _compared(desk)
    without = len(desk.sandbox.requests)
    desk.page("guide", "Handbook", files={"a.png": b"x"})
    view = _compared(desk)
    # Whether the new title is free is looked up.
    assert len(desk.sandbox.requests) == without + 1
    assert view.comparisons == {}


def test_comments_that_would_lose_their_words(desk):
    """They are told with author and text, if the token may read comments; the others are counted."""
    desk.page("guide", text=f"{STAYS} The last words.")
    desk.publish()
    _comment(desk, "Guide", "first words")
    _comment(desk, "Guide", "last words")
    desk.page("guide", text=f"{STAYS} Something else altogether.")
    desk.scopes = TWELVE_SCOPES | {COMMENTS}
    view = _compared(desk)
    comparison = view.comparisons["guide"]
    assert comparison.comments_kept == 1
    (lost,) = comparison.comments_lost
    assert (lost.quote, lost.text) == ("last words", "Why?")
    assert lost.author
    desk.scopes = TWELVE_SCOPES
    (lost,) = _compared(desk).comparisons["guide"].comments_lost
    assert (lost.quote, lost.text, lost.author) == ("last words", "", "")
    (warning,) = desk.warned
    assert COMMENTS in warning


def test_an_edit_is_shown_where_it_is_a_conflict(desk):
    """What somebody wrote, against what was built; it counts for nothing else."""
    desk.publish()
    desk.edit("Index")
    view = _compared(desk)
    assert view.comparisons["index"].diff.lines == ("@@ @@", "-by a person", "+index")
    assert "text:" not in view.summary
    view = _compared(desk, edited_pages="overwrite")
    assert "text: +1 -1 lines" in view.summary
    assert _compared(desk, edited_pages="keep").comparisons == {}


def test_a_page_that_was_made_again(desk):
    """A link to the page in the trash shows its address; the new one is told by its document."""
    desk.page("guide")
    desk.page("index", links=["guide"])
    desk.publish()
    guide = desk.remote("Guide").id
    desk.sandbox.trash_page(guide)
    lines = _compared(desk).comparisons["index"].diff.lines
    assert lines[-1] == "+guide [→ guide#top]"
    assert lines[-2].startswith("-guide [→ http")
    assert f"/pages/{guide}" in lines[-2]


def test_a_token_that_may_only_read_is_enough(desk):
    """For a plan nothing is written, so the token of a job that makes it need not be able to."""
    desk.page("guide", text="Some words.")
    desk.publish()
    desk.page("guide", "Handbook", text="Other words.", files={"a.png": b"x"}, labels=("one",))
    desk.page("new")
    desk.scopes = frozenset(each for each in TWELVE_SCOPES if each.startswith("read:"))
    assert [page.mark.word for page in _compared(desk).shown] == ["update", "create"]
    desk.edit("Index")
    assert [page.mark.word for page in _compared(desk).shown] == ["conflict", "update", "create"]
