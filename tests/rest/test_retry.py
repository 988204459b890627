"""What is sent again, after how long, and what never is."""

from __future__ import annotations

import inspect
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path

import pytest

from sphinx_to_confluence import errors
from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.rest.model import RemotePage, Space, Status
from sphinx_to_confluence.rest.retry import Retry, retry_after

SPACE = Space("10", "DOC", "D", "1")
PAGE = RemotePage("7", "Setup", "10", "1", Status.CURRENT, 4, "m")
NOW = 1_790_000_000.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("0", 0.0),
        ("-3", 0.0),
        ("100000", 120.0),
        ("inf", 120.0),
        ("nan", None),
        ("", None),
        ("soon", None),
        (formatdate(NOW + 30, usegmt=True), 30.0),
        (formatdate(NOW - 30, usegmt=True), 0.0),
        (formatdate(NOW + 9999, usegmt=True), 120.0),
        ("Thu, 99 Foo 2026 00:00:00 GMT", None),
        ("Wed, 25 Nov 2026 00:00:00 +99999999999999999999", None),
    ],
)
def test_retry_after(value, seconds):
    """Seconds or a date, never less than none and never more than two minutes."""
    assert retry_after({"Retry-After": value}, NOW) == seconds


def test_backoff():
    """It doubles up to half a minute, and the jitter is a factor."""
    retry = Retry(9, 2.0, jitter=lambda: 0.5)
    assert [retry.backoff(repeat) for repeat in (0, 1, 2, 3, 4, 5000)] == [1, 2, 4, 8, 15, 15]


def test_jitter_spreads():
    """By default waits differ by up to 30 percent."""
    waits = {Retry(1, 10.0).backoff(0) for _ in range(50)}
    assert 7 <= min(waits) < max(waits) <= 13


def read(client):
    """A call that may be repeated."""
    assert client.page_body("7") == "x"


def create(client):
    """A call that may not."""
    return client.create_page(SPACE, parent_id="1", title="Setup", body="<p/>")


def upload(client):
    """A call that may be repeated on Cloud, since it creates or updates."""
    client.upload_attachment(
        "7",
        Path(__file__),
        filename="a",
        media_type="b/c",
        comment="",
        existing=None,
        minor_edit=True,
    )


GOOD = {"body": {"storage": {"value": "x"}}}


