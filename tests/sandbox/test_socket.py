"""The same over a real connection: keeping it open, breaking it, and many at once."""

from __future__ import annotations

import http.client
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

from sphinx_to_confluence.sandbox import ADMIN_EMAIL, TWELVE_SCOPES, Sandbox


@pytest.fixture
def served(sandbox):
    """The sandbox on a free port: its addresses and a session with a classic token."""
    with sandbox.serve() as addresses, requests.Session() as session:
        session.auth = (ADMIN_EMAIL, sandbox.add_token("classic"))
        yield addresses, session


def page_data(sandbox, title):
    """What a page is created from."""
    return {"spaceId": sandbox.store.space("DOC").id, "title": title}


def test_addresses(sandbox, served):
    """Site and gateway have the same host, and links are those of the site."""
    addresses, session = served
    assert addresses.origin.startswith("http://127.0.0.1:")
    assert addresses.site_url == f"{addresses.origin}/wiki"
    assert addresses.gateway_url == f"{addresses.origin}/ex/confluence/{sandbox.cloud_id}/"
    answer = session.get(f"{addresses.gateway_url}wiki/api/v2/spaces").json()
    assert answer["_links"]["base"] == addresses.site_url


def test_the_host_alone(served):
    """Somebody who types no path sees the spaces."""
    addresses, _ = served
    answer = requests.get(f"{addresses.origin}/", timeout=10)
    assert (answer.status_code, answer.url) == (200, f"{addresses.site_url}/")
    assert "/spaces/DOC/overview" in answer.text


def test_scoped_token_by_both_doors(sandbox, served):
    """The doors are told apart by the path."""
    addresses, session = served
    session.auth = (ADMIN_EMAIL, sandbox.add_token("scoped", scopes=TWELVE_SCOPES))
    assert session.get(f"{addresses.site_url}/api/v2/spaces").status_code == 401
    assert session.get(f"{addresses.gateway_url}wiki/api/v2/spaces").status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("LOCALHOST", 200),
        ("[::1]:80", 200),
        ("rebound.example", 421),
        ("127.0.0.1.rebound.example:8080", 421),
        ("[", 421),
    ],
)
def test_pages_are_for_this_machine(served, host, status):
    """A page of the web that gives its own name the address of this machine sees nothing; who signs in is let in."""
    addresses, session = served
    shown = requests.get(f"{addresses.site_url}/", headers={"Host": host}, timeout=10)
    assert shown.status_code == status
    headers = {"Host": host}
    assert session.get(f"{addresses.site_url}/api/v2/spaces", headers=headers).status_code == 200


def test_connection_is_kept(served):
    """One connection carries many requests, refused uploads and unknown addresses among them."""
    addresses, _ = served
    host = urlsplit(addresses.origin).netloc
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.connect()
    socket = connection.sock
    statuses = []
    for method, path, body in (
        ("POST", "/wiki/api/v2/pages", b"x" * 100_000),
        ("GET", "/_edge/tenant_info", None),
        ("PUT", "/wiki/nowhere", b"x" * 100_000),
        ("GET", "/_edge/tenant_info", None),
    ):
        connection.request(method, path, body)
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
        assert connection.sock is socket
    connection.close()
    assert statuses == [404, 200, 404, 200]


def test_chunked_upload(sandbox, served):
    """A body without a length is read to its end."""
    addresses, session = served
    data = b'{"spaceId": "%s", "title": "Page"}' % sandbox.store.space("DOC").id.encode()
    answer = session.post(f"{addresses.site_url}/api/v2/pages", data=iter([data[:9], data[9:]]))
    assert answer.status_code == 200


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_dropped_connection(sandbox, served, after):
    """The connection is really closed; a new one works."""
    addresses, session = served
    sandbox.faults.drop("POST", nth=1, after=after)
    url = f"{addresses.site_url}/api/v2/pages"
    with pytest.raises(requests.exceptions.ConnectionError):
        session.post(url, json=page_data(sandbox, "Page"))
    again = session.post(url, json=page_data(sandbox, "Page"))
    assert again.status_code == (400 if after else 200)


def test_many_at_once(sandbox, served):
    """Pages that are created at once are all there, each once, in a definite order."""
    addresses, session = served
    url = f"{addresses.site_url}/api/v2/pages"

    def create(number):
        return requests.post(
            url, json=page_data(sandbox, f"Page {number // 2}"), auth=session.auth, timeout=30
        ).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(create, range(40)))
    assert sorted(statuses) == [200] * 20 + [400] * 20
    children = sandbox.store.children(sandbox.store.space("DOC").homepage_id)
    assert {page.title for page in children} == {f"Page {number}" for number in range(20)}
    assert len({page.position for page in children}) == 20


def test_pages_for_people(sandbox, served):
    """A browser sees the pages without credentials, and that is no call of the API."""
    addresses, _ = served
    page = sandbox.add_page("DOC", "My page", "<p>Hello</p>")
    sandbox.add_attachment(page.id, "a b.txt", b"bytes")
    shown = requests.get(f"{addresses.site_url}/spaces/DOC/pages/{page.id}", timeout=10)
    file = requests.get(
        f"{addresses.site_url}/download/attachments/{page.id}/a%20b.txt", timeout=10
    )
    assert "Hello" in shown.text
    assert file.content == b"bytes"
    assert sandbox.requests == ()


def test_files_are_on_another_host(sandbox, served):
    """A client that follows to the file leaves its credentials behind."""
    addresses, session = served
    page = sandbox.add_page("DOC", "Page")
    sandbox.add_attachment(page.id, "a.txt", b"bytes")
    file = sandbox.store.attachments(page.id)[0].public_id
    path = f"rest/api/content/{page.id}/child/attachment/{file}/download"
    answer = session.get(f"{addresses.site_url}/{path}")
    assert (answer.status_code, answer.content) == (200, b"bytes")
    assert answer.url.startswith("http://localhost:")


def test_kept_in_a_file(tmp_path):
    """Content, tokens and cloud id are the same when the file is opened again."""
    path = tmp_path / "store.sqlite"
    with Sandbox(path) as sandbox:
        sandbox.add_space("DOC", "Documentation")
        page = sandbox.add_page("DOC", "Page", "<p>text</p>")
        token, cloud_id = sandbox.add_token("classic"), sandbox.cloud_id
    with Sandbox(path) as again, again.serve() as addresses:
        again.add_space("DOC", "Documentation")
        answer = requests.get(
            f"{addresses.site_url}/api/v2/pages/{page.id}", auth=(ADMIN_EMAIL, token), timeout=10
        )
        assert answer.json()["title"] == "Page"
        assert again.cloud_id == cloud_id
        assert again.add_page("DOC", "Next").id > page.id
