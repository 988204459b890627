"""A server that a test writes as a list of answers, a clock on which waiting takes no time, and clients for both."""

from __future__ import annotations

import contextlib
import io
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
import urllib3
from requests.adapters import BaseAdapter, HTTPAdapter

from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.sandbox import TWELVE_SCOPES, Sandbox

SITE = "https://example.atlassian.net"
SERVER = "https://wiki.example.com/confluence"
CLOUD_ID = "550e8400-e29b-41d4-a716-446655440000"
TOKEN = "very-secret-token"
SECRETS = {
    "publish_token": "p-a-t-secret",
    "server_cookies": {"sso": "c-o-o-k-i-e"},
    "publish_headers": {"X-Company-Key": "h-e-a-d-e-r"},
}


class FakeClock:
    """Counts the seconds that somebody wanted to wait; threads may share it."""

    def __init__(self):
        self.start = 1_790_000_000.0
        self.waits = []

    def now(self):
        """Return the time, waits included."""
        return self.start + sum(self.waits[:])

    def sleep(self, seconds, woken):  # noqa: ARG002 - the signature of clocks
        """Note a wait."""
        self.waits.append(seconds)


@dataclass
class Sent:
    """A request as it went out."""

    method: str
    url: str
    headers: dict
    body: bytes

    @property
    def path(self):
        """The path without the query."""
        return urlsplit(self.url).path

    @property
    def params(self):
        """The query as it reads when decoded once."""
        return parse_qsl(urlsplit(self.url).query, keep_blank_values=True)

    @property
    def json(self):
        """The body."""
        return json.loads(self.body)


def reply(status=200, body=None, headers=None):
    """Make an answer: JSON, or a text as it is."""
    content = (
        b""
        if body is None
        else body.encode()
        if isinstance(body, str)
        else json.dumps(body).encode()
    )
    return status, content, headers or {}