class TestAnswers:
    """Statuses."""

    @pytest.mark.parametrize("status", [429, 502, 503, 504])
    def test_reading_is_repeated(self, talk, confluence, status):
        """The wait is what the server says, and the person is told."""
        busy = confluence.v1_error(status, "busy", **{"Retry-After": "7"})
        conversation = talk(busy, busy, confluence.reply(200, GOOD))
        read(conversation.client)
        assert conversation.clock.waits == [7, 7]
        assert (
            conversation.said == [f"The server answered {status}: busy. Trying again in 7 s."] * 2
        )

    def test_date(self, talk, confluence, clock):
        """A date is honoured like seconds."""
        busy = confluence.v1_error(
            429, "busy", **{"Retry-After": formatdate(clock.start + 42, usegmt=True)}
        )
        conversation = talk(busy, confluence.reply(200, GOOD))
        read(conversation.client)
        assert clock.waits == [42]

    @pytest.mark.parametrize("header", [{}, {"Retry-After": "0"}, {"Retry-After": "rubbish"}])
    def test_without_a_time(self, talk, confluence, clock, header):
        """Without a time that helps the wait grows by itself."""
        conversation = talk(confluence.v1_error(429, "busy", **header))
        with pytest.raises(errors.RateLimited):
            read(conversation.client)
        assert len(conversation.sent) == 5
        for wait, about in zip(clock.waits, (2, 4, 8, 16), strict=True):
            assert 0.7 * about <= wait <= 1.3 * about

    def test_busy_repeats_what_creates_too(self, talk, confluence):
        """A request that met 429 was not carried out, so a creation may be sent again."""
        conversation = talk(
            confluence.v1_error(429, "busy", **{"Retry-After": "1"}),
            confluence.reply(200, confluence.page()),
        )
        create(conversation.client)
        assert [sent.method for sent in conversation.sent] == ["POST", "POST"]

    @pytest.mark.parametrize(
        ("answer", "sent"),
        [
            ((500, "oops", {}), 1),
            ((500, "oops", {"Retry-After": "1"}), 2),
            ((500, "Transaction rolled back", {}), 2),
        ],
    )
    def test_internal_error(self, talk, confluence, answer, sent):
        """500 is repeated only when the server asks for it, or says that nothing was stored."""
        status, text, headers = answer
        conversation = talk(
            confluence.v1_error(status, text, **headers), confluence.reply(200, GOOD)
        )
        with suppress(errors.ServerError):
            read(conversation.client)
        assert len(conversation.sent) == sent

    @pytest.mark.parametrize("status", [400, 409])
    @pytest.mark.parametrize(
        "text",
        [
            "HibernateOptimisticLockingFailureException: OptimisticLockException",
            "UnexpectedRollbackException",
        ],
    )
    def test_writes_that_met(self, talk, confluence, status, text):
        """Two writes at the same time: nothing was stored, so it is sent again."""
        conversation = talk(
            confluence.v1_error(status, text), confluence.reply(200, confluence.page())
        )
        create(conversation.client)
        assert len(conversation.sent) == 2

    def test_not_permitted_for_a_moment(self, talk, confluence):
        """Under load Cloud says that nobody is permitted; after two more times it is believed."""
        answer = confluence.v1_error(403, "Current user not permitted to use Confluence")
        conversation = talk(answer, answer, confluence.reply(200, {}))
        upload(conversation.client)
        assert len(conversation.sent) == 3
        conversation = talk(answer)
        with pytest.raises(errors.BadCredentials):
            upload(conversation.client)
        assert len(conversation.sent) == 3

    @pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 501])
    def test_final_answers(self, talk, confluence, clock, status):
        """What will not change is not asked again."""
        conversation = talk(confluence.v1_error(status, "no"))
        with pytest.raises(RestError):
            read(conversation.client)
        assert (len(conversation.sent), clock.waits) == (1, [])

    def test_no_attempts(self, talk, confluence, clock):
        """Zero attempts are zero, for all of it."""
        conversation = talk(confluence.v1_error(429, "busy"), publish_retry_attempts=0)
        with pytest.raises(errors.RateLimited):
            read(conversation.client)
        assert (len(conversation.sent), clock.waits) == (1, [])


class TestConnections:
    """Faults below HTTP."""

    @pytest.mark.parametrize("fault", ["reset", "timeout", "refused"])
    def test_reading_is_repeated(self, talk, confluence, fault):
        """What only reads is sent again, whatever broke."""
        conversation = talk(getattr(confluence, fault), confluence.reply(200, GOOD))
        read(conversation.client)
        assert len(conversation.sent) == 2

    def test_creation_that_was_not_sent(self, talk, confluence):
        """A connection that was refused carried nothing: it is tried again."""
        conversation = talk(confluence.refused, confluence.reply(200, confluence.page()))
        create(conversation.client)
        assert [sent.method for sent in conversation.sent] == ["POST", "POST"]

    def test_upload_is_sent_again_from_its_first_byte(self, talk, confluence):
        """The file is opened anew for each attempt."""
        conversation = talk(confluence.reset, confluence.reply(200, {}))
        upload(conversation.client)
        first, second = conversation.sent
        assert first.body == second.body
        assert inspect.getsource(upload).encode() in second.body

    def test_deletion_that_was_done(self, talk, confluence):
        """Not Found after a deletion whose answer was lost means that it was done."""
        gone = confluence.v1_error(404, "No content found")
        conversation = talk(confluence.reset, gone)
        conversation.client.unwatch("7")
        conversation = talk(gone)
        with pytest.raises(errors.NotFound):
            conversation.client.unwatch("7")

    def test_gives_up(self, talk, confluence):
        """After the last attempt the error says what happened."""
        conversation = talk(confluence.timeout, publish_retry_attempts=2)
        with pytest.raises(errors.ConnectionFailed) as caught:
            read(conversation.client)
        assert len(conversation.sent) == 3
        assert (type(caught.value), caught.value.status) == (errors.ConnectionFailed, None)
        assert caught.value.answered == (
            "example.atlassian.net: The server took the request but did not answer in time."
        )


