"""What is in flight at the same time, and how much a user may ask for."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sphinx_to_confluence.sandbox import Overlap, Sandbox


class Together:
    """A pause that ends when so many requests are in it."""

    def __init__(self, number):
        self._barrier = threading.Barrier(number, timeout=20)

    def __call__(self, _seconds):
        """Wait for the others, however long that was to be."""
        self._barrier.wait()


@pytest.fixture
def at_once(sandbox):
    """Run functions so that their requests are all in flight together."""

    def run(*functions):
        sandbox.faults.sleep = Together(len(functions))
        sandbox.faults.latency_s = 1
        with ThreadPoolExecutor(len(functions)) as pool:
            return [future.result() for future in [pool.submit(f) for f in functions]]

    return run


class TestOverlaps:
    """Page writes below one parent at the same time."""

    def test_noted(self, sandbox, api, at_once):
        """By creating, changing and moving; reading, files and other parents do not count."""
        a, b = sandbox.add_page("DOC", "A"), sandbox.add_page("DOC", "B")
        c, d = (sandbox.add_page("DOC", title, parent=b) for title in "CD")
        home = sandbox.store.space("DOC").homepage_id
        at_once(
            lambda: api.create("New", parentId=a.id),
            lambda: api.v1("PUT", f"content/{c.id}/move/append/{d.id}"),
            lambda: api.v2("GET", f"pages/{a.id}"),
            lambda: api.upload("PUT", f"content/{a.id}/child/attachment", "a.png"),
        )
        assert (sandbox.overlaps, sandbox.peak) == ((), 4)
        at_once(lambda: api.create("Other"), lambda: api.update(a.id, "A", 2))
        (met,) = sandbox.overlaps
        assert met.parent_id == home
        assert {met.first[:4], met.second[:4]} == {"POST", "PUT "}
        sandbox.reset_requests()
        assert (sandbox.overlaps, sandbox.peak) == ((), 0)

    def test_parents_of_moves(self, sandbox, api, at_once):
        """A move changes the old parent and the new one; beside a page that is the page's parent."""
        a, b = sandbox.add_page("DOC", "A"), sandbox.add_page("DOC", "B")
        c = sandbox.add_page("DOC", "C", parent=a)
        d = sandbox.add_page("DOC", "D", parent=b)
        at_once(
            lambda: api.v1("PUT", f"content/{c.id}/move/after/{d.id}"),
            lambda: api.create("New", parentId=b.id),
        )
        assert [met.parent_id for met in sandbox.overlaps] == [b.id]

    @pytest.mark.parametrize("status", [409, 500])
    def test_refused(self, sandbox, api, at_once, status):
        """If it is asked for, the second one is not done, as the database of Confluence has it now and then."""
        sandbox.faults.refuse_overlaps = status
        answers = at_once(lambda: api.create("A"), lambda: api.create("B"))
        assert sorted(answer.status_code for answer in answers) == [200, status]
        assert any("OptimisticLockException" in answer.text for answer in answers)
        assert len(sandbox.store.pages("DOC")) == 2

    def test_on_data_center(self, data_center):
        """Parents are named by ancestors there."""
        sandbox = data_center.sandbox
        page = sandbox.add_page("DOC", "A")
        sandbox.faults.sleep, sandbox.faults.latency_s = Together(2), 1
        data = {
            "type": "page",
            "title": "B",
            "space": {"key": "DOC"},
            "ancestors": [{"id": page.id}],
        }
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(data_center.v1, "POST", "content", json=data)
            pool.submit(data_center.v1, "POST", "content", json=data | {"title": "C"}).result()
            first.result()
        name = "POST /confluence/rest/api/content"
        assert sandbox.overlaps == (Overlap(page.id, name, name),)


def test_eight_threads_in_process(sandbox, api):
    """Nothing is lost or done twice, and the siblings have an order."""

    def work(number):
        page = api.create(f"Page {number}").json()["id"]
        api.upload("PUT", f"content/{page}/child/attachment", "a.png").raise_for_status()
        api.update(page, f"Page {number}", 2).raise_for_status()
        return api.v2("GET", f"pages/{page}").json()["version"]["number"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(40))) == [2] * 40
    children = sandbox.store.children(sandbox.store.space("DOC").homepage_id)
    assert len({page.position for page in children}) == 40
    assert len(sandbox.requests) == 160


class TestBuckets:
    """How much a user may ask for."""

    @pytest.fixture
    def clock(self, sandbox):
        """A clock that stands still until it is set."""
        times = [0.0]
        sandbox.faults.clock = lambda: times[0]
        sandbox.faults.limit_rate(2, per_second=0.5)
        return times

    def test_on_cloud(self, sandbox, api, caller, clock):
        """Two at once, then one every two seconds, each user by itself; headers say how long to wait."""
        answers = [api.v2("GET", "spaces") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[0].headers["X-RateLimit-Remaining"] == "1"
        assert answers[1].headers["X-RateLimit-NearLimit"] == "true"
        assert answers[2].headers["Retry-After"] == "2"
        assert answers[2].headers["X-RateLimit-Reset"].startswith("2026-11-24T00:00:")
        other = caller(user=sandbox.add_user("other@example.com", "Other"))
        assert other.v2("GET", "spaces").status_code == 200
        clock[0] = 2.0
        statuses = [api.v2("GET", "spaces").status_code for _ in range(2)]
        assert statuses == [200, 429]

    def test_on_data_center(self, data_center):
        """Every answer says how fast the bucket fills; there is no need to wait while tokens are left."""
        sandbox = data_center.sandbox
        sandbox.faults.clock = lambda: 0.0
        sandbox.faults.limit_rate(1, per_second=0.25)
        first, second = (data_center.v1("GET", "space/DOC") for _ in range(2))
        names = ("Limit", "Remaining", "Interval-Seconds", "FillRate")
        assert [first.headers[f"X-RateLimit-{name}"] for name in names] == ["1", "0", "1", "0.25"]
        assert (first.status_code, first.headers["retry-after"]) == (200, "0")
        assert (second.status_code, second.headers["retry-after"]) == (429, "4")

    def test_nothing_is_done(self, sandbox, api):
        """A request without a token changes nothing."""
        sandbox.faults.clock = lambda: 0.0
        sandbox.faults.limit_rate(2, per_second=1)
        for title in ("A", "B", "C"):
            api.create(title)
        assert sandbox.outline("DOC") == {"Documentation": {"A": {}, "B": {}}}


class TestTranscripts:
    """What requests and answers carry."""

    def test_kept(self, call_as):
        """Bodies of both directions, if that was asked for."""
        with Sandbox(keep_content=True) as sandbox:
            sandbox.add_space("DOC", "Documentation")
            auth = ("admin@example.com", sandbox.add_token("classic"))
            api = call_as(sandbox, sandbox.addresses.site_url, auth)
            api.create("Page")
            (kept,) = sandbox.transcripts
            assert kept.call == sandbox.requests[0]
            assert (kept.path, kept.sent.json()["title"]) == ("wiki/api/v2/pages", "Page")
            assert kept.received.media_type == "application/json"
            assert kept.received.json()["title"] == "Page"

    def test_not_kept(self, sandbox, api):
        """Not by default."""
        api.create("Page")
        assert sandbox.transcripts == ()

    def test_told(self, sandbox, api):
        """A function is told of every call before the client is answered."""
        told = []
        sandbox.on_call(lambda call: told.append((call.operation, sandbox.outline("DOC"))))
        api.create("Page")
        sandbox.on_call(None)
        api.create("Other")
        assert told == [("create_page", {"Documentation": {"Page": {}}})]
