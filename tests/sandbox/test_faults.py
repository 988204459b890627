"""Faults that can be switched on: which requests they meet, and what is done nevertheless."""

from __future__ import annotations

import pytest
import requests

from sphinx_to_confluence.sandbox import Call, Fault, Faults, Rule


def strikes(faults, *requested):
    """For each request whether a fault meets it."""
    return [faults.strike(method, path) is not None for method, path in requested]


GET, PUT, POST = ("GET", "/a"), ("PUT", "/b"), ("POST", "/b")


class TestRules:
    """Which requests a rule meets."""

    def test_method_and_path(self):
        """Both have to match."""
        faults = Faults()
        faults.fail("PUT", "POST", path="/b$")
        assert strikes(faults, GET, PUT, POST, ("PUT", "/bc")) == [False, True, True, False]

    def test_operation(self):
        """By the name of the call."""
        faults = Faults()
        faults.rate_limit("PUT", operation="update_page", nth=2)
        met = [faults.strike("PUT", "/x", name) for name in ("move_page", *["update_page"] * 3)]
        assert [rule.status if rule else None for rule in met] == [None, None, 429, None]

    def test_nth(self):
        """Only once; requests that do not match are not counted."""
        faults = Faults()
        faults.fail("PUT", nth=2)
        assert strikes(faults, PUT, GET, PUT, PUT) == [False, False, True, False]

    def test_every(self):
        """Again and again."""
        faults = Faults()
        faults.fail(every=2)
        assert strikes(faults, *[GET] * 5) == [False, True, False, True, False]

    def test_probability_is_repeatable(self):
        """The same seed gives the same faults, about as many as wanted."""
        seen = []
        for _ in range(2):
            faults = Faults(seed=7)
            faults.add(Rule(Fault.STATUS, probability=0.1))
            seen.append(strikes(faults, *[GET] * 1000))
        assert seen[0] == seen[1]
        assert 70 < sum(seen[0]) < 130

    def test_first_rule_decides_and_all_count(self):
        """A request that an earlier rule met is counted by the later ones."""
        faults = Faults()
        faults.fail(nth=1, status=500)
        faults.fail(nth=2, status=502)
        met = [faults.strike(*GET) for _ in range(3)]
        assert [rule.status if rule else None for rule in met] == [500, 502, None]

    def test_clear(self):
        """Everything is as at first; counting begins anew with new rules."""
        faults = Faults()
        faults.latency_s, faults.read_lag = 1, 1
        faults.fail(nth=2)
        faults.strike(*GET)
        faults.clear()
        faults.fail(nth=2)
        assert strikes(faults, GET, GET) == [False, True]
        assert (faults.latency_s, faults.read_lag) == (0, 0)


@pytest.mark.parametrize("retry_after", ["2", "Wed, 25 Nov 2026 10:00:00 GMT"])
def test_rate_limit(sandbox, api, retry_after):
    """429 with seconds or a date, and nothing is done."""
    sandbox.faults.rate_limit(retry_after=retry_after)
    answer = api.create("Page")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, retry_after)
    assert answer.json()["status"] == 429
    assert sandbox.outline("DOC") == {"Documentation": {}}


def test_server_error(sandbox, api):
    """A 5xx, once, and nothing is done."""
    sandbox.faults.fail("POST", nth=1, status=502)
    assert [api.create("Page").status_code for _ in range(2)] == [502, 200]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_dropped_connection(sandbox, api, after):
    """The client sees the same whether it was done or not; only the sandbox knows."""
    sandbox.faults.drop("POST", after=after)
    with pytest.raises(requests.exceptions.ConnectionError) as caught:
        api.create("Page")
    assert "RemoteDisconnected('Remote end closed connection without response')" in str(
        caught.value
    )
    assert sandbox.outline("DOC") == {"Documentation": {"Page": {}} if after else {}}
    (call,) = sandbox.requests
    assert (call.operation, call.status, call.answered) == (
        "create_page",
        200 if after else None,
        False,
    )


def test_error_after_it_was_done(sandbox, api):
    """A proxy may give up while Confluence goes on."""
    sandbox.faults.fail("POST", operation="create_page", status=504, after=True)
    assert api.create("Page").status_code == 504
    assert sandbox.outline("DOC") == {"Documentation": {"Page": {}}}


class TestLatency:
    """Answers that take their time."""

    def test_waits(self, sandbox, api):
        """Every request takes as long as it is told to."""
        waited = []
        sandbox.faults.sleep = waited.append
        sandbox.faults.latency_s = 0.5
        api.v2("GET", "spaces", timeout=1)
        api.v2("GET", "spaces")
        assert waited == [0.5, 0.5]

    def test_client_gives_up(self, sandbox, api):
        """A client that waits less sees a timeout; what it asked for is done."""
        waited = []
        sandbox.faults.sleep = waited.append
        sandbox.faults.latency_s = 5
        with pytest.raises(requests.exceptions.ReadTimeout):
            api.v2(
                "POST",
                "pages",
                json={"spaceId": sandbox.store.space("DOC").id, "title": "Page"},
                timeout=(3, 2),
            )
        assert waited == [2]
        assert sandbox.outline("DOC") == {"Documentation": {"Page": {}}}
        assert not sandbox.requests[0].answered


class TestLag:
    """Pages that were just created are not known everywhere at once."""

    def test_reading(self, sandbox, api):
        """The first reads by id find nothing; listings do."""
        sandbox.faults.read_lag = 2
        page = api.create("Page").json()["id"]
        listed = api.v2("GET", "pages", params={"id": page}).json()["results"]
        assert [one["id"] for one in listed] == [page]
        upload = api.upload("PUT", f"content/{page}/child/attachment", "a.png")
        reads = [api.v2("GET", f"pages/{page}").status_code for _ in range(2)]
        assert (upload.status_code, reads) == (404, [404, 200])

    def test_listing(self, sandbox, api):
        """The first listings miss the page, whatever part of it they show; it is there nevertheless."""
        sandbox.faults.list_lag = 2
        page = api.create("Page").json()["id"]
        query = {"title": "Page", "limit": 1}
        found = [len(api.v2("GET", "pages", params=query).json()["results"]) for _ in range(3)]
        assert found == [0, 0, 1]
        assert api.v2("GET", f"pages/{page}").status_code == 200

    def test_searching(self, sandbox, api):
        """The first searches miss the page."""
        sandbox.faults.search_lag = 1
        api.create("Page")
        query = {"cql": 'title = "Page"'}
        sizes = [api.v1("GET", "content/search", params=query).json()["size"] for _ in range(2)]
        assert sizes == [0, 1]


def test_calls_are_noted(sandbox, api):
    """What was asked for, as values; writes are what is not mere reading; counting can begin anew."""
    api.v2("GET", "pages", params={"limit": 1})
    api.create("Page")
    path = f"/ex/confluence/{sandbox.cloud_id}/wiki/api/v2/pages"
    read = Call("GET", path, "limit=1", "list_pages", 200, "scoped")
    write = Call("POST", path, "", "create_page", 200, "scoped")
    assert (sandbox.requests, sandbox.writes) == ((read, write), [write])
    sandbox.reset_requests()
    assert sandbox.requests == ()