class TestLostCreations:
    """A page may have been created, and nobody says so."""

    @pytest.fixture(params=["reset", "timeout", 500, 502, 504, "no JSON"])
    def lost(self, request, confluence):
        """Each way of losing an answer."""
        if request.param == "no JSON":
            return confluence.reply(200, '{"id": "7", "titl')
        if isinstance(request.param, int):
            return confluence.html(request.param, "Bad Gateway")
        return getattr(confluence, request.param)

    def stored(self, confluence, **changes):
        """The page as Confluence lists it."""
        return confluence.page(body={"storage": {"value": "<p />"}}, **changes)

    def test_found(self, talk, confluence, lost):
        """Exactly the page that was sent is there: it is the one."""
        conversation = talk(lost, confluence.listing(self.stored(confluence)))
        page = conversation.client.create_page(SPACE, parent_id="1", title="Setup", body="<p/>")
        assert page == RemotePage("7", "Setup", "10", "1", Status.CURRENT, 1, "")
        assert [sent.method for sent in conversation.sent] == ["POST", "GET"]
        assert conversation.sent[1].params == [
            ("space-id", "10"),
            ("title", "Setup"),
            ("status", "current"),
            ("limit", "250"),
            ("body-format", "storage"),
        ]

    def test_found_later(self, talk, confluence):
        """The server may still be at it: it is looked up a few times."""
        conversation = talk(
            confluence.timeout,
            confluence.listing(),
            confluence.listing(),
            confluence.listing(self.stored(confluence)),
        )
        assert create(conversation.client).id == "7"
        assert [sent.method for sent in conversation.sent] == ["POST", "GET", "GET", "GET"]

    @pytest.mark.parametrize("status", [500, 503])
    def test_sent_again_after_an_answer(self, talk, confluence, status):
        """A server that says that it failed has ended with it: one look, and it is sent again."""
        conversation = talk(
            confluence.v2_error(status, "oops"),
            confluence.listing(),
            confluence.v2_error(status, "oops"),
            confluence.listing(),
            confluence.reply(200, self.stored(confluence)),
        )
        assert create(conversation.client).id == "7"
        assert [sent.method for sent in conversation.sent] == ["POST", "GET"] * 2 + ["POST"]

    @pytest.mark.parametrize("lost", ["reset", "timeout"])
    def test_sent_again_after_silence(self, talk, confluence, lost):
        """It is looked for as long as anything is tried again, and then sent once more."""
        conversation = talk(
            getattr(confluence, lost),
            *[confluence.listing()] * 5,
            confluence.reply(200, self.stored(confluence)),
        )
        assert create(conversation.client).id == "7"
        assert [sent.method for sent in conversation.sent] == ["POST", *["GET"] * 5, "POST"]

    def test_silence_for_ever(self, talk, confluence):
        """Two times are enough."""

        def answer(sent):
            if sent.method == "POST":
                raise confluence.reset
            return confluence.listing()

        conversation = talk(answer)
        with pytest.raises(errors.AnswerLost):
            create(conversation.client)
        assert [sent.method for sent in conversation.sent] == ["POST", *["GET"] * 5] * 2

    @pytest.mark.parametrize("status", [None, 500])
    def test_nothing_is_to_be_repeated(self, talk, confluence, status):
        """Who wants no repetitions gets one look, and the error."""
        lost = confluence.reset if status is None else confluence.v2_error(status, "oops")
        conversation = talk(lost, confluence.listing(), publish_retry_attempts=0)
        with pytest.raises(errors.AnswerLost):
            create(conversation.client)
        assert [sent.method for sent in conversation.sent] == ["POST", "GET"]

    @pytest.mark.parametrize("ours", [True, False])
    def test_came_late(self, talk, confluence, ours):
        """The title is taken when it is sent again: by our own page, or by somebody else's."""
        page = self.stored(confluence) | ({} if ours else {"version": {"number": 2}})
        conversation = talk(
            confluence.v2_error(500, "oops"),
            confluence.listing(),
            confluence.v2_error(400, "A page with this title already exists"),
            confluence.listing(page),
        )
        if ours:
            assert create(conversation.client).id == "7"
        else:
            with pytest.raises(errors.TitleTaken):
                create(conversation.client)
        assert [sent.method for sent in conversation.sent] == ["POST", "GET", "POST", "GET"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"version": 2},
            {"parent": "2"},
            {"title": "setup"},
            {"body": {"storage": {"value": "<p>other</p>"}}},
        ],
    )
    def test_somebody_elses(self, talk, confluence, lost, changes):
        """A page that differs in anything is not taken over, and nothing is sent again."""
        page = self.stored(confluence) | confluence.page(
            **{k: v for k, v in changes.items() if k != "body"}
        )
        page |= {k: v for k, v in changes.items() if k == "body"}
        conversation = talk(lost, confluence.listing(page))
        with pytest.raises(errors.AnswerLost) as caught:
            create(conversation.client)
        assert [sent.method for sent in conversation.sent].count("POST") == 1
        assert all(
            (caught.value.tried, caught.value.answered, caught.value.cause, caught.value.remedy)
        )

    def test_cannot_be_looked_up(self, talk, confluence, lost):
        """When looking fails as well it stays unknown."""
        conversation = talk(lost, confluence.v1_error(403, "no"))
        with pytest.raises(errors.AnswerLost):
            create(conversation.client)


