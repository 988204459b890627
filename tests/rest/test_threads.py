"""One client and several threads: in process, over sockets, with odd sessions, and when the way has to be found."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from sphinx_to_confluence import errors
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.rest.governor import PAGE_WRITES, Stopped
from sphinx_to_confluence.sandbox import COMMENT_SCOPES, TWELVE_SCOPES
from sphinx_to_confluence.sandbox.faults import Fault, Rule

PATIENCE_S = 20
"""For what would otherwise hang; nothing here waits for it."""

THREADS = 8


def side_by_side(function, items):
    """Call a function for each item, all at the same time; returns the results, or raises the first error."""
    items = list(items)
    start = threading.Barrier(len(items), timeout=PATIENCE_S)

    def one(item):
        start.wait()
        return function(item)

    with ThreadPoolExecutor(len(items)) as pool:
        return [future.result() for future in [pool.submit(one, item) for item in items]]


class Watched(requests.Session):
    """A session that notes when two threads are in it at once, and whether it was closed."""

    def __init__(self, like):
        super().__init__()
        self.__dict__.update(like.__dict__)
        self.inside = threading.Lock()
        self.shared = self.closed = False
        self.before = lambda: None

    def send(self, request, **options):
        """Send."""
        if not self.inside.acquire(blocking=False):
            self.shared = True
            raise AssertionError("two threads in one session")
        try:
            self.before()
            return super().send(request, **options)
        finally:
            self.inside.release()

    def close(self):
        """Close."""
        self.closed = True
        super().close()


@pytest.fixture
def watched():
    """The sessions that were made, and the option that watches them."""

    class Sessions(list):
        def option(self, session):
            self.append(Watched(session))
            return self[-1]

    return Sessions()


def write_all(wiki, tmp_path, number):
    """Do with a page of one's own what the publisher does with one."""
    client = wiki.client
    page = wiki.page(f"Page {number}")
    path = tmp_path / f"{number}.png"
    path.write_bytes(b"%d" % number * 1000)
    client.upload_attachment(
        page.id,
        path,
        filename="a.png",
        media_type="image/png",
        comment=f"sha256:{number}",
        existing=None,
        minor_edit=True,
    )
    first = client.set_property(page.id, "k", number, existing=None)
    client.set_property(page.id, "k", -number, existing=first)
    page = wiki.update(page, body=f"<p>{number}</p>", message=f"mark {number}")
    client.unwatch(page.id)
    (file,) = client.attachments(page.id)
    assert client.attachment_data(page.id, file) == path.read_bytes()
    (kept,) = (found.value for found in client.properties(page.id) if found.key == "k")
    return page.message, client.page_body(page.id), kept, file.comment


def expected(number):
    """What there is of a page then."""
    return f"mark {number}", f"<p>{number}</p>", -number, f"sha256:{number}"


class TestTogether:
    """Everything at once."""

    def test_in_process(self, open_wiki, watched, tmp_path):
        """Each thread finds what it wrote; no session is shared, and there are no more of them than workers."""
        for flavour in ("cloud", "datacenter"):
            watched.clear()
            wiki = open_wiki(flavour, request_session_override=watched.option)
            found = side_by_side(
                lambda number: write_all(wiki, tmp_path, number),  # noqa: B023 - all end here
                range(THREADS),
            )
            assert found == [expected(number) for number in range(THREADS)]
            assert wiki.client.governor.peak <= 4
            assert len(watched) <= 4
            assert not any(session.shared for session in watched)
            wiki.client.close()
            assert all(session.closed for session in watched)

    @pytest.mark.parametrize("flavour", ["cloud", "datacenter"])
    def test_over_sockets(self, open_wiki, clock, tmp_path, flavour):
        """The same with real connections, of which there are no more than workers."""
        wiki = open_wiki(flavour)
        with wiki.sandbox.serve() as addresses:
            if flavour == "cloud":
                token = wiki.sandbox.add_token("scoped", scopes=TWELVE_SCOPES)
                access = Credentials(server_user="admin@example.com", api_token=token)
            else:
                access = Credentials(publish_token=wiki.sandbox.add_token("pat"))
            wiki.client = connect(
                Settings(server_url=addresses.gateway_url), access, clock=clock, workers=3
            )
            found = side_by_side(lambda number: write_all(wiki, tmp_path, number), range(THREADS))
            wiki.client.close()
        assert found == [expected(number) for number in range(THREADS)]
        assert wiki.sandbox.peak <= wiki.client.governor.peak <= 3

    def test_page_writes(self, open_wiki):
        """However many workers there are, two pages are written at once at most."""
        wiki = open_wiki("cloud", publish_workers=16)
        wiki.sandbox.faults.latency_s = 0.001
        side_by_side(lambda number: wiki.page(f"Page {number}"), range(16))
        assert (wiki.client.governor.peak, wiki.sandbox.peak) == (PAGE_WRITES, PAGE_WRITES)

    def test_names(self, open_wiki):
        """What threads remember of people and pages is not mixed up."""
        wiki = open_wiki("cloud", scopes=TWELVE_SCOPES | COMMENT_SCOPES)
        pages = [wiki.page(f"Page {number}") for number in range(THREADS)]
        for number, page in enumerate(pages):
            user = wiki.sandbox.add_user(f"{number % 3}@example.com", f"Person {number % 3}")
            wiki.sandbox.add_inline_comment(page.id, "x", user=user)
        found = side_by_side(lambda page: wiki.client.inline_comments(page.id)[0].author, pages)
        assert found == [f"Person {number % 3}" for number in range(THREADS)]

    def test_one_session_for_all(self, open_wiki, watched):
        """A function that returns the same session each time has the threads take turns with it."""
        wiki = open_wiki(
            "cloud",
            request_session_override=lambda given: watched[0] if watched else watched.option(given),
        )
        pages = side_by_side(lambda number: wiki.page(f"Page {number}"), range(THREADS))
        assert len({page.id for page in pages}) == THREADS
        assert [session.shared for session in watched] == [False]


