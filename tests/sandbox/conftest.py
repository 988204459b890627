"""A sandbox with one space, and callers that come in by either door."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import requests

from sphinx_to_confluence.sandbox import ADMIN_EMAIL, TWELVE_SCOPES, Sandbox

NO_CHECK = {"X-Atlassian-Token": "no-check"}


class Ticks:
    """A clock that is a second later each time it is asked."""

    def __init__(self):
        self._now = datetime(2026, 11, 24, tzinfo=UTC)

    def __call__(self):
        """The present."""
        self._now += timedelta(seconds=1)
        return self._now


class Caller:
    """Somebody who calls the API below one address with one credential."""

    def __init__(self, sandbox, url, auth):
        self.sandbox = sandbox
        self.session = requests.Session()
        for prefix, adapter in sandbox.adapters().items():
            self.session.mount(prefix, adapter)
        self.session.auth = auth
        self.url = url if url.endswith("/") else f"{url}/"

    def __call__(self, method, path, **values):
        """Call a path below the address."""
        return self.session.request(method, self.url + path, **values)

    def v2(self, method, path, **values):
        """Call version 2."""
        return self(method, f"api/v2/{path}", **values)

    def v1(self, method, path, **values):
        """Call version 1, with the header that uploads want."""
        return self(method, f"rest/api/{path}", headers=NO_CHECK, **values)

    def create(self, title, body="<p>text</p>", *, space="DOC", **values):
        """Create a page and return the answer."""
        data = {
            "spaceId": self.sandbox.store.space(space).id,
            "title": title,
            "body": {"representation": "storage", "value": body},
        }
        return self.v2("POST", "pages", json=data | values)

    def update(self, page_id, title, number, body="<p>new</p>", /, **values):
        """Save a version of a page and return the answer."""
        data = {
            "id": page_id,
            "status": "current",
            "title": title,
            "body": {"representation": "storage", "value": body},
            "version": {"number": number, "message": "changed"},
        }
        return self.v2("PUT", f"pages/{page_id}", json=data | values)

    def upload(self, method, path, *names, content=b"data", comment="note"):
        """Upload files of these names and return the answer."""
        return self.v1(
            method,
            path,
            files=[("file", (name, content, "image/png")) for name in names],
            data={"minorEdit": "true", "comment": [comment] * len(names)},
        )


class Bearer(requests.auth.AuthBase):
    """A token without a user."""

    def __init__(self, token):
        self._token = token

    def __call__(self, request):
        """Put the token on a request."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


@pytest.fixture
def sandbox():
    """A Cloud site with the space DOC."""
    with Sandbox(clock=Ticks()) as sandbox:
        sandbox.add_space("DOC", "Documentation")
        yield sandbox


@pytest.fixture
def caller(sandbox):
    """Make a caller: by door, kind of token, scopes and whether it comes as Bearer."""

    def make(door="gateway", kind="scoped", *, scopes=TWELVE_SCOPES, bearer=False, user=None):
        token = sandbox.add_token(kind, scopes=scopes, user=user)
        email = user.email if user is not None else ADMIN_EMAIL
        addresses = sandbox.addresses
        url = f"{addresses.gateway_url}wiki" if door == "gateway" else addresses.site_url
        return Caller(sandbox, url, Bearer(token) if bearer else (email, token))

    return make


@pytest.fixture
def api(caller):
    """A caller at the gateway with exactly the twelve scopes."""
    return caller()


@pytest.fixture
def data_center():
    """A Data Center site below a context path, with the space DOC, and a caller with a personal access token."""
    with Sandbox(flavour="datacenter", context_path="/confluence", clock=Ticks()) as sandbox:
        sandbox.add_space("DOC", "Documentation")
        yield Caller(sandbox, sandbox.addresses.site_url, Bearer(sandbox.add_token("pat")))


@pytest.fixture
def bearer():
    """How a token without a user is sent."""
    return Bearer


@pytest.fixture
def call_as():
    """Make a caller by hand: sandbox, address, authentication."""
    return Caller