class TestLostUpdates:
    """A version may have been written, and nobody says so."""

    def update(self, conversation):
        """Write version 5."""
        return conversation.client.update_page(
            PAGE, title="Setup", body="<p/>", parent_id="1", message="mark", minor_edit=True
        )

    def test_was_done(self, talk, confluence):
        """Our version with our message is there."""
        conversation = talk(
            confluence.reset, confluence.listing(confluence.page(version=5, message="mark"))
        )
        assert self.update(conversation).version == 5
        assert [sent.method for sent in conversation.sent] == ["PUT", "GET"]

    def test_was_not_done(self, talk, confluence):
        """The old version is there: it is sent again."""
        conversation = talk(
            confluence.reset,
            confluence.listing(confluence.page(version=4)),
            confluence.reply(200, confluence.page(version=5, message="mark")),
        )
        assert self.update(conversation).version == 5
        assert [sent.method for sent in conversation.sent] == ["PUT", "GET", "PUT"]

    def test_was_done_while_it_was_sent_again(self, talk, confluence):
        """The first request arrives late: the conflict is with ourselves."""
        conversation = talk(
            confluence.reset,
            confluence.listing(confluence.page(version=4)),
            confluence.v2_error(409, "Version must be incremented when updating a page."),
            confluence.listing(confluence.page(version=5, message="mark")),
        )
        assert self.update(conversation).version == 5

    @pytest.mark.parametrize(
        "there", [{"version": 5, "message": "other"}, {"version": 6, "message": "mark"}]
    )
    def test_somebody_was_faster(self, talk, confluence, there):
        """Another version is there: that is a conflict, and nothing is written over it."""
        conversation = talk(confluence.reset, confluence.listing(confluence.page(**there)))
        with pytest.raises(errors.VersionConflict):
            self.update(conversation)
        assert [sent.method for sent in conversation.sent] == ["PUT", "GET"]

    def test_plain_conflict(self, talk, confluence):
        """A conflict without a lost answer is told at once."""
        conversation = talk(
            confluence.v2_error(409, "Version must be incremented when updating a page.")
        )
        with pytest.raises(errors.VersionConflict):
            self.update(conversation)
        assert len(conversation.sent) == 1

    def test_cannot_be_looked_up(self, talk, confluence):
        """When the page cannot be read it stays unknown."""
        conversation = talk(confluence.reset, confluence.v1_error(403, "no"))
        with pytest.raises(errors.AnswerLost):
            self.update(conversation)


