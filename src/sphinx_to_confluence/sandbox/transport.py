"""Reaching the sandbox: in process through requests, or over a socket of this machine."""

from __future__ import annotations

import io
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.client import RemoteDisconnected
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPHeaderDict
from urllib3.exceptions import ProtocolError
from werkzeug.datastructures import Headers
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.test import EnvironBuilder, run_wsgi_app

from sphinx_to_confluence.sandbox.app import MEDIA_ORIGIN, ORIGIN
from sphinx_to_confluence.sandbox.faults import Dropped
from sphinx_to_confluence.sandbox.front import TIMEOUT, Front, TooSlow

LOOPBACK = "127.0.0.1"
LOOPBACK_BY_NAME = "localhost"  # another host for clients, which send it no credentials


class SandboxAdapter(BaseAdapter):
    """A transport adapter of requests that hands requests to the sandbox in this process.

    :param origin: scheme and host that the site pretends to have.
    :param media_origin: scheme and host that the server for files pretends to have.
    """

    def __init__(self, front: Front, origin: str, media_origin: str) -> None:
        super().__init__()
        self._front = front
        self._origin = origin
        self._media_origin = media_origin
        self._http = HTTPAdapter()  # for making responses, never for sending

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002 - the signature of requests
        timeout: float | tuple[float | None, float | None] | urllib3.Timeout | None = None,
        verify: bool | str = True,  # noqa: ARG002
        cert: Any = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """Answer a request; a connection that breaks looks as it does over a socket."""
        environ = self._environ(request, _patience(timeout))
        try:
            body, status, headers = run_wsgi_app(self._front, environ, buffered=True)
        except Dropped:
            gone = RemoteDisconnected("Remote end closed connection without response")
            cause = ProtocolError("Connection aborted.", gone)
            raise requests.exceptions.ConnectionError(cause, request=request) from None
        except TooSlow:
            raise requests.exceptions.ReadTimeout("Read timed out.", request=request) from None
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(b"".join(body)),
            headers=HTTPHeaderDict(headers.items()),
            status=int(status.split()[0]),
            reason=status.partition(" ")[2],
            preload_content=False,
            request_method=request.method,
        )
        return self._http.build_response(request, raw)

    def close(self) -> None:
        """Nothing is held."""

    def _environ(self, request: requests.PreparedRequest, patience_s: float | None) -> Any:
        url = urlsplit(str(request.url))
        body = request.body or b""
        if hasattr(body, "read"):
            body = body.read()
        elif not isinstance(body, str | bytes):
            body = b"".join(body)
        builder = EnvironBuilder(
            path=url.path or "/",
            query_string=url.query,
            base_url=f"{url.scheme}://{url.netloc}/",
            method=request.method or "GET",
            headers=list(request.headers.items()),
            data=body,
        )
        environ = builder.get_environ()
        environ[ORIGIN] = self._origin
        environ[MEDIA_ORIGIN] = self._media_origin
        environ[TIMEOUT] = patience_s
        return environ


def _patience(timeout: Any) -> float | None:
    """The seconds that a client waits for an answer."""
    if isinstance(timeout, urllib3.Timeout):
        timeout = timeout.read_timeout
    elif isinstance(timeout, tuple):
        timeout = timeout[1]
    return float(timeout) if isinstance(timeout, int | float) else None


_OUR_NAMES = frozenset({LOOPBACK, LOOPBACK_BY_NAME, "[::1]"})
_NOT_MEANT = b"The sandbox is at 127.0.0.1 and localhost only."


class _RequestHandler(WSGIRequestHandler):
    """Keeps connections open between requests, which werkzeug's own handler does not.

    It reads every request to its end and writes every answer at once, so there is nothing left over between them.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    _date: str | None = None

    def run_wsgi(self) -> None:
        """Answer one request."""
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        environ = self.make_environ()
        length = int(environ.get("CONTENT_LENGTH") or 0)
        chunked = environ.get("wsgi.input_terminated", False)
        data = environ["wsgi.input"].read() if chunked else self.rfile.read(length)
        environ["wsgi.input"] = io.BytesIO(data)
        if not self._is_meant():
            self._answer(421, "Misdirected Request", {}, _NOT_MEANT)
            return
        host, port = self.server.server_address[:2]
        environ[ORIGIN] = f"http://{host!s}:{port}"
        environ[MEDIA_ORIGIN] = f"http://{LOOPBACK_BY_NAME}:{port}"
        try:
            body, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        except Dropped:
            self.close_connection = True
            return
        content = b"".join(body)
        code, _, reason = status.partition(" ")
        self._date = headers.pop("Date", None)
        self._answer(int(code), reason, headers, content)

    def _is_meant(self) -> bool:
        """Whether the client knows whom it talks to.

        A page of the web can have its own name stand for this machine, and would read what a browser here may see;
        who signs in is no such page.
        """
        name = re.sub(r":\d*\Z", "", self.headers.get("Host", LOOPBACK)).lower()
        return name in _OUR_NAMES or "Authorization" in self.headers

    def _answer(
        self, code: int, reason: str, headers: Headers | dict[str, str], content: bytes
    ) -> None:
        self.send_response(code, reason)
        for name, value in headers.items():
            if name != "Content-Length":
                self.send_header(name, value)
        if code != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content if self.command != "HEAD" else b"")

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Date an answer: as the sandbox wants it, if it does, and by the clock of this machine otherwise."""
        return self._date or super().date_time_string(timestamp)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing; the sandbox notes its calls itself."""


@contextmanager
def serving(front: Front, port: int) -> Iterator[BaseWSGIServer]:
    """Serve on a port of the loopback interface (0 for any that is free) until the block is left.

    :raises OSError: when the port is taken.
    """
    # Werkzeug would end the process when the port is taken, so it gets a socket that is bound.
    with socket.create_server((LOOPBACK, port)) as listening:
        server = make_server(
            LOOPBACK,
            port,
            front,
            threaded=True,
            request_handler=_RequestHandler,
            fd=listening.fileno(),
        )
    server.daemon_threads = True  # type: ignore[attr-defined] # of the threaded server: idle connections do not hold us
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
