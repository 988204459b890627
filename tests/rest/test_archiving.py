"""Archiving on Cloud: a long task, one at a time, and not in every edition."""

from __future__ import annotations

import json

import pytest

from sphinx_to_confluence import errors
from sphinx_to_confluence.rest.archiving import LONGEST_WAIT_S
from sphinx_to_confluence.rest.model import Status

NOT_PREMIUM = "Cannot use bulk archive feature for non premium edition"
BUSY = "There is an archival job already running for the tenant"


def statuses(wiki, pages):
    """The statuses of pages, in their order."""
    found = {page.id: page.status for page in wiki.client.pages_by_id([one.id for one in pages])}
    return [found[page.id] for page in pages]


def ids(pages):
    """The ids of pages."""
    return [page.id for page in pages]


class TestInTheSandbox:
    """As it should go."""

    def test_together(self, cloud_wiki):
        """One request for all of them, and one that asks whether it is done."""
        pages = [cloud_wiki.page(f"Page {n}") for n in range(5)]
        cloud_wiki.sandbox.reset_requests()
        cloud_wiki.client.archive_pages(ids(pages))
        assert [call.operation for call in cloud_wiki.sandbox.requests] == [
            "archive_pages",
            "get_long_task",
        ]
        assert statuses(cloud_wiki, pages) == [Status.ARCHIVED] * 5

    def test_nothing(self, cloud_wiki):
        """No page, no request."""
        cloud_wiki.client.archive_pages([])
        assert list(cloud_wiki.sandbox.requests) == []

    def test_some_are_gone(self, cloud_wiki):
        """Confluence refuses all for the sake of one; the others are archived all the same."""
        pages = [cloud_wiki.page(f"Page {n}") for n in range(4)]
        cloud_wiki.sandbox.archive_page(pages[0].id)
        cloud_wiki.sandbox.trash_page(pages[1].id)
        cloud_wiki.client.archive_pages([*ids(pages), "999999"])
        assert statuses(cloud_wiki, pages) == [
            Status.ARCHIVED,
            Status.TRASHED,
            Status.ARCHIVED,
            Status.ARCHIVED,
        ]

    @pytest.mark.parametrize("after", [True, False])
    def test_lost_answer(self, cloud_wiki, after):
        """It is looked at what is archived, and the rest is sent again."""
        pages = [cloud_wiki.page(f"Page {n}") for n in range(3)]
        cloud_wiki.sandbox.faults.drop("POST", path="archive", nth=1, after=after)
        cloud_wiki.client.archive_pages(ids(pages))
        assert statuses(cloud_wiki, pages) == [Status.ARCHIVED] * 3

    def test_on_data_center(self, open_wiki):
        """There is no call for it, and the client says so beforehand."""
        client = open_wiki("datacenter").client
        assert not client.can_archive
        with pytest.raises(NotImplementedError):
            client.archive_pages(["7"])


class Site:
    """A site that archives as slowly, and as little, as a test wants."""

    def __init__(self, confluence, *, refusals=(), looks=0, successful=True, bulk=True, works=True):
        self.confluence = confluence
        self.refusals = list(refusals)
        self.looks = looks
        self.successful = successful
        self.bulk = bulk
        self.works = works
        self.current = set()
        self.asked = []

    def __call__(self, sent):
        """Answer a request."""
        if sent.path.endswith("/content/archive"):
            return self._archive([str(page["id"]) for page in json.loads(sent.body)["pages"]])
        if "/longtask/" in sent.path:
            self.looks -= 1
            done = self.looks < 0
            messages = [] if self.successful else [{"translation": "Page 7 is restricted"}]
            return self.confluence.reply(
                200,
                {"finished": done, "successful": done and self.successful, "messages": messages},
            )
        (wanted,) = (value for name, value in sent.params if name == "id")
        return self.confluence.listing(
            *(
                self.confluence.page(
                    page_id, status="current" if page_id in self.current else "archived"
                )
                for page_id in wanted.split(",")
            )
        )

    def _archive(self, pages):
        self.asked.append(pages)
        if self.refusals:
            return self.confluence.v1_error(400, self.refusals.pop(0))
        if len(pages) > 1 and not self.bulk:
            return self.confluence.v1_error(400, NOT_PREMIUM)
        if self.works:
            self.current -= set(pages)
        return self.confluence.reply(202, {"id": "task-1", "links": {}})


@pytest.fixture
def archiving(talk, confluence):
    """Make a client before a site, whose pages 7 to 9 are current."""

    def make(**site):
        made = Site(confluence, **site)
        made.current = {"7", "8", "9"}
        return talk(made), made

    return make


class TestOddSites:
    """As it can go."""

    def test_waits(self, archiving):
        """The task is asked after with growing pauses."""
        conversation, _ = archiving(looks=7)
        conversation.client.archive_pages(["7", "8"])
        assert conversation.clock.waits == [0.5, 1, 2, 4, 8, 8, 8]

    def test_not_in_bulk(self, archiving):
        """Editions that archive single pages only get them one by one."""
        conversation, site = archiving(bulk=False)
        conversation.client.archive_pages(["7", "8", "9"])
        assert site.asked == [["7", "8", "9"], ["7"], ["8"], ["9"]]

    def test_no_archive(self, archiving):
        """The free edition has none."""
        conversation, _ = archiving(refusals=["Cannot use archive feature for free edition"])
        with pytest.raises(errors.NotInEdition, match="could not archive the page 7"):
            conversation.client.archive_pages(["7"])

    def test_another_job(self, archiving):
        """Somebody else archives: that is waited for."""
        conversation, site = archiving(refusals=[BUSY, BUSY])
        conversation.client.archive_pages(["7"])
        assert (len(site.asked), conversation.clock.waits) == (3, [0.5, 1.0])

    def test_another_job_for_ever(self, archiving):
        """But not without end."""
        conversation, site = archiving(refusals=[BUSY] * 1000)
        with pytest.raises(errors.InvalidRequest, match="already running"):
            conversation.client.archive_pages(["7"])
        assert LONGEST_WAIT_S <= sum(conversation.clock.waits) < LONGEST_WAIT_S + 10
        assert len(site.asked) < 100

    def test_never_done(self, archiving):
        """A task that does not end."""
        conversation, _ = archiving(looks=10_000, works=False)
        with pytest.raises(errors.AnswerLost, match="not finished after 600 s"):
            conversation.client.archive_pages(["7"])

    def test_given_up(self, archiving):
        """A task that ends badly says why."""
        conversation, _ = archiving(successful=False, works=False)
        with pytest.raises(errors.InvalidRequest, match="gave up: Page 7 is restricted"):
            conversation.client.archive_pages(["7"])

    def test_done_by_somebody_else(self, archiving):
        """A task that ends badly is no matter when the pages are archived."""
        conversation, site = archiving(successful=False)
        conversation.client.archive_pages(["7"])
        assert site.current == {"8", "9"}

    def test_refused(self, archiving):
        """Any other refusal is told at once."""
        conversation, site = archiving(refusals=["No."])
        with pytest.raises(errors.InvalidRequest, match="could not archive 2 pages"):
            conversation.client.archive_pages(["7", "8"])
        assert (len(site.asked), conversation.clock.waits) == (1, [])

    def test_many(self, archiving):
        """More pages than one request takes."""
        conversation, site = archiving()
        conversation.client.archive_pages([str(number) for number in range(1, 402)])
        assert [len(pages) for pages in site.asked] == [300, 101]