class TestProperties:
    """Properties appear by themselves, and their answers get lost as well."""

    THERE = {"id": "p1", "key": "k", "value": "theirs", "version": {"number": 3}}  # noqa: RUF012
    OURS = {"id": "p1", "key": "k", "value": "ours", "version": {"number": 4}}  # noqa: RUF012

    @pytest.mark.parametrize("status", [400, 409])
    def test_appeared_meanwhile(self, talk, confluence, status):
        """A property that exists already is read and replaced."""
        conversation = talk(
            confluence.v2_error(status, "A property with the key 'k' already exists"),
            confluence.listing(self.THERE),
            confluence.reply(200, self.OURS),
        )
        assert conversation.client.set_property("7", "k", "ours", existing=None).version == 4
        assert [(sent.method, sent.path.split("/v2")[1]) for sent in conversation.sent] == [
            ("POST", "/pages/7/properties"),
            ("GET", "/pages/7/properties"),
            ("PUT", "/pages/7/properties/p1"),
        ]
        assert conversation.sent[2].json == {"key": "k", "value": "ours", "version": {"number": 4}}

    def test_answer_lost_but_done(self, talk, confluence):
        """The wanted value is there: nothing more is sent."""
        conversation = talk(confluence.reset, confluence.listing(self.OURS))
        assert conversation.client.set_property("7", "k", "ours", existing=None).value == "ours"
        assert [sent.method for sent in conversation.sent] == ["POST", "GET"]

    def test_answer_lost_and_not_done(self, talk, confluence):
        """Nothing is there: it is sent again."""
        conversation = talk(
            confluence.reset, confluence.listing(), confluence.reply(200, self.OURS)
        )
        conversation.client.set_property("7", "k", "ours", existing=None)
        assert [sent.method for sent in conversation.sent] == ["POST", "GET", "POST"]

    def test_somebody_else_wrote_it(self, talk, confluence):
        """A property that was to be updated and has another version is a conflict, also behind a lost answer."""
        known = talk(confluence.listing(self.THERE)).client.properties("7")[0]
        with pytest.raises(errors.VersionConflict):
            talk(confluence.v2_error(409, "no")).client.set_property(
                "7", "k", "ours", existing=known
            )
        with pytest.raises(errors.VersionConflict):
            talk(
                confluence.reset, confluence.listing(self.THERE | {"version": {"number": 9}})
            ).client.set_property("7", "k", "ours", existing=known)

    def test_gives_up(self, talk, confluence):
        """It does not go on for ever."""
        conversation = talk(
            confluence.reset,
            confluence.listing(),
            confluence.reset,
            confluence.listing(),
            confluence.reset,
        )
        with pytest.raises(errors.AnswerLost):
            conversation.client.set_property("7", "k", "ours", existing=None)


def test_deletion_after_busy(talk, confluence):
    """A deletion that was only put off was not done: Not Found is then told."""
    conversation = talk(
        confluence.v1_error(429, "busy"), confluence.v1_error(404, "No content found")
    )
    with pytest.raises(errors.NotFound):
        conversation.client.unwatch("7")