class TestPauses:
    """The server asks to slow down."""

    def test_all_wait(self, cloud_wiki):
        """Time passes once, one sentence is said, and everything is done in the end."""
        pages = [cloud_wiki.page(f"Page {number}") for number in range(THREADS)]
        cloud_wiki.sandbox.faults.rate_limit(path="/pages/", nth=3, retry_after="17")
        found = side_by_side(lambda page: cloud_wiki.client.page_body(page.id), pages)
        assert found == ["<p>x</p>"] * THREADS
        assert cloud_wiki.clock.waits == [17.0]
        assert cloud_wiki.said == [
            "The server answered 429: Rate limit exceeded. Trying again in 17 s."
        ]
        assert cloud_wiki.client.governor.limit < 4

    @pytest.mark.parametrize(("retry_after", "limit"), [("", 4), ("5", 2)])
    def test_busy(self, cloud_wiki, retry_after, limit):
        """A 503 concerns all requests when it says for how long; else only the one that it answers."""
        page = cloud_wiki.page()
        rule = Rule(Fault.STATUS, status=503, nth=1, retry_after=retry_after)
        cloud_wiki.sandbox.faults.add(rule)
        assert cloud_wiki.client.page_body(page.id) == "<p>x</p>"
        assert len(cloud_wiki.clock.waits) == 1
        assert cloud_wiki.client.governor.limit == limit

    @pytest.mark.parametrize("flavour", ["cloud", "datacenter"])
    def test_bucket(self, open_wiki, flavour):
        """A bucket of tokens that fills up while all wait: nothing is lost, and nobody gives up."""
        wiki = open_wiki(flavour)
        pages = [wiki.page(f"Page {number}") for number in range(40)]
        wiki.sandbox.faults.clock = wiki.clock.now
        wiki.sandbox.faults.limit_rate(burst=5, per_second=2)
        found = side_by_side(
            lambda some: [wiki.client.page_body(page.id) for page in some],
            [pages[start::THREADS] for start in range(THREADS)],
        )
        assert found == [["<p>x</p>"] * 5] * THREADS
        assert wiki.client.governor.limit < 4

    def test_leaving(self, cloud_wiki):
        """Who waits for the server leaves when a person wants to."""
        page = cloud_wiki.page()
        cloud_wiki.sandbox.faults.rate_limit(retry_after="60")
        cloud_wiki.client.governor.leave_when(lambda: True)
        with pytest.raises(Stopped):
            cloud_wiki.client.page_body(page.id)
        assert cloud_wiki.clock.waits == []


class TestGateway:
    """A scoped token on the site, and nobody said so."""

    @pytest.fixture
    def on_site(self, sandbox, clock):
        """Make a client that calls the site; its first requests are all sent before any is answered."""
        said, opened = [], []

        def make(token):
            arrived = threading.Barrier(4, timeout=PATIENCE_S)
            waiting = threading.Semaphore(4)

            def meet():
                if waiting.acquire(blocking=False):
                    arrived.wait()

            def option(session):
                made = Watched(session)
                made.before = meet
                return made

            client = connect(
                Settings(server_url=sandbox.addresses.site_url, request_session_override=option),
                Credentials(server_user="admin@example.com", api_token=token),
                adapters=sandbox.adapters(),
                notify=said.append,
                clock=clock,
            )
            opened.append(client)
            return client, said

        yield make
        for client in opened:
            client.close()

    def test_found_once(self, on_site, sandbox):
        """Four threads are refused at once: one looks for the gateway, all go on there, and it is said once."""
        client, said = on_site(sandbox.add_token("scoped", scopes=TWELVE_SCOPES))
        found = side_by_side(lambda _: client.space("DOC").name, range(4))
        assert found == ["Documentation"] * 4
        asked = [call.operation for call in sandbox.requests]
        assert asked.count("tenant_info") == 1
        assert [call.status for call in sandbox.requests].count(401) == 4
        assert (
            len([sentence for sentence in said if "confluence_api_token_scoped" in sentence]) == 1
        )
        assert client.endpoint.api_base == sandbox.addresses.gateway_url

    def test_of_no_use(self, on_site, sandbox):
        """The gateway refuses as well: it is tried once, and all say that the token is not taken."""
        client, _ = on_site(sandbox.add_token("scoped", scopes=TWELVE_SCOPES))
        sandbox.faults.fail(path="^/ex/confluence", status=401)

        def attempt(_):
            with pytest.raises(errors.BadCredentials):
                client.space("DOC")

        side_by_side(attempt, range(4))
        assert [call.operation for call in sandbox.requests].count("tenant_info") == 1
        assert client.endpoint.api_base == "https://example.atlassian.net/"