class Script(BaseAdapter):
    """Answers with what a test put into ``answers``, in that order: replies, or exceptions to be raised.

    The last one is given again and again.
    """

    def __init__(self, *answers):
        super().__init__()
        self.answers = list(answers)
        self.sent = []

    def send(self, request, **_kwargs):
        """Take a request down and give the next answer."""
        body = request.body or b""
        if hasattr(body, "read"):
            body = body.read()
        if isinstance(body, str):
            body = body.encode()
        self.sent.append(Sent(request.method, request.url, dict(request.headers), body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer) and not isinstance(answer, type):
            answer = answer(self.sent[-1])
        if isinstance(answer, BaseException):
            raise answer
        status, content, headers = answer
        raw = urllib3.HTTPResponse(
            io.BytesIO(content),
            headers=urllib3.HTTPHeaderDict(headers),
            status=status,
            preload_content=False,
        )
        return HTTPAdapter().build_response(request, raw)

    def close(self):
        """Nothing is held."""


@dataclass
class Talk:
    """A client and all that it did."""

    client: object
    script: object
    clock: FakeClock
    said: list = field(default_factory=list)

    @property
    def sent(self):
        """The requests that went out."""
        return self.script.sent


@pytest.fixture
def clock():
    """A clock on which waiting takes no time."""
    return FakeClock()


@pytest.fixture
def talk(clock):
    """Make a client for a server that answers what the test says.

    The first argument that is no reply names the server. Credentials and settings are given by name.
    """
    opened = []

    def make(*answers, server=f"{SITE}/wiki", script=None, credentials=None, **settings):
        script = script or Script(*answers)
        said = []
        given = (
            {"server_user": "me@example.com", "api_token": TOKEN}
            if credentials is None
            else credentials
        )
        client = connect(
            Settings(server_url=server, **settings),
            Credentials(**given),
            adapters={"https://": script, "http://": script},
            notify=said.append,
            clock=clock,
        )
        opened.append(client)
        return Talk(client, script, clock, said)

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def sandbox():
    """A Confluence Cloud in this process, with the space DOC."""
    with Sandbox(cloud_id=CLOUD_ID) as box:
        box.add_space("DOC", "Documentation")
        yield box


@pytest.fixture
def in_sandbox(sandbox, clock):
    """Make a client for the sandbox, through the gateway with a token of the twelve scopes unless said otherwise."""
    opened = []

    def make(kind="scoped", scopes=TWELVE_SCOPES, *, expired=False, **settings):
        token = sandbox.add_token(kind, scopes=scopes if kind == "scoped" else (), expired=expired)
        said = []
        client = connect(
            Settings(
                **{"server_url": sandbox.addresses.site_url, "api_token_scoped": kind == "scoped"}
                | settings
            ),
            Credentials(server_user="admin@example.com", api_token=token),
            adapters=sandbox.adapters(),
            notify=said.append,
            clock=clock,
        )
        opened.append(client)
        return Talk(client, None, clock, said)

    yield make
    for client in opened:
        client.close()


@dataclass
class Wiki:
    """A client in a sandbox of one flavour, and the space DOC."""

    sandbox: Sandbox
    client: object
    clock: FakeClock
    said: list

    def __post_init__(self):
        self.space = self.client.space("DOC")
        self.sandbox.reset_requests()

    def page(self, title="Setup", body="<p>x</p>", parent_id=None):
        """Create a page as the client does."""
        return self.client.create_page(
            self.space, parent_id=parent_id or self.space.homepage_id, title=title, body=body
        )

    def update(self, page, **changes):
        """Write the next version of a page."""
        given = {
            "title": page.title,
            "body": "<p>y</p>",
            "parent_id": page.parent_id,
            "message": "mark",
            "minor_edit": True,
        }
        return self.client.update_page(page, **(given | changes))

    def seen(self, page):
        """The page as Confluence has it now."""
        (found,) = self.client.pages_by_id([page.id])
        return found

    @property
    def writes(self):
        """Names of the calls that are not mere reading, in the words of the sandbox."""
        return [call.operation for call in self.sandbox.writes]


@pytest.fixture
def open_wiki(clock):
    """Open a client in a new sandbox: ``cloud`` with a scoped token through the gateway, or ``datacenter``."""
    with contextlib.ExitStack() as stack:

        def make(flavour, *, scopes=TWELVE_SCOPES, **settings):
            context_path = "" if flavour == "cloud" else "/confluence"
            sandbox = stack.enter_context(
                Sandbox(cloud_id=CLOUD_ID, flavour=flavour, context_path=context_path)
            )
            sandbox.add_space("DOC", "Documentation")
            if flavour == "cloud":
                token = sandbox.add_token("scoped", scopes=scopes)
                access = Credentials(server_user="admin@example.com", api_token=token)
                settings = {"api_token_scoped": True} | settings
            else:
                access = Credentials(publish_token=sandbox.add_token("pat"))
            said = []
            client = connect(
                Settings(server_url=sandbox.addresses.site_url, **settings),
                access,
                adapters=sandbox.adapters(),
                notify=said.append,
                clock=clock,
            )
            stack.callback(client.close)
            return Wiki(sandbox, client, clock, said)

        yield make


@pytest.fixture(params=["cloud", "datacenter"])
def wiki(request, open_wiki):
    """A client in a sandbox, once of each flavour."""
    return open_wiki(request.param)


@pytest.fixture
def cloud_wiki(open_wiki):
    """A client in a sandbox of Cloud."""
    return open_wiki("cloud")


class Handler(BaseHTTPRequestHandler):
    """Answers every request with what the server's ``answer`` says: (status, headers, body), or ``None`` to hang up."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        """Take the request down and answer it."""
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        self.server.seen.append((self.command, self.path, dict(self.headers)))
        given = self.server.answer(self.command, self.path)
        if given is None:
            self.close_connection = True
            return
        status, headers, body = given
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_CONNECT = answer  # noqa: N815

    def log_message(self, *_args):
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A server of this machine."""

    daemon_threads = True

    def handle_error(self, *_args):
        """Clients that do not trust us hang up."""


@contextlib.contextmanager
def serving(answer, context=None):
    """Serve on the loopback interface."""
    server = Server(("127.0.0.1", 0), Handler)
    server.seen, server.answer = [], answer
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.url = f"{'http' if context is None else 'https'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server():
    """Start servers that live as long as the test."""
    with contextlib.ExitStack() as stack:
        yield lambda answer, context=None: stack.enter_context(serving(answer, context))


@pytest.fixture
def client_of(clock, monkeypatch):
    """Make a Data Center client for an address, with secrets of every kind."""
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    with contextlib.ExitStack() as stack:

        def make(url, credentials=None, **settings):
            given = SECRETS if credentials is None else credentials
            settings = {"publish_retry_attempts": 0, "timeout": 5, "cloud": False} | settings
            client = connect(
                Settings(server_url=url, **settings), Credentials(**given), clock=clock
            )
            return stack.enter_context(contextlib.closing(client))

        yield make


@pytest.fixture
def secrets():
    """The credentials of the clients of ``client_of``, one of every kind."""
    return SECRETS


@pytest.fixture(scope="session")
def specs():
    """The folder with the OpenAPI documents."""
    folder = Path(__file__).parents[2] / ".." / "shared" / "reference" / "specs"
    if not folder.is_dir():
        pytest.skip("the OpenAPI documents are not part of the repository")
    return folder


@pytest.fixture(scope="session")
def confluence():
    """Names that several tests share, and answers in the shapes that Confluence gives them."""

    def v2_error(status, title, code="X", **headers):
        return reply(
            status,
            {"errors": [{"status": status, "code": code, "title": title, "detail": None}]},
            headers,
        )

    def v1_error(status, message, **headers):
        return reply(
            status, {"statusCode": status, "data": {"errors": []}, "message": message}, headers
        )

    def html(status, title, **headers):
        page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>x</body></html>"
        return reply(status, page, {"Content-Type": "text/html"} | headers)

    def page(page_id="7", title="Setup", version=1, message="", parent="1", **more):
        return {
            "id": page_id,
            "title": title,
            "spaceId": "10",
            "parentId": parent,
            "status": "current",
            "version": {"number": version, "message": message},
        } | more

    def listing(*rows, following=None, base=None):
        links = {} if following is None else {"next": following}
        return reply(
            200, {"results": list(rows), "_links": links | ({} if base is None else {"base": base})}
        )

    return SimpleNamespace(
        site=SITE,
        server=SERVER,
        cloud_id=CLOUD_ID,
        token=TOKEN,
        gateway=f"https://api.atlassian.com/ex/confluence/{CLOUD_ID}/",
        reply=reply,
        script=Script,
        v2_error=v2_error,
        v1_error=v1_error,
        html=html,
        page=page,
        listing=listing,
        scope_mismatch=reply(
            401,
            {"code": 401, "message": "Unauthorized; scope does not match"},
            {"X-Failure-Category": "FAILURE_CLIENT_SCOPE_CHECK"},
        ),
        reset=requests.ConnectionError(
            urllib3.exceptions.ProtocolError("aborted", ConnectionResetError(104, "reset"))
        ),
        timeout=requests.ReadTimeout("read timed out"),
        refused=requests.ConnectionError(
            urllib3.exceptions.NewConnectionError(None, "refused")  # type: ignore[arg-type]
        ),
    )
